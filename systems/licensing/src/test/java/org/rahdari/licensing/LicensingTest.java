package org.rahdari.licensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.licensing.LicensingRefusal.*;
import static org.rahdari.licensing.Market.*;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.KernelRefusal;
import org.rahdari.ledger.LedgerRefusal;
import org.rahdari.ledger.Transfer;
import org.rahdari.licensing.Instructions.*;

/** Licensing as a person would check it, through the life of a firm. */
final class LicensingTest {

  // An application

  @Test
  void theClockStandsStillWhileAQuestionIsOpen() {
    Market market = new Market();
    Id application = market.file(FIRM, Purpose.NOC);
    market.after(10 * DAY);
    Id first = market.fresh();
    Id second = market.fresh();
    market.must(AUTHORITY, new AskQuestion(first, application, hash("why"), AMINA));
    market.after(DAY);
    market.must(AUTHORITY, new AskQuestion(second, application, hash("how"), BILAL));
    market.after(5 * DAY);
    market.must(FIRM, new AnswerQuestion(first, hash("therefore")));
    assertThat(market.application(application).stage()).isEqualTo(Stage.QUESTION_ASKED);
    market.after(20 * DAY);

    // Who is late: the applicant, with the second answer, and not the authority.
    assertThat(market.row("question", Question.class, second).dueMillis())
        .isEqualTo(START_MILLIS + 21 * DAY)
        .isLessThan(market.nowMillis());
    assertThat(market.application(application).clock().elapsedMillis(market.nowMillis()))
        .isEqualTo(10 * DAY);
    assertThat(market.application(application).clock().dueMillis()).isEqualTo(Long.MAX_VALUE);

    market.must(FIRM, new AnswerQuestion(second, hash("thus")));
    market.after(50 * DAY);
    Clock clock = market.application(application).clock();
    assertThat(clock.elapsedMillis(market.nowMillis())).isEqualTo(60 * DAY);
    assertThat(clock.dueMillis()).isEqualTo(market.nowMillis());
    assertThat(clock.overdue(market.nowMillis())).isFalse();

    market.after(1);
    assertThat(market.application(application).clock().overdue(market.nowMillis())).isTrue();
    market.must(AUTHORITY, refusing(market, application));
    market.after(DAY);
    assertThat(market.application(application).clock().elapsedMillis(market.nowMillis()))
        .isEqualTo(60 * DAY + 1);
  }

  @Test
  void anAuthorityThatIsConsultedHasItsTimeAndNoMore() {
    Market market = new Market();
    Id application = market.file(FIRM, Purpose.NOC);
    Id bank = market.fresh();
    Id tax = market.fresh();
    market.must(AUTHORITY, new AskOpinion(bank, application, STATE_BANK, hash("?"), AMINA));
    market.must(AUTHORITY, new AskOpinion(tax, application, TAX, hash("?"), AMINA));
    market.must(STATE_BANK, new GiveOpinion(bank, Stance.NO_OBJECTION_ON_CONDITIONS, hash("if")));
    market.refused(OPINION_OUTSTANDING, AUTHORITY, granting(market, application));

    market.after(15 * DAY);
    Opinion late = market.row("opinion", Opinion.class, tax);
    assertThat(late.waitedFor()).isFalse();
    assertThat(late.givenAtMillis()).isZero();
    assertThat(late.dueMillis()).isLessThanOrEqualTo(market.nowMillis());
    market.must(AUTHORITY, granting(market, application));

    // It may still say what it has to say.
    market.must(TAX, new GiveOpinion(tax, Stance.OBJECTION, hash("owes")));
    assertThat(market.row("opinion", Opinion.class, tax).stance()).isEqualTo(Stance.OBJECTION);
    assertThat(market.application(application).progress().opinions()).isZero();
  }

  private static GrantApplication granting(Market market, Id application) {
    return market.granting(application, NOC, PREPARES, market.nowMillis() + 100 * DAY);
  }

  private static RefuseApplication refusing(Market market, Id application) {
    return new RefuseApplication(application, hash("no"), market.nowMillis(), TWO);
  }

  @Test
  void anIndividualMayBeAssessedAnew() {
    Market market = Market.noc();
    Id application = market.file(FIRM, Purpose.LICENCE);
    market.assess(application);
    Id director = Form.individual(Position.DIRECTOR, application).id();
    market.must(AUTHORITY, market.fit(director, false));
    GrantApplication grant =
        market.granting(application, LICENCE, SERVES, market.nowMillis() + DAY);
    market.refused(INDIVIDUAL_NOT_FIT, AUTHORITY, grant);
    market.must(AUTHORITY, market.fit(director, true));
    market.must(AUTHORITY, grant);
  }

