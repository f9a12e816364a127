package org.rahdari.iso20022;

import com.prowidesoftware.swift.model.mx.dic.FIToFICustomerCreditTransferV08;
import com.prowidesoftware.swift.model.mx.dic.FIToFIPaymentStatusReportV10;
import com.prowidesoftware.swift.model.mx.dic.FIToFIPaymentStatusRequestV03;
import com.prowidesoftware.swift.model.mx.dic.PaymentReturnV09;
import com.prowidesoftware.swift.model.mx.dic.PaymentReturnV10;
import com.prowidesoftware.swift.model.mx.dic.ResolutionOfInvestigationV09;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The messages that we support: versions as CBPR+ and Fedwire use them. */
enum MessageKind {
  PACS_008_08(
      "pacs.008.001.08",
      "FIToFICstmrCdtTrf",
      FIToFICustomerCreditTransferV08.class,
      CreditTransferRules.CREDIT_TRANSFER,
      Messages::creditTransfer),
  PACS_002_10(
      "pacs.002.001.10",
      "FIToFIPmtStsRpt",
      FIToFIPaymentStatusReportV10.class,
      StatusRules.STATUS_REPORT,
      Messages::statusReport),
  PACS_004_09(
      "pacs.004.001.09",
      "PmtRtr",
      PaymentReturnV09.class,
      PaymentReturnRules.PAYMENT_RETURN,
      Messages::paymentReturn),
  PACS_004_10(
      "pacs.004.001.10",
      "PmtRtr",
      PaymentReturnV10.class,
      PaymentReturnRules.PAYMENT_RETURN,
      Messages::paymentReturn),
  PACS_028_03(
      "pacs.028.001.03",
      "FIToFIPmtStsReq",
      FIToFIPaymentStatusRequestV03.class,
      StatusRules.STATUS_REQUEST,
      Messages::statusRequest),
  CAMT_029_09(
      "camt.029.001.09",
      "RsltnOfInvstgtn",
      ResolutionOfInvestigationV09.class,
      ResolutionRules.RESOLUTION,
      Messages::resolution);

  final String messageName;
  final String bodyName;
  final Class<?> model;
  final List<PublishedRules.Rule> rules;
  final BiFunction<String, Element, Message> toMessage;

  MessageKind(
      String messageName,
      String bodyName,
      Class<?> model,
      List<PublishedRules.Rule> rules,
      BiFunction<String, Element, Message> toMessage) {
    this.messageName = messageName;
    this.bodyName = bodyName;
    this.model = model;
    this.rules = rules;
    this.toMessage = toMessage;
  }

  static @Nullable MessageKind named(String messageName) {
    for (MessageKind kind : values()) if (kind.messageName.equals(messageName)) return kind;
    return null;
  }
}
