package org.rahdari.iso20022;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A good message, one small edit (a regular expression and what replaces it), and what we must say
 * about it.
 */
final class BrokenVariantsTest {
  private static final String HEADER = "/Document/FIToFICstmrCdtTrf/GrpHdr";
  private static final String TX = "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf";

  static Stream<Arguments> domestic() {
    return Stream.of(
        // structure
        broken("<MsgId>.*</MsgId>", "", HEADER + "/MsgId", "RequiredElement", "CH21"),
        broken(
            "(?s)<GrpHdr>.*</GrpHdr>",
            "",
            "/Document/FIToFICstmrCdtTrf/GrpHdr",
            "RequiredElement",
            "CH21"),
        broken("<ChrgBr>.*</ChrgBr>", "", TX + "/ChrgBr", "RequiredElement", "CH21"),
        broken(
            "<EndToEndId>.*</EndToEndId>", "", TX + "/PmtId/EndToEndId", "RequiredElement", "FF08"),
        broken("(?s)<CdtrAgt>.*</CdtrAgt>", "", TX + "/CdtrAgt", "RequiredElement", "RC04"),
        broken("(?s)<DbtrAgt>.*</DbtrAgt>", "", TX + "/DbtrAgt", "RequiredElement", "RC03"),
        broken("(?s)<Dbtr>.*</Dbtr>", "", TX + "/Dbtr", "RequiredElement", "CH21"),
        broken("(?s)<CdtTrfTxInf>.*</CdtTrfTxInf>", "", TX, "RequiredElement", "CH21"),
        broken(
            "<IntrBkSttlmAmt.*</IntrBkSttlmAmt>",
            "",
            TX + "/IntrBkSttlmAmt",
            "RequiredElement",
            "AM12"),
        broken(
            "(<MsgId>.*</MsgId>)\\s*(<CreDtTm>.*</CreDtTm>)",
            "$2$1",
            HEADER + "/MsgId",
            "ElementOrder",
            "FF01"),
        broken("(<ChrgBr>.*</ChrgBr>)", "", TX + "/ChrgBr", "RequiredElement", "CH21"),
        broken("(<NbOfTxs>1</NbOfTxs>)", "$1$1", HEADER + "/NbOfTxs[2]", "ElementRepeated", "CH17"),
        broken(
            "(<UETR>.*</UETR>)", "$1<Mystery/>", TX + "/PmtId/Mystery", "UnknownElement", "CH17"),
        broken(
            "<UETR>", "<UETR xmlns=\"urn:other\">", TX + "/PmtId/UETR", "UnknownElement", "CH17"),
        broken(
            "<GrpHdr>", "<GrpHdr colour=\"red\">", HEADER + "/@colour", "UnknownAttribute", "CH17"),
        broken("<Dbtr>", "<Dbtr xsi:nil=\"true\">", TX + "/Dbtr/@nil", "UnknownAttribute", "CH17"),
        broken("<GrpHdr>", "<GrpHdr>loose words", HEADER, "NoTextHere", "FF01"),
        broken("<MsgId>", "<MsgId><B/>", HEADER + "/MsgId/B", "UnknownElement", "CH17"),
        broken(
            "<Cd>FDW</Cd>",
            "<Cd>FDW</Cd><Prtry>X</Prtry>",
            HEADER + "/SttlmInf/ClrSys/Prtry",
            "ChoiceOfOne",
            "CH17"),
        broken(
            "<Cd>FDW</Cd>",
            "<Cd>FDW</Cd><Cd>FDW</Cd>",
            HEADER + "/SttlmInf/ClrSys/Cd[2]",
            "ElementRepeated",
            "CH17"),
        broken("<Cd>FDW</Cd>", "", HEADER + "/SttlmInf/ClrSys", "ChoiceOfOne", "CH21"),
        broken(
            "(<Ctry>US</Ctry>)",
            "$1" + "<AdrLine>x</AdrLine>".repeat(8),
            TX + "/Dbtr/PstlAdr/AdrLine[8]",
            "ElementRepeated",
            "CH17"),
        broken("<ChrgBr>SLEV", "<ChrgBr>FREE", TX + "/ChrgBr", "ChargeBearerType1Code", "BE19"),
        broken(
            "<SttlmMtd>CLRG",
            "<SttlmMtd>clrg",
            HEADER + "/SttlmInf/SttlmMtd",
            "SettlementMethod1Code",
            "CH16"),
        broken(
            "(?s)FIToFICstmrCdtTrf>(.*)FIToFICstmrCdtTrf>",
            "FICdtTrf>$1FICdtTrf>",
            "/Document/FICdtTrf",
            "UnknownElement",
            "CH17"),
        // data types
        broken("<MsgId>.*</MsgId>", "<MsgId></MsgId>", HEADER + "/MsgId", "Max35Text", "CH16"),
        broken("<MsgId>.*</MsgId>", "<MsgId>   </MsgId>", HEADER + "/MsgId", "Max35Text", "CH16"),
        broken("<MsgId>", "<MsgId> ", HEADER + "/MsgId", "Max35Text", "CH16"),
        broken(
            "<MsgId>.*</MsgId>",
            "<MsgId>" + "M".repeat(36) + "</MsgId>",
            HEADER + "/MsgId",
            "Max35Text",
            "CH16"),
        broken("<MsgId>", "<MsgId>a\tb", HEADER + "/MsgId", "Max35Text", "CH16"),
        broken("<MsgId>", "<MsgId>a&#x85;b", HEADER + "/MsgId", "Max35Text", "CH16"),
        broken("<MsgId>", "<MsgId>a\u202Eb", HEADER + "/MsgId", "Max35Text", "CH16"),
        broken(
            "<Nm>Corporation A", "<Nm>Corporation\u0085A", TX + "/Dbtr/Nm", "Max140Text", "CH16"),
        broken(
            "8a562c67-ca16-48ba",
            "8A562C67-ca16-48ba",
            TX + "/PmtId/UETR",
            "UUIDv4Identifier",
            "CH16"),
        broken(
            "8a562c67-ca16-48ba",
            "8a562c67-ca16-18ba",
            TX + "/PmtId/UETR",
            "UUIDv4Identifier",
            "CH16"),
        broken(
            "2025-03-10T09:00:00-04:00",
            "2025-02-30T09:00:00-04:00",
            HEADER + "/CreDtTm",
            "ISODateTime",
            "DT02"),
        broken(
            "2025-03-10T09:00:00-04:00",
            "2025-03-10T09:60:00-04:00",
            HEADER + "/CreDtTm",
            "ISODateTime",
            "DT02"),
        broken(
            "2025-03-10T09:00:00-04:00", "2025-03-10", HEADER + "/CreDtTm", "ISODateTime", "DT02"),
        broken(
            "<IntrBkSttlmDt>2025-03-10",
            "<IntrBkSttlmDt>2025-02-29",
            TX + "/IntrBkSttlmDt",
            "ISODate",
            "DT01"),
        broken(
            "<IntrBkSttlmDt>2025-03-10",
            "<IntrBkSttlmDt>10/03/2025",
            TX + "/IntrBkSttlmDt",
            "ISODate",
            "DT01"),
        broken("<NbOfTxs>1", "<NbOfTxs>one", HEADER + "/NbOfTxs", "Max15NumericText", "AM19"),
        broken("<Ctry>US", "<Ctry>QQ", TX + "/Dbtr/PstlAdr/Ctry", "CountryCode", "BE09"),
        broken(
            "<IntrBkSttlmAmt Ccy=\"USD\"",
            "<IntrBkSttlmAmt Ccy=\"QQQ\"",
            TX + "/IntrBkSttlmAmt/@Ccy",
            "ActiveCurrencyCode",
            "AM11"),
        broken(
            "<IntrBkSttlmAmt Ccy=\"USD\"",
            "<IntrBkSttlmAmt Ccy=\"DEM\"",
            TX + "/IntrBkSttlmAmt/@Ccy",
            "ActiveCurrencyCode",
            "AM11"),
        broken(
            "<IntrBkSttlmAmt Ccy=\"USD\"",
            "<IntrBkSttlmAmt Ccy=\"XAU\"",
            TX + "/IntrBkSttlmAmt/@Ccy",
            "CurrencyAmount",
            "AM03"),
        broken(
            "<IntrBkSttlmAmt Ccy=\"USD\"",
            "<IntrBkSttlmAmt",
            TX + "/IntrBkSttlmAmt/@Ccy",
            "RequiredAttribute",
            "AM11"),
        broken(
            "<IntrBkSttlmAmt Ccy=\"USD\"",
            "<IntrBkSttlmAmt Ccy=\"USD\" x=\"1\"",
            TX + "/IntrBkSttlmAmt/@x",
            "UnknownAttribute",
            "CH17"),
        settlement("USD", "510000.741", "CurrencyAmount", "CH20"),
        settlement("JPY", "510000.0", "CurrencyAmount", "CH20"),
        settlement("BHD", "510000.7412", "CurrencyAmount", "CH20"),
        settlement("USD", "510000.741234", "ActiveCurrencyAndAmount", "AM12"),
        settlement("USD", "1234567890123456789", "ActiveCurrencyAndAmount", "AM12"),
        settlement("USD", "999999999999999999", "AmountLimit", "AM12"),
        settlement("USD", "9".repeat(100_000), "ActiveCurrencyAndAmount", "AM12"),
        settlement("USD", "-1.00", "ActiveCurrencyAndAmount", "AM12"),
        settlement("USD", "", "ActiveCurrencyAndAmount", "AM12"),
        settlement("USD", "  \n ", "ActiveCurrencyAndAmount", "AM12"),
        settlement("USD", "1 000", "ActiveCurrencyAndAmount", "AM12"),
        settlement("USD", "1,000.00", "ActiveCurrencyAndAmount", "AM12"),
        settlement("USD", "1E3", "ActiveCurrencyAndAmount", "AM12"),
        settlement("USD", "NaN", "ActiveCurrencyAndAmount", "AM12"),
        settlement("USD", "٥١٠", "ActiveCurrencyAndAmount", "AM12"),
        settlement("USD", "\u20031000.00", "ActiveCurrencyAndAmount", "AM12"),
        broken("<MsgId>", "<MsgId>\u00A0", HEADER + "/MsgId", "Max35Text", "CH16"),
        broken("<GrpHdr>", "<GrpHdr>\u2003", HEADER, "NoTextHere", "FF01"),
        // published rules
        settlement("USD", "0.00", "SettlementAmountAboveZero", "AM01"),
        settlement("USD", "0", "SettlementAmountAboveZero", "AM01"),
        broken("<NbOfTxs>1", "<NbOfTxs>2", HEADER + "/NbOfTxs", "NumberOfTransactionsRule", "AM19"),
        broken(
            "<NbOfTxs>1",
            "<NbOfTxs>000000000000000",
            HEADER + "/NbOfTxs",
            "NumberOfTransactionsRule",
            "AM19"),
        broken(
            "<NbOfTxs>1",
            "<NbOfTxs>999999999999999",
            HEADER + "/NbOfTxs",
            "NumberOfTransactionsRule",
            "AM19"),
        broken(
            "<NbOfTxs>1",
            "<NbOfTxs>4294967297",
            HEADER + "/NbOfTxs",
            "NumberOfTransactionsRule",
            "AM19"),
        broken(
            "(?s)(<CdtTrfTxInf>.*</CdtTrfTxInf>)",
            "$1$1",
            HEADER + "/NbOfTxs",
            "NumberOfTransactionsRule",
            "AM19"),
        broken(
            "(?s)<NbOfTxs>1(.*)(<CdtTrfTxInf>.*</CdtTrfTxInf>)",
            "<NbOfTxs>2$1$2$2",
            TX + "[2]",
            "OneTransaction",
            "AM19"),
        broken("<UETR>.*</UETR>", "", TX + "/PmtId/UETR", "UETRPresence", "CH21"),
        broken(
            "(?s)<InstgAgt>.*</InstgAgt>",
            "",
            TX + "/InstgAgt",
            "InstructingAgentPresence",
            "RC02"),
        broken(
            "(?s)<InstdAgt>.*</InstdAgt>", "", TX + "/InstdAgt", "InstructedAgentPresence", "RC02"),
        broken(
            "(?s)(</SttlmInf>)(.*)(<InstgAgt>.*?</InstgAgt>)",
            "$1$3$2$3",
            TX + "/InstgAgt",
            "GroupHeaderInstructingAgentRule",
            "CH17"),
        broken(
            "(?s)(<InstgAgt>\\s*<FinInstnId>).*?(</FinInstnId>)",
            "$1<Nm>B</Nm>$2",
            TX + "/InstgAgt/FinInstnId",
            "AgentIdentification",
            "RC02"),
        broken(
            "<Cd>USABA</Cd>",
            "<Prtry>BICFI</Prtry>",
            TX + "/InstgAgt/FinInstnId/ClrSysMmbId/ClrSysId/Prtry",
            "AgentScheme",
            "RC08"),
        broken(
            "(?s)(<CdtrAgt>\\s*<FinInstnId>).*?(</FinInstnId>)",
            "$1$2",
            TX + "/CdtrAgt/FinInstnId",
            "CreditorAgentIdentification",
            "RC04"),
        broken(
            "(?s)<Cdtr>.*?</Cdtr>", "<Cdtr/>", TX + "/Cdtr/Nm", "CreditorIdentification", "BE22"),
        broken(
            "<IntrBkSttlmDt>.*</IntrBkSttlmDt>",
            "",
            TX + "/IntrBkSttlmDt",
            "TransactionInterbankSettlementDateRule",
            "DT01"),
        broken(
            "<SttlmInf>",
            "<IntrBkSttlmDt>2025-03-10</IntrBkSttlmDt><SttlmInf>",
            TX + "/IntrBkSttlmDt",
            "GroupHeaderInterbankSettlementDateRule",
            "DT01"),
        broken(
            "<SttlmInf>",
            "<CtrlSum>1</CtrlSum><SttlmInf>",
            HEADER + "/CtrlSum",
            "ControlSumRule",
            "AM10"),
        broken(
            "(<InstdAmt Ccy=)\"USD\"",
            "$1\"EUR\"",
            TX + "/XchgRate",
            "InstructedAmountAndExchangeRate1Rule",
            "CH21"),
        broken(
            "(</InstdAmt>)",
            "$1<XchgRate>1.1</XchgRate>",
            TX + "/XchgRate",
            "InstructedAmountAndExchangeRate2Rule",
            "CH17"),
        broken(
            "<InstdAmt.*</InstdAmt>",
            "<XchgRate>1.1</XchgRate>",
            TX + "/XchgRate",
            "InstructedAmountAndExchangeRate3Rule",
            "CH17"),
        broken(
            "(<InstdAmt Ccy=\"USD\">).*<",
            "$1510000.73<",
            TX + "/InstdAmt",
            "InstructedAmountWithoutCharges",
            "AM09"),
        broken(
            "(</InstdAgt>)",
            "$1<IntrmyAgt2><FinInstnId><BICFI>NBPAPKKA</BICFI></FinInstnId></IntrmyAgt2>",
            TX + "/IntrmyAgt1",
            "IntermediaryAgentRule",
            "RC11"),
        broken(
            "(</InstdAgt>)",
            "$1<IntrmyAgt1Acct><Id><Othr><Id>1</Id></Othr></Id></IntrmyAgt1Acct>",
            TX + "/IntrmyAgt1",
            "AgentAccountRule",
            "CH21"),
        broken(
            "<SttlmMtd>CLRG",
            "<SttlmMtd>INGA",
            HEADER + "/SttlmInf/ClrSys",
            "SettlementMethodAgentRule",
            "CH17"),
        broken(
            "<SttlmMtd>CLRG",
            "<SttlmMtd>COVE",
            HEADER + "/SttlmInf/ClrSys",
            "SettlementMethodCoverRule",
            "CH17"),
        broken(
            "(?s)<SttlmMtd>CLRG</SttlmMtd>\\s*<ClrSys>.*</ClrSys>",
            "<SttlmMtd>COVE</SttlmMtd>",
            HEADER + "/SttlmInf/InstgRmbrsmntAgt",
            "SettlementMethodCoverAgentRule",
            "CH21"),
        broken(
            "(?s)(</SttlmInf>)(.*)(<InstdAgt>.*?</InstdAgt>)",
            "$1$3$2$3",
            TX + "/InstdAgt",
            "GroupHeaderInstructedAgentRule",
            "CH17"),
        broken(
            "(?s)(</SttlmInf>)(.*)(<PmtTpInf>.*?</PmtTpInf>)",
            "$1$3$2$3",
            TX + "/PmtTpInf",
            "PaymentTypeInformationRule",
            "CH17"),
        broken(
            "(?s)(<DbtrAgt>\\s*<FinInstnId>).*?(</FinInstnId>)",
            "$1$2",
            TX + "/DbtrAgt/FinInstnId",
            "DebtorAgentIdentification",
            "RC03"),
        broken(
            "<SttlmInf>",
            "<TtlIntrBkSttlmAmt Ccy=\"USD\">1</TtlIntrBkSttlmAmt><SttlmInf>",
            HEADER + "/TtlIntrBkSttlmAmt",
            "TotalInterbankSettlementAmountRule",
            "AM10"),
        broken(
            "<SttlmInf>",
            "<TtlIntrBkSttlmAmt Ccy=\"EUR\">510000.74</TtlIntrBkSttlmAmt><SttlmInf>",
            HEADER + "/TtlIntrBkSttlmAmt/@Ccy",
            "TotalInterbankSettlementAmountRule",
            "AM10"),
        broken(
            "<SttlmInf>",
            "<TtlIntrBkSttlmAmt Ccy=\"USD\">510000.740</TtlIntrBkSttlmAmt><SttlmInf>",
            HEADER + "/TtlIntrBkSttlmAmt",
            "CurrencyAmount",
            "CH20"),
        broken(
            "<SttlmInf>",
            "<TtlIntrBkSttlmAmt Ccy=\"USD\">510000.74</TtlIntrBkSttlmAmt><SttlmInf>",
            HEADER + "/IntrBkSttlmDt",
            "TotalInterbankSettlementAmountAndDateRule",
            "DT01"),
        broken(
            "(<InstdAmt Ccy=\"USD\">).*<",
            "$10<",
            TX + "/InstdAmt",
            "InstructedAmountAboveZero",
            "AM01"),
        broken(
            "(</InstdAmt>\\s*<ChrgBr>SLEV</ChrgBr>)",
            "$1<PrvsInstgAgt2><FinInstnId><BICFI>NBPAPKKA</BICFI></FinInstnId></PrvsInstgAgt2>",
            TX + "/PrvsInstgAgt1",
            "PreviousInstructingAgentRule",
            "RC11"),
        broken(
            "(?s)<SttlmMtd>CLRG</SttlmMtd>\\s*<ClrSys>.*</ClrSys>",
            "<SttlmMtd>COVE</SttlmMtd>" + reimbursement("Instg") + reimbursement("Thrd"),
            HEADER + "/SttlmInf/InstdRmbrsmntAgt",
            "ThirdReimbursementAgentRule",
            "CH21"),
        broken(
            "(?s)<SttlmMtd>CLRG</SttlmMtd>\\s*<ClrSys>.*</ClrSys>",
            "<SttlmMtd>COVE</SttlmMtd>"
                + reimbursement("Instg")
                + "<InstdRmbrsmntAgtAcct><Id><Othr><Id>1</Id></Othr></Id></InstdRmbrsmntAgtAcct>",
            HEADER + "/SttlmInf/InstdRmbrsmntAgt",
            "ReimbursementAgentAccountRule",
            "CH21"),
        // other versions
        broken(
            "pacs.008.001.08\" xmlns:xsi",
            "pacs.008.001.02\" xmlns:xsi",
            "/Document",
            "SupportedMessage",
            "FF01"));
  }

