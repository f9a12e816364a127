package org.rahdari.licensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.licensing.LicensingRefusal.*;
import static org.rahdari.licensing.Market.*;

import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Core;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.licensing.Instructions.*;
import org.rahdari.program.FourEyes;

/** Every reason for which licensing refuses, what brings it about, and that nothing changes. */
final class LicensingRefusalTest {
  private static final Id UNKNOWN = new Id(40, 4);
  private static final Hash32 TEXT = hash("text");

  /** What a party says at last. */
  private record Said(int party, Record instruction) {}

  private record Case(LicensingRefusal reason, String when, Function<Market, Said> say) {
    @Override
    public String toString() {
      return reason + " when " + when;
    }
  }

  private static Case of(LicensingRefusal reason, String when, Function<Market, Said> say) {
    return new Case(reason, when, say);
  }

  private static Said authority(Record instruction) {
    return new Said(AUTHORITY, instruction);
  }

  private static Said firm(Record instruction) {
    return new Said(FIRM, instruction);
  }

  /** The firm applies for a certificate with something wrong. */
  private static Case form(LicensingRefusal reason, String when, Function<Form, Form> wrong) {
    return of(reason, when, m -> firm(wrong.apply(new Form(m.fresh(), Purpose.NOC, FIRM)).file()));
  }

  /** The authority does something that needs two officers, by these. */
  private static Case by(LicensingRefusal reason, String when, FourEyes two) {
    return of(reason, when, m -> authority(new RemoveAsset(TOKEN, Ground.CAPITAL, two)));
  }

  /** The authority revokes the firm's licence with a paper of this date. */
  private static Case dated(LicensingRefusal reason, String when, long offMillis) {
    return of(
        reason,
        when,
        m ->
            authority(
                new RevokePermission(
                    LICENCE, Ground.CAPITAL, TEXT, licensed(m).nowMillis() + offMillis, TWO)));
  }

  private static Case schedule(
      LicensingRefusal reason, String when, Function<Market, AdoptSchedule> schedule) {
    return of(reason, when, m -> authority(schedule.apply(m)));
  }

  private static AdoptSchedule schedule(
      int number, int days, int disclosureBps, List<Category> categories, Id account) {
    return new AdoptSchedule(
        number, PKR, account, days, 1, 1, 1, 1, 1, 0, disclosureBps, categories, TEXT, TWO);
  }

  private static AdoptSchedule days(int days) {
    return schedule(2, days, 1, List.of(category(EXCHANGES)), own(AUTHORITY, PKR));
  }

  private static Category category(String code) {
    return new Category(code, SERVICES, 0, 0, 0);
  }

  private static Market licensed(Market market) {
    return market.give(FIRM, Purpose.NOC, NOC).give(FIRM, Purpose.LICENCE, LICENCE);
  }

  private static Said grant(Market market, Id application, Terms terms, long untilMillis) {
    return authority(market.granting(application, market.fresh(), terms, untilMillis));
  }

  /** The authority grants a certificate on wrong terms. */
  private static Case terms(String when, Terms terms) {
    return of(
        TERMS_NOT_ALLOWED,
        when,
        m -> grant(m, m.file(FIRM, Purpose.NOC), terms, m.nowMillis() + DAY));
  }

  /** The authority gives a trial on wrong terms. */
  private static Case trial(String when, Terms terms) {
    return of(
        TERMS_NOT_ALLOWED,
        when,
        m -> {
          Id application = m.file(FIRM, Purpose.SANDBOX);
          return grant(m.assess(application), application, terms, m.nowMillis() + DAY);
        });
  }

  private static Terms tries(List<Service> services, List<Cap> caps, boolean exit) {
    return new Terms(services, List.of(), List.of(), caps, exit ? TRIES.exitCriteria() : List.of());
  }

  private static Case validity(String when, long fromMillis, long forMillis) {
    return of(
        VALIDITY_NOT_ALLOWED,
        when,
        m -> {
          Id application = m.file(FIRM, Purpose.NOC);
          long from = m.nowMillis() + fromMillis;
          return authority(
              new GrantApplication(
                  application, NOC, PREPARES, from, from + forMillis, TEXT, m.nowMillis(), TWO));
        });
  }

  private static Case suspension(String when, long millis) {
    return of(
        SUSPENSION_NOT_ALLOWED, when, m -> authority(licensed(m).suspending(LICENCE, millis)));
  }

  private static Said asks(Market market, Id id, Id application) {
    return authority(new AskQuestion(id, application, TEXT, AMINA));
  }

  private static Said consults(Id id, Id application, int whom) {
    return authority(new AskOpinion(id, application, whom, TEXT, AMINA));
  }

  /** An application of the firm about which the authority asked something. */
  private static Id asked(Market market, Id question) {
    Id application = market.file(FIRM, Purpose.NOC);
    market.must(AUTHORITY, new AskQuestion(question, application, TEXT, AMINA));
    return application;
  }

  private static Id consulted(Market market, Id opinion) {
    Id application = market.file(FIRM, Purpose.NOC);
    market.must(AUTHORITY, new AskOpinion(opinion, application, FIU, TEXT, AMINA));
    return application;
  }

  /** The firm's application was refused, and it has appealed. */
  private static Id appealed(Market market) {
    Id application = refused(market);
    Id appeal = market.appeal(application);
    market.must(FIRM, new FileAppeal(application, TEXT));
    return appeal;
  }

  private static Id refused(Market market) {
    Id application = market.file(FIRM, Purpose.NOC);
    market.must(AUTHORITY, new RefuseApplication(application, TEXT, market.nowMillis(), TWO));
    return application;
  }

  private static Said decides(Market market, int authority, Id appeal, FourEyes two) {
    return new Said(authority, new DecideAppeal(appeal, true, TEXT, market.nowMillis(), two));
  }

