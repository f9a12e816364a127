package org.rahdari.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All subjects in one case. They take turns, round by round, so that what the machine does
 * meanwhile falls on each of them. Before that they warm up, which also finds how many batches fill
 * a round.
 */
final class Comparison {
  private static final int FIRST_BATCHES = 4;

  /** What is made ahead of time has to fit in memory. */
  private static final int TRANSFERS_PER_ROUND_MAX = 4_000_000;

  private final World world;
  private final Case its;
  private final double seconds;
  private final Workload signed;
  private final Workload copied;
  private final Map<String, List<Round>> rounds = new LinkedHashMap<>();
  private long clientNanos;
  private long clientTransfers;

  /**
   * @param seconds that a round should take
   */
  Comparison(World world, Case its, double seconds) {
    this.world = world;
    this.its = its;
    this.seconds = seconds;
    this.signed = new Workload(its, its.hashCode(), System::currentTimeMillis);
    this.copied = new Workload(its, its.hashCode() + 1L, System::currentTimeMillis);
  }

  Compared run(int times) throws Exception {
    List<Subject<byte[]>> signing = world.signing();
    PostgresLedger postgres = world.postgres();
    List<Subject<PostgresRows>> copying = postgres == null ? List.of() : List.of(postgres);
    int envelopes = warmUp(signing, signed);
    int copies = warmUp(copying, copied);
    rounds.clear();
    for (int round = 0; round < times; round++) {
      // Whoever comes second may find the disk busier.
      if (round % 2 == 0) turn(signing, signed, envelopes);
      turn(copying, copied, copies);
      if (round % 2 == 1) turn(signing, signed, envelopes);
    }
    List<Measured> measured = new ArrayList<>();
    for (Subject<byte[]> subject : signing) measured.add(measured(subject));
    for (Subject<PostgresRows> subject : copying) measured.add(measured(subject));
    return new Compared(its, measured, (double) clientNanos / Math.max(1, clientTransfers));
  }

  private Measured measured(Subject<?> subject) {
    return new Measured(
        subject.name(), subject.manner(), rounds.getOrDefault(subject.name(), List.of()));
  }

  private <F> int warmUp(List<Subject<F>> subjects, Workload workload) throws Exception {
    if (subjects.isEmpty()) return 0;
    for (Subject<F> subject : subjects) subject.begin(its, seconds);
    for (int batches = FIRST_BATCHES; ; batches *= 2) {
      Round round = round(subjects, workload, batches);
      boolean full = 2L * batches * its.batch() > TRANSFERS_PER_ROUND_MAX;
      if (round.seconds() >= seconds / 2 || full) {
        double wanted = batches * seconds / round.seconds();
        double most = (double) TRANSFERS_PER_ROUND_MAX / its.batch();
        // Even, so that what is reserved is posted in the same round.
        return 2 * Math.max(1, (int) (Math.min(wanted, most) / 2));
      }
    }
  }

  private <F> void turn(List<Subject<F>> subjects, Workload workload, int batches)
      throws Exception {
    if (!subjects.isEmpty()) round(subjects, workload, batches);
  }

  /** The same batches for each of the subjects; answers the first one's round. */
  private <F> Round round(List<Subject<F>> subjects, Workload workload, int batches)
      throws Exception {
    List<F> forms = forms(subjects.getFirst(), workload, batches);
    List<Round> done = new ArrayList<>();
    for (Subject<F> subject : subjects) {
      Round round = subject.run(its, forms);
      rounds.computeIfAbsent(subject.name(), name -> new ArrayList<>()).add(round);
      done.add(round);
    }
    return done.getFirst();
  }

  private <F> List<F> forms(Subject<F> subject, Workload workload, int batches) {
    List<F> forms = new ArrayList<>(batches);
    long start = System.nanoTime();
    for (int i = 0; i < batches; i++) forms.add(subject.form(workload.next()));
    if (workload == signed) {
      clientNanos += System.nanoTime() - start;
      clientTransfers += (long) batches * its.batch();
    }
    return forms;
  }
}
