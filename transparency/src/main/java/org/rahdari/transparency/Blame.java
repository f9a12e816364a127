package org.rahdari.transparency;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether two pieces of evidence show that somebody signed two histories of one log, and who. It is
 * found offline, and anybody who has the same files finds the same.
 *
 * <p>A signature of a checkpoint vouches for every leaf under it, at its index, for ever: the log
 * only grows. So whoever signed two trees that disagree about what both have signed two histories.
 * They disagree when
 *
 * <ul>
 *   <li>they have one size and two roots;
 *   <li>the larger one, as far as it is known, does not begin with the smaller one;
 *   <li>they differ in one leaf, or in one complete subtree, that is known of both, whatever their
 *       sizes.
 * </ul>
 *
 * Two checkpoints of different size are not by themselves evidence, as a tree has another root with
 * every leaf; nor is a consistency proof that fails, as anybody can write a wrong one.
 *
 * <p>A quorum is not asked for: one signature on both is enough against whoever made it. If both
 * satisfied one policy, more are named than may be dishonest by {@link TrustPolicy}.
 */
public sealed interface Blame permits Blame.Named, Blame.NoConflict, Refused {

  /**
   * These signed two histories.
   *
   * @param validators their names, in the order of the policy that the first evidence cites
   * @param sentence what the two disagree about
   */
  record Named(List<String> validators, String sentence) implements Blame {
    public Named {
      validators = List.copyOf(validators);
    }
  }

  /** Nobody is shown to have signed two histories. */
  record NoConflict(Why why, String sentence) implements Blame {

    /** What was found instead. */
    public enum Why {
      /** Both are of the same tree. */
      SAME_TREE,
      /** The larger tree begins with the smaller one. */
      EXTENDS,
      /** Too little is known of the trees; they may agree or not. */
      NOT_PROVEN,
      /** There are two histories, and no validator's valid signature is on both. */
      NOBODY_SIGNED_BOTH
    }
  }

  /**
   * Compares two pieces of evidence. A validator is who is named so by the policy that each
   * checkpoint cites, also when its key changed in between; lines of others do not count.
   *
   * @throws IOException when a mirror cannot be read, or is damaged
   */
  static Blame between(Evidence first, Evidence second, PolicyHistory policies) throws IOException {
    for (Evidence evidence : List.of(first, second)) {
      Optional<Refused> refused = Verifier.ofAnother(evidence.checkpoint(), policies);
      if (refused.isPresent()) return refused.get();
    }
    boolean ordered = first.checkpoint().size() <= second.checkpoint().size();
    Comparison comparison = new Comparison(ordered ? first : second, ordered ? second : first);
    Optional<String> conflict = comparison.conflict();
    if (conflict.isEmpty()) return comparison.noConflict();
    Set<String> alsoSigned = new HashSet<>(validators(second, policies));
    List<String> both = validators(first, policies).stream().filter(alsoSigned::contains).toList();
    return both.isEmpty()
        ? new NoConflict(
            NoConflict.Why.NOBODY_SIGNED_BOTH,
            conflict.get() + "; no validator's valid signature is on both")
        : new Named(both, conflict.get());
  }

  /** The names of those whose valid signature the note has, in the policy's order. */
  private static List<String> validators(Evidence evidence, PolicyHistory policies) {
    Note note = evidence.note();
    TrustPolicy policy = policies.at(evidence.checkpoint().policy()).orElseThrow();
    return policy.validators().stream()
        .filter(key -> note.signatures().stream().anyMatch(l -> key.verifies(note.text(), l)))
        .map(VerifierKey::name)
        .toList();
  }
}
