package org.rahdari.transparency;

/**
 * The witness did not cosign.
 *
 * @param sentence names what it answered
 */
public record NotWitnessed(Why why, String sentence) implements Witnessing {

  /** Why not; the statuses are those of C2SP tlog-witness. */
  public enum Why {
    /** It has cosigned more leaves than the checkpoint has. */
    AHEAD,
    /** 409: what it has cosigned is not what the checkpoint is said to extend. */
    CONFLICT,
    /** 422: the proof does not lead from what it has cosigned to the checkpoint. */
    PROOF_REFUSED,
    /** 404: it does not know the log. */
    LOG_UNKNOWN,
    /** 403: it knows none of the keys that signed. */
    SIGNER_UNKNOWN,
    /** 400: it could not read what was sent. */
    REQUEST_REFUSED,
    /** It answered in a form that the protocol does not have. */
    ANSWER_MALFORMED,
    /** It cannot be reached, or the connection broke. */
    NO_ANSWER,
    /** It did not answer in time; it may have cosigned nevertheless. */
    TIMED_OUT
  }
}
