package org.rahdari.licensing.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.ledger.Asset;
import org.rahdari.licensing.Cap;
import org.rahdari.licensing.Change;
import org.rahdari.licensing.Condition;
import org.rahdari.licensing.Lines;
import org.rahdari.licensing.Subject;
import org.rahdari.platform.Access;
import org.rahdari.platform.Console;
import org.rahdari.platform.Network;
import org.rahdari.platform.Pages;
import org.rahdari.platform.Problem;
import org.rahdari.platform.Right;
import org.rahdari.platform.Shown;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The public register as pages: nobody has to sign in. */
@Console
@Access(Right.ANYONE)
public final class RegisterPages {

  /** Its place in the menu. */
  public static final Pages.Section SECTION = new Pages.Section("/register", "register.title", 35);

  private final Pages pages;
  private final Network network;
  private final RegisterReader register;

  public RegisterPages(Pages pages, Network network, RegisterReader register) {
    this.pages = pages;
    this.network = network;
    this.register = register;
  }

  /**
   * The register at a time.
   *
   * @param at what was asked for, for the form
   * @param known likewise
   */
  public record Register(
      String at, String known, List<Row> firms, List<Row> assets, String query) {}

  /**
   * What it says of a firm or an asset.
   *
   * @param kind the name of the paper's kind
   * @param said what it says: a name of {@link Lines.Said}, or of a standing
   * @param good whether clients may be served
   * @param permits names of services, or of preparations
   */
  public record Row(
      String href,
      String code,
      String name,
      String country,
      String kind,
      String said,
      boolean good,
      List<String> permits,
      List<Condition> conditions,
      List<CapLine> caps,
      Shown.Moment since,
      Shown.@Nullable Moment until) {}

  /** A cap in words. */
  public record CapLine(Shown.Money once, Shown.Money day) {}

  /** All lines of one firm or asset. */
  public record History(
      String code, String name, String proof, String json, List<Recorded> lines) {}

  /** A line, and when it was recorded. */
  public record Recorded(long number, Row row, Shown.Moment recorded) {}

  @GetMapping("/register")
  public ResponseEntity<String> register(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String at,
      @RequestParam(required = false) @Nullable String known) {
    long now = register.nowMillis();
    long atMillis = RegisterJson.millis("at", at, now);
    long knownMillis = RegisterJson.millis("known", known, now);
    boolean past = !blank(at) || !blank(known);
    String query =
        past
            ? "?at="
                + Instant.ofEpochMilli(atMillis)
                + "&known="
                + Instant.ofEpochMilli(knownMillis)
            : "";
    Register model =
        new Register(
            blank(at) ? "" : Instant.ofEpochMilli(atMillis).toString(),
            blank(known) ? "" : Instant.ofEpochMilli(knownMillis).toString(),
            rows(Subject.FIRM, atMillis, knownMillis),
            rows(Subject.ASSET, atMillis, knownMillis),
            query);
    return pages.page(request, SECTION, "licensing/register.jte", model);
  }

  private static boolean blank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private List<Row> rows(Subject subject, long atMillis, long knownMillis) {
    return register.at(subject, atMillis, knownMillis).stream()
        .map(status -> row(status.line(), status.said(), status.sinceMillis()))
        .toList();
  }

  private Row row(Change line, Lines.@Nullable Said said, long sinceMillis) {
    boolean firm = line.subject() == Subject.FIRM;
    String code = register.code(line.subject(), line.of());
    List<String> permits =
        line.terms().services().isEmpty()
            ? line.terms().preparations().stream().map(Enum::name).toList()
            : line.terms().services().stream().map(Enum::name).toList();
    return new Row(
        "/register/" + (firm ? "firms/" : "assets/") + code,
        code,
        register.name(line.subject(), line.of()),
        firm ? network.party(line.of()).country() : "",
        firm ? line.kind().name() : Subject.ASSET.name(),
        said == null ? line.standing().name() : said.name(),
        said == Lines.Said.IN_FORCE && line.kind().serves(),
        permits,
        line.terms().conditions(),
        line.terms().caps().stream().map(this::cap).toList(),
        Shown.Moment.of(sinceMillis),
        line.untilMillis() > RegisterJson.MILLIS_MAX ? null : Shown.Moment.of(line.untilMillis()));
  }

  private CapLine cap(Cap cap) {
    Asset asset = network.asset(cap.asset());
    return new CapLine(
        Shown.Money.of(asset, cap.onceMinor()), Shown.Money.of(asset, cap.dayMinor()));
  }

  @GetMapping({"/register/firms/{code}", "/register/assets/{code}"})
  public ResponseEntity<String> history(HttpServletRequest request, @PathVariable String code) {
    boolean firm = request.getRequestURI().startsWith("/register/firms/");
    Subject kind = firm ? Subject.FIRM : Subject.ASSET;
    int of =
        register
            .number(kind, code)
            .orElseThrow(
                () ->
                    new Problem(
                        HttpStatus.NOT_FOUND,
                        "subject-unknown",
                        "The network has no such institution or asset."));
    String api = "/v1/register/" + (firm ? "firms/" : "assets/") + code;
    List<Recorded> lines =
        register.lines(kind, of, Long.MAX_VALUE).reversed().stream()
            .map(
                line ->
                    new Recorded(
                        line.number(),
                        row(line, null, line.fromMillis()),
                        Shown.Moment.of(line.recordedAtMillis())))
            .toList();
    return pages.page(
        request,
        SECTION.path(),
        register.name(kind, of),
        "licensing/registerHistory.jte",
        new History(code, register.name(kind, of), api + "/proof", api, lines));
  }
}
