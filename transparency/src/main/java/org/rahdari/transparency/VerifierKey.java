package org.rahdari.transparency;

/**
 * A validator's named Ed25519 public key, written as a vkey (C2SP signed-note): {@code
 * name+keyid+base64(0x01 || public key)}. Equal when name and key are.
 */
public final class VerifierKey {
  public static final int NAME_BYTES_MAX = 255;
  private static final byte ED25519 = 0x01;

  private final NamedKey key;

  /**
   * @param publicKey 32 bytes (RFC 8032)
   * @throws IllegalArgumentException when the name or the key is none; keys of small order, under
   *     which one signature can fit many texts, are none
   */
  public VerifierKey(String name, byte[] publicKey) {
    this(new NamedKey(name, ED25519, publicKey));
  }

  private VerifierKey(NamedKey key) {
    this.key = key;
  }

  public static VerifierKey parse(String vkey) throws MalformedException {
    return new VerifierKey(NamedKey.parse(vkey, ED25519, "Ed25519"));
  }

  public String name() {
    return key.name();
  }

  /** SHA-256(name || 0x0A || 0x01 || public key)[:4], big-endian. */
  public int keyId() {
    return key.keyId();
  }

  public byte[] publicKey() {
    return key.publicKey();
  }

  /** Whether the line says that it is of this key; not whether it is true. */
  public boolean isNamedBy(NoteSignature signature) {
    return key.isNamedBy(signature);
  }

  /** Whether this key made the signature over exactly this text. */
  public boolean verifies(String text, NoteSignature signature) {
    return isNamedBy(signature) && key.signed(text, signature.signature(), 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifierKey that && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return key.toString();
  }
}
