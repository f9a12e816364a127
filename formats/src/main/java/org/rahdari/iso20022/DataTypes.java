package org.rahdari.iso20022;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which dictionary type a text element has. The model classes know only that it is a string, so
 * this table says the rest: by element name, or by {@code Type/Element} where one name has several
 * types. Source: the ISO 20022 message definition reports of the supported messages.
 */
final class DataTypes {
  private DataTypes() {}

  /** {@code Identifier} is Max35Text compared literally: no outer spaces, nothing invisible. */
  private static final Map<String, DataType> TABLE =
      table(
          """
          Identifier MsgId InstrId EndToEndId TxId OrgnlMsgId OrgnlInstrId OrgnlEndToEndId OrgnlTxId RtrId StsId
          Identifier StsReqId CxlStsId ModStsId OrgnlGrpCxlId OrgnlPmtInfCxlId OrgnlPmtInfId PmtInfId OrgnlMsgNmId
          Identifier MsgNmId ClrSysRef OrgnlClrSysRef AcctSvcrRef OrgnlStmtId MmbId Case5/Id CaseAssignment5/Id

          BICFIDec2014Identifier BICFI
          AnyBICDec2014Identifier AnyBIC
          LEIIdentifier LEI
          IBAN2007Identifier IBAN
          UUIDv4Identifier UETR OrgnlUETR
          CountryCode Ctry CtryOfBirth CtryOfRes
          ActiveOrHistoricCurrencyCode Ccy CcyOfTrf
          PhoneNumber PhneNb MobNb FaxNb

          Max15NumericText NbOfTxs OrgnlNbOfTxs DtldNbOfTxs
          Exact2NumericText TrckgDays OrgnlTrckgDays PtInTm
          Exact4AlphaNumericText GenericIdentification30/Id
          DecimalNumber CtrlSum OrgnlCtrlSum DtldCtrlSum CntPerPrd
          BaseOneRate XchgRate
          PercentageRate Rate
          Number SeqNb

          Max3Text ClearingSystemIdentification3Choice/Cd
          Max4Text Cd TxSts GrpSts DtldSts Conf ChanlTp DocumentAdjustment1/Rsn
          Max5Text ClearingSystemIdentification2Choice/Cd
          Max10Text StructuredRegulatoryReporting3/Cd
          Max16Text BldgNb PstBx PstCd
          Max34Text GenericAccountIdentification1/Id
          Max35Text LocalInstrument2Choice/Cd Prtry Issr SchmeNm BldgNm TwnNm TwnLctnNm DstrctNm CtrySubDvsn
          Max35Text BranchData3/Id GenericFinancialIdentification1/Id GenericIdentification3/Id TaxCharges2/Id
          Max35Text GenericOrganisationIdentification1/Id GenericPersonIdentification1/Id
          Max35Text MndtId OrgnlMndtId PrvcOfBirth CityOfBirth JobTitl Rspnsblty EmailPurp Titl
          Max35Text RmtId Nb Ref TaxId RegnId TaxTp AdmstnZone Mtd Tp Ctgy CtgyDtls DbtrSts CertId FrmsCd Inf
          Max70Text Dept SubDept StrtNm Flr Room AdrLine CashAccount38/Nm
          Max105Text AddtlInf
          Max128Text OtherContact1/Id
          Max140Text Nm Ustrd AddtlRmtInf InstrInf RefNb TaxRecord2/AddtlInf DocumentAdjustment1/AddtlInf
          Max350Text PlcAndNm
          Max1025Text MandateRelatedInformation14/ElctrncSgntr
          Max2048Text EmailAdr ElctrncAdr Desc ProxyAccountIdentification1/Id
          """);

  /**
   * How often a repeatable element may occur, where the message definition says less than without
   * end.
   */
  private static final Map<String, Integer> OCCURRENCES_MAX =
      Map.of("AdrLine", 7, "AddtlRmtInf", 3, "RgltryRptg", 10, "RltdRmtInf", 10, "Authstn", 2);

  static @Nullable DataType of(String type, String element) {
    DataType special = TABLE.get(type + "/" + element);
    return special != null ? special : TABLE.get(element);
  }

  static int occurrencesMax(String element) {
    return OCCURRENCES_MAX.getOrDefault(element, Integer.MAX_VALUE);
  }

  private static Map<String, DataType> table(String lines) {
    Map<String, DataType> table = new HashMap<>();
    for (String line : lines.lines().filter(l -> !l.isBlank()).toList()) {
      String[] words = line.split(" ");
      DataType type = DataType.named(words[0]);
      for (int i = 1; i < words.length; i++) table.put(words[i], type);
    }
    return Map.copyOf(table);
  }
}
