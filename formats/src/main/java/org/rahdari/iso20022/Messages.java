package org.rahdari.iso20022;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From a valid tree to our records. Each method takes the message's body: the one child of
 * Document.
 */
final class Messages {
  private Messages() {}

  static CustomerCreditTransfer creditTransfer(String messageName, Element body) {
    Element transaction = body.get("CdtTrfTxInf");
    return new CustomerCreditTransfer(
        messageName,
        body.get("GrpHdr/MsgId").text(),
        createdAt(body.get("GrpHdr/CreDtTm")),
        body.get("GrpHdr/SttlmInf/SttlmMtd").text(),
        agent(body, "InstgAgt"),
        agent(body, "InstdAgt"),
        paymentIds(transaction),
        amount(transaction.get("IntrBkSttlmAmt")),
        settlementDate(body, transaction),
        amountIfAny(transaction, "InstdAmt"),
        rateIfAny(transaction),
        transaction.get("ChrgBr").text(),
        party(transaction, "Dbtr"),
        agentIds(transaction.get("DbtrAgt")),
        agentIds(transaction.get("CdtrAgt")),
        party(transaction, "Cdtr"),
        codeOrProprietary(transaction.at("Purp")));
  }

  static PaymentReturn paymentReturn(String messageName, Element body) {
    Element transaction = body.get("TxInf");
    Element reason = transaction.at("RtrRsnInf");
    return new PaymentReturn(
        messageName,
        body.get("GrpHdr/MsgId").text(),
        createdAt(body.get("GrpHdr/CreDtTm")),
        agent(body, "InstgAgt"),
        agent(body, "InstdAgt"),
        transaction.textAt("RtrId"),
        original(firstOf(transaction.at("OrgnlGrpInf"), body.at("OrgnlGrpInf")), transaction),
        amount(transaction.get("RtrdIntrBkSttlmAmt")),
        settlementDate(body, transaction),
        amountIfAny(transaction, "RtrdInstdAmt"),
        rateIfAny(transaction),
        transaction.textAt("ChrgBr"),
        reason(reason != null && reason.has("Rsn") ? reason : body.get("OrgnlGrpInf/RtrRsnInf")));
  }

  static StatusRequest statusRequest(String messageName, Element body) {
    Element transaction = body.at("TxInf");
    return new StatusRequest(
        messageName,
        body.get("GrpHdr/MsgId").text(),
        createdAt(body.get("GrpHdr/CreDtTm")),
        agent(body, "InstgAgt"),
        agent(body, "InstdAgt"),
        body.textAt("TxInf/StsReqId"),
        original(firstOf(body.at("TxInf/OrgnlGrpInf"), body.at("OrgnlGrpInf")), transaction));
  }

  static StatusReport statusReport(String messageName, Element body) {
    Element transaction = body.at("TxInfAndSts");
    Element status = status(body);
    String accepted = body.textAt("TxInfAndSts/AccptncDtTm");
    return new StatusReport(
        messageName,
        body.get("GrpHdr/MsgId").text(),
        createdAt(body.get("GrpHdr/CreDtTm")),
        agent(body, "InstgAgt"),
        agent(body, "InstdAgt"),
        original(
            firstOf(body.at("TxInfAndSts/OrgnlGrpInf"), body.at("OrgnlGrpInfAndSts")), transaction),
        statusCode(status),
        status.all("StsRsnInf").stream().map(Messages::reason).toList(),
        accepted == null ? null : DataType.collapsed(accepted));
  }

  static Resolution resolution(String messageName, Element body) {
    Element transaction = body.at("CxlDtls/TxInfAndSts");
    Element group = body.at("CxlDtls/OrgnlGrpInfAndSts");
    Element details = firstOf(transaction, group);
    return new Resolution(
        messageName,
        body.get("Assgnmt/Id").text(),
        createdAt(body.get("Assgnmt/CreDtTm")),
        partyIds(body.get("Assgnmt/Assgnr")),
        partyIds(body.get("Assgnmt/Assgne")),
        body.textAt("RslvdCase/Id"),
        body.get("Sts/Conf").text(),
        original(firstOf(body.at("CxlDtls/TxInfAndSts/OrgnlGrpInf"), group), transaction),
        details == null
            ? List.of()
            : details.all("CxlStsRsnInf").stream().map(Messages::reason).toList());
  }

  /** The one transaction of any of our messages, unless it speaks of a whole group. */
  static @Nullable Element transaction(Element body) {
    for (String name : List.of("CdtTrfTxInf", "TxInf", "TxInfAndSts")) {
      Element transaction = body.child(name);
      if (transaction != null) return transaction;
    }
    return body.at("CxlDtls/TxInfAndSts");
  }

  /** Where a status report carries the status: in its transaction, else in its group. */
  static Element status(Element body) {
    return body.has("TxInfAndSts/TxSts") || !body.has("OrgnlGrpInfAndSts")
        ? body.get("TxInfAndSts")
        : body.get("OrgnlGrpInfAndSts");
  }

  static String statusCode(Element status) {
    return status.get(status.name.equals("TxInfAndSts") ? "TxSts" : "GrpSts").text();
  }

  static @Nullable Element agentElement(Element body, String name) {
    Element transaction = transaction(body);
    Element inTransaction = transaction == null ? null : transaction.at(name);
    return firstOf(inTransaction, body.at("GrpHdr/" + name));
  }

