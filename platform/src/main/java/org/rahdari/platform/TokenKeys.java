package org.rahdari.platform;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Ed25519;
import org.rahdari.kernel.KeyUnavailableException;
import org.rahdari.kernel.SigningKey;
import org.rahdari.platform.Cryptoki.Attribute;
import org.rahdari.platform.Cryptoki.TokenException;

/**
 * Ed25519 keys in a token, by PKCS#11: a hardware module, a card, or software that stands for one.
 * An object's label is the key's name.
 *
 * <p>One session, one thread at a time. When the token fails, all that is known of it is let go,
 * and the next signature begins anew, so that a token that was removed is used again as soon as it
 * is back. A PIN that was refused is not tried again: the third time locks most tokens. What the
 * token signs is verified before it leaves.
 */
public final class TokenKeys implements SigningKeys, AutoCloseable {

  /** DER of the object identifier 1.3.101.112, id-Ed25519 (RFC 8410, section 3). */
  private static final byte[] ED25519 = HexFormat.of().parseHex("06032b6570");

  /** DER of the head of an octet string of 32 bytes. */
  private static final byte[] OCTETS = {0x04, Hash32.BYTES};

  private static final Attribute EDWARDS = Attribute.of(Cryptoki.KEY_TYPE, Cryptoki.EDWARDS);

  private final String token;
  private final Supplier<byte[]> pin;
  private final @Nullable SigningKeys beside;
  private final Cryptoki cryptoki;
  private final Map<String, SigningKey> held = new ConcurrentHashMap<>();
  private @Nullable Session session;
  private boolean pinRefused;
  private volatile @Nullable String trouble;

  /** While the token answers: its session, and the private keys that were looked up in it. */
  private record Session(long handle, Map<String, Long> privateKeys) {}

  /**
   * The keys of a token.
   *
   * @param library that speaks PKCS#11 with it
   * @param token its label
   * @param pin of its user, asked for at each login; it is wiped
   * @param beside has the keys that the token has not, such as a spare one; or null
   * @throws PlainFailure if it cannot be used
   */
  public TokenKeys(Path library, String token, Supplier<byte[]> pin, @Nullable SigningKeys beside) {
    this.token = token;
    this.pin = pin;
    this.beside = beside;
    try {
      cryptoki = new Cryptoki(library);
    } catch (IllegalArgumentException e) {
      throw new PlainFailure(
          "The library " + library + " does not speak PKCS#11: " + e.getMessage() + ".", e);
    }
    names();
  }

  @Override
  public SortedSet<String> names() {
    SortedSet<String> names = plainly(this::labels);
    if (beside != null) names.addAll(beside.names());
    return names;
  }

  private SortedSet<String> labels(Session now) throws TokenException {
    SortedSet<String> labels = new TreeSet<>();
    for (long each : cryptoki.find(now.handle(), of(Cryptoki.PUBLIC_KEY), EDWARDS)) {
      byte[] label = cryptoki.value(now.handle(), each, Cryptoki.LABEL);
      labels.add(new String(label, StandardCharsets.UTF_8));
    }
    return labels;
  }

  @Override
  public SigningKey key(String name) {
    return held.computeIfAbsent(name, this::look);
  }

  private SigningKey look(String name) {
    Optional<Hash32> publicKey = plainly(now -> publicKey(now, name));
    if (publicKey.isPresent()) return new Held(name, publicKey.get());
    if (beside != null && beside.names().contains(name)) return beside.key(name);
    throw new PlainFailure(
        "The key " + name + " is not in the token " + token + ": see ./rahdari token.");
  }

  @Override
  public SigningKey make(String name) {
    if (!names().contains(name)) {
      plainly(
          now -> {
            generate(now, name);
            return name;
          });
    }
    return key(name);
  }

  @Override
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  private static Attribute of(long objectClass) {
    return Attribute.of(Cryptoki.CLASS, objectClass);
  }

  private Optional<Hash32> publicKey(Session now, String name) throws TokenException {
    List<Long> found = named(now, Cryptoki.PUBLIC_KEY, name);
    if (found.isEmpty()) return Optional.empty();
    byte[] point = cryptoki.value(now.handle(), found.getFirst(), Cryptoki.POINT);
    // PKCS#11 asks for the octet string; some tokens give what is in it.
    int head = point.length - Hash32.BYTES;
    if (head == 0 || (head == OCTETS.length && Arrays.equals(point, 0, head, OCTETS, 0, head))) {
      return Optional.of(Hash32.of(Arrays.copyOfRange(point, head, point.length)));
    }
    throw lost("The key " + name + " in the token " + token + " is not of Ed25519.");
  }