  @Test
  void ownersAreShownThroughAllTheirWays() {
    Market market = new Market();
    Id person = new Id(70, 1);
    Id other = new Id(70, 2);
    Id company = new Id(70, 3);
    Id fund = new Id(70, 4);
    Id application = market.fresh();
    market.must(
        FIRM,
        new Form(application, Purpose.NOC, FIRM)
            .holdings(
                new Holding(company, Id.NONE, 5_000),
                new Holding(fund, Id.NONE, 3_000),
                new Holding(person, company, 4_000),
                new Holding(fund, company, 1_000),
                new Holding(person, fund, 3_333),
                new Holding(other, fund, 1))
            .foreign(new ForeignAuthorisation("AE", "VARA", hash("paper")))
            .file());
    Ownership ownership = market.row("ownership", Ownership.class, application);
    // 0.5 × 0.4 + (0.3 + 0.5 × 0.1) × 0.3333, and 0.35 × 0.0001 rounded down.
    assertThat(ownership.beneficial()).isEqualTo(Map.of(person, 3_166, other, 0));
  }

  @Test
  void aRefusalIsAppealedAndTheApplicationReopened() {
    Market market = new Market();
    Id application = market.file(FIRM, Purpose.NOC);
    Id question = market.fresh();
    market.after(3 * DAY);
    market.must(AUTHORITY, new AskQuestion(question, application, hash("?"), AMINA));
    market.must(AUTHORITY, refusing(market, application));
    market.after(DAY);
    market.must(FIRM, new FileAppeal(application, hash("unheard")));
    market.after(DAY);
    market.must(AUTHORITY, deciding(market, market.appeal(application), true));

    assertThat(market.application(application).stage()).isEqualTo(Stage.QUESTION_ASKED);
    market.after(DAY);
    market.must(FIRM, new AnswerQuestion(question, hash("!")));
    market.after(2 * DAY);
    assertThat(market.application(application).clock().elapsedMillis(market.nowMillis()))
        .isEqualTo(5 * DAY);
    market.must(AUTHORITY, granting(market, application));
  }

  private static DecideAppeal deciding(Market market, Id appeal, boolean upheld) {
    return new DecideAppeal(appeal, upheld, hash("decision"), market.nowMillis(), TWO);
  }

  // Effect

  @Test
  void withoutALicenceNobodyActsAndNoTransferGoesRound() {
    Market market = Market.noc();
    Transfer raw = Transfer.posted(market.fresh(), own(FIRM, PKR), own(BANK, PKR), 1);
    assertThat(market.transfer(FIRM, raw)).isEqualTo(KernelRefusal.PARTY_GUARDED.name());
    market.refused(NOT_LICENSED, FIRM, carry(market, 1));
    market.refused(NOT_LICENSED, FIRM, new ListAsset(TOKEN, true));

    // A certificate prepares: the account may be there, and stays empty.
    market.must(FIRM, Market.money(1));
    BringIn in = new BringIn(market.fresh(), own(BANK, PKR), MONEY, 10);
    market.refused(NOT_LICENSED, BANK, in);
    market.refused(NOT_LICENSED, FIRM, Market.custody(1));

    market.give(FIRM, Purpose.LICENCE, LICENCE);
    market.must(BANK, in).must(FIRM, carry(market, 1));
    assertThat(market.transfer(FIRM, raw)).isEqualTo(KernelRefusal.PARTY_GUARDED.name());
  }

  private static Carrier.Carry carry(Market market, long minor) {
    return new Carrier.Carry(market.fresh(), own(FIRM, PKR), own(BANK, PKR), minor);
  }

  @Test
  void aTradeStaysWithinTheCapsOfItsDay() {
    Market market = Market.clients();
    market.refused(ABOVE_TRANSACTION_CAP, FIRM, market.trade(1_001, 1));
    SettleTrade trade = market.trade(1_000, 10);
    market.must(FIRM, trade).must(FIRM, market.payOut(1_000));
    // What is said twice moves nothing and counts once.
    market.must(FIRM, trade);
    market.refused(ABOVE_DAILY_CAP, FIRM, market.trade(501, 1));
    // Another program's debit is held against the same cap.
    market.refused(ABOVE_DAILY_CAP, FIRM, carry(market, 501));
    market.must(FIRM, carry(market, 500));
    market.refused(ABOVE_DAILY_CAP, FIRM, market.trade(1, 1));

    market.until((market.today() + 1) * DAY - 1);
    market.refused(ABOVE_DAILY_CAP, FIRM, market.trade(1, 1));
    market.after(1).must(FIRM, market.trade(1_000, 1));

    assertThat(market.balance(MONEY)).isEqualTo(10_000 - 3_000);
    assertThat(market.balance(OTHER_MONEY)).isEqualTo(2_000);
    assertThat(market.balance(CUSTODY)).isEqualTo(89);
    assertThat(market.balance(OTHER_CUSTODY)).isEqualTo(11);
  }

