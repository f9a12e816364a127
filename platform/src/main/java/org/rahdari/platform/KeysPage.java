package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

/** The signing keys of the institution that is signed in. */
@Console
@Access(Right.READ)
public final class KeysPage {

  /** Its place in the console. */
  public static final Pages.Section SECTION = new Pages.Section("/keys", "keys.title", 25);

  private final Pages pages;
  private final KeyDesk desk;
  private final Institutions institutions;

  public KeysPage(Pages pages, KeyDesk desk, Institutions institutions) {
    this.pages = pages;
    this.desk = desk;
    this.institutions = institutions;
  }

  /** The page. */
  public record Keys(String institution, List<Line> lines) {}

  /**
   * A key.
   *
   * @param since null for a key of the genesis
   * @param until null while it counts
   */
  public record Line(
      int number,
      Shown.Code publicKey,
      Shown.@Nullable Moment since,
      Shown.@Nullable Moment until,
      Use use) {}

  /** What a key is used for. */
  public enum Use {
    REVOKED,
    SIGNS,
    HELD_HERE,
    HELD_ELSEWHERE
  }

  @GetMapping("/keys")
  public ResponseEntity<String> keys(HttpServletRequest request, Principal principal) {
    Party viewer = institutions.of(principal);
    Keys model = new Keys(viewer.name(), desk.keys(viewer).stream().map(KeysPage::line).toList());
    return pages.page(request, SECTION, "keys.jte", model);
  }

  private static Line line(KeyDesk.Listed listed) {
    PartyKey key = listed.key();
    return new Line(
        key.number(),
        Shown.Code.of(key.publicKey()),
        key.addedAtMillis() == 0 ? null : Shown.Moment.of(key.addedAtMillis()),
        OwnKeys.revoked(key) ? Shown.Moment.of(key.revokedAtMillis()) : null,
        use(listed));
  }

  private static Use use(KeyDesk.Listed listed) {
    if (OwnKeys.revoked(listed.key())) return Use.REVOKED;
    if (listed.signs()) return Use.SIGNS;
    return listed.held() ? Use.HELD_HERE : Use.HELD_ELSEWHERE;
  }
}