  static List<AgentId> agent(Element body, String name) {
    Element agent = agentElement(body, name);
    return agent == null ? List.of() : agentIds(agent);
  }

  /** All identifiers of an agent (ISO {@code FinInstnId}), in the message's order. */
  static List<AgentId> agentIds(Element agent) {
    Element institution = agent.at("FinInstnId");
    if (institution == null) return List.of();
    List<AgentId> ids = new ArrayList<>();
    for (Element child : institution.children) {
      switch (child.name) {
        case "BICFI" -> ids.add(new AgentId(AgentId.BICFI, child.text()));
        case "LEI" -> ids.add(new AgentId(AgentId.LEI, child.text()));
        case "ClrSysMmbId" -> addMember(ids, child);
        case "Othr" -> addIfAny(ids, AgentId.OTHR, child.textAt("Id"));
        default -> {} // name and address identify nobody exactly
      }
    }
    return List.copyOf(ids);
  }

  /** An assigner or assignee: an agent, or an institution named as an organisation. */
  static List<AgentId> partyIds(Element agentOrParty) {
    Element agent = agentOrParty.at("Agt");
    if (agent != null) return agentIds(agent);
    List<AgentId> ids = new ArrayList<>();
    addIfAny(ids, AgentId.BICFI, agentOrParty.textAt("Pty/Id/OrgId/AnyBIC"));
    addIfAny(ids, AgentId.LEI, agentOrParty.textAt("Pty/Id/OrgId/LEI"));
    return List.copyOf(ids);
  }

  /**
   * Not one whose clearing system is named to pass for a BIC (rule AgentScheme): not even in a
   * refusal.
   */
  private static void addMember(List<AgentId> ids, Element member) {
    String scheme = codeOrProprietary(member.at("ClrSysId"));
    if (scheme != null && AgentId.isReserved(scheme)) return;
    addIfAny(ids, scheme == null ? AgentId.MMBID : scheme, member.textAt("MmbId"));
  }

  private static void addIfAny(List<AgentId> ids, String scheme, @Nullable String value) {
    if (value != null) ids.add(new AgentId(scheme, value));
  }

  private static PaymentIds paymentIds(Element transaction) {
    return new PaymentIds(
        transaction.textAt("PmtId/InstrId"),
        transaction.textAt("PmtId/EndToEndId"),
        transaction.textAt("PmtId/TxId"),
        transaction.textAt("PmtId/UETR"));
  }

  private static OriginalReference original(
      @Nullable Element group, @Nullable Element transaction) {
    PaymentIds ids =
        transaction == null
            ? PaymentIds.NONE
            : new PaymentIds(
                transaction.textAt("OrgnlInstrId"),
                transaction.textAt("OrgnlEndToEndId"),
                transaction.textAt("OrgnlTxId"),
                transaction.textAt("OrgnlUETR"));
    if (group == null) return new OriginalReference(null, null, null, ids);
    Element created = group.at("OrgnlCreDtTm");
    return new OriginalReference(
        group.textAt("OrgnlMsgId"),
        group.textAt("OrgnlMsgNmId"),
        created == null ? null : createdAt(created),
        ids);
  }

  private static Reason reason(Element information) {
    String code = information.textAt("Rsn/Cd");
    String proprietary = information.textAt("Rsn/Prtry");
    List<String> lines = information.all("AddtlInf").stream().map(Element::text).toList();
    return new Reason(code != null ? code : proprietary, proprietary != null, lines);
  }

  private static Party party(Element transaction, String name) {
    return new Party(transaction.textAt(name + "/Nm"), account(transaction.at(name + "Acct/Id")));
  }

  private static @Nullable AccountId account(@Nullable Element id) {
    if (id == null) return null;
    String iban = id.textAt("IBAN");
    return iban != null ? AccountId.iban(iban) : AccountId.other(id.get("Othr/Id").text());
  }

  private static Amount amount(Element element) {
    String currency = element.attributes.getOrDefault("Ccy", "");
    BigDecimal major = new BigDecimal(DataType.collapsed(element.text()));
    return new Amount(
        currency, major.movePointRight(Iso4217.minorDigits(currency)).longValueExact());
  }

  private static @Nullable Amount amountIfAny(Element transaction, String name) {
    Element element = transaction.at(name);
    return element == null ? null : amount(element);
  }

  private static @Nullable BigDecimal rateIfAny(Element transaction) {
    String rate = transaction.textAt("XchgRate");
    return rate == null ? null : new BigDecimal(DataType.collapsed(rate));
  }

  private static LocalDate settlementDate(Element body, Element transaction) {
    Element date = transaction.at("IntrBkSttlmDt");
    return LocalDate.parse(
        DataType.collapsed((date != null ? date : body.get("GrpHdr/IntrBkSttlmDt")).text()));
  }

  private static String createdAt(Element element) {
    return DataType.collapsed(element.text());
  }

  private static @Nullable String codeOrProprietary(@Nullable Element choice) {
    if (choice == null) return null;
    String code = choice.textAt("Cd");
    return code != null ? code : choice.textAt("Prtry");
  }

  private static @Nullable Element firstOf(@Nullable Element one, @Nullable Element other) {
    return one != null ? one : other;
  }
}
