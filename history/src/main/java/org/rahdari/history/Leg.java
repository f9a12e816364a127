package org.rahdari.history;

import java.nio.ByteBuffer;
import org.rahdari.codec.Id;

/**
 * One account's side of a line.
 *
 * <pre>
 * key    account 16 | number 8
 * value  side 1 (0 debit, 1 credit) | code 4 | pending change 8 | posted change 8
 * </pre>
 */
record Leg(
    Id account, long number, Side side, int code, long pendingChangeMinor, long postedChangeMinor) {

  private static final int VALUE_BYTES = 1 + Integer.BYTES + 2 * Long.BYTES;

  byte[] value() {
    return ByteBuffer.allocate(VALUE_BYTES)
        .put((byte) (side == Side.DEBIT ? 0 : 1))
        .putInt(code)
        .putLong(pendingChangeMinor)
        .putLong(postedChangeMinor)
        .array();
  }

  static Leg decode(Id account, long number, byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    Side side = in.get() == 0 ? Side.DEBIT : Side.CREDIT;
    return new Leg(account, number, side, in.getInt(), in.getLong(), in.getLong());
  }
}
