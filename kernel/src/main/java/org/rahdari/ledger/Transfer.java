package org.rahdari.ledger;

import java.nio.ByteBuffer;
import org.rahdari.codec.Id;
import org.rahdari.codec.MalformedException;

/**
 * A movement between two accounts of one asset, as its signer writes it: 128 bytes.
 *
 * <pre>
 * offset  0  id               16      offset 80  amountMinor      8
 *        16  debitAccount     16             88  userData64       8
 *        32  creditAccount    16             96  timeoutSeconds   4
 *        48  pendingId        16            100  code             4
 *        64  userData128      16            104  flags            4
 *                                           108  userData32      4
 *                                           112  zero            16
 * </pre>
 *
 * @param id chosen by the signer; the same id with the same content moves money once
 * @param debitAccount the account that gives; for a post or void {@link Id#NONE} or the pending
 *     transfer's
 * @param creditAccount the account that receives; likewise
 * @param pendingId what a post or void acts on, else {@link Id#NONE}
 * @param userData128 the signer's own reference
 * @param userData64 likewise
 * @param amountMinor from 0; for a balancing transfer at most this; for a post {@link #AMOUNT_ALL}
 *     means all of it; for a void it is 0 or all of it
 * @param timeoutSeconds after which a pending transfer voids itself; 0 for never
 * @param code the signer's own reason code
 * @param flags bits of {@link TransferFlag}
 * @param userData32 the signer's own reference
 */
public record Transfer(
    Id id,
    Id debitAccount,
    Id creditAccount,
    Id pendingId,
    Id userData128,
    long userData64,
    long amountMinor,
    int timeoutSeconds,
    int code,
    int flags,
    int userData32) {

  /** The amount that means all there is: of what is pending, or of what balances. */
  public static final long AMOUNT_ALL = Long.MAX_VALUE;

  /** The size of the binary form. */
  public static final int BYTES = 128;

  /** The longest timeout: about a year. */
  public static final int TIMEOUT_SECONDS_MAX = 366 * 24 * 60 * 60;

  static final int FLAGS_OFFSET = 104;
  static final int PADDING_OFFSET = 112;
  private static final int PADDING_LONGS = 2;

  /** Moves an amount at once. */
  public static Transfer posted(Id id, Id debit, Id credit, long amountMinor) {
    return new Transfer(id, debit, credit, Id.NONE, Id.NONE, 0, amountMinor, 0, 0, 0, 0);
  }

  /** Reserves an amount until it is posted, voided, or the timeout (0 for none) has passed. */
  public static Transfer pending(Id id, Id debit, Id credit, long amountMinor, int timeoutSeconds) {
    return new Transfer(
        id,
        debit,
        credit,
        Id.NONE,
        Id.NONE,
        0,
        amountMinor,
        timeoutSeconds,
        0,
        TransferFlag.PENDING,
        0);
  }

  /** Posts a pending transfer, all of it where the amount is {@link #AMOUNT_ALL}. */
  public static Transfer post(Id id, Id pendingId, long amountMinor) {
    return new Transfer(
        id,
        Id.NONE,
        Id.NONE,
        pendingId,
        Id.NONE,
        0,
        amountMinor,
        0,
        0,
        TransferFlag.POST_PENDING,
        0);
  }

  /** Voids a pending transfer. */
  public static Transfer voided(Id id, Id pendingId) {
    return new Transfer(
        id, Id.NONE, Id.NONE, pendingId, Id.NONE, 0, 0, 0, 0, TransferFlag.VOID_PENDING, 0);
  }

  /** This transfer, chained to the one that follows it. */
  public Transfer linked() {
    return new Transfer(
        id,
        debitAccount,
        creditAccount,
        pendingId,
        userData128,
        userData64,
        amountMinor,
        timeoutSeconds,
        code,
        flags | TransferFlag.LINKED,
        userData32);
  }

  /**
   * Whether the 128 bytes at an offset are linked to those that follow, without reading the rest.
   */
  public static boolean linked(byte[] bytes, int offset) {
    return TransferView.linked(bytes, offset);
  }

  /** Whether the 128 bytes at an offset end in zeroes, as they have to. */
  public static boolean padded(byte[] bytes, int offset) {
    return TransferView.padded(bytes, offset);
  }

  /** Whether the flag is set. */
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /**
   * Reads 128 bytes.
   *
   * @throws MalformedException if the last 16 are not zero
   */
  public static Transfer decode(ByteBuffer in) {
    Id id = id(in);
    Id debit = id(in);
    Id credit = id(in);
    Id pending = id(in);
    Id userData128 = id(in);
    long amountMinor = in.getLong();
    long userData64 = in.getLong();
    int timeoutSeconds = in.getInt();
    int code = in.getInt();
    int flags = in.getInt();
    int userData32 = in.getInt();
    for (int i = 0; i < PADDING_LONGS; i++) {
      if (in.getLong() != 0) throw new MalformedException("a transfer's last 16 bytes are zero");
    }
    return new Transfer(
        id,
        debit,
        credit,
        pending,
        userData128,
        userData64,
        amountMinor,
        timeoutSeconds,
        code,
        flags,
        userData32);
  }

  /** The 128 bytes. */
  public byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    encode(out);
    return out.array();
  }

  /** Writes the 128 bytes. */
  public void encode(ByteBuffer out) {
    put(out, id);
    put(out, debitAccount);
    put(out, creditAccount);
    put(out, pendingId);
    put(out, userData128);
    out.putLong(amountMinor).putLong(userData64).putInt(timeoutSeconds).putInt(code).putInt(flags);
    out.putInt(userData32);
    for (int i = 0; i < PADDING_LONGS; i++) out.putLong(0);
  }

  private static void put(ByteBuffer out, Id id) {
    out.putLong(id.high()).putLong(id.low());
  }

  private static Id id(ByteBuffer in) {
    return new Id(in.getLong(), in.getLong());
  }
}