  @Test
  void aFirmCannotPayAnothersClientsPastItsCap() {
    Market market = Market.clients();
    Id noc = market.fresh();
    market.give(OTHER_FIRM, Purpose.NOC, noc).give(OTHER_FIRM, Purpose.LICENCE, market.fresh());
    BringIn own = new BringIn(market.fresh(), own(FIRM, PKR), MONEY, 5_000);
    BringIn others = new BringIn(market.fresh(), own(OTHER_FIRM, PKR), MONEY, 1_001);
    market.refused(ABOVE_TRANSACTION_CAP, OTHER_FIRM, others);
    market.must(FIRM, own);
    assertThat(market.balance(MONEY)).isEqualTo(15_000);
  }

  @Test
  void aSuspensionHoldsTheMoneyAtOnce() {
    Market market = Market.clients();
    Id reserved = market.fresh();
    market.must(FIRM, new Carrier.Reserve(reserved, own(FIRM, PKR), own(BANK, PKR), 100));
    market.must(AUTHORITY, market.suspending(LICENCE, 30 * DAY));

    market.refused(LICENCE_SUSPENDED, FIRM, market.payOut(1));
    market.refused(LICENCE_SUSPENDED, FIRM, market.trade(1, 1));
    market.refused(LICENCE_SUSPENDED, FIRM, carry(market, 1));
    market.refused(LICENCE_SUSPENDED, FIRM, new Carrier.Complete(market.fresh(), reserved));
    market.refused(LICENCE_SUSPENDED, BANK, new BringIn(market.fresh(), own(BANK, PKR), MONEY, 1));
    market.refused(LICENCE_SUSPENDED, FIRM, new ListAsset(TOKEN, true));
    market.refused(LICENCE_SUSPENDED, FIRM, Market.money(3));
    market.must(FIRM, new ListAsset(TOKEN, false));
    assertThat(market.balance(MONEY)).isEqualTo(10_000);
    assertThat(market.balance(own(FIRM, PKR))).isEqualTo(RUPEES - 2 * APPLICATION_FEE);
  }

  private static LiftSuspension liftingNow(Market market) {
    return new LiftSuspension(LICENCE, hash("mended"), market.nowMillis(), TWO);
  }

  @Test
  void anAdministratorGivesClientsTheirMoneyBack() {
    Market market = Market.clients();
    market.must(AUTHORITY, market.suspending(LICENCE, 30 * DAY));
    ReturnClientMoney back =
        new ReturnClientMoney(market.fresh(), MONEY, own(OTHER_BANK, PKR), 9_000);
    market.refused(NOT_THE_ADMINISTRATOR, ADMINISTRATOR, back);
    market.must(AUTHORITY, appointing(market, ADMINISTRATOR));

    // Above every cap, since it is not the firm that acts, and assets as well.
    market.must(ADMINISTRATOR, back);
    market.must(
        ADMINISTRATOR, new ReturnClientMoney(market.fresh(), CUSTODY, own(BANK, TOKEN), 100));
    market.refused(
        CLIENT_MONEY_SEGREGATED,
        ADMINISTRATOR,
        new ReturnClientMoney(market.fresh(), MONEY, own(ADMINISTRATOR, PKR), 1));
    market.refused(
        CLIENT_MONEY_SEGREGATED,
        ADMINISTRATOR,
        new ReturnClientMoney(market.fresh(), MONEY, own(FIRM, PKR), 1));
    assertThat(market.balance(MONEY)).isEqualTo(1_000);
    assertThat(market.balance(CUSTODY)).isZero();

    // The suspension ends by itself, and the administrator's task with it.
    market.after(30 * DAY - 1).refused(LICENCE_SUSPENDED, FIRM, market.payOut(1));
    market.after(1).must(FIRM, market.payOut(1));
    market.refused(NOT_THE_ADMINISTRATOR, ADMINISTRATOR, again(market));
    market.must(AUTHORITY, market.suspending(LICENCE, DAY));
    market.refused(NOT_THE_ADMINISTRATOR, ADMINISTRATOR, again(market));
  }

  private static ReturnClientMoney again(Market market) {
    return new ReturnClientMoney(market.fresh(), MONEY, own(OTHER_BANK, PKR), 1);
  }

  private static AppointAdministrator appointing(Market market, int administrator) {
    return new AppointAdministrator(FIRM, administrator, hash("grounds"), market.nowMillis(), TWO);
  }

  @Test
  void aLicenceIsSuspendedRevokedAndReinstated() {
    Market market = Market.clients();
    market.must(AUTHORITY, market.suspending(LICENCE, DAY));
    market.after(DAY).must(FIRM, market.payOut(1));

    market.must(AUTHORITY, market.revoking(LICENCE));
    market.refused(LICENCE_ENDED, FIRM, market.payOut(1));
    market.must(AUTHORITY, appointing(market, ADMINISTRATOR));
    market.after(DAY).must(FIRM, new FileAppeal(LICENCE, hash("wrong")));
    AdverseDecision decision =
        market.row("adverse_decision", AdverseDecision.class, market.appeal(LICENCE));
    assertThat(decision.ground()).isEqualTo(Ground.CAPITAL);
    assertThat(decision.by()).isEqualTo(TWO);

    market.must(AUTHORITY, deciding(market, decision.id(), true));
    market.must(FIRM, market.payOut(1));
    market.refused(NOT_THE_ADMINISTRATOR, ADMINISTRATOR, again(market));

    // Now the suspension is the last decision against it, and the register still says so.
    market.must(FIRM, new FileAppeal(LICENCE, hash("wrong")));
    market.refused(APPEAL_EXISTS, FIRM, new FileAppeal(LICENCE, hash("wrong")));
  }

