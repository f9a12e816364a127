package org.rahdari.simulation;

import java.util.List;
import java.util.Map;
import org.rahdari.codec.Hash32;

/**
 * What one seed gave.
 *
 * @param nodes validators
 * @param faults how often each was done
 * @param acknowledged answers that an honest node gave for what it had executed
 * @param lost of these, what is not in the final log
 * @param duplicated what had effect twice
 * @param moved transfers that had effect
 * @param finalSize leaves under the last checkpoint that is final
 * @param steps events
 * @param liarsNamed validators that honest nodes, or the evidence alone, convict
 * @param traceHash of all that happened, in order
 */
public record Outcome(
    long seed,
    int nodes,
    Map<Fault, Integer> faults,
    int acknowledged,
    int lost,
    int duplicated,
    int moved,
    long finalSize,
    long steps,
    List<String> liarsNamed,
    Hash32 traceHash) {
  public Outcome {
    faults = Map.copyOf(faults);
    liarsNamed = List.copyOf(liarsNamed);
  }
}
