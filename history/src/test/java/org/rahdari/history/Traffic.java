package org.rahdari.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;

/**
 * What a seed makes the institutions of a {@link Town} do: mostly sensible transfers, of every
 * kind, and some that repeat, exceed, contradict or come too late.
 */
final class Traffic {
  private static final int CODES = 4;

  private final Town town;
  private final Random random;
  private final List<Transfer> made = new ArrayList<>();
  private final List<Id> pending = new ArrayList<>();
  private int ids;

  Traffic(Town town, long seed) {
    this.town = town;
    this.random = new Random(seed);
  }

  /** Sends so many envelopes; time goes on meanwhile. */
  void send(int envelopes) throws Exception {
    for (int i = 0; i < envelopes; i++) {
      town.pass(random.nextInt(700));
      int party = Town.ISSUER + random.nextInt(3);
      switch (random.nextInt(10)) {
        case 0 -> town.instruct(party, List.of(new Town.Move(legs(party))));
        case 1 ->
            town.instruct(
                party,
                List.of(
                    new Town.MoveLater(
                        town.nowMillis() + random.nextInt(2_000), reservation(party)),
                    new Town.Move(legs(party))));
        default -> town.transfer(party, transfers(party, 1 + random.nextInt(12)));
      }
    }
  }

  /** Every id that a transfer had, taken or not. */
  List<Id> ids() {
    return made.stream().map(Transfer::id).distinct().toList();
  }

  private Id freshId() {
    return new Id(town.nowMillis() << 16 | 0x7000, random.nextLong() << 20 | ++ids);
  }

  private List<Transfer> transfers(int party, int count) {
    List<Transfer> transfers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Transfer next = transfer(party);
      boolean last = i == count - 1;
      transfers.add(random.nextInt(6) == 0 && !last ? next.linked() : next);
    }
    made.addAll(transfers);
    return transfers;
  }

  private Transfer transfer(int party) {
    int kind = random.nextInt(20);
    if (kind < 2 && !made.isEmpty()) return made.get(random.nextInt(made.size()));
    if (kind < 7 && !pending.isEmpty()) return end(kind);
    Id id = freshId();
    long amountMinor = random.nextInt(party == Town.ISSUER ? 5_000 : 900);
    int flags = 0;
    int timeoutSeconds = 0;
    if (kind < 11) {
      flags = TransferFlag.PENDING;
      timeoutSeconds = random.nextInt(4);
      pending.add(id);
    } else if (kind == 11) {
      flags = TransferFlag.BALANCING_DEBIT;
    } else if (kind == 12) {
      amountMinor = Long.MAX_VALUE / 2;
    }
    return new Transfer(
        id,
        account(party),
        account(Town.ISSUER + random.nextInt(3)),
        Id.NONE,
        new Id(random.nextInt(2), 7),
        random.nextInt(3),
        amountMinor,
        timeoutSeconds,
        random.nextInt(CODES),
        flags,
        random.nextInt(2));
  }

  private Transfer end(int kind) {
    Id ended = pending.get(random.nextInt(pending.size()));
    if (kind == 2) return Transfer.voided(freshId(), ended);
    return Transfer.post(freshId(), ended, kind == 3 ? 1 : Transfer.AMOUNT_ALL);
  }

  private Id account(int party) {
    return switch (party) {
      case Town.NORTH -> Town.OF_NORTH.get(random.nextInt(3));
      case Town.SOUTH -> Town.OF_SOUTH.get(random.nextInt(3));
      default -> Town.MINT;
    };
  }

  /** Into escrow, and reserved out of it. */
  private List<Town.Leg> legs(int party) {
    List<Town.Leg> legs = new ArrayList<>();
    legs.add(leg(freshId(), account(party), Town.ESCROW, Id.NONE, 100, 0));
    legs.addAll(reservation(party));
    return legs;
  }

  /** Reserved out of escrow; the reservation may be ended, and come twice. */
  private List<Town.Leg> reservation(int party) {
    Id reserved = freshId();
    List<Town.Leg> legs = new ArrayList<>();
    legs.add(leg(reserved, Town.ESCROW, account(party), Id.NONE, 40, TransferFlag.PENDING));
    if (random.nextBoolean())
      legs.add(leg(freshId(), Id.NONE, Id.NONE, reserved, 30, TransferFlag.POST_PENDING));
    if (random.nextInt(4) == 0) legs.add(legs.getFirst());
    for (Town.Leg leg : legs) made.add(leg.transfer());
    return legs;
  }

  private Town.Leg leg(Id id, Id debit, Id credit, Id pendingId, long amountMinor, int flags) {
    return new Town.Leg(id, debit, credit, pendingId, amountMinor, random.nextInt(CODES), flags);
  }
}
