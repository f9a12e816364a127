package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Keeps the language that a person chooses, in a cookie, and leads back. It is a link rather than a
 * form, so that a page without a session needs none for it; all that another site could do with it
 * is to change the language.
 */
@Console
@Access(Right.ANYONE)
public final class LanguageEndpoint {
  private static final Duration KEPT = Duration.ofDays(365);

  private final Languages languages;

  public LanguageEndpoint(Languages languages) {
    this.languages = languages;
  }

  @GetMapping("/language")
  public ResponseEntity<Void> choose(
      HttpServletRequest request,
      @RequestParam String to,
      @RequestParam(defaultValue = "/") String back) {
    Texts chosen =
        languages
            .of(to)
            .orElseThrow(
                () ->
                    new Problem(
                        HttpStatus.NOT_FOUND,
                        "language-unknown",
                        "The console does not speak this language."));
    ResponseCookie cookie =
        ResponseCookie.from(Languages.COOKIE, chosen.tag())
            .path("/")
            .maxAge(KEPT)
            .httpOnly(true)
            .sameSite("Lax")
            .secure(request.isSecure())
            .build();
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .header(HttpHeaders.SET_COOKIE, cookie.toString())
        .header(HttpHeaders.LOCATION, own(back))
        .build();
  }

  /** An address of this node, and of no other: anything else leads to the overview. */
  static String own(String back) {
    // A browser reads a backslash as a slash, and two slashes as another host.
    if (!back.startsWith("/") || back.startsWith("//") || back.indexOf('\\') >= 0) return "/";
    try {
      URI there = new URI(back);
      boolean here = there.getScheme() == null && there.getRawAuthority() == null;
      return here && !"/language".equals(there.getPath()) ? there.toASCIIString() : "/";
    } catch (java.net.URISyntaxException e) {
      return "/";
    }
  }
}
