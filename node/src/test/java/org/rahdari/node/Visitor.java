package org.rahdari.node;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody with a browser that knows no JavaScript: keeps cookies, sends forms. */
final class Visitor {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(40);
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]*)\"");

  private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
  private final HttpClient http =
      HttpClient.newBuilder()
          .cookieHandler(cookies)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  private final String url;

  /** A visitor of a node. */
  Visitor(String url) {
    this.url = url;
  }

  /** An answer of a page or of the API. */
  record Answer(int status, URI at, String body, HttpResponse<String> whole) {

    /** The token against forgery in the last form of the page. */
    String csrf() {
      Matcher found = CSRF.matcher(body);
      if (!found.find()) throw new AssertionError("no form in " + at + ": " + body);
      return found.group(1);
    }
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(at(path)).GET());
  }

  /** Sends a form as a browser does from a page of the same site. */
  Answer post(String path, Map<String, String> fields) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(at(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Sec-Fetch-Site", "same-origin")
            .POST(HttpRequest.BodyPublishers.ofString(form(fields))));
  }

  /** Sends JSON in the session. */
  Answer postJson(String path, String csrf, String json) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(at(path))
            .header("Content-Type", "application/json")
            .header("X-CSRF-TOKEN", csrf)
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return send(request, "text/html, */*;q=0.8");
  }

  /** Asks for this content. */
  Answer send(HttpRequest.Builder request, String accept) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            request.header("Accept", accept).timeout(ANSWER_MAX).build(),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    return new Answer(answer.statusCode(), answer.uri(), answer.body(), answer);
  }

  private URI at(String path) {
    return path.startsWith("http") ? URI.create(path) : URI.create(url + path);
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Signs in as an invented person; answers the page that comes then. */
  Answer signIn(String name, String password) throws IOException, InterruptedException {
    Answer provider = get("/sign-in/people");
    if (!provider.at().getPath().equals("/sign-in") || provider.at().toString().startsWith(url))
      throw new AssertionError("not at the provider: " + provider);
    return post(
        provider.at().resolve("/sign-in").toString(),
        Map.of("_csrf", provider.csrf(), "username", name, "password", password));
  }

  /** Signs in with a token. */
  Answer signInWith(String token) throws IOException, InterruptedException {
    return post("/sign-in", Map.of("_csrf", get("/sign-in").csrf(), "token", token));
  }

  /** Forgets its session, as if it had run out. */
  void loseSession() {
    cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals("rahdari"))
        .toList()
        .forEach(cookie -> cookies.getCookieStore().remove(null, cookie));
  }

  /** The token against forgery of its session. */
  String csrf() throws IOException, InterruptedException {
    return get("/").csrf();
  }
}
