package org.rahdari.licensing;

import static org.rahdari.licensing.LicensingRefusal.*;
import static org.rahdari.licensing.Schedules.DAY_MILLIS;
import static org.rahdari.outcome.Outcome.accepted;
import static org.rahdari.outcome.Outcome.refuse;
import static org.rahdari.program.MandateKind.CENTRAL_BANK;
import static org.rahdari.program.MandateKind.FIU;
import static org.rahdari.program.MandateKind.REGULATOR;
import static org.rahdari.program.MandateKind.SECURITIES_REGULATOR;
import static org.rahdari.program.MandateKind.TAX_AUTHORITY;
import static org.rahdari.program.MandateKind.VASP;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.licensing.Instructions.AnswerQuestion;
import org.rahdari.licensing.Instructions.AskOpinion;
import org.rahdari.licensing.Instructions.AskQuestion;
import org.rahdari.licensing.Instructions.AssessIndividual;
import org.rahdari.licensing.Instructions.FileApplication;
import org.rahdari.licensing.Instructions.GiveOpinion;
import org.rahdari.licensing.Instructions.OpinionOverdue;
import org.rahdari.licensing.Instructions.WithdrawApplication;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/** Applications until they are decided: questions, assessments, opinions, and the clock. */
final class Applications {
  private static final int APPLICATIONS_MAX = 100_000;
  private static final int INDIVIDUALS_MAX = 1_000_000;

  private final Table<Id, Application> applications;
  private final Table<Id, Assessment> assessments;
  private final Table<Id, Ownership> ownerships;
  private final Table<Id, Question> questions;
  private final Table<Id, Opinion> opinions;
  private final Officers officers;
  private final Schedules schedules;
  private final Papers papers;
  private final Dues dues;

  Applications(
      Registry registry, Officers officers, Schedules schedules, Papers papers, Dues dues) {
    this.officers = officers;
    this.schedules = schedules;
    this.papers = papers;
    this.dues = dues;
    applications =
        registry.table(
            "application", Id.class, Application.class, Application::id, APPLICATIONS_MAX);
    assessments =
        registry.table(
            "assessment", Id.class, Assessment.class, Assessment::individual, INDIVIDUALS_MAX);
    ownerships =
        registry.table(
            "ownership", Id.class, Ownership.class, Ownership::application, APPLICATIONS_MAX);
    questions = registry.table("question", Id.class, Question.class, Question::id, INDIVIDUALS_MAX);
    opinions = registry.table("opinion", Id.class, Opinion.class, Opinion::id, INDIVIDUALS_MAX);
    registry.on(FileApplication.class, this::file, VASP);
    registry.on(WithdrawApplication.class, this::withdraw, VASP);
    registry.on(AskQuestion.class, this::ask, REGULATOR);
    registry.on(AnswerQuestion.class, this::answer, VASP);
    registry.on(AssessIndividual.class, this::assess, REGULATOR);
    registry.on(AskOpinion.class, this::askOpinion, REGULATOR);
    registry.on(
        GiveOpinion.class,
        this::giveOpinion,
        CENTRAL_BANK,
        SECURITIES_REGULATOR,
        TAX_AUTHORITY,
        FIU);
    registry.onTimer(OpinionOverdue.class, this::opinionOverdue);
  }

  @Nullable Application get(Id id) {
    return applications.get(id);
  }

  void put(Application application) {
    applications.put(application);
  }

  private Outcome file(FileApplication file, Context ctx) {
    if (file.id().isNone() || applications.get(file.id()) != null)
      return refuse(APPLICATION_EXISTS);
    if (!ctx.holds(file.authority(), REGULATOR)) return refuse(AUTHORITY_UNKNOWN);
    Schedule schedule = schedules.last(file.authority());
    if (schedule == null) return refuse(SCHEDULE_MISSING);
    Category category = schedule.category(file.category());
    if (category == null) return refuse(CATEGORY_UNKNOWN);
    if (file.services().isEmpty()
        || Schedules.repeats(file.services())
        || !category.services().containsAll(file.services())) {
      return refuse(SERVICE_NOT_IN_CATEGORY);
    }
    LicensingRefusal why = unfounded(file, ctx);
    if (why == null) why = individualsWrong(file.individuals());
    if (why == null) why = Ownership.wrong(file.holdings());
    if (why != null) return refuse(why);

    papers.applying(ctx.party(), file.authority());
    applications.put(application(file, schedule, ctx));
    ownerships.put(new Ownership(file.id(), file.holdings()));
    for (Individual each : file.individuals()) assessments.put(toAssess(each, file.id()));
    return dues.payAtOnce(
        ctx.party(),
        schedule,
        ChargeKind.APPLICATION_FEE,
        file.id(),
        category.applicationFeeMinor(),
        file.payFrom(),
        ctx);
  }

