package org.rahdari.platform;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Result;
import org.rahdari.ledger.Transfer;
import org.rahdari.replication.LeafContext;
import org.rahdari.transparency.Leaf;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.Refused;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.Verifier;

/**
 * Verifies a receipt and says in words what it proves, with nothing but the receipt and the trust
 * policy.
 */
public final class ReceiptReader {
  private final Supplier<PolicyHistory> policies;
  private final Catalogue catalogue;

  /**
   * Reads receipts under a policy; the catalogue names the instructions of the programs that this
   * software knows.
   */
  public ReceiptReader(TrustPolicy policy, Catalogue catalogue) {
    this(PolicyHistory.of(policy), catalogue);
  }

  /** Reads receipts under the policies that they cite. */
  public ReceiptReader(PolicyHistory policies, Catalogue catalogue) {
    this(() -> policies, catalogue);
  }

  /** Reads receipts under the policies that they cite, of those that there are by then. */
  public ReceiptReader(Supplier<PolicyHistory> policies, Catalogue catalogue) {
    this.policies = policies;
    this.catalogue = catalogue;
  }

  /**
   * What came of it.
   *
   * @param sentence what it proves, or why it proves nothing
   * @param refusal why it proves nothing, null where it proves something or is of a form that this
   *     software does not know
   * @param facts null where it proves nothing
   */
  public record Reading(String sentence, Refused.@Nullable Reason refusal, @Nullable Facts facts) {}

  /**
   * What a receipt proves.
   *
   * @param finality such as {@code final by 1 of 1}
   * @param validators how many the policy names
   * @param signedBy the validators' names
   * @param witnessedBy the names of the witnesses that cosigned
   * @param leaf index in the log
   * @param item index in the leaf
   * @param position of the entry
   * @param time ledger time
   * @param party the number of the party that signed, 0 for a timer
   * @param instruction what was asked
   * @param result {@code accepted}, or the reason why not
   */
  public record Facts(
      String finality,
      int validators,
      List<String> signedBy,
      List<String> witnessedBy,
      long leaf,
      int item,
      long position,
      Instant time,
      int party,
      String instruction,
      String result) {}

  /** Verifies the receipt; never throws for its bytes. */
  public Reading read(byte[] receipt) {
    return switch (Verifier.verify(receipt, policies.get())) {
      case Refused refused -> new Reading(refused.sentence(), refused.reason(), null);
      case Verified verified -> told(verified);
    };
  }

  private Reading told(Verified verified) {
    Facts facts;
    try {
      facts = facts(verified);
    } catch (RuntimeException e) {
      return new Reading(
          "The quorum signed a leaf of a form that this software does not know.", null, null);
    }
    String sentence =
        "The log "
            + verified.checkpoint().origin()
            + " holds this instruction at leaf "
            + facts.leaf()
            + ", item "
            + facts.item()
            + "; it was "
            + facts.result()
            + "; "
            + facts.finality()
            + ".";
    return new Reading(sentence, null, facts);
  }

  private Facts facts(Verified verified) {
    LeafContext context = LeafContext.decode(verified.leaf().context());
    boolean timer = verified.leaf().kind() == Leaf.Kind.TIMER;
    Result result = Result.decode(verified.result());
    return new Facts(
        verified.finality(),
        verified.n(),
        verified.signedBy(),
        verified.witnessedBy(),
        verified.index(),
        verified.innerIndex(),
        context.position(),
        Instant.ofEpochMilli(context.timeMillis()),
        timer ? 0 : Envelope.header(context.head()).party(),
        instruction(verified, context),
        result.accepted() ? "accepted" : "refused: " + result.reason());
  }

  private String instruction(Verified verified, LeafContext context) {
    byte[] item = verified.item();
    if (verified.leaf().kind() == Leaf.Kind.TIMER) return catalogue.describeTimer(item).toString();
    if (Envelope.header(context.head()).content() == Header.Content.TRANSFERS) {
      return Transfer.decode(ByteBuffer.wrap(item)).toString();
    }
    Catalogue.Described described = catalogue.describe(item);
    return described.program() + " " + described.content();
  }
}
