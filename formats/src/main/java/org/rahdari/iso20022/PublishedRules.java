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

  static final List<Rule> SETTLEMENT_INFORMATION =
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

  static final List<Rule> AGENTS =
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
  static final Rule AGENT_SCHEME =
      rule(
          "AgentScheme",
          "RC08",
          "A clearing system may not be named like another kind of identifier, nor hold a colon.",
          PublishedRules::misleadingScheme);

  static final Rule AGENT_IDENTIFICATION =
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

  static List<Rule> oneTransaction(String name) {
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

  static List<Rule> settlementDate() {
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

  static List<Rule> exchange(String prefix, String settlement, String instructed) {
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

  static Element transaction(Element body) {
    Element transaction = body.child("CdtTrfTxInf");
    return transaction != null ? transaction : body.get("TxInf");
  }

  static Element settlement(Element body) {
    return body.get("GrpHdr/SttlmInf");
  }

  static boolean method(Element body, String... methods) {
    return List.of(methods).contains(settlement(body).get("SttlmMtd").text());
  }

  static BigDecimal amount(Element element, String path) {
    return new BigDecimal(DataType.collapsed(element.get(path).text()));
  }

  static boolean sameCurrency(Element transaction, String one, String other) {
    Element first = transaction.at(one);
    Element second = transaction.at(other);
    return first != null
        && second != null
        && Objects.equals(first.attributes.get("Ccy"), second.attributes.get("Ccy"));
  }

  static @Nullable String differs(@Nullable Element amount, Element expected) {
    if (amount == null) return null;
    if (!Objects.equals(amount.attributes.get("Ccy"), expected.attributes.get("Ccy")))
      return amount.path("@Ccy");
    BigDecimal left = new BigDecimal(DataType.collapsed(amount.text()));
    BigDecimal right = new BigDecimal(DataType.collapsed(expected.text()));
    return left.compareTo(right) == 0 ? null : amount.path();
  }

  static @Nullable String first(Element parent, String... names) {
    for (String name : names) {
      Element child = parent.child(name);
      if (child != null) return child.path();
    }
    return null;
  }

  static @Nullable String firstMissing(Element parent, String... names) {
    for (String name : names) if (!parent.has(name)) return parent.path(name);
    return null;
  }

  static @Nullable String second(Element parent, String name) {
    List<Element> all = parent.all(name);
    return all.size() > 1 ? all.get(1).path() : null;
  }

  static @Nullable String inBoth(Element body, String name) {
    Element transaction = Messages.transaction(body);
    return transaction != null && body.has("GrpHdr/" + name) ? first(transaction, name) : null;
  }

  static @Nullable String inNeither(Element body, String name) {
    if (body.has("GrpHdr/" + name)) return null;
    Element transaction = Messages.transaction(body);
    return transaction == null ? body.path("GrpHdr/" + name) : firstMissing(transaction, name);
  }

  static @Nullable String accountWithoutAgent(Element parent, List<String> agents) {
    for (String agent : agents)
      if (parent.has(agent + "Acct") && !parent.has(agent)) return parent.path(agent);
    return null;
  }

  static @Nullable String withoutOriginalId(Element transaction) {
    return ORIGINAL_IDS.stream().anyMatch(transaction::has) ? null : transaction.path("OrgnlUETR");
  }

  static @Nullable String narrativeMissing(Element transaction, String reasons) {
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

  static Rule rule(
      String name, String reasonCode, String sentence, Function<Element, @Nullable String> breach) {
    return new Rule(name, reasonCode, sentence, breach);
  }

  @SafeVarargs
  static List<Rule> all(List<Rule>... groups) {
    return Stream.of(groups).flatMap(List::stream).toList();
  }
}
