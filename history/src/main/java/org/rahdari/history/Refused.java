package org.rahdari.history;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.rahdari.codec.Id;

/**
 * A transfer that moved nothing: the last time that its id was asked for, and why not.
 *
 * @param transfer its id
 * @param leaf the index of the leaf in the transparency log
 * @param item the index of the item in the leaf
 * @param position of the entry
 * @param timeMillis ledger time
 * @param party who signed
 * @param reason the name of the one reason
 */
public record Refused(
    Id transfer, long leaf, int item, long position, long timeMillis, int party, String reason)
    implements Found {

  private static final int FIXED_BYTES = 3 * Long.BYTES + 2 * Integer.BYTES;

  byte[] encode() {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(FIXED_BYTES + text.length)
        .putLong(leaf)
        .putInt(item)
        .putLong(position)
        .putLong(timeMillis)
        .putInt(party)
        .put(text)
        .array();
  }

  static Refused decode(Id transfer, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Refused(
        transfer,
        in.getLong(),
        in.getInt(),
        in.getLong(),
        in.getLong(),
        in.getInt(),
        new String(Arrays.copyOfRange(bytes, FIXED_BYTES, bytes.length), StandardCharsets.UTF_8));
  }
}
