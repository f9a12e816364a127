package org.rahdari.platform;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who comes in, and how: systems with a bearer token, people through their provider, members' nodes
 * by certificate. Who may call what then is said by {@link Access} at each handler.
 */
@Configuration
@EnableWebSecurity
public class WebSecurity {
  private static final System.Logger LOG = System.getLogger(WebSecurity.class.getName());

  /** What libraries serve, and anyone may read; the rest says for itself, in {@link Access}. */
  private static final String[] PUBLIC = {
    "/openapi/**",
    "/swagger-ui/**",
    "/swagger-ui.html",
    "/webjars/**",
    "/assets/**",
    "/actuator/health/**",
    "/actuator/prometheus",
    "/error"
  };

  private static final String[] API = {"/v1/**", "/tile/entries/**"};

  /** What a browser may load and send. */
  private static final String CONTENT_POLICY =
      "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
          + " frame-ancestors 'none'; form-action 'self'; base-uri 'none'";

  @Bean
  AccessRules accessRules(
      @Qualifier("requestMappingHandlerMapping")
          ObjectProvider<RequestMappingHandlerMapping> mappings,
      Grants grants,
      ObjectProvider<StepUp> stepUp,
      InstantSource clock) {
    return new AccessRules(mappings, grants, stepUp, clock);
  }

  @Bean
  TrailFilter trailFilter(Trail trail, Network network, InstantSource clock) {
    return new TrailFilter(trail, network, clock);
  }

  /** It is in the chains, where who calls is known, and nowhere else. */
  @Bean
  FilterRegistrationBean<TrailFilter> trailFilterAlone(TrailFilter filter) {
    FilterRegistrationBean<TrailFilter> registration = new FilterRegistrationBean<>(filter);
    registration.setEnabled(false);
    return registration;
  }

  @Bean
  KeptForms keptForms(InstantSource clock) {
    return new KeptForms(clock);
  }

  @Bean
  Arrivals arrivals(
      People people, ObjectProvider<Provider> provider, KeptForms forms, InstantSource clock) {
    return new Arrivals(people, provider.getIfAvailable(), forms, wholePages(), clock);
  }