  @Test
  void anAppealThatIsDismissedChangesNothing() {
    Market market = Market.clients();
    market.must(AUTHORITY, market.revoking(LICENCE));
    Id appeal = market.appeal(LICENCE);
    market.must(FIRM, new FileAppeal(LICENCE, hash("wrong")));
    market.must(AUTHORITY, deciding(market, appeal, false));
    market.refused(LICENCE_ENDED, FIRM, market.payOut(1));
    assertThat(market.row("appeal", Appeal.class, appeal).decidedAtMillis())
        .isEqualTo(market.nowMillis());
    market.refused(APPEAL_DECIDED, AUTHORITY, deciding(market, appeal, true));
  }

  @Test
  void takingARevocationBackDoesNotLiftTheSuspensionBeforeIt() {
    Market market = Market.clients();
    market.must(AUTHORITY, market.suspending(LICENCE, 20 * DAY));
    market.after(DAY).must(AUTHORITY, market.revoking(LICENCE));
    Id appeal = market.appeal(LICENCE);
    market.must(FIRM, new FileAppeal(LICENCE, hash("wrong")));
    market.after(DAY).must(AUTHORITY, deciding(market, appeal, true));

    market.refused(LICENCE_SUSPENDED, FIRM, market.payOut(1));
    market.after(18 * DAY).must(FIRM, market.payOut(1));
  }

  @Test
  void aSuspensionThatWasTakenBackDoesNotComeAgainWithTheRevocation() {
    Market market = Market.clients();
    market.must(AUTHORITY, market.suspending(LICENCE, 20 * DAY));
    Id suspension = market.appeal(LICENCE);
    market.must(FIRM, new FileAppeal(LICENCE, hash("wrong")));
    market.after(DAY).must(AUTHORITY, market.revoking(LICENCE));
    Id revocation = market.appeal(LICENCE);
    market.must(FIRM, new FileAppeal(LICENCE, hash("wrong")));

    market.after(DAY).must(AUTHORITY, deciding(market, suspension, true));
    market.refused(LICENCE_ENDED, FIRM, market.payOut(1));
    market.must(AUTHORITY, deciding(market, revocation, true));
    market.must(FIRM, market.payOut(1));
  }

  @Test
  void aNewSuspensionIsNotEndedByTheTimerOfAnOldOne() {
    Market market = Market.clients();
    market.must(AUTHORITY, market.suspending(LICENCE, 10 * DAY));
    market.after(DAY).must(AUTHORITY, liftingNow(market)).must(FIRM, market.payOut(1));
    market.must(AUTHORITY, market.suspending(LICENCE, 20 * DAY));
    // Another time is set: longer.
    market.after(DAY).must(AUTHORITY, market.suspending(LICENCE, 20 * DAY));
    market.after(19 * DAY + 1).refused(LICENCE_SUSPENDED, FIRM, market.payOut(1));
    market.after(DAY).must(FIRM, market.payOut(1));
  }

  // The back doors of a suspension

  @Test
  void aSuspensionHasNoBackDoor() {
    Market market = Market.clients();
    market.must(AUTHORITY, market.suspending(LICENCE, 50 * DAY));
    market.refused(LICENCE_SUSPENDED, FIRM, new SurrenderPermission(LICENCE));
    for (Purpose purpose : List.of(Purpose.LICENCE, Purpose.SANDBOX, Purpose.NO_ACTION)) {
      Id application = market.file(FIRM, purpose);
      market.assess(application);
      long until = market.nowMillis() + 100 * DAY;
      market.refused(
          LICENCE_SUSPENDED,
          AUTHORITY,
          market.granting(application, market.fresh(), Market.terms(purpose), until));
    }
    for (Purpose purpose : List.of(Purpose.VARIATION, Purpose.RENEWAL)) {
      Id application = market.fresh();
      market.must(FIRM, new Form(application, purpose, FIRM).about(LICENCE).file());
      market.assess(application);
      long until = market.permission(LICENCE).untilMillis() + DAY;
      market.refused(
          LICENCE_SUSPENDED, AUTHORITY, market.granting(application, LICENCE, SERVES, until));
    }
    assertThat(market.permission(LICENCE).standing()).isEqualTo(Standing.SUSPENDED);
  }

