package org.rahdari.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.CertificateAuthority;
import org.rahdari.platform.FileKeys;
import org.rahdari.platform.Keyring;
import org.rahdari.platform.PlainFailure;
import org.rahdari.platform.Provider;
import org.rahdari.platform.SigningKeys;
import org.rahdari.platform.StepUp;
import org.rahdari.platform.TokenKeys;
import org.rahdari.platform.WitnessAddress;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How one institution's node is set up, in JSON: {@value #FILE}. Its data is in the same folder;
 * paths are relative to it.
 *
 * @param institution the code of the party that runs the node
 * @param api where its own systems and people reach it: in plain HTTP, or over TLS of its own
 * @param members where other members' nodes reach it
 * @param raft where the ledger's replication listens
 * @param peers all nodes of the network, this one among them
 * @param tls by what the nodes know each other
 * @param keystore where its keys are
 * @param witnesses whom it asks to cosign what is final; may be left out
 * @param people where people sign in; may be left out, and then nobody does
 */
public record NodeConfig(
    String institution,
    Listener api,
    Listener members,
    Listener raft,
    List<Peer> peers,
    Tls tls,
    Keystore keystore,
    List<WitnessAddress> witnesses,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable People people) {

  /** Its name in a node's folder. */
  public static final String FILE = "node.json";

  /** Keys in files, one each. */
  public static final String FILES = "files";

  /** Keys that sign in a token; the other secrets in files. */
  public static final String PKCS11 = "pkcs11";

  private static final int PORT_MAX = 65_535;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  public NodeConfig {
    said(institution, "institution");
    said(api, "api");
    said(members, "members");
    said(raft, "raft");
    if (members.tls() != null || raft.tls() != null)
      throw new PlainFailure("the field tls is of the api alone: members and raft have their own");
    said(peers, "peers");
    said(tls, "tls");
    said(keystore, "keystore");
    peers.forEach(peer -> said(peer, "peers"));
    peers = List.copyOf(peers);
    witnesses = listed(witnesses);
    Set<String> codes = new HashSet<>();
    for (Peer peer : peers) {
      if (!codes.add(peer.institution())) {
        throw new PlainFailure("the field peers names " + peer.institution() + " twice");
      }
    }
    if (!codes.contains(institution)) {
      throw new PlainFailure("the field peers does not name " + institution + " itself");
    }
  }

  /**
   * A provider of OpenID Connect.
   *
   * @param issuer its URL, as its tokens name it
   * @param clientId by which it knows this node
   * @param clientSecretFile with what the node shows it, readable by the node's user alone
   * @param rolesClaim of its tokens, with words {@code INSTITUTION:role}; left out: {@value
   *     Provider#ROLES_CLAIM}
   * @param stepUp {@value #REQUIRED} (left out: the same): who approves needs a passkey; {@value
   *     #OFFERED}: who has one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record People(
      String issuer,
      String clientId,
      String clientSecretFile,
      @Nullable String rolesClaim,
      @Nullable String stepUp) {
    static final String REQUIRED = "required";
    static final String OFFERED = "offered";
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    public People {
      said(issuer, "issuer of the people");
      said(clientId, "clientId of the people");
      said(clientSecretFile, "clientSecretFile of the people");
      if (stepUp != null && !stepUp.equals(REQUIRED) && !stepUp.equals(OFFERED))
        throw new PlainFailure(
            "the field stepUp of the people is "
                + REQUIRED
                + " or "
                + OFFERED
                + ", and not "
                + stepUp);
      requireSafe(issuer);
    }

    /** Whoever reads along on the way to the provider could sign in as anybody. */
    private static void requireSafe(String issuer) {
      try {
        URI uri = new URI(issuer);
        String host = uri.getHost();
        if (host != null && "https".equals(uri.getScheme())) return;
        if (host != null && "http".equals(uri.getScheme()) && THIS_MACHINE.contains(host)) return;
      } catch (URISyntaxException e) {
        // Told below.
      }
      throw new PlainFailure("the field issuer of the people is https://HOST, and not " + issuer);
    }

    /** The provider. */
    Provider provider(Path home) {
      return Provider.of(
          issuer,
          clientId,
          () ->
              new String(
                  Pin.readFile(home.resolve(clientSecretFile), "secret"), StandardCharsets.UTF_8),
          rolesClaim == null ? Provider.ROLES_CLAIM : rolesClaim,
          OFFERED.equals(stepUp) ? StepUp.Demand.OFFERED : StepUp.Demand.REQUIRED);
    }
  }

  /**
   * An address of this machine, and a port; 0 is a free one.
   *
   * @param tls of the API alone, and of it where it is to be
   */
  public record Listener(
      String bind, int port, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ApiTls tls) {
    public Listener {
      said(bind, "bind");
      requireHost(bind, "bind");
      requirePort(port, "port");
    }

    /** Where nothing is said of TLS. */
    public Listener(String bind, int port) {
      this(bind, port, null);
    }
  }

  /**
   * PEM files of the API's own TLS.
   *
   * @param certificate that it shows, with those above it
   * @param key its secret key
   * @param clients the authorities of systems that show a certificate; left out, nobody is asked
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ApiTls(String certificate, String key, @Nullable String clients) {
    public ApiTls {
      said(certificate, "certificate of the api");
      said(key, "key of the api");
    }
  }

  /**
   * A node.
   *
   * @param institution the code of the party that runs it
   * @param members its address for members: {@code https://HOST:PORT}
   * @param raft its address for replication: {@code HOST:PORT}
   */
  public record Peer(String institution, String members, String raft) {
    public Peer {
      said(institution, "institution of a peer");
      said(members, "members of a peer");
      said(raft, "raft of a peer");
      if (!members.startsWith("https://"))
        throw new PlainFailure(
            "the field members of a peer is https://HOST:PORT, and not " + members);
      address(members.substring("https://".length()), "members of a peer");
      address(raft, "raft of a peer");
    }

    /** Its address for members. */
    public URI membersUri() {
      return URI.create(members);
    }
  }

  /** PEM files: the authority's certificate, this node's, and its secret key. */
  public record Tls(String ca, String certificate, String key) {
    public Tls {
      said(ca, "ca");
      said(certificate, "certificate");
      said(key, "key");
    }
  }

  /**
   * Where keys are.
   *
   * @param type {@value #FILES}, one file each, or {@value #PKCS11}
   * @param folder of the files: secrets that do not sign are always there
   * @param token that the keys that sign are in, where the type is {@value #PKCS11}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Keystore(String type, String folder, @Nullable Token token) {
    public Keystore {
      said(type, "type of the keystore");
      said(folder, "folder of the keystore");
      switch (type) {
        case FILES -> {
          if (token != null)
            throw new PlainFailure("the keystore of type " + FILES + " has no field token");
        }
        case PKCS11 -> said(token, "token of the keystore");
        default ->
            throw new PlainFailure(
                "the field type of the keystore is "
                    + FILES
                    + " or "
                    + PKCS11
                    + ", and not "
                    + type);
      }
    }

    /** Keys in files. */
    static Keystore files(String folder) {
      return new Keystore(FILES, folder, null);
    }

    /**
     * Opens it.
     *
     * @param home what paths are relative to
     * @param files the keyring of the folder
     * @throws PlainFailure if the token cannot be used
     */
    SigningKeys open(Path home, Keyring files) {
      SigningKeys inFiles = new FileKeys(files);
      return token == null ? inFiles : token.open(home, inFiles);
    }
  }

  /**
   * A token that speaks PKCS#11.
   *
   * @param library that speaks with it
   * @param label by which the library knows it
   * @param pinFile a file with its user's PIN, readable by the node's user alone; or
   * @param pinVariable a variable of the environment with it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Token(
      String library, String label, @Nullable String pinFile, @Nullable String pinVariable) {
    public Token {
      said(library, "library of the token");
      said(label, "label of the token");
      if ((pinFile == null) == (pinVariable == null))
        throw new PlainFailure("the token has either the field pinFile or pinVariable");
    }

    TokenKeys open(Path home, SigningKeys beside) {
      Pin pin = pinFile == null ? Pin.inVariable(pinVariable) : Pin.inFile(home.resolve(pinFile));
      return new TokenKeys(home.resolve(library), label, pin::read, beside);
    }
  }

  /** The peer that is an institution's node. */
  public Peer peer(String code) {
    return peers.stream()
        .filter(peer -> peer.institution().equals(code))
        .findFirst()
        .orElseThrow(() -> new PlainFailure("The file " + FILE + " names no peer " + code + "."));
  }

  /**
   * Reads a file.
   *
   * @throws PlainFailure if it cannot be used, naming the field
   */
  public static NodeConfig read(Path file) {
    NodeConfig read;
    try {
      read = JSON.readValue(Files.readAllBytes(file), NodeConfig.class);
    } catch (IOException e) {
      throw new PlainFailure("The configuration " + file + " cannot be read.", e);
    } catch (JacksonException e) {
      throw new PlainFailure("The configuration " + file + " cannot be used: " + why(e) + ".", e);
    }
    if (read == null) throw new PlainFailure("The configuration " + file + " is empty.");
    return read;
  }

  private static String why(JacksonException e) {
    if (e.getCause() instanceof PlainFailure plain) return String.valueOf(plain.getMessage());
    if (e instanceof UnrecognizedPropertyException) return "there is no field " + field(e);
    if (e instanceof DatabindException && !e.getPath().isEmpty())
      return "the field " + field(e) + " is not what belongs there";
    int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    return "it is not well-formed, or says a thing twice, at line " + line;
  }

  /** Where it was, as people write it: {@code tls.key}. */
  private static String field(JacksonException e) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference each : e.getPath()) {
      String name = each.getPropertyName();
      if (name == null) {
        path.append('[').append(each.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(name);
      }
    }
    return path.toString();
  }

  /** The bytes of the file. */
  byte[] json() {
    return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static List<WitnessAddress> listed(@Nullable List<WitnessAddress> witnesses) {
    if (witnesses == null) return List.of();
    witnesses.forEach(each -> said(each, "witnesses"));
    return List.copyOf(witnesses);
  }

  private static void said(@Nullable Object value, String what) {
    if (value == null) throw new PlainFailure("the field " + what + " is missing");
  }

  private static void requirePort(int port, String what) {
    if (port < 0 || port > PORT_MAX)
      throw new PlainFailure("the field " + what + " is a number from 0 to 65535, and not " + port);
  }

  private static void requireHost(String host, String what) {
    try {
      CertificateAuthority.requireHost(host);
    } catch (PlainFailure e) {
      throw new PlainFailure(
          "the field " + what + " is an address or a name of a host, and not " + host, e);
    }
  }

  /** {@code HOST:PORT}, an IPv6 address in brackets. */
  private static void address(String address, String what) {
    int colon = address.lastIndexOf(':');
    String port = address.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}"))
      throw new PlainFailure(
          "the field " + what + " ends in HOST:PORT, and does not in " + address);
    requirePort(Integer.parseInt(port), what);
    String host = address.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    requireHost(bracketed ? host.substring(1, host.length() - 1) : host, what);
  }
}
