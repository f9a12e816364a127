package org.rahdari.licensing;

import java.util.List;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.codec.Max;

/**
 * What a firm asks an authority for. It names no person: the form and the documents stay in the
 * vaults.
 *
 * @param id chosen by the applicant's gateway
 * @param applicant the party
 * @param authority the party that it asks
 * @param purpose what it asks for
 * @param category of the schedule
 * @param services that it asks for
 * @param about the permission that it wants varied or renewed, else none
 * @param form a commitment to the form
 * @param documents commitments to what came with it
 * @param foreign what others have allowed it
 * @param schedule the number of the one that it stands under
 * @param clock the statutory one
 * @param stage where it stands
 * @param progress what a decision waits for
 * @param filedAtMillis ledger time
 * @param grounds a commitment to those of the decision, zero before it
 * @param decidedAtMillis ledger time, 0 before the decision
 */
public record Application(
    Id id,
    int applicant,
    int authority,
    Purpose purpose,
    @Max(24) String category,
    @Max(16) List<Service> services,
    Id about,
    Hash32 form,
    @Max(64) List<Hash32> documents,
    @Max(32) List<ForeignAuthorisation> foreign,
    int schedule,
    Clock clock,
    Stage stage,
    Progress progress,
    long filedAtMillis,
    Hash32 grounds,
    long decidedAtMillis) {

  /** Whether it waits for a decision. */
  public boolean open() {
    return stage == Stage.UNDER_REVIEW || stage == Stage.QUESTION_ASKED;
  }

  Application questioned(long atMillis) {
    Clock now = clock.runs() ? clock.stopped(atMillis) : clock;
    return with(now, Stage.QUESTION_ASKED, progress.asked(1));
  }

  Application answered(long atMillis) {
    Progress left = progress.asked(-1);
    return left.questions() == 0
        ? with(clock.resumed(atMillis), Stage.UNDER_REVIEW, left)
        : with(clock, stage, left);
  }

  Application with(Progress next) {
    return with(clock, stage, next);
  }

  private Application with(Clock now, Stage next, Progress left) {
    return new Application(
        id,
        applicant,
        authority,
        purpose,
        category,
        services,
        about,
        form,
        documents,
        foreign,
        schedule,
        now,
        next,
        left,
        filedAtMillis,
        grounds,
        decidedAtMillis);
  }

  Application ended(Stage next, Hash32 why, long atMillis) {
    return new Application(
        id,
        applicant,
        authority,
        purpose,
        category,
        services,
        about,
        form,
        documents,
        foreign,
        schedule,
        clock.runs() ? clock.stopped(atMillis) : clock,
        next,
        progress,
        filedAtMillis,
        why,
        atMillis);
  }

  /** Open once more, after an appeal; the clock stands still if it did for a question. */
  Application reopened(long atMillis) {
    boolean asked = progress.questions() > 0;
    return new Application(
        id,
        applicant,
        authority,
        purpose,
        category,
        services,
        about,
        form,
        documents,
        foreign,
        schedule,
        asked ? clock : clock.resumed(atMillis),
        asked ? Stage.QUESTION_ASKED : Stage.UNDER_REVIEW,
        progress,
        filedAtMillis,
        Hash32.ZERO,
        0);
  }
}
