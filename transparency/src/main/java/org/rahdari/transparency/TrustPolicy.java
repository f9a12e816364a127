package org.rahdari.transparency;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that an offline verifier has to trust: which log, which validators, and how many of them make
 * a checkpoint final. As text:
 *
 * <pre>
 * # comments and empty lines may stand anywhere
 * origin rahdari.example/ledger
 * quorum 3
 * validator state-bank.example+1f0c9d3a+AR…
 * validator …
 * </pre>
 *
 * In this order, one space between word and value, every line ended by a newline. It is not C2SP
 * tlog-policy: that asks for a key of the log itself and for timestamped cosignatures of witnesses
 * (type 0x04), and here the validators' plain signatures (type 0x01) together are the log's.
 *
 * @param quorum k validators of n; at least ⌊2n/3⌋+1, so that any two quorums share more validators
 *     than the third that may be dishonest
 * @param validators at most {@link #VALIDATORS_MAX}, each with its own name and its own key
 */
public record TrustPolicy(String origin, int quorum, List<VerifierKey> validators) {
  public static final int VALIDATORS_MAX = Note.SIGNATURES_MAX;
  public static final int POLICY_BYTES_MAX = 1 << 16;

  /**
   * @throws IllegalArgumentException when the policy promises less than it says
   */
  public TrustPolicy {
    validators = List.copyOf(validators);
    Optional<String> weakness = weakness(origin, quorum, validators);
    if (weakness.isPresent()) throw new IllegalArgumentException(weakness.get());
  }

  /** ⌊2n/3⌋+1. */
  public static int quorumMin(int validators) {
    return 2 * validators / 3 + 1;
  }

  /** The validator that the line names, whether or not it signed. */
  public Optional<VerifierKey> validatorOf(NoteSignature signature) {
    return validators.stream().filter(key -> key.isNamedBy(signature)).findFirst();
  }

  public String toText() {
    StringBuilder text = new StringBuilder();
    text.append("origin ").append(origin).append("\nquorum ").append(quorum).append('\n');
    for (VerifierKey key : validators) text.append("validator ").append(key).append('\n');
    return text.toString();
  }

  public static TrustPolicy parse(byte[] bytes) throws MalformedException {
    if (bytes.length > POLICY_BYTES_MAX) {
      throw new MalformedException("policy is longer than " + POLICY_BYTES_MAX + " bytes");
    }
    String text = Canonical.text(bytes, "policy");
    if (!text.endsWith("\n")) throw new MalformedException("policy does not end with a newline");

    String origin = null;
    long quorum = 0;
    List<VerifierKey> validators = new ArrayList<>();
    String[] lines = text.substring(0, text.length() - 1).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String field = "policy line " + (i + 1);
      if (lines[i].isEmpty() || lines[i].startsWith("#")) continue;
      if (origin == null) {
        origin = value(lines[i], "origin ", field);
      } else if (quorum == 0) {
        quorum = Canonical.decimal(value(lines[i], "quorum ", field), field);
        if (quorum < 1 || quorum > VALIDATORS_MAX) {
          throw new MalformedException(field + " asks for an impossible quorum");
        }
      } else {
        validators.add(validator(value(lines[i], "validator ", field), field));
      }
    }
    if (origin == null) throw new MalformedException("policy names no origin");
    Optional<String> weakness = weakness(origin, (int) quorum, validators);
    if (weakness.isPresent()) throw new MalformedException(weakness.get());
    return new TrustPolicy(origin, (int) quorum, validators);
  }

  private static String value(String line, String word, String field) throws MalformedException {
    if (!line.startsWith(word)) {
      throw new MalformedException(field + " does not begin with '" + word + "'");
    }
    return line.substring(word.length());
  }

  private static VerifierKey validator(String vkey, String field) throws MalformedException {
    try {
      return VerifierKey.parse(vkey);
    } catch (MalformedException e) {
      throw new MalformedException(field + ": " + e.sentence());
    }
  }

  private static Optional<String> weakness(
      String origin, int quorum, List<VerifierKey> validators) {
    int n = validators.size();
    if (!Checkpoint.isOrigin(origin)) return Optional.of("policy origin cannot name a log");
    if (n == 0) return Optional.of("policy names no validator");
    if (n > VALIDATORS_MAX) {
      return Optional.of("policy names more than " + VALIDATORS_MAX + " validators");
    }
    if (quorum < quorumMin(n)) {
      return Optional.of(
          "policy quorum "
              + quorum
              + " of "
              + n
              + " is below "
              + quorumMin(n)
              + ", two thirds and one");
    }
    if (quorum > n)
      return Optional.of("policy quorum " + quorum + " of " + n + " cannot be reached");
    Set<Object> seen = new HashSet<>();
    for (VerifierKey key : validators) {
      if (!seen.add(key.name())) return Optional.of("policy names " + key.name() + " twice");
      // The same key under two names would be one institution with two votes.
      if (!seen.add(Hash.of(key.publicKey()))) {
        return Optional.of("policy gives the key of " + key.name() + " to another name too");
      }
    }
    return Optional.empty();
  }
}