  private static Said carries(Market market, long minor) {
    return firm(new Carrier.Carry(market.fresh(), own(FIRM, PKR), own(BANK, PKR), minor));
  }

  private static Market suspended(Market market) {
    return licensed(market).must(AUTHORITY, market.suspending(LICENCE, 10 * DAY));
  }

  /** The firm has clients with money and tokens: see {@link Market#clients}. */
  private static Market clients(Market market) {
    licensed(market)
        .must(AUTHORITY, market.admitting(Service.EXCHANGE, Service.CUSTODY))
        .must(FIRM, new ListAsset(TOKEN, true));
    for (long number = 1; number <= 2; number++)
      market.must(FIRM, Market.money(number)).must(FIRM, Market.custody(number));
    return market
        .must(BANK, new BringIn(market.fresh(), own(BANK, PKR), MONEY, 10_000))
        .must(BANK, new BringIn(market.fresh(), own(BANK, TOKEN), CUSTODY, 100));
  }

  private static SettleTrade trade(
      Market market, Service service, Id moneyTo, Id assetFrom, long money, long asset) {
    return new SettleTrade(
        market.fresh(), service, MONEY, moneyTo, money, assetFrom, OTHER_CUSTODY, asset);
  }

  private static Said appoints(Market market, int administrator) {
    return authority(new AppointAdministrator(FIRM, administrator, TEXT, market.nowMillis(), TWO));
  }

  private static Id fee(Market market) {
    for (Charge each : market.all("charge", Id.class, Charge.class))
      if (each.kind() == ChargeKind.PERMISSION_FEE) return each.id();
    throw new AssertionError("nothing is owed");
  }

  private static Id breach(Market market) {
    Id breach = market.fresh();
    market.must(AUTHORITY, records(market, breach));
    return breach;
  }

  private static RecordBreach records(Market market, Id id) {
    return new RecordBreach(id, FIRM, Ground.CAPITAL, Id.NONE, TEXT, AMINA);
  }

  private static Enforce acts(
      Market market, Id id, Id breach, Measure measure, long fineMinor, long dueMillis) {
    return new Enforce(id, breach, measure, fineMinor, dueMillis, TEXT, market.nowMillis(), TWO);
  }

  private static OrderProduction orders(Market market, Id id, int records, long millis) {
    return new OrderProduction(
        id,
        FIRM,
        Stream.generate(() -> TEXT).limit(records).toList(),
        market.nowMillis() + millis,
        market.nowMillis(),
        TWO);
  }

  private static Id report(Market market) {
    licensed(market).after(30 * DAY);
    return Id.derived("licensing.report.1", LICENCE);
  }

  static Stream<Case> cases() {
    return Stream.of(officers(), schedules(), forms(), applications(), decisions(), permissions())
        .flatMap(cases -> cases);
  }

  static Stream<Case> moreCases() {
    return Stream.of(acting(), money(), dues(), supervision()).flatMap(cases -> cases);
  }

  private static Stream<Case> officers() {
    return Stream.of(
        by(OFFICER_APPROVES_OWN, "one officer does both", new FourEyes(AMINA, AMINA)),
        by(TWO_OFFICERS_NEEDED, "nobody approves", new FourEyes(AMINA, Id.NONE)),
        by(TWO_OFFICERS_NEEDED, "nobody proposes", new FourEyes(Id.NONE, AMINA)),
        by(OFFICER_UNKNOWN, "the approver is a stranger", new FourEyes(AMINA, UNKNOWN)),
        by(OFFICER_UNKNOWN, "the proposer is another authority's", OTHER_TWO),
        of(
            TWO_OFFICERS_NEEDED,
            "the third is taken in by nobody",
            m -> authority(new EnrolOfficer(UNKNOWN, FourEyes.NOBODY))),
        of(OFFICER_UNKNOWN, "nobody is taken in", m -> authority(new EnrolOfficer(Id.NONE, TWO))),
        of(
            OFFICER_EXISTS,
            "an officer is taken in twice",
            m -> authority(new EnrolOfficer(AMINA, TWO))),
        of(
            OFFICER_EXISTS,
            "one that left comes again",
            m -> {
              m.must(AUTHORITY, new EnrolOfficer(UNKNOWN, TWO));
              m.must(AUTHORITY, new DismissOfficer(UNKNOWN, TWO));
              return authority(new EnrolOfficer(UNKNOWN, TWO));
            }),
        of(
            OFFICER_UNKNOWN,
            "a stranger is dismissed",
            m -> authority(new DismissOfficer(UNKNOWN, TWO))),
        of(
            OFFICER_UNKNOWN,
            "one who was dismissed decides",
            m -> {
              m.must(AUTHORITY, new EnrolOfficer(UNKNOWN, TWO));
              m.must(AUTHORITY, new DismissOfficer(AMINA, TWO));
              return authority(new RemoveAsset(TOKEN, Ground.CAPITAL, TWO));
            }),
        of(OFFICERS_TOO_FEW, "one would be left", m -> authority(new DismissOfficer(AMINA, TWO))),
        of(
            NOT_THE_AUTHORITY,
            "another authority decides",
            m ->
                new Said(
                    OTHER_AUTHORITY,
                    new RefuseApplication(
                        m.file(FIRM, Purpose.NOC), TEXT, m.nowMillis(), OTHER_TWO))),
        dated(DATED_BEFORE_APPLICATION, "a paper is older than the licence", -1),
        dated(DATED_IN_FUTURE, "a paper is of tomorrow", DAY),
        of(
            DATED_BEFORE_APPLICATION,
            "a grant is older than the application",
            m -> {
              m.after(DAY);
              Id application = m.file(FIRM, Purpose.NOC);
              long now = m.nowMillis();
              return authority(
                  new GrantApplication(
                      application, NOC, PREPARES, 0, now + DAY, TEXT, now - 1, TWO));
            }),
        of(
            DATED_BEFORE_APPLICATION,
            "a suspension is lifted by an older paper",
            m -> {
              licensed(m).after(DAY).must(AUTHORITY, m.suspending(LICENCE, DAY));
              return authority(new LiftSuspension(LICENCE, TEXT, m.nowMillis() - 1, TWO));
            }));
  }

