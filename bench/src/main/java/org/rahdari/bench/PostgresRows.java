package org.rahdari.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;

/**
 * A batch as PostgreSQL takes it: the stream of COPY in binary, and the range of its ids.
 *
 * @param batch what it was made from
 * @param low the smallest id
 * @param high the greatest
 * @param copy the bytes, of the columns {@link #COLUMNS}
 */
record PostgresRows(Batch batch, UUID low, UUID high, byte[] copy) {
  static final String COLUMNS =
      "amount, user_data_64, timeout, code, flags, id, debit, credit, pending_id, user_data_128";

  private static final byte[] SIGNATURE =
      "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final short FIELDS = 10;
  private static final int ROW_BYTES_MAX =
      Short.BYTES + FIELDS * Integer.BYTES + 2 * Long.BYTES + 3 * Integer.BYTES + 5 * Id.BYTES;
  private static final int FRAME_BYTES = SIGNATURE.length + 2 * Integer.BYTES + Short.BYTES;

  static PostgresRows of(Batch batch) {
    List<Transfer> transfers = batch.transfers();
    Id low = transfers.getFirst().id();
    Id high = low;
    ByteBuffer out = ByteBuffer.allocate(FRAME_BYTES + transfers.size() * ROW_BYTES_MAX);
    out.put(SIGNATURE).putInt(0).putInt(0);
    for (Transfer transfer : transfers) {
      put(out, transfer);
      if (transfer.id().compareTo(low) < 0) low = transfer.id();
      if (transfer.id().compareTo(high) > 0) high = transfer.id();
    }
    out.putShort((short) -1);
    return new PostgresRows(
        batch, uuid(low), uuid(high), Arrays.copyOf(out.array(), out.position()));
  }

  private static void put(ByteBuffer out, Transfer transfer) {
    out.putShort(FIELDS);
    put(out, transfer.amountMinor());
    put(out, transfer.userData64());
    put(out, transfer.timeoutSeconds());
    put(out, transfer.code());
    put(out, transfer.flags());
    put(out, transfer.id());
    putOrNull(out, transfer.debitAccount());
    putOrNull(out, transfer.creditAccount());
    putOrNull(out, transfer.pendingId());
    putOrNull(out, transfer.userData128());
  }

  private static void put(ByteBuffer out, long value) {
    out.putInt(Long.BYTES).putLong(value);
  }

  private static void put(ByteBuffer out, int value) {
    out.putInt(Integer.BYTES).putInt(value);
  }

  private static void put(ByteBuffer out, Id id) {
    out.putInt(Id.BYTES).putLong(id.high()).putLong(id.low());
  }

  private static void putOrNull(ByteBuffer out, Id id) {
    if (id.isNone()) out.putInt(-1);
    else put(out, id);
  }

  static UUID uuid(Id id) {
    return new UUID(id.high(), id.low());
  }
}
