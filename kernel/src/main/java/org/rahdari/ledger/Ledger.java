package org.rahdari.ledger;

import static org.rahdari.ledger.Accounts.CREDITS_PENDING;
import static org.rahdari.ledger.Accounts.CREDITS_POSTED;
import static org.rahdari.ledger.Accounts.DEBITS_PENDING;
import static org.rahdari.ledger.Accounts.DEBITS_POSTED;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.outcome.Outcome;
import org.rahdari.table.Table;
import org.rahdari.table.Tables;

/**
 * The accounts and what moved between them.
 *
 * <p>Semantics after TigerBeetle's public documentation, with rules of ours: an account that names
 * a program is moved by that program alone, an envelope debits only its signer's accounts, only an
 * asset's issuer may have an account that goes below zero, and a program may freeze an account.
 *
 * <p>The records are arrays of longs, without an object for each: see {@link Accounts}, {@link
 * IdWindow} and {@link Pendings}. A transfer that stands alone is judged whole before it changes
 * anything; what a chain or a program did is taken back by the {@link Journal}.
 */
public final class Ledger {

  /** Accounts at most. */
  public static final int ACCOUNTS_MAX = 100_000_000;

  /** Transfers that are pending at once at most. */
  public static final int PENDING_MAX = 16_000_000;

  /** How many transfers are worth looking ahead to. */
  public static final int LOOK_AHEAD = 32;

  /** The name under which projections keep the accounts. */
  public static final String ACCOUNTS = "ledger.account";

  private final Table<Integer, Asset> assets;
  private final Accounts accounts;
  private final IdWindow ids;
  private final Pendings pendings;
  private final Journal journal;
  private final TransferView t = new TransferView();
  private final byte[] digested = new byte[Accounts.STANDING_BYTES << 8];
  private final TransferView ahead = new TransferView();
  private final int[] numbers = new int[2 * LOOK_AHEAD];

  /** Of no meaning: it keeps the compiler from leaving the reads of {@link #lookAhead} out. */
  private long glanced;

  private long amountMinor;

  /** The record of what was entered last, −1 where that was a repeat. */
  private int last;

  /**
   * Declares its table of assets.
   *
   * @param idsMax how many ids of transfers are remembered
   */
  public Ledger(Tables tables, int idsMax) {
    this(tables, ACCOUNTS_MAX, idsMax, PENDING_MAX);
  }

  Ledger(Tables tables, int accountsMax, int idsMax, int pendingMax) {
    assets = tables.declare("ledger.asset", Integer.class, Asset.class, Asset::number, 10_000);
    accounts = new Accounts(accountsMax);
    ids = new IdWindow(idsMax);
    pendings = new Pendings(pendingMax);
    journal = new Journal(accounts, ids, pendings);
  }

  // What is read

  /** The assets, by number. */
  public Table<Integer, Asset> assets() {
    return assets;
  }

  /** How many accounts there are. */
  public int accountCount() {
    return accounts.size();
  }

  /** The accounts in the order in which they were opened. */
  public Stream<Account> accounts() {
    return IntStream.range(0, accounts.size()).mapToObj(accounts::get);
  }

  /** The account, or null. */
  public @Nullable Account account(Id id) {
    return accounts.get(id);
  }

  /**
   * The transfer while its id is in the window, or null; history knows the others, and what was
   * refused.
   */
  public @Nullable Entered transfer(Id id) {
    int number = ids.find(id.high(), id.low());
    return number < 0 || !ids.entered(number) ? null : entered(number);
  }

  /** What is pending under the id, or null. */
  public @Nullable Reserved pending(Id id) {
    int number = pendings.find(id.high(), id.low());
    if (number < 0) return null;
    return new Reserved(
        accounts.id(pendings.debit(number)),
        accounts.id(pendings.credit(number)),
        pendings.amountMinor(number));
  }

  /** The transfers whose ids are in the window. */
  public Stream<Entered> transfers() {
    return IntStream.range(0, ids.size()).filter(ids::entered).mapToObj(this::entered);
  }

