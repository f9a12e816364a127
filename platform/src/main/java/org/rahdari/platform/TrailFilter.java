package org.rahdari.platform;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rahdari.program.Party;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Writes every call of somebody known into the {@link Trail}: who, what path with which ids, and
 * how it was answered; never what was sent.
 */
final class TrailFilter extends OncePerRequestFilter {
  private static final int TEXT_CHARS_MAX = 200;

  /** What callers are called who are no person. */
  static final String TOKEN = "token";

  static final String KEYS_TOKEN = "token for keys";
  static final String CONSOLE_TOKEN = "token, in the console";
  static final String CLIENT = "client ";

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  /** Paths of libraries that have no template. */
  private static final Set<String> KNOWN =
      Set.of("/sign-in", "/sign-out", "/oauth2/token", "/login/oauth2/code/" + Provider.NAME);

  private static final Set<String> STATIC = Set.of("/assets/", "/webjars/", "/favicon.ico");

  private final Trail trail;
  private final Network network;
  private final InstantSource clock;

  TrailFilter(Trail trail, Network network, InstantSource clock) {
    this.trail = trail;
    this.network = network;
    this.clock = clock;
  }

  /** Pictures and styles say nothing of anybody. */
  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return STATIC.stream().anyMatch(request.getRequestURI()::startsWith);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!trail.open()) {
      WebSecurity.refuse(
          request,
          response,
          HttpStatus.SERVICE_UNAVAILABLE,
          "trail-stopped",
          "The node cannot write down who calls, and answers nothing until it can.");
      return;
    }
    // Whoever signs out is known before, and whoever signs in after.
    Authentication before = known();
    boolean failed = true;
    try {
      chain.doFilter(request, response);
      failed = false;
    } finally {
      Authentication after = known();
      Authentication who = after == null ? before : after;
      if (who != null) write(request, who, failed ? 500 : response.getStatus());
    }
  }

  private static @Nullable Authentication known() {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    return who != null && who.isAuthenticated() && Right.ofSomebody(AccessRules.authorities(who))
        ? who
        : null;
  }

  private void write(HttpServletRequest request, Authentication who, int status) {
    Set<String> authorities = AccessRules.authorities(who);
    Person person = People.of(who).orElse(null);
    boolean grant = authorities.contains(Right.GRANT);
    int institution =
        grant
            ? Network.NO_PARTY
            : network.party(who.getName()).map(Party::number).orElse(Network.NO_PARTY);
    boolean reads = READS.contains(request.getMethod());
    trail.add(
        new Trail.Call(
            Trail.kept(clock.instant()),
            institution,
            person == null ? null : person.pseudonym(),
            person == null ? name(who, authorities) : person.name(),
            person == null ? "" : SignInPage.roles(person),
            cut(request.getMethod()),
            path(request),
            ids(request),
            status),
        person != null && !reads);
  }

  private static String name(Authentication who, Set<String> authorities) {
    if (authorities.contains(Right.GRANT)) return who.getName();
    if (authorities.contains(Right.KEYS_TOKEN)) return KEYS_TOKEN;
    if (authorities.contains(Right.TOKEN)) return TOKEN;
    return ApiClients.nameOf(who).map(name -> CLIENT + name).orElse(CONSOLE_TOKEN);
  }

  private static String path(HttpServletRequest request) {
    Object template = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    if (template != null) return cut(template.toString());
    return KNOWN.contains(request.getRequestURI()) ? request.getRequestURI() : "(no page)";
  }

  private static String ids(HttpServletRequest request) {
    Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
    if (!(variables instanceof Map<?, ?> map) || map.isEmpty()) return "";
    Map<String, String> sorted = new TreeMap<>();
    map.forEach((name, value) -> sorted.put(String.valueOf(name), String.valueOf(value)));
    return cut(
        String.join(
            " ", sorted.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList()));
  }

  private static String cut(String text) {
    String clean = text.replaceAll("\\p{C}", " ");
    return clean.length() <= TEXT_CHARS_MAX ? clean : clean.substring(0, TEXT_CHARS_MAX);
  }
}
