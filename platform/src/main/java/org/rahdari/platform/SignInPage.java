package org.rahdari.platform;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Where people sign in, at their provider or with an institution's token; Spring Security takes
 * what the provider and the form send.
 */
@Console
@Access(Right.ANYONE)
public final class SignInPage {
  private static final String ROLE_EXAMPLE = "state-bank:reader";
  private static final String KEPT = "org.rahdari.kept";
  private static final System.Logger LOG = System.getLogger(SignInPage.class.getName());

  private final Pages pages;
  private final Arrivals arrivals;
  private final KeptForms forms;
  private final @Nullable Provider provider;

  public SignInPage(
      Pages pages, Arrivals arrivals, KeptForms forms, ObjectProvider<Provider> provider) {
    this.pages = pages;
    this.arrivals = arrivals;
    this.forms = forms;
    this.provider = provider.getIfAvailable();
  }

  /**
   * What the page says.
   *
   * @param people whether there is a provider
   * @param development whether it is for development alone
   * @param trouble the key of why the provider did not sign anybody in, or null
   * @param wrong whether a token was no token
   * @param out whether somebody has just signed out
   * @param ended whether a form waits for who signs in again
   */
  public record SignIn(
      boolean people,
      boolean development,
      @Nullable String trouble,
      boolean wrong,
      boolean out,
      boolean ended) {}

  /** For whom a person may act. */
  public record Choice(String name, List<Option> options) {}

  /** One of them, with the roles there. */
  public record Option(String code, String name, String roles) {}

  @GetMapping("/sign-in")
  public ResponseEntity<String> signIn(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String error,
      @RequestParam(required = false) @Nullable String out,
      @RequestParam(required = false) @Nullable String failed) {
    // A part that was asked for after the session ended has been led here: let the whole page come.
    if (Pages.asksForPart(request)) {
      return ResponseEntity.noContent().header("HX-Redirect", "/sign-in").build();
    }
    if (request.getUserPrincipal() != null) return to("/");
    return page(
        request,
        HttpStatus.OK,
        failed == null ? null : "signIn.failed",
        error != null,
        out != null);
  }

  private ResponseEntity<String> page(
      HttpServletRequest request,
      HttpStatus status,
      @Nullable String trouble,
      boolean wrong,
      boolean out) {
    SignIn model =
        new SignIn(
            provider != null,
            provider != null && provider.development(),
            trouble,
            wrong,
            out,
            forms.has(request));
    return pages.page(
        request, status, "/sign-in", pages.text(request).of("signIn.title"), "signIn.jte", model);
  }

  /** Leads to the provider, if it is there. */
  @GetMapping("/sign-in/people")
  public ResponseEntity<String> people(HttpServletRequest request) {
    if (provider == null) return to("/sign-in");
    try {
      provider.discover();
    } catch (PlainFailure e) {
      LOG.log(System.Logger.Level.WARNING, "Nobody can sign in: {0}", e.getMessage());
      return page(request, HttpStatus.SERVICE_UNAVAILABLE, "signIn.away", false, false);
    }
    return to("/oauth2/authorization/" + Provider.NAME);
  }

  @GetMapping("/sign-in/no-role")
  public ResponseEntity<String> noRole(HttpServletRequest request) {
    String title = pages.text(request).of("noRole.title");
    return pages.page(request, HttpStatus.FORBIDDEN, "/sign-in", title, "noRole.jte", ROLE_EXAMPLE);
  }

  @GetMapping("/sign-in/institution")
  public ResponseEntity<String> institution(HttpServletRequest request) {
    List<Person> persons = arrivals.choice(request);
    if (persons.isEmpty()) return to("/sign-in");
    Texts text = pages.text(request);
    Choice model =
        new Choice(
            persons.getFirst().name(),
            persons.stream()
                .map(
                    person ->
                        new Option(
                            person.institution().code(),
                            person.institution().name(),
                            roles(person, text)))
                .toList());
    return pages.page(request, "/sign-in", text.of("institution.title"), "institution.jte", model);
  }

  /** The roles of a person, as a page says them. */
  static String roles(Person person, Texts text) {
    return text.all(person.roles().stream().sorted().map(role -> role.in(text)).toList());
  }

  /** The roles of a person, by their words. */
  static String roles(Person person) {
    return String.join(", ", person.roles().stream().sorted().map(Role::word).toList());
  }

  @PostMapping("/sign-in/institution")
  public @Nullable ResponseEntity<String> choose(
      HttpServletRequest request, HttpServletResponse response, @RequestParam String institution)
      throws IOException, ServletException {
    return arrivals.choose(request, response, institution) ? null : to("/sign-in");
  }

  /** What was typed before the session ended; it is sent when the person says so. */
  @GetMapping("/sign-in/kept")
  @Access(Right.READ)
  public ResponseEntity<String> kept(HttpServletRequest request, HttpServletResponse response) {
    HttpSession session = request.getSession();
    Optional<KeptForms.Kept> fresh = forms.take(request, response);
    fresh.ifPresent(form -> session.setAttribute(KEPT, form));
    Object form = session.getAttribute(KEPT);
    return form == null
        ? to("/")
        : pages.page(request, "", pages.text(request).of("kept.title"), "kept.jte", form);
  }

  @GetMapping("/favicon.ico")
  public ResponseEntity<Void> icon() {
    return ResponseEntity.status(HttpStatus.FOUND)
        .header(HttpHeaders.LOCATION, "/assets/mark.svg")
        .build();
  }

  private static ResponseEntity<String> to(String path) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER).header(HttpHeaders.LOCATION, path).build();
  }
}