  @Test
  void aSuspendedCertificateLeadsToNoLicence() {
    Market market = Market.noc();
    market.must(AUTHORITY, market.suspending(NOC, 10 * DAY));
    market.refused(NOC_MISSING, FIRM, new Form(market.fresh(), Purpose.LICENCE, FIRM).file());
    market.refused(NOT_LICENSED, FIRM, Market.money(1));
    market.after(10 * DAY).must(FIRM, Market.money(1));
  }

  @Test
  void whatBeginsLaterCanBeSuspendedAndRevokedBefore() {
    Market market = Market.noc();
    Id application = market.file(FIRM, Purpose.LICENCE);
    market.assess(application);
    long from = market.nowMillis() + 30 * DAY;
    market.must(
        AUTHORITY,
        new GrantApplication(
            application, LICENCE, SERVES, from, from + DAY, hash("g"), market.nowMillis(), TWO));
    market.refused(LICENCE_NOT_YET_VALID, FIRM, carry(market, 1));
    market.must(AUTHORITY, market.suspending(LICENCE, 10 * DAY));
    market.after(DAY).must(AUTHORITY, liftingNow(market));
    market.must(AUTHORITY, market.suspending(LICENCE, 30 * DAY));

    market.until(from).refused(LICENCE_SUSPENDED, FIRM, carry(market, 1));
    assertThat(Lines.permits(market.lines(FIRM, market.nowMillis()), from - 1)).isFalse();
    assertThat(Lines.permits(market.lines(FIRM, market.nowMillis()), from)).isFalse();
    market.until(from + DAY - 1);
    market.refused(LICENCE_SUSPENDED, FIRM, carry(market, 1));
    market.after(1).refused(LICENCE_EXPIRED, FIRM, carry(market, 1));
  }

  // Other papers

  @Test
  void aLicenceIsVariedAndRenewed() {
    Market market = Market.clients();
    long until = market.permission(LICENCE).untilMillis();
    market.after(10 * DAY);
    Id variation = market.fresh();
    market.must(FIRM, new Form(variation, Purpose.VARIATION, FIRM).about(LICENCE).file());
    market.assess(variation);
    Terms wider = Market.serves(new Cap(PKR, 5_000, 5_000));
    market.must(AUTHORITY, market.granting(variation, LICENCE, wider, until));
    market.must(FIRM, market.payOut(5_000));

    market.until(until - DAY);
    Id renewal = market.fresh();
    market.must(FIRM, new Form(renewal, Purpose.RENEWAL, FIRM).about(LICENCE).file());
    market.assess(renewal);
    market.refused(
        VALIDITY_NOT_ALLOWED, AUTHORITY, market.granting(renewal, LICENCE, SERVES, until));
    market.after(DAY).refused(LICENCE_EXPIRED, FIRM, market.payOut(1));
    market.must(AUTHORITY, market.granting(renewal, LICENCE, SERVES, until + 365 * DAY));
    market
        .must(FIRM, market.payOut(1_000))
        .refused(ABOVE_TRANSACTION_CAP, FIRM, carry(market, 1_001));
  }

  @Test
  void aTrialEndsInALicence() {
    Market market = new Market();
    Id permit = market.fresh();
    market.give(FIRM, Purpose.SANDBOX, permit);
    market.must(FIRM, carry(market, 100)).must(FIRM, carry(market, 100));
    market.refused(ABOVE_DAILY_CAP, FIRM, carry(market, 1));

    // A variation cannot take the caps off.
    Id variation = market.fresh();
    market.must(FIRM, new Form(variation, Purpose.VARIATION, FIRM).about(permit).file());
    market.assess(variation);
    long until = market.permission(permit).untilMillis();
    market.refused(
        TERMS_NOT_ALLOWED, AUTHORITY, market.granting(variation, permit, Market.serves(), until));

    market.give(FIRM, Purpose.NOC, NOC).give(FIRM, Purpose.LICENCE, LICENCE);
    assertThat(market.permission(permit).standing()).isEqualTo(Standing.REPLACED);
    market.must(FIRM, carry(market, 1_000));
  }

  @Test
  void aReliefServesForItsTime() {
    Market market = new Market();
    Id relief = market.fresh();
    Id application = market.file(FIRM, Purpose.NO_ACTION);
    market.must(
        AUTHORITY, market.granting(application, relief, Market.serves(), market.nowMillis() + DAY));
    market.must(FIRM, carry(market, 50_000));
    market.after(DAY).refused(LICENCE_EXPIRED, FIRM, carry(market, 1));
    assertThat(market.all("report", Id.class, Report.class)).isEmpty();
  }

