package org.rahdari.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;

/**
 * Transfers that meet the rules: limits that are crossed within a batch, ids that come again,
 * reservations that are ended in their own batch, twice, or by more than they hold.
 */
final class Hostile {
  private static final int KINDS = 14;
  private static final int FEW = 12;
  private static final int AMOUNT_MINOR_MAX = 1_000;

  private final Chart chart;
  private final SplittableRandom random;
  private final TimeOrderedIds ids;

  /** What is entered whatever came before: the treasury's money to a free account. */
  private final List<Transfer> funded = new ArrayList<>();

  private final List<Transfer> reserved = new ArrayList<>();

  Hostile(Chart chart, long seed, LongSupplier clock) {
    this.chart = chart;
    this.random = new SplittableRandom(seed);
    this.ids = new TimeOrderedIds(clock, random.split());
  }

  Batch next(int transfers) {
    List<Transfer> batch = new ArrayList<>(transfers);
    while (batch.size() < transfers) batch.add(transfer(ids.next()));
    return new Batch(batch);
  }

  private Transfer transfer(Id id) {
    return switch (random.nextInt(KINDS)) {
      case 0 -> Transfer.posted(id, any(Chart.Kind.FREE), nobody(), 1);
      case 1 -> Transfer.posted(id, nobody(), any(Chart.Kind.FREE), 1);
      case 2 -> Transfer.posted(id, any(Chart.Kind.OF_THE_OTHER_BANK), any(Chart.Kind.FREE), 1);
      case 3 -> Transfer.posted(id, any(Chart.Kind.FREE), any(Chart.Kind.GOVERNED), 1);
      case 4 -> Transfer.posted(id, any(Chart.Kind.FREE), any(Chart.Kind.FREE), 0);
      // All that an account had at first: whether it still has it depends on what came between.
      case 5 -> Transfer.posted(id, few(), few(), Chart.OPENING_MINOR);
      case 6 -> remembered(reserved, Transfer.pending(id, few(), few(), Chart.OPENING_MINOR, 0));
      case 7 ->
          remembered(reserved, Transfer.pending(id, any(Chart.Kind.FREE), few(), amount(), 0));
      case 8 -> Transfer.post(id, one(reserved).id(), Transfer.AMOUNT_ALL);
      case 9 -> Transfer.post(id, one(reserved).id(), amount());
      case 10 -> Transfer.voided(id, one(reserved).id());
      case 11 -> Transfer.voided(id, one(funded).id());
      case 12 -> again(one(funded));
      default -> remembered(funded, fund(id));
    };
  }

  private Transfer fund(Id id) {
    return Transfer.posted(id, chart.id(Chart.TREASURY), any(Chart.Kind.FREE), amount());
  }

  private static Transfer remembered(List<Transfer> list, Transfer transfer) {
    list.add(transfer);
    return transfer;
  }

  /** One that came before, or one that never came. */
  private Transfer one(List<Transfer> list) {
    return list.isEmpty() ? fund(ids.next()) : list.get(random.nextInt(list.size()));
  }

  /** The same id with the same content, or with another amount. */
  private Transfer again(Transfer before) {
    return random.nextBoolean()
        ? before
        : Transfer.posted(
            before.id(),
            before.debitAccount(),
            before.creditAccount(),
            before.amountMinor() + AMOUNT_MINOR_MAX);
  }

  private long amount() {
    return 1 + random.nextInt(AMOUNT_MINOR_MAX);
  }

  private Id any(Chart.Kind kind) {
    while (true) {
      int account = random.nextInt(chart.accounts());
      if (account != Chart.TREASURY && chart.kind(account) == kind) return chart.id(account);
    }
  }

  /** One of so few that they meet again. */
  private Id few() {
    while (true) {
      int account = 1 + random.nextInt(FEW);
      if (chart.kind(account) == Chart.Kind.FREE) return chart.id(account);
    }
  }

  /** An account that is not there. */
  private Id nobody() {
    return chart.id(chart.accounts() + random.nextInt(AMOUNT_MINOR_MAX));
  }
}
