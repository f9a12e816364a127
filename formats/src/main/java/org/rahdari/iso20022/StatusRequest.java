package org.rahdari.iso20022;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * pacs.028: what became of that payment?
 *
 * @param requestId {@code StsReqId}
 */
public record StatusRequest(
    String messageName,
    String msgId,
    String createdAt,
    List<AgentId> instructingAgent,
    List<AgentId> instructedAgent,
    @Nullable String requestId,
    OriginalReference original)
    implements Message {

  public StatusRequest {
    instructingAgent = List.copyOf(instructingAgent);
    instructedAgent = List.copyOf(instructedAgent);
  }
}
