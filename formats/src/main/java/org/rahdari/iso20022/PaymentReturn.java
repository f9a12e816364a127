package org.rahdari.iso20022;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * pacs.004: settled money comes back.
 *
 * @param returnId {@code RtrId}
 * @param original the payment that is returned
 * @param returned {@code RtrdIntrBkSttlmAmt}, above zero; may be less than the original
 * @param returnedInstructed {@code RtrdInstdAmt}
 */
public record PaymentReturn(
    String messageName,
    String msgId,
    String createdAt,
    List<AgentId> instructingAgent,
    List<AgentId> instructedAgent,
    @Nullable String returnId,
    OriginalReference original,
    Amount returned,
    LocalDate settlementDate,
    @Nullable Amount returnedInstructed,
    @Nullable BigDecimal exchangeRate,
    @Nullable String chargeBearer,
    Reason reason)
    implements Message {

  public PaymentReturn {
    instructingAgent = List.copyOf(instructingAgent);
    instructedAgent = List.copyOf(instructedAgent);
  }

  /**
   * A status report on a return carries the return's id as the transaction id, and the payment's
   * UETR.
   */
  @Override
  public OriginalReference reference() {
    return new OriginalReference(
        msgId, messageName, createdAt, new PaymentIds(null, null, returnId, original.ids().uetr()));
  }
}
