package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.platform.AccessRules;
import org.rahdari.platform.Grants;
import org.rahdari.platform.Right;
import org.rahdari.platform.Role;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every page and endpoint, tried by everybody; and the paper that says who may do what.
 *
 * <p>docs/roles.md is written by this test: {@code RAHDARI_RENEW=true ./rahdari test -pl node -am
 * -Dtest=RolesTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesTest {
  private static final Path PAPER = Path.of("../docs/roles.md").toAbsolutePath().normalize();
  private static final String BANK = "lahore-bank";
  private static final String SOME_ID = "00000000-0000-0000-0000-0000000000aa";

  private RunningNode node;
  private String grant;
  private final Map<String, Caller> callers = new LinkedHashMap<>();

  /** Somebody who tries. */
  private interface Caller {
    Visitor.Answer call(Mapped mapped) throws Exception;
  }

  /** A handler at one path and method. */
  private record Mapped(String method, String path, Right right, boolean api)
      implements Comparable<Mapped> {

    String url() {
      return path.replaceAll("\\{number}", "999")
          .replaceAll("\\{[^}]*}", SOME_ID)
          .replace("/**", "/0/000");
    }

    @Override
    public int compareTo(Mapped other) {
      int byPath = path.compareTo(other.path);
      return byPath != 0 ? byPath : method.compareTo(other.method);
    }
  }

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    NodeOptions options = new NodeOptions();
    options.port = 0;
    DataFolder data = DataFolder.open(folder.resolve("data"), DemoCommand.sample());
    node = RunningNode.start(data, options);
    grant =
        new Grants(folder.resolve("data"), InstantSource.system()).create("auditor", "a test", 1);
    callers.put("nobody", mapped -> bare(mapped, null));
    for (Role role : Role.values()) {
      callers.put(role.word(), person(BANK + "-" + role.word()));
    }
    callers.put("token in the console", tokenInConsole());
    String token = file(BANK);
    String keys = file(BANK + ".keys");
    callers.put("token", mapped -> bare(mapped, token));
    callers.put("token for keys", mapped -> bare(mapped, keys));
    callers.put("grant", mapped -> bare(mapped, grant));
    for (String scope : List.of("read", "propose", "enter")) {
      String header = ClientsTest.token(node, BANK, scope);
      callers.put("client: " + scope, mapped -> bare(mapped, "Authorization: Bearer " + header));
    }
  }

  @AfterAll
  void stop() {
    node.close();
  }

  private String file(String name) throws IOException {
    return Files.readString(node.tokens().resolve(name)).strip();
  }

  private Visitor.Answer bare(Mapped mapped, @Nullable String header) throws Exception {
    HttpRequest.Builder request = request(mapped);
    if (header != null)
      request.header("Authorization", header.substring("Authorization: ".length()));
    return new Visitor(node.url()).send(request);
  }

  private HttpRequest.Builder request(Mapped mapped) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.url() + mapped.url()));
    if (mapped.method().equals("GET")) return request.GET();
    String content = mapped.api() ? "application/json" : "application/x-www-form-urlencoded";
    if (mapped.path().equals("/verify")) content = "multipart/form-data; boundary=x";
    if (mapped.path().equals("/oauth2/token"))
      return request
          .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
          .header("Content-Type", content);
    return request
        .header("Content-Type", content)
        .method(
            mapped.method(),
            HttpRequest.BodyPublishers.ofString(
                mapped.path().equals("/verify") ? "--x--\r\n" : "{"));
  }

  private Caller person(String name) throws Exception {
    Visitor visitor = new Visitor(node.url());
    visitor.signIn(name, node.invented().password(name));
    return inSession(visitor);
  }

  private Caller tokenInConsole() throws Exception {
    Visitor visitor = new Visitor(node.url());
    visitor.signInWith(file(BANK));
    return inSession(visitor);
  }

  private Caller inSession(Visitor visitor) throws Exception {
    String csrf = visitor.csrf();
    return mapped -> {
      HttpRequest.Builder request = request(mapped);
      if (!mapped.method().equals("GET")) request.header("X-CSRF-TOKEN", csrf);
      return visitor.send(request);
    };
  }

  /** What is mapped, but for what libraries serve. */
  private List<Mapped> mapped() {
    List<Mapped> all = new ArrayList<>();
    Map<RequestMappingInfo, HandlerMethod> handlers =
        node.part(RequestMappingHandlerMapping.class, "requestMappingHandlerMapping")
            .getHandlerMethods();
    handlers.forEach(
        (info, method) -> {
          if (!AccessRules.ofHouse(method)) return;
          Right right = AccessRules.right(method).orElseThrow();
          for (String path : info.getPatternValues()) {
            info.getMethodsCondition()
                .getMethods()
                .forEach(
                    each -> all.add(new Mapped(each.name(), path, right, path.startsWith("/v1/"))));
          }
        });
    // One path may have several contents, and they are all for the same.
    List<Mapped> distinct = all.stream().distinct().sorted().toList();
    assertThat(distinct)
        .hasSizeGreaterThan(40)
        .extracting(each -> each.method() + " " + each.path())
        .doesNotHaveDuplicates();
    return distinct;
  }

  /** Said here once more, by who looks at it from outside. */
  private static boolean expected(Mapped mapped, String caller) {
    boolean role = Role.of(caller).isPresent();
    // Pages are for who has signed in; a bearer token signs nobody in there.
    boolean bearer =
        Set.of("token", "token for keys", "grant").contains(caller) || caller.startsWith("client");
    boolean page = !mapped.api() && !mapped.path().startsWith("/tile/");
    if (page && bearer && mapped.right() != Right.ANYONE) return false;
    return switch (mapped.right()) {
      case ANYONE -> true;
      case READ -> !Set.of("nobody", "client: propose", "client: enter").contains(caller);
      case PROPOSE ->
          Set.of("operator", "token", "token for keys", "client: propose").contains(caller);
      case APPROVE -> caller.equals("approver");
      case ENTER -> Set.of("token", "token for keys", "client: enter").contains(caller);
      case KEYS -> Set.of("administrator", "token for keys").contains(caller);
      case ADMINISTER -> caller.equals("administrator");
      case AUDIT -> caller.equals("auditor");
      case PERSON -> role;
      case MEMBER -> false;
    };
  }

  @Test
  void everybodyIsLetInWhereTheyMayAndNowhereElse() throws Exception {
    List<String> wrong = new ArrayList<>();
    StringBuilder table = new StringBuilder();
    Map<String, Integer> allowed = new TreeMap<>();
    List<Mapped> mapped = mapped();
    for (Mapped each : mapped) {
      table.append(
          String.format(Locale.ROOT, "%-5s%-58s%-11s", each.method(), each.path(), each.right()));
      for (Map.Entry<String, Caller> caller : callers.entrySet()) {
        Visitor.Answer answer = caller.getValue().call(each);
        boolean in = letIn(each, answer);
        table.append(in ? " x" : " .");
        if (in) allowed.merge(caller.getKey(), 1, Integer::sum);
        if (in != expected(each, caller.getKey()))
          wrong.add(caller.getKey() + " at " + each + ": " + answer.status() + " " + brief(answer));
      }
      table.append('\n');
    }
    System.out.println("Who may call what: " + String.join(", ", callers.keySet()));
    System.out.print(table);
    System.out.println(
        mapped.size() + " handlers, " + callers.size() + " callers; let in: " + allowed);
    assertThat(wrong).isEmpty();
  }

  private static String brief(Visitor.Answer answer) {
    return answer.body().substring(0, Math.min(200, answer.body().length()));
  }

  /** A handler may refuse for reasons of its own: those are told in other words. */
  private static boolean letIn(Mapped mapped, Visitor.Answer answer) {
    if (answer.status() == 401) return answer.body().contains("invalid_client");
    if (answer.status() == 403) {
      return !answer.body().contains("This needs the role")
          && !answer.body().contains("No person may do this")
          && !answer.body().contains("token-of-another-use")
          && !answer.body().contains("grant-reads-only")
          && !answer.body().contains("scope-missing")
          && !answer.body().contains("Not allowed")
          && !answer.body().isEmpty()
          && !answer.body().contains("\"error\":\"Forbidden\"");
    }
    boolean toSignIn = answer.at().getPath().equals("/sign-in") && mapped.right() != Right.ANYONE;
    return !toSignIn;
  }

  @Test
  void everySessionPostNeedsItsToken() throws Exception {
    for (Map.Entry<String, String> each :
        Map.of("approver", BANK + "-approver", "administrator", BANK + "-administrator")
            .entrySet()) {
      Visitor visitor = new Visitor(node.url());
      visitor.signIn(each.getValue(), node.invented().password(each.getValue()));
      for (Mapped post : mapped()) {
        if (post.method().equals("GET") || post.right() == Right.MEMBER) continue;
        if (post.path().endsWith("/verify") || post.path().equals("/oauth2/token")) continue;
        assertThat(visitor.send(request(post)).status()).as(post.toString()).isEqualTo(403);
      }
    }
  }

  @Test
  void thePaperIsOfThisSoftware() throws IOException {
    String paper = paper();
    if ("true".equals(System.getenv("RAHDARI_RENEW"))) Files.writeString(PAPER, paper);
    assertThat(Files.exists(PAPER) ? Files.readString(PAPER) : "")
        .as(
            "docs/roles.md is renewed with: RAHDARI_RENEW=true ./rahdari test -pl node -am -Dtest=RolesTest -Dsurefire.failIfNoSpecifiedTests=false")
        .isEqualTo(paper);
  }

  private String paper() {
    StringBuilder paper =
        new StringBuilder(
            """
            # Roles: who may do what

            Written from the software by a test; change `Right` or an `@Access`, and renew it.

            People act for institutions, in roles that [their provider](operations.md#people-who-sign-in) gives them. Systems come with the institution's API token, with its token for keys, as a registered client with scopes, or read by a grant. What a session sends bears its token against forgery.

            | role | what it is for |
            |---|---|
            """);
    for (Role each : Role.values())
      paper.append("| `").append(each.word()).append("` | ").append(each.words()).append(" |\n");
    paper.append("\n## Rights\n\n| right | for | roles | besides |\n|---|---|---|---|\n");
    for (Right each : Right.values()) {
      paper
          .append("| `")
          .append(each)
          .append("` | ")
          .append(each.words())
          .append(" | ")
          .append(each.roles().isEmpty() ? "–" : each.roles())
          .append(" | ")
          .append(each.besides().isEmpty() ? "–" : each.besides())
          .append(" |\n");
    }
    paper.append("\n## Pages and endpoints\n\n| path | method | right |\n|---|---|---|\n");
    for (Mapped each : mapped()) {
      if (each.right() == Right.MEMBER) continue;
      paper
          .append("| `")
          .append(each.path())
          .append("` | ")
          .append(each.method())
          .append(" | `")
          .append(each.right())
          .append("` |\n");
    }
    return paper.toString();
  }
}