  private static Stream<Case> schedules() {
    Id account = own(AUTHORITY, PKR);
    return Stream.of(
        schedule(SCHEDULE_NOT_NEXT, "one is left out", m -> Market.schedule(3, PKR)),
        schedule(SCHEDULE_NOT_NEXT, "it was adopted", m -> Market.schedule(1, PKR)),
        schedule(SCHEDULE_NOT_ALLOWED, "there is no time", m -> days(0)),
        schedule(SCHEDULE_NOT_ALLOWED, "there is too much of it", m -> days(3_661)),
        schedule(
            SCHEDULE_NOT_ALLOWED,
            "a category comes twice",
            m -> schedule(2, 1, 1, List.of(category("A"), category("A")), account)),
        schedule(
            SCHEDULE_NOT_ALLOWED,
            "everybody is shown",
            m -> schedule(2, 1, 0, List.of(category("A")), account)),
        schedule(
            SCHEDULE_NOT_ALLOWED, "it has no category", m -> schedule(2, 1, 1, List.of(), account)),
        schedule(
            SCHEDULE_NOT_ALLOWED,
            "a fee is negative",
            m -> schedule(2, 1, 1, List.of(new Category("A", SERVICES, -1, 0, 0)), account)),
        schedule(
            FEE_ACCOUNT_NOT_ALLOWED,
            "the account is another's",
            m -> schedule(2, 1, 1, List.of(category("A")), own(BANK, PKR))),
        schedule(
            FEE_ACCOUNT_NOT_ALLOWED,
            "the account is of another asset",
            m -> schedule(2, 1, 1, List.of(category("A")), own(AUTHORITY, USD))));
  }

  private static Stream<Case> forms() {
    Id owner = new Id(70, 1);
    Id company = new Id(70, 2);
    Id fund = new Id(70, 3);
    Individual outside = new Individual(new Id(71, 1), Position.MLRO, TEXT, true);
    Individual mlro = Form.individual(Position.MLRO, UNKNOWN);
    Individual director = Form.individual(Position.DIRECTOR, UNKNOWN);
    return Stream.of(
        of(
            APPLICATION_EXISTS,
            "the id was used",
            m -> firm(new Form(m.file(FIRM, Purpose.NOC), Purpose.NOC, FIRM).file())),
        form(APPLICATION_EXISTS, "the id is none", f -> f.id(Id.NONE)),
        form(AUTHORITY_UNKNOWN, "a bank is asked", f -> f.authority(BANK)),
        form(AUTHORITY_UNKNOWN, "nobody is asked", f -> f.authority(NOBODY)),
        form(CATEGORY_UNKNOWN, "there is none", f -> f.category("MINES")),
        form(SERVICE_NOT_IN_CATEGORY, "it has it not", f -> f.services(Service.DERIVATIVES)),
        form(SERVICE_NOT_IN_CATEGORY, "nothing is asked for", Form::services),
        form(
            SERVICE_NOT_IN_CATEGORY,
            "a service comes twice",
            f -> f.services(Service.CUSTODY, Service.CUSTODY)),
        of(
            NOC_MISSING,
            "there is no certificate",
            m -> firm(new Form(m.fresh(), Purpose.LICENCE, FIRM).file())),
        of(
            NOC_MISSING,
            "it has run out",
            m -> {
              m.give(FIRM, Purpose.NOC, NOC).after(365 * DAY);
              return firm(new Form(m.fresh(), Purpose.LICENCE, FIRM).file());
            }),
        form(PERMISSION_NOT_ALLOWED, "a certificate is about one", f -> f.about(LICENCE)),
        of(
            PERMISSION_NOT_ALLOWED,
            "there is nothing to vary",
            m -> firm(new Form(m.fresh(), Purpose.VARIATION, FIRM).about(UNKNOWN).file())),
        of(
            PERMISSION_NOT_ALLOWED,
            "another firm's is to be renewed",
            m -> {
              licensed(m);
              Form form = new Form(m.fresh(), Purpose.RENEWAL, OTHER_FIRM).about(LICENCE);
              return new Said(OTHER_FIRM, form.file());
            }),
        form(MLRO_MISSING, "nobody is there", Form::individuals),
        form(MLRO_MISSING, "there are others", f -> f.individuals(director)),
        form(MLRO_OUTSOURCED, "the officer works elsewhere", f -> f.individuals(mlro, outside)),
        form(INDIVIDUAL_EXISTS, "one comes twice", f -> f.individuals(mlro, director, director)),
        of(
            INDIVIDUAL_EXISTS,
            "one is another application's",
            m -> {
              Id before = m.file(FIRM, Purpose.NOC);
              Form form = new Form(m.fresh(), Purpose.NOC, FIRM);
              return firm(form.individuals(Form.individual(Position.MLRO, before)).file());
            }),
        form(
            SHARE_NOT_POSITIVE,
            "somebody owns nothing",
            f -> f.holdings(new Holding(owner, Id.NONE, 0))),
        form(
            HOLDING_TWICE,
            "an owner comes twice",
            f -> f.holdings(new Holding(owner, Id.NONE, 1), new Holding(owner, Id.NONE, 1))),
        form(
            SHARES_EXCEED_WHOLE,
            "more than all is owned",
            f -> f.holdings(new Holding(owner, Id.NONE, 9_000), new Holding(fund, Id.NONE, 1_001))),
        form(
            OWNERSHIP_CYCLE,
            "firms own each other",
            f ->
                f.holdings(
                    new Holding(company, Id.NONE, 5_000),
                    new Holding(fund, company, 5_000),
                    new Holding(owner, fund, 5_000),
                    new Holding(company, fund, 5_000))),
        form(
            OWNERSHIP_CYCLE,
            "a firm owns itself",
            f -> f.holdings(new Holding(company, company, 1))),
        form(
            OWNERSHIP_CYCLE,
            "the applicant owns",
            f -> f.holdings(new Holding(Id.NONE, company, 1))),
        of(
            FUNDS_INSUFFICIENT,
            "the fee is not there",
            m -> {
              Id poor = m.fresh();
              m.must(
                  FIRM,
                  new Core.OpenAccount(poor, PKR, 0, AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS));
              return firm(new Form(m.fresh(), Purpose.NOC, FIRM).payFrom(poor).file());
            }),
        form(PAYING_ACCOUNT_NOT_ALLOWED, "another pays", f -> f.payFrom(own(OTHER_FIRM, PKR))),
        form(PAYING_ACCOUNT_NOT_ALLOWED, "it pays in dollars", f -> f.payFrom(own(FIRM, USD))));
  }

