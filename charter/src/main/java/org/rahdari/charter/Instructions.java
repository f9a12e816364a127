package org.rahdari.charter;

import java.util.List;
import org.rahdari.codec.Bytes;
import org.rahdari.codec.Codec;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Max;
import org.rahdari.program.Kind;
import org.rahdari.transparency.TrustPolicy;

/** What members instruct. */
public final class Instructions {
  private Instructions() {}

  /** Bytes of an Ed25519 signature. */
  static final int SIGNATURE_BYTES = 64;

  private static final Codec<ProposePolicy> PROPOSAL = Codec.of(ProposePolicy.class);

  /**
   * Proposes the next policy; takes the place of what the same party proposed before.
   *
   * @param policy its text, {@link TrustPolicy#toText}
   * @param seats of the validators that the policy names and the present one does not, and of those
   *     whose node moves
   */
  @Kind(1)
  public record ProposePolicy(
      @Max(TrustPolicy.POLICY_BYTES_MAX) String policy,
      @Max(TrustPolicy.VALIDATORS_MAX) List<Seat> seats) {

    /** What an approval names: of policy and seats. */
    public Hash32 hash() {
      return Hash32.sha256(PROPOSAL.encode(this));
    }
  }

  /**
   * Approves what another, or the same, party proposed.
   *
   * @param proposer whose proposal
   * @param proposal {@link ProposePolicy#hash}
   * @param signature of the signer's validator, by its log key, over the policy's text: a line of
   *     the change's note
   */
  @Kind(2)
  public record ApprovePolicy(
      int proposer, Hash32 proposal, @Max(SIGNATURE_BYTES) Bytes signature) {}

  /** Takes back what the signer proposed. */
  @Kind(3)
  public record WithdrawProposal(Hash32 proposal) {}

  /**
   * Says that the signer's node has the next version of a program. When so many validators have
   * said so as have to sign a checkpoint, it is in force, from the next entry on.
   *
   * @param program {@link org.rahdari.program.Program#number}
   * @param version one more than the one in force
   */
  @Kind(4)
  public record Activate(int program, int version) {}

  /** Takes that back, as long as it is not in force. */
  @Kind(5)
  public record Deactivate(int program) {}
}