  private Entered entered(int number) {
    return new Entered(
        ids.id(number),
        accounts.id(ids.debit(number)),
        accounts.id(ids.credit(number)),
        ids.pendingId(number),
        ids.userData128(number),
        ids.userData64(number),
        ids.userData32(number),
        ids.amountMinor(number),
        ids.timeoutSeconds(number),
        ids.code(number),
        ids.flags(number),
        ids.program(number),
        ids.party(number),
        Entered.State.values()[ids.outcome(number) - 1]);
  }

  /** Ids of an earlier time than this, in milliseconds since 1970, have expired. */
  public long idFloorMillis() {
    return ids.floorMillis();
  }

  /** How many ids are remembered, those that are about to be forgotten included. */
  public int idsRemembered() {
    return ids.used();
  }

  /** How many transfers are pending. */
  public int pendingCount() {
    return pendings.count();
  }

  // Opening and freezing

  /** Adds an asset. */
  public void issue(Asset asset) {
    assets.put(asset);
  }

  /** Opens an account. */
  public Outcome open(Account account) {
    if (account.id().isNone()) return Outcome.refuse(LedgerRefusal.ID_MUST_NOT_BE_ZERO);
    if (!account.governed() && account.id().isDerived()) {
      return Outcome.refuse(LedgerRefusal.ID_RESERVED);
    }
    if ((account.flags() & ~AccountFlag.CHOSEN) != 0)
      return Outcome.refuse(LedgerRefusal.FLAGS_UNKNOWN);
    if (account.flags() == AccountFlag.CHOSEN)
      return Outcome.refuse(LedgerRefusal.FLAGS_ARE_EXCLUSIVE);
    if (accounts.find(account.id().high(), account.id().low()) >= 0)
      return Outcome.refuse(LedgerRefusal.ACCOUNT_EXISTS);
    Asset asset = assets.get(account.asset());
    if (asset == null) return Outcome.refuse(LedgerRefusal.ASSET_UNKNOWN);
    if (!account.has(AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS)
        && asset.issuer() != account.party()) {
      return Outcome.refuse(LedgerRefusal.ONLY_THE_ISSUER_MAY_OVERDRAW);
    }
    if (accounts.full()) return Outcome.refuse(LedgerRefusal.TOO_MANY_ACCOUNTS);
    accounts.open(account);
    journal.opened();
    return Outcome.accepted();
  }

  /** Sets or lifts what keeps money from leaving an account, and from coming in. */
  public Outcome freeze(Id account, boolean debits, boolean credits) {
    int number = accounts.find(account.high(), account.low());
    if (number < 0) return Outcome.refuse(LedgerRefusal.ACCOUNT_UNKNOWN);
    int frozen =
        (debits ? AccountFlag.FROZEN_DEBITS : 0) | (credits ? AccountFlag.FROZEN_CREDITS : 0);
    flag(number, accounts.flags(number) & ~AccountFlag.FROZEN | frozen);
    return Outcome.accepted();
  }

  private void flag(int account, int flags) {
    int before = accounts.flags(account);
    if (before == flags) return;
    journal.flagged(account, before);
    accounts.setFlags(account, flags);
  }

  // Transfers

  /**
   * Enters transfers in order until one is refused; the caller takes back what was entered before
   * it.
   *
   * @param entered hears of each that is no repeat
   */
  public Outcome enter(
      List<Transfer> chain, Authority by, long atMillis, Consumer<Entered> entered) {
    for (Transfer transfer : chain) {
      LedgerRefusal refusal = enter(transfer.encode(), 0, by.party(), by.program(), atMillis);
      if (refusal != null) return Outcome.refuse(refusal);
      if (!repeated()) entered.accept(entered(last));
    }
    return Outcome.accepted();
  }

