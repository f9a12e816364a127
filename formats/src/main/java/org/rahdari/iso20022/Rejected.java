package org.rahdari.iso20022;

import java.util.List;

/**
 * Well-formed, and refused: it breaks the message's structure, a data type or a published rule, or
 * we do not support it. The sentence never quotes the message's content, which may be personal
 * data.
 *
 * @param messageName as the namespace says, such as {@code pacs.008.001.08}
 * @param reference how an answer points at the refused message, as far as valid ids could be read
 * @param instructingAgent as far as it could be read; so too the instructed agent
 * @param path of the offending element, such as {@code
 *     /Document/FIToFICstmrCdtTrf/CdtTrfTxInf/IntrBkSttlmAmt/@Ccy}; the second of several siblings
 *     is {@code Name[2]}
 * @param rule ISO data type, ISO rule or structural rule, such as {@code Max35Text} or {@code
 *     ElementOrder}
 * @param sentence for a person
 * @param reasonCode ISO ExternalStatusReason1Code
 */
public record Rejected(
    String messageName,
    OriginalReference reference,
    List<AgentId> instructingAgent,
    List<AgentId> instructedAgent,
    String path,
    String rule,
    String sentence,
    String reasonCode)
    implements Reading {

  public Rejected {
    instructingAgent = List.copyOf(instructingAgent);
    instructedAgent = List.copyOf(instructedAgent);
  }
}
