package org.rahdari.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.codec.MalformedException;
import org.rahdari.ledger.Transfer;

/**
 * What one party signs and sends: a header, the signature over it, and the payload whose hash the
 * header bears.
 *
 * <pre>
 * head length 4 | head = (header length 4 | header | signature 64) | payload
 * </pre>
 *
 * It stands where it was read, and what was found out about it once, by whichever thread, is not
 * found out again: the hash of a megabyte, a signature.
 */
public final class Envelope {
  private static final byte[] PURPOSE = "rahdari envelope v1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD_OFFSET = Integer.BYTES;

  private final byte[] bytes;
  private final int headLength;
  private final Header header;
  private volatile @Nullable Hash32 payloadHash;
  private volatile @Nullable Signer signer;

  /** A key that the signature was tried with. */
  private record Signer(Hash32 publicKey, boolean signed) {}

  private Envelope(byte[] bytes, int headLength, Header header) {
    this.bytes = bytes;
    this.headLength = headLength;
    this.header = header;
  }

  /**
   * Signs items.
   *
   * @param number {@link Header#key()}
   * @param key that the party signs with
   * @param items 1 to {@link Kernel#ITEMS_PER_ENVELOPE_MAX}, all of the one content
   * @return the binary form
   */
  public static byte[] sign(
      Hash32 network,
      int party,
      int number,
      SigningKey key,
      Id id,
      long validUntilMillis,
      Header.Content content,
      List<byte[]> items) {
    byte[] payload = payload(content, items);
    return sign(network, party, number, key, id, validUntilMillis, content, items.size(), payload);
  }

  /** Signs transfers, likewise, without an array for each. */
  public static byte[] sign(
      Hash32 network,
      int party,
      int number,
      SigningKey key,
      Id id,
      long validUntilMillis,
      List<Transfer> transfers) {
    ByteBuffer payload = ByteBuffer.allocate(transfers.size() * Transfer.BYTES);
    for (Transfer each : transfers) each.encode(payload);
    return sign(
        network,
        party,
        number,
        key,
        id,
        validUntilMillis,
        Header.Content.TRANSFERS,
        transfers.size(),
        payload.array());
  }

  private static byte[] sign(
      Hash32 network,
      int party,
      int number,
      SigningKey key,
      Id id,
      long validUntilMillis,
      Header.Content content,
      int items,
      byte[] payload) {
    Header header =
        new Header(
            Header.VERSION,
            network,
            party,
            number,
            id,
            validUntilMillis,
            content,
            items,
            Hash32.sha256(payload));
    byte[] head = Header.CODEC.encode(header);
    byte[] signature = key.sign(signed(head));
    return ByteBuffer.allocate(8 + head.length + signature.length + payload.length)
        .putInt(4 + head.length + signature.length)
        .putInt(head.length)
        .put(head)
        .put(signature)
        .put(payload)
        .array();
  }

  /**
   * Reads the binary form without judging it; the bytes are kept, and not to be written to.
   *
   * @throws MalformedException if it is not canonical
   */
  public static Envelope decode(byte[] bytes) {
    if (bytes.length > Kernel.ENVELOPE_BYTES_MAX)
      throw new MalformedException("the envelope is too large");
    if (bytes.length < HEAD_OFFSET) throw new MalformedException("the envelope ends too early");
    int headLength = ByteBuffer.wrap(bytes).getInt();
    if (headLength < 0 || headLength > bytes.length - HEAD_OFFSET)
      throw new MalformedException("the head passes the end");
    byte[] head = Arrays.copyOfRange(bytes, HEAD_OFFSET, HEAD_OFFSET + headLength);
    return new Envelope(bytes, headLength, header(head));
  }

  /**
   * Reads the header out of a head, as it stands in a leaf.
   *
   * @throws MalformedException if it is not canonical
   */
  public static Header header(byte[] head) {
    ByteBuffer in = ByteBuffer.wrap(head);
    if (in.remaining() < 4) throw new MalformedException("the head ends too early");
    int length = in.getInt();
    if (length < 0 || length != in.remaining() - Ed25519.SIGNATURE_BYTES)
      throw new MalformedException("the head's length is wrong");
    byte[] header = new byte[length];
    in.get(header);
    return Header.CODEC.decode(header);
  }