  @Test
  void aLicenceIsNotReplacedByLessNorAheadOfTime() {
    Market market = Market.licence();
    for (Purpose purpose : List.of(Purpose.SANDBOX, Purpose.NO_ACTION)) {
      Id application = market.file(FIRM, purpose);
      market.assess(application);
      market.refused(
          LICENCE_HELD,
          AUTHORITY,
          market.granting(
              application, market.fresh(), Market.terms(purpose), market.nowMillis() + DAY));
    }
    Id application = market.file(FIRM, Purpose.LICENCE);
    market.assess(application);
    long later = market.nowMillis() + 10 * DAY;
    Id next = market.fresh();
    market.refused(
        VALIDITY_NOT_ALLOWED,
        AUTHORITY,
        new GrantApplication(
            application, next, SERVES, later, later + DAY, hash("g"), market.nowMillis(), TWO));
    market.must(AUTHORITY, market.granting(application, next, SERVES, later));
    market.must(FIRM, carry(market, 1));
    assertThat(market.permission(LICENCE).standing()).isEqualTo(Standing.REPLACED);
  }

  @Test
  void aLicenceIsGivenBack() {
    Market market = Market.clients();
    market.must(FIRM, new SurrenderPermission(LICENCE));
    market.refused(LICENCE_ENDED, FIRM, market.payOut(1));
    market.refused(PERMISSION_NOT_IN_FORCE, AUTHORITY, market.revoking(LICENCE));
    market.must(AUTHORITY, appointing(market, ADMINISTRATOR));
    market.must(ADMINISTRATOR, again(market));
  }

  @Test
  void anAssetThatIsRemovedCanBeTakenAwayAndNothingElse() {
    Market market = Market.clients();
    market.must(AUTHORITY, new RemoveAsset(TOKEN, Ground.PUBLIC_INTEREST, TWO));
    market.refused(ASSET_NOT_ADMITTED, FIRM, market.trade(1, 1));
    market.refused(
        ASSET_NOT_ADMITTED, BANK, new BringIn(market.fresh(), own(BANK, TOKEN), CUSTODY, 1));
    market.must(FIRM, new PayOut(market.fresh(), CUSTODY, own(BANK, TOKEN), 100));
    assertThat(market.balance(CUSTODY)).isZero();
  }

  // Two authorities

  @Test
  void anotherAuthorityHasNoSayOverTheFirm() {
    Market market = Market.licence();
    long now = market.nowMillis();
    market.refused(
        NOT_THE_AUTHORITY,
        OTHER_AUTHORITY,
        new RevokePermission(LICENCE, Ground.CAPITAL, hash("g"), now, OTHER_TWO));
    market.refused(
        NOT_THE_AUTHORITY,
        OTHER_AUTHORITY,
        new OpenInspection(market.fresh(), FIRM, hash("all"), OTHER_TWO.proposer()));
    market.refused(
        NOT_THE_AUTHORITY,
        OTHER_AUTHORITY,
        new OrderProduction(market.fresh(), FIRM, List.of(hash("r")), now + DAY, now, OTHER_TWO));
    market.refused(
        OFFICER_UNKNOWN,
        AUTHORITY,
        new RevokePermission(LICENCE, Ground.CAPITAL, hash("g"), now, OTHER_TWO));

    // Its certificate leads to its own licence alone, and takes the place of none that is held.
    Form abroad = new Form(market.fresh(), Purpose.LICENCE, FIRM).authority(OTHER_AUTHORITY);
    market.refused(NOC_MISSING, FIRM, abroad.file());
    Id trial = market.fresh();
    market.must(FIRM, new Form(trial, Purpose.NO_ACTION, FIRM).authority(OTHER_AUTHORITY).file());
    GrantApplication grant =
        new GrantApplication(
            trial, market.fresh(), SERVES, 0, now + DAY, hash("g"), now, OTHER_TWO);
    market.refused(NOT_THE_AUTHORITY, OTHER_AUTHORITY, grant);
    market.must(FIRM, new SurrenderPermission(LICENCE)).must(OTHER_AUTHORITY, grant);
    market.must(FIRM, carry(market, 1));
  }

  // Fees, reports, fines

  @Test
  void feesArePaidOnTheLedger() {
    Market market = Market.licence();
    assertThat(market.balance(own(AUTHORITY, PKR))).isEqualTo(RUPEES + 2 * APPLICATION_FEE);
    List<Charge> owed =
        market.all("charge", Id.class, Charge.class).stream()
            .filter(each -> each.paidAtMillis() == 0)
            .toList();
    assertThat(owed)
        .hasSize(2)
        .allSatisfy(each -> assertThat(each.amountMinor()).isEqualTo(PERMISSION_FEE));

    // The next schedule has fees in dollars: what is owed in rupees stays payable.
    market.must(AUTHORITY, schedule(2, USD));
    market.must(FIRM, new PayCharge(owed.getFirst().id(), own(FIRM, PKR)));
    assertThat(market.balance(own(AUTHORITY, PKR)))
        .isEqualTo(RUPEES + 2 * APPLICATION_FEE + PERMISSION_FEE);

    market.after(20 * DAY);
    Charge late = owed.getLast();
    Breach breach = market.row("breach", Breach.class, Id.derived("licensing.missed", late.id()));
    assertThat(breach.ground()).isEqualTo(Ground.FEE_UNPAID);
    assertThat(breach.atMillis()).isEqualTo(late.dueMillis());
    market.must(FIRM, new PayCharge(late.id(), own(FIRM, PKR)));
  }

