package org.rahdari.platform;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a page or an endpoint needs: the one place that says which callers may do which things. The
 * paper docs/roles.md is written from it.
 */
public enum Right {
  /** Nobody is asked who it is. */
  ANYONE("whoever asks, without signing in"),
  /** To see what the institution sees. */
  READ(
      "to see",
      Role.READER.authority(),
      Role.OPERATOR.authority(),
      Role.APPROVER.authority(),
      Role.ADMINISTRATOR.authority(),
      Role.AUDITOR.authority(),
      Right.TOKEN,
      Right.KEYS_TOKEN,
      Right.GRANT,
      Right.MAY_READ),
  /** To prepare what somebody else has to approve. */
  PROPOSE(
      "to propose", Role.OPERATOR.authority(), Right.TOKEN, Right.KEYS_TOKEN, Right.MAY_PROPOSE),
  /** To approve or to reject it. */
  APPROVE("to approve", Role.APPROVER.authority()),
  /** To enter at once, as the institution's own systems do. */
  ENTER("to enter at once", Right.TOKEN, Right.KEYS_TOKEN, Right.MAY_ENTER),
  /** To change keys, members and programs. */
  KEYS("to change keys, members, programs", Role.ADMINISTRATOR.authority(), Right.KEYS_TOKEN),
  /** To register the clients of the API. */
  ADMINISTER("to keep the API's clients", Role.ADMINISTRATOR.authority()),
  /** To see who saw and did what. */
  AUDIT("to see the trail", Role.AUDITOR.authority()),
  /** What is a person's own. */
  PERSON("what is a person's own", Right.A_PERSON),
  /** What members' nodes ask each other, by certificate. */
  MEMBER("between members' nodes", Right.A_MEMBER);

  /** The institution's API token. */
  static final String TOKEN = "token";

  /** The institution's API token for keys. */
  static final String KEYS_TOKEN = "token:keys";

  /** Who has a grant. */
  static final String GRANT = "grant";

  /** A person, whatever the role. */
  static final String A_PERSON = "person";

  /** Another member's node. */
  static final String A_MEMBER = "member";

  /** The scopes of the API's clients, as authorities. */
  static final String MAY_READ = "scope:read";

  static final String MAY_PROPOSE = "scope:propose";
  static final String MAY_ENTER = "scope:enter";

  private final String words;
  private final Set<String> authorities;

  Right(String words, String... authorities) {
    this.words = words;
    this.authorities = Set.of(authorities);
  }

  /** What it is for, in words. */
  public String words() {
    return words;
  }

  /** Whether somebody with these authorities has it. */
  public boolean of(Set<String> theirs) {
    return this == ANYONE || theirs.stream().anyMatch(authorities::contains);
  }

  /** Whether somebody with these authorities is known here at all. */
  static boolean ofSomebody(Set<String> theirs) {
    return Arrays.stream(values()).anyMatch(each -> each != ANYONE && each.of(theirs));
  }

  /** The roles that have it; none where no person has. */
  List<Role> held() {
    return Arrays.stream(Role.values())
        .filter(each -> authorities.contains(each.authority()))
        .toList();
  }

  /** The roles that have it, in words; empty where no person has. */
  public String roles() {
    return held().stream().map(Role::word).collect(Collectors.joining(" or "));
  }

  /** Who has it that is no person, in words. */
  public String besides() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put(TOKEN, "the institution's token");
    words.put(KEYS_TOKEN, "its token for keys");
    words.put(MAY_READ, "clients with the scope `read`");
    words.put(MAY_PROPOSE, "clients with the scope `propose`");
    words.put(MAY_ENTER, "clients with the scope `enter`");
    words.put(GRANT, "grants");
    words.put(A_PERSON, "every person");
    words.put(A_MEMBER, "another member's node");
    words.keySet().retainAll(authorities);
    return String.join(", ", words.values());
  }
}
