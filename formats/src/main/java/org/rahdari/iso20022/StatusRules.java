package org.rahdari.iso20022;

import static org.rahdari.iso20022.PublishedRules.AGENTS;
import static org.rahdari.iso20022.PublishedRules.AGENT_IDENTIFICATION;
import static org.rahdari.iso20022.PublishedRules.AGENT_SCHEME;
import static org.rahdari.iso20022.PublishedRules.all;
import static org.rahdari.iso20022.PublishedRules.firstMissing;
import static org.rahdari.iso20022.PublishedRules.inBoth;
import static org.rahdari.iso20022.PublishedRules.narrativeMissing;
import static org.rahdari.iso20022.PublishedRules.rule;
import static org.rahdari.iso20022.PublishedRules.second;
import static org.rahdari.iso20022.PublishedRules.withoutOriginalId;

import java.util.List;
import org.rahdari.iso20022.PublishedRules.Rule;

/** What a pacs.028 and a pacs.002 must keep between their elements. */
final class StatusRules {
  private StatusRules() {}

  static final List<Rule> STATUS_REQUEST =
      all(
          List.of(
              rule(
                  "OneTransaction",
                  "FF01",
                  "One message asks about one transaction.",
                  body -> second(body, "TxInf")),
              rule(
                  "OneOriginalMessage",
                  "FF01",
                  "One message asks about one message.",
                  body -> second(body, "OrgnlGrpInf")),
              rule(
                  "TransactionPresence",
                  "CH21",
                  "The request names neither a transaction nor a message.",
                  body ->
                      body.has("TxInf") || body.has("OrgnlGrpInf") ? null : body.path("TxInf"))),
          AGENTS,
          List.of(
              AGENT_SCHEME,
              AGENT_IDENTIFICATION,
              rule(
                  "OriginalMessagePresence",
                  "CH21",
                  "The original message is not named.",
                  body ->
                      body.has("OrgnlGrpInf")
                          ? null
                          : firstMissing(body.get("TxInf"), "OrgnlGrpInf")),
              rule(
                  "OriginalTransactionPresence",
                  "CH21",
                  "The original transaction is not named: give one of its ids.",
                  body -> body.has("TxInf") ? withoutOriginalId(body.get("TxInf")) : null)));

  static final List<Rule> STATUS_REPORT =
      List.of(
          rule(
              "OneTransaction",
              "FF01",
              "One message reports on one transaction.",
              body -> second(body, "TxInfAndSts")),
          rule(
              "OneOriginalMessage",
              "FF01",
              "One message reports on one message.",
              body -> second(body, "OrgnlGrpInfAndSts")),
          rule(
              "GroupHeaderInstructingAgentRule",
              "CH17",
              "The instructing agent stands in the header or in the transaction, not in both.",
              body -> inBoth(body, "InstgAgt")),
          rule(
              "GroupHeaderInstructedAgentRule",
              "CH17",
              "The instructed agent stands in the header or in the transaction, not in both.",
              body -> inBoth(body, "InstdAgt")),
          AGENT_SCHEME,
          AGENT_IDENTIFICATION,
          rule(
              "OriginalMessagePresence",
              "CH21",
              "The original message is not named.",
              body ->
                  body.has("OrgnlGrpInfAndSts") || body.has("TxInfAndSts/OrgnlGrpInf")
                      ? null
                      : body.path("TxInfAndSts/OrgnlGrpInf")),
          rule(
              "StatusPresence",
              "CH21",
              "The report names no status.",
              body ->
                  body.has("TxInfAndSts/TxSts") || body.has("OrgnlGrpInfAndSts/GrpSts")
                      ? null
                      : body.path("TxInfAndSts/TxSts")),
          rule(
              "RejectionReasonPresence",
              "CH21",
              "A rejection says why.",
              body -> {
                Element status = Messages.status(body);
                return "RJCT".equals(Messages.statusCode(status)) && !status.has("StsRsnInf/Rsn")
                    ? status.path("StsRsnInf/Rsn")
                    : null;
              }),
          rule(
              "StatusReasonRule",
              "CH21",
              "The reason NARR needs additional information.",
              body -> narrativeMissing(Messages.status(body), "StsRsnInf")));
}
