package org.rahdari.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Effect;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Result;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;
import org.rahdari.replication.Recorded;

/** Accounts and meter kept a second time, by adding up what the log says was done. */
final class Books {
  private static final Catalogue INSTRUCTIONS = Catalogue.of(Meter.PROGRAMS);

  private final Map<Id, Long> balanceMinor = new HashMap<>();
  private final Map<Id, Transfer> pendings = new HashMap<>();
  private long metered;
  private long lastOfFirstVersion = Long.MAX_VALUE;

  /** Enters a leaf, and answers the references of all that had effect. */
  List<Long> enter(Recorded recorded) {
    Batch batch = recorded.batch();
    List<Long> references = new ArrayList<>();
    if (batch.kind() != Batch.Kind.ENVELOPE) return references;
    Set<Integer> repeated = new HashSet<>();
    for (Effect each : batch.effects()) {
      if (each instanceof Effect.Repeated again) repeated.add(again.item());
    }
    for (int i = 0; i < batch.items().size(); i++) {
      byte[] item = batch.items().get(i);
      Result result = Result.decode(batch.results().get(i));
      if (item.length != Transfer.BYTES && result.accepted()) meter(recorded.position(), item);
      if (item.length != Transfer.BYTES || !result.accepted() || repeated.contains(i)) continue;
      Transfer transfer = Transfer.decode(ByteBuffer.wrap(item));
      enter(transfer, result.amountMinor());
      references.add(transfer.userData64());
    }
    return references;
  }

  /** A version is in force from the entry after the one that asked for it. */
  private void meter(long position, byte[] item) {
    switch (INSTRUCTIONS.describe(item).content()) {
      case Meter.Count() -> metered += Meter.step(position > lastOfFirstVersion ? 2 : 1);
      case Meter.Next() -> lastOfFirstVersion = position;
      default -> {
        // Accounts that are opened have nothing on them.
      }
    }
  }

  private void enter(Transfer transfer, long resultMinor) {
    if (transfer.has(TransferFlag.VOID_PENDING)) return;
    if (transfer.has(TransferFlag.PENDING)) {
      pendings.put(transfer.id(), transfer);
      return;
    }
    if (transfer.has(TransferFlag.POST_PENDING)) {
      Transfer pending = pendings.get(transfer.pendingId());
      if (pending != null) move(pending, resultMinor);
      return;
    }
    move(transfer, transfer.amountMinor());
  }

  private void move(Transfer transfer, long amountMinor) {
    balanceMinor.merge(transfer.debitAccount(), -amountMinor, Long::sum);
    balanceMinor.merge(transfer.creditAccount(), amountMinor, Long::sum);
  }

  /** Whether the kernel has the same on its accounts, and has counted as far. */
  boolean agree(Kernel kernel, String where) {
    long value = Meter.value(kernel.table(Meter.TABLE, Integer.class, Meter.Reading.class));
    BrokenLaw.unless(
        metered == value,
        Law.ONE_STATE,
        "at " + where + " the log gives a count of " + metered + ", and it has " + value);
    for (Account each : kernel.ledger().accounts().toList()) {
      long here = balanceMinor.getOrDefault(each.id(), 0L);
      BrokenLaw.unless(
          here == each.balanceMinor(),
          Law.MONEY_IS_CONSERVED,
          "at "
              + where
              + " the log gives "
              + each.id()
              + " "
              + here
              + ", and it has "
              + each.balanceMinor());
    }
    return true;
  }
}