  private static Stream<Case> applications() {
    return Stream.of(
        of(APPLICATION_UNKNOWN, "one is withdrawn", m -> firm(new WithdrawApplication(UNKNOWN))),
        of(APPLICATION_UNKNOWN, "one is asked about", m -> asks(m, m.fresh(), UNKNOWN)),
        of(
            APPLICATION_UNKNOWN,
            "an opinion is asked about one",
            m -> consults(m.fresh(), UNKNOWN, FIU)),
        of(
            APPLICATION_UNKNOWN,
            "one is granted",
            m -> grant(m, UNKNOWN, PREPARES, m.nowMillis() + DAY)),
        of(
            APPLICATION_UNKNOWN,
            "one is refused",
            m -> authority(new RefuseApplication(UNKNOWN, TEXT, m.nowMillis(), TWO))),
        of(
            NOT_THE_APPLICANT,
            "another withdraws",
            m -> new Said(OTHER_FIRM, new WithdrawApplication(m.file(FIRM, Purpose.NOC)))),
        of(
            NOT_THE_APPLICANT,
            "another answers",
            m -> {
              Id question = m.fresh();
              asked(m, question);
              return new Said(OTHER_FIRM, new AnswerQuestion(question, TEXT));
            }),
        of(
            APPLICATION_NOT_OPEN,
            "it was withdrawn",
            m -> {
              Id application = m.file(FIRM, Purpose.NOC);
              m.must(FIRM, new WithdrawApplication(application));
              return asks(m, m.fresh(), application);
            }),
        of(
            APPLICATION_NOT_OPEN,
            "it is withdrawn twice",
            m -> {
              Id application = m.file(FIRM, Purpose.NOC);
              m.must(FIRM, new WithdrawApplication(application));
              return firm(new WithdrawApplication(application));
            }),
        of(
            APPLICATION_NOT_OPEN,
            "it was refused",
            m -> grant(m, refused(m), PREPARES, m.nowMillis() + DAY)),
        of(
            APPLICATION_NOT_OPEN,
            "the answer comes after the refusal",
            m -> {
              Id question = m.fresh();
              Id application = asked(m, question);
              m.must(AUTHORITY, new RefuseApplication(application, TEXT, m.nowMillis(), TWO));
              return firm(new AnswerQuestion(question, TEXT));
            }),
        of(
            QUESTION_EXISTS,
            "the id was used",
            m -> {
              Id question = m.fresh();
              return asks(m, question, asked(m, question));
            }),
        of(QUESTION_UNKNOWN, "one is answered", m -> firm(new AnswerQuestion(UNKNOWN, TEXT))),
        of(
            QUESTION_ANSWERED,
            "it is answered twice",
            m -> {
              Id question = m.fresh();
              asked(m, question);
              m.must(FIRM, new AnswerQuestion(question, TEXT));
              return firm(new AnswerQuestion(question, TEXT));
            }),
        of(INDIVIDUAL_UNKNOWN, "a stranger is assessed", m -> authority(m.fit(UNKNOWN, true))),
        of(
            OPINION_EXISTS,
            "the id was used",
            m -> {
              Id opinion = m.fresh();
              return consults(opinion, consulted(m, opinion), TAX);
            }),
        of(
            CONSULTED_NOT_ALLOWED,
            "a bank is asked",
            m -> consults(m.fresh(), m.file(FIRM, Purpose.NOC), BANK)),
        of(
            OPINION_UNKNOWN,
            "nobody asked",
            m -> new Said(FIU, new GiveOpinion(UNKNOWN, Stance.OBJECTION, TEXT))),
        of(
            NOT_THE_CONSULTED,
            "another answers",
            m -> {
              Id opinion = m.fresh();
              consulted(m, opinion);
              return new Said(TAX, new GiveOpinion(opinion, Stance.OBJECTION, TEXT));
            }),
        of(
            OPINION_NOT_ALLOWED,
            "it says nothing",
            m -> {
              Id opinion = m.fresh();
              consulted(m, opinion);
              return new Said(FIU, new GiveOpinion(opinion, Stance.NOT_GIVEN, TEXT));
            }),
        of(
            OPINION_NOT_ALLOWED,
            "it was given",
            m -> {
              Id opinion = m.fresh();
              consulted(m, opinion);
              m.must(FIU, new GiveOpinion(opinion, Stance.OBJECTION, TEXT));
              return new Said(FIU, new GiveOpinion(opinion, Stance.NO_OBJECTION, TEXT));
            }));
  }