  /** What has to be there before one may apply for this. */
  private @Nullable LicensingRefusal unfounded(FileApplication file, Context ctx) {
    boolean changes = file.purpose() == Purpose.VARIATION || file.purpose() == Purpose.RENEWAL;
    if (changes != !file.about().isNone()) return PERMISSION_NOT_ALLOWED;
    if (changes) {
      Permission about = papers.get(file.about());
      boolean ours =
          about != null
              && about.holder() == ctx.party()
              && about.authority() == file.authority()
              && about.kind().serves()
              && about.stands();
      return ours ? null : PERMISSION_NOT_ALLOWED;
    }
    if (file.purpose() != Purpose.LICENCE) return null;
    Permission noc = papers.noc(ctx.party(), ctx);
    return noc == null || noc.authority() != file.authority() ? NOC_MISSING : null;
  }

  private @Nullable LicensingRefusal individualsWrong(List<Individual> individuals) {
    boolean mlro = false;
    SortedSet<Id> ids = new TreeSet<>();
    for (Individual each : individuals) {
      if (each.position() == Position.MLRO && each.outsourced()) return MLRO_OUTSOURCED;
      mlro |= each.position() == Position.MLRO;
      if (each.id().isNone() || !ids.add(each.id()) || assessments.get(each.id()) != null)
        return INDIVIDUAL_EXISTS;
    }
    return mlro ? null : MLRO_MISSING;
  }

  private static Application application(FileApplication file, Schedule schedule, Context ctx) {
    return new Application(
        file.id(),
        ctx.party(),
        file.authority(),
        file.purpose(),
        file.category(),
        file.services(),
        file.about(),
        file.form(),
        file.documents(),
        file.foreign(),
        schedule.number(),
        Clock.started(schedule.clockDays() * DAY_MILLIS, ctx.timeMillis()),
        Stage.UNDER_REVIEW,
        new Progress(0, 0, file.individuals().size(), 0),
        ctx.timeMillis(),
        Hash32.ZERO,
        0);
  }

  private static Assessment toAssess(Individual individual, Id application) {
    return new Assessment(
        individual.id(),
        application,
        individual.position(),
        individual.who(),
        Fitness.NOT_ASSESSED,
        Hash32.ZERO,
        0);
  }

  private Outcome withdraw(WithdrawApplication withdraw, Context ctx) {
    Application application = applications.get(withdraw.application());
    if (application == null) return refuse(APPLICATION_UNKNOWN);
    if (application.applicant() != ctx.party()) return refuse(NOT_THE_APPLICANT);
    if (!application.open()) return refuse(APPLICATION_NOT_OPEN);
    applications.put(application.ended(Stage.WITHDRAWN, Hash32.ZERO, ctx.timeMillis()));
    return accepted();
  }

  private Outcome ask(AskQuestion ask, Context ctx) {
    Application application = applications.get(ask.application());
    if (application == null) return refuse(APPLICATION_UNKNOWN);
    LicensingRefusal why = notOpenHere(application, ctx);
    if (why == null) why = officers.one(ask.officer(), ctx);
    if (why != null) return refuse(why);
    if (questions.get(ask.id()) != null) return refuse(QUESTION_EXISTS);
    Schedule schedule = schedules.of(application.authority(), application.schedule());
    questions.put(
        new Question(
            ask.id(),
            application.id(),
            ask.officer(),
            ask.question(),
            ctx.timeMillis(),
            ctx.timeMillis() + schedule.answerDays() * DAY_MILLIS,
            Hash32.ZERO,
            0));
    applications.put(application.questioned(ctx.timeMillis()));
    return accepted();
  }

  private Outcome answer(AnswerQuestion answer, Context ctx) {
    Question question = questions.get(answer.question());
    if (question == null) return refuse(QUESTION_UNKNOWN);
    Application application = applications.get(question.application());
    if (application == null || application.applicant() != ctx.party())
      return refuse(NOT_THE_APPLICANT);
    if (question.answeredAtMillis() != 0) return refuse(QUESTION_ANSWERED);
    if (!application.open()) return refuse(APPLICATION_NOT_OPEN);
    questions.put(
        new Question(
            question.id(),
            question.application(),
            question.officer(),
            question.question(),
            question.askedAtMillis(),
            question.dueMillis(),
            answer.answer(),
            ctx.timeMillis()));
    applications.put(application.answered(ctx.timeMillis()));
    return accepted();
  }

