package org.rahdari.licensing.web;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Codec;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.MalformedException;
import org.rahdari.kernel.Catalogue;
import org.rahdari.licensing.Change;
import org.rahdari.licensing.Instructions.RegisterSealed;
import org.rahdari.licensing.Licensing;
import org.rahdari.licensing.RegisterEntry;
import org.rahdari.licensing.Subject;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.Leaf;
import org.rahdari.transparency.NotProvenException;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.Refused;
import org.rahdari.transparency.SparseProof;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.Verifier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Proves offline all that the register said of one firm or asset at the time of a seal: every line,
 * or that there is none. What is believed follows from signatures over the log and hashes alone.
 *
 * @param format {@value #FORMAT}
 * @param subject of what
 * @param of the number of the party or asset
 * @param lines its lines in their canonical bytes, base64, in the order in which they were recorded
 * @param map the path to them, or to where they would be, under the seal's root: a {@link
 *     SparseProof} in base64
 * @param receipt that the log holds the seal
 */
public record RegisterProof(
    String format, Subject subject, int of, List<String> lines, String map, String receipt) {

  /** Names this form of a proof. */
  public static final String FORMAT = "rahdari register proof v1";

  /** Bytes of a proof at most. */
  public static final int PROOF_BYTES_MAX = 4 << 20;

  private static final int LINES_MAX = 10_000;
  private static final Codec<Change> CHANGE = Codec.of(Change.class);
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(Licensing.PROGRAM));
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  static RegisterProof of(
      Subject subject, int of, List<Change> lines, SparseProof map, byte[] receipt) {
    Base64.Encoder base64 = Base64.getEncoder();
    return new RegisterProof(
        FORMAT,
        subject,
        of,
        lines.stream().map(line -> base64.encodeToString(CHANGE.encode(line))).toList(),
        base64.encodeToString(map.format()),
        new String(receipt, StandardCharsets.UTF_8));
  }

  /** Its text. */
  public byte[] write() {
    return JSON.writeValueAsBytes(this);
  }

  /**
   * What a proof shows.
   *
   * @param lines of the subject, all that were recorded by the seal's time
   * @param sealedAt the time of the seal, by the ledger
   * @param seal its number
   * @param finality such as {@code final by 3 of 4}
   */
  public record Shown(
      Subject subject,
      int of,
      List<Change> lines,
      Instant sealedAt,
      long seal,
      String finality,
      List<String> signedBy) {}

  /**
   * What came of reading one.
   *
   * @param shown null where it proves nothing
   * @param why it proves nothing, in a sentence; empty where it does
   */
  public record Reading(@Nullable Shown shown, String why) {
    static Reading refused(String why) {
      return new Reading(null, why);
    }
  }

  /** Verifies a proof with nothing but itself and whom one trusts; never throws for its bytes. */
  public static Reading read(byte[] bytes, PolicyHistory policies) {
    if (bytes.length > PROOF_BYTES_MAX) return Reading.refused("It is too long.");
    RegisterProof proof;
    try {
      proof = JSON.readValue(bytes, RegisterProof.class);
    } catch (JacksonException e) {
      return Reading.refused("It is not the JSON of a proof.");
    }
    if (proof == null || !FORMAT.equals(proof.format) || proof.lacks())
      return Reading.refused("It is no " + FORMAT + ".");
    return switch (Verifier.verify(proof.receipt.getBytes(StandardCharsets.UTF_8), policies)) {
      case Refused refused -> Reading.refused("Its receipt: " + refused.sentence() + ".");
      case Verified verified -> proof.under(verified);
    };
  }

  private boolean lacks() {
    return subject == null
        || lines == null
        || lines.size() > LINES_MAX
        || lines.contains(null)
        || map == null
        || receipt == null;
  }

  private Reading under(Verified verified) {
    RegisterSealed sealed = sealed(verified);
    if (sealed == null) return Reading.refused("Its receipt is of something else than a seal.");
    List<Change> read = new ArrayList<>();
    Hash32 head = Hash32.ZERO;
    try {
      for (String each : lines) {
        Change line = CHANGE.decode(Base64.getDecoder().decode(each));
        if (line.subject() != subject || line.of() != of)
          return Reading.refused("One of its lines is about something else.");
        read.add(line);
        head = RegisterEntry.chained(head, line);
      }
      SparseProof path = SparseProof.parse(Base64.getDecoder().decode(map));
      Hash root = Hash.of(sealed.root().bytes());
      Hash key = Hash.of(RegisterEntry.key(subject, of).bytes());
      boolean borneOut =
          switch (path.verify(root, key)) {
            case SparseProof.Included included ->
                !lines.isEmpty() && included.value().equals(Hash.of(head.bytes()));
            case SparseProof.Absent _ -> lines.isEmpty();
          };
      if (!borneOut)
        return Reading.refused("The register held other lines than these at its seal.");
    } catch (IllegalArgumentException
        | MalformedException
        | NotProvenException
        | org.rahdari.transparency.MalformedException e) {
      return Reading.refused("Its lines or its path cannot be read: " + e.getMessage() + ".");
    }
    return new Reading(
        new Shown(
            subject,
            of,
            List.copyOf(read),
            Instant.ofEpochMilli(sealed.atMillis()),
            sealed.number(),
            verified.finality(),
            verified.signedBy()),
        "");
  }

  private static @Nullable RegisterSealed sealed(Verified verified) {
    if (verified.leaf().kind() != Leaf.Kind.TIMER) return null;
    try {
      Catalogue.Described timer = CATALOGUE.describeTimer(verified.item());
      return timer.content() instanceof RegisterSealed sealed ? sealed : null;
    } catch (MalformedException e) {
      return null;
    }
  }
}