  static Stream<Arguments> crossBorder() {
    return Stream.of(
        broken(
            "RJHISARIXXX",
            "RJHISARIXX",
            TX + "/InstgAgt/FinInstnId/BICFI",
            "BICFIDec2014Identifier",
            "RC05"),
        broken(
            "<DbtrAgt><FinInstnId><BICFI>RJHISARI",
            "<DbtrAgt><FinInstnId><BICFI>rjhisari",
            TX + "/DbtrAgt/FinInstnId/BICFI",
            "BICFIDec2014Identifier",
            "RC06"),
        broken(
            "<CdtrAgt><FinInstnId><BICFI>HABBPKKA",
            "<CdtrAgt><FinInstnId><BICFI>HABBPKK",
            TX + "/CdtrAgt/FinInstnId/BICFI",
            "BICFIDec2014Identifier",
            "RC07"),
        broken(
            "5586006ZEFMZWDJEJT10",
            "5586006ZEFMZWDJEJT1",
            TX + "/InstgAgt/FinInstnId/LEI",
            "LEIIdentifier",
            "CH16"),
        broken("SA0380", "SA0480", TX + "/DbtrAcct/Id/IBAN", "IBAN2007Identifier", "AC02"),
        broken(
            "PK36SCBL0000001123456702",
            "PK36SCBL000000112345670",
            TX + "/CdtrAcct/Id/IBAN",
            "IBAN2007Identifier",
            "AC03"),
        broken("PK36SCBL", "PK36 SCBL ", TX + "/CdtrAcct/Id/IBAN", "IBAN2007Identifier", "AC03"),
        broken("PK36SCBL", "QQ36SCBL", TX + "/CdtrAcct/Id/IBAN", "IBAN2007Identifier", "AC03"),
        broken(
            "<XchgRate>.*</XchgRate>",
            "",
            TX + "/XchgRate",
            "InstructedAmountAndExchangeRate1Rule",
            "CH21"),
        broken(
            "74.3505</XchgRate>",
            "0</XchgRate>",
            TX + "/XchgRate",
            "ExchangeRateAboveZero",
            "CH16"),
        broken(
            "74.3505</XchgRate>",
            "1.12345678901</XchgRate>",
            TX + "/XchgRate",
            "BaseOneRate",
            "CH16"),
        broken(
            "<InstdAmt.*</XchgRate>|(?s)<InstdAmt.*</XchgRate>",
            "",
            TX + "/InstdAmt",
            "ChargesInformationAndInstructedAmountRule",
            "CH21"),
        broken("<Cd>PHOB", "<Cd>CHQB", TX + "/CdtrAcct", "ChequeInstructionRule", "CH17"),
        broken("<Cd>PHOB", "<Cd>SHOUT", TX + "/InstrForCdtrAgt/Cd", "Instruction3Code", "CH16"),
        broken("<Cd>FAMI", "<Cd>FAMILY", TX + "/Purp/Cd", "Max4Text", "CH16"),
        broken("<Ustrd>", "<Ustrd>" + "x".repeat(140), TX + "/RmtInf/Ustrd", "Max140Text", "CH16"),
        broken("<Nm>A. Worker</Nm>", "", TX + "/Dbtr/Nm", "DebtorIdentification", "BE08"),
        broken(
            "<SttlmMtd>INDA",
            "<SttlmMtd>CLRG",
            HEADER + "/SttlmInf/SttlmAcct",
            "SettlementMethodClearingRule",
            "CH17"),
        broken(
            "IntrmyAgt1>(.*)IntrmyAgt1>",
            "PrvsInstgAgt2>$1PrvsInstgAgt2>",
            TX + "/PrvsInstgAgt2",
            "ElementOrder",
            "FF01"));
  }