  private List<Long> named(Session now, long objectClass, String name) throws TokenException {
    List<Long> found =
        cryptoki.find(now.handle(), of(objectClass), EDWARDS, Attribute.of(Cryptoki.LABEL, name));
    if (found.size() < 2) return found;
    throw lost("The token " + token + " has several keys " + name + ": keep one.");
  }

  private void generate(Session now, String name) throws TokenException {
    Attribute label = Attribute.of(Cryptoki.LABEL, name);
    Attribute kept = Attribute.of(Cryptoki.KEPT, true);
    cryptoki.make(
        now.handle(),
        new Attribute[] {
          of(Cryptoki.PUBLIC_KEY),
          EDWARDS,
          label,
          kept,
          Attribute.of(Cryptoki.VERIFIES, true),
          new Attribute(Cryptoki.CURVE, ED25519)
        },
        new Attribute[] {
          of(Cryptoki.PRIVATE_KEY),
          EDWARDS,
          label,
          kept,
          Attribute.of(Cryptoki.PRIVATE, true),
          Attribute.of(Cryptoki.SENSITIVE, true),
          Attribute.of(Cryptoki.EXTRACTABLE, false),
          Attribute.of(Cryptoki.SIGNS, true)
        });
  }

  // The token

  /** What is done with a token that answers. */
  private interface Use<T> {
    T with(Session now) throws TokenException;
  }

  private <T> T plainly(Use<T> use) {
    try {
      return used(use);
    } catch (KeyUnavailableException e) {
      throw new PlainFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private synchronized <T> T used(Use<T> use) {
    try {
      Session now = session;
      if (now == null) now = connect();
      T result = use.with(now);
      trouble = null;
      return result;
    } catch (TokenException e) {
      if (e.refusesPin()) pinRefused = true;
      throw lost("The token " + token + " does not do what it is asked: " + e.getMessage() + ".");
    }
  }

  private Session connect() throws TokenException {
    if (pinRefused) {
      throw lost("The token " + token + " refused the PIN: set the right one, and start again.");
    }
    cryptoki.initialize();
    long slot =
        cryptoki
            .slot(token)
            .orElseThrow(() -> lost("There is no token " + token + ", or there are several."));
    long handle = cryptoki.open(slot);
    byte[] secret = secret();
    try {
      cryptoki.login(handle, secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    Session now = new Session(handle, new TreeMap<>());
    session = now;
    return now;
  }

  private byte[] secret() {
    try {
      return pin.get();
    } catch (PlainFailure e) {
      throw lost(String.valueOf(e.getMessage()));
    }
  }

  private KeyUnavailableException lost(String sentence) {
    trouble = sentence;
    letGo();
    return new KeyUnavailableException(sentence);
  }

  private void letGo() {
    session = null;
    try {
      cryptoki.finish();
    } catch (TokenException e) {
      // It is gone already.
    }
  }

  /** Logs out; a later signature logs in again. */
  @Override
  public synchronized void close() {
    letGo();
  }

  /** One key, by name: its handle is another after each login. */
  private final class Held implements SigningKey {
    private final String name;
    private final Hash32 publicKey;

    Held(String name, Hash32 publicKey) {
      this.name = name;
      this.publicKey = publicKey;
    }

    @Override
    public Hash32 publicKey() {
      return publicKey;
    }

    @Override
    public byte[] sign(byte[] message) {
      return used(
          now -> {
            byte[] signature =
                cryptoki.sign(now.handle(), privateKey(now), message, Ed25519.SIGNATURE_BYTES);
            if (Ed25519.verify(publicKey, message, signature)) return signature;
            throw lost("The token " + token + " has another key " + name + " than before.");
          });
    }

    private long privateKey(Session now) throws TokenException {
      Long known = now.privateKeys().get(name);
      if (known != null) return known;
      List<Long> found = named(now, Cryptoki.PRIVATE_KEY, name);
      if (found.isEmpty()) throw lost("The token " + token + " has no key " + name + " any more.");
      now.privateKeys().put(name, found.getFirst());
      return found.getFirst();
    }
  }
}
