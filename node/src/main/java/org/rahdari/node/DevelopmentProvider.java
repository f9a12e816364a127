package org.rahdari.node;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.Keyring;
import org.rahdari.platform.PlainFailure;
import org.rahdari.platform.Provider;
import org.rahdari.platform.Role;
import org.rahdari.platform.Served;
import org.rahdari.program.Party;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * A provider of OpenID Connect for development, demos and tests: six invented people for each
 * institution that the node serves. It starts at the first sign-in, on a port of its own of this
 * machine, and forgets who signed in as soon as the node knows.
 */
final class DevelopmentProvider implements AutoCloseable {
  private static final String CLIENT = "node";
  private static final String LOOPBACK = "127.0.0.1";
  private static final String COOKIE = "rahdari-development";
  private static final int SECRET_BYTES = 32;

  /** What each of an institution's people is called, and the role. */
  private static final Map<String, Role> KINDS = kinds();

  private final Map<String, Invented> people = new LinkedHashMap<>();
  private final DataFolder folder;
  private final String secret = random();
  private volatile @Nullable String node;
  private @Nullable ConfigurableApplicationContext context;

  /**
   * Somebody who is not.
   *
   * @param name to sign in with
   * @param shown to be shown
   * @param roles words {@code INSTITUTION:role}
   */
  record Invented(String name, String shown, List<String> roles) {}

  /** The people of the institutions that the node on a folder serves. */
  DevelopmentProvider(DataFolder folder) {
    this.folder = folder;
    for (Party party : Served.of(folder.network(), folder.signing()).parties()) {
      KINDS.forEach(
          (kind, role) ->
              invent(
                  new Invented(
                      party.code() + "-" + kind,
                      "Invented " + kind + " of " + party.code(),
                      List.of(party.code() + ":" + role.word()))));
    }
  }

  private static Map<String, Role> kinds() {
    Map<String, Role> kinds = new LinkedHashMap<>();
    kinds.put("reader", Role.READER);
    kinds.put("operator", Role.OPERATOR);
    kinds.put("approver", Role.APPROVER);
    kinds.put("second", Role.APPROVER);
    kinds.put("administrator", Role.ADMINISTRATOR);
    kinds.put("auditor", Role.AUDITOR);
    return kinds;
  }

  /** One more, before it starts. */
  void invent(Invented somebody) {
    people.put(somebody.name(), somebody);
  }

  private static String random() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** As the node knows it. */
  Provider provider() {
    return Provider.forDevelopment(this::issuer, CLIENT, () -> secret);
  }

  /** Where the node is that it signs people in at; before that, it signs nobody in. */
  void serves(String nodeUrl) {
    node = nodeUrl;
  }

  /** Its URL; it starts where it does not run yet. */
  private synchronized String issuer() {
    ConfigurableApplicationContext running = context;
    if (running == null) {
      running = start();
      context = running;
    }
    return "http://"
        + LOOPBACK
        + ":"
        + running.getEnvironment().getRequiredProperty("local.server.port");
  }

  private ConfigurableApplicationContext start() {
    Keyring passwords = new Keyring(folder.people());
    people.keySet().forEach(passwords::make);
    return new SpringApplicationBuilder(Parts.class)
        .logStartupInfo(false)
        .initializers(
            fresh -> {
              fresh.getBeanFactory().registerSingleton("development", this);
              fresh.getBeanFactory().registerSingleton("passwords", passwords);
            })
        .run(
            "--server.port=0",
            "--server.address=" + LOOPBACK,
            "--server.servlet.session.cookie.name=" + COOKIE,
            "--server.shutdown=immediate");
  }

  /** The password of somebody, for tests. */
  String password(String name) {
    issuer();
    return new Keyring(folder.people()).make(name).toString();
  }

  private RegisteredClient client() {
    URI at = URI.create(Optional.ofNullable(node).orElseThrow(() -> new PlainFailure("no node")));
    String callback = ":" + at.getPort() + "/login/oauth2/code/" + Provider.NAME;
    return RegisteredClient.withId(CLIENT)
        .clientId(CLIENT)
        .clientSecret("{noop}" + secret)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .redirectUri(at.getScheme() + "://" + LOOPBACK + callback)
        .redirectUri(at.getScheme() + "://localhost" + callback)
        .scope("openid")
        .scope("profile")
        .clientSettings(
            ClientSettings.builder()
                .requireProofKey(true)
                .requireAuthorizationConsent(false)
                .build())
        .build();
  }

  @Override
  public synchronized void close() {
    if (context != null) context.close();
    context = null;
  }

  /** What it is made of. */
  @Configuration(proxyBeanMethods = false)
  @EnableWebSecurity
  @ImportAutoConfiguration({
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    SecurityFilterAutoConfiguration.class
  })
  static class Parts {

    @Bean
    SecurityFilterChain chain(HttpSecurity http, DevelopmentProvider development, Keyring passwords)
        throws Exception {
      return http.oauth2AuthorizationServer(
              server ->
                  server
                      .oidc(Customizer.withDefaults())
                      .authorizationEndpoint(
                          endpoint -> endpoint.authorizationResponseHandler(Parts::sendBack)))
          .authorizeHttpRequests(
              requests ->
                  requests
                      .requestMatchers("/sign-in", "/error")
                      .permitAll()
                      .anyRequest()
                      .authenticated())
          .authenticationProvider(new Passwords(development.people, passwords))
          .formLogin(form -> form.loginPage("/sign-in"))
          .exceptionHandling(
              failing ->
                  failing.authenticationEntryPoint(
                      new LoginUrlAuthenticationEntryPoint("/sign-in")))
          .build();
    }

