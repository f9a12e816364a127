package org.rahdari.iso20022;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rules between elements, for messages whose structure and data types already hold. Names ending in
 * {@code Rule} follow the ISO 20022 message definition reports where these name one; the others are
 * common to CBPR+ and Fedwire usage. One rule a line, in the order in which a sender would want to
 * hear them.
 */
final class PublishedRules {
  private PublishedRules() {}

  /**
   * @param breach the path of the element that breaks the rule in the message's body, or null
   */
  record Rule(
      String name,
      String reasonCode,
      String sentence,
      Function<Element, @Nullable String> breach) {}

  static @Nullable Violation check(Element body, List<Rule> rules) {
    for (Rule rule : rules) {
      String path = rule.breach().apply(body);
      if (path != null) return new Violation(path, rule.name(), rule.sentence(), rule.reasonCode());
    }
    return null;
  }

  private static final List<String> REIMBURSEMENT_AGENTS =
      List.of("InstgRmbrsmntAgt", "InstdRmbrsmntAgt", "ThrdRmbrsmntAgt");

  private static final List<String> ORIGINAL_IDS =
      List.of("OrgnlInstrId", "OrgnlEndToEndId", "OrgnlTxId", "OrgnlUETR");

  private static final List<Rule> SETTLEMENT_INFORMATION =
      List.of(
          rule(
              "SettlementMethodAgentRule",
              "CH17",
              "INDA and INGA settle on an account between the two: no reimbursement agent, no clearing system.",
              body ->
                  method(body, "INDA", "INGA")
                      ? first(
                          settlement(body),
                          "InstgRmbrsmntAgt",
                          "InstdRmbrsmntAgt",
                          "ThrdRmbrsmntAgt",
                          "ClrSys")
                      : null),
          rule(
              "SettlementMethodCoverRule",
              "CH17",
              "COVE settles by reimbursement agents: no settlement account, no clearing system.",
              body -> method(body, "COVE") ? first(settlement(body), "SttlmAcct", "ClrSys") : null),
          rule(
              "SettlementMethodCoverAgentRule",
              "CH21",
              "COVE needs an instructing or an instructed reimbursement agent.",
              body ->
                  method(body, "COVE")
                          && first(settlement(body), "InstgRmbrsmntAgt", "InstdRmbrsmntAgt") == null
                      ? settlement(body).path("InstgRmbrsmntAgt")
                      : null),
          rule(
              "SettlementMethodClearingRule",
              "CH17",
              "CLRG settles in a clearing system: no settlement account, no reimbursement agent.",
              body ->
                  method(body, "CLRG")
                      ? first(
                          settlement(body),
                          "SttlmAcct",
                          "InstgRmbrsmntAgt",
                          "InstdRmbrsmntAgt",
                          "ThrdRmbrsmntAgt")
                      : null),
          rule(
              "ThirdReimbursementAgentRule",
              "CH21",
              "A third reimbursement agent needs the instructing and the instructed one.",
              body ->
                  settlement(body).has("ThrdRmbrsmntAgt")
                      ? firstMissing(settlement(body), "InstgRmbrsmntAgt", "InstdRmbrsmntAgt")
                      : null),
          rule(
              "ReimbursementAgentAccountRule",
              "CH21",
              "A reimbursement agent's account needs the agent.",
              body -> accountWithoutAgent(settlement(body), REIMBURSEMENT_AGENTS)));

  private static final List<Rule> AGENTS =
      List.of(
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
          rule(
              "InstructingAgentPresence",
              "RC02",
              "The instructing agent is missing.",
              body -> inNeither(body, "InstgAgt")),
          rule(
              "InstructedAgentPresence",
              "RC02",
              "The instructed agent is missing.",
              body -> inNeither(body, "InstdAgt")));

  /** So that {@code BICFI:DEUTDEFF} is always a BIC, and no clearing system of that name. */
  private static final Rule AGENT_SCHEME =
      rule(
          "AgentScheme",
          "RC08",
          "A clearing system may not be named like another kind of identifier, nor hold a colon.",
          PublishedRules::misleadingScheme);

  private static final Rule AGENT_IDENTIFICATION =
      rule(
          "AgentIdentification",
          "RC02",
          "An instructing or instructed agent needs a BIC, an LEI or a member id.",
          body ->
              Stream.of("InstgAgt", "InstdAgt")
                  .map(name -> Messages.agentElement(body, name))
                  .filter(agent -> agent != null && Messages.agentIds(agent).isEmpty())
                  .map(agent -> Objects.requireNonNull(agent).path("FinInstnId"))
                  .findFirst()
                  .orElse(null));

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

