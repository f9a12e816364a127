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
import org.rahdari.program.Party;
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
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.AuthorityUtils;
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

  /** What anyone may read: proofs are worth little if they must be asked for. */
  private static final String[] PUBLIC = {
    "/checkpoint",
    "/checkpoint/witnessed",
    "/genesis",
    "/tile/**",
    "/policy",
    "/openapi/**",
    "/swagger-ui/**",
    "/swagger-ui.html",
    "/webjars/**",
    "/assets/**",
    "/favicon.ico",
    "/actuator/health/**",
    "/actuator/prometheus",
    "/sign-in",
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
  SecurityFilterChain api(HttpSecurity http, AccessTokens tokens) throws Exception {
    return http.securityMatcher("/v1/**", "/tile/entries/**")
        .authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .requestMatchers(HttpMethod.POST, "/v1/verify")
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .oauth2ResourceServer(
            server ->
                server
                    .opaqueToken(opaque -> opaque.introspector(introspector(tokens)))
                    .authenticationEntryPoint(WebSecurity::askForToken))
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(csrf -> csrf.disable())
        .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain console(HttpSecurity http, AccessTokens tokens) throws Exception {
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
                    .authenticated())
        .authenticationProvider(new TokenSignIn(tokens))
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

  /** An RFC 9457 problem, like all that the API refuses. */
  private static void askForToken(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    boolean wrong = failure instanceof OAuth2AuthenticationException;
    response.setStatus(HttpStatus.UNAUTHORIZED.value());
    response.setHeader(
        HttpHeaders.WWW_AUTHENTICATE, wrong ? "Bearer error=\"invalid_token\"" : "Bearer");
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("title", HttpStatus.UNAUTHORIZED.getReasonPhrase());
    problem.put("status", HttpStatus.UNAUTHORIZED.value());
    problem.put(
        "detail",
        wrong
            ? "The bearer token is no institution's."
            : "A bearer token is needed: Authorization: Bearer TOKEN.");
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

  private static OpaqueTokenIntrospector introspector(AccessTokens tokens) {
    return token -> {
      Party party =
          tokens
              .party(token)
              .orElseThrow(() -> new BadOpaqueTokenException("this token is no institution's"));
      return new DefaultOAuth2AuthenticatedPrincipal(
          party.code(),
          Map.of("sub", party.code()),
          List.copyOf(AuthorityUtils.createAuthorityList("institution")));
    };
  }

  /**
   * Signs the people of an institution in with its token, until they have sign-ins of their own.
   */
  private record TokenSignIn(AccessTokens tokens) implements AuthenticationProvider {

    @Override
    public Authentication authenticate(Authentication asked) throws AuthenticationException {
      String token = String.valueOf(asked.getCredentials()).strip();
      Party party =
          tokens
              .party(token)
              .orElseThrow(() -> new BadCredentialsException("no institution's token"));
      return UsernamePasswordAuthenticationToken.authenticated(
          party.code(), null, AuthorityUtils.createAuthorityList("institution"));
    }

    @Override
    public boolean supports(Class<?> type) {
      return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
  }
}