  /**
   * Enters one transfer, or answers the first reason why not. The repeat of an entered one changes
   * nothing. Room for its id has to be there: {@link #makeRoom}.
   *
   * @param bytes hold the 128 bytes of a {@link Transfer} from the offset, padded with zeroes
   * @param party who signed, 0 for a timer
   * @param program which program asks, 0 for a transfer that the party itself wrote
   */
  public @Nullable LedgerRefusal enter(
      byte[] bytes, int offset, int party, int program, long atMillis) {
    t.at(bytes, offset);
    amountMinor = 0;
    last = -1;
    long high = t.idHigh();
    long low = t.idLow();
    int flags = t.flags();
    if ((high | low) == 0) return LedgerRefusal.ID_MUST_NOT_BE_ZERO;
    if (program == 0 && t.idDerived()) return LedgerRefusal.ID_RESERVED;
    if ((flags & ~TransferFlag.ALL) != 0) return LedgerRefusal.FLAGS_UNKNOWN;
    if (IdWindow.millisOf(high) - IdWindow.AHEAD_MILLIS_MAX > atMillis)
      return LedgerRefusal.ID_IN_FUTURE;
    if (ids.expired(high)) return LedgerRefusal.ID_EXPIRED;
    int before = ids.find(high, low);
    if (before >= 0) return repeat(before, party, program);

    boolean pending = (flags & TransferFlag.PENDING) != 0;
    boolean second = (flags & TransferFlag.SECOND) != 0;
    if (TransferFlag.exclusive(flags)) return LedgerRefusal.FLAGS_ARE_EXCLUSIVE;
    if (t.amountMinor() < 0) return LedgerRefusal.AMOUNT_MUST_NOT_BE_NEGATIVE;
    if (t.timeoutSeconds() != 0 && (!pending || !timeoutAllowed(t.timeoutSeconds())))
      return LedgerRefusal.TIMEOUT_NOT_ALLOWED;
    if ((flags & TransferFlag.CLOSING) != 0 && !pending)
      return LedgerRefusal.CLOSING_MUST_BE_PENDING;
    if (second && !t.hasPendingId()) return LedgerRefusal.PENDING_ID_MISSING;
    if (!second && t.hasPendingId()) return LedgerRefusal.PENDING_ID_NOT_ALLOWED;
    return second ? end(party, program, atMillis) : move(party, program, atMillis);
  }

  private static boolean timeoutAllowed(int timeoutSeconds) {
    return timeoutSeconds > 0 && timeoutSeconds <= Transfer.TIMEOUT_SECONDS_MAX;
  }

  /**
   * What the last transfer that was entered moved or reserved, where it left that open: it
   * balances, posts or voids; else 0. In minor units.
   */
  public long amountMinor() {
    return amountMinor;
  }

  /** Whether what was entered last had been entered before, so that nothing moved. */
  public boolean repeated() {
    return last < 0;
  }

  /** The id was used before: for this very transfer, or where do they differ? */
  private @Nullable LedgerRefusal repeat(int before, int party, int program) {
    LedgerRefusal refusal = ids.refusal(before);
    if (refusal != null) return refusal;
    int flags = t.flags();
    boolean second = (flags & TransferFlag.SECOND) != 0;
    if (ids.party(before) != party || ids.program(before) != program)
      return LedgerRefusal.EXISTS_OF_ANOTHER;
    if (ids.flags(before) != flags) return LedgerRefusal.EXISTS_WITH_OTHER_FLAGS;
    if (!ids.samePendingId(before, t)) return LedgerRefusal.EXISTS_WITH_OTHER_PENDING_ID;
    if (ids.timeoutSeconds(before) != t.timeoutSeconds())
      return LedgerRefusal.EXISTS_WITH_OTHER_TIMEOUT;
    if (differs(t.debitHigh(), t.debitLow(), ids.debit(before), second))
      return LedgerRefusal.EXISTS_WITH_OTHER_DEBIT_ACCOUNT;
    if (differs(t.creditHigh(), t.creditLow(), ids.credit(before), second))
      return LedgerRefusal.EXISTS_WITH_OTHER_CREDIT_ACCOUNT;
    if (!sameAmount(ids.amountMinor(before), flags)) return LedgerRefusal.EXISTS_WITH_OTHER_AMOUNT;
    if (!ids.sameReferences(before, t)) return LedgerRefusal.EXISTS_WITH_OTHER_USER_DATA;
    if (ids.code(before) != t.code()) return LedgerRefusal.EXISTS_WITH_OTHER_CODE;
    if (leavesAmountOpen(flags)) amountMinor = ids.amountMinor(before);
    return null;
  }

