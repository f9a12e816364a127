package org.rahdari.iso20022;

import org.jspecify.annotations.Nullable;

/**
 * Which ISO ExternalStatusReason1Code tells the sender most precisely what kind of thing is wrong.
 */
final class ReasonCodes {
  private ReasonCodes() {}

  /** CH16 content is incorrect. */
  static String ofMalformed(Element element, DataType type) {
    return switch (type.name()) {
      case "BICFIDec2014Identifier" -> byAgent(element, "RC06", "RC07", "RC05");
      case "IBAN2007Identifier" -> byAccount(element);
      case "ActiveCurrencyAndAmount", "ActiveOrHistoricCurrencyAndAmount" -> "AM12";
      case "ActiveOrHistoricCurrencyCode" -> "AC09";
      case "CountryCode" -> "BE09";
      case "ISODate" -> "DT01";
      case "ISODateTime" -> element.name.equals("CreDtTm") ? "DT02" : "DT01";
      default ->
          switch (element.name) {
            case "NbOfTxs" -> "AM19";
            case "CtrlSum" -> "AM16";
            case "EndToEndId" -> "FF08";
            case "ChrgBr" -> "BE19";
            case "MmbId" -> byAgent(element, "RC09", "RC10", "RC08");
            default -> "CH16";
          };
    };
  }

  /** CH21 mandatory element is missing. */
  static String ofMissing(Element parent, String name) {
    return switch (name) {
      case "DbtrAgt" -> "RC03";
      case "CdtrAgt" -> "RC04";
      case "EndToEndId" -> "FF08";
      case "NbOfTxs" -> "AM19";
      case "IntrBkSttlmAmt", "RtrdIntrBkSttlmAmt" -> "AM12";
      default -> "CH21";
    };
  }

  private static String byAgent(Element element, String debtor, String creditor, String other) {
    return switch (holder(element, "Agt")) {
      case "DbtrAgt" -> debtor;
      case "CdtrAgt" -> creditor;
      default -> other;
    };
  }

  private static String byAccount(Element element) {
    return switch (holder(element, "Acct")) {
      case "DbtrAcct" -> "AC02";
      case "CdtrAcct" -> "AC03";
      default -> "AC01";
    };
  }

  private static String holder(Element element, String suffix) {
    for (@Nullable Element above = element; above != null; above = above.parent()) {
      if (above.name.endsWith(suffix)) return above.name;
    }
    return "";
  }
}
