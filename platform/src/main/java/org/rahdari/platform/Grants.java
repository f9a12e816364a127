package org.rahdari.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What lets somebody who is no institution of the network read all that is in its log at this node,
 * for a time. Whoever keeps the node's folder gives and takes it: one file each in {@code grants/},
 * with the hash of a token that is written down nowhere else. The files are looked at with every
 * call, so that a running node knows a new one and one that was revoked.
 */
public final class Grants {

  /** The folder, in the node's. */
  public static final String FOLDER = "grants";

  /** Begins the name by which a reader is known, and the token: no institution's code has it. */
  static final String PREFIX = "grant/";

  /** The longest time of one. */
  public static final int DAYS_MAX = 366;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,39}");
  private static final int BY_CHARS_MAX = 140;
  private static final String ENDING = ".json";
  private static final String USED = ".used";
  private static final Duration USED_APART = Duration.ofMinutes(1);
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final System.Logger LOG = System.getLogger(Grants.class.getName());

  private final Path folder;
  private final InstantSource clock;
  private final Map<String, Instant> used = new ConcurrentHashMap<>();

  /** The grants of the node whose folder it is. */
  public Grants(Path nodeFolder, InstantSource clock) {
    this.folder = nodeFolder.resolve(FOLDER);
    this.clock = clock;
  }

  /**
   * One of them.
   *
   * @param to whom it is given, by a name of the giver's choice; never given twice
   * @param by who gave it
   * @param tokenSha256 in hexadecimal
   * @param since from when on
   * @param until when it ends
   * @param revoked when it was taken back before that
   */
  public record Grant(
      String to,
      String by,
      String tokenSha256,
      Instant since,
      Instant until,
      @Nullable Instant revoked) {

    /** Whether it lets anybody read at a time. */
    public boolean holds(Instant now) {
      return revoked == null && now.isBefore(until);
    }
  }

  /**
   * Gives one.
   *
   * @param by who is responsible for it, in words
   * @return the header that a call bears: it cannot be had again
   * @throws PlainFailure if the name is none, or was given before
   */
  public synchronized String create(String to, String by, int days) {
    if (!NAME.matcher(to).matches()) {
      throw new PlainFailure(
          "A grant is given to a name of 1 to 40 letters, digits and hyphens, not to " + to + ".");
    }
    if (by.isBlank() || by.length() > BY_CHARS_MAX) {
      throw new PlainFailure("Say in 1 to " + BY_CHARS_MAX + " characters who gives the grant.");
    }
    if (days < 1 || days > DAYS_MAX) {
      throw new PlainFailure(
          "A grant is for 1 to " + DAYS_MAX + " days, and not for " + days + ".");
    }
    if (Files.exists(file(to))) {
      throw new PlainFailure(
          "A grant was given to " + to + " before, and its record stays: take another name.");
    }
    byte[] secret = new byte[Hash32.BYTES];
    new SecureRandom().nextBytes(secret);
    String token = PREFIX + to + "." + HexFormat.of().formatHex(secret);
    Instant now = clock.instant();
    write(new Grant(to, by, hash(token), now, now.plus(Duration.ofDays(days)), null));
    return AccessTokens.HEADER + token;
  }

  /**
   * Takes one back, at once.
   *
   * @throws PlainFailure if there is none of the name
   */
  public synchronized Grant revoke(String to) {
    Grant grant = NAME.matcher(to).matches() && Files.exists(file(to)) ? read(file(to)) : null;
    if (grant == null) throw new PlainFailure("No grant was given to " + to + ".");
    if (grant.revoked() != null) return grant;
    Grant revoked =
        new Grant(
            grant.to(),
            grant.by(),
            grant.tokenSha256(),
            grant.since(),
            grant.until(),
            clock.instant());
    write(revoked);
    return revoked;
  }

  /** All that were ever given, the newest last. */
  public List<Grant> all() {
    if (!Files.exists(folder)) return List.of();
    List<Grant> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(ENDING)).toList()) {
        all.add(read(file));
      }
    } catch (IOException e) {
      throw new PlainFailure("The grants in " + folder + " cannot be read.", e);
    }
    all.sort(java.util.Comparator.comparing(Grant::since).thenComparing(Grant::to));
    return List.copyOf(all);
  }

  /** When it was used last, to the minute; empty where it never was. */
  public Optional<Instant> lastUsed(String to) {
    Path file = folder.resolve(to + USED);
    try {
      return Files.exists(file)
          ? Optional.of(Instant.parse(Files.readString(file).strip()))
          : Optional.empty();
    } catch (IOException | java.time.DateTimeException e) {
      throw new PlainFailure("The file " + file + " cannot be read.", e);
    }
  }

  /** The reader whose token it is, as {@link #isReader} knows it; the file's header will do. */
  Optional<String> reader(String given) {
    String token =
        given.startsWith(AccessTokens.HEADER)
            ? given.substring(AccessTokens.HEADER.length())
            : given;
    int dot = token.indexOf('.');
    if (dot < 0 || !token.startsWith(PREFIX)) return Optional.empty();
    String reader = token.substring(0, dot);
    Optional<Grant> grant = holding(reader);
    if (grant.isEmpty() || !same(grant.get().tokenSha256(), hash(token))) return Optional.empty();
    noteUse(grant.get().to());
    return Optional.of(reader);
  }

  /** Whether somebody of that name may read now. */
  boolean isReader(String name) {
    return holding(name).isPresent();
  }

  private Optional<Grant> holding(String reader) {
    if (!reader.startsWith(PREFIX)) return Optional.empty();
    String to = reader.substring(PREFIX.length());
    if (!NAME.matcher(to).matches() || !Files.exists(file(to))) return Optional.empty();
    return Optional.of(read(file(to))).filter(grant -> grant.holds(clock.instant()));
  }

  private void noteUse(String to) {
    Instant now = clock.instant();
    Instant before = used.get(to);
    if (before != null && now.isBefore(before.plus(USED_APART))) return;
    used.put(to, now);
    try {
      Keyring.write(folder.resolve(to + USED), now.toString());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "The use of the grant to " + to + " is not kept", e);
    }
  }

  private Path file(String to) {
    return folder.resolve(to + ENDING);
  }

  private static Grant read(Path file) {
    try {
      return JSON.readValue(Files.readAllBytes(file), Grant.class);
    } catch (IOException | JacksonException e) {
      throw new PlainFailure("The grant " + file + " cannot be read.", e);
    }
  }

  private void write(Grant grant) {
    try {
      Files.createDirectories(folder);
      Keyring.write(file(grant.to()), JSON.writeValueAsString(grant));
    } catch (IOException e) {
      throw new PlainFailure("The grant to " + grant.to() + " cannot be written.", e);
    }
  }

  private static String hash(String token) {
    return Hash32.sha256(token.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Compares in a time that tells nothing. */
  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }
}
