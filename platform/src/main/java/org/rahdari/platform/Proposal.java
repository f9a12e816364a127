package org.rahdari.platform;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;

/**
 * What somebody wants the institution to instruct, and what became of it.
 *
 * @param institution the number of the party
 * @param program of the instruction
 * @param instruction the name of its record
 * @param body its components, in JSON ({@link InstructionJson})
 * @param summary what it says, a line each
 * @param proposer by pseudonym
 * @param proposerName as the provider gave it, or {@value People#SYSTEM}
 * @param approver who approved or rejected it, or null
 * @param why somebody rejected it, or the ledger refused it, or null
 * @param position of the entry with it, or null
 * @param leaf that proves it, or null
 */
public record Proposal(
    Id id,
    int institution,
    String program,
    String instruction,
    String body,
    List<String> summary,
    Id proposer,
    String proposerName,
    Instant proposedAt,
    State state,
    @Nullable Id approver,
    @Nullable String approverName,
    @Nullable Instant decidedAt,
    @Nullable String why,
    @Nullable Long position,
    @Nullable Long leaf) {

  /** How far it is. */
  public enum State {
    /** For somebody to decide. */
    WAITING,
    /** Approved, and on its way to the ledger. */
    CLAIMED,
    /** Approved, and accepted by the ledger. */
    APPROVED,
    /** Refused by the second person. */
    REJECTED,
    /** Taken back by who proposed it. */
    WITHDRAWN,
    /** Approved, and refused by the ledger. */
    FAILED
  }
}