  static Stream<Arguments> others() {
    String pmtRtr = "/Document/PmtRtr/TxInf";
    String request = "/Document/FIToFIPmtStsReq/TxInf";
    String report = "/Document/FIToFIPmtStsRpt/TxInfAndSts";
    String resolution = "/Document/RsltnOfInvstgtn";
    return Stream.of(
        of(
            Samples.RETURN,
            "(?s)(<TxInf>.*?)(<OrgnlGrpInf>.*?</OrgnlGrpInf>)",
            "$2$1$2",
            pmtRtr + "/OrgnlGrpInf",
            "OriginalGroupInformationRule"),
        of(
            Samples.RETURN,
            "<SttlmInf>",
            "<CtrlSum>7</CtrlSum><SttlmInf>",
            "/Document/PmtRtr/GrpHdr/CtrlSum",
            "ControlSumRule"),
        of(
            Samples.RETURN,
            "<SttlmInf>",
            "<TtlRtrdIntrBkSttlmAmt Ccy=\"USD\">7</TtlRtrdIntrBkSttlmAmt><SttlmInf>",
            "/Document/PmtRtr/GrpHdr/TtlRtrdIntrBkSttlmAmt",
            "TotalReturnedInterbankSettlementAmountRule"),
        of(
            Samples.RETURN,
            "(</RtrdInstdAmt>)",
            "$1<XchgRate>2</XchgRate>",
            pmtRtr + "/XchgRate",
            "ReturnedInstructedAmountAndExchangeRate2Rule"),
        of(
            Samples.RETURN,
            "<RtrdInstdAmt.*</RtrdInstdAmt>",
            "<XchgRate>2</XchgRate>",
            pmtRtr + "/XchgRate",
            "ReturnedInstructedAmountAndExchangeRate3Rule"),
        of(
            Samples.RETURN,
            "(<RtrdInstdAmt Ccy=\"USD\">).*<",
            "$10<",
            pmtRtr + "/RtrdInstdAmt",
            "ReturnedInstructedAmountAboveZero"),
        of(
            Samples.REQUEST,
            "(?s)<TxInf>.*?(<OrgnlGrpInf>.*?</OrgnlGrpInf>).*</TxInf>",
            "$1$1",
            "/Document/FIToFIPmtStsReq/OrgnlGrpInf[2]",
            "OneOriginalMessage"),
        of(
            Samples.REPORT,
            "<Prtry>E433</Prtry>(\\s*</Rsn>)\\s*<AddtlInf>.*</AddtlInf>",
            "<Cd>NARR</Cd>$1",
            report + "/StsRsnInf/AddtlInf",
            "StatusReasonRule"),
        of(
            Samples.RESOLUTION,
            "(?s)(<Assgnr>.*?<FinInstnId>).*?(</FinInstnId>)",
            "$1$2",
            resolution + "/Assgnmt/Assgnr",
            "AssignerIdentification"),
        of(
            Samples.RESOLUTION,
            "(?s)(<Assgne>.*?<FinInstnId>).*?(</FinInstnId>)",
            "$1$2",
            resolution + "/Assgnmt/Assgne",
            "AssigneeIdentification"),
        of(
            Samples.RESOLUTION,
            "(?s)<OrgnlInstrId>.*</OrgnlUETR>",
            "",
            resolution + "/CxlDtls/TxInfAndSts/OrgnlUETR",
            "OriginalTransactionPresence"),
        of(
            Samples.RETURN,
            "(<RtrdIntrBkSttlmAmt Ccy=\"USD\">).*<",
            "$10<",
            pmtRtr + "/RtrdIntrBkSttlmAmt",
            "ReturnedAmountAboveZero"),
        of(
            Samples.RETURN,
            "(?s)<RtrRsnInf>.*</RtrRsnInf>",
            "",
            pmtRtr + "/RtrRsnInf/Rsn",
            "ReturnReasonPresence"),
        of(
            Samples.RETURN,
            "(?s)<OrgnlGrpInf>.*</OrgnlGrpInf>",
            "",
            pmtRtr + "/OrgnlGrpInf",
            "OriginalMessagePresence"),
        of(
            Samples.RETURN,
            "(?s)<OrgnlInstrId>.*</OrgnlUETR>",
            "",
            pmtRtr + "/OrgnlUETR",
            "OriginalTransactionPresence"),
        of(
            Samples.RETURN,
            "(?s)<TxInf>.*</TxInf>",
            "",
            "/Document/PmtRtr/GrpHdr/NbOfTxs",
            "NumberOfTransactionsRule"),
        of(
            Samples.RETURN,
            "(?s)<NbOfTxs>1(.*)<TxInf>.*</TxInf>",
            "<NbOfTxs>0$1",
            pmtRtr,
            "OneTransaction"),
        of(
            Samples.RETURN,
            "<SttlmInf>",
            "<GrpRtr>true</GrpRtr><SttlmInf>",
            "/Document/PmtRtr/GrpHdr/GrpRtr",
            "GroupReturnRule"),
        of(
            Samples.RETURN,
            "(<RtrdInstdAmt Ccy=)\"USD\"",
            "$1\"EUR\"",
            pmtRtr + "/XchgRate",
            "ReturnedInstructedAmountAndExchangeRate1Rule"),
        of(
            Samples.RETURN,
            "(?s)<Cd>DUPL</Cd>(.*?)<AddtlInf>.*</AddtlInf>",
            "<Cd>NARR</Cd>$1",
            pmtRtr + "/RtrRsnInf/AddtlInf",
            "ReturnReasonRule"),
        of(
            Samples.REQUEST,
            "(?s)<OrgnlGrpInf>.*</OrgnlGrpInf>",
            "",
            request + "/OrgnlGrpInf",
            "OriginalMessagePresence"),
        of(
            Samples.REQUEST,
            "(?s)<OrgnlInstrId>.*</OrgnlUETR>",
            "",
            request + "/OrgnlUETR",
            "OriginalTransactionPresence"),
        of(Samples.REQUEST, "(?s)<TxInf>.*</TxInf>", "", request, "TransactionPresence"),
        of(Samples.REQUEST, "(?s)(<TxInf>.*</TxInf>)", "$1$1", request + "[2]", "OneTransaction"),
        of(
            Samples.REQUEST,
            "(?s)<InstgAgt>.*</InstgAgt>",
            "",
            request + "/InstgAgt",
            "InstructingAgentPresence"),
        of(Samples.REPORT, "<TxSts>.*</TxSts>", "", report + "/TxSts", "StatusPresence"),
        of(
            Samples.REPORT,
            "(?s)<TxInfAndSts>.*</TxInfAndSts>",
            "",
            report + "/OrgnlGrpInf",
            "OriginalMessagePresence"),
        of(
            Samples.REPORT,
            "(?s)<StsRsnInf>.*</StsRsnInf>",
            "",
            report + "/StsRsnInf/Rsn",
            "RejectionReasonPresence"),
        of(
            Samples.REPORT,
            "<AddtlInf>",
            "<AddtlInf>" + "x".repeat(20),
            report + "/StsRsnInf/AddtlInf",
            "Max105Text"),
        of(
            Samples.RESOLUTION,
            "<Conf>.*</Conf>",
            "<AssgnmtCxlConf>true</AssgnmtCxlConf>",
            resolution + "/Sts/Conf",
            "ConfirmationPresence"),
        of(Samples.RESOLUTION, "<Conf>.*</Conf>", "", resolution + "/Sts", "ChoiceOfOne"),
        of(
            Samples.RESOLUTION,
            "(?s)<CxlDtls>.*</CxlDtls>",
            "",
            resolution + "/CxlDtls",
            "CancellationDetailsPresence"),
        of(
            Samples.RESOLUTION,
            "(?s)<OrgnlGrpInf>.*</OrgnlGrpInf>",
            "",
            resolution + "/CxlDtls/TxInfAndSts/OrgnlGrpInf",
            "OriginalMessagePresence"),
        of(
            Samples.RESOLUTION,
            "(?s)(<TxInfAndSts>.*</TxInfAndSts>)",
            "$1$1",
            resolution + "/CxlDtls/TxInfAndSts[2]",
            "OneTransaction"),
        of(
            Samples.RESOLUTION,
            "<AddtlInf>.*</AddtlInf>",
            "",
            resolution + "/CxlDtls/TxInfAndSts/CxlStsRsnInf/AddtlInf",
            "CancellationStatusReasonRule"));
  }

