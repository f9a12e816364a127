package org.rahdari.platform;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who may call what: the API with a bearer token, the console after signing in with it, proofs by
 * everyone.
 */
@Configuration
@EnableWebSecurity
public class WebSecurity {
  private static final String INSTITUTION = "institution";

  /** Who has a grant. */
  private static final String READER = "reader";

  private static final String CHANGES_KEYS = "keys";

  /** What anyone may read: proofs are worth little if they must be asked for. */
  private static final String[] PUBLIC = {
    "/checkpoint",
    "/checkpoint/witnessed",
    "/genesis",
    "/tile/**",
    "/policy",
    "/policy/history",
    "/openapi/**",
    "/swagger-ui/**",
    "/swagger-ui.html",
    "/webjars/**",
    "/assets/**",
    "/favicon.ico",
    "/actuator/health/**",
    "/actuator/prometheus",
    "/register/**",
    "/sign-in",
    "/language",
    "/error"
  };

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
                    .hasAuthority("member"))
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(csrf -> csrf.disable());
    if (known != null) {
      http.x509(
          x509 ->
              x509.x509PrincipalExtractor(certificate -> member(known, certificate))
                  .userDetailsService(
                      code -> User.withUsername(code).password("").authorities("member").build()));
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

  @Bean
  @Order(1)
  SecurityFilterChain api(HttpSecurity http, AccessTokens tokens, Grants grants) throws Exception {
    return http.securityMatcher("/v1/**", "/tile/entries/**")
        .authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .requestMatchers(HttpMethod.POST, "/v1/verify")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/v1/register", "/v1/register.csv")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/v1/register/**")
                    .permitAll()
                    .requestMatchers(
                        HttpMethod.POST, "/v1/keys/**", "/v1/charter/**", "/v1/programs/**")
                    .hasAuthority(CHANGES_KEYS)
                    .requestMatchers(HttpMethod.GET)
                    .hasAnyAuthority(INSTITUTION, READER)
                    .anyRequest()
                    .hasAuthority(INSTITUTION))
        .oauth2ResourceServer(
            server ->
                server
                    .opaqueToken(opaque -> opaque.introspector(introspector(tokens, grants)))
                    .authenticationEntryPoint(WebSecurity::askForToken)
                    .accessDeniedHandler(
                        (request, response, denied) -> askForOther(request, response)))
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(csrf -> csrf.disable())
        .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain console(HttpSecurity http, AccessTokens tokens, Grants grants)
      throws Exception {
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .requestMatchers(PUBLIC)
                    .permitAll()
                    .requestMatchers("/verify")
                    .permitAll()
                    .anyRequest()
                    .access((who, asked) -> new AuthorizationDecision(mayRead(who.get(), grants))))
        .authenticationProvider(new TokenSignIn(tokens, grants))
        .formLogin(
            form ->
                form.loginPage("/sign-in").passwordParameter("token").defaultSuccessUrl("/", false))
        .requestCache(cache -> cache.requestCache(wholePages()))
        // It changes nothing, and anyone may ask.
        .csrf(csrf -> csrf.ignoringRequestMatchers("/verify"))
        .logout(logout -> logout.logoutUrl("/sign-out").logoutSuccessUrl("/sign-in?out"))
        .headers(
            headers ->
                headers.contentSecurityPolicy(
                    csp ->
                        csp.policyDirectives(
                            "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
                                + " frame-ancestors 'none'; form-action 'self'; base-uri 'none'")))
        .build();
  }

  /** A session outlives the sign-in; a grant that has ended does not. */
  private static boolean mayRead(@Nullable Authentication who, Grants grants) {
    if (who == null || !who.isAuthenticated()) return false;
    return who.getAuthorities().stream()
        .map(GrantedAuthority::getAuthority)
        .anyMatch(
            each ->
                INSTITUTION.equals(each) || READER.equals(each) && grants.isReader(who.getName()));
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
    boolean reads =
        caller != null
            && caller.getAuthorities().stream()
                .anyMatch(each -> READER.equals(each.getAuthority()));
    refuse(
        request,
        response,
        HttpStatus.FORBIDDEN,
        reads ? "grant-reads-only" : "token-of-another-use",
        reads
            ? "A grant lets its holder read, and enter nothing."
            : "This token changes neither keys nor members: the node keeps the one that does in"
                + " tokens/CODE.keys.");
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

  private static OpaqueTokenIntrospector introspector(AccessTokens tokens, Grants grants) {
    return token -> {
      Caller caller =
          Caller.of(token, tokens, grants)
              .orElseThrow(() -> new BadOpaqueTokenException("this token is nobody's"));
      return new DefaultOAuth2AuthenticatedPrincipal(
          caller.name(), Map.of("sub", caller.name()), List.copyOf(caller.authorities()));
    };
  }

  /** Whose token it is: an institution's, or that of a grant. */
  private record Caller(String name, List<String> may) {
    static Optional<Caller> of(String token, AccessTokens tokens, Grants grants) {
      Optional<Caller> institution =
          tokens
              .bearer(token)
              .map(
                  bearer ->
                      new Caller(
                          bearer.party().code(),
                          bearer.changesKeys()
                              ? List.of(INSTITUTION, CHANGES_KEYS)
                              : List.of(INSTITUTION)));
      return institution.or(
          () -> grants.reader(token).map(name -> new Caller(name, List.of(READER))));
    }

    List<GrantedAuthority> authorities() {
      return AuthorityUtils.createAuthorityList(may);
    }
  }

  /**
   * Signs the people of an institution in with its token, until they have sign-ins of their own,
   * and whoever has a grant.
   */
  private record TokenSignIn(AccessTokens tokens, Grants grants) implements AuthenticationProvider {

    @Override
    public Authentication authenticate(Authentication asked) throws AuthenticationException {
      String token = String.valueOf(asked.getCredentials()).strip();
      Caller caller =
          Caller.of(token, tokens, grants)
              .orElseThrow(() -> new BadCredentialsException("nobody's token"));
      return UsernamePasswordAuthenticationToken.authenticated(
          caller.name(), null, caller.authorities());
    }

    @Override
    public boolean supports(Class<?> type) {
      return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
  }
}
