package org.rahdari.charter;

import org.rahdari.outcome.Reason;

/** Why the charter refuses, in the order in which it looks. */
public enum CharterRefusal implements Reason {
  /** Only who validates now proposes, approves and withdraws. */
  NOT_A_VALIDATOR,
  /** The policy's text is none, or not in its one form. */
  POLICY_MALFORMED,
  /** A network of one has nobody to agree with, and does not grow: found another one. */
  NETWORK_OF_ONE,
  /** It is of another log. */
  POLICY_OF_ANOTHER_LOG,
  /** Its version does not follow on the present one. */
  POLICY_OF_ANOTHER_VERSION,
  /** A validator that joins has no seat, or a seat has no validator. */
  SEATS_DO_NOT_FIT,
  /** A seat's party is not in the network. */
  PARTY_UNKNOWN,
  /** Two validators would be one party's, or one party would have two. */
  PARTY_TWICE,
  /** A seat that is new does not say how its node is reached. */
  ADDRESS_MISSING,
  /** Fewer stay than join: the network would have to wait for strangers. */
  TOO_MANY_JOIN,
  /** The same is proposed already. */
  PROPOSAL_EXISTS,
  /** There is no such proposal, or another has taken its place. */
  PROPOSAL_UNKNOWN,
  /** The signer has approved it already. */
  APPROVED_BEFORE,
  /** The signature is not of the signer's validator over this policy. */
  SIGNATURE_INVALID,
  /** No program has such a number, or it is that of the kernel's own instructions. */
  PROGRAM_IMPOSSIBLE,
  /** It does not follow on the version that is in force. */
  VERSION_NOT_NEXT,
  /** The signer has said so already, and too few others have. */
  READY_BEFORE,
  /** The signer says so of as many programs as one may at a time. */
  TOO_MANY_READY,
  /** The signer has not said so. */
  NOT_READY
}
