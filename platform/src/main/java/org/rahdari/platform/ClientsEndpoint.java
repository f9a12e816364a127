package org.rahdari.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.PlainClientSecret;
import com.nimbusds.oauth2.sdk.http.JakartaServletUtils;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The API's clients of an institution, and the tokens that they ask for. */
@RestController
@Access(Right.ADMINISTER)
public final class ClientsEndpoint {
  private static final int BODY_BYTES_MAX = 8 << 10;

  private final ApiClients clients;
  private final Institutions institutions;

  public ClientsEndpoint(ApiClients clients, Institutions institutions) {
    this.clients = clients;
    this.institutions = institutions;
  }

  /** Who is to be registered. */
  @Schema(name = "ClientRequest")
  public record ClientRequest(
      @Nullable String name,
      @Schema(description = "read, propose, enter") @Nullable List<@Nullable String> scopes) {}

  /**
   * A client.
   *
   * @param secret shown once, when it is registered
   */
  @Schema(name = "Client")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ClientJson(
      String id,
      String name,
      List<String> scopes,
      Instant registeredAt,
      String registeredBy,
      @Nullable Instant revokedAt,
      @Nullable String secret) {

    static ClientJson of(ApiClients.Client client, @Nullable String secret) {
      return new ClientJson(
          client.id(),
          client.name(),
          client.scopes().stream().sorted().map(ApiClients.Scope::word).toList(),
          client.registeredAt(),
          client.registrar(),
          client.revokedAt(),
          secret);
    }

    @Override
    public String toString() {
      return "ClientJson[" + id + "]";
    }
  }

  /** All of them. */
  @Schema(name = "Clients")
  public record ClientsJson(List<ClientJson> clients) {}

  @Operation(summary = "Clients of your institution")
  @GetMapping(path = "/v1/clients", produces = MediaType.APPLICATION_JSON_VALUE)
  public ClientsJson list(Principal principal) {
    return new ClientsJson(
        clients.list(institutions.of(principal)).stream()
            .map(each -> ClientJson.of(each, null))
            .toList());
  }

  @Operation(
      summary = "Register a client",
      description = "Its secret is in the answer, and cannot be had again.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ClientRequest.class)))
  @PostMapping(
      path = "/v1/clients",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  public ResponseEntity<ClientJson> register(HttpServletRequest request, Principal principal)
      throws IOException {
    ClientRequest asked = JsonBody.of(request, BODY_BYTES_MAX).one(ClientRequest.class);
    Fields fields = new Fields("");
    Set<ApiClients.Scope> scopes = EnumSet.noneOf(ApiClients.Scope.class);
    for (String each : fields.given("scopes", asked.scopes())) {
      scopes.add(
          ApiClients.Scope.of(String.valueOf(each))
              .orElseThrow(() -> fields.wrong("scopes", "its words are read, propose, enter")));
    }
    Person by =
        People.of(principal)
            .orElseThrow(
                () ->
                    new Problem(
                        HttpStatus.FORBIDDEN, "token-of-no-person", "A person registers it."));
    ApiClients.Registered registered =
        clients.register(by, fields.given("name", asked.name()), scopes);
    return ResponseEntity.ok()
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(ClientJson.of(registered.client(), registered.secret()));
  }

  @Operation(summary = "Take a client back", description = "At once, with the tokens that it has.")
  @PostMapping(path = "/v1/clients/{id}/revocation", produces = MediaType.APPLICATION_JSON_VALUE)
  public ClientJson revoke(Principal principal, @PathVariable String id) {
    return ClientJson.of(clients.revoke(institutions.of(principal), id), null);
  }

  @Operation(
      summary = "Ask for a token",
      description =
          "OAuth 2.0 client credentials (RFC 6749, 4.4): grant_type=client_credentials, the id and"
              + " the secret by HTTP Basic or in the form, scope if not all are wanted. Good for ten"
              + " minutes. Over TLS with a certificate, it is bound to that one (RFC 8705).")
  @ApiResponse(responseCode = "400", description = "an error of RFC 6749, 5.2")
  @ApiResponse(responseCode = "401", description = "no client, or not its secret")
  @Access(Right.ANYONE)
  @PostMapping(
      path = "/oauth2/token",
      consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  public ResponseEntity<Map<String, Object>> token(HttpServletRequest request) throws IOException {
    TokenRequest asked;
    try {
      asked = TokenRequest.parse(JakartaServletUtils.createHTTPRequest(request, BODY_BYTES_MAX));
    } catch (ParseException e) {
      return refused(Optional.ofNullable(e.getErrorObject()).orElse(OAuth2Error.INVALID_REQUEST));
    }
    if (!(asked.getAuthorizationGrant() instanceof ClientCredentialsGrant))
      return refused(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
    if (!(asked.getClientAuthentication() instanceof PlainClientSecret shown))
      return refused(OAuth2Error.INVALID_CLIENT);
    Optional<ApiClients.Client> client =
        clients.known(shown.getClientID().getValue(), shown.getClientSecret().getValue());
    if (client.isEmpty()) return refused(OAuth2Error.INVALID_CLIENT);
    Set<ApiClients.Scope> scopes = EnumSet.copyOf(client.get().scopes());
    if (asked.getScope() != null && !asked.getScope().isEmpty()) {
      Set<ApiClients.Scope> wanted = EnumSet.noneOf(ApiClients.Scope.class);
      for (String each : asked.getScope().toStringList()) {
        Optional<ApiClients.Scope> scope =
            ApiClients.Scope.of(each).filter(client.get().scopes()::contains);
        if (scope.isEmpty()) return refused(OAuth2Error.INVALID_SCOPE);
        wanted.add(scope.get());
      }
      scopes = wanted;
    }
    return made(clients.issue(client.get(), scopes, ApiClients.certificate(request)));
  }

  private static ResponseEntity<Map<String, Object>> made(ApiClients.Made made) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("access_token", made.token());
    body.put("token_type", "Bearer");
    body.put("expires_in", ApiClients.LIFE.toSeconds());
    body.put(
        "scope",
        made.scopes().stream()
            .sorted()
            .map(ApiClients.Scope::word)
            .collect(Collectors.joining(" ")));
    return ResponseEntity.ok().header(HttpHeaders.CACHE_CONTROL, "no-store").body(body);
  }

  private static ResponseEntity<Map<String, Object>> refused(ErrorObject error) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(Math.max(400, error.getHTTPStatusCode()))
            .header(HttpHeaders.CACHE_CONTROL, "no-store");
    if (error.getHTTPStatusCode() == HttpStatus.UNAUTHORIZED.value())
      answer.header(HttpHeaders.WWW_AUTHENTICATE, "Basic");
    return answer.body(Map.of("error", String.valueOf(error.getCode())));
  }
}