  /** A post or void may leave its accounts out. */
  private boolean differs(long high, long low, int account, boolean mayBeNone) {
    if (mayBeNone && (high | low) == 0) return false;
    return accounts.find(high, low) != account;
  }

  private boolean sameAmount(long movedMinor, int flags) {
    long given = t.amountMinor();
    if ((flags & TransferFlag.BALANCING) != 0) return given >= movedMinor;
    if ((flags & TransferFlag.POST_PENDING) != 0 && given == Transfer.AMOUNT_ALL) return true;
    if ((flags & TransferFlag.VOID_PENDING) != 0 && given == 0) return true;
    return given == movedMinor;
  }

  private static boolean leavesAmountOpen(int flags) {
    return (flags & (TransferFlag.BALANCING | TransferFlag.SECOND)) != 0;
  }

  private @Nullable LedgerRefusal move(int party, int program, long atMillis) {
    if (t.debitHigh() == t.creditHigh() && t.debitLow() == t.creditLow())
      return LedgerRefusal.ACCOUNTS_MUST_DIFFER;
    int debit = accounts.find(t.debitHigh(), t.debitLow());
    if (debit < 0) return LedgerRefusal.DEBIT_ACCOUNT_UNKNOWN;
    int credit = accounts.find(t.creditHigh(), t.creditLow());
    if (credit < 0) return LedgerRefusal.CREDIT_ACCOUNT_UNKNOWN;
    if (!accounts.sameAsset(debit, credit)) return LedgerRefusal.ASSETS_MUST_AGREE;
    int governor = accounts.program(debit);
    if (!mayTouch(governor, program) || !mayTouch(accounts.program(credit), program))
      return LedgerRefusal.ACCOUNT_GOVERNED;
    if (governor == 0 && accounts.party(debit) != party)
      return LedgerRefusal.DEBIT_ACCOUNT_OF_ANOTHER_PARTY;
    LedgerRefusal barred = barred(debit, credit);
    if (barred != null) return barred;

    int flags = t.flags();
    long amount = balanced(debit, credit, flags);
    LedgerRefusal exceeded = exceeded(debit, credit, amount);
    if (exceeded != null) return exceeded;
    boolean pending = (flags & TransferFlag.PENDING) != 0;
    if (pending && pendings.full()) return LedgerRefusal.TOO_MANY_PENDING;

    if (pending) reserve(debit, credit, amount, party, program, atMillis);
    else apply(debit, credit, 0, amount);
    remember(debit, credit, amount, party, program, pending ? IdWindow.PENDING : IdWindow.POSTED);
    if (leavesAmountOpen(flags)) amountMinor = amount;
    return null;
  }

  private static boolean mayTouch(int governor, int program) {
    return governor == 0 || governor == program;
  }

  private @Nullable LedgerRefusal barred(int debit, int credit) {
    int debitFlags = accounts.flags(debit);
    int creditFlags = accounts.flags(credit);
    if ((debitFlags & AccountFlag.CLOSED) != 0) return LedgerRefusal.DEBIT_ACCOUNT_CLOSED;
    if ((creditFlags & AccountFlag.CLOSED) != 0) return LedgerRefusal.CREDIT_ACCOUNT_CLOSED;
    if ((debitFlags & AccountFlag.FROZEN_DEBITS) != 0) return LedgerRefusal.DEBIT_ACCOUNT_FROZEN;
    if ((creditFlags & AccountFlag.FROZEN_CREDITS) != 0) return LedgerRefusal.CREDIT_ACCOUNT_FROZEN;
    return null;
  }

  /** The amount, or what the balancing sides leave of it. */
  private long balanced(int debit, int credit, int flags) {
    long amount = t.amountMinor();
    if ((flags & TransferFlag.BALANCING_DEBIT) != 0) {
      long given = accounts.balance(debit, DEBITS_PENDING) + accounts.balance(debit, DEBITS_POSTED);
      amount = Math.min(amount, Math.max(0, accounts.balance(debit, CREDITS_POSTED) - given));
    }
    if ((flags & TransferFlag.BALANCING_CREDIT) != 0) {
      long taken =
          accounts.balance(credit, CREDITS_PENDING) + accounts.balance(credit, CREDITS_POSTED);
      amount = Math.min(amount, Math.max(0, accounts.balance(credit, DEBITS_POSTED) - taken));
    }
    return amount;
  }