  private static Stream<Case> decisions() {
    return Stream.of(
        of(
            QUESTION_OPEN,
            "it is granted",
            m -> grant(m, asked(m, m.fresh()), PREPARES, m.nowMillis() + DAY)),
        of(
            OPINION_OUTSTANDING,
            "it is granted",
            m -> grant(m, consulted(m, m.fresh()), PREPARES, m.nowMillis() + DAY)),
        of(
            INDIVIDUAL_NOT_ASSESSED,
            "a licence is granted",
            m -> {
              m.give(FIRM, Purpose.NOC, NOC);
              return grant(m, m.file(FIRM, Purpose.LICENCE), SERVES, m.nowMillis() + DAY);
            }),
        of(
            INDIVIDUAL_NOT_FIT,
            "a trial is granted",
            m -> {
              Id application = m.file(FIRM, Purpose.SANDBOX);
              m.assess(application);
              Id mlro = Form.individual(Position.MLRO, application).id();
              m.must(AUTHORITY, m.fit(mlro, false));
              return grant(m, application, TRIES, m.nowMillis() + DAY);
            }),
        terms("a certificate prepares nothing", Terms.NONE),
        terms("a certificate serves", SERVES),
        terms(
            "a certificate has caps",
            new Terms(
                List.of(),
                PREPARES.preparations(),
                List.of(),
                List.of(new Cap(PKR, 1, 1)),
                List.of())),
        trial("a trial has no caps", tries(SERVICES, List.of(), true)),
        trial("a trial has no end", tries(SERVICES, TRIES.caps(), false)),
        trial("a trial serves nobody", tries(List.of(), TRIES.caps(), true)),
        trial("a service was not asked for", tries(List.of(Service.LENDING), TRIES.caps(), true)),
        trial(
            "a service comes twice",
            tries(List.of(Service.CUSTODY, Service.CUSTODY), TRIES.caps(), true)),
        trial("a cap is of no asset", tries(SERVICES, List.of(new Cap(NOBODY, 1, 1)), true)),
        trial(
            "an asset has two caps",
            tries(SERVICES, List.of(new Cap(PKR, 1, 1), new Cap(PKR, 2, 2)), true)),
        trial(
            "a day has less than a transaction",
            tries(SERVICES, List.of(new Cap(PKR, 2, 1)), true)),
        trial("a cap is negative", tries(SERVICES, List.of(new Cap(PKR, -1, 1)), true)),
        validity("it begins in the past", -1, DAY),
        validity("it never begins", DAY, 0),
        validity("it lasts too long", 0, Decisions.VALIDITY_MILLIS_MAX + 1),
        of(
            PERMISSION_EXISTS,
            "the id was used",
            m -> {
              m.give(FIRM, Purpose.NOC, NOC);
              Id application = m.file(FIRM, Purpose.NOC);
              return authority(m.granting(application, NOC, PREPARES, m.nowMillis() + DAY));
            }),
        of(
            LICENCE_HELD,
            "a relief would replace it",
            m -> {
              Id application = licensed(m).file(FIRM, Purpose.NO_ACTION);
              return grant(m, application, SERVES, m.nowMillis() + DAY);
            }),
        of(
            APPEAL_EXISTS,
            "a firm appeals twice",
            m -> {
              Id application = refused(m);
              m.must(FIRM, new FileAppeal(application, TEXT));
              return firm(new FileAppeal(application, TEXT));
            }),
        of(
            APPEAL_NOT_ALLOWED,
            "nothing was decided",
            m -> firm(new FileAppeal(m.file(FIRM, Purpose.NOC), TEXT))),
        of(
            APPEAL_NOT_ALLOWED,
            "nothing was decided against it",
            m -> {
              licensed(m);
              return firm(new FileAppeal(LICENCE, TEXT));
            }),
        of(
            APPEAL_NOT_ALLOWED,
            "another firm appeals",
            m -> new Said(OTHER_FIRM, new FileAppeal(refused(m), TEXT))),
        of(
            APPEAL_TOO_LATE,
            "the time is over",
            m -> {
              Id application = refused(m);
              m.after(30 * DAY + 1);
              return firm(new FileAppeal(application, TEXT));
            }),
        of(APPEAL_UNKNOWN, "there is none", m -> decides(m, AUTHORITY, UNKNOWN, TWO)),
        of(
            APPEAL_DECIDED,
            "it is decided twice",
            m -> {
              Id appeal = appealed(m);
              m.must(AUTHORITY, decides(m, AUTHORITY, appeal, TWO).instruction());
              return decides(m, AUTHORITY, appeal, TWO);
            }),
        of(
            NOT_THE_AUTHORITY,
            "another decides the appeal",
            m -> decides(m, OTHER_AUTHORITY, appealed(m), OTHER_TWO)),
        of(
            DATED_BEFORE_APPLICATION,
            "the decision is older than the appeal",
            m -> {
              Id application = refused(m);
              Id appeal = m.appeal(application);
              m.after(DAY).must(FIRM, new FileAppeal(application, TEXT));
              return authority(new DecideAppeal(appeal, true, TEXT, m.nowMillis() - 1, TWO));
            }));
  }

  private static Stream<Case> permissions() {
    return Stream.of(
        of(PERMISSION_UNKNOWN, "one is suspended", m -> authority(m.suspending(UNKNOWN, DAY))),
        of(PERMISSION_UNKNOWN, "one is revoked", m -> authority(m.revoking(UNKNOWN))),
        of(PERMISSION_UNKNOWN, "one is given back", m -> firm(new SurrenderPermission(UNKNOWN))),
        of(
            PERMISSION_UNKNOWN,
            "a variation names another",
            m -> {
              licensed(m);
              Id application = m.fresh();
              m.must(FIRM, new Form(application, Purpose.VARIATION, FIRM).about(LICENCE).file());
              return authority(
                  m.assess(application)
                      .granting(application, UNKNOWN, SERVES, m.permission(LICENCE).untilMillis()));
            }),
        of(
            PERMISSION_NOT_IN_FORCE,
            "it has run out",
            m -> authority(licensed(m).after(365 * DAY).suspending(LICENCE, DAY))),
        of(
            PERMISSION_NOT_IN_FORCE,
            "it was revoked",
            m ->
                authority(
                    licensed(m).must(AUTHORITY, m.revoking(LICENCE)).suspending(LICENCE, DAY))),
        of(
            PERMISSION_NOT_SUSPENDED,
            "it is lifted",
            m -> authority(new LiftSuspension(LICENCE, TEXT, licensed(m).nowMillis(), TWO))),
        suspension("it has ended", 0),
        suspension("it is too long", Permissions.SUSPENSION_MILLIS_MAX + 1),
        of(
            NOT_THE_HOLDER,
            "another gives it back",
            m -> {
              licensed(m);
              return new Said(OTHER_FIRM, new SurrenderPermission(LICENCE));
            }),
        of(
            LICENCE_SUSPENDED,
            "it is given back",
            m -> {
              suspended(m);
              return firm(new SurrenderPermission(LICENCE));
            }));
  }

