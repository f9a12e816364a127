package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who is signed in, in which roles, with which passkeys; and where a passkey is shown. */
@Console
@Access(Right.PERSON)
public final class MePage {
  private static final int CREDENTIAL_BYTES_MAX = 64 << 10;

  /** Where showing a passkey leads back to, and nowhere else. */
  private static final Pattern BACK = Pattern.compile("/approvals(/[0-9a-f-]{36})?|/me");

  private final Pages pages;
  private final StepUp stepUp;

  public MePage(Pages pages, StepUp stepUp) {
    this.pages = pages;
    this.stepUp = stepUp;
  }

  /**
   * The page.
   *
   * @param pseudonym what the ledger may know
   * @param required whether everybody who approves needs a passkey
   * @param possible whether a browser can keep one for this address
   * @param due whether one has to be shown before the list is changed
   */
  public record Me(
      Person person,
      String roles,
      Shown.Code pseudonym,
      List<Line> passkeys,
      boolean required,
      boolean possible,
      boolean due) {}

  /** A passkey. */
  public record Line(
      String id, String label, Shown.@Nullable Moment created, Shown.@Nullable Moment used) {

    static Line of(CredentialRecord passkey) {
      return new Line(
          passkey.getCredentialId().toBase64UrlString(),
          String.valueOf(passkey.getLabel()),
          moment(passkey.getCreated()),
          moment(passkey.getLastUsed()));
    }

    private static Shown.@Nullable Moment moment(@Nullable Instant instant) {
      return instant == null ? null : new Shown.Moment(instant);
    }
  }

  /**
   * Where a passkey is shown.
   *
   * @param none whether this person has none yet
   */
  public record Confirm(String back, boolean none, boolean possible) {}

  @GetMapping("/me")
  public ResponseEntity<String> me(HttpServletRequest request) {
    Person person = person(request);
    Texts text = pages.text(request);
    List<Line> passkeys = stepUp.of(person).stream().map(Line::of).toList();
    Me model =
        new Me(
            person,
            SignInPage.roles(person, text),
            Shown.Code.of(person.pseudonym()),
            passkeys,
            stepUp.required(),
            StepUp.possibleAt(request),
            !passkeys.isEmpty() && stepUp.due(request, person));
    return pages.page(request, "/me", text.of("me.title"), "me.jte", model);
  }

  @GetMapping("/me/confirm")
  public ResponseEntity<String> confirm(
      HttpServletRequest request, @RequestParam(defaultValue = "/approvals") String back) {
    Confirm model =
        new Confirm(
            BACK.matcher(back).matches() ? back : "/approvals",
            stepUp.of(person(request)).isEmpty(),
            StepUp.possibleAt(request));
    return pages.page(
        request, "/me", pages.text(request).of("confirm.title"), "confirm.jte", model);
  }

  @PostMapping("/me/passkeys/options")
  public ResponseEntity<String> creation(HttpServletRequest request) {
    return json(stepUp.creation(request, person(request)));
  }

  @PostMapping("/me/passkeys")
  public ResponseEntity<String> register(HttpServletRequest request, @RequestParam String label)
      throws IOException {
    stepUp.register(request, person(request), label, body(request));
    return ResponseEntity.noContent().build();
  }

  @PostMapping("/me/passkeys/removal")
  public ResponseEntity<String> remove(HttpServletRequest request, @RequestParam String id) {
    stepUp.remove(request, person(request), id);
    return ResponseEntity.status(HttpStatus.SEE_OTHER).header(HttpHeaders.LOCATION, "/me").build();
  }

  @PostMapping("/me/confirm/options")
  public ResponseEntity<String> assertion(HttpServletRequest request) {
    return json(stepUp.assertion(request, person(request)));
  }

  @PostMapping("/me/confirm")
  public ResponseEntity<String> confirmed(HttpServletRequest request) throws IOException {
    stepUp.confirm(request, person(request), body(request));
    return ResponseEntity.noContent().build();
  }

  private static byte[] body(HttpServletRequest request) throws IOException {
    return request.getInputStream().readNBytes(CREDENTIAL_BYTES_MAX);
  }

  private static ResponseEntity<String> json(String json) {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(json);
  }

  private static Person person(HttpServletRequest request) {
    return People.of(request)
        .orElseThrow(
            () -> new Problem(HttpStatus.FORBIDDEN, "token-of-no-person", "You are no person."));
  }
}