  /**
   * Other members' nodes, known by their certificates; where nobody can show one, there is nobody.
   */
  @Bean
  @Order(0)
  SecurityFilterChain members(HttpSecurity http, ObjectProvider<Certificates> certificates)
      throws Exception {
    Certificates known = certificates.getIfAvailable();
    http.securityMatcher(MemberListener.PATHS + "**")
        .authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .anyRequest()
                    .hasAuthority(Right.A_MEMBER))
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(csrf -> csrf.disable());
    if (known != null) {
      http.x509(
          x509 ->
              x509.x509PrincipalExtractor(certificate -> member(known, certificate))
                  .userDetailsService(
                      code ->
                          User.withUsername(code)
                              .password("")
                              .authorities(Right.A_MEMBER)
                              .build()));
    }
    return http.build();
  }

  /** The handshake has let no other through. */
  private static String member(Certificates certificates, X509Certificate certificate) {
    try {
      return certificates.member(certificate);
    } catch (CertificateException e) {
      throw new BadCredentialsException("no member's certificate", e);
    }
  }

  /** Systems, with a token; and whoever shows nothing at all, who is asked for one. */
  @Bean
  @Order(1)
  SecurityFilterChain api(
      HttpSecurity http,
      AccessTokens tokens,
      Grants grants,
      ApiClients clients,
      AccessRules rules,
      TrailFilter trail)
      throws Exception {
    return http.securityMatcher(request -> ofApi(request) && !inSession(request))
        .addFilterAfter(trail, SecurityContextHolderFilter.class)
        .authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .anyRequest()
                    .access(rules))
        .oauth2ResourceServer(
            server ->
                server
                    .opaqueToken(
                        opaque -> opaque.introspector(introspector(tokens, grants, clients)))
                    .authenticationEntryPoint(WebSecurity::askForToken)
                    .accessDeniedHandler(
                        (request, response, denied) -> askForOther(request, response)))
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(csrf -> csrf.disable())
        .build();
  }

  /** People, by the session of the console; what they send bears its token against forgery. */
  @Bean
  @Order(2)
  SecurityFilterChain apiInSession(HttpSecurity http, AccessRules rules, TrailFilter trail)
      throws Exception {
    return http.securityMatcher(request -> ofApi(request) && inSession(request))
        .addFilterAfter(trail, SecurityContextHolderFilter.class)
        .authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .anyRequest()
                    .access(rules))
        .exceptionHandling(
            failing ->
                failing
                    .authenticationEntryPoint(WebSecurity::askForToken)
                    .accessDeniedHandler(WebSecurity::denyInSession))
        .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.NEVER))
        .csrf(csrf -> csrf.ignoringRequestMatchers("/v1/verify"))
        .requestCache(cache -> cache.disable())
        .build();
  }

  private static final List<PathPatternRequestMatcher> API_PATHS =
      Stream.of(API).map(PathPatternRequestMatcher.withDefaults()::matcher).toList();

  private static boolean ofApi(HttpServletRequest request) {
    return API_PATHS.stream().anyMatch(path -> path.matches(request));
  }

  private static boolean inSession(HttpServletRequest request) {
    return request.getHeader(HttpHeaders.AUTHORIZATION) == null
        && request.getSession(false) != null;
  }

  @Bean
  @Order(3)
  SecurityFilterChain console(
      HttpSecurity http,
      AccessTokens tokens,
      Grants grants,
      AccessRules rules,
      Arrivals arrivals,
      KeptForms forms,
      ObjectProvider<Provider> provider,
      TrailFilter trail)
      throws Exception {
    Provider people = provider.getIfAvailable();
    if (people != null) {
      http.oauth2Login(
          login ->
              login
                  .loginPage("/sign-in")
                  .clientRegistrationRepository(people)
                  .authorizedClientRepository(new NothingKept())
                  .authorizationEndpoint(
                      endpoint -> endpoint.authorizationRequestResolver(resolver(people)))
                  .userInfoEndpoint(
                      user ->
                          user.oidcUserService(
                              asked -> new DefaultOidcUser(List.of(), asked.getIdToken())))
                  .successHandler(arrivals)
                  .failureHandler(WebSecurity::tellFailure));
    }
    return http.addFilterAfter(trail, SecurityContextHolderFilter.class)
        .authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .requestMatchers(PUBLIC)
                    .permitAll()
                    .anyRequest()
                    .access(rules))
        .authenticationProvider(new TokenSignIn(tokens, grants))
        .formLogin(
            form -> form.loginPage("/sign-in").passwordParameter("token").successHandler(arrivals))
        .exceptionHandling(
            failing ->
                failing
                    .authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint("/sign-in"))
                    .accessDeniedHandler(
                        (request, response, denied) -> deny(request, response, denied, forms)))
        .requestCache(cache -> cache.requestCache(wholePages()))
        // One changes nothing, and anyone may ask; at the other one systems show secrets.
        .csrf(csrf -> csrf.ignoringRequestMatchers("/verify", "/oauth2/token"))
        .logout(logout -> logout.logoutUrl("/sign-out").logoutSuccessUrl("/sign-in?out"))
        .headers(
            headers -> headers.contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_POLICY)))
        .build();
  }

  /** The secret that the provider compares (PKCE) goes with the client's own, whatever it asks. */
  private static DefaultOAuth2AuthorizationRequestResolver resolver(Provider people) {
    DefaultOAuth2AuthorizationRequestResolver resolver =
        new DefaultOAuth2AuthorizationRequestResolver(people, "/oauth2/authorization");
    resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    return resolver;
  }

  /** The provider's tokens say who somebody is, once, and are kept nowhere. */
  private static final class NothingKept implements OAuth2AuthorizedClientRepository {
    @Override
    public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(
        String registration, Authentication who, HttpServletRequest request) {
      return null;
    }

    @Override
    public void saveAuthorizedClient(
        OAuth2AuthorizedClient client,
        Authentication who,
        HttpServletRequest request,
        HttpServletResponse response) {}

    @Override
    public void removeAuthorizedClient(
        String registration,
        Authentication who,
        HttpServletRequest request,
        HttpServletResponse response) {}
  }

  private static void tellFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    LOG.log(
        System.Logger.Level.WARNING,
        "The provider signed nobody in: {0}",
        failure instanceof OAuth2AuthenticationException why
            ? why.getError().getErrorCode()
            : failure.getClass().getSimpleName());
    response.sendRedirect("/sign-in?failed");
  }

  /** A form whose session is over is kept for who signs in again. */
  private static void deny(
      HttpServletRequest request,
      HttpServletResponse response,
      AccessDeniedException denied,
      KeptForms forms)
      throws IOException {
    // Looked at this early, the request itself does not know yet.
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    if (denied instanceof CsrfException && (who == null || !who.isAuthenticated())) {
      forms.keep(request, response);
      if (Pages.asksForPart(request)) {
        response.setHeader("HX-Redirect", "/sign-in");
        response.setStatus(HttpStatus.NO_CONTENT.value());
      } else {
        response.setHeader(HttpHeaders.LOCATION, "/sign-in");
        response.setStatus(HttpStatus.SEE_OTHER.value());
      }
      return;
    }
    if (!(denied instanceof CsrfException))
      AccessRules.denied(request).ifPresent(right -> request.setAttribute(DENIED, right));
    response.sendError(HttpStatus.FORBIDDEN.value());
  }

  private static void denyInSession(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
      throws IOException {
    if (denied instanceof CsrfException) {
      refuse(
          request,
          response,
          HttpStatus.FORBIDDEN,
          "form-token-missing",
          "What is sent in a session bears its token against forgery: X-CSRF-TOKEN.");
      return;
    }
    askForOther(request, response);
  }

  private static final String DENIED = "org.rahdari.denied";

  /** What a page needs that was denied, if it was for a role. */
  static Optional<Right> denied(HttpServletRequest request) {
    return Optional.ofNullable((Right) request.getAttribute(DENIED));
  }

  private static String sentence(Right right) {
    return right.roles().isEmpty()
        ? "No person may do this: the institution's systems do, with its token."
        : "This needs the role " + right.roles() + " at your institution.";
  }

  private static void askForToken(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    boolean wrong = failure instanceof OAuth2AuthenticationException;
    response.setHeader(
        HttpHeaders.WWW_AUTHENTICATE, wrong ? "Bearer error=\"invalid_token\"" : "Bearer");
    refuse(
        request,
        response,
        HttpStatus.UNAUTHORIZED,
        HttpStatus.UNAUTHORIZED.getReasonPhrase(),
        wrong
            ? "The bearer token is no institution's, and of no grant that holds."
            : "A bearer token is needed: Authorization: Bearer TOKEN.");
  }

  /** RFC 6750, section 3.1. */
  private static void askForOther(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"insufficient_scope\"");
    Authentication caller = SecurityContextHolder.getContext().getAuthentication();
    if (AccessRules.forPasskey(request)) {
      refuse(
          request,
          response,
          HttpStatus.FORBIDDEN,
          "passkey-needed",
          "Show your passkey first, at /me/confirm.");
      return;
    }
    if (caller instanceof PersonToken || caller instanceof UsernamePasswordAuthenticationToken) {
      refuse(
          request,
          response,
          HttpStatus.FORBIDDEN,
          "role-missing",
          sentence(AccessRules.denied(request).orElse(Right.READ)));
      return;
    }
    if (caller != null && ApiClients.nameOf(caller).isPresent()) {
      refuse(
          request,
          response,
          HttpStatus.FORBIDDEN,
          "scope-missing",
          "This client's token has not the scope that it needs.");
      return;
    }
    boolean reads = AccessRules.authorities(caller).contains(Right.GRANT);
    boolean keys = AccessRules.denied(request).filter(Right.KEYS::equals).isPresent();
    refuse(
        request,
        response,
        HttpStatus.FORBIDDEN,
        reads ? "grant-reads-only" : keys ? "token-of-another-use" : "token-of-no-person",
        reads
            ? "A grant lets its holder read, and enter nothing."
            : keys
                ? "This token changes neither keys nor members: the node keeps the one that does in"
                    + " tokens/CODE.keys."
                : sentence(AccessRules.denied(request).orElse(Right.READ)));
  }

  /** An RFC 9457 problem, like all that the API refuses. */
  static void refuse(
      HttpServletRequest request,
      HttpServletResponse response,
      HttpStatus status,
      String name,
      String sentence)
      throws IOException {
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("title", name);
    problem.put("status", status.value());
    problem.put("detail", sentence);
    problem.put("instance", request.getRequestURI());
    response.getOutputStream().write(JsonMapper.shared().writeValueAsBytes(problem));
  }

  /** Leads back after signing in to the page that was asked for, never to a part of one. */
  private static RequestCache wholePages() {
    HttpSessionRequestCache cache = new HttpSessionRequestCache();
    cache.setRequestMatcher(
        request -> request.getMethod().equals("GET") && !Pages.asksForPart(request));
    return cache;
  }

  private static OpaqueTokenIntrospector introspector(
      AccessTokens tokens, Grants grants, ApiClients clients) {
    return token -> {
      Optional<ApiClients.Issued> issued = clients.bearer(token, request());
      if (issued.isPresent()) return client(clients, issued.get());
      Caller caller =
          Caller.of(token, tokens, grants)
              .orElseThrow(() -> new BadOpaqueTokenException("this token is nobody's"));
      return new DefaultOAuth2AuthenticatedPrincipal(
          caller.name(),
          Map.of("sub", caller.name()),
          AuthorityUtils.createAuthorityList(caller.may()));
    };
  }

  private static OAuth2AuthenticatedPrincipal client(ApiClients clients, ApiClients.Issued issued) {
    String institution = clients.institution(issued.client());
    return new DefaultOAuth2AuthenticatedPrincipal(
        institution,
        ApiClients.attributes(institution, issued.client()),
        AuthorityUtils.createAuthorityList(
            issued.scopes().stream().map(ApiClients.Scope::authority).toList()));
  }

  /** The request of this thread, for the certificate that came with it. */
  private static @Nullable HttpServletRequest request() {
    return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes here
        ? here.getRequest()
        : null;
  }

  /**
   * Whose token it is: an institution's, or that of a grant.
   *
   * @param inConsole what it lets its holder do where people sign in with it
   */
  private record Caller(String name, List<String> may, List<String> inConsole) {
    static Optional<Caller> of(String token, AccessTokens tokens, Grants grants) {
      Optional<Caller> institution =
          tokens
              .bearer(token)
              .map(
                  bearer ->
                      new Caller(
                          bearer.party().code(),
                          bearer.changesKeys()
                              ? List.of(Right.TOKEN, Right.KEYS_TOKEN)
                              : List.of(Right.TOKEN),
                          List.of(Role.READER.authority())));
      return institution.or(
          () ->
              grants
                  .reader(token)
                  .map(name -> new Caller(name, List.of(Right.GRANT), List.of(Right.GRANT))));
    }
  }

  /** Lets whoever has a token see, in the console; only a person proposes and approves there. */
  private record TokenSignIn(AccessTokens tokens, Grants grants) implements AuthenticationProvider {

    @Override
    public Authentication authenticate(Authentication asked) throws AuthenticationException {
      String token = String.valueOf(asked.getCredentials()).strip();
      Caller caller =
          Caller.of(token, tokens, grants)
              .orElseThrow(() -> new BadCredentialsException("nobody's token"));
      return UsernamePasswordAuthenticationToken.authenticated(
          caller.name(), null, AuthorityUtils.createAuthorityList(caller.inConsole()));
    }

    @Override
    public boolean supports(Class<?> type) {
      return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
  }
}
