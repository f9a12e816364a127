package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.program.Party;

/**
 * Who signs in: what the provider's token says about somebody, as persons of the institutions that
 * this node serves.
 */
public final class People {

  /** What proposes where no person does. */
  static final String SYSTEM = "system";

  private static final int NAME_CHARS_MAX = 80;

  /** Entries of the claim that are looked at. */
  private static final int ROLES_MAX = 1_000;

  private static final String HMAC = "HmacSHA256";

  private final Served served;
  private final Keyring keys;

  /**
   * The people of the institutions that a node serves.
   *
   * @param keys has the secrets that pseudonyms are made with
   */
  public People(Served served, Keyring keys) {
    this.served = served;
    this.keys = keys;
  }

  /** The person who is signed in, if it is one and not an institution's token. */
  public static Optional<Person> of(@Nullable Principal who) {
    return who instanceof PersonToken token ? Optional.of(token.person()) : Optional.empty();
  }

  /** The person who asks. */
  public static Optional<Person> of(HttpServletRequest request) {
    return of(request.getUserPrincipal());
  }

  /**
   * The same human being at each institution that the claim names and this node serves.
   *
   * @param issuer of the token
   * @param subject by which the issuer knows who it is
   * @param name to be shown
   * @param claim the words {@code INSTITUTION:role}; anything else in it says nothing
   */
  List<Person> persons(String issuer, String subject, String name, List<?> claim) {
    Map<String, Set<Role>> roles = new LinkedHashMap<>();
    for (Object each : claim.subList(0, Math.min(claim.size(), ROLES_MAX))) {
      String word = String.valueOf(each);
      int colon = word.lastIndexOf(':');
      if (colon < 1) continue;
      Role.of(word.substring(colon + 1))
          .ifPresent(
              role ->
                  roles
                      .computeIfAbsent(word.substring(0, colon), code -> EnumSet.noneOf(Role.class))
                      .add(role));
    }
    List<Person> persons = new ArrayList<>();
    for (Party party : served.parties()) {
      Set<Role> at = roles.get(party.code());
      if (at != null)
        persons.add(new Person(party, shown(name), pseudonym(party, issuer, subject), at));
    }
    return persons;
  }

  /** What stands for the institution's systems where a person would. */
  Id system(Party institution) {
    return pseudonym(institution, SYSTEM, institution.code());
  }

  /** What the ledger may know of somebody. */
  private Id pseudonym(Party institution, String issuer, String subject) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(keys.make(institution.code() + ".people").bytes(), HMAC));
      ByteBuffer hash =
          ByteBuffer.wrap(mac.doFinal((issuer + "\n" + subject).getBytes(StandardCharsets.UTF_8)));
      return new Id(hash.getLong(), hash.getLong());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + HMAC, e);
    }
  }

  private static String shown(String name) {
    String clean = name.replaceAll("\\p{C}", " ").strip();
    return clean.length() <= NAME_CHARS_MAX ? clean : clean.substring(0, NAME_CHARS_MAX);
  }
}
