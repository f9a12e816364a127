package org.rahdari.transparency;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Why a policy promises less than it says. */
final class PolicyWeakness {
  private PolicyWeakness() {}

  /** The first one, as a sentence. */
  static Optional<String> of(
      String origin,
      int version,
      int quorum,
      List<VerifierKey> validators,
      List<TrustPolicy.Group> groups,
      List<WitnessKey> witnesses) {
    if (!Checkpoint.isOrigin(origin)) return Optional.of("policy origin cannot name a log");
    if (version < 1) return Optional.of("policy version " + version + " is below 1");
    return Stream.of(
            ofQuorum(quorum, validators),
            ofKeys(validators, witnesses),
            ofGroups(groups, names(validators)),
            ofLength(origin, validators, groups, witnesses))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> ofQuorum(int quorum, List<VerifierKey> validators) {
    int n = validators.size();
    if (n == 0) return Optional.of("policy names no validator");
    if (n > TrustPolicy.VALIDATORS_MAX) {
      return Optional.of("policy names more than " + TrustPolicy.VALIDATORS_MAX + " validators");
    }
    String of = "policy quorum " + quorum + " of " + n;
    int least = TrustPolicy.quorumMin(n);
    if (quorum < least) return Optional.of(of + " is below " + least + ", two thirds and one");
    if (quorum > n) return Optional.of(of + " cannot be reached");
    return Optional.empty();
  }

  private static Optional<String> ofKeys(List<VerifierKey> validators, List<WitnessKey> witnesses) {
    if (witnesses.size() > TrustPolicy.WITNESSES_MAX) {
      return Optional.of("policy names more than " + TrustPolicy.WITNESSES_MAX + " witnesses");
    }
    Set<Object> seen = new HashSet<>();
    return Stream.concat(
            validators.stream().map(key -> twice(key.name(), key.publicKey(), seen)),
            witnesses.stream().map(key -> twice(key.name(), key.publicKey(), seen)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> twice(String name, byte[] publicKey, Set<Object> seen) {
    if (!seen.add(name)) return Optional.of("policy names " + name + " twice");
    // The same key under two names would be one institution with two votes.
    if (!seen.add(Hash.of(publicKey))) {
      return Optional.of("policy gives the key of " + name + " to another name too");
    }
    return Optional.empty();
  }

  private static Set<String> names(List<VerifierKey> validators) {
    Set<String> names = new HashSet<>();
    for (VerifierKey key : validators) names.add(key.name());
    return names;
  }

  private static Optional<String> ofGroups(List<TrustPolicy.Group> groups, Set<String> validators) {
    if (groups.size() > TrustPolicy.GROUPS_MAX) {
      return Optional.of("policy names more than " + TrustPolicy.GROUPS_MAX + " groups");
    }
    Set<String> seen = new HashSet<>();
    for (TrustPolicy.Group group : groups) {
      if (!seen.add(group.name())) {
        return Optional.of("policy names the group " + group.name() + " twice");
      }
      Optional<String> weakness = ofGroup(group, validators);
      if (weakness.isPresent()) return weakness;
    }
    return Optional.empty();
  }

  private static Optional<String> ofGroup(TrustPolicy.Group group, Set<String> validators) {
    if (!NamedKey.isName(group.name())) return Optional.of("policy has a group without a name");
    String of = "policy group " + group.name();
    Set<String> seen = new HashSet<>();
    for (String member : group.members()) {
      if (!validators.contains(member)) {
        return Optional.of(of + " names " + member + ", which is no validator");
      }
      if (!seen.add(member)) return Optional.of(of + " names " + member + " twice");
    }
    if (group.minimum() < 1) return Optional.of(of + " asks for nobody");
    if (group.minimum() > seen.size()) {
      return Optional.of(of + " asks for " + group.minimum() + " of " + seen.size());
    }
    return Optional.empty();
  }

  /** The longest version and quorum are counted, so that no change of them makes it too long. */
  private static Optional<String> ofLength(
      String origin,
      List<VerifierKey> validators,
      List<TrustPolicy.Group> groups,
      List<WitnessKey> witnesses) {
    Stream<String> lines =
        Stream.of(
                Stream.of("origin " + origin, "version 2147483647", "quorum 64"),
                validators.stream().map(key -> "validator " + key),
                groups.stream().map(TrustPolicy.Group::toLine),
                witnesses.stream().map(key -> "witness " + key))
            .flatMap(stream -> stream);
    int bytes = lines.mapToInt(line -> line.getBytes(StandardCharsets.UTF_8).length + 1).sum();
    if (bytes > TrustPolicy.POLICY_BYTES_MAX) {
      return Optional.of("policy is longer than " + TrustPolicy.POLICY_BYTES_MAX + " bytes");
    }
    return Optional.empty();
  }
}