  @ParameterizedTest
  @MethodSource("domestic")
  void namesWhatIsWrong(String from, String to, String path, String rule, String reasonCode) {
    assertRejected(Samples.edit(Samples.DOMESTIC, from, to), path, rule, reasonCode);
  }

  @ParameterizedTest
  @MethodSource("crossBorder")
  void namesWhatIsWrongAcrossBorders(
      String from, String to, String path, String rule, String reasonCode) {
    assertRejected(Samples.edit(Samples.CROSS_BORDER, from, to), path, rule, reasonCode);
  }

  @ParameterizedTest
  @MethodSource("others")
  void namesWhatIsWrongInOtherMessages(
      String message, String from, String to, String path, String rule) {
    Rejected rejected =
        assertInstanceOf(Rejected.class, Samples.read(Samples.edit(message, from, to)));
    assertThat(rejected.path() + " " + rejected.rule()).isEqualTo(path + " " + rule);
  }

  private static void assertRejected(String message, String path, String rule, String reasonCode) {
    Rejected rejected = assertInstanceOf(Rejected.class, Samples.read(message));
    assertThat(rejected.path() + " " + rejected.rule() + " " + rejected.reasonCode())
        .isEqualTo(path + " " + rule + " " + reasonCode);
    assertThat(rejected.sentence()).endsWith(".").hasSizeLessThan(300);
  }

