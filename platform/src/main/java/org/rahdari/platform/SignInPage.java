package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Where an institution's people show its token; Spring Security takes what the form sends. */
@Console
public final class SignInPage {
  private final Pages pages;

  public SignInPage(Pages pages) {
    this.pages = pages;
  }

  /** What happened just before: a wrong token, or signing out. */
  public record SignIn(boolean wrong, boolean out) {}

  @GetMapping("/sign-in")
  public ResponseEntity<String> signIn(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String error,
      @RequestParam(required = false) @Nullable String out) {
    // A part that was asked for after the session ended has been led here: let the whole page come.
    if (Pages.asksForPart(request)) {
      return ResponseEntity.noContent().header("HX-Redirect", "/sign-in").build();
    }
    if (request.getUserPrincipal() != null) {
      return ResponseEntity.status(HttpStatus.SEE_OTHER).header(HttpHeaders.LOCATION, "/").build();
    }
    SignIn model = new SignIn(error != null, out != null);
    String title = pages.text(request).of("signIn.title");
    return pages.page(request, "/sign-in", title, "signIn.jte", model);
  }

  @GetMapping("/favicon.ico")
  public ResponseEntity<Void> icon() {
    return ResponseEntity.status(HttpStatus.FOUND)
        .header(HttpHeaders.LOCATION, "/assets/mark.svg")
        .build();
  }
}
