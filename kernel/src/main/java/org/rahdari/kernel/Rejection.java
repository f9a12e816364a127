package org.rahdari.kernel;

/**
 * Why an envelope has no effect at all, in the order in which it is judged. The gateway hears it
 * before ordering; an envelope that was ordered all the same is skipped by every node for the same
 * reason.
 */
public enum Rejection {
  /** The bytes are not the canonical form of an envelope. */
  MALFORMED,
  /** It was signed for another network. */
  WRONG_NETWORK,
  /** Its party is not in the party table. */
  PARTY_UNKNOWN,
  /** Its party has no such key. */
  KEY_UNKNOWN,
  /** The key was revoked before this position. */
  KEY_REVOKED,
  /** The signature does not verify over the header. */
  SIGNATURE_INVALID,
  /** The payload is not the one whose hash was signed. */
  PAYLOAD_MISMATCH,
  /** Ledger time has passed its valid-until. */
  EXPIRED,
  /** Its valid-until lies further ahead than {@link Kernel#VALID_FOR_MILLIS_MAX}. */
  VALID_TOO_LONG,
  /** The same envelope was executed before. */
  REPEATED,
  /** As many envelopes as can be remembered are still valid. */
  TOO_MANY_ENVELOPES
}