  private static Stream<Case> acting() {
    return Stream.of(
        of(NOT_LICENSED, "a firm pays", m -> carries(m, 1)),
        of(
            LICENCE_NOT_YET_VALID,
            "a firm pays",
            m -> {
              m.give(FIRM, Purpose.NOC, NOC);
              Id application = m.file(FIRM, Purpose.LICENCE);
              m.assess(application);
              long from = m.nowMillis() + DAY;
              m.must(
                  AUTHORITY,
                  new GrantApplication(
                      application, LICENCE, SERVES, from, from + DAY, TEXT, m.nowMillis(), TWO));
              return carries(m.after(DAY - 1), 1);
            }),
        of(LICENCE_EXPIRED, "a firm pays", m -> carries(licensed(m).after(365 * DAY), 1)),
        of(LICENCE_SUSPENDED, "a firm pays", m -> carries(suspended(m), 1)),
        of(
            LICENCE_ENDED,
            "a firm pays",
            m -> carries(licensed(m).must(AUTHORITY, m.revoking(LICENCE)), 1)),
        of(
            SERVICE_NOT_PERMITTED,
            "a firm trades derivatives",
            m -> firm(trade(clients(m), Service.DERIVATIVES, OTHER_MONEY, CUSTODY, 1, 1))),
        of(ABOVE_TRANSACTION_CAP, "a firm pays", m -> carries(licensed(m), 1_001)),
        of(
            ABOVE_DAILY_CAP,
            "a firm pays often",
            m ->
                carries(
                    licensed(m)
                        .must(FIRM, carries(m, 1_000).instruction())
                        .must(FIRM, carries(m, 1_000).instruction()),
                    501)),
        of(
            ASSET_NOT_ADMITTED,
            "it is listed",
            m -> {
              licensed(m);
              return firm(new ListAsset(TOKEN, true));
            }),
        of(
            ASSET_NOT_ADMITTED,
            "it is removed",
            m -> authority(new RemoveAsset(TOKEN, Ground.CAPITAL, TWO))),
        of(
            ASSET_NOT_ADMITTED,
            "it is not admitted for the service",
            m ->
                firm(
                    trade(
                        clients(m).must(AUTHORITY, m.admitting(Service.CUSTODY)),
                        Service.EXCHANGE,
                        OTHER_MONEY,
                        CUSTODY,
                        1,
                        1))),
        of(
            ASSET_NOT_ADMITTED,
            "tokens are to be money",
            m -> {
              licensed(m);
              return firm(new OpenClientAccount(UNKNOWN, TOKEN, ClientUse.MONEY, BANK));
            }),
        of(
            ASSET_NOT_LISTED,
            "an account is opened",
            m -> {
              licensed(m).must(AUTHORITY, m.admitting(Service.CUSTODY));
              return firm(Market.custody(1));
            }),
        of(
            ASSET_NOT_LISTED,
            "a firm trades what it lists no more",
            m -> firm(clients(m).must(FIRM, new ListAsset(TOKEN, false)).trade(1, 1))),
        of(
            ASSET_UNKNOWN,
            "it is admitted",
            m -> authority(new AdmitAsset(NOBODY, AssetClass.UTILITY, TEXT, SERVICES, true, TWO))),
        of(
            ASSET_UNKNOWN,
            "an account is opened",
            m -> {
              licensed(m);
              return firm(new OpenClientAccount(UNKNOWN, NOBODY, ClientUse.MONEY, BANK));
            }),
        of(
            ASSET_IS_MONEY,
            "rupees are admitted",
            m -> authority(new AdmitAsset(PKR, AssetClass.UTILITY, TEXT, SERVICES, true, TWO))),
        of(TERMS_NOT_ALLOWED, "an asset is admitted for nothing", m -> authority(m.admitting())),
        of(
            NOT_THE_AUTHORITY,
            "another removes an asset",
            m -> {
              m.must(AUTHORITY, m.admitting(Service.CUSTODY));
              return new Said(OTHER_AUTHORITY, new RemoveAsset(TOKEN, Ground.CAPITAL, OTHER_TWO));
            }));
  }

