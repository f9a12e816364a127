package org.rahdari.platform;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.rahdari.codec.Id;
import org.rahdari.history.AccountLine;
import org.rahdari.history.Found;
import org.rahdari.history.History;
import org.rahdari.history.Line;
import org.rahdari.history.Page;
import org.rahdari.history.Query;
import org.rahdari.history.Refused;
import org.rahdari.history.UnavailableException;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Entered;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.springframework.http.HttpStatus;

/**
 * Reads what moved for those who may see it: whose account it touched, who signed, who supervises.
 */
public final class HistoryReader {

  /** How long a question waits for what was executed before it was asked. */
  private static final long FRESH_MILLIS_MAX = 500;

  private final History history;
  private final AccountReader accounts;
  private final Replica replica;

  /** Reads what this node executed. */
  public HistoryReader(History history, AccountReader accounts, Replica replica) {
    this.history = history;
    this.accounts = accounts;
    this.replica = replica;
  }

  /**
   * The movements of an account, with its balances after each.
   *
   * @throws Problem if there is no such account that the viewer may see
   */
  public Page<AccountLine> account(Party viewer, Query query) {
    accounts.account(viewer, query.accounts().getFirst());
    return ask(() -> history.account(query));
  }

  /**
   * The movements of some accounts; of all, for who sees all.
   *
   * @throws Problem if there is no such account that the viewer may see
   */
  public Page<Line> lines(Party viewer, Query query) {
    if (query.accounts().isEmpty() && !accounts.seesAll(viewer)) {
      throw new Problem(
          HttpStatus.BAD_REQUEST, "account-missing", "Name at least one account of yours.");
    }
    for (Id account : query.accounts()) accounts.account(viewer, account);
    return ask(() -> history.lines(query));
  }

  /**
   * A transfer, taken or refused.
   *
   * @throws Problem if there is none that the viewer may see, or history is too far behind to know
   *     what became of it
   */
  public Found transfer(Party viewer, Id id) {
    long asked = replica.figures().position();
    Optional<Found> found = ask(() -> find(viewer, id));
    if (history.position() < asked && !settled(found)) {
      throw new Problem(
          HttpStatus.SERVICE_UNAVAILABLE,
          "history-behind",
          "History has not come to the present yet, and this may still change: ask again.");
    }
    return found.orElseThrow(
        () ->
            new Problem(
                HttpStatus.NOT_FOUND, "transfer-unknown", "No transfer of yours has this id."));
  }

  /** Whether nothing that happens later changes what is said of it. */
  private static boolean settled(Optional<Found> found) {
    return found.isPresent()
        && found.get() instanceof Found.Taken taken
        && taken.state() != Entered.State.PENDING;
  }

  /**
   * A transfer that was taken, with its accounts as they are now.
   *
   * @param amountMinor what moved, or is reserved, or was given back
   */
  public record Posting(
      Id transfer, Account debit, Account credit, long amountMinor, Entered.State state) {}

  /**
   * A transfer that was taken: by the ledger's memory while its id is in the window, and by history
   * from then on, unless that is being made again. Who may see it, the caller has found out.
   */
  public Optional<Posting> posting(Id id) {
    Optional<Posting> remembered =
        replica.read(
            kernel -> {
              Entered t = kernel.ledger().transfer(id);
              if (t == null) return Optional.empty();
              Account debit = kernel.ledger().account(t.debitAccount());
              Account credit = kernel.ledger().account(t.creditAccount());
              return debit == null || credit == null
                  ? Optional.empty()
                  : Optional.of(new Posting(id, debit, credit, t.amountMinor(), t.state()));
            });
    if (remembered.isPresent()) return remembered;
    try {
      return history.find(id).flatMap(this::posting);
    } catch (UnavailableException e) {
      return Optional.empty();
    }
  }

  private Optional<Posting> posting(Found found) {
    if (!(found instanceof Found.Taken taken)) return Optional.empty();
    Line line = taken.line();
    Map<Id, Account> both = accounts(List.of(line));
    Account debit = both.get(line.debitAccount());
    Account credit = both.get(line.creditAccount());
    return debit == null || credit == null
        ? Optional.empty()
        : Optional.of(
            new Posting(line.transfer(), debit, credit, line.amountMinor(), taken.state()));
  }

  private Optional<Found> find(Party viewer, Id id) {
    Optional<Found> found = history.find(id).filter(f -> sees(viewer, f));
    return found.isPresent() ? found : history.refused(id, viewer.number()).map(f -> f);
  }

  private boolean sees(Party viewer, Found found) {
    if (accounts.seesAll(viewer)) return true;
    return switch (found) {
      case Refused refused -> refused.party() == viewer.number();
      case Found.Taken taken -> sees(viewer, taken.line());
    };
  }

  private boolean sees(Party viewer, Line line) {
    return line.party() == viewer.number()
        || accounts.accounts(List.of(line.debitAccount(), line.creditAccount())).values().stream()
            .anyMatch(account -> accounts.sees(viewer, account));
  }

  /**
   * The receipt of the item that caused a movement, or of the refused one.
   *
   * @throws Problem if no signed checkpoint covers it yet
   */
  public byte[] receipt(long leaf, int item) throws IOException {
    return replica
        .receipt(leaf, item)
        .orElseThrow(
            () ->
                new Problem(
                    HttpStatus.CONFLICT,
                    "receipt-not-final",
                    "The transfer is not under a signed checkpoint yet; ask again."));
  }

  /** Whether a quorum has signed a checkpoint over the leaf. */
  boolean isFinal(long leaf) {
    return leaf < replica.figures().finalSize();
  }

  /** The accounts of some movements. */
  Map<Id, Account> accounts(List<Line> lines) {
    Set<Id> ids = new HashSet<>();
    for (Line line : lines) {
      ids.add(line.debitAccount());
      ids.add(line.creditAccount());
    }
    return accounts.accounts(ids);
  }

  private <T> T ask(Supplier<T> question) {
    try {
      history.await(replica.figures().position(), FRESH_MILLIS_MAX);
      return question.get();
    } catch (UnavailableException e) {
      throw new Problem(
          HttpStatus.SERVICE_UNAVAILABLE, "history-unavailable", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem(HttpStatus.SERVICE_UNAVAILABLE, "interrupted", "The node is closing.");
    }
  }
}
