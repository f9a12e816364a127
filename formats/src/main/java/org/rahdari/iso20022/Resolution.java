package org.rahdari.iso20022;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * camt.029: the answer to a request to cancel (recall) a payment.
 *
 * @param instructingAgent the assigner: who answers
 * @param instructedAgent the assignee: who asked
 * @param caseId the resolved case ({@code RslvdCase/Id})
 * @param status {@code Sts/Conf}: {@code CNCL} cancelled, {@code PECR} partially executed, {@code
 *     RJCR} refused, {@code PDCR} pending, …
 */
public record Resolution(
    String messageName,
    String msgId,
    String createdAt,
    List<AgentId> instructingAgent,
    List<AgentId> instructedAgent,
    @Nullable String caseId,
    String status,
    OriginalReference original,
    List<Reason> reasons)
    implements Message {

  public Resolution {
    instructingAgent = List.copyOf(instructingAgent);
    instructedAgent = List.copyOf(instructedAgent);
    reasons = List.copyOf(reasons);
  }
}