  /** What XML Schema allows around a value, or beside it, is not a fault. */
  static Stream<Arguments> harmless() {
    return Stream.of(
        Arguments.of("(<IntrBkSttlmAmt Ccy=\"USD\">)(.*)<", "$1\n  $2\t<"),
        Arguments.of("(<InstdAmt Ccy=\"USD\">)(.*)<", "$1+00$2<"),
        Arguments.of("<NbOfTxs>1", "<NbOfTxs>01"),
        Arguments.of("<MsgId>(.*)</MsgId>", "<MsgId><![CDATA[$1]]></MsgId>"),
        Arguments.of("<MsgId>.*</MsgId>", "<MsgId>" + "M".repeat(35) + "</MsgId>"),
        Arguments.of("<GrpHdr>", "<!-- a comment --><?audit on?><GrpHdr>"),
        Arguments.of("<CreDtTm>.*</CreDtTm>", "<CreDtTm>2025-03-10T09:00:00.123Z</CreDtTm>"),
        Arguments.of("<InstdAmt.*</InstdAmt>", ""),
        Arguments.of(
            "(?s)<LclInstrm>.*</LclInstrm>",
            "<SvcLvl><Cd>G001</Cd></SvcLvl><SvcLvl><Cd>G002</Cd></SvcLvl>"),
        Arguments.of("(?s)(</SttlmInf>)(.*)(<InstgAgt>.*?</InstgAgt>)", "$1$3$2"),
        Arguments.of(
            "(</RmtInf>)",
            "$1<SplmtryData><Envlp><x:Any xmlns:x=\"urn:x\">free</x:Any></Envlp></SplmtryData>"),
        Arguments.of("(<Ctry>US</Ctry>)", "$1" + "<AdrLine>x</AdrLine>".repeat(7)));
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void acceptsWhatIsAllowed(String from, String to) {
    assertInstanceOf(
        CustomerCreditTransfer.class, Samples.read(Samples.edit(Samples.DOMESTIC, from, to)));
  }

  @Test
  void acceptsAPrefixInsteadOfADefaultNamespace() {
    String prefixed =
        Samples.CROSS_BORDER.replaceAll("<(/?)([A-Z])", "<$1p:$2").replace("xmlns=", "xmlns:p=");
    assertInstanceOf(CustomerCreditTransfer.class, Samples.read(prefixed));
  }

  /**
   * A rejected message is still answered: what could be read of its ids is kept, what is invalid is
   * not.
   */
  @Test
  void keepsTheReferencesThatAreValid() {
    String broken = Samples.edit(Samples.DOMESTIC, "<EndToEndId>", "<EndToEndId>" + "x".repeat(40));
    Rejected rejected = assertInstanceOf(Rejected.class, Samples.read(broken));
    assertThat(rejected.reference())
        .isEqualTo(
            new OriginalReference(
                "20250310B1QDRCQR000001",
                "pacs.008.001.08",
                "2025-03-10T09:00:00-04:00",
                new PaymentIds(
                    "Scenario01InstrId001", null, null, "8a562c67-ca16-48ba-b074-65581be6f011")));
    assertThat(rejected.instructingAgent()).containsExactly(new AgentId("USABA", "011104238"));
  }

  /**
   * A published rule without a message that breaks it would be a rule that nobody has seen at work.
   */
  @Test
  void everyPublishedRuleIsBrokenSomewhere() {
    Set<String> broken = new HashSet<>();
    Stream.concat(domestic(), crossBorder())
        .forEach(arguments -> broken.add((String) arguments.get()[3]));
    others().forEach(arguments -> broken.add((String) arguments.get()[4]));
    for (MessageKind kind : MessageKind.values()) {
      assertThat(broken)
          .as(kind.messageName)
          .containsAll(kind.rules.stream().map(PublishedRules.Rule::name).toList());
    }
  }

  private static String reimbursement(String which) {
    return "<"
        + which
        + "RmbrsmntAgt><FinInstnId><BICFI>NBPAPKKA</BICFI></FinInstnId></"
        + which
        + "RmbrsmntAgt>";
  }

  private static Arguments settlement(
      String currency, String amount, String rule, String reasonCode) {
    return broken(
        "<IntrBkSttlmAmt Ccy=\"USD\">.*<",
        "<IntrBkSttlmAmt Ccy=\"" + currency + "\">" + amount + "<",
        TX + "/IntrBkSttlmAmt",
        rule,
        reasonCode);
  }

  private static Arguments broken(
      String from, String to, String path, String rule, String reasonCode) {
    return Arguments.of(from, to, path, rule, reasonCode);
  }

  private static Arguments of(String message, String from, String to, String path, String rule) {
    return Arguments.of(message, from, to, path, rule);
  }
}
