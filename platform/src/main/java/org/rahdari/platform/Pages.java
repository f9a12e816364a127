package org.rahdari.platform;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import gg.jte.output.StringOutput;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;

/**
 * Renders the console's pages: a template of a system inside the frame, or alone where htmx asks
 * for a part.
 */
public final class Pages {
  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);
  private final Network network;
  private final List<Section> sections;

  /** A place in the console's menu, with a sentence of what is there. */
  public record Section(String path, String title, int order) {}

  /**
   * What the frame shows around a page.
   *
   * @param title of the page
   * @param path of the section that it belongs to
   * @param institution who is signed in, or null
   * @param origin the network's name
   * @param sections the menu
   * @param csrf the token that forms send back
   */
  public record Frame(
      String title,
      String path,
      @Nullable String institution,
      String origin,
      List<Section> sections,
      String csrf) {}

  /** Pages with this menu. */
  public Pages(Network network, List<Section> sections) {
    this.network = network;
    this.sections =
        sections.stream().sorted(java.util.Comparator.comparingInt(Section::order)).toList();
  }

  /** A whole page. */
  public ResponseEntity<String> page(
      HttpServletRequest request, String section, String title, String template, Object model) {
    CsrfToken csrf = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
    String institution =
        request.getUserPrincipal() == null
            ? null
            : network.party(request.getUserPrincipal().getName()).map(p -> p.name()).orElse(null);
    String token = csrf == null ? "" : csrf.getToken();
    Frame frame =
        new Frame(title, section, institution, network.genesis().origin(), sections, token);
    StringOutput out = new StringOutput();
    engine.render(
        "frame.jte",
        Map.of(
            "frame",
            frame,
            "content",
            (gg.jte.Content) inner -> render(template, model, token, inner)),
        out);
    return html(out);
  }

  /** A part of a page. */
  public ResponseEntity<String> part(HttpServletRequest request, String template, Object model) {
    CsrfToken csrf = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
    StringOutput out = new StringOutput();
    render(template, model, csrf == null ? "" : csrf.getToken(), out);
    return html(out);
  }

  private void render(String template, Object model, String csrf, TemplateOutput out) {
    engine.render(template, Map.of("model", model, "csrf", csrf), out);
  }

  private static ResponseEntity<String> html(StringOutput out) {
    return ResponseEntity.ok().contentType(MediaType.TEXT_HTML).body(out.toString());
  }
}
