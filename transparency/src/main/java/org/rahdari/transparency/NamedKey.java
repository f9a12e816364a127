package org.rahdari.transparency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A named Ed25519 public key for one type of signature, written as a vkey (C2SP signed-note):
 * {@code name+keyid+base64(type || public key)}. The public classes are one for each type, so that
 * no witness is ever counted as a validator. Equal when name, type and key are.
 */
final class NamedKey {
  private final String name;
  private final byte type;
  private final byte[] publicKey;
  private final int keyId;

  /**
   * @param publicKey 32 bytes (RFC 8032)
   * @throws IllegalArgumentException when the name or the key is none; keys of small order, under
   *     which one signature can fit many texts, are none
   */
  NamedKey(String name, byte type, byte[] publicKey) {
    if (!isName(name)) throw new IllegalArgumentException("'" + name + "' cannot name a key.");
    if (!isPublicKey(publicKey)) {
      throw new IllegalArgumentException("The public key of " + name + " is not valid Ed25519.");
    }
    this.name = name;
    this.type = type;
    this.publicKey = publicKey.clone();
    this.keyId = keyId(name, type, publicKey);
  }

  /**
   * @param typeName for people, such as {@code Ed25519}
   */
  static NamedKey parse(String vkey, byte type, String typeName) throws MalformedException {
    String[] parts = vkey.split("\\+", 3);
    if (parts.length != 3) throw new MalformedException("vkey is not name+id+key");
    if (!isName(parts[0])) throw new MalformedException("vkey has no valid key name");
    byte[] typed = Canonical.base64(parts[2], "vkey");
    if (typed.length != 1 + Ed25519.PUBLIC_KEY_SIZE || typed[0] != type) {
      throw new MalformedException(
          "vkey is not of type 0x" + HexFormat.of().toHexDigits(type) + " (" + typeName + ")");
    }
    byte[] publicKey = Arrays.copyOfRange(typed, 1, typed.length);
    if (!isPublicKey(publicKey)) throw new MalformedException("vkey is not a valid Ed25519 key");
    NamedKey key = new NamedKey(parts[0], type, publicKey);
    if (!key.toString().equals(vkey)) {
      throw new MalformedException("vkey has an id that is not its key's");
    }
    return key;
  }

  String name() {
    return name;
  }

  int keyId() {
    return keyId;
  }

  byte[] publicKey() {
    return publicKey.clone();
  }

  boolean isNamedBy(NoteSignature signature) {
    return signature.keyId() == keyId && signature.name().equals(name);
  }

  /**
   * Whether this key made the Ed25519 signature that stands at {@code offset} and ends the array.
   */
  boolean signed(String message, byte[] signature, int offset) {
    if (signature.length - offset != Ed25519.SIGNATURE_SIZE) return false;
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    return Ed25519.verify(signature, offset, publicKey, 0, bytes, 0, bytes.length);
  }

  /** Non-empty, no Unicode spaces, no plus, at most {@link VerifierKey#NAME_BYTES_MAX} bytes. */
  static boolean isName(String name) {
    return !name.isEmpty()
        && Canonical.isLine(name)
        && name.getBytes(StandardCharsets.UTF_8).length <= VerifierKey.NAME_BYTES_MAX
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

  /** SHA-256(name || 0x0A || type || public key)[:4], big-endian. */
  private static int keyId(String name, byte type, byte[] publicKey) {
    MessageDigest sha256 = Hashes.sha256();
    sha256.update(name.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) '\n');
    sha256.update(type);
    byte[] digest = sha256.digest(publicKey);
    return ByteBuffer.wrap(digest).getInt();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NamedKey that
        && name.equals(that.name)
        && type == that.type
        && Arrays.equals(publicKey, that.publicKey);
  }

  @Override
  public int hashCode() {
    return keyId;
  }

  @Override
  public String toString() {
    byte[] typed = new byte[1 + publicKey.length];
    typed[0] = type;
    System.arraycopy(publicKey, 0, typed, 1, publicKey.length);
    return name + "+" + HexFormat.of().toHexDigits(keyId) + "+" + Canonical.base64(typed);
  }
}
