package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.program.Party;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;

/**
 * Systems of institutions that come with tokens of their own (OAuth 2.0 client credentials, RFC
 * 6749, 4.4). A token is 256 random bits, is good for ten minutes, and is known to this process
 * alone, by its hash: after a restart a client asks for another one. Who asks over TLS with a
 * certificate gets one that is bound to it (RFC 8705, 3).
 */
public final class ApiClients {

  /** How long a token is good for. */
  static final Duration LIFE = Duration.ofMinutes(10);

  /** Clients of an institution, those that were revoked among them. */
  static final int CLIENTS_MAX = 200;

  /** Tokens that are good at the same time. */
  static final int TOKENS_MAX = 100_000;

  private static final String PREFIX = "client.";
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
  private static final String CLIENT = "client";
  private static final int ID_BYTES = 8;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}");

  private final JdbcClient jdbc;
  private final Network network;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Issued> tokens = new ConcurrentHashMap<>();

  /** What a client may ask for. */
  public enum Scope {
    READ,
    PROPOSE,
    ENTER;

    /** As OAuth names it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    String authority() {
      return "scope:" + word();
    }

    static Optional<Scope> of(String word) {
      return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }
  }

  /**
   * A client.
   *
   * @param institution the number of the party
   * @param revokedAt null while it counts
   */
  public record Client(
      String id,
      int institution,
      String name,
      Set<Scope> scopes,
      Instant registeredAt,
      String registrar,
      @Nullable Instant revokedAt) {}

  /** A client, with the secret that cannot be had again. */
  public record Registered(Client client, String secret) {
    @Override
    public String toString() {
      return "Registered[" + client + "]";
    }
  }

  /**
   * A token that is good.
   *
   * @param certificate the SHA-256 of the one that it is bound to, or null
   */
  record Issued(Client client, Set<Scope> scopes, Instant until, @Nullable Hash32 certificate) {}

  /** A token, for whom it was made. */
  record Made(String token, Set<Scope> scopes) {
    @Override
    public String toString() {
      return "Made[" + scopes + "]";
    }
  }

  /**
   * @param vault the database; its tables are there
   */
  public ApiClients(DataSource vault, Network network, InstantSource clock) {
    this.jdbc = JdbcClient.create(vault);
    this.network = network;
    this.clock = clock;
  }

  /** Registers a client of the person's institution. */
  public Registered register(Person by, String name, Set<Scope> scopes) {
    if (!NAME.matcher(name).matches()) {
      throw wrong("a client's name has 1 to 60 letters, digits, spaces, dots and hyphens");
    }
    if (scopes.isEmpty()) throw wrong("a client has one scope at least: read, propose, enter");
    if (list(by.institution()).size() >= CLIENTS_MAX) {
      throw new Problem(
          HttpStatus.CONFLICT, "too-many-clients", "Your institution has as many as it may.");
    }
    Client client =
        new Client(
            PREFIX + by.institution().code() + "." + hex(ID_BYTES),
            by.institution().number(),
            name,
            scopes,
            clock.instant(),
            by.name(),
            null);
    String secret = hex(Hash32.BYTES);
    jdbc.sql(
            "INSERT INTO api_client (id, institution, name, scopes, secret_sha256, registered_at,"
                + " registered_by, registrar_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .param(client.id())
        .param(client.institution())
        .param(name)
        .param(scopes.stream().sorted().map(Scope::word).toArray(String[]::new))
        .param(hash(secret).bytes())
        .param(Timestamp.from(client.registeredAt()))
        .param(new UUID(by.pseudonym().high(), by.pseudonym().low()))
        .param(by.name())
        .update();
    return new Registered(client, secret);
  }

  private static Problem wrong(String why) {
    return new Problem(HttpStatus.UNPROCESSABLE_CONTENT, "field-not-allowed", "No: " + why + ".");
  }

  private String hex(int bytes) {
    byte[] fresh = new byte[bytes];
    random.nextBytes(fresh);
    return HexFormat.of().formatHex(fresh);
  }

  private static Hash32 hash(String text) {
    return Hash32.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The clients of an institution. */
  public List<Client> list(Party institution) {
    return jdbc.sql("SELECT * FROM api_client WHERE institution = ? ORDER BY registered_at, id")
        .param(institution.number())
        .query(ApiClients::client)
        .list();
  }

  /** Takes a client back, with the tokens that it has. */
  public Client revoke(Party institution, String id) {
    int changed =
        jdbc.sql(
                "UPDATE api_client SET revoked_at = coalesce(revoked_at, ?)"
                    + " WHERE id = ? AND institution = ?")
            .param(Timestamp.from(clock.instant()))
            .param(id)
            .param(institution.number())
            .update();
    if (changed == 0) {
      throw new Problem(
          HttpStatus.NOT_FOUND, "client-unknown", "Your institution has no client of this id.");
    }
    tokens.values().removeIf(each -> each.client().id().equals(id));
    return list(institution).stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** The client of an id and its secret, if it counts. */
  Optional<Client> known(String id, String secret) {
    return jdbc.sql(
            "SELECT * FROM api_client WHERE id = ? AND secret_sha256 = ? AND revoked_at IS NULL")
        .param(id)
        .param(hash(secret).bytes())
        .query(ApiClients::client)
        .optional();
  }

  /** A token for it, bound to the certificate that it shows. */
  Made issue(Client client, Set<Scope> scopes, @Nullable X509Certificate certificate) {
    Instant now = clock.instant();
    tokens.values().removeIf(each -> !now.isBefore(each.until()));
    if (tokens.size() >= TOKENS_MAX) {
      throw new Problem(
          HttpStatus.SERVICE_UNAVAILABLE, "too-many-tokens", "Use the tokens that you have.");
    }
    String token = PREFIX + hex(Hash32.BYTES);
    tokens.put(
        hash(token).toString(),
        new Issued(
            client, scopes, now.plus(LIFE), certificate == null ? null : thumbprint(certificate)));
    return new Made(token, scopes);
  }

  /** Whose token it is, if it is good here: with the certificate that it is bound to. */
  Optional<Issued> bearer(String token, @Nullable HttpServletRequest request) {
    if (!token.startsWith(PREFIX)) return Optional.empty();
    return Optional.ofNullable(tokens.get(hash(token).toString()))
        .filter(each -> clock.instant().isBefore(each.until()))
        .filter(
            each -> {
              if (each.certificate() == null) return true;
              X509Certificate shown = request == null ? null : certificate(request);
              return shown != null
                  && MessageDigest.isEqual(thumbprint(shown).bytes(), each.certificate().bytes());
            });
  }

  /** The certificate of who asks, where there is TLS and one was shown. */
  static @Nullable X509Certificate certificate(HttpServletRequest request) {
    return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
        ? chain[0]
        : null;
  }

  /** {@code x5t#S256} (RFC 8705, 3.1). */
  private static Hash32 thumbprint(X509Certificate certificate) {
    try {
      return Hash32.sha256(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate without its bytes", e);
    }
  }

  /** The code of the institution that a client is of. */
  String institution(Client client) {
    return network.code(client.institution());
  }

  /** What goes into the principal of a token. */
  static Map<String, Object> attributes(String institution, Client client) {
    return Map.of("sub", institution, CLIENT, client.name());
  }

  /** The name of the client that is signed in, if it is one. */
  static Optional<String> nameOf(Authentication who) {
    return who.getPrincipal() instanceof OAuth2AuthenticatedPrincipal principal
        ? Optional.ofNullable(principal.getAttribute(CLIENT))
        : Optional.empty();
  }

  private static Client client(ResultSet row, int n) throws SQLException {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String each : (String[]) row.getArray("scopes").getArray())
      Scope.of(each).ifPresent(scopes::add);
    Timestamp revoked = row.getTimestamp("revoked_at");
    return new Client(
        row.getString("id"),
        row.getInt("institution"),
        row.getString("name"),
        scopes,
        row.getTimestamp("registered_at").toInstant(),
        row.getString("registrar_name"),
        revoked == null ? null : revoked.toInstant());
  }
}
