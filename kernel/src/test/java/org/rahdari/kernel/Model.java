package org.rahdari.kernel;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.codec.MalformedException;
import org.rahdari.ledger.LedgerRefusal;
import org.rahdari.ledger.Transfer;
import org.rahdari.outcome.Reason;

/**
 * The ledger as {@code docs/ledger.md} tells it: maps, records and big numbers, slow and short. It
 * was written from the text and not from the code that it is compared with, so that a mistake in
 * one of them is a difference.
 */
final class Model {
  static final int LINKED = 1;
  static final int PENDING = 2;
  static final int POST = 4;
  static final int VOID = 8;
  static final int BALANCING_DEBIT = 16;
  static final int BALANCING_CREDIT = 32;
  static final int CLOSING_DEBIT = 64;
  static final int CLOSING_CREDIT = 128;

  static final int COVERED = 1;
  static final int CAPPED = 2;
  static final int CLOSED = 4;
  static final int FROZEN_DEBITS = 8;
  static final int FROZEN_CREDITS = 16;

  static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger ZERO = BigInteger.ZERO;
  private static final long AHEAD_MILLIS_MAX = 5_000;
  private static final int TIMEOUT_SECONDS_MAX = 366 * 24 * 60 * 60;
  private static final int TRANSFERS_PER_ITEM_MAX = 1_024;
  private static final int TRANSFERS_PER_CHAIN_MAX = 8_190;
  private static final int FIRED_PER_ENTRY_MAX = 8_190;

  /** Refusals that use the id up. */
  private static final Set<LedgerRefusal> REMEMBERED =
      EnumSet.of(
          LedgerRefusal.PENDING_UNKNOWN,
          LedgerRefusal.DEBIT_ACCOUNT_UNKNOWN,
          LedgerRefusal.CREDIT_ACCOUNT_UNKNOWN,
          LedgerRefusal.DEBIT_ACCOUNT_CLOSED,
          LedgerRefusal.CREDIT_ACCOUNT_CLOSED,
          LedgerRefusal.DEBIT_ACCOUNT_FROZEN,
          LedgerRefusal.CREDIT_ACCOUNT_FROZEN,
          LedgerRefusal.EXCEEDS_CREDITS,
          LedgerRefusal.EXCEEDS_DEBITS,
          LedgerRefusal.TOO_MANY_PENDING);

  /** What became of an item: a reason, or none and the amount that the item had left open. */
  record Answer(@Nullable Reason reason, BigInteger amount) {
    boolean accepted() {
      return reason == null;
    }
  }

  /** A timer that fired. */
  record Fired(Record timer, Answer answer) {}

  record Account(
      int party,
      int asset,
      int flags,
      int program,
      BigInteger debitsPending,
      BigInteger debitsPosted,
      BigInteger creditsPending,
      BigInteger creditsPosted) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    BigInteger debits() {
      return debitsPending.add(debitsPosted);
    }

    BigInteger credits() {
      return creditsPending.add(creditsPosted);
    }

