package org.rahdari.transparency;

/**
 * A witness's named Ed25519 public key, written as a vkey (C2SP tlog-cosignature): {@code
 * name+keyid+base64(0x04 || public key)}. What it signs is a {@link Cosignature}. Equal when name
 * and key are.
 */
public final class WitnessKey {
  private static final byte COSIGNATURE_V1 = 0x04;

  private final NamedKey key;

  /**
   * @param publicKey 32 bytes (RFC 8032)
   * @throws IllegalArgumentException as {@link VerifierKey#VerifierKey}
   */
  public WitnessKey(String name, byte[] publicKey) {
    this(new NamedKey(name, COSIGNATURE_V1, publicKey));
  }

  private WitnessKey(NamedKey key) {
    this.key = key;
  }

  public static WitnessKey parse(String vkey) throws MalformedException {
    return new WitnessKey(NamedKey.parse(vkey, COSIGNATURE_V1, "cosignature/v1"));
  }

  public String name() {
    return key.name();
  }

  /** SHA-256(name || 0x0A || 0x04 || public key)[:4], big-endian. */
  public int keyId() {
    return key.keyId();
  }

  public byte[] publicKey() {
    return key.publicKey();
  }

  /** Whether the line says that it is of this key; not whether it is true. */
  public boolean isNamedBy(NoteSignature line) {
    return key.isNamedBy(line);
  }

  /** Whether the line is this key's cosignature of exactly this checkpoint's text. */
  public boolean verifies(String text, NoteSignature line) {
    if (!isNamedBy(line)) return false;
    try {
      Cosignature cosignature = Cosignature.parse(line);
      String message = Cosignature.message(text, cosignature.timeSeconds());
      return key.signed(message, line.signature(), Cosignature.TIME_BYTES);
    } catch (MalformedException _) {
      return false;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WitnessKey that && key.equals(that.key);
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
