package org.rahdari.platform;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A person in a session: to the pages, by name, the institution that the person acts for. */
final class PersonToken extends AbstractAuthenticationToken {
  private static final long serialVersionUID = 1;

  private final transient Person person;
  private final Instant since;

  PersonToken(Person person, Instant since) {
    super(authorities(person));
    this.person = person;
    this.since = since;
    setAuthenticated(true);
  }

  private static List<GrantedAuthority> authorities(Person person) {
    List<GrantedAuthority> all = new ArrayList<>();
    all.add(new SimpleGrantedAuthority(Right.A_PERSON));
    for (Role each : person.roles()) all.add(new SimpleGrantedAuthority(each.authority()));
    return all;
  }

  Person person() {
    return person;
  }

  /** When the person signed in. */
  Instant since() {
    return since;
  }

  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public Person getPrincipal() {
    return person;
  }

  @Override
  public String getName() {
    return person.institution().code();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PersonToken token
        && person.equals(token.person)
        && since.equals(token.since);
  }

  @Override
  public int hashCode() {
    return person.hashCode();
  }
}
