package org.rahdari.transparency;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rahdari.transparency.Refused.Reason;

/**
 * All that an offline verifier has to trust: which log, which validators, and how many of them make
 * a checkpoint final. As text:
 *
 * <pre>
 * # comments and empty lines may stand anywhere
 * origin rahdari.example/ledger
 * version 1
 * quorum 3
 * validator state-bank.example+1f0c9d3a+AR…
 * validator …
 * group regulators 1 regulator-a.example regulator-b.example
 * witness witness.example+6a1b22f0+BA…
 * </pre>
 *
 * In this order, one space between words, every line ended by a newline; groups and witnesses may
 * be none. It is not C2SP tlog-policy: that asks for a key of the log itself, and here the
 * validators' plain signatures (type 0x01) together are the log's.
 *
 * <p>A checkpoint is final when a quorum signed it and, in each group, as many as the group asks
 * for. So groups only add, and any two sets of signers that satisfy a policy share more validators
 * than the third that may be dishonest, whatever its groups. Witnesses add nothing to finality: how
 * many cosigned is counted apart.
 *
 * @param version 1 of the founding policy, one more with each {@link PolicyChange}
 * @param quorum k validators of n; at least ⌊2n/3⌋+1, so that any two quorums share at least f+1 of
 *     them, f = ⌊(n-1)/3⌋
 * @param validators at most {@link #VALIDATORS_MAX}, each with its own name and its own key
 * @param groups at most {@link #GROUPS_MAX}
 * @param witnesses at most {@link #WITNESSES_MAX}; no validator's name or key is among theirs
 */
public record TrustPolicy(
    String origin,
    int version,
    int quorum,
    List<VerifierKey> validators,
    List<Group> groups,
    List<WitnessKey> witnesses) {
  public static final int VALIDATORS_MAX = 64;
  public static final int GROUPS_MAX = 16;
  public static final int WITNESSES_MAX = 16;

  /** A change, which is this text and a signature of every validator, has to fit into a note. */
  public static final int POLICY_BYTES_MAX = 1 << 15;

  /**
   * Validators of whom some have to be among the signers.
   *
   * @param name one word, for people
   * @param minimum 1 to the number of its members
   * @param members names of validators
   */
  public record Group(String name, int minimum, List<String> members) {
    public Group {
      members = List.copyOf(members);
    }

    /** How many of its members are among the signers. */
    int signed(Set<VerifierKey> signers) {
      return (int) signers.stream().filter(key -> members.contains(key.name())).count();
    }

    String toLine() {
      return "group " + name + " " + minimum + " " + String.join(" ", members);
    }
  }

  /**
   * @throws IllegalArgumentException when the policy promises less than it says
   */
  public TrustPolicy {
    validators = List.copyOf(validators);
    groups = List.copyOf(groups);
    witnesses = List.copyOf(witnesses);
    Optional<String> weakness =
        PolicyWeakness.of(origin, version, quorum, validators, groups, witnesses);
    if (weakness.isPresent()) throw new IllegalArgumentException(weakness.get());
  }

  /** The founding policy of a network without groups and witnesses. */
  public TrustPolicy(String origin, int quorum, List<VerifierKey> validators) {
    this(origin, 1, quorum, validators, List.of(), List.of());
  }

  /** ⌊2n/3⌋+1. */
  public static int quorumMin(int validators) {
    return 2 * validators / 3 + 1;
  }

  /** The validator that the line names, whether or not it signed. */
  public Optional<VerifierKey> validatorOf(NoteSignature signature) {
    return validators.stream().filter(key -> key.isNamedBy(signature)).findFirst();
  }

  /** The witness that the line names, whether or not it cosigned. */
  public Optional<WitnessKey> witnessOf(NoteSignature signature) {
    return witnesses.stream().filter(key -> key.isNamedBy(signature)).findFirst();
  }

  /** Whether what these signed is final; keys that are no validator's do not count. */
  public boolean satisfiedBy(Set<VerifierKey> signers) {
    return missingFrom(signers).isEmpty();
  }

  /** The first thing that is missing before what these signed is final. */
  Optional<Refused> missingFrom(Set<VerifierKey> signers) {
    Set<VerifierKey> signed = new HashSet<>(validators);
    signed.retainAll(signers);
    if (signed.size() < quorum) {
      String of = signed.size() + " of " + validators.size();
      return Optional.of(
          new Refused(
              Reason.QUORUM_NOT_REACHED, "signed by " + of + ", the policy asks for " + quorum));
    }
    return groups.stream()
        .filter(group -> group.signed(signed) < group.minimum())
        .findFirst()
        .map(group -> missing(group, group.signed(signed)));
  }

  private static Refused missing(Group group, int signed) {
    String of = signed + " of " + group.members().size() + " in the group " + group.name();
    return new Refused(
        Reason.GROUP_NOT_REACHED, "signed by " + of + ", the policy asks for " + group.minimum());
  }

  /** Without comments: the one text that stands for this policy. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    text.append("origin ").append(origin).append("\nversion ").append(version);
    text.append("\nquorum ").append(quorum).append('\n');
    for (VerifierKey key : validators) text.append("validator ").append(key).append('\n');
    for (Group group : groups) text.append(group.toLine()).append('\n');
    for (WitnessKey key : witnesses) text.append("witness ").append(key).append('\n');
    return text.toString();
  }

  public static TrustPolicy parse(byte[] bytes) throws MalformedException {
    if (bytes.length > POLICY_BYTES_MAX) {
      throw new MalformedException("policy is longer than " + POLICY_BYTES_MAX + " bytes");
    }
    String text = Canonical.text(bytes, "policy");
    if (!text.endsWith("\n")) throw new MalformedException("policy does not end with a newline");
    PolicyLines lines = new PolicyLines(text);
    String origin = lines.value("origin ");
    int version = lines.number("version ");
    int quorum = lines.number("quorum ");
    List<VerifierKey> validators = new ArrayList<>();
    while (lines.next("validator ")) validators.add(lines.key("validator ", VerifierKey::parse));
    List<Group> groups = new ArrayList<>();
    while (lines.next("group ")) groups.add(lines.group());
    List<WitnessKey> witnesses = new ArrayList<>();
    while (lines.next("witness ")) witnesses.add(lines.key("witness ", WitnessKey::parse));
    lines.end();
    Optional<String> weakness =
        PolicyWeakness.of(origin, version, quorum, validators, groups, witnesses);
    if (weakness.isPresent()) throw new MalformedException(weakness.get());
    return new TrustPolicy(origin, version, quorum, validators, groups, witnesses);
  }

  byte[] toBytes() {
    return toText().getBytes(StandardCharsets.UTF_8);
  }
}
