package org.rahdari.transparency;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A policy that is trusted, and every change since, each signed as the policy before it asks. As a
 * file: the policy, then each {@link PolicyChange}, with an empty line between.
 *
 * <pre>
 * origin …
 * version 1
 * …
 *
 * origin …
 * version 2
 * …
 *
 * — state-bank.example H…
 * — central-bank.example k…
 * </pre>
 *
 * A history has one spelling. Without any change the file is a policy file, and may have its
 * comments.
 *
 * <p>Trust is in the first policy alone: whoever knows that one can take the changes from anybody.
 */
public final class PolicyHistory {
  public static final int HISTORY_BYTES_MAX = 1 << 22;
  private static final String SIGNATURE_LINE = "\n— ";

  private final TrustPolicy founding;
  private final List<PolicyChange> changes;

  private PolicyHistory(TrustPolicy founding, List<PolicyChange> changes) {
    this.founding = founding;
    this.changes = List.copyOf(changes);
  }

  /** A history without changes yet. */
  public static PolicyHistory of(TrustPolicy founding) {
    return new PolicyHistory(founding, List.of());
  }

  /**
   * The history with one change more.
   *
   * @throws IllegalArgumentException when it does not follow: {@link PolicyChange#refusalUnder}
   */
  public PolicyHistory with(PolicyChange change) {
    Optional<Refused> refusal = change.refusalUnder(newest());
    if (refusal.isPresent()) throw new IllegalArgumentException(refusal.get().sentence());
    return longer(change);
  }

  private PolicyHistory longer(PolicyChange change) {
    List<PolicyChange> longer = new ArrayList<>(changes);
    longer.add(change);
    return new PolicyHistory(founding, longer);
  }

  /** The policy in which trust begins, whatever its version. */
  public TrustPolicy founding() {
    return founding;
  }

  /** In the order of their versions. */
  public List<PolicyChange> changes() {
    return changes;
  }

  public TrustPolicy newest() {
    return changes.isEmpty() ? founding : changes.getLast().policy();
  }

  /** The policy of a version, if it is among these. */
  public Optional<TrustPolicy> at(int version) {
    if (version < founding.version() || version > newest().version()) return Optional.empty();
    int change = version - founding.version();
    return Optional.of(change == 0 ? founding : changes.get(change - 1).policy());
  }

  /** This history from a policy on that is trusted; empty when it does not hold that policy. */
  public Optional<PolicyHistory> from(TrustPolicy trusted) {
    if (!at(trusted.version()).equals(Optional.of(trusted))) return Optional.empty();
    int before = trusted.version() - founding.version();
    return Optional.of(new PolicyHistory(trusted, changes.subList(before, changes.size())));
  }

  public String origin() {
    return founding.origin();
  }

  /** For a refusal: {@code is policy 1}, or {@code are policies 1 to 3}. */
  String versions() {
    return changes.isEmpty()
        ? "is policy " + founding.version()
        : "are policies " + founding.version() + " to " + newest().version();
  }

  public byte[] format() {
    StringBuilder text = new StringBuilder(founding.toText());
    for (PolicyChange change : changes) {
      text.append('\n').append(new String(change.format(), StandardCharsets.UTF_8));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a file and verifies each step of it. */
  public static PolicyHistory parse(byte[] bytes) throws MalformedException {
    if (bytes.length > HISTORY_BYTES_MAX) {
      throw new MalformedException("history is longer than " + HISTORY_BYTES_MAX + " bytes");
    }
    String text = Canonical.text(bytes, "history");
    if (!text.contains(SIGNATURE_LINE)) return of(TrustPolicy.parse(bytes));
    String[] blocks = text.split("\n\n", -1);
    PolicyHistory history = of(TrustPolicy.parse(utf8(blocks[0] + "\n")));
    for (int block = 1; block + 1 < blocks.length; block += 2) {
      boolean last = block + 2 == blocks.length;
      String note = blocks[block] + "\n\n" + blocks[block + 1] + (last ? "" : "\n");
      history = history.followedBy(PolicyChange.parse(utf8(note)));
    }
    // Each part above is strict by itself; this holds it for the whole.
    if (!Arrays.equals(history.format(), bytes)) {
      throw new MalformedException("history is not in canonical form");
    }
    return history;
  }

  private PolicyHistory followedBy(PolicyChange change) throws MalformedException {
    Optional<Refused> refusal = change.refusalUnder(newest());
    if (refusal.isPresent()) {
      int after = newest().version();
      throw new MalformedException("after policy " + after + ": " + refusal.get().sentence());
    }
    return longer(change);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PolicyHistory that
        && founding.equals(that.founding)
        && changes.equals(that.changes);
  }

  @Override
  public int hashCode() {
    return founding.hashCode() + 31 * changes.hashCode();
  }
}
