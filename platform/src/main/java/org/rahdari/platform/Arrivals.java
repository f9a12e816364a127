package org.rahdari.platform;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.savedrequest.RequestCache;

/**
 * What happens when somebody has signed in: who comes from the provider becomes a person of an
 * institution, and goes on to the page that was asked for, or to the form that was not sent.
 */
public final class Arrivals implements AuthenticationSuccessHandler {
  private static final String CHOICE = "org.rahdari.persons";

  private final People people;
  private final @Nullable Provider provider;
  private final KeptForms forms;
  private final InstantSource clock;
  private final HttpSessionSecurityContextRepository contexts =
      new HttpSessionSecurityContextRepository();
  private final SavedRequestAwareAuthenticationSuccessHandler onwards =
      new SavedRequestAwareAuthenticationSuccessHandler();

  /**
   * @param asked remembers the page that was asked for
   */
  Arrivals(
      People people,
      @Nullable Provider provider,
      KeptForms forms,
      RequestCache asked,
      InstantSource clock) {
    this.people = people;
    this.provider = provider;
    this.forms = forms;
    this.clock = clock;
    onwards.setRequestCache(asked);
    onwards.setDefaultTargetUrl("/");
  }

  @Override
  public void onAuthenticationSuccess(
      HttpServletRequest request, HttpServletResponse response, Authentication who)
      throws IOException, ServletException {
    if (!(who.getPrincipal() instanceof OidcUser user) || provider == null) {
      goOn(request, response, who);
      return;
    }
    List<Person> persons =
        people.persons(
            provider.pseudonymIssuer(),
            Objects.requireNonNull(user.getSubject()),
            name(user),
            Provider.words(user.getClaim(provider.rolesClaim())));
    // Nobody's yet: what the provider said is forgotten, but for what is kept here.
    forget(request);
    if (persons.isEmpty()) {
      response.sendRedirect("/sign-in/no-role");
    } else if (persons.size() == 1) {
      enter(request, response, persons.getFirst());
    } else {
      request.getSession().setAttribute(CHOICE, persons);
      response.sendRedirect("/sign-in/institution");
    }
  }

  private void forget(HttpServletRequest request) {
    SecurityContextHolder.clearContext();
    HttpSession session = request.getSession(false);
    if (session == null) return;
    session.removeAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY);
    // Whoever was here before has not chosen, and is not here any more.
    session.removeAttribute(CHOICE);
  }

  private static String name(OidcUser user) {
    for (String each : new String[] {user.getFullName(), user.getPreferredUsername()}) {
      if (each != null && !each.isBlank()) return each;
    }
    return Objects.requireNonNull(user.getSubject());
  }

  /** For whom somebody may act, between signing in and choosing. */
  List<Person> choice(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    @SuppressWarnings("unchecked") // put there above
    List<Person> persons = session == null ? null : (List<Person>) session.getAttribute(CHOICE);
    return persons == null ? List.of() : persons;
  }

  /** Chooses one; false where it was not among the choices. */
  boolean choose(HttpServletRequest request, HttpServletResponse response, String code)
      throws IOException, ServletException {
    Optional<Person> chosen =
        choice(request).stream()
            .filter(person -> person.institution().code().equals(code))
            .findFirst();
    if (chosen.isEmpty()) return false;
    enter(request, response, chosen.get());
    return true;
  }

  private void enter(HttpServletRequest request, HttpServletResponse response, Person person)
      throws IOException, ServletException {
    request.getSession().removeAttribute(CHOICE);
    request.changeSessionId();
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    Authentication who = new PersonToken(person, clock.instant());
    context.setAuthentication(who);
    SecurityContextHolder.setContext(context);
    contexts.saveContext(context, request, response);
    goOn(request, response, who);
  }

  private void goOn(HttpServletRequest request, HttpServletResponse response, Authentication who)
      throws IOException, ServletException {
    if (forms.has(request)) {
      response.sendRedirect("/sign-in/kept");
    } else {
      onwards.onAuthenticationSuccess(request, response, who);
    }
  }
}
