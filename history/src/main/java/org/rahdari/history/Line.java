package org.rahdari.history;

import java.nio.ByteBuffer;
import org.rahdari.codec.Id;
import org.rahdari.ledger.TransferFlag;

/**
 * One movement of money, and the place of the item that caused it: a receipt of that item proves
 * it.
 *
 * @param number its place among all movements, from 1, without gaps; the same on every node
 * @param leaf the index of the leaf in the transparency log
 * @param item the index of the item in the leaf
 * @param position of the entry
 * @param timeMillis ledger time
 * @param transfer the id of the transfer; none where a pending one's time ran out
 * @param debitAccount the account that gives; of a post or void the pending transfer's
 * @param creditAccount the account that receives; likewise
 * @param pendingId what it ended, or none
 * @param amountMinor what moved, or was reserved, or was given back
 * @param releasedMinor what had been reserved and no longer is
 * @param userData128 as given
 * @param userData64 as given
 * @param userData32 as given
 * @param timeoutSeconds as given
 * @param code as given; of what ends a pending transfer that one's, unless it gives it too
 * @param flags as given, without {@link TransferFlag#LINKED}
 * @param program the program that made it, 0 for an envelope of transfers
 * @param party who signed, 0 for a timer
 */
public record Line(
    long number,
    long leaf,
    int item,
    long position,
    long timeMillis,
    Id transfer,
    Id debitAccount,
    Id creditAccount,
    Id pendingId,
    long amountMinor,
    long releasedMinor,
    Id userData128,
    long userData64,
    int userData32,
    int timeoutSeconds,
    int code,
    int flags,
    int program,
    int party) {

  private static final int WHERE_BYTES = 3 * Long.BYTES + Integer.BYTES;
  private static final int WHAT_BYTES = 3 * Id.BYTES + Long.BYTES;
  private static final int REST_BYTES = 2 * Id.BYTES + 2 * Long.BYTES + 6 * Integer.BYTES;

  /** What kind of movement it was. */
  public enum Kind {
    /** Money moved at once. */
    POSTED,
    /** An amount was reserved. */
    PENDING,
    /** What was reserved moved, whole or in part. */
    POST,
    /** What was reserved was given back. */
    VOID,
    /** What was reserved was given back because its time ran out. */
    EXPIRY
  }

  /** What kind of movement it was. */
  public Kind kind() {
    if (transfer.isNone()) return Kind.EXPIRY;
    if ((flags & TransferFlag.PENDING) != 0) return Kind.PENDING;
    if ((flags & TransferFlag.POST_PENDING) != 0) return Kind.POST;
    if ((flags & TransferFlag.VOID_PENDING) != 0) return Kind.VOID;
    return Kind.POSTED;
  }

  /** By how much it changed the pending debits of one account and pending credits of the other. */
  public long pendingChangeMinor() {
    return kind() == Kind.PENDING ? amountMinor : -releasedMinor;
  }

  /** By how much it changed the posted debits of one account and posted credits of the other. */
  public long postedChangeMinor() {
    return switch (kind()) {
      case POSTED, POST -> amountMinor;
      case PENDING, VOID, EXPIRY -> 0;
    };
  }

  /** Its effect on one of its two accounts. */
  Leg leg(Side side) {
    Id account = side == Side.DEBIT ? debitAccount : creditAccount;
    return new Leg(account, number, side, code, pendingChangeMinor(), postedChangeMinor());
  }

  // Binary form, behind its number: where | what | which of the rest are not zero 2 | those

  byte[] encode() {
    ByteBuffer rest = ByteBuffer.allocate(REST_BYTES);
    int there = 0;
    there |= put(rest, pendingId, 0);
    there |= put(rest, userData128, 1);
    there |= put(rest, releasedMinor, 2);
    there |= put(rest, userData64, 3);
    there |= put(rest, userData32, 4);
    there |= put(rest, timeoutSeconds, 5);
    there |= put(rest, code, 6);
    there |= put(rest, flags, 7);
    there |= put(rest, program, 8);
    there |= put(rest, party, 9);
    ByteBuffer out = ByteBuffer.allocate(WHERE_BYTES + WHAT_BYTES + Short.BYTES + rest.position());
    out.putLong(leaf).putInt(item).putLong(position).putLong(timeMillis);
    put(out, transfer);
    put(out, debitAccount);
    put(out, creditAccount);
    out.putLong(amountMinor).putShort((short) there).put(rest.flip());
    return out.array();
  }

  private static void put(ByteBuffer out, Id id) {
    out.putLong(id.high()).putLong(id.low());
  }

  private static int put(ByteBuffer out, Id id, int bit) {
    if (id.isNone()) return 0;
    put(out, id);
    return 1 << bit;
  }

  private static int put(ByteBuffer out, long value, int bit) {
    if (value == 0) return 0;
    out.putLong(value);
    return 1 << bit;
  }

  private static int put(ByteBuffer out, int value, int bit) {
    if (value == 0) return 0;
    out.putInt(value);
    return 1 << bit;
  }

  static Line decode(long number, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long leaf = in.getLong();
    int item = in.getInt();
    long position = in.getLong();
    long timeMillis = in.getLong();
    Id transfer = id(in);
    Id debit = id(in);
    Id credit = id(in);
    long amountMinor = in.getLong();
    int there = in.getShort();
    Id pendingId = has(there, 0) ? id(in) : Id.NONE;
    Id userData128 = has(there, 1) ? id(in) : Id.NONE;
    long releasedMinor = has(there, 2) ? in.getLong() : 0;
    long userData64 = has(there, 3) ? in.getLong() : 0;
    int userData32 = has(there, 4) ? in.getInt() : 0;
    int timeoutSeconds = has(there, 5) ? in.getInt() : 0;
    int code = has(there, 6) ? in.getInt() : 0;
    int flags = has(there, 7) ? in.getInt() : 0;
    int program = has(there, 8) ? in.getInt() : 0;
    int party = has(there, 9) ? in.getInt() : 0;
    return new Line(
        number,
        leaf,
        item,
        position,
        timeMillis,
        transfer,
        debit,
        credit,
        pendingId,
        amountMinor,
        releasedMinor,
        userData128,
        userData64,
        userData32,
        timeoutSeconds,
        code,
        flags,
        program,
        party);
  }

  private static boolean has(int there, int bit) {
    return (there & 1 << bit) != 0;
  }

  private static Id id(ByteBuffer in) {
    return new Id(in.getLong(), in.getLong());
  }
}
