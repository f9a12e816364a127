package org.rahdari.platform;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import gg.jte.output.StringOutput;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rahdari.program.Party;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.csrf.CsrfToken;

/**
 * Renders the console's pages: a template of a system inside the frame, or alone where htmx asks
 * for a part.
 */
public final class Pages {
  private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);
  private final Network network;
  private final List<Section> sections;
  private final boolean development;

  /**
   * A place in the console's menu.
   *
   * @param right who sees it there
   */
  public record Section(String path, String title, int order, Right right) {

    /** A place for all who may read. */
    public Section(String path, String title, int order) {
      this(path, title, order, Right.READ);
    }
  }

  /**
   * What the frame shows around a page.
   *
   * @param title of the page
   * @param path of the section that it belongs to
   * @param institution who is signed in, or for whom, or null
   * @param person who is signed in, if it is a person
   * @param development whether people sign in at a provider for development
   * @param origin the network's name
   * @param sections the menu
   * @param csrf for the form that signs out
   */
  public record Frame(
      String title,
      String path,
      @Nullable Party institution,
      @Nullable Person person,
      boolean development,
      String origin,
      List<Section> sections,
      Csrf csrf) {}

  /** What forms send back. Asking for it starts a session, so only templates with a form do. */
  public record Csrf(@Nullable CsrfToken deferred) {

    /** The token, empty where this request has none. */
    public String token() {
      return deferred == null ? "" : deferred.getToken();
    }
  }

  /**
   * Pages with this menu.
   *
   * @param development whether people sign in at a provider for development
   */
  public Pages(Network network, List<Section> sections, boolean development) {
    this.network = network;
    this.development = development;
    this.sections = sections.stream().sorted(Comparator.comparingInt(Section::order)).toList();
  }

  /** A whole page. */
  public ResponseEntity<String> page(
      HttpServletRequest request, String section, String title, String template, Object model) {
    return page(request, HttpStatusCode.valueOf(200), section, title, template, model);
  }

  /** A whole page that answers with this status. */
  public ResponseEntity<String> page(
      HttpServletRequest request,
      HttpStatusCode status,
      String section,
      String title,
      String template,
      Object model) {
    Csrf csrf = csrf(request);
    Frame frame =
        new Frame(
            title,
            section,
            institution(request),
            People.of(request).orElse(null),
            development,
            network.genesis().origin(),
            sections(request),
            csrf);
    Content content = inner -> render(template, model, csrf, inner);
    StringOutput out = new StringOutput();
    engine.render("frame.jte", Map.of("frame", frame, "content", content), out);
    return ResponseEntity.status(status).contentType(HTML).body(out.toString());
  }

  /** A part of a page, for htmx. */
  public ResponseEntity<String> part(HttpServletRequest request, String template, Object model) {
    StringOutput out = new StringOutput();
    render(template, model, csrf(request), out);
    return ResponseEntity.ok()
        .contentType(HTML)
        .header("Cache-Control", "no-store")
        .body(out.toString());
  }

  /** What one template makes of a model, to stand inside another. */
  public Content inside(HttpServletRequest request, String template, Object model) {
    Csrf csrf = csrf(request);
    return out -> render(template, model, csrf, out);
  }

  /** Whether htmx asks, so that a part is enough. */
  public static boolean asksForPart(HttpServletRequest request) {
    return request.getHeader("HX-Request") != null;
  }

  private void render(String template, Object model, Csrf csrf, TemplateOutput out) {
    engine.render(template, Map.of("model", model, "csrf", csrf), out);
  }

  private List<Section> sections(HttpServletRequest request) {
    Set<String> authorities =
        AccessRules.authorities(
            request.getUserPrincipal() instanceof Authentication who ? who : null);
    return sections.stream().filter(section -> section.right().of(authorities)).toList();
  }

  private @Nullable Party institution(HttpServletRequest request) {
    return request.getUserPrincipal() == null
        ? null
        : Institutions.reader(network, request.getUserPrincipal().getName()).orElse(null);
  }

  private static Csrf csrf(HttpServletRequest request) {
    return new Csrf((CsrfToken) request.getAttribute(CsrfToken.class.getName()));
  }
}
