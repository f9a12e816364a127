package org.rahdari.charter;

import java.util.ArrayList;
import java.util.List;
import org.rahdari.codec.Bytes;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Max;
import org.rahdari.transparency.TrustPolicy;

/**
 * A policy that waits for approvals.
 *
 * @param proposer a party: each has one proposal at most
 * @param hash {@link Instructions.ProposePolicy#hash}
 * @param policy its text
 * @param seats as proposed
 * @param approvals one a validator
 * @param proposedAtMillis ledger time
 */
public record Proposal(
    int proposer,
    Hash32 hash,
    @Max(TrustPolicy.POLICY_BYTES_MAX) String policy,
    @Max(TrustPolicy.VALIDATORS_MAX) List<Seat> seats,
    @Max(TrustPolicy.VALIDATORS_MAX) List<Approval> approvals,
    long proposedAtMillis) {

  /** A validator's signature over the policy's text. */
  public record Approval(int party, @Max(Instructions.SIGNATURE_BYTES) Bytes signature) {}

  boolean approvedBy(int party) {
    return approvals.stream().anyMatch(each -> each.party() == party);
  }

  Proposal with(Approval approval) {
    List<Approval> more = new ArrayList<>(approvals);
    more.add(approval);
    return new Proposal(proposer, hash, policy, seats, List.copyOf(more), proposedAtMillis);
  }
}