  @Test
  void aChargeIsPayableAfterTheIdsOfItsTimeAreForgotten() {
    Market market = Market.noc();
    Charge owed = unpaid(market);
    market.after(DAY);
    for (int i = 0; i < 3; i++) market.useUpIds(8_000);
    assertThat(market.transfer(BANK, Transfer.posted(owed.id(), own(BANK, PKR), own(FIRM, PKR), 1)))
        .isEqualTo(LedgerRefusal.ID_RESERVED.name());
    market.must(FIRM, new PayCharge(owed.id(), own(FIRM, PKR)));
    assertThat(market.row("charge", Charge.class, owed.id()).paidAtMillis())
        .isEqualTo(market.nowMillis());
  }

  private static Charge unpaid(Market market) {
    return market.all("charge", Id.class, Charge.class).stream()
        .filter(each -> each.paidAtMillis() == 0)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aReportIsDueAfterEveryPeriod() {
    Market market = Market.licence();
    market.after(30 * DAY);
    Id first = Id.derived("licensing.report.1", LICENCE);
    assertThat(market.row("report", Report.class, first).dueMillis())
        .isEqualTo(market.nowMillis() + 10 * DAY);
    market.must(FIRM, new FileReport(first, hash("figures")));

    market.after(40 * DAY);
    Id second = Id.derived("licensing.report.2", LICENCE);
    assertThat(market.row("report", Report.class, second).filedAtMillis()).isZero();
    Charge fee =
        market.row("charge", Charge.class, Id.derived("licensing.charge.LATE_FEE", second));
    assertThat(fee.amountMinor()).isEqualTo(LATE_FEE);
    assertThat(market.row("breach", Breach.class, Id.derived("licensing.missed", second)).ground())
        .isEqualTo(Ground.RETURN_MISSING);
    market.must(FIRM, new FileReport(second, hash("figures")));
    assertThat(market.row("report", Report.class, second).filedAtMillis())
        .isEqualTo(market.nowMillis());
  }

  @Test
  void reportsGoOnAfterARenewalThatCameLate() {
    Market market = Market.licence();
    Id renewal = market.fresh();
    market.until(market.permission(LICENCE).untilMillis() - DAY);
    market.must(FIRM, new Form(renewal, Purpose.RENEWAL, FIRM).about(LICENCE).file());
    market.assess(renewal);
    market.after(100 * DAY);
    int before = reports(market).size();
    // The year has twelve periods and a part of one.
    assertThat(before).isEqualTo(13);
    market.must(
        AUTHORITY, market.granting(renewal, LICENCE, SERVES, market.nowMillis() + 365 * DAY));
    market.after(60 * DAY);
    assertThat(reports(market)).hasSize(before + 2);
  }

  private static List<Report> reports(Market market) {
    return market.all("report", Id.class, Report.class);
  }

  @Test
  void aBreachIsInspectedAndFined() {
    Market market = Market.licence();
    Id inspection = market.fresh();
    market.must(AUTHORITY, new OpenInspection(inspection, FIRM, hash("books"), AMINA));
    market.after(DAY).must(AUTHORITY, new CloseInspection(inspection, hash("gaps"), AMINA));
    assertThat(market.row("inspection", Inspection.class, inspection).closedAtMillis())
        .isEqualTo(market.nowMillis());
    Id breach = market.fresh();
    market.must(
        AUTHORITY,
        new RecordBreach(breach, FIRM, Ground.CONDITION_BROKEN, inspection, hash("f"), AMINA));
    Id fine = market.fresh();
    long due = market.nowMillis() + 5 * DAY;
    market.must(
        AUTHORITY,
        new Enforce(fine, breach, Measure.FINE, 7_000, due, hash("t"), market.nowMillis(), TWO));
    Id charge = Id.derived("licensing.charge.FINE", fine);
    assertThat(market.row("charge", Charge.class, charge).dueMillis()).isEqualTo(due);

    // A suspended firm pays what it owes.
    market.must(AUTHORITY, market.suspending(LICENCE, DAY));
    market.must(FIRM, new PayCharge(charge, own(FIRM, PKR)));
    assertThat(market.balance(own(AUTHORITY, PKR))).isEqualTo(RUPEES + 2 * APPLICATION_FEE + 7_000);
    market.after(5 * DAY);
    assertThat(market.all("breach", Id.class, Breach.class)).hasSize(1);
  }

  @Test
  void recordsAreProducedLateAndReadOnce() {
    Market market = Market.licence();
    Id order = market.fresh();
    List<Hash32> records = List.of(hash("a"), hash("b"));
    long due = market.nowMillis() + 3 * DAY;
    market.must(AUTHORITY, new OrderProduction(order, FIRM, records, due, market.nowMillis(), TWO));
    market.refused(PRODUCTION_NOT_DUE, AUTHORITY, new ReadRecords(order, AMINA));
    market.after(4 * DAY);
    assertThat(market.row("breach", Breach.class, Id.derived("licensing.missed", order)).ground())
        .isEqualTo(Ground.PRODUCTION_MISSING);
    market.must(FIRM, new ProduceRecords(order));
    market.after(HOUR).must(AUTHORITY, new ReadRecords(order, BILAL));

    Production produced = market.row("production", Production.class, order);
    assertThat(produced.records()).isEqualTo(records);
    assertThat(produced.producedAtMillis() - produced.dueMillis()).isEqualTo(DAY);
    assertThat(produced.readAtMillis()).isEqualTo(market.nowMillis());
    assertThat(produced.reader()).isEqualTo(BILAL);
    market.refused(PRODUCTION_NOT_DUE, FIRM, new ProduceRecords(order));
  }

  // Clients' money, day by day

  @Test
  void clientsMoneyIsHeldAgainstTheStatementOfEveryDay() {
    Market market = Market.clients();
    long first = market.today();
    market.must(BANK, new StateBalance(MONEY, first, 10_000, hash("now")));
    market.until((first + 1) * DAY + 6 * HOUR);
    // What moved since does not matter to the day that is over.
    market.must(FIRM, market.payOut(700));
    market.must(BANK, new StateBalance(MONEY, first, 10_000, hash("camt.053")));
    assertThat(breaks(market)).isEmpty();

    // The next day: the bank says another balance.
    market.until((first + 2) * DAY + 6 * HOUR);
    market.must(BANK, new StateBalance(MONEY, first + 1, 9_200, hash("wrong")));
    market.must(BANK, new StateBalance(MONEY, first + 1, 9_200, hash("wrong")));
    Discrepancy broken = breaks(market).getFirst();
    assertThat(breaks(market)).hasSize(1);
    assertThat(broken.day()).isEqualTo(first + 1);
    assertThat(broken.ledgerMinor()).isEqualTo(9_300);
    assertThat(broken.statedMinor()).isEqualTo(9_200);
    market.must(AUTHORITY, new CloseDiscrepancy(broken.id(), hash("a fee, repaid"), TWO));
    assertThat(breaks(market).getFirst().closedAtMillis()).isEqualTo(market.nowMillis());

    // The day after that nobody states anything; it comes out when the following one ends.
    market.until((first + 4) * DAY - 1);
    assertThat(market.all("breach", Id.class, Breach.class)).isEmpty();
    market.after(1);
    assertThat(market.all("breach", Id.class, Breach.class))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.ground()).isEqualTo(Ground.RECONCILIATION_MISSING);
              assertThat(each.about())
                  .isEqualTo(Id.derived("licensing.day." + (first + 2), MONEY))
                  .isNotNull();
            });
  }

  private static List<Discrepancy> breaks(Market market) {
    return market.all("discrepancy", Id.class, Discrepancy.class);
  }

  @Test
  void theEndOfADayIsKeptHoweverManyTimersAreDue() {
    Market market = Market.licence();
    Record[] opened = new Record[Kernel.TIMERS_PER_ENTRY_MAX];
    for (int i = 0; i < opened.length; i++) opened[i] = Market.money(10 + i);
    assertThat(market.results(FIRM, opened)).containsOnly(ACCEPTED);
    market.must(FIRM, Market.money(1));
    market.must(BANK, new BringIn(market.fresh(), own(BANK, PKR), MONEY, 10_000));
    long first = market.today();

    // One entry fires the timers of the others only, and then pays out.
    market.jump((first + 1) * DAY);
    market.must(FIRM, market.payOut(400));
    ClientAccount account = market.row("client_account", ClientAccount.class, MONEY);
    assertThat(account.closedDay()).isEqualTo(first);
    assertThat(account.closingMinor()).isEqualTo(10_000);
    market.tick();
    assertThat(market.row("client_account", ClientAccount.class, MONEY)).isEqualTo(account);
  }

  @Test
  void clientsMoneyIsSegregatedAndUnpledged() {
    Market market = Market.clients();
    market.refused(
        CLIENT_MONEY_SEGREGATED, FIRM, new PayOut(market.fresh(), MONEY, own(FIRM, PKR), 1));
    market.refused(PAYING_ACCOUNT_NOT_ALLOWED, FIRM, new PayCharge(unpaid(market).id(), MONEY));
    assertThat(market.say(FIRM, new Carrier.Carry(market.fresh(), MONEY, own(BANK, PKR), 1)))
        .isEqualTo(LedgerRefusal.ACCOUNT_GOVERNED.name());
    assertThat(market.account(MONEY).program()).isEqualTo(Licensing.NUMBER);
    market.refused(
        CLIENT_MONEY_INSUFFICIENT,
        FIRM,
        new PayOut(market.fresh(), OTHER_MONEY, own(BANK, PKR), 1));
  }
}
