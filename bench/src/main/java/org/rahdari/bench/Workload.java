package org.rahdari.bench;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;

/**
 * The transfers of a case, batch after batch. One in a hundred names a governed account, and is
 * refused; every other one is good.
 */
final class Workload {
  private static final int GOVERNED_ONE_IN = 100;
  private static final int HOT_ACCOUNTS_ONE_IN = 100;
  private static final int HOT_LEGS_PERCENT = 80;
  private static final int AMOUNT_MINOR_MAX = 100;
  private static final int STRIDE = 101;

  private static final Set<Chart.Kind> DEBITED = EnumSet.of(Chart.Kind.FREE);
  private static final Set<Chart.Kind> CREDITED =
      EnumSet.of(Chart.Kind.FREE, Chart.Kind.OF_THE_OTHER_BANK);
  private static final Set<Chart.Kind> REFUSED = EnumSet.of(Chart.Kind.GOVERNED);

  private final Chart chart;
  private final Case its;
  private final SplittableRandom random;
  private final TimeOrderedIds ids;
  private List<Id> reserved = List.of();

  Workload(Case its, long seed, LongSupplier clock) {
    this.chart = new Chart(its.accounts());
    this.its = its;
    this.random = new SplittableRandom(seed);
    this.ids = new TimeOrderedIds(clock, random.split());
  }

  Batch next() {
    if (its.phases() == Case.Phases.ONE) return new Batch(transfers(this::posted));
    if (!reserved.isEmpty()) {
      List<Transfer> posts =
          reserved.stream()
              .map(pending -> Transfer.post(ids.next(), pending, Transfer.AMOUNT_ALL))
              .toList();
      reserved = List.of();
      return new Batch(posts);
    }
    Batch reservations = new Batch(transfers(this::pending));
    reserved = reservations.transfers().stream().map(Transfer::id).toList();
    return reservations;
  }

  private interface Movement {
    Transfer between(Id debit, Id credit, long amountMinor);
  }

  private Transfer posted(Id debit, Id credit, long amountMinor) {
    return Transfer.posted(ids.next(), debit, credit, amountMinor);
  }

  private Transfer pending(Id debit, Id credit, long amountMinor) {
    return Transfer.pending(ids.next(), debit, credit, amountMinor, 0);
  }

  private List<Transfer> transfers(Movement movement) {
    List<Transfer> transfers = new ArrayList<>(its.batch());
    for (int i = 0; i < its.batch(); i++) transfers.add(transfer(movement));
    return transfers;
  }

  private Transfer transfer(Movement movement) {
    int debit = account(DEBITED);
    int credit = account(random.nextInt(GOVERNED_ONE_IN) == 0 ? REFUSED : CREDITED);
    while (credit == debit) credit = account(CREDITED);
    return movement.between(
        chart.id(debit), chart.id(credit), 1 + random.nextInt(AMOUNT_MINOR_MAX));
  }

  private int account(Set<Chart.Kind> kinds) {
    while (true) {
      int account = its.mix() == Case.Mix.HOT ? hotOrNot() : random.nextInt(chart.accounts());
      if (account != Chart.TREASURY && kinds.contains(chart.kind(account))) return account;
    }
  }

  /** The hot accounts are not neighbours, and of all kinds. */
  private int hotOrNot() {
    if (random.nextInt(100) >= HOT_LEGS_PERCENT) return random.nextInt(chart.accounts());
    int hot =
        random.nextInt(Math.max(Chart.ACCOUNTS_MIN / 2, chart.accounts() / HOT_ACCOUNTS_ONE_IN));
    return (int) ((long) hot * STRIDE % chart.accounts());
  }
}