  static final List<Rule> RESOLUTION =
      List.of(
          AGENT_SCHEME,
          rule(
              "AssignerIdentification",
              "RC02",
              "The assigner needs a BIC, an LEI or a member id.",
              body ->
                  Messages.partyIds(body.get("Assgnmt/Assgnr")).isEmpty()
                      ? body.path("Assgnmt/Assgnr")
                      : null),
          rule(
              "AssigneeIdentification",
              "RC02",
              "The assignee needs a BIC, an LEI or a member id.",
              body ->
                  Messages.partyIds(body.get("Assgnmt/Assgne")).isEmpty()
                      ? body.path("Assgnmt/Assgne")
                      : null),
          rule(
              "ConfirmationPresence",
              "FF01",
              "Only the confirmation of a cancellation request is supported.",
              body -> firstMissing(body.get("Sts"), "Conf")),
          rule(
              "CancellationDetailsPresence",
              "CH21",
              "The resolution does not say which payment it is about.",
              body -> firstMissing(body, "CxlDtls")),
          rule(
              "OneTransaction",
              "FF01",
              "One message resolves one cancellation.",
              PublishedRules::secondCancellation),
          rule(
              "OriginalMessagePresence",
              "CH21",
              "The original message is not named.",
              body ->
                  body.has("CxlDtls/OrgnlGrpInfAndSts")
                          || body.has("CxlDtls/TxInfAndSts/OrgnlGrpInf")
                      ? null
                      : body.path("CxlDtls/TxInfAndSts/OrgnlGrpInf")),
          rule(
              "OriginalTransactionPresence",
              "CH21",
              "The original transaction is not named: give one of its ids.",
              body ->
                  body.has("CxlDtls/TxInfAndSts")
                      ? withoutOriginalId(body.get("CxlDtls/TxInfAndSts"))
                      : null),
          rule(
              "CancellationStatusReasonRule",
              "CH21",
              "The reason NARR needs additional information.",
              body ->
                  body.has("CxlDtls/TxInfAndSts")
                      ? narrativeMissing(body.get("CxlDtls/TxInfAndSts"), "CxlStsRsnInf")
                      : null));

  private static List<Rule> oneTransaction(String name) {
    return List.of(
        rule(
            "NumberOfTransactionsRule",
            "AM19",
            "NbOfTxs differs from the number of transactions.",
            body ->
                Long.parseLong(body.get("GrpHdr/NbOfTxs").text()) == body.all(name).size()
                    ? null
                    : body.path("GrpHdr/NbOfTxs")),
        rule(
            "OneTransaction",
            "AM19",
            "One message carries one transaction.",
            body -> body.has(name) ? second(body, name) : body.path(name)));
  }

  private static List<Rule> settlementDate() {
    return List.of(
        rule(
            "GroupHeaderInterbankSettlementDateRule",
            "DT01",
            "The settlement date stands in the header or in the transaction, not in both.",
            body -> inBoth(body, "IntrBkSttlmDt")),
        rule(
            "TransactionInterbankSettlementDateRule",
            "DT01",
            "The settlement date is missing.",
            body -> inNeither(body, "IntrBkSttlmDt")));
  }

  private static List<Rule> exchange(String prefix, String settlement, String instructed) {
    return List.of(
        rule(
            prefix + "AndExchangeRate1Rule",
            "CH21",
            "Two currencies need an exchange rate.",
            body ->
                transaction(body).has(instructed)
                        && !sameCurrency(transaction(body), settlement, instructed)
                    ? firstMissing(transaction(body), "XchgRate")
                    : null),
        rule(
            prefix + "AndExchangeRate2Rule",
            "CH17",
            "One currency needs no exchange rate.",
            body ->
                sameCurrency(transaction(body), settlement, instructed)
                    ? first(transaction(body), "XchgRate")
                    : null),
        rule(
            prefix + "AndExchangeRate3Rule",
            "CH17",
            "An exchange rate needs an amount in another currency.",
            body ->
                transaction(body).has(instructed) ? null : first(transaction(body), "XchgRate")),
        rule(
            prefix + "AboveZero",
            "AM01",
            "The instructed amount is zero.",
            body ->
                transaction(body).has(instructed)
                        && amount(transaction(body), instructed).signum() <= 0
                    ? transaction(body).path(instructed)
                    : null),
        rule(
            "ExchangeRateAboveZero",
            "CH16",
            "The exchange rate is not above zero.",
            body ->
                transaction(body).has("XchgRate")
                        && amount(transaction(body), "XchgRate").signum() <= 0
                    ? transaction(body).path("XchgRate")
                    : null));
  }