  private static Stream<Case> money() {
    return Stream.of(
        of(
            BANK_NOT_ALLOWED,
            "it is no bank",
            m -> {
              licensed(m);
              return firm(new OpenClientAccount(UNKNOWN, PKR, ClientUse.MONEY, OTHER_FIRM));
            }),
        of(
            BANK_NOT_ALLOWED,
            "a bank has tokens",
            m -> {
              clients(m);
              return firm(new OpenClientAccount(UNKNOWN, TOKEN, ClientUse.CUSTODY, BANK));
            }),
        of(
            CLIENT_ACCOUNT_UNKNOWN,
            "a firm pays out",
            m -> firm(new PayOut(m.fresh(), own(FIRM, PKR), own(BANK, PKR), 1))),
        of(
            CLIENT_ACCOUNT_UNKNOWN,
            "a bank brings in",
            m -> new Said(BANK, new BringIn(m.fresh(), own(BANK, PKR), own(FIRM, PKR), 1))),
        of(
            CLIENT_ACCOUNT_UNKNOWN,
            "a side of a trade is free",
            m -> firm(trade(clients(m), Service.EXCHANGE, own(BANK, PKR), CUSTODY, 1, 1))),
        of(
            CLIENT_ACCOUNT_UNKNOWN,
            "a bank states",
            m -> new Said(BANK, new StateBalance(UNKNOWN, m.today(), 0, TEXT))),
        of(
            CLIENT_ACCOUNT_UNKNOWN,
            "an administrator returns",
            m ->
                new Said(
                    ADMINISTRATOR, new ReturnClientMoney(m.fresh(), UNKNOWN, own(BANK, PKR), 1))),
        of(NOT_THE_FIRM, "another pays out", m -> new Said(OTHER_FIRM, clients(m).payOut(1))),
        of(NOT_THE_FIRM, "another trades", m -> new Said(OTHER_FIRM, clients(m).trade(1, 1))),
        of(AMOUNT_NOT_POSITIVE, "nothing is paid out", m -> firm(clients(m).payOut(0))),
        of(AMOUNT_NOT_POSITIVE, "a trade has no price", m -> firm(clients(m).trade(0, 1))),
        of(AMOUNT_NOT_POSITIVE, "a trade has no asset", m -> firm(clients(m).trade(1, -1))),
        of(
            AMOUNT_NOT_POSITIVE,
            "less than nothing is brought in",
            m -> new Said(BANK, new BringIn(clients(m).fresh(), own(BANK, PKR), MONEY, -1))),
        of(
            FUNDS_INSUFFICIENT,
            "more is brought in than there is",
            m -> new Said(BANK, new BringIn(clients(m).fresh(), own(BANK, PKR), MONEY, RUPEES))),
        of(
            CLIENT_MONEY_SEGREGATED,
            "it goes to the firm",
            m -> firm(new PayOut(clients(m).fresh(), MONEY, own(FIRM, PKR), 1))),
        of(
            CLIENT_MONEY_SEGREGATED,
            "it goes to another firm",
            m -> firm(new PayOut(clients(m).fresh(), MONEY, own(OTHER_FIRM, PKR), 1))),
        of(
            CLIENT_MONEY_INSUFFICIENT,
            "more is paid out than there is",
            m -> firm(new PayOut(clients(m).fresh(), OTHER_MONEY, own(BANK, PKR), 1))),
        of(
            CLIENT_MONEY_INSUFFICIENT,
            "more is traded than there is",
            m -> firm(clients(m).trade(1, 101))),
        of(
            TRADE_NOT_ALLOWED,
            "money goes both ways",
            m -> firm(trade(clients(m), Service.EXCHANGE, OTHER_MONEY, MONEY, 1, 1))),
        of(
            LICENCE_SUSPENDED,
            "tokens go to another firm that is suspended",
            m -> {
              clients(m);
              Id licence = m.fresh();
              m.give(OTHER_FIRM, Purpose.NOC, m.fresh());
              m.give(OTHER_FIRM, Purpose.LICENCE, licence);
              m.must(OTHER_FIRM, new ListAsset(TOKEN, true));
              OpenClientAccount open =
                  new OpenClientAccount(m.fresh(), TOKEN, ClientUse.CUSTODY, 0);
              m.must(OTHER_FIRM, open);
              m.must(FIRM, new PayOut(m.fresh(), CUSTODY, open.account(), 1));
              m.must(AUTHORITY, m.suspending(licence, DAY));
              return firm(new PayOut(m.fresh(), CUSTODY, open.account(), 1));
            }),
        of(
            NOT_THE_BANK,
            "another bank states",
            m -> new Said(OTHER_BANK, new StateBalance(MONEY, clients(m).today(), 10_000, TEXT))),
        of(
            STATEMENT_DAY_NOT_ALLOWED,
            "it is of tomorrow",
            m -> new Said(BANK, new StateBalance(MONEY, clients(m).today() + 1, 10_000, TEXT))),
        of(
            STATEMENT_DAY_NOT_ALLOWED,
            "it is two days old",
            m ->
                new Said(
                    BANK,
                    new StateBalance(MONEY, clients(m).after(2 * DAY).today() - 2, 10_000, TEXT))),
        of(
            DISCREPANCY_UNKNOWN,
            "it is closed",
            m -> authority(new CloseDiscrepancy(UNKNOWN, TEXT, TWO))),
        of(
            NOT_THE_AUTHORITY,
            "another closes it",
            m -> {
              clients(m).must(BANK, new StateBalance(MONEY, m.today(), 1, TEXT));
              Id id = m.all("discrepancy", Id.class, Discrepancy.class).getFirst().id();
              return new Said(OTHER_AUTHORITY, new CloseDiscrepancy(id, TEXT, OTHER_TWO));
            }),
        of(ADMINISTRATOR_NOT_ALLOWED, "a bank is appointed", m -> appoints(suspended(m), BANK)),
        of(FIRM_ACTS_ITSELF, "one is appointed", m -> appoints(licensed(m), ADMINISTRATOR)),
        of(FIRM_UNKNOWN, "one is appointed", m -> appoints(m, ADMINISTRATOR)),
        of(
            NOT_THE_ADMINISTRATOR,
            "nobody was appointed",
            m -> {
              clients(m).must(AUTHORITY, m.suspending(LICENCE, DAY));
              return new Said(
                  ADMINISTRATOR, new ReturnClientMoney(m.fresh(), MONEY, own(BANK, PKR), 1));
            }));
  }

