package org.rahdari.platform;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;

/**
 * What somebody had typed when the session was over: kept in memory for ten minutes under a random
 * id that only this browser has, and shown again after signing in. Nothing is sent again by itself.
 */
public final class KeptForms {
  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final int FORMS_MAX = 500;
  private static final int FORM_BYTES_MAX = 64 << 10;
  private static final int ID_BYTES = 16;
  private static final String COOKIE = "rahdari-form";

  /** Never kept, and never shown. */
  private static final Set<String> SECRET = Set.of("_csrf", "token", "password", "secret");

  private final Map<String, Kept> kept = new LinkedHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock;

  /** Forms of a node with this clock. */
  public KeptForms(InstantSource clock) {
    this.clock = clock;
  }

  /** A field that was sent. */
  public record Field(String name, String value) {}

  /**
   * A form.
   *
   * @param path where it was sent, with its query
   * @param encoding how
   * @param files whether files came with it, which are not kept
   * @param until when it is forgotten
   */
  public record Kept(
      String path, String encoding, List<Field> fields, boolean files, Instant until) {}

  /**
   * Keeps what was sent, if it came from a page of this node.
   *
   * @return whether it is kept
   */
  boolean keep(HttpServletRequest request, HttpServletResponse response) {
    if (!fromOwnPage(request)) return false;
    Kept form = of(request);
    if (form.fields().isEmpty() || size(form) > FORM_BYTES_MAX) return false;
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    put(id, form);
    response.addHeader("Set-Cookie", cookie(id, LIFE, request.isSecure()));
    return true;
  }

  private synchronized void put(String id, Kept form) {
    forgetOld();
    Iterator<String> oldest = kept.keySet().iterator();
    if (kept.size() >= FORMS_MAX) {
      oldest.next();
      oldest.remove();
    }
    kept.put(id, form);
  }

  private void forgetOld() {
    Instant now = clock.instant();
    kept.values().removeIf(form -> !now.isBefore(form.until()));
  }

  /** Whether this browser has one. */
  boolean has(HttpServletRequest request) {
    String id = id(request);
    if (id == null) return false;
    synchronized (this) {
      forgetOld();
      return kept.containsKey(id);
    }
  }

  /** Takes it out, once. */
  Optional<Kept> take(HttpServletRequest request, HttpServletResponse response) {
    String id = id(request);
    if (id == null) return Optional.empty();
    response.addHeader("Set-Cookie", cookie("", Duration.ZERO, request.isSecure()));
    synchronized (this) {
      forgetOld();
      return Optional.ofNullable(kept.remove(id));
    }
  }

  private Kept of(HttpServletRequest request) {
    List<Field> fields =
        request.getParameterMap().entrySet().stream()
            .filter(each -> !SECRET.contains(each.getKey().toLowerCase(Locale.ROOT)))
            .flatMap(each -> Arrays.stream(each.getValue()).map(v -> new Field(each.getKey(), v)))
            .toList();
    String type = String.valueOf(request.getContentType());
    boolean multipart = type.startsWith("multipart/form-data");
    return new Kept(
        request.getRequestURI(),
        multipart ? "multipart/form-data" : "application/x-www-form-urlencoded",
        fields,
        multipart,
        clock.instant().plus(LIFE));
  }

  private static int size(Kept form) {
    return form.fields().stream()
        .mapToInt(
            each ->
                each.name().getBytes(StandardCharsets.UTF_8).length
                    + each.value().getBytes(StandardCharsets.UTF_8).length)
        .sum();
  }

  /** Another site must not put words into somebody's form. */
  private static boolean fromOwnPage(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) return site.equals("same-origin");
    String origin = request.getHeader("Origin");
    return origin != null
        && request.getRequestURL().toString().startsWith(origin + request.getRequestURI());
  }

  private static @Nullable String id(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) return null;
    for (Cookie each : cookies) {
      if (each.getName().equals(COOKIE)) return each.getValue();
    }
    return null;
  }

  private static String cookie(String id, Duration life, boolean secure) {
    return ResponseCookie.from(COOKIE, id)
        .httpOnly(true)
        .sameSite("Lax")
        .secure(secure)
        .path("/")
        .maxAge(life)
        .build()
        .toString();
  }
}
