package org.rahdari.iso20022;

import static org.rahdari.iso20022.PublishedRules.AGENT_SCHEME;
import static org.rahdari.iso20022.PublishedRules.firstMissing;
import static org.rahdari.iso20022.PublishedRules.narrativeMissing;
import static org.rahdari.iso20022.PublishedRules.rule;
import static org.rahdari.iso20022.PublishedRules.second;
import static org.rahdari.iso20022.PublishedRules.withoutOriginalId;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.iso20022.PublishedRules.Rule;

/** What a camt.029 must keep between its elements. */
final class ResolutionRules {
  private ResolutionRules() {}

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
              ResolutionRules::secondCancellation),
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

  private static @Nullable String secondCancellation(Element body) {
    String second = second(body, "CxlDtls");
    return second != null ? second : second(body.get("CxlDtls"), "TxInfAndSts");
  }
}
