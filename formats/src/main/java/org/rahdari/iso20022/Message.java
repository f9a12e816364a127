package org.rahdari.iso20022;

import java.util.List;

/** A valid message of a kind that we support. */
public sealed interface Message extends Reading
    permits CustomerCreditTransfer, PaymentReturn, Resolution, StatusReport, StatusRequest {

  /** Such as {@code pacs.008.001.08}. */
  String messageName();

  /** {@code MsgId}, or the assignment's {@code Id} in camt.029. */
  String msgId();

  /** {@code CreDtTm} as the sender wrote it: the offset is evidence too. */
  String createdAt();

  /** The institution that sends; every identifier given, in the message's order. */
  List<AgentId> instructingAgent();

  /** The institution that receives. */
  List<AgentId> instructedAgent();

  /** How an answer points at this message. */
  default OriginalReference reference() {
    return new OriginalReference(msgId(), messageName(), createdAt(), PaymentIds.NONE);
  }
}
