package org.rahdari.iso20022;

import static org.rahdari.iso20022.PublishedRules.AGENTS;
import static org.rahdari.iso20022.PublishedRules.AGENT_IDENTIFICATION;
import static org.rahdari.iso20022.PublishedRules.AGENT_SCHEME;
import static org.rahdari.iso20022.PublishedRules.SETTLEMENT_INFORMATION;
import static org.rahdari.iso20022.PublishedRules.all;
import static org.rahdari.iso20022.PublishedRules.amount;
import static org.rahdari.iso20022.PublishedRules.differs;
import static org.rahdari.iso20022.PublishedRules.exchange;
import static org.rahdari.iso20022.PublishedRules.first;
import static org.rahdari.iso20022.PublishedRules.firstMissing;
import static org.rahdari.iso20022.PublishedRules.narrativeMissing;
import static org.rahdari.iso20022.PublishedRules.oneTransaction;
import static org.rahdari.iso20022.PublishedRules.rule;
import static org.rahdari.iso20022.PublishedRules.settlementDate;
import static org.rahdari.iso20022.PublishedRules.transaction;
import static org.rahdari.iso20022.PublishedRules.withoutOriginalId;

import java.util.List;
import org.rahdari.iso20022.PublishedRules.Rule;

/** What a pacs.004 must keep between its elements. */
final class PaymentReturnRules {
  private PaymentReturnRules() {}

  static final List<Rule> PAYMENT_RETURN =
      all(
          List.of(
              rule(
                  "GroupReturnRule",
                  "FF01",
                  "A return names its transaction: returning a whole group is not supported.",
                  body ->
                      "true".equals(body.textAt("GrpHdr/GrpRtr"))
                              || "1".equals(body.textAt("GrpHdr/GrpRtr"))
                          ? body.path("GrpHdr/GrpRtr")
                          : null)),
          oneTransaction("TxInf"),
          SETTLEMENT_INFORMATION,
          AGENTS,
          List.of(
              AGENT_SCHEME,
              AGENT_IDENTIFICATION,
              rule(
                  "OriginalGroupInformationRule",
                  "CH17",
                  "The original message is named once: for the message or in the transaction.",
                  body -> body.has("OrgnlGrpInf") ? first(transaction(body), "OrgnlGrpInf") : null),
              rule(
                  "OriginalMessagePresence",
                  "CH21",
                  "The original message is not named.",
                  body ->
                      body.has("OrgnlGrpInf")
                          ? null
                          : firstMissing(transaction(body), "OrgnlGrpInf")),
              rule(
                  "OriginalTransactionPresence",
                  "CH21",
                  "The original transaction is not named: give one of its ids.",
                  body -> withoutOriginalId(transaction(body)))),
          settlementDate(),
          List.of(
              rule(
                  "ReturnedAmountAboveZero",
                  "AM01",
                  "The returned amount is zero.",
                  body ->
                      amount(transaction(body), "RtrdIntrBkSttlmAmt").signum() > 0
                          ? null
                          : transaction(body).path("RtrdIntrBkSttlmAmt")),
              rule(
                  "TotalReturnedInterbankSettlementAmountRule",
                  "AM10",
                  "The total returned amount differs from the transaction's.",
                  body ->
                      differs(
                          body.at("GrpHdr/TtlRtrdIntrBkSttlmAmt"),
                          transaction(body).get("RtrdIntrBkSttlmAmt"))),
              rule(
                  "ControlSumRule",
                  "AM10",
                  "The control sum differs from the transaction's amount.",
                  body ->
                      body.has("GrpHdr/CtrlSum")
                              && amount(body, "GrpHdr/CtrlSum")
                                      .compareTo(amount(transaction(body), "RtrdIntrBkSttlmAmt"))
                                  != 0
                          ? body.path("GrpHdr/CtrlSum")
                          : null)),
          exchange("ReturnedInstructedAmount", "RtrdIntrBkSttlmAmt", "RtrdInstdAmt"),
          List.of(
              rule(
                  "ReturnReasonPresence",
                  "CH21",
                  "A return says why.",
                  body ->
                      transaction(body).has("RtrRsnInf/Rsn")
                              || body.has("OrgnlGrpInf/RtrRsnInf/Rsn")
                          ? null
                          : transaction(body).path("RtrRsnInf/Rsn")),
              rule(
                  "ReturnReasonRule",
                  "CH21",
                  "The reason NARR needs additional information.",
                  body -> narrativeMissing(transaction(body), "RtrRsnInf"))));
}
