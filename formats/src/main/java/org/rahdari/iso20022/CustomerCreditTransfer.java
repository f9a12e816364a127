package org.rahdari.iso20022;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * pacs.008: one customer payment between two institutions.
 *
 * @param settlementMethod {@code CLRG}, {@code INDA}, {@code INGA} or {@code COVE}
 * @param settlement what moves between the institutions ({@code IntrBkSttlmAmt}), above zero
 * @param instructed what the debtor asked for ({@code InstdAmt})
 * @param exchangeRate settlement units for one instructed unit or the reverse, as the parties
 *     agreed ({@code XchgRate})
 * @param chargeBearer {@code DEBT}, {@code CRED}, {@code SHAR} or {@code SLEV}
 * @param purpose {@code Purp} code, ISO or proprietary
 * @param debtor personal data, for the caller's vault
 * @param creditor personal data, for the caller's vault
 * @param debtorAgent empty when the agent is named by name and address only; so too the creditor's
 */
public record CustomerCreditTransfer(
    String messageName,
    String msgId,
    String createdAt,
    String settlementMethod,
    List<AgentId> instructingAgent,
    List<AgentId> instructedAgent,
    PaymentIds ids,
    Amount settlement,
    LocalDate settlementDate,
    @Nullable Amount instructed,
    @Nullable BigDecimal exchangeRate,
    String chargeBearer,
    Party debtor,
    List<AgentId> debtorAgent,
    List<AgentId> creditorAgent,
    Party creditor,
    @Nullable String purpose)
    implements Message {

  public CustomerCreditTransfer {
    instructingAgent = List.copyOf(instructingAgent);
    instructedAgent = List.copyOf(instructedAgent);
    debtorAgent = List.copyOf(debtorAgent);
    creditorAgent = List.copyOf(creditorAgent);
  }

  @Override
  public OriginalReference reference() {
    return new OriginalReference(msgId, messageName, createdAt, ids);
  }
}
