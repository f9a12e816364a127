package org.rahdari.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.Authority;
import org.rahdari.ledger.Reserved;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Debit;
import org.rahdari.program.Founding;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Party;
import org.rahdari.program.Program;

/** What a handler of one program sees while one item executes. */
final class ProgramContext implements Context {
  private final ProgramChain chain;
  private final State state;
  private final int item;
  private final int party;
  private final Program program;
  private int transfers;

  ProgramContext(ProgramChain chain, int item, int party, Program program) {
    this.chain = chain;
    this.state = chain.state();
    this.item = item;
    this.party = party;
    this.program = program;
  }

  @Override
  public Founding founding() {
    return chain.founding();
  }

  @Override
  public long timeMillis() {
    return chain.timeMillis();
  }

  @Override
  public int party() {
    return party;
  }

  @Override
  public @Nullable Party party(int number) {
    return state.parties.party(number);
  }

  @Override
  public boolean holds(int holder, MandateKind mandate) {
    return state.parties.holds(holder, mandate, timeMillis());
  }

  @Override
  public @Nullable Asset asset(int number) {
    return state.ledger.assets().get(number);
  }

  @Override
  public @Nullable Account account(Id id) {
    return state.ledger.account(id);
  }

  @Override
  public boolean entered(Id transfer) {
    return state.ledger.transfer(transfer) != null;
  }

  @Override
  public Outcome freeze(Id account, boolean debits, boolean credits) {
    return state.ledger.freeze(account, debits, credits);
  }

  @Override
  public Outcome transfer(List<Transfer> linked) {
    transfers += linked.size();
    if (!chain.mayEnter(linked.size()) || transfers > Kernel.TRANSFERS_PER_ITEM_MAX)
      return Outcome.refuse(KernelRefusal.TOO_MANY_TRANSFERS);
    State.Mark mark = state.mark();
    Outcome outcome = guarded(linked);
    if (!outcome.refused())
      outcome =
          state.ledger.enter(
              linked,
              new Authority(party, program.number()),
              timeMillis(),
              entered -> state.note(new Effect.Made(item, entered)));
    if (outcome.refused()) state.rollback(mark);
    return outcome;
  }

  /** Puts what others guard to them. */
  private Outcome guarded(List<Transfer> linked) {
    if (state.catalogue.guards().isEmpty()) return Outcome.accepted();
    for (Transfer transfer : linked) {
      Debit debit = debit(transfer);
      Outcome outcome = debit == null ? Outcome.accepted() : judged(debit);
      if (outcome.refused()) return outcome;
    }
    return Outcome.accepted();
  }

  private Outcome judged(Debit debit) {
    for (var each : state.catalogue.guards().entrySet()) {
      Catalogue.Guard guard = each.getValue();
      if (guard.program().number() == program.number()) continue;
      if (!state.parties.wasGiven(debit.party(), each.getKey())) continue;
      Outcome outcome =
          guard.judge().apply(debit, new ProgramContext(chain, item, party, guard.program()));
      if (outcome.refused()) return outcome;
    }
    return Outcome.accepted();
  }

  /** What a transfer would take, or null: a void and a repeat take nothing. */
  private @Nullable Debit debit(Transfer transfer) {
    if (transfer.has(TransferFlag.VOID_PENDING) || entered(transfer.id())) return null;
    boolean posts = transfer.has(TransferFlag.POST_PENDING);
    Reserved reserved = posts ? state.ledger.pending(transfer.pendingId()) : null;
    Account account =
        state.ledger.account(reserved == null ? transfer.debitAccount() : reserved.debitAccount());
    if (account == null) return null;
    Id credit = reserved == null ? transfer.creditAccount() : reserved.creditAccount();
    long amountMinor =
        reserved == null
            ? transfer.amountMinor()
            : Math.min(transfer.amountMinor(), reserved.amountMinor());
    return new Debit(
        account.party(),
        account.id(),
        credit,
        account.asset(),
        amountMinor,
        posts,
        program.number());
  }

  @Override
  public Outcome openGoverned(Id id, int owner, int asset) {
    return state.ledger.open(
        Account.opened(
            id,
            owner,
            asset,
            0,
            AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS,
            program.number(),
            timeMillis()));
  }

  @Override
  public int version(int program) {
    return state.version(program);
  }

  @Override
  public Outcome activate(int program, int version) {
    if (!Activation.possible(program)) return Outcome.refuse(KernelRefusal.PROGRAM_IMPOSSIBLE);
    if (version - 1 != state.version(program))
      return Outcome.refuse(KernelRefusal.VERSION_NOT_NEXT);
    state.activations.put(
        new Activation(
            state.activations.size() + 1, program, version, chain.position(), chain.timeMillis()));
    return Outcome.accepted();
  }

  @Override
  public void at(long dueMillis, Record timer) {
    state.setTimer(program.number(), dueMillis, timer);
  }
}
