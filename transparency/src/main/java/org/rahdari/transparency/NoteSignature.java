package org.rahdari.transparency;

import java.util.HexFormat;

/**
 * One signature line of a note (C2SP signed-note).
 *
 * @param name of the key
 * @param keyId the first four bytes of the key's hash
 * @param signature the bytes after the key id; shared, not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // Equal by content, see equals.
public record NoteSignature(String name, int keyId, byte[] signature) {
  private static final String DASH = "— ";
  private static final int KEY_ID_BYTES = 4;

  public NoteSignature {
    if (!NamedKey.isName(name)) {
      throw new IllegalArgumentException("'" + name + "' cannot name a key.");
    }
    if (signature.length == 0) throw new IllegalArgumentException("The signature is empty.");
  }

  /** Name and key id, as a person would write the key: {@code bank.example+033de0ae}. */
  public String key() {
    return name + "+" + HexFormat.of().toHexDigits(keyId);
  }

  String toLine() {
    byte[] bytes = new byte[KEY_ID_BYTES + signature.length];
    for (int i = 0; i < KEY_ID_BYTES; i++) bytes[i] = (byte) (keyId >>> (24 - 8 * i));
    System.arraycopy(signature, 0, bytes, KEY_ID_BYTES, signature.length);
    return DASH + name + " " + Canonical.base64(bytes);
  }

  static NoteSignature parse(String line, String field) throws MalformedException {
    if (!line.startsWith(DASH)) {
      throw new MalformedException(field + " does not begin with an em dash and a space");
    }
    int space = line.indexOf(' ', DASH.length());
    if (space < 0) throw new MalformedException(field + " has no signature");
    String name = line.substring(DASH.length(), space);
    if (!NamedKey.isName(name)) throw new MalformedException(field + " has no valid key name");
    byte[] bytes = Canonical.base64(line.substring(space + 1), field);
    if (bytes.length <= KEY_ID_BYTES) throw new MalformedException(field + " is too short");
    int keyId = 0;
    for (int i = 0; i < KEY_ID_BYTES; i++) keyId = (keyId << 8) | (bytes[i] & 0xff);
    byte[] signature = new byte[bytes.length - KEY_ID_BYTES];
    System.arraycopy(bytes, KEY_ID_BYTES, signature, 0, signature.length);
    return new NoteSignature(name, keyId, signature);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NoteSignature that && toLine().equals(that.toLine());
  }

  @Override
  public int hashCode() {
    return toLine().hashCode();
  }
}
