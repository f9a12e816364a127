package org.rahdari.platform;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import gg.jte.output.StringOutput;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
  private final Languages languages;
  private final boolean development;

  /**
   * A place in the console's menu.
   *
   * @param title the key of its name
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
   * @param text the language
   * @param languages to choose from
   * @param here the address to come back to after choosing
   */
  public record Frame(
      String title,
      String path,
      @Nullable Party institution,
      @Nullable Person person,
      boolean development,
      String origin,
      List<Section> sections,
      Csrf csrf,
      Texts text,
      List<Texts> languages,
      String here) {

    /** Who is signed in, by name. */
    public String who() {
      if (institution == null) return "";
      return institution.number() == Network.NO_PARTY
          ? text.of("frame.byGrant", "name", institution.name())
          : institution.name();
    }

    /** The address to come back to, as it stands in another address. */
    public String back() {
      return URLEncoder.encode(here, StandardCharsets.UTF_8);
    }
  }

  /** The platform's own parts, for pages of systems to have in theirs. */
  public final class Parts {
    private final Csrf csrf;
    private final Texts text;

    private Parts(Csrf csrf, Texts text) {
      this.csrf = csrf;
      this.text = text;
    }

    /** The steps of a case. */
    public Content timeline(Timeline timeline) {
      return out -> render("timeline.jte", timeline, csrf, text, out);
    }

    /** How far something long has come. */
    public Content progress(Progress progress) {
      return out -> render("progress.jte", progress, csrf, text, out);
    }
  }

  /** What forms send back. Asking for it starts a session, so only templates with a form do. */
  public record Csrf(@Nullable CsrfToken deferred) {

    /** The token, empty where this request has none. */
    public String token() {
      return deferred == null ? "" : deferred.getToken();
    }
  }

  /**
   * Pages with this menu, in these languages.
   *
   * @param development whether people sign in at a provider for development
   */
  public Pages(Network network, Languages languages, List<Section> sections, boolean development) {
    this.network = network;
    this.languages = languages;
    this.development = development;
    this.sections = sections.stream().sorted(Comparator.comparingInt(Section::order)).toList();
  }

  /** The language of whoever asks. */
  public Texts text(HttpServletRequest request) {
    return languages.of(request);
  }

  /** The page of a section. */
  public ResponseEntity<String> page(
      HttpServletRequest request, Section section, String template, Object model) {
    String title = text(request).of(section.title());
    return page(request, section.path(), title, template, model);
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
    Texts text = text(request);
    Frame frame =
        new Frame(
            title,
            section,
            institution(request),
            People.of(request).orElse(null),
            development,
            network.genesis().origin(),
            sections(request),
            csrf,
            text,
            languages.all(),
            here(request, section));
    Content content = inner -> render(template, model, csrf, text, inner);
    StringOutput out = new StringOutput();
    engine.render("frame.jte", Map.of("frame", frame, "content", content), out);
    return ResponseEntity.status(status)
        .contentType(HTML)
        .header("Content-Language", text.tag())
        .body(out.toString());
  }

  /** A part of a page, for htmx. */
  public ResponseEntity<String> part(HttpServletRequest request, String template, Object model) {
    StringOutput out = new StringOutput();
    render(template, model, csrf(request), text(request), out);
    return ResponseEntity.ok()
        .contentType(HTML)
        .header("Cache-Control", "no-store")
        .body(out.toString());
  }

  /** What one template makes of a model, to stand inside another. */
  public Content inside(HttpServletRequest request, String template, Object model) {
    Csrf csrf = csrf(request);
    Texts text = text(request);
    return out -> render(template, model, csrf, text, out);
  }

  /** Whether htmx asks, so that a part is enough. */
  public static boolean asksForPart(HttpServletRequest request) {
    return request.getHeader("HX-Request") != null;
  }

  private void render(String template, Object model, Csrf csrf, Texts text, TemplateOutput out) {
    engine.render(
        template,
        Map.of("model", model, "csrf", csrf, "text", text, "parts", new Parts(csrf, text)),
        out);
  }

  /** Where this page is got again; the section's, where it answers a form or tells a failure. */
  private static String here(HttpServletRequest request, String section) {
    boolean got =
        request.getMethod().equals("GET") && request.getDispatcherType() == DispatcherType.REQUEST;
    if (!got) return section.isEmpty() ? "/" : section;
    String query = request.getQueryString();
    return query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
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
