package org.rahdari.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where people show who they are: a provider of OpenID Connect. It is asked what it is at the first
 * sign-in and not before, so that one that is away stops nobody's node.
 */
public final class Provider implements ClientRegistrationRepository {

  /** Its name in the paths of a sign-in. */
  public static final String NAME = "people";

  /** The claim with the roles, where nothing else is said. */
  public static final String ROLES_CLAIM = "roles";

  private static final Duration WAIT_MAX = Duration.ofSeconds(5);
  private static final int DISCOVERY_BYTES_MAX = 256 << 10;
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final String CALLBACK = "{baseUrl}/login/oauth2/code/{registrationId}";

  private final Supplier<String> issuer;
  private final String clientId;
  private final Supplier<String> clientSecret;
  private final String rolesClaim;
  private final StepUp.Demand stepUp;
  private final boolean development;
  private @Nullable ClientRegistration known;

  private Provider(
      Supplier<String> issuer,
      String clientId,
      Supplier<String> clientSecret,
      String rolesClaim,
      StepUp.Demand stepUp,
      boolean development) {
    this.issuer = issuer;
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    this.rolesClaim = rolesClaim;
    this.stepUp = stepUp;
    this.development = development;
  }

  /**
   * A provider of the institution's.
   *
   * @param issuer its URL, as its tokens name it
   * @param clientSecret read when it is first needed
   */
  public static Provider of(
      String issuer,
      String clientId,
      Supplier<String> clientSecret,
      String rolesClaim,
      StepUp.Demand stepUp) {
    return new Provider(() -> issuer, clientId, clientSecret, rolesClaim, stepUp, false);
  }

  /**
   * One that is there for development.
   *
   * @param issuer starts it, where it does not run yet
   */
  public static Provider forDevelopment(
      Supplier<String> issuer, String clientId, Supplier<String> clientSecret) {
    return new Provider(issuer, clientId, clientSecret, ROLES_CLAIM, StepUp.Demand.OFFERED, true);
  }

  /** Whether it is for development alone. */
  public boolean development() {
    return development;
  }

  /** Whether approvals need a passkey. */
  public StepUp.Demand stepUp() {
    return stepUp;
  }

  /** The claim with the roles. */
  String rolesClaim() {
    return rolesClaim;
  }

  /** What pseudonyms are made from: for development the same, wherever the provider listens. */
  String pseudonymIssuer() {
    return development ? "development" : issuer.get();
  }

  /**
   * What it said of itself, asked once.
   *
   * @throws PlainFailure if it gives no usable answer
   */
  public synchronized ClientRegistration discover() {
    ClientRegistration before = known;
    if (before != null) return before;
    String url = issuer.get();
    Map<String, Object> said = ask(url);
    if (!url.equals(said.get("issuer")))
      throw new PlainFailure(
          "The provider at " + url + " says that it is " + said.get("issuer") + ".");
    try {
      ClientRegistration fresh =
          ClientRegistrations.fromOidcConfiguration(said)
              .registrationId(NAME)
              .clientId(clientId)
              .clientSecret(clientSecret.get())
              .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
              .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
              .redirectUri(CALLBACK)
              .scope("openid", "profile")
              .clientName(NAME)
              .clientSettings(
                  ClientRegistration.ClientSettings.builder().requireProofKey(true).build())
              .build();
      known = fresh;
      return fresh;
    } catch (IllegalArgumentException e) {
      throw new PlainFailure("The provider at " + url + " describes itself in no usable way.", e);
    }
  }

  private static Map<String, Object> ask(String url) {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(WAIT_MAX).build()) {
      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url + DISCOVERY)).timeout(WAIT_MAX).build(),
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(), DISCOVERY_BYTES_MAX));
      if (answer.statusCode() != 200)
        throw new PlainFailure(
            "The provider at " + url + " answers with the status " + answer.statusCode() + ".");
      return JsonMapper.shared()
          .readValue(answer.body(), new TypeReference<Map<String, Object>>() {});
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      throw new PlainFailure("The provider at " + url + " cannot be reached.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlainFailure("The node is stopping.", e);
    }
  }

  @Override
  public @Nullable ClientRegistration findByRegistrationId(String name) {
    return NAME.equals(name) ? discover() : null;
  }

  /** The words of the claim; none where it is missing or something else. */
  static List<?> words(@Nullable Object claim) {
    return claim instanceof List<?> list ? list : List.of();
  }
}
