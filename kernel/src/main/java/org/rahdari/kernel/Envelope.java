package org.rahdari.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
 * @param header what was signed
 * @param head the header's and the signature's bytes, as the leaf keeps them
 * @param payload the items' bytes
 */
public record Envelope(Header header, byte[] head, byte[] payload) {
  private static final byte[] PURPOSE = "rahdari envelope v1\n".getBytes(StandardCharsets.US_ASCII);

  /**
   * Signs items.
   *
   * @param secret the party's Ed25519 secret key
   * @param items 1 to {@link Kernel#ITEMS_PER_ENVELOPE_MAX}, all of the one content
   * @return the binary form
   */
  public static byte[] sign(
      Hash32 network,
      int party,
      int key,
      Hash32 secret,
      Id id,
      long validUntilMillis,
      Header.Content content,
      List<byte[]> items) {
    byte[] payload = payload(content, items);
    Header header =
        new Header(
            Header.VERSION,
            network,
            party,
            key,
            id,
            validUntilMillis,
            content,
            items.size(),
            Hash32.sha256(payload));
    byte[] head = Header.CODEC.encode(header);
    byte[] signature = Ed25519.sign(secret, signed(head));
    return ByteBuffer.allocate(8 + head.length + signature.length + payload.length)
        .putInt(4 + head.length + signature.length)
        .putInt(head.length)
        .put(head)
        .put(signature)
        .put(payload)
        .array();
  }

  /**
   * Reads the binary form without judging it.
   *
   * @throws MalformedException if it is not canonical
   */
  public static Envelope decode(byte[] bytes) {
    if (bytes.length > Kernel.ENVELOPE_BYTES_MAX)
      throw new MalformedException("the envelope is too large");
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      int headLength = in.getInt();
      if (headLength < 0 || headLength > in.remaining())
        throw new MalformedException("the head passes the end");
      byte[] head = new byte[headLength];
      in.get(head);
      byte[] payload = new byte[in.remaining()];
      in.get(payload);
      return new Envelope(header(head), head, payload);
    } catch (java.nio.BufferUnderflowException e) {
      throw new MalformedException("the envelope ends too early");
    }
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

  /**
   * The items, as many as the header says.
   *
   * @throws MalformedException if there are others
   */
  public List<byte[]> items() {
    if (header.items() < 1 || header.items() > Kernel.ITEMS_PER_ENVELOPE_MAX) {
      throw new MalformedException("an envelope of " + header.items() + " items");
    }
    ByteBuffer in = ByteBuffer.wrap(payload);
    List<byte[]> items = new ArrayList<>(header.items());
    for (int i = 0; i < header.items(); i++) {
      int length = Transfer.BYTES;
      if (header.content() == Header.Content.INSTRUCTIONS) {
        if (in.remaining() < 4) throw new MalformedException("the payload ends too early");
        length = in.getInt();
      }
      if (length < 0 || length > in.remaining())
        throw new MalformedException("an item passes the payload's end");
      byte[] item = new byte[length];
      in.get(item);
      items.add(item);
    }
    if (in.hasRemaining()) throw new MalformedException("the payload has more than its items");
    return items;
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