  private static Element transaction(Element body) {
    Element transaction = body.child("CdtTrfTxInf");
    return transaction != null ? transaction : body.get("TxInf");
  }

  private static Element settlement(Element body) {
    return body.get("GrpHdr/SttlmInf");
  }

  private static boolean method(Element body, String... methods) {
    return List.of(methods).contains(settlement(body).get("SttlmMtd").text());
  }

  private static BigDecimal amount(Element element, String path) {
    return new BigDecimal(DataType.collapsed(element.get(path).text()));
  }

  private static boolean sameCurrency(Element transaction, String one, String other) {
    Element first = transaction.at(one);
    Element second = transaction.at(other);
    return first != null
        && second != null
        && Objects.equals(first.attributes.get("Ccy"), second.attributes.get("Ccy"));
  }

  private static @Nullable String differs(@Nullable Element amount, Element expected) {
    if (amount == null) return null;
    if (!Objects.equals(amount.attributes.get("Ccy"), expected.attributes.get("Ccy")))
      return amount.path("@Ccy");
    BigDecimal left = new BigDecimal(DataType.collapsed(amount.text()));
    BigDecimal right = new BigDecimal(DataType.collapsed(expected.text()));
    return left.compareTo(right) == 0 ? null : amount.path();
  }

  private static @Nullable String first(Element parent, String... names) {
    for (String name : names) {
      Element child = parent.child(name);
      if (child != null) return child.path();
    }
    return null;
  }

  private static @Nullable String firstMissing(Element parent, String... names) {
    for (String name : names) if (!parent.has(name)) return parent.path(name);
    return null;
  }

  private static @Nullable String second(Element parent, String name) {
    List<Element> all = parent.all(name);
    return all.size() > 1 ? all.get(1).path() : null;
  }

  private static @Nullable String secondCancellation(Element body) {
    String second = second(body, "CxlDtls");
    return second != null ? second : second(body.get("CxlDtls"), "TxInfAndSts");
  }

  private static @Nullable String inBoth(Element body, String name) {
    Element transaction = Messages.transaction(body);
    return transaction != null && body.has("GrpHdr/" + name) ? first(transaction, name) : null;
  }

  private static @Nullable String inNeither(Element body, String name) {
    if (body.has("GrpHdr/" + name)) return null;
    Element transaction = Messages.transaction(body);
    return transaction == null ? body.path("GrpHdr/" + name) : firstMissing(transaction, name);
  }

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

  private static @Nullable String accountWithoutAgent(Element parent, List<String> agents) {
    for (String agent : agents)
      if (parent.has(agent + "Acct") && !parent.has(agent)) return parent.path(agent);
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

  private static @Nullable String withoutOriginalId(Element transaction) {
    return ORIGINAL_IDS.stream().anyMatch(transaction::has) ? null : transaction.path("OrgnlUETR");
  }

  private static @Nullable String narrativeMissing(Element transaction, String reasons) {
    for (Element reason : transaction.all(reasons)) {
      if ("NARR".equals(reason.textAt("Rsn/Cd")) && !reason.has("AddtlInf"))
        return reason.path("AddtlInf");
    }
    return null;
  }

  private static @Nullable String misleadingScheme(Element element) {
    if (element.name.equals("ClrSysMmbId")) {
      Element proprietary = element.at("ClrSysId/Prtry");
      Element code = element.at("ClrSysId/Cd");
      for (Element scheme : Stream.of(proprietary, code).filter(Objects::nonNull).toList()) {
        if (AgentId.isReserved(scheme.text())) return scheme.path();
      }
    }
    for (Element child : element.children) {
      String breach = misleadingScheme(child);
      if (breach != null) return breach;
    }
    return null;
  }

  private static Rule rule(
      String name, String reasonCode, String sentence, Function<Element, @Nullable String> breach) {
    return new Rule(name, reasonCode, sentence, breach);
  }

  @SafeVarargs
  private static List<Rule> all(List<Rule>... groups) {
    return Stream.of(groups).flatMap(List::stream).toList();
  }
}