  /** Debits of an account, pending and posted together, stay within 63 bits; so do credits. */
  private @Nullable LedgerRefusal exceeded(int debit, int credit, long amount) {
    long debits = accounts.balance(debit, DEBITS_PENDING) + accounts.balance(debit, DEBITS_POSTED);
    long credits =
        accounts.balance(credit, CREDITS_PENDING) + accounts.balance(credit, CREDITS_POSTED);
    if (amount > Long.MAX_VALUE - debits) return LedgerRefusal.OVERFLOWS_DEBITS;
    if (amount > Long.MAX_VALUE - credits) return LedgerRefusal.OVERFLOWS_CREDITS;
    boolean covered = (accounts.flags(debit) & AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS) != 0;
    if (covered && debits + amount > accounts.balance(debit, CREDITS_POSTED))
      return LedgerRefusal.EXCEEDS_CREDITS;
    boolean capped = (accounts.flags(credit) & AccountFlag.CREDITS_MUST_NOT_EXCEED_DEBITS) != 0;
    if (capped && credits + amount > accounts.balance(credit, DEBITS_POSTED))
      return LedgerRefusal.EXCEEDS_DEBITS;
    return null;
  }

  private void apply(int debit, int credit, long pendingChange, long postedChange) {
    journal.moved(debit, DEBITS_PENDING, pendingChange, postedChange);
    accounts.move(debit, DEBITS_PENDING, pendingChange, postedChange);
    journal.moved(credit, CREDITS_PENDING, pendingChange, postedChange);
    accounts.move(credit, CREDITS_PENDING, pendingChange, postedChange);
  }

  private void reserve(int debit, int credit, long amount, int party, int program, long atMillis) {
    int flags = t.flags();
    long expiresAtMillis = expiresAtMillis(atMillis, t.timeoutSeconds());
    boolean fresh = pendings.addsFresh();
    int number =
        pendings.add(
            t.idHigh(),
            t.idLow(),
            debit,
            credit,
            amount,
            expiresAtMillis,
            party,
            t.code(),
            program,
            flags);
    journal.pendingAdded(number, fresh);
    apply(debit, credit, amount, 0);
    if ((flags & TransferFlag.CLOSING_DEBIT) != 0)
      flag(debit, accounts.flags(debit) | AccountFlag.CLOSED);
    if ((flags & TransferFlag.CLOSING_CREDIT) != 0)
      flag(credit, accounts.flags(credit) | AccountFlag.CLOSED);
  }

  /** 0 for never; a clock at the end of time is no reason to wrap around. */
  private static long expiresAtMillis(long atMillis, int timeoutSeconds) {
    if (timeoutSeconds == 0) return 0;
    long timeoutMillis = timeoutSeconds * 1_000L;
    return atMillis > Long.MAX_VALUE - timeoutMillis ? Long.MAX_VALUE : atMillis + timeoutMillis;
  }

  private void remember(int debit, int credit, long amount, int party, int program, int outcome) {
    boolean fresh = ids.addsFresh();
    last = ids.add(t, debit, credit, amount, party, program, outcome);
    journal.idAdded(last, fresh);
  }

