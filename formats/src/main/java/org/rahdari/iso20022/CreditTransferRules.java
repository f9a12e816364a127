package org.rahdari.iso20022;

import static org.rahdari.iso20022.PublishedRules.AGENTS;
import static org.rahdari.iso20022.PublishedRules.AGENT_IDENTIFICATION;
import static org.rahdari.iso20022.PublishedRules.AGENT_SCHEME;
import static org.rahdari.iso20022.PublishedRules.SETTLEMENT_INFORMATION;
import static org.rahdari.iso20022.PublishedRules.accountWithoutAgent;
import static org.rahdari.iso20022.PublishedRules.all;
import static org.rahdari.iso20022.PublishedRules.amount;
import static org.rahdari.iso20022.PublishedRules.differs;
import static org.rahdari.iso20022.PublishedRules.exchange;
import static org.rahdari.iso20022.PublishedRules.first;
import static org.rahdari.iso20022.PublishedRules.firstMissing;
import static org.rahdari.iso20022.PublishedRules.inBoth;
import static org.rahdari.iso20022.PublishedRules.oneTransaction;
import static org.rahdari.iso20022.PublishedRules.rule;
import static org.rahdari.iso20022.PublishedRules.sameCurrency;
import static org.rahdari.iso20022.PublishedRules.settlementDate;
import static org.rahdari.iso20022.PublishedRules.transaction;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.iso20022.PublishedRules.Rule;

/** What a pacs.008 must keep between its elements. */
final class CreditTransferRules {
  private CreditTransferRules() {}

  static final List<Rule> CREDIT_TRANSFER =
      all(
          oneTransaction("CdtTrfTxInf"),
          SETTLEMENT_INFORMATION,
          AGENTS,
          List.of(
              AGENT_SCHEME,
              AGENT_IDENTIFICATION,
              rule(
                  "PaymentTypeInformationRule",
                  "CH17",
                  "Payment type information stands in the header or in the transaction, not in both.",
                  body -> inBoth(body, "PmtTpInf")),
              rule(
                  "UETRPresence",
                  "CH21",
                  "A payment between institutions carries a UETR.",
                  body ->
                      transaction(body).has("PmtId/UETR")
                          ? null
                          : transaction(body).path("PmtId/UETR"))),
          settlementDate(),
          List.of(
              rule(
                  "SettlementAmountAboveZero",
                  "AM01",
                  "The settlement amount is zero.",
                  body ->
                      amount(transaction(body), "IntrBkSttlmAmt").signum() > 0
                          ? null
                          : transaction(body).path("IntrBkSttlmAmt")),
              rule(
                  "TotalInterbankSettlementAmountRule",
                  "AM10",
                  "The total settlement amount differs from the transaction's.",
                  body ->
                      differs(
                          body.at("GrpHdr/TtlIntrBkSttlmAmt"),
                          transaction(body).get("IntrBkSttlmAmt"))),
              rule(
                  "TotalInterbankSettlementAmountAndDateRule",
                  "DT01",
                  "A total settlement amount needs the settlement date in the header.",
                  body ->
                      body.has("GrpHdr/TtlIntrBkSttlmAmt") && !body.has("GrpHdr/IntrBkSttlmDt")
                          ? body.path("GrpHdr/IntrBkSttlmDt")
                          : null),
              rule(
                  "ControlSumRule",
                  "AM10",
                  "The control sum differs from the transaction's amount.",
                  body ->
                      body.has("GrpHdr/CtrlSum")
                              && amount(body, "GrpHdr/CtrlSum")
                                      .compareTo(amount(transaction(body), "IntrBkSttlmAmt"))
                                  != 0
                          ? body.path("GrpHdr/CtrlSum")
                          : null)),
          exchange("InstructedAmount", "IntrBkSttlmAmt", "InstdAmt"),
          List.of(
              rule(
                  "InstructedAmountWithoutCharges",
                  "AM09",
                  "Without exchange and without charges the instructed amount equals the settlement amount.",
                  body ->
                      transaction(body).has("ChrgsInf")
                              || !sameCurrency(transaction(body), "IntrBkSttlmAmt", "InstdAmt")
                          ? null
                          : differs(
                              transaction(body).at("InstdAmt"),
                              transaction(body).get("IntrBkSttlmAmt"))),
              rule(
                  "ChargesInformationAndInstructedAmountRule",
                  "CH21",
                  "Charges are explained only beside an instructed amount.",
                  body ->
                      transaction(body).has("ChrgsInf")
                          ? firstMissing(transaction(body), "InstdAmt")
                          : null),
              rule(
                  "PreviousInstructingAgentRule",
                  "RC11",
                  "A previous instructing agent needs the one before it.",
                  body -> chainBroken(transaction(body), "PrvsInstgAgt")),
              rule(
                  "IntermediaryAgentRule",
                  "RC11",
                  "An intermediary agent needs the one before it.",
                  body -> chainBroken(transaction(body), "IntrmyAgt")),
              rule(
                  "AgentAccountRule",
                  "CH21",
                  "An agent's account needs the agent.",
                  body ->
                      accountWithoutAgent(
                          transaction(body), numbered("PrvsInstgAgt", "IntrmyAgt"))),
              rule(
                  "DebtorIdentification",
                  "BE08",
                  "The debtor needs a name or an identification.",
                  body -> anonymous(transaction(body), "Dbtr")),
              rule(
                  "CreditorIdentification",
                  "BE22",
                  "The creditor needs a name or an identification.",
                  body -> anonymous(transaction(body), "Cdtr")),
              rule(
                  "DebtorAgentIdentification",
                  "RC03",
                  "The debtor's agent needs an identification.",
                  body -> emptyAgent(transaction(body), "DbtrAgt")),
              rule(
                  "CreditorAgentIdentification",
                  "RC04",
                  "The creditor's agent needs an identification.",
                  body -> emptyAgent(transaction(body), "CdtrAgt")),
              rule(
                  "ChequeInstructionRule",
                  "CH17",
                  "A payment by cheque (CHQB) names no creditor account.",
                  body ->
                      transaction(body).all("InstrForCdtrAgt").stream()
                              .anyMatch(i -> "CHQB".equals(i.textAt("Cd")))
                          ? first(transaction(body), "CdtrAcct")
                          : null)));

  private static List<String> numbered(String... names) {
    return Stream.of(names).flatMap(name -> Stream.of(name + 1, name + 2, name + 3)).toList();
  }

  private static @Nullable String chainBroken(Element transaction, String name) {
    for (int n = 2; n <= 3; n++) {
      if (transaction.has(name + n) && !transaction.has(name + (n - 1)))
        return transaction.path(name + (n - 1));
    }
    return null;
  }

  private static @Nullable String anonymous(Element transaction, String name) {
    Element party = transaction.get(name);
    return party.has("Nm") || party.has("Id") ? null : party.path("Nm");
  }

  private static @Nullable String emptyAgent(Element transaction, String name) {
    Element institution = transaction.get(name + "/FinInstnId");
    return institution.children.isEmpty() ? institution.path() : null;
  }
}