    @Bean
    SignIn signIn(DevelopmentProvider development) {
      return new SignIn(development);
    }

    @Bean
    RegisteredClientRepository clients(DevelopmentProvider development) {
      return new RegisteredClientRepository() {
        @Override
        public void save(RegisteredClient client) {
          // Its secret, hashed again: there is nothing to keep.
        }

        @Override
        public @Nullable RegisteredClient findById(String id) {
          return findByClientId(id);
        }

        @Override
        public @Nullable RegisteredClient findByClientId(String id) {
          return CLIENT.equals(id) ? development.client() : null;
        }
      };
    }

    @Bean
    AuthorizationServerSettings settings() {
      return AuthorizationServerSettings.builder().build();
    }

    @Bean
    JWKSource<SecurityContext> keys() throws JOSEException {
      RSAKey key = new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
      return new ImmutableJWKSet<>(new JWKSet(key));
    }

    @Bean
    JwtDecoder decoder(JWKSource<SecurityContext> keys) {
      return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> roles(DevelopmentProvider development) {
      return context -> {
        Authentication who = context.getPrincipal();
        Invented somebody = who == null ? null : development.people.get(who.getName());
        if (somebody == null
            || !OidcParameterNames.ID_TOKEN.equals(context.getTokenType().getValue())) return;
        context.getClaims().claim(Provider.ROLES_CLAIM, somebody.roles());
        context.getClaims().claim("name", somebody.shown());
      };
    }

    /** The node knows who it is; the next one who signs in on this machine may be another. */
    private static void sendBack(
        HttpServletRequest request, HttpServletResponse response, Authentication granted)
        throws IOException {
      OAuth2AuthorizationCodeRequestAuthenticationToken code =
          (OAuth2AuthorizationCodeRequestAuthenticationToken) granted;
      HttpSession session = request.getSession(false);
      if (session != null) session.invalidate();
      String back = code.getRedirectUri();
      if (back == null || code.getAuthorizationCode() == null)
        throw new IllegalStateException("a code was granted, and is not there");
      UriComponentsBuilder uri =
          UriComponentsBuilder.fromUriString(back)
              .queryParam("code", code.getAuthorizationCode().getTokenValue());
      if (code.getState() != null)
        uri.queryParam("state", UriUtils.encode(code.getState(), StandardCharsets.UTF_8));
      response.sendRedirect(uri.build(true).toUriString());
    }
  }

  /** Compares passwords, which are random and long enough to be kept as they are. */
  private record Passwords(Map<String, Invented> people, Keyring passwords)
      implements AuthenticationProvider {

    @Override
    public Authentication authenticate(Authentication asked) {
      Invented somebody = people.get(asked.getName());
      if (somebody == null || !right(somebody, String.valueOf(asked.getCredentials())))
        throw new BadCredentialsException("nobody's password");
      return UsernamePasswordAuthenticationToken.authenticated(
          somebody.name(),
          null,
          List.of(FactorGrantedAuthority.fromAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY)));
    }

    private boolean right(Invented somebody, String given) {
      return MessageDigest.isEqual(
          passwords.make(somebody.name()).toString().getBytes(StandardCharsets.US_ASCII),
          given.strip().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean supports(Class<?> type) {
      return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
  }

  /** Its one page. */
  @RestController
  static final class SignIn {
    private final DevelopmentProvider development;

    SignIn(DevelopmentProvider development) {
      this.development = development;
    }

    @GetMapping("/sign-in")
    ResponseEntity<String> page(HttpServletRequest request, CsrfToken csrf) {
      String names =
          development.people.keySet().stream()
              .map(name -> "<option value=\"" + HtmlUtils.htmlEscape(name) + "\">")
              .collect(Collectors.joining());
      String html =
          PAGE.replace("{wrong}", request.getParameter("error") == null ? "" : WRONG)
              .replace("{names}", names)
              .replace("{folder}", HtmlUtils.htmlEscape(development.folder.people().toString()))
              .replace("{csrf}", HtmlUtils.htmlEscape(csrf.getToken()));
      return ResponseEntity.ok()
          .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
          .body(html);
    }

    private static final String WRONG =
        "<p role=\"alert\"><strong>That is nobody's name and password here.</strong></p>";

    private static final String PAGE =
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Provider for development</title>
          <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 30rem; margin: 3rem auto; padding: 0 1rem; }
            label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit; }
            input { padding: .5rem; margin: .25rem 0 1rem; } button { padding: .6rem; }
            code { overflow-wrap: anywhere; }
            .for { border-left: 4px solid #b45309; padding-left: 1rem; }
          </style>
        </head>
        <body>
          <h1>Sign in</h1>
          <p class="for">This provider is <strong>for development</strong>: its people are invented. A real network names its own provider.</p>
          {wrong}
          <form method="post" action="/sign-in">
            <input type="hidden" name="_csrf" value="{csrf}">
            <label for="username">Name, such as <code>CODE-approver</code></label>
            <input id="username" name="username" list="people" autocomplete="off" required autofocus>
            <datalist id="people">{names}</datalist>
            <label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="off" required>
            <button type="submit">Sign in</button>
          </form>
          <p>Passwords are in the files of <code>{folder}</code>, each named after its person.</p>
        </body>
        </html>
        """;
  }
}