    Account flagged(int others) {
      return new Account(
          party,
          asset,
          others,
          program,
          debitsPending,
          debitsPosted,
          creditsPending,
          creditsPosted);
    }
  }

  /** A transfer that is pending, in the order in which they were reserved. */
  record Reserved(
      long number,
      Transfer transfer,
      BigInteger amount,
      long expiresAtMillis,
      int party,
      int program) {}

  enum Fate {
    REFUSED,
    POSTED,
    PENDING,
    PENDING_POSTED,
    PENDING_VOIDED,
    PENDING_EXPIRED
  }

  /** A used id: what was entered with it, as it was given, and what it moved; or why not. */
  record Used(
      Fate fate,
      @Nullable Reason refusal,
      Transfer given,
      Id debit,
      Id credit,
      BigInteger amount,
      int party,
      int program) {}

  private record Later(long dueMillis, long number, Shelf.MoveLater move) {}

  private final int idsMax;
  private final Map<Integer, Integer> issuers;

  final Map<Id, Account> accounts = new LinkedHashMap<>();
  final Map<Id, Reserved> reserved = new TreeMap<>();
  final TreeMap<Id, Used> window = new TreeMap<>();
  private final Map<Long, Later> timers = new TreeMap<>();

  private long nowMillis;
  private long floorSecond;

  /** Ids that are forgotten, and whose room has not been taken yet. */
  private int leaving;

  private long lastNumber;
  private int transfersOfChain;
  private int transfersOfItem;

  /** How to take back what was done since the chain began, the last thing first. */
  private final Deque<Runnable> undo = new ArrayDeque<>();

  /**
   * @param idsMax how many ids the window holds
   * @param issuers the issuer of each asset
   */
  Model(int idsMax, Map<Integer, Integer> issuers) {
    this.idsMax = idsMax;
    this.issuers = issuers;
  }

  long nowMillis() {
    return nowMillis;
  }

  long floorMillis() {
    return floorSecond * 1_000;
  }

  int idsRemembered() {
    return window.size() + leaving;
  }

  /** When the next pending transfer expires, or the next timer is due. */
  long nextTimerMillis() {
    long next = Long.MAX_VALUE;
    for (Reserved r : reserved.values()) next = Math.min(next, r.expiresAtMillis);
    for (Later later : timers.values()) next = Math.min(next, later.dueMillis);
    return next;
  }

  // An entry

  /** Time goes on: first what expires, then what a program asked to be told. */
  List<Fired> begin(long stampMillis) {
    nowMillis = Math.max(nowMillis, stampMillis);
    List<Fired> fired = new ArrayList<>();
    for (Reserved r : sortedByExpiry()) {
      if (r.expiresAtMillis > nowMillis || fired.size() == FIRED_PER_ENTRY_MAX) break;
      end(r, ZERO, Fate.PENDING_EXPIRED);
      fired.add(new Fired(new Core.ExpirePending(r.transfer.id()), yes(ZERO)));
    }
    for (Later later : sortedByDue()) {
      if (later.dueMillis > nowMillis || fired.size() == FIRED_PER_ENTRY_MAX) break;
      timers.remove(later.number);
      beginChain(1);
      Answer moved = item(() -> together(later.move.legs(), 0));
      fired.add(new Fired(later.move, moved.accepted() ? moved : no(KernelRefusal.PROGRAM_FAILED)));
    }
    return fired;
  }

  private List<Reserved> sortedByExpiry() {
    return reserved.values().stream()
        .sorted(
            Comparator.comparingLong(Reserved::expiresAtMillis).thenComparingLong(Reserved::number))
        .toList();
  }

  private List<Later> sortedByDue() {
    return timers.values().stream()
        .sorted(Comparator.comparingLong(Later::dueMillis).thenComparingLong(Later::number))
        .toList();
  }

  /** An envelope of transfers. */
  List<Answer> transfers(int party, List<byte[]> items) {
    makeRoom(items.size());
    List<Answer> answers = new ArrayList<>();
    for (List<byte[]> chain : chains(items, Model::linkedTransfer)) {
      undo.clear();
      List<Answer> some = new ArrayList<>();
      for (byte[] item : chain) {
        Answer answer =
            isOpen(chain, some, linkedTransfer(item))
                ? no(KernelRefusal.LINKED_CHAIN_OPEN)
                : transfer(item, party);
        some.add(answer);
        if (answer.accepted()) continue;
        takeBack();
        remember(item, party, answer);
        break;
      }
      answers.addAll(ofChain(chain.size(), some));
    }
    return answers;
  }

  /** An envelope of instructions. */
  List<Answer> instructions(int party, List<byte[]> items, Catalogue catalogue) {
    List<Answer> answers = new ArrayList<>();
    for (List<byte[]> chain : chains(items, Model::linkedInstruction)) {
      beginChain(chain.size());
      List<Answer> some = new ArrayList<>();
      for (byte[] item : chain) {
        Answer answer =
            isOpen(chain, some, linkedInstruction(item))
                ? no(KernelRefusal.LINKED_CHAIN_OPEN)
                : item(() -> instruct(catalogue.describe(item).content(), party));
        some.add(answer);
        if (answer.accepted()) continue;
        takeBack();
        break;
      }
      answers.addAll(ofChain(chain.size(), some));
    }
    return answers;
  }

  private interface Linked {
    boolean test(byte[] item);
  }

  private static boolean linkedTransfer(byte[] item) {
    return (item[107] & LINKED) != 0;
  }

  private static boolean linkedInstruction(byte[] item) {
    return (item[4] & LINKED) != 0;
  }

  private static List<List<byte[]>> chains(List<byte[]> items, Linked linked) {
    List<List<byte[]>> chains = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < items.size(); i++) {
      if (linked.test(items.get(i)) && i < items.size() - 1) continue;
      chains.add(items.subList(from, i + 1));
      from = i + 1;
    }
    return chains;
  }

  /** Only the last item of an envelope can end a chain and be linked. */
  private static boolean isOpen(List<byte[]> chain, List<Answer> some, boolean linked) {
    return linked && some.size() == chain.size() - 1;
  }

  /** All accepted, or one reason and the others with it. */
  private static List<Answer> ofChain(int items, List<Answer> some) {
    if (some.getLast().accepted()) return some;
    List<Answer> answers =
        new ArrayList<>(Collections.nCopies(items, no(KernelRefusal.LINKED_ITEM_REFUSED)));
    answers.set(some.size() - 1, some.getLast());
    return answers;
  }

  private static Answer yes(BigInteger amount) {
    return new Answer(null, amount);
  }

  private static Answer no(Reason reason) {
    return new Answer(reason, ZERO);
  }

  // Taking back

  private <K, V> void set(Map<K, V> map, K key, V value) {
    V before = map.put(key, value);
    undo.push(before == null ? () -> map.remove(key) : () -> map.put(key, before));
  }

  private <K, V> void remove(Map<K, V> map, K key) {
    V before = map.remove(key);
    if (before != null) undo.push(() -> map.put(key, before));
  }

  private void takeBack() {
    while (!undo.isEmpty()) undo.pop().run();
  }

  /** Does it, and takes it back unless it is accepted. */
  private Answer attempt(Supplier<Answer> what) {
    int before = undo.size();
    Answer answer = what.get();
    if (!answer.accepted()) while (undo.size() > before) undo.pop().run();
    return answer;
  }

  // The window of ids

  private void makeRoom(int ids) {
    while (idsMax - idsRemembered() < ids) {
      if (leaving > 0) {
        leaving--;
        continue;
      }
      floorSecond = secondOf(window.firstKey()) + 1;
      while (!window.isEmpty() && secondOf(window.firstKey()) < floorSecond) {
        window.pollFirstEntry();
        leaving++;
      }
    }
  }

  private static long millisOf(Id id) {
    return id.high() >>> 16;
  }

  private static long secondOf(Id id) {
    return millisOf(id) / 1_000;
  }

  /** A refusal that another moment might not give uses the id up. */
  private void remember(byte[] item, int party, Answer refused) {
    if (!(refused.reason instanceof LedgerRefusal reason) || !REMEMBERED.contains(reason)) return;
    Transfer t = Transfer.decode(ByteBuffer.wrap(item));
    window.putIfAbsent(t.id(), new Used(Fate.REFUSED, reason, t, Id.NONE, Id.NONE, ZERO, party, 0));
  }

  // Programs

  private void beginChain(int items) {
    makeRoom(Math.min(items * TRANSFERS_PER_ITEM_MAX, TRANSFERS_PER_CHAIN_MAX));
    transfersOfChain = 0;
    undo.clear();
  }

  private Answer item(Supplier<Answer> what) {
    transfersOfItem = 0;
    return attempt(what);
  }

  private Answer instruct(Record instruction, int party) {
    return switch (instruction) {
      case Core.OpenAccount open -> {
        if (open.id().isDerived()) yield no(LedgerRefusal.ID_RESERVED);
        yield open(open.id(), party, open.asset(), open.flags(), 0);
      }
      case Core.FreezeAccount freeze -> freeze(freeze, party);
      case Shelf.OpenVault open -> open(open.id(), open.owner(), open.asset(), COVERED, 2);
      case Shelf.Move move -> together(move.legs(), party);
      case Shelf.TryToMove move -> {
        together(move.legs(), party);
        yield yes(ZERO);
      }
      case Shelf.MoveInTwo move -> {
        Answer first = together(move.first(), party);
        if (!first.accepted()) yield first;
        together(move.second(), party);
        yield switch (move.ending()) {
          case Shelf.REFUSE -> no(Shelf.Refused.BOX_UNKNOWN);
          case Shelf.FAIL -> no(KernelRefusal.PROGRAM_FAILED);
          default -> yes(ZERO);
        };
      }
      case Shelf.SetMove set -> {
        long number = ++lastNumber;
        set(timers, number, new Later(set.dueMillis(), number, new Shelf.MoveLater(set.legs())));
        yield yes(ZERO);
      }
      default -> throw new IllegalArgumentException(instruction.toString());
    };
  }

  private Answer open(Id id, int party, int asset, int flags, int program) {
    if (id.isNone()) return no(LedgerRefusal.ID_MUST_NOT_BE_ZERO);
    if ((flags & ~(COVERED | CAPPED)) != 0) return no(LedgerRefusal.FLAGS_UNKNOWN);
    if (flags == (COVERED | CAPPED)) return no(LedgerRefusal.FLAGS_ARE_EXCLUSIVE);
    if (accounts.containsKey(id)) return no(LedgerRefusal.ACCOUNT_EXISTS);
    Integer issuer = issuers.get(asset);
    if (issuer == null) return no(LedgerRefusal.ASSET_UNKNOWN);
    if (flags != COVERED && issuer != party) return no(LedgerRefusal.ONLY_THE_ISSUER_MAY_OVERDRAW);
    set(accounts, id, new Account(party, asset, flags, program, ZERO, ZERO, ZERO, ZERO));
    return yes(ZERO);
  }

  private Answer freeze(Core.FreezeAccount freeze, int party) {
    if (party != TestNetwork.REGULATOR) return no(KernelRefusal.MANDATE_MISSING);
    Account account = accounts.get(freeze.account());
    if (account == null) return no(LedgerRefusal.ACCOUNT_UNKNOWN);
    int flags = account.flags & ~(FROZEN_DEBITS | FROZEN_CREDITS);
    if (freeze.debits()) flags |= FROZEN_DEBITS;
    if (freeze.credits()) flags |= FROZEN_CREDITS;
    set(accounts, freeze.account(), account.flagged(flags));
    return yes(ZERO);
  }

  /** What the shelf enters together happens together or not at all. */
  private Answer together(List<Shelf.Leg> legs, int party) {
    transfersOfItem += legs.size();
    transfersOfChain += legs.size();
    if (transfersOfItem > TRANSFERS_PER_ITEM_MAX || transfersOfChain > TRANSFERS_PER_CHAIN_MAX)
      return no(KernelRefusal.TOO_MANY_TRANSFERS);
    return attempt(
        () -> {
          for (Shelf.Leg leg : legs) {
            Answer answer = enter(leg.transfer(), party, Shelf.NUMBER);
            if (!answer.accepted()) return answer;
          }
          return yes(ZERO);
        });
  }

  // A transfer

  private Answer transfer(byte[] item, int party) {
    try {
      return enter(Transfer.decode(ByteBuffer.wrap(item)), party, 0);
    } catch (MalformedException e) {
      return no(KernelRefusal.ITEM_MALFORMED);
    }
  }

  private Answer enter(Transfer t, int party, int program) {
    int flags = t.flags() & ~LINKED;
    if (t.id().isNone()) return no(LedgerRefusal.ID_MUST_NOT_BE_ZERO);
    if (program == 0 && t.id().isDerived()) return no(LedgerRefusal.ID_RESERVED);
    if (flags < 0 || flags > 255) return no(LedgerRefusal.FLAGS_UNKNOWN);
    if (millisOf(t.id()) > nowMillis + AHEAD_MILLIS_MAX) return no(LedgerRefusal.ID_IN_FUTURE);
    if (secondOf(t.id()) < floorSecond) return no(LedgerRefusal.ID_EXPIRED);
    Used used = window.get(t.id());
    if (used != null) return repeat(used, t, party, program);

    boolean pending = (flags & PENDING) != 0;
    boolean post = (flags & POST) != 0;
    boolean voids = (flags & VOID) != 0;
    boolean balancing = (flags & (BALANCING_DEBIT | BALANCING_CREDIT)) != 0;
    boolean closing = (flags & (CLOSING_DEBIT | CLOSING_CREDIT)) != 0;
    if (Stream.of(pending, post, voids).filter(set -> set).count() > 1)
      return no(LedgerRefusal.FLAGS_ARE_EXCLUSIVE);
    if ((post || voids) && (balancing || closing)) return no(LedgerRefusal.FLAGS_ARE_EXCLUSIVE);
    if (t.amountMinor() < 0) return no(LedgerRefusal.AMOUNT_MUST_NOT_BE_NEGATIVE);
    if (t.timeoutSeconds() != 0 && !pending) return no(LedgerRefusal.TIMEOUT_NOT_ALLOWED);
    if (t.timeoutSeconds() < 0) return no(LedgerRefusal.TIMEOUT_NOT_ALLOWED);
    if (t.timeoutSeconds() > TIMEOUT_SECONDS_MAX) return no(LedgerRefusal.TIMEOUT_NOT_ALLOWED);
    if (closing && !pending) return no(LedgerRefusal.CLOSING_MUST_BE_PENDING);
    if (post || voids) {
      if (t.pendingId().isNone()) return no(LedgerRefusal.PENDING_ID_MISSING);
      return postOrVoid(t, post, party, program);
    }
    if (!t.pendingId().isNone()) return no(LedgerRefusal.PENDING_ID_NOT_ALLOWED);
    return move(t, flags, party, program);
  }

  private static Answer repeat(Used used, Transfer t, int party, int program) {
    if (used.refusal != null) return no(used.refusal);
    Transfer first = used.given;
    int flags = t.flags() & ~LINKED;
    boolean second = (flags & (POST | VOID)) != 0;
    if (used.party != party || used.program != program) return no(LedgerRefusal.EXISTS_OF_ANOTHER);
    if ((first.flags() & ~LINKED) != flags) return no(LedgerRefusal.EXISTS_WITH_OTHER_FLAGS);
    if (!first.pendingId().equals(t.pendingId()))
      return no(LedgerRefusal.EXISTS_WITH_OTHER_PENDING_ID);
    if (first.timeoutSeconds() != t.timeoutSeconds())
      return no(LedgerRefusal.EXISTS_WITH_OTHER_TIMEOUT);
    if (!used.debit.equals(t.debitAccount()) && !(second && t.debitAccount().isNone()))
      return no(LedgerRefusal.EXISTS_WITH_OTHER_DEBIT_ACCOUNT);
    if (!used.credit.equals(t.creditAccount()) && !(second && t.creditAccount().isNone()))
      return no(LedgerRefusal.EXISTS_WITH_OTHER_CREDIT_ACCOUNT);
    if (!sameAmount(used.amount, t.amountMinor(), flags))
      return no(LedgerRefusal.EXISTS_WITH_OTHER_AMOUNT);
    if (!first.userData128().equals(t.userData128())
        || first.userData64() != t.userData64()
        || first.userData32() != t.userData32())
      return no(LedgerRefusal.EXISTS_WITH_OTHER_USER_DATA);
    if (first.code() != t.code()) return no(LedgerRefusal.EXISTS_WITH_OTHER_CODE);
    return yes(told(used.amount, flags));
  }

  private static boolean sameAmount(BigInteger moved, long givenMinor, int flags) {
    BigInteger given = BigInteger.valueOf(givenMinor);
    if (given.equals(moved)) return true;
    if ((flags & POST) != 0) return given.equals(MAX);
    if ((flags & VOID) != 0) return given.equals(ZERO);
    if ((flags & (BALANCING_DEBIT | BALANCING_CREDIT)) != 0) return given.compareTo(moved) > 0;
    return false;
  }

  /** The amount is told where the transfer left it open. */
  private static BigInteger told(BigInteger amount, int flags) {
    return (flags & (POST | VOID | BALANCING_DEBIT | BALANCING_CREDIT)) != 0 ? amount : ZERO;
  }

  // A post or void

  private Answer postOrVoid(Transfer t, boolean post, int party, int program) {
    Reserved r = reserved.get(t.pendingId());
    if (r == null) return no(whyNotPending(window.get(t.pendingId())));
    if (r.expiresAtMillis <= nowMillis) return no(LedgerRefusal.PENDING_EXPIRED);
    Id debit = r.transfer.debitAccount();
    Id credit = r.transfer.creditAccount();
    if (!mayEnd(r, post, party, program)) return no(LedgerRefusal.PENDING_OF_ANOTHER);
    if (!t.debitAccount().isNone() && !t.debitAccount().equals(debit))
      return no(LedgerRefusal.PENDING_HAS_OTHER_ACCOUNTS);
    if (!t.creditAccount().isNone() && !t.creditAccount().equals(credit))
      return no(LedgerRefusal.PENDING_HAS_OTHER_ACCOUNTS);
    if (t.code() != 0 && t.code() != r.transfer.code())
      return no(LedgerRefusal.PENDING_HAS_OTHER_CODE);
    BigInteger amount = BigInteger.valueOf(t.amountMinor());
    if (post ? amount.equals(MAX) : amount.equals(ZERO)) amount = r.amount;
    if (amount.compareTo(r.amount) > 0) return no(LedgerRefusal.PENDING_HAS_OTHER_AMOUNT);
    if (!post && amount.compareTo(r.amount) < 0) return no(LedgerRefusal.PENDING_HAS_OTHER_AMOUNT);
    if (post) {
      LedgerRefusal barred = barred(account(debit), account(credit));
      if (barred != null) return no(barred);
    }
    if (post) end(r, amount, Fate.PENDING_POSTED);
    else end(r, ZERO, Fate.PENDING_VOIDED);
    set(window, t.id(), new Used(Fate.POSTED, null, t, debit, credit, amount, party, program));
    return yes(amount);
  }

  private static LedgerRefusal whyNotPending(@Nullable Used used) {
    if (used == null) return LedgerRefusal.PENDING_UNKNOWN;
    return switch (used.fate) {
      case REFUSED -> LedgerRefusal.PENDING_UNKNOWN;
      case POSTED -> LedgerRefusal.PENDING_WAS_NOT_PENDING;
      case PENDING_POSTED -> LedgerRefusal.PENDING_ALREADY_POSTED;
      case PENDING_VOIDED -> LedgerRefusal.PENDING_ALREADY_VOIDED;
      case PENDING_EXPIRED -> LedgerRefusal.PENDING_EXPIRED;
      case PENDING -> throw new IllegalStateException("it is not pending: " + used);
    };
  }

  private boolean mayEnd(Reserved r, boolean post, int party, int program) {
    if (r.program != 0) return r.program == program;
    if (account(r.transfer.debitAccount()).party == party) return true;
    return !post && account(r.transfer.creditAccount()).party == party;
  }

  private void end(Reserved r, BigInteger posted, Fate fate) {
    Id id = r.transfer.id();
    Id debit = r.transfer.debitAccount();
    Id credit = r.transfer.creditAccount();
    remove(reserved, id);
    change(debit, r.amount.negate(), posted, ZERO, ZERO);
    change(credit, ZERO, ZERO, r.amount.negate(), posted);
    if (fate != Fate.PENDING_POSTED) {
      if (r.transfer.has(CLOSING_DEBIT)) flag(debit, account(debit).flags & ~CLOSED);
      if (r.transfer.has(CLOSING_CREDIT)) flag(credit, account(credit).flags & ~CLOSED);
    }
    Used used = window.get(id);
    if (used == null) return; // its id has left the window
    set(
        window,
        id,
        new Used(fate, null, used.given, debit, credit, used.amount, used.party, used.program));
  }

  // A movement

  private Answer move(Transfer t, int flags, int party, int program) {
    if (t.debitAccount().equals(t.creditAccount())) return no(LedgerRefusal.ACCOUNTS_MUST_DIFFER);
    Account debit = accounts.get(t.debitAccount());
    if (debit == null) return no(LedgerRefusal.DEBIT_ACCOUNT_UNKNOWN);
    Account credit = accounts.get(t.creditAccount());
    if (credit == null) return no(LedgerRefusal.CREDIT_ACCOUNT_UNKNOWN);
    if (debit.asset != credit.asset) return no(LedgerRefusal.ASSETS_MUST_AGREE);
    if (debit.program != 0 && debit.program != program) return no(LedgerRefusal.ACCOUNT_GOVERNED);
    if (credit.program != 0 && credit.program != program) return no(LedgerRefusal.ACCOUNT_GOVERNED);
    if (debit.program == 0 && debit.party != party)
      return no(LedgerRefusal.DEBIT_ACCOUNT_OF_ANOTHER_PARTY);
    LedgerRefusal barred = barred(debit, credit);
    if (barred != null) return no(barred);

    BigInteger amount = BigInteger.valueOf(t.amountMinor());
    if ((flags & BALANCING_DEBIT) != 0)
      amount = amount.min(debit.creditsPosted.subtract(debit.debits()).max(ZERO));
    if ((flags & BALANCING_CREDIT) != 0)
      amount = amount.min(credit.debitsPosted.subtract(credit.credits()).max(ZERO));
    if (debit.debits().add(amount).compareTo(MAX) > 0) return no(LedgerRefusal.OVERFLOWS_DEBITS);
    if (credit.credits().add(amount).compareTo(MAX) > 0) return no(LedgerRefusal.OVERFLOWS_CREDITS);
    if (debit.has(COVERED) && debit.debits().add(amount).compareTo(debit.creditsPosted) > 0)
      return no(LedgerRefusal.EXCEEDS_CREDITS);
    if (credit.has(CAPPED) && credit.credits().add(amount).compareTo(credit.debitsPosted) > 0)
      return no(LedgerRefusal.EXCEEDS_DEBITS);

    boolean pending = (flags & PENDING) != 0;
    if (pending) reserve(t, amount, party, program);
    else {
      change(t.debitAccount(), ZERO, amount, ZERO, ZERO);
      change(t.creditAccount(), ZERO, ZERO, ZERO, amount);
    }
    Fate fate = pending ? Fate.PENDING : Fate.POSTED;
    set(
        window,
        t.id(),
        new Used(fate, null, t, t.debitAccount(), t.creditAccount(), amount, party, program));
    return yes(told(amount, flags));
  }

  private static @Nullable LedgerRefusal barred(Account debit, Account credit) {
    if (debit.has(CLOSED)) return LedgerRefusal.DEBIT_ACCOUNT_CLOSED;
    if (credit.has(CLOSED)) return LedgerRefusal.CREDIT_ACCOUNT_CLOSED;
    if (debit.has(FROZEN_DEBITS)) return LedgerRefusal.DEBIT_ACCOUNT_FROZEN;
    if (credit.has(FROZEN_CREDITS)) return LedgerRefusal.CREDIT_ACCOUNT_FROZEN;
    return null;
  }

  private void reserve(Transfer t, BigInteger amount, int party, int program) {
    long expiresAtMillis =
        t.timeoutSeconds() == 0 ? Long.MAX_VALUE : nowMillis + t.timeoutSeconds() * 1_000L;
    set(reserved, t.id(), new Reserved(++lastNumber, t, amount, expiresAtMillis, party, program));
    change(t.debitAccount(), amount, ZERO, ZERO, ZERO);
    change(t.creditAccount(), ZERO, ZERO, amount, ZERO);
    if (t.has(CLOSING_DEBIT)) flag(t.debitAccount(), account(t.debitAccount()).flags | CLOSED);
    if (t.has(CLOSING_CREDIT)) flag(t.creditAccount(), account(t.creditAccount()).flags | CLOSED);
  }

  private Account account(Id id) {
    Account account = accounts.get(id);
    if (account == null) throw new IllegalStateException("no account " + id);
    return account;
  }

  private void flag(Id id, int flags) {
    set(accounts, id, account(id).flagged(flags));
  }

  private void change(
      Id id,
      BigInteger debitsPending,
      BigInteger debitsPosted,
      BigInteger creditsPending,
      BigInteger creditsPosted) {
    Account a = account(id);
    set(
        accounts,
        id,
        new Account(
            a.party,
            a.asset,
            a.flags,
            a.program,
            a.debitsPending.add(debitsPending),
            a.debitsPosted.add(debitsPosted),
            a.creditsPending.add(creditsPending),
            a.creditsPosted.add(creditsPosted)));
  }
}
