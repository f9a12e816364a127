package org.rahdari.transparency;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The data of one leaf of the log: what an envelope, or the timers that an entry fired, came to.
 *
 * <pre>
 * offset  bytes
 * 0       1    kind: 1 envelope, 2 timers
 * 1       2    n, the length of the context
 * 3       n    context
 * 3+n     4    count of (item, result) pairs
 * 7+n     32   root of the inner tree over them
 * </pre>
 *
 * Numbers are big-endian and unsigned.
 *
 * @param context opaque here, at most {@link #CONTEXT_BYTES_MAX}: the caller's header and
 *     signature, position, ledger time, state digest. It has to differ from leaf to leaf (the
 *     position does it), or a proof could be read as one of an equal leaf beside it. Shared, not to
 *     be written to.
 * @param count 1 to {@link #COUNT_MAX}
 */
@SuppressWarnings("ArrayRecordComponent") // Equal by encoding, see equals.
public record Leaf(Kind kind, byte[] context, int count, Hash innerRoot) {
  public static final int CONTEXT_BYTES_MAX = 1024;
  public static final int COUNT_MAX = 1 << 16;
  static final int BYTES_MAX = 1 + 2 + CONTEXT_BYTES_MAX + 4 + Hash.BYTES;
  private static final int BYTES_MIN = BYTES_MAX - CONTEXT_BYTES_MAX;

  /** What the pairs of a leaf are; the number is part of the leaf. */
  public enum Kind {
    /** Items of one signed envelope. */
    ENVELOPE(1),
    /** Timers that one entry fired. */
    TIMER(2);

    private final byte number;

    Kind(int number) {
      this.number = (byte) number;
    }

    public byte number() {
      return number;
    }
  }

  public Leaf {
    if (context.length > CONTEXT_BYTES_MAX) {
      throw new IllegalArgumentException("The context has " + context.length + " bytes.");
    }
    if (count < 1 || count > COUNT_MAX) {
      throw new IllegalArgumentException("A leaf cannot have " + count + " pairs.");
    }
  }

  public byte[] encode() {
    return ByteBuffer.allocate(BYTES_MIN + context.length)
        .put(kind.number())
        .putShort((short) context.length)
        .put(context)
        .putInt(count)
        .put(innerRoot.raw())
        .array();
  }

  /** The leaf hash in the log. */
  public Hash hash() {
    return Hashes.leaf(encode());
  }

  public static Leaf parse(byte[] bytes) throws MalformedException {
    if (bytes.length < BYTES_MIN) throw new MalformedException("leaf is too short");
    ByteBuffer in = ByteBuffer.wrap(bytes);
    Kind kind = kind(in.get());
    int contextBytes = Short.toUnsignedInt(in.getShort());
    if (contextBytes > CONTEXT_BYTES_MAX) throw new MalformedException("leaf context is too long");
    if (bytes.length != BYTES_MIN + contextBytes) {
      throw new MalformedException("leaf has not the length that its context asks for");
    }
    byte[] context = new byte[contextBytes];
    in.get(context);
    int count = in.getInt();
    if (count < 1 || count > COUNT_MAX) throw new MalformedException("leaf count is out of range");
    return new Leaf(kind, context, count, Hash.of(bytes, in.position()));
  }

  private static Kind kind(byte number) throws MalformedException {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.number() == number)
        .findFirst()
        .orElseThrow(() -> new MalformedException("leaf kind " + number + " is unknown"));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Leaf that && Arrays.equals(encode(), that.encode());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encode());
  }
}
