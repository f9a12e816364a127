package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.program.Party;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** Who saw and did what, for an auditor. */
@Console
@Access(Right.AUDIT)
public final class TrailPage {

  /** Its place in the console. */
  public static final Pages.Section SECTION =
      new Pages.Section("/trail", "trail.title", 26, Right.AUDIT);

  /** How a time is written in the form. */
  public static final String TIME_EXAMPLE = "2026-11-24T00:00:00Z";

  private static final int ROWS = 100;

  private final Pages pages;
  private final Trail trail;
  private final Institutions institutions;

  public TrailPage(Pages pages, Trail trail, Institutions institutions) {
    this.pages = pages;
    this.trail = trail;
    this.institutions = institutions;
  }

  /**
   * The page.
   *
   * @param verdict what the chain says, where it was asked
   * @param older where older rows are, or null
   */
  public record Rows(
      String institution,
      String from,
      String to,
      String person,
      String path,
      List<Line> rows,
      @Nullable String older,
      @Nullable Verdict verdict) {}

  /** What the chain says. */
  public record Verdict(boolean whole, String sentence) {}

  /** A call. */
  public record Line(
      Shown.Moment at, String who, String roles, String what, String ids, int status) {}

  @GetMapping("/trail")
  public ResponseEntity<String> trail(
      HttpServletRequest request,
      Principal principal,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @RequestParam(defaultValue = "") String person,
      @RequestParam(defaultValue = "") String path,
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(required = false) @Nullable String verify) {
    Party viewer = institutions.of(principal);
    List<Trail.Row> found =
        trail.rows(
            new Trail.Query(
                viewer.number(),
                TrailEndpoint.time("from", from),
                TrailEndpoint.time("to", to),
                TrailEndpoint.given(person),
                TrailEndpoint.given(path),
                before),
            ROWS);
    String older =
        found.size() < ROWS
            ? null
            : UriComponentsBuilder.fromPath("/trail")
                .queryParam("from", "{from}")
                .queryParam("to", "{to}")
                .queryParam("person", "{person}")
                .queryParam("path", "{path}")
                .queryParam("before", found.getLast().seq())
                .encode()
                .buildAndExpand(from, to, person, path)
                .toUriString();
    Texts text = pages.text(request);
    Rows model =
        new Rows(
            viewer.name(),
            from,
            to,
            person,
            path,
            found.stream().map(row -> line(row, text)).toList(),
            older,
            verify == null ? null : verdict(trail.verify(), text));
    return pages.page(request, SECTION, "trail.jte", model);
  }

  private static Verdict verdict(Trail.Verdict verdict, Texts text) {
    Trail.Fault fault = verdict.fault();
    return fault == null
        ? new Verdict(true, text.of("trail.whole", "rows", verdict.rows()))
        : new Verdict(
            false, text.of("trail.fault", "kind", fault.kind().name(), "row", fault.row()));
  }

  private static Line line(Trail.Row row, Texts text) {
    Trail.Call call = row.call();
    return new Line(
        new Shown.Moment(call.at()),
        call.person() == null ? system(call.name(), text) : call.name(),
        roles(call.roles(), text),
        call.method() + " " + call.path(),
        call.ids(),
        call.status());
  }

  private static String system(String name, Texts text) {
    return switch (name) {
      case TrailFilter.TOKEN -> text.of("trail.token");
      case TrailFilter.KEYS_TOKEN -> text.of("trail.token.keys");
      case TrailFilter.CONSOLE_TOKEN -> text.of("trail.token.console");
      default ->
          name.startsWith(TrailFilter.CLIENT)
              ? text.of("trail.client", "name", name.substring(TrailFilter.CLIENT.length()))
              : name;
    };
  }

  /** The words that the trail keeps, in the language of whoever looks. */
  private static String roles(String words, Texts text) {
    if (words.isEmpty()) return "";
    return text.all(
        Stream.of(words.split(", "))
            .map(word -> Role.of(word).map(role -> role.in(text)).orElse(word))
            .toList());
  }
}