  /** Whether the head bears the key's signature. */
  public static boolean signedBy(Hash32 publicKey, byte[] head) {
    ByteBuffer in = ByteBuffer.wrap(head);
    byte[] header = new byte[in.getInt()];
    in.get(header);
    byte[] signature = new byte[in.remaining()];
    in.get(signature);
    return Ed25519.verify(publicKey, signed(header), signature);
  }

  /** What was signed. */
  public Header header() {
    return header;
  }

  /** The header's and the signature's bytes, as the leaf keeps them. */
  public byte[] head() {
    return Arrays.copyOfRange(bytes, HEAD_OFFSET, HEAD_OFFSET + headLength);
  }

  /** The binary form; shared, not to be written to. */
  public byte[] bytes() {
    return bytes;
  }

  /** The SHA-256 of the payload that came, whatever the header says. */
  public Hash32 payloadHash() {
    Hash32 known = payloadHash;
    if (known != null) return known;
    var sha256 = Hash32.digest();
    sha256.update(bytes, payloadOffset(), bytes.length - payloadOffset());
    Hash32 hash = Hash32.of(sha256.digest());
    payloadHash = hash;
    return hash;
  }

  /** Whether it bears the key's signature. */
  boolean signedBy(Hash32 publicKey) {
    Signer known = signer;
    if (known == null || !known.publicKey().equals(publicKey)) {
      known = new Signer(publicKey, signedBy(publicKey, head()));
      signer = known;
    }
    return known.signed();
  }

  private int payloadOffset() {
    return HEAD_OFFSET + headLength;
  }

  /**
   * The items, as many as the header says.
   *
   * @throws MalformedException if there are others
   */
  public Items items() {
    if (header.items() < 1 || header.items() > Kernel.ITEMS_PER_ENVELOPE_MAX) {
      throw new MalformedException("an envelope of " + header.items() + " items");
    }
    return switch (header.content()) {
      case TRANSFERS -> transfers();
      case INSTRUCTIONS -> instructions();
    };
  }

  private Items transfers() {
    int length = bytes.length - payloadOffset();
    if (length < header.items() * Transfer.BYTES)
      throw new MalformedException("an item passes the payload's end");
    if (length > header.items() * Transfer.BYTES)
      throw new MalformedException("the payload has more than its items");
    return Items.even(bytes, payloadOffset(), Transfer.BYTES, header.items());
  }

  private Items instructions() {
    ByteBuffer in = ByteBuffer.wrap(bytes).position(payloadOffset());
    int[] offsets = new int[2 * header.items()];
    for (int i = 0; i < header.items(); i++) {
      if (in.remaining() < 4) throw new MalformedException("the payload ends too early");
      int length = in.getInt();
      if (length < 0 || length > in.remaining())
        throw new MalformedException("an item passes the payload's end");
      offsets[2 * i] = in.position();
      in.position(in.position() + length);
      offsets[2 * i + 1] = in.position();
    }
    if (in.hasRemaining()) throw new MalformedException("the payload has more than its items");
    return Items.uneven(bytes, offsets);
  }

  private static byte[] payload(Header.Content content, List<byte[]> items) {
    boolean prefixed = content == Header.Content.INSTRUCTIONS;
    int size = items.stream().mapToInt(item -> item.length + (prefixed ? 4 : 0)).sum();
    ByteBuffer payload = ByteBuffer.allocate(size);
    for (byte[] item : items) {
      if (prefixed) payload.putInt(item.length);
      payload.put(item);
    }
    return payload.array();
  }

  private static byte[] signed(byte[] header) {
    return ByteBuffer.allocate(PURPOSE.length + header.length).put(PURPOSE).put(header).array();
  }
}
