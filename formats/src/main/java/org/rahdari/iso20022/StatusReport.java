package org.rahdari.iso20022;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * pacs.002: what became of a payment.
 *
 * @param status {@code TxSts}, else {@code GrpSts}: {@code ACSP} in process, {@code ACSC} settled,
 *     {@code PDNG} pending, {@code RJCT} rejected, …
 * @param acceptedAt {@code AccptncDtTm} as text
 */
public record StatusReport(
    String messageName,
    String msgId,
    String createdAt,
    List<AgentId> instructingAgent,
    List<AgentId> instructedAgent,
    OriginalReference original,
    String status,
    List<Reason> reasons,
    @Nullable String acceptedAt)
    implements Message {

  /** The version that we write. */
  public static final String WRITTEN_MESSAGE_NAME = "pacs.002.001.10";

  public StatusReport {
    instructingAgent = List.copyOf(instructingAgent);
    instructedAgent = List.copyOf(instructedAgent);
    reasons = List.copyOf(reasons);
  }

  /** Answers the sender: the agents change places. */
  public static StatusReport answering(
      Message message,
      String msgId,
      String createdAt,
      String status,
      List<Reason> reasons,
      @Nullable String acceptedAt) {
    return new StatusReport(
        WRITTEN_MESSAGE_NAME,
        msgId,
        createdAt,
        message.instructedAgent(),
        message.instructingAgent(),
        message.reference(),
        status,
        reasons,
        acceptedAt);
  }

  /**
   * Tells the sender which element broke which rule; agents that could not be read are left out.
   */
  public static StatusReport rejecting(Rejected rejected, String msgId, String createdAt) {
    Reason reason =
        Reason.of(
            rejected.reasonCode(),
            rejected.rule() + " at " + rejected.path() + ": " + rejected.sentence());
    return new StatusReport(
        WRITTEN_MESSAGE_NAME,
        msgId,
        createdAt,
        rejected.instructedAgent(),
        rejected.instructingAgent(),
        rejected.reference(),
        "RJCT",
        List.of(reason),
        null);
  }
}
