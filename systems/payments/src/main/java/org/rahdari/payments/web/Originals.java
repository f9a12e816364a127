package org.rahdari.payments.web;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rahdari.iso20022.CustomerCreditTransfer;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.iso20022.OriginalReference;
import org.rahdari.iso20022.PaymentIds;
import org.rahdari.platform.Letter;
import org.rahdari.platform.Vault;
import org.rahdari.program.Party;

/** Finds the payment that a message is about: every name that it gives must be the original's. */
public final class Originals {
  private final Vault vault;

  /** Originals in the vaults of this node. */
  public Originals(Vault vault) {
    this.vault = vault;
  }

  /**
   * A payment that was found, or why none was.
   *
   * @param letter the original message, or null
   * @param transfer the original, read, or null
   * @param element the element that differs
   * @param sentence why
   */
  public record Match(
      @Nullable Letter letter,
      @Nullable CustomerCreditTransfer transfer,
      String element,
      String sentence) {}

  /** The credit transfer that the reference names, which the owner sent or received. */
  public Match match(Party owner, OriginalReference reference) {
    String id = reference.msgId();
    if (id == null) return unmatched("OrgnlGrpInf/OrgnlMsgId", "the message names no original");
    Match last =
        unmatched(
            "OrgnlGrpInf/OrgnlMsgId", "no payment " + id + " of " + owner.code() + " is known");
    for (Letter letter : vault.named(owner.number(), id)) {
      if (!(Iso20022.read(letter.message()) instanceof CustomerCreditTransfer original)) continue;
      last = compare(letter, original, reference);
      if (last.letter() != null) return last;
    }
    return last;
  }

  private static Match compare(
      Letter letter, CustomerCreditTransfer original, OriginalReference reference) {
    PaymentIds asked = reference.ids();
    PaymentIds has = original.ids();
    if (differs(reference.msgName(), original.messageName())) {
      return unmatched("OrgnlGrpInf/OrgnlMsgNmId", "the original is a " + original.messageName());
    }
    if (differs(asked.instrId(), has.instrId()))
      return unmatched("OrgnlInstrId", "the original's is another");
    if (differs(asked.endToEndId(), has.endToEndId()))
      return unmatched("OrgnlEndToEndId", "the original's is another");
    if (differs(asked.txId(), has.txId()))
      return unmatched("OrgnlTxId", "the original's is another");
    if (differs(asked.uetr(), has.uetr()))
      return unmatched("OrgnlUETR", "the original's is another");
    return new Match(letter, original, "", "");
  }

  private static boolean differs(@Nullable String asked, @Nullable String has) {
    return asked != null && !Objects.equals(asked, has);
  }

  private static Match unmatched(String element, String sentence) {
    return new Match(null, null, element, sentence);
  }
}