  private @Nullable LedgerRefusal end(int party, int program, long atMillis) {
    int number = pendings.find(t.pendingIdHigh(), t.pendingIdLow());
    if (number < 0) return notPending();
    long expiresAtMillis = pendings.expiresAtMillis(number);
    if (expiresAtMillis != 0 && expiresAtMillis <= atMillis) return LedgerRefusal.PENDING_EXPIRED;
    boolean post = (t.flags() & TransferFlag.POST_PENDING) != 0;
    int debit = pendings.debit(number);
    int credit = pendings.credit(number);
    if (!mayEnd(number, post, debit, credit, party, program))
      return LedgerRefusal.PENDING_OF_ANOTHER;
    if (differs(t.debitHigh(), t.debitLow(), debit, true)
        || differs(t.creditHigh(), t.creditLow(), credit, true)) {
      return LedgerRefusal.PENDING_HAS_OTHER_ACCOUNTS;
    }
    if (t.code() != 0 && t.code() != pendings.code(number))
      return LedgerRefusal.PENDING_HAS_OTHER_CODE;
    long reserved = pendings.amountMinor(number);
    long amount = meant(post, reserved);
    if (amount > reserved || (!post && amount != reserved))
      return LedgerRefusal.PENDING_HAS_OTHER_AMOUNT;
    if (post) {
      LedgerRefusal barred = barred(debit, credit);
      if (barred != null) return barred;
    }

    release(number, post ? amount : 0, post ? IdWindow.PENDING_POSTED : IdWindow.PENDING_VOIDED);
    remember(debit, credit, amount, party, program, IdWindow.POSTED);
    amountMinor = amount;
    return null;
  }

  private long meant(boolean post, long reserved) {
    boolean all = t.amountMinor() == (post ? Transfer.AMOUNT_ALL : 0);
    return all ? reserved : t.amountMinor();
  }

  private LedgerRefusal notPending() {
    int ended = ids.find(t.pendingIdHigh(), t.pendingIdLow());
    if (ended < 0 || ids.refusal(ended) != null) return LedgerRefusal.PENDING_UNKNOWN;
    return switch (ids.outcome(ended)) {
      case IdWindow.PENDING_POSTED -> LedgerRefusal.PENDING_ALREADY_POSTED;
      case IdWindow.PENDING_VOIDED -> LedgerRefusal.PENDING_ALREADY_VOIDED;
      case IdWindow.PENDING_EXPIRED -> LedgerRefusal.PENDING_EXPIRED;
      default -> LedgerRefusal.PENDING_WAS_NOT_PENDING;
    };
  }

  /** A program ends what it made; else the debited party posts, and either side voids. */
  private boolean mayEnd(int number, boolean post, int debit, int credit, int party, int program) {
    int maker = pendings.program(number);
    if (maker != 0) return maker == program;
    return accounts.party(debit) == party || (!post && accounts.party(credit) == party);
  }

  /** Ends what is pending: some of it may be posted, the rest is given back. */
  private void release(int number, long postedMinor, int outcome) {
    int debit = pendings.debit(number);
    int credit = pendings.credit(number);
    int flags = pendings.flags(number);
    apply(debit, credit, -pendings.amountMinor(number), postedMinor);
    if (outcome != IdWindow.PENDING_POSTED) {
      if ((flags & TransferFlag.CLOSING_DEBIT) != 0)
        flag(debit, accounts.flags(debit) & ~AccountFlag.CLOSED);
      if ((flags & TransferFlag.CLOSING_CREDIT) != 0)
        flag(credit, accounts.flags(credit) & ~AccountFlag.CLOSED);
    }
    Id id = pendings.id(number);
    int remembered = ids.find(id.high(), id.low());
    if (remembered >= 0) {
      journal.idEnded(remembered, ids.outcome(remembered));
      ids.setOutcome(remembered, outcome);
    }
    journal.pendingRemoved(number);
    pendings.remove(number);
  }

  /**
   * Keeps a refusal that another moment might not give, so that a repeat hears the same.
   *
   * @param bytes as they were entered
   */
  public void remember(byte[] bytes, int offset, int party, LedgerRefusal refusal) {
    t.at(bytes, offset);
    if (!refusal.remembered() || ids.find(t.idHigh(), t.idLow()) >= 0) return;
    remember(-1, -1, 0, party, 0, IdWindow.outcomeOf(refusal));
  }

  // Time

  /** When the first pending transfer expires; {@link Long#MAX_VALUE} where none does. */
  public long nextExpiryMillis() {
    return pendings.nextExpiryMillis();
  }

  /** Whether the time of a pending transfer has come. */
  public boolean expiryDue(long timeMillis) {
    return pendings.expiryDue(timeMillis);
  }

  /** Gives back what the pending transfer that expires first reserved, and answers its id. */
  public Id expireNext() {
    int number = pendings.firstToExpire();
    Id id = pendings.id(number);
    release(number, 0, IdWindow.PENDING_EXPIRED);
    return id;
  }

