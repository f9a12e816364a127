package org.rahdari.simulation;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.IntUnaryOperator;
import org.rahdari.kernel.Kernel;
import org.rahdari.transparency.TrustPolicy;

/**
 * Defects put in by hand, each of which some law has to find: a check that cannot fail checks
 * nothing.
 *
 * @param orderQuorum how many have to have an entry, of so many nodes
 * @param ordering what the leader orders of what was handed to it
 * @param executing what a node executes of an entry's bytes
 * @param afterwards done to a node's kernel after each entry
 * @param believing the policy of all nodes
 * @param unsuspecting whether the laws take the liar for an honest one
 */
record Flaws(
    IntUnaryOperator orderQuorum,
    BiFunction<Clients, List<byte[]>, List<byte[]>> ordering,
    Executing executing,
    BiConsumer<Integer, Kernel> afterwards,
    Believing believing,
    boolean unsuspecting) {

  /** What a node executes. */
  interface Executing {
    byte[] bytes(Clients clients, int node, byte[] body);
  }

  /** Whom all nodes believe. */
  interface Believing {
    TrustPolicy policy(TrustPolicy policy, int liar);
  }

  static final Flaws NONE =
      new Flaws(
          nodes -> nodes / 2 + 1,
          (clients, envelopes) -> envelopes,
          (clients, node, body) -> body,
          (node, kernel) -> {},
          (policy, liar) -> policy,
          false);

  Flaws orderQuorum(IntUnaryOperator other) {
    return new Flaws(other, ordering, executing, afterwards, believing, unsuspecting);
  }

  Flaws ordering(BiFunction<Clients, List<byte[]>, List<byte[]>> other) {
    return new Flaws(orderQuorum, other, executing, afterwards, believing, unsuspecting);
  }

  Flaws executing(Executing other) {
    return new Flaws(orderQuorum, ordering, other, afterwards, believing, unsuspecting);
  }

  Flaws afterwards(BiConsumer<Integer, Kernel> other) {
    return new Flaws(orderQuorum, ordering, executing, other, believing, unsuspecting);
  }

  Flaws believing(Believing other) {
    return new Flaws(orderQuorum, ordering, executing, afterwards, other, unsuspecting);
  }

  Flaws unsuspectingOfLiars() {
    return new Flaws(orderQuorum, ordering, executing, afterwards, believing, true);
  }
}
