package org.rahdari.faults;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.rahdari.codec.Id;
import org.rahdari.platform.Ids;
import org.rahdari.platform.PlainFailure;

/** One fault, some times, while payments go on; then everything is counted. */
final class Trial {
  private static final long BEFORE_MILLIS = 1_000;
  private static final long NEXT_WRITE_SECONDS_MAX = 120;
  private static final long LOOK_MILLIS = 5;

  private final Stage stage;
  private final Judge judge;
  private final Ids ids = new Ids(InstantSource.system());

  Trial(Stage stage, Judge judge) {
    this.stage = stage;
    this.judge = judge;
  }

  /**
   * What came of it.
   *
   * @param gapMillis the longest time without an acknowledgement
   * @param nextMillis from the fault to the answer to what was sent after it, the worst
   * @param recoveredMillis from when it was put right until the member signs again and is where the
   *     others were, the worst
   * @param wrong what does not fit, in sentences
   */
  record Row(
      String fault,
      int times,
      int acknowledged,
      int lost,
      int duplicated,
      long gapMillis,
      long nextMillis,
      long recoveredMillis,
      List<String> wrong) {
    Row {
      wrong = List.copyOf(wrong);
    }

    boolean isGood() {
      return acknowledged > 0 && lost == 0 && duplicated == 0 && wrong.isEmpty();
    }
  }

  Row run(Fault fault, int times) throws IOException, InterruptedException {
    stage.awaitLevel();
    Id account = judge.openAccount(ids.next());
    List<String> wrong = new ArrayList<>();
    long next = 0;
    long recovered = 0;
    Load load = new Load(stage.members(), stage.treasury(), account);
    try (load) {
      for (int i = 0; i < times; i++) {
        Thread.sleep(BEFORE_MILLIS);
        Member victim = fault.strikesLeader() ? stage.leader() : stage.follower();
        List<Member> others =
            stage.members().stream().filter(each -> !each.equals(victim)).toList();
        long struck = System.nanoTime();
        fault.inject().to(victim, others);
        try {
          next = Math.max(next, awaitWrite(load, struck, fault.lastsMillis()));
          sleepUntil(struck + TimeUnit.MILLISECONDS.toNanos(fault.lastsMillis()));
        } finally {
          fault.heal().to(victim, others);
        }
        long healed = System.nanoTime();
        stage.awaitRecovered(victim);
        recovered = Math.max(recovered, System.nanoTime() - healed);
        next = Math.max(next, awaitWrite(load, struck, Long.MAX_VALUE));
      }
      Thread.sleep(BEFORE_MILLIS);
    } catch (PlainFailure e) {
      wrong.add(String.valueOf(e.getMessage()));
    }
    Judge.Verdict verdict = judged(account, load, wrong);
    wrong.addAll(verdict.wrong());
    return new Row(
        fault.name(),
        times,
        load.acknowledged().size(),
        verdict.lost(),
        verdict.duplicated(),
        millis(load.longestGapNanos()),
        millis(next),
        millis(recovered),
        wrong);
  }

  /** Nobody is asked before all have come to rest, or everybody where they do not. */
  private Judge.Verdict judged(Id account, Load load, List<String> wrong)
      throws InterruptedException {
    try {
      if (wrong.isEmpty()) stage.awaitLevel();
      return judge.judge(account, load);
    } catch (PlainFailure e) {
      return new Judge.Verdict(0, 0, List.of(String.valueOf(e.getMessage())));
    }
  }

  /** How long it took until something sent after a moment was acknowledged; 0 if it was not yet. */
  private static long awaitWrite(Load load, long struck, long millisMax)
      throws InterruptedException {
    long begun = System.nanoTime();
    long nanosMax =
        Math.min(
            TimeUnit.SECONDS.toNanos(NEXT_WRITE_SECONDS_MAX),
            millisMax == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : TimeUnit.MILLISECONDS.toNanos(millisMax));
    while (true) {
      Long answered = load.firstSentAfter(struck);
      if (answered != null) return answered - struck;
      if (System.nanoTime() - begun > nanosMax) break;
      Thread.sleep(LOOK_MILLIS);
    }
    if (millisMax == Long.MAX_VALUE) {
      throw new PlainFailure(
          "After " + NEXT_WRITE_SECONDS_MAX + " s nothing more is acknowledged.");
    }
    return 0;
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    if (left > 0) TimeUnit.NANOSECONDS.sleep(left);
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
