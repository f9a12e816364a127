package org.rahdari.transparency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A named Ed25519 public key, written as a vkey (C2SP signed-note): {@code name+keyid+base64(0x01
 * || public key)}. Equal when name and key are.
 */
public final class VerifierKey {
  public static final int NAME_BYTES_MAX = 255;
  private static final byte ED25519 = 0x01;

  private final String name;
  private final byte[] publicKey;
  private final int keyId;

  /**
   * @param publicKey 32 bytes (RFC 8032)
   * @throws IllegalArgumentException when the name or the key is none; keys of small order, under
   *     which one signature can fit many texts, are none
   */
  public VerifierKey(String name, byte[] publicKey) {
    if (!isName(name)) throw new IllegalArgumentException("'" + name + "' cannot name a key.");
    if (!isPublicKey(publicKey)) {
      throw new IllegalArgumentException("The public key of " + name + " is not valid Ed25519.");
    }
    this.name = name;
    this.publicKey = publicKey.clone();
    this.keyId = keyId(name, publicKey);
  }

  public static VerifierKey parse(String vkey) throws MalformedException {
    String[] parts = vkey.split("\\+", 3);
    if (parts.length != 3) throw new MalformedException("vkey is not name+id+key");
    if (!isName(parts[0])) throw new MalformedException("vkey has no valid key name");
    byte[] typed = Canonical.base64(parts[2], "vkey");
    if (typed.length != 1 + Ed25519.PUBLIC_KEY_SIZE || typed[0] != ED25519) {
      throw new MalformedException("vkey is not of type 0x01 (Ed25519)");
    }
    byte[] publicKey = Arrays.copyOfRange(typed, 1, typed.length);
    if (!isPublicKey(publicKey)) throw new MalformedException("vkey is not a valid Ed25519 key");
    VerifierKey key = new VerifierKey(parts[0], publicKey);
    if (!key.toString().equals(vkey)) {
      throw new MalformedException("vkey has an id that is not its key's");
    }
    return key;
  }

  public String name() {
    return name;
  }

  /** SHA-256(name || 0x0A || 0x01 || public key)[:4], big-endian. */
  public int keyId() {
    return keyId;
  }

  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** Whether the line says that it is of this key; not whether it is true. */
  public boolean isNamedBy(NoteSignature signature) {
    return signature.keyId() == keyId && signature.name().equals(name);
  }

  /** Whether this key made the signature over exactly this text. */
  public boolean verifies(String text, NoteSignature signature) {
    if (!isNamedBy(signature)) return false;
    if (signature.signature().length != Ed25519.SIGNATURE_SIZE) return false;
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    return Ed25519.verify(signature.signature(), 0, publicKey, 0, message, 0, message.length);
  }

  /** Non-empty, no Unicode spaces, no plus, at most {@link #NAME_BYTES_MAX} bytes. */
  static boolean isName(String name) {
    return !name.isEmpty()
        && Canonical.isLine(name)
        && name.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES_MAX
        && name.codePoints().noneMatch(c -> c == '+' || isSpace(c));
  }

  private static boolean isSpace(int codePoint) {
    // U+0085 is a Unicode space that Java counts as a control character only.
    return Character.isSpaceChar(codePoint)
        || Character.isWhitespace(codePoint)
        || codePoint == 0x85;
  }

  private static boolean isPublicKey(byte[] publicKey) {
    return publicKey.length == Ed25519.PUBLIC_KEY_SIZE
        && Ed25519.validatePublicKeyFull(publicKey, 0);
  }

  private static int keyId(String name, byte[] publicKey) {
    MessageDigest sha256 = Hashes.sha256();
    sha256.update(name.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) '\n');
    sha256.update(ED25519);
    byte[] digest = sha256.digest(publicKey);
    return ByteBuffer.wrap(digest).getInt();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifierKey that
        && name.equals(that.name)
        && Arrays.equals(publicKey, that.publicKey);
  }

  @Override
  public int hashCode() {
    return keyId;
  }

  @Override
  public String toString() {
    byte[] typed = new byte[1 + publicKey.length];
    typed[0] = ED25519;
    System.arraycopy(publicKey, 0, typed, 1, publicKey.length);
    return name + "+" + HexFormat.of().toHexDigits(keyId) + "+" + Canonical.base64(typed);
  }
}