  private Outcome assess(AssessIndividual assess, Context ctx) {
    Assessment assessment = assessments.get(assess.individual());
    if (assessment == null) return refuse(INDIVIDUAL_UNKNOWN);
    Application application = applications.get(assessment.application());
    if (application == null) return refuse(APPLICATION_UNKNOWN);
    LicensingRefusal why = notOpenHere(application, ctx);
    if (why != null) return refuse(why);
    why = officers.decide(assess.by(), assess.datedMillis(), application.filedAtMillis(), ctx);
    if (why != null) return refuse(why);
    Fitness found = assess.fit() ? Fitness.FIT : Fitness.NOT_FIT;
    assessments.put(
        new Assessment(
            assessment.individual(),
            assessment.application(),
            assessment.position(),
            assessment.who(),
            found,
            assess.grounds(),
            ctx.timeMillis()));
    applications.put(
        application.with(application.progress().assessed(assessment.fitness(), found)));
    return accepted();
  }

  private Outcome askOpinion(AskOpinion ask, Context ctx) {
    Application application = applications.get(ask.application());
    if (application == null) return refuse(APPLICATION_UNKNOWN);
    LicensingRefusal why = notOpenHere(application, ctx);
    if (why == null) why = officers.one(ask.officer(), ctx);
    if (why != null) return refuse(why);
    if (opinions.get(ask.id()) != null) return refuse(OPINION_EXISTS);
    int asked = ask.consulted();
    boolean consulted =
        ctx.holds(asked, CENTRAL_BANK)
            || ctx.holds(asked, SECURITIES_REGULATOR)
            || ctx.holds(asked, TAX_AUTHORITY)
            || ctx.holds(asked, FIU);
    if (!consulted) return refuse(CONSULTED_NOT_ALLOWED);
    Schedule schedule = schedules.of(application.authority(), application.schedule());
    Opinion opinion =
        new Opinion(
            ask.id(),
            application.id(),
            asked,
            ask.question(),
            ctx.timeMillis(),
            ctx.timeMillis() + schedule.opinionDays() * DAY_MILLIS,
            Stance.NOT_GIVEN,
            Hash32.ZERO,
            0,
            true);
    opinions.put(opinion);
    applications.put(application.with(application.progress().consulted(1)));
    ctx.at(opinion.dueMillis(), new OpinionOverdue(opinion.id()));
    return accepted();
  }

  private Outcome giveOpinion(GiveOpinion give, Context ctx) {
    Opinion opinion = opinions.get(give.opinion());
    if (opinion == null) return refuse(OPINION_UNKNOWN);
    if (opinion.consulted() != ctx.party()) return refuse(NOT_THE_CONSULTED);
    if (opinion.stance() != Stance.NOT_GIVEN || give.stance() == Stance.NOT_GIVEN)
      return refuse(OPINION_NOT_ALLOWED);
    opinions.put(
        new Opinion(
            opinion.id(),
            opinion.application(),
            opinion.consulted(),
            opinion.question(),
            opinion.askedAtMillis(),
            opinion.dueMillis(),
            give.stance(),
            give.text(),
            ctx.timeMillis(),
            false));
    if (opinion.waitedFor()) waitNoLonger(opinion);
    return accepted();
  }

  private void opinionOverdue(OpinionOverdue timer, Context ctx) {
    Opinion opinion = opinions.get(timer.opinion());
    if (opinion == null || !opinion.waitedFor()) return;
    opinions.put(
        new Opinion(
            opinion.id(),
            opinion.application(),
            opinion.consulted(),
            opinion.question(),
            opinion.askedAtMillis(),
            opinion.dueMillis(),
            opinion.stance(),
            opinion.text(),
            opinion.givenAtMillis(),
            false));
    waitNoLonger(opinion);
  }

  private void waitNoLonger(Opinion opinion) {
    Application application = applications.get(opinion.application());
    if (application != null)
      applications.put(application.with(application.progress().consulted(-1)));
  }

  private static @Nullable LicensingRefusal notOpenHere(Application application, Context ctx) {
    if (application.authority() != ctx.party()) return NOT_THE_AUTHORITY;
    return application.open() ? null : APPLICATION_NOT_OPEN;
  }

  /** Why an application may not be granted yet, or null. */
  static @Nullable LicensingRefusal unready(Application application) {
    Progress progress = application.progress();
    if (progress.questions() > 0) return QUESTION_OPEN;
    if (progress.opinions() > 0) return OPINION_OUTSTANDING;
    boolean preliminary =
        application.purpose() == Purpose.NOC || application.purpose() == Purpose.NO_ACTION;
    if (preliminary) return null;
    if (progress.assessments() > 0) return INDIVIDUAL_NOT_ASSESSED;
    return progress.unfit() > 0 ? INDIVIDUAL_NOT_FIT : null;
  }
}