  // One entry

  /** Begins an entry. */
  public void begin(long position) {
    accounts.begin(position);
  }

  /** Makes room for so many ids of transfers; what it lets go of is gone for good. */
  public void makeRoom(int transfers) {
    ids.makeRoom(transfers);
  }

  /**
   * Reads what transfers that are about to be entered will need: their lookups miss the processor's
   * caches together instead of one after the other. It changes nothing.
   *
   * @param bytes hold so many transfers from the offset
   */
  public void lookAhead(byte[] bytes, int offset, int count) {
    long seen = 0;
    for (int i = 0; i < count; i++) {
      ahead.at(bytes, offset + i * Transfer.BYTES);
      seen += ids.touch(ahead.idHigh(), ahead.idLow());
      seen += accounts.touch(ahead.debitHigh(), ahead.debitLow());
      seen += accounts.touch(ahead.creditHigh(), ahead.creditLow());
    }
    for (int i = 0; i < count; i++) {
      ahead.at(bytes, offset + i * Transfer.BYTES);
      numbers[2 * i] = accounts.glance(ahead.debitHigh(), ahead.debitLow());
      numbers[2 * i + 1] = accounts.glance(ahead.creditHigh(), ahead.creditLow());
    }
    for (int i = 0; i < 2 * count; i++) seen += accounts.touchLine(numbers[i]);
    glanced += seen;
  }

  /** A point that {@link #rollback} can go back to. */
  public int mark() {
    return journal.mark();
  }

  /** Takes back every change since the mark. */
  public void rollback(int mark) {
    journal.rollback(mark);
  }

  /** Nothing so far will be taken back. */
  public void settle() {
    journal.forget();
  }

  /** The accounts that this entry touched, in the order of the first touch. */
  public Stream<Account> touched() {
    return IntStream.range(0, accounts.touchedCount())
        .map(accounts::touched)
        .mapToObj(accounts::get);
  }

  /** Digests the accounts that this entry touched, as it left them. */
  public void digest(MessageDigest digest) {
    int filled = 0;
    for (int i = 0; i < accounts.touchedCount(); i++) {
      int number = accounts.touched(i);
      accounts.writeStanding(number, digested, filled);
      filled += Accounts.STANDING_BYTES;
      if (filled < digested.length) continue;
      digest.update(digested);
      filled = 0;
    }
    digest.update(digested, 0, filled);
  }

  // Snapshot

  /** The ledger at one moment, to be written on any thread, once, and released. */
  public static final class Image {
    private final Accounts.Image accounts;
    private final IdWindow.Image ids;
    private final Pendings.Image pendings;

    private Image(Accounts.Image accounts, IdWindow.Image ids, Pendings.Image pendings) {
      this.accounts = accounts;
      this.ids = ids;
      this.pendings = pendings;
    }

    /** Writes it. */
    public void save(DataOutput out) throws IOException {
      accounts.save(out);
      ids.save(out);
      pendings.save(out);
    }

    /** Lets the ledger go on without sparing what the image shares with it. */
    public void release() {
      accounts.release();
      ids.records().release();
      pendings.records().release();
    }
  }

  /** The ledger now. It costs little; what changes later is copied before. */
  public Image image() {
    return new Image(accounts.image(), ids.image(), pendings.image());
  }

  /**
   * Replaces everything but the assets.
   *
   * @param beside who does what need not wait; at the end it is done
   * @throws IOException if what was saved does not add up
   */
  public void restore(DataInput in, Beside beside) throws IOException {
    journal.forget();
    accounts.restore(in, beside);
    Supplier<Boolean> indexed = beside.begin(accounts::index);
    boolean sound;
    try {
      ids.restore(in, beside);
      pendings.restore(in, beside);
    } finally {
      sound = indexed.get();
    }
    if (!sound) throw new IOException("an account is there twice");
    checkNumbers();
  }

  /** Every number of an account leads to one. */
  private void checkNumbers() throws IOException {
    if (!ids.refersWithin(accounts.size()) || !pendings.refersWithin(accounts.size()))
      throw new IOException("a transfer is of an account that is not there");
  }
}