  private static Stream<Case> dues() {
    return Stream.of(
        of(CHARGE_UNKNOWN, "it is paid", m -> firm(new PayCharge(UNKNOWN, own(FIRM, PKR)))),
        of(
            CHARGE_PAID,
            "it is paid twice",
            m -> {
              Id fee = fee(licensed(m));
              m.must(FIRM, new PayCharge(fee, own(FIRM, PKR)));
              return firm(new PayCharge(fee, own(FIRM, PKR)));
            }),
        of(
            NOT_THE_FIRM,
            "another pays",
            m -> new Said(OTHER_FIRM, new PayCharge(fee(licensed(m)), own(OTHER_FIRM, PKR)))),
        of(REPORT_UNKNOWN, "it is filed", m -> firm(new FileReport(UNKNOWN, TEXT))),
        of(
            REPORT_FILED,
            "it is filed twice",
            m -> {
              Id report = report(m);
              m.must(FIRM, new FileReport(report, TEXT));
              return firm(new FileReport(report, TEXT));
            }),
        of(
            NOT_THE_FIRM,
            "another reports",
            m -> new Said(OTHER_FIRM, new FileReport(report(m), TEXT))));
  }

  private static Stream<Case> supervision() {
    return Stream.of(
        of(
            FIRM_UNKNOWN,
            "it is inspected",
            m -> authority(new OpenInspection(m.fresh(), FIRM, TEXT, AMINA))),
        of(FIRM_UNKNOWN, "it is in breach", m -> authority(records(m, m.fresh()))),
        of(FIRM_UNKNOWN, "it is to produce", m -> authority(orders(m, m.fresh(), 1, DAY))),
        of(
            INSPECTION_EXISTS,
            "the id was used",
            m -> {
              licensed(m).must(AUTHORITY, new OpenInspection(UNKNOWN, FIRM, TEXT, AMINA));
              return authority(new OpenInspection(UNKNOWN, FIRM, TEXT, AMINA));
            }),
        of(
            INSPECTION_UNKNOWN,
            "it is closed",
            m -> authority(new CloseInspection(UNKNOWN, TEXT, AMINA))),
        of(
            INSPECTION_UNKNOWN,
            "it is closed twice",
            m -> {
              licensed(m).must(AUTHORITY, new OpenInspection(UNKNOWN, FIRM, TEXT, AMINA));
              m.must(AUTHORITY, new CloseInspection(UNKNOWN, TEXT, AMINA));
              return authority(new CloseInspection(UNKNOWN, TEXT, AMINA));
            }),
        of(BREACH_EXISTS, "the id was used", m -> authority(records(m, breach(licensed(m))))),
        of(
            BREACH_UNKNOWN,
            "it is acted on",
            m -> authority(acts(m, m.fresh(), UNKNOWN, Measure.WARNING, 0, 0))),
        of(
            ENFORCEMENT_EXISTS,
            "the id was used",
            m -> {
              Id breach = breach(licensed(m));
              m.must(AUTHORITY, acts(m, UNKNOWN, breach, Measure.WARNING, 0, 0));
              return authority(acts(m, UNKNOWN, breach, Measure.WARNING, 0, 0));
            }),
        of(
            MEASURE_NOT_ALLOWED,
            "a fine is nothing",
            m -> {
              Id breach = breach(licensed(m));
              return authority(acts(m, UNKNOWN, breach, Measure.FINE, 0, m.nowMillis() + DAY));
            }),
        of(
            MEASURE_NOT_ALLOWED,
            "a warning costs",
            m -> {
              Id breach = breach(licensed(m));
              return authority(acts(m, UNKNOWN, breach, Measure.WARNING, 1, 0));
            }),
        of(
            MEASURE_NOT_ALLOWED,
            "a directive has no time",
            m -> {
              Id breach = breach(licensed(m));
              return authority(acts(m, UNKNOWN, breach, Measure.DIRECTIVE, 0, m.nowMillis()));
            }),
        of(
            PRODUCTION_EXISTS,
            "the id was used",
            m -> {
              licensed(m).must(AUTHORITY, orders(m, UNKNOWN, 1, DAY));
              return authority(orders(m, UNKNOWN, 1, DAY));
            }),
        of(
            PRODUCTION_NOT_ALLOWED,
            "nothing is ordered",
            m -> authority(orders(licensed(m), UNKNOWN, 0, DAY))),
        of(
            PRODUCTION_NOT_ALLOWED,
            "there is no time",
            m -> authority(orders(licensed(m), UNKNOWN, 1, 0))),
        of(PRODUCTION_UNKNOWN, "it is handed over", m -> firm(new ProduceRecords(UNKNOWN))),
        of(PRODUCTION_UNKNOWN, "it is read", m -> authority(new ReadRecords(UNKNOWN, AMINA))),
        of(
            PRODUCTION_NOT_DUE,
            "nothing was handed over",
            m -> {
              licensed(m).must(AUTHORITY, orders(m, UNKNOWN, 1, DAY));
              return authority(new ReadRecords(UNKNOWN, AMINA));
            }),
        of(
            NOT_THE_FIRM,
            "another produces",
            m -> {
              licensed(m).must(AUTHORITY, orders(m, UNKNOWN, 1, DAY));
              return new Said(OTHER_FIRM, new ProduceRecords(UNKNOWN));
            }),
        of(
            SCHEDULE_MISSING,
            "the authority has adopted none",
            m -> firm(new Form(m.fresh(), Purpose.NOC, FIRM).authority(YOUNG_AUTHORITY).file())));
  }

  @ParameterizedTest
  @MethodSource({"cases", "moreCases"})
  void itIsRefusedForThisReasonAndNothingChanges(Case refused) {
    Market market = new Market();
    Said said = refused.say().apply(market);
    market.refused(refused.reason(), said.party(), said.instruction());
  }

  @Test
  void everyReasonIsBroughtAbout() {
    EnumSet<LicensingRefusal> seen =
        Stream.concat(cases(), moreCases())
            .map(Case::reason)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(LicensingRefusal.class)));
    assertThat(EnumSet.complementOf(seen)).isEmpty();
  }
}
