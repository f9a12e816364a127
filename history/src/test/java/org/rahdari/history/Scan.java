package org.rahdari.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Core;
import org.rahdari.kernel.Effect;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Result;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Entered;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;
import org.rahdari.replication.Replica;
import org.rahdari.table.RowChange;

/**
 * The whole history in lists, from executing the log again: what an index has to agree with. It
 * checks itself: after each entry its balances are those of the kernel that executed.
 */
final class Scan {

  /** A movement with the balances of both its accounts after it. */
  record Row(Line line, Balances debit, Balances credit) {
    boolean touches(Id account) {
      return line.debitAccount().equals(account) || line.creditAccount().equals(account);
    }
  }

  final List<Row> rows = new ArrayList<>();
  final Map<Id, Found> found = new HashMap<>();
  final Map<Long, Hash32> digests = new HashMap<>();
  long position;
  private final Map<Id, Line> entered = new HashMap<>();
  private final Map<Id, Balances> balances = new HashMap<>();
  private final Catalogue catalogue;

  private Scan(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Executes everything that the replica has executed. */
  static Scan of(Replica replica) {
    var kernel = Town.kernel();
    Scan scan = new Scan(kernel.catalogue());
    replica.entries(1).forEach(entry -> scan.take(kernel.execute(entry)));
    return scan;
  }

  private void take(Execution execution) {
    position = execution.position();
    digests.put(position, execution.digest());
    for (int b = 0; b < execution.batches().size(); b++) {
      Batch batch = execution.batches().get(b);
      for (int i = 0; i < batch.items().size(); i++) {
        take(execution, execution.firstLeaf() + b, batch, i);
      }
    }
    for (RowChange change : execution.changes()) {
      if (!(change.row() instanceof Account account)) continue;
      assertThat(balances.getOrDefault(account.id(), Balances.ZERO))
          .as("account %s after entry %s", account.id(), position)
          .isEqualTo(
              new Balances(
                  account.debitsPendingMinor(),
                  account.debitsPostedMinor(),
                  account.creditsPendingMinor(),
                  account.creditsPostedMinor()));
    }
  }

  private void take(Execution execution, long leaf, Batch batch, int item) {
    Result result = Result.decode(batch.results().get(item));
    boolean timers = batch.kind() == Batch.Kind.TIMER;
    boolean raw = !timers && Envelope.header(batch.head()).content() == Header.Content.TRANSFERS;
    if (timers
        && catalogue.describeTimer(batch.items().get(item)).content()
            instanceof Core.ExpirePending expiry) {
      Line p = lineOf(expiry.pendingId());
      move(execution, leaf, item, expired(p), p);
    }
    if (raw) raw(execution, leaf, batch, item, result);
    for (Effect effect : batch.effects()) {
      if (effect.item() == item && effect instanceof Effect.Made made)
        move(execution, leaf, item, made.transfer(), ended(made.transfer().pendingId()));
    }
  }

  private void raw(Execution execution, long leaf, Batch batch, int item, Result result) {
    Transfer t = Transfer.decode(ByteBuffer.wrap(batch.items().get(item)));
    int party = Envelope.header(batch.head()).party();
    if (!result.accepted()) {
      if (!(found.get(t.id()) instanceof Found.Taken)) {
        found.put(
            t.id(),
            new Refused(
                t.id(),
                leaf,
                item,
                execution.position(),
                execution.timeMillis(),
                party,
                result.reason()));
      }
      return;
    }
    if (entered.containsKey(t.id())) return; // a repeat
    boolean open = (t.flags() & (TransferFlag.BALANCING_DEBIT | 4 | 8 | 32)) != 0;
    Entered e =
        new Entered(
            t.id(),
            t.debitAccount(),
            t.creditAccount(),
            t.pendingId(),
            t.userData128(),
            t.userData64(),
            t.userData32(),
            open ? result.amountMinor() : t.amountMinor(),
            t.timeoutSeconds(),
            t.code(),
            t.flags() & ~TransferFlag.LINKED,
            0,
            party,
            Entered.State.POSTED);
    move(execution, leaf, item, e, ended(t.pendingId()));
  }

  private @Nullable Line ended(Id pendingId) {
    return pendingId.isNone() ? null : lineOf(pendingId);
  }

  private Line lineOf(Id id) {
    Line line = entered.get(id);
    if (line == null) throw new AssertionError("nothing was entered as " + id);
    return line;
  }

  private static Entered expired(Line p) {
    return new Entered(
        Id.NONE,
        p.debitAccount(),
        p.creditAccount(),
        p.transfer(),
        Id.NONE,
        0,
        0,
        p.amountMinor(),
        0,
        0,
        0,
        0,
        0,
        Entered.State.POSTED);
  }

  private void move(Execution execution, long leaf, int item, Entered e, @Nullable Line pending) {
    Line line =
        new Line(
            rows.size() + 1,
            leaf,
            item,
            execution.position(),
            execution.timeMillis(),
            e.id(),
            pending == null ? e.debitAccount() : pending.debitAccount(),
            pending == null ? e.creditAccount() : pending.creditAccount(),
            e.pendingId(),
            e.amountMinor(),
            pending == null ? 0 : pending.amountMinor(),
            e.userData128(),
            e.userData64(),
            e.userData32(),
            e.timeoutSeconds(),
            pending != null && e.code() == 0 ? pending.code() : e.code(),
            e.flags(),
            e.program(),
            e.party());
    long released = pending == null ? 0 : pending.amountMinor();
    boolean reserves = (e.flags() & TransferFlag.PENDING) != 0;
    boolean moves = pending == null ? !reserves : (e.flags() & TransferFlag.POST_PENDING) != 0;
    long pendingChange = (reserves ? e.amountMinor() : 0) - released;
    long postedChange = moves ? e.amountMinor() : 0;
    Balances d = balances.getOrDefault(line.debitAccount(), Balances.ZERO);
    d =
        new Balances(
            d.debitsPendingMinor() + pendingChange,
            d.debitsPostedMinor() + postedChange,
            d.creditsPendingMinor(),
            d.creditsPostedMinor());
    balances.put(line.debitAccount(), d);
    Balances c = balances.getOrDefault(line.creditAccount(), Balances.ZERO);
    c =
        new Balances(
            c.debitsPendingMinor(),
            c.debitsPostedMinor(),
            c.creditsPendingMinor() + pendingChange,
            c.creditsPostedMinor() + postedChange);
    balances.put(line.creditAccount(), c);
    rows.add(new Row(line, d, c));
    if (!e.id().isNone()) {
      entered.put(e.id(), line);
      found.put(e.id(), Found.Taken.of(line, null));
    }
    if (pending != null) found.put(pending.transfer(), Found.Taken.of(pending, line));
  }

  /** The accounts that ever moved. */
  Set<Id> accounts() {
    return new HashSet<>(balances.keySet());
  }

  Balances balances(Id account) {
    return balances.getOrDefault(account, Balances.ZERO);
  }

  private List<Row> ordered(Query query) {
    return query.order() == Order.OLDEST_FIRST ? rows : rows.reversed();
  }

  private static boolean within(Query q, Line line) {
    Integer code = q.code();
    return line.timeMillis() >= q.fromMillis()
        && line.timeMillis() < q.toMillis()
        && (code == null || code == line.code());
  }

  private static boolean wanted(Query q, Line line, Id account) {
    return (q.side() != Side.CREDIT && line.debitAccount().equals(account))
        || (q.side() != Side.DEBIT && line.creditAccount().equals(account));
  }

  List<Line> lines(Query q) {
    return ordered(q).stream()
        .map(Row::line)
        .filter(line -> within(q, line))
        .filter(
            line ->
                q.accounts().isEmpty() || q.accounts().stream().anyMatch(a -> wanted(q, line, a)))
        .toList();
  }

  List<AccountLine> account(Query q) {
    Id account = q.accounts().getFirst();
    return ordered(q).stream()
        .filter(row -> within(q, row.line()) && wanted(q, row.line(), account))
        .map(
            row ->
                row.line().debitAccount().equals(account)
                    ? new AccountLine(row.line(), Side.DEBIT, row.debit())
                    : new AccountLine(row.line(), Side.CREDIT, row.credit()))
        .toList();
  }
}
