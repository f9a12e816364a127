package org.rahdari.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.rahdari.codec.Hash32;
import org.rahdari.program.Party;

/**
 * The bearer tokens by which the systems of an institution reach its gateway, in the keyring: one
 * for all that it does, and one that changes its keys besides, so that who steals the first cannot
 * keep the institution.
 */
public final class AccessTokens {
  static final String HEADER = "Authorization: Bearer ";

  private final Served served;
  private final Keyring keys;

  /** The tokens of the institutions that this node serves; nobody else gets one here. */
  public AccessTokens(Served served, Keyring keys) {
    this.served = served;
    this.keys = keys;
  }

  /** The token of a party: its code, a dot, and 64 hexadecimal digits. */
  public String token(Party party) {
    return party.code() + "." + keys.make(party.code() + ".token");
  }

  /** The token of a party that changes its keys besides. */
  public String keysToken(Party party) {
    return party.code() + ".keys." + keys.make(party.code() + ".keys-token");
  }

  /**
   * Writes each party's tokens into files of their own, as the header that a call bears; answers
   * the folder.
   */
  public Path write(Path folder) {
    try {
      Files.createDirectories(folder);
      for (Party party : served.parties()) {
        Keyring.write(folder.resolve(party.code()), HEADER + token(party) + "\n");
        Keyring.write(folder.resolve(party.code() + ".keys"), HEADER + keysToken(party) + "\n");
      }
      return folder;
    } catch (IOException e) {
      throw new PlainFailure(
          "The tokens cannot be written to " + folder + ": " + e.getMessage() + ".", e);
    }
  }

  /**
   * Whose token it is.
   *
   * @param changesKeys whether it is the one for that
   */
  public record Bearer(Party party, boolean changesKeys) {}

  /** Whose token it is; the header that a token file holds will do. */
  public Optional<Bearer> bearer(String given) {
    String token = given.startsWith(HEADER) ? given.substring(HEADER.length()) : given;
    int dot = token.indexOf('.');
    if (dot < 0) return Optional.empty();
    String code = token.substring(0, dot);
    return served.parties().stream()
        .filter(party -> party.code().equals(code))
        .findFirst()
        .flatMap(party -> bearer(party, token));
  }

  private Optional<Bearer> bearer(Party party, String token) {
    if (same(token(party), token)) return Optional.of(new Bearer(party, false));
    if (same(keysToken(party), token)) return Optional.of(new Bearer(party, true));
    return Optional.empty();
  }

  /** Compares in a time that tells nothing. */
  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(hash(one), hash(other));
  }

  private static byte[] hash(String text) {
    return Hash32.sha256(text.getBytes(StandardCharsets.UTF_8)).bytes();
  }
}
