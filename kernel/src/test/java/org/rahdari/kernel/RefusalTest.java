package org.rahdari.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.kernel.KernelRefusal.ITEM_MALFORMED;
import static org.rahdari.kernel.KernelRefusal.KEY_EXISTS;
import static org.rahdari.kernel.KernelRefusal.KEY_UNKNOWN;
import static org.rahdari.kernel.KernelRefusal.LAST_KEY;
import static org.rahdari.kernel.KernelRefusal.LINKED_CHAIN_OPEN;
import static org.rahdari.kernel.KernelRefusal.LINKED_ITEM_REFUSED;
import static org.rahdari.kernel.KernelRefusal.MANDATE_MISSING;
import static org.rahdari.kernel.KernelRefusal.PROGRAM_FAILED;
import static org.rahdari.kernel.KernelRefusal.PROGRAM_IMPOSSIBLE;
import static org.rahdari.kernel.KernelRefusal.TABLE_FULL;
import static org.rahdari.kernel.KernelRefusal.TOO_MANY_TRANSFERS;
import static org.rahdari.kernel.KernelRefusal.VERSION_NOT_NEXT;
import static org.rahdari.kernel.TestNetwork.BANK;
import static org.rahdari.kernel.TestNetwork.CAPPED;
import static org.rahdari.kernel.TestNetwork.CENTRAL_BANK;
import static org.rahdari.kernel.TestNetwork.DOLLARS;
import static org.rahdari.kernel.TestNetwork.FUNDS_MINOR;
import static org.rahdari.kernel.TestNetwork.MINT;
import static org.rahdari.kernel.TestNetwork.OTHER_BANK;
import static org.rahdari.kernel.TestNetwork.OTHER_PURSE;
import static org.rahdari.kernel.TestNetwork.PKR;
import static org.rahdari.kernel.TestNetwork.PURSE;
import static org.rahdari.kernel.TestNetwork.REGULATOR;
import static org.rahdari.kernel.TestNetwork.START_MILLIS;
import static org.rahdari.kernel.TestNetwork.USD;
import static org.rahdari.kernel.TestNetwork.VAULT;
import static org.rahdari.ledger.LedgerRefusal.ACCOUNTS_MUST_DIFFER;
import static org.rahdari.ledger.LedgerRefusal.ACCOUNT_EXISTS;
import static org.rahdari.ledger.LedgerRefusal.ACCOUNT_GOVERNED;
import static org.rahdari.ledger.LedgerRefusal.ACCOUNT_UNKNOWN;
import static org.rahdari.ledger.LedgerRefusal.AMOUNT_MUST_NOT_BE_NEGATIVE;
import static org.rahdari.ledger.LedgerRefusal.ASSETS_MUST_AGREE;
import static org.rahdari.ledger.LedgerRefusal.ASSET_UNKNOWN;
import static org.rahdari.ledger.LedgerRefusal.CLOSING_MUST_BE_PENDING;
import static org.rahdari.ledger.LedgerRefusal.CREDIT_ACCOUNT_CLOSED;
import static org.rahdari.ledger.LedgerRefusal.CREDIT_ACCOUNT_FROZEN;
import static org.rahdari.ledger.LedgerRefusal.CREDIT_ACCOUNT_UNKNOWN;
import static org.rahdari.ledger.LedgerRefusal.DEBIT_ACCOUNT_CLOSED;
import static org.rahdari.ledger.LedgerRefusal.DEBIT_ACCOUNT_FROZEN;
import static org.rahdari.ledger.LedgerRefusal.DEBIT_ACCOUNT_OF_ANOTHER_PARTY;
import static org.rahdari.ledger.LedgerRefusal.DEBIT_ACCOUNT_UNKNOWN;
import static org.rahdari.ledger.LedgerRefusal.EXCEEDS_CREDITS;
import static org.rahdari.ledger.LedgerRefusal.EXCEEDS_DEBITS;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_OF_ANOTHER;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_AMOUNT;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_CODE;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_CREDIT_ACCOUNT;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_DEBIT_ACCOUNT;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_FLAGS;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_PENDING_ID;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_TIMEOUT;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_USER_DATA;
import static org.rahdari.ledger.LedgerRefusal.FLAGS_ARE_EXCLUSIVE;
import static org.rahdari.ledger.LedgerRefusal.FLAGS_UNKNOWN;
import static org.rahdari.ledger.LedgerRefusal.ID_EXPIRED;
import static org.rahdari.ledger.LedgerRefusal.ID_IN_FUTURE;
import static org.rahdari.ledger.LedgerRefusal.ID_MUST_NOT_BE_ZERO;
import static org.rahdari.ledger.LedgerRefusal.ID_RESERVED;
import static org.rahdari.ledger.LedgerRefusal.ONLY_THE_ISSUER_MAY_OVERDRAW;
import static org.rahdari.ledger.LedgerRefusal.OVERFLOWS_CREDITS;
import static org.rahdari.ledger.LedgerRefusal.OVERFLOWS_DEBITS;
import static org.rahdari.ledger.LedgerRefusal.PENDING_ALREADY_POSTED;
import static org.rahdari.ledger.LedgerRefusal.PENDING_ALREADY_VOIDED;
import static org.rahdari.ledger.LedgerRefusal.PENDING_EXPIRED;
import static org.rahdari.ledger.LedgerRefusal.PENDING_HAS_OTHER_ACCOUNTS;
import static org.rahdari.ledger.LedgerRefusal.PENDING_HAS_OTHER_AMOUNT;
import static org.rahdari.ledger.LedgerRefusal.PENDING_HAS_OTHER_CODE;
import static org.rahdari.ledger.LedgerRefusal.PENDING_ID_MISSING;
import static org.rahdari.ledger.LedgerRefusal.PENDING_ID_NOT_ALLOWED;
import static org.rahdari.ledger.LedgerRefusal.PENDING_OF_ANOTHER;
import static org.rahdari.ledger.LedgerRefusal.PENDING_UNKNOWN;
import static org.rahdari.ledger.LedgerRefusal.PENDING_WAS_NOT_PENDING;
import static org.rahdari.ledger.LedgerRefusal.TIMEOUT_NOT_ALLOWED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.LedgerRefusal;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;
import org.rahdari.outcome.Reason;

/** Every reason for which an item is refused, what brings it about, and that nothing changes. */
class RefusalTest {
  private static final Id ID = new Id(9, 1);
  private static final Id RESERVED = new Id(9, 2);
  private static final Id CLOSING = new Id(9, 4);
  private static final Id NOBODY = new Id(9, 99);
  private static final int COVERED = AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS;

  private record Case(
      List<Reason> reasons, String when, Function<TestNetwork, TestNetwork.Signer> say) {
    @Override
    public String toString() {
      return reasons + " when " + when;
    }
  }

  private static Case of(
      Reason reason, String when, Function<TestNetwork, TestNetwork.Signer> say) {
    return new Case(List.of(reason), when, say);
  }

  /** The bank transfers. */
  private static Case transfer(Reason reason, String when, Transfer transfer) {
    return of(reason, when, n -> n.by(BANK).transfer(transfer));
  }

  /** The bank transfers after it reserved 100 for the other bank for a minute. */
  private static Case second(Reason reason, String when, Transfer transfer) {
    return of(reason, when, n -> reserved(n).by(BANK).transfer(transfer));
  }

  private static TestNetwork reserved(TestNetwork network) {
    network
        .by(BANK)
        .transfer(Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 100, 60))
        .mustBeAccepted();
    return network;
  }

  /** The bank reserves once more, and differs in one thing. */
  private static Case again(Reason reason, String when, UnaryOperator<Draft> other) {
    Transfer first = Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 100, 60);
    return second(reason, when, other.apply(Draft.of(first)).transfer());
  }

  /** The bank closes one side for a minute. */
  private static TestNetwork closed(TestNetwork network, int closing) {
    Transfer pending = Transfer.pending(CLOSING, PURSE, OTHER_PURSE, 0, 60);
    network
        .by(BANK)
        .transfer(Draft.of(pending).flags(TransferFlag.PENDING | closing).transfer())
        .mustBeAccepted();
    return network;
  }

  private static TestNetwork frozen(
      TestNetwork network, Id account, boolean debits, boolean credits) {
    network
        .at(START_MILLIS + 1_000)
        .by(REGULATOR)
        .instruct(new Core.FreezeAccount(account, debits, credits))
        .mustBeAccepted();
    return network;
  }

  private static Id idAt(long millis) {
    return new Id(millis << 16, 1);
  }

  private static Case open(Reason reason, String when, Core.OpenAccount open) {
    return of(reason, when, n -> n.by(OTHER_BANK).instruct(open));
  }

  private static Transfer with(int flags, int timeoutSeconds, Id pendingId, long amountMinor) {
    return new Transfer(
        ID, PURSE, OTHER_PURSE, pendingId, Id.NONE, 0, amountMinor, timeoutSeconds, 0, flags, 0);
  }

  static Stream<Case> transfers() {
    Id none = Id.NONE;
    return Stream.of(
        transfer(ID_MUST_NOT_BE_ZERO, "zero", Transfer.posted(none, PURSE, OTHER_PURSE, 1)),
        transfer(
            ID_RESERVED,
            "a program's",
            Transfer.posted(Id.derived("any", ID), PURSE, OTHER_PURSE, 1)),
        transfer(FLAGS_UNKNOWN, "bit 8 is set", with(256, 0, none, 1)),
        transfer(FLAGS_UNKNOWN, "the top bit is set", with(1 << 31, 0, none, 1)),
        transfer(
            ID_IN_FUTURE,
            "a millisecond too far ahead",
            Transfer.posted(idAt(START_MILLIS + 5_001), PURSE, OTHER_PURSE, 1)),
        transfer(
            ID_IN_FUTURE,
            "as far ahead as an id can say",
            Transfer.posted(idAt((1L << 48) - 1), PURSE, OTHER_PURSE, 1)),
        of(
            ID_EXPIRED,
            "the window has gone on",
            n -> {
              n.fillIds(1, 8_190).fillIds(2, 8_180).fillIds(3, 8_000);
              return n.by(BANK).transfer(Transfer.posted(idAt(1_999), PURSE, OTHER_PURSE, 1));
            }),
        of(
            EXISTS_OF_ANOTHER,
            "another party has used the id",
            n ->
                reserved(n)
                    .by(OTHER_BANK)
                    .transfer(Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 100, 60))),
        of(
            EXISTS_OF_ANOTHER,
            "a program repeats what an envelope did",
            n -> {
              n.by(BANK).transfer(Transfer.posted(ID, PURSE, OTHER_PURSE, 1)).mustBeAccepted();
              return n.by(BANK).instruct(TestNetwork.move(ID, PURSE, OTHER_PURSE, 1));
            }),
        of(
            EXISTS_OF_ANOTHER,
            "an envelope repeats what a program did",
            n -> {
              n.by(BANK).instruct(TestNetwork.move(ID, PURSE, OTHER_PURSE, 1)).mustBeAccepted();
              return n.by(BANK).transfer(Transfer.posted(ID, PURSE, OTHER_PURSE, 1));
            }),
        again(EXISTS_WITH_OTHER_FLAGS, "posted at once", t -> t.flags(0)),
        again(EXISTS_WITH_OTHER_PENDING_ID, "it names one", t -> t.pendingId(RESERVED)),
        again(EXISTS_WITH_OTHER_TIMEOUT, "a second later", t -> t.timeout(61)),
        again(EXISTS_WITH_OTHER_DEBIT_ACCOUNT, "the mint", t -> t.debit(MINT)),
        again(EXISTS_WITH_OTHER_DEBIT_ACCOUNT, "none", t -> t.debit(none)),
        again(EXISTS_WITH_OTHER_CREDIT_ACCOUNT, "the mint", t -> t.credit(MINT)),
        again(EXISTS_WITH_OTHER_AMOUNT, "more", t -> t.amount(101)),
        again(EXISTS_WITH_OTHER_AMOUNT, "all there is", t -> t.amount(Transfer.AMOUNT_ALL)),
        again(EXISTS_WITH_OTHER_USER_DATA, "of 128 bits", t -> t.userData(ID, 0, 0)),
        again(EXISTS_WITH_OTHER_USER_DATA, "of 64 bits", t -> t.userData(none, 1, 0)),
        again(EXISTS_WITH_OTHER_USER_DATA, "of 32 bits", t -> t.userData(none, 0, 1)),
        again(EXISTS_WITH_OTHER_CODE, "another code", t -> t.code(1)),
        transfer(FLAGS_ARE_EXCLUSIVE, "pending and post", with(2 | 4, 0, none, 1)),
        transfer(FLAGS_ARE_EXCLUSIVE, "pending and void", with(2 | 8, 0, none, 1)),
        transfer(FLAGS_ARE_EXCLUSIVE, "post and void", with(4 | 8, 0, none, 1)),
        transfer(FLAGS_ARE_EXCLUSIVE, "post and balancing", with(4 | 16, 0, RESERVED, 1)),
        transfer(FLAGS_ARE_EXCLUSIVE, "void and closing", with(8 | 128, 0, RESERVED, 1)),
        transfer(AMOUNT_MUST_NOT_BE_NEGATIVE, "−1", with(0, 0, none, -1)),
        transfer(AMOUNT_MUST_NOT_BE_NEGATIVE, "the least", with(0, 0, none, Long.MIN_VALUE)),
        transfer(TIMEOUT_NOT_ALLOWED, "not pending", with(0, 1, none, 1)),
        transfer(TIMEOUT_NOT_ALLOWED, "below zero", with(2, -1, none, 1)),
        transfer(
            TIMEOUT_NOT_ALLOWED, "too long", with(2, Transfer.TIMEOUT_SECONDS_MAX + 1, none, 1)),
        transfer(TIMEOUT_NOT_ALLOWED, "a post", with(4, 1, RESERVED, 1)),
        transfer(CLOSING_MUST_BE_PENDING, "the debit side", with(64, 0, none, 1)),
        transfer(CLOSING_MUST_BE_PENDING, "the credit side", with(128 | 16, 0, none, 1)),
        transfer(PENDING_ID_MISSING, "a post", with(4, 0, none, 1)),
        transfer(PENDING_ID_MISSING, "a void", with(8, 0, none, 1)),
        second(PENDING_ID_NOT_ALLOWED, "a plain transfer", with(0, 0, RESERVED, 1)),
        second(PENDING_ID_NOT_ALLOWED, "a pending one", with(2, 0, RESERVED, 1)),
        second(PENDING_UNKNOWN, "nobody", Transfer.post(ID, NOBODY, Transfer.AMOUNT_ALL)),
        of(
            PENDING_UNKNOWN,
            "it was refused",
            n -> {
              n.by(BANK).transfer(Transfer.pending(RESERVED, PURSE, NOBODY, 1, 0)).results();
              return n.by(BANK).transfer(Transfer.voided(ID, RESERVED));
            }),
        transfer(
            PENDING_WAS_NOT_PENDING,
            "money moved at once",
            Transfer.post(ID, new Id(2, 1), Transfer.AMOUNT_ALL)),
        of(
            PENDING_WAS_NOT_PENDING,
            "it is a post itself",
            n -> {
              reserved(n)
                  .by(BANK)
                  .transfer(Transfer.post(ID, RESERVED, Transfer.AMOUNT_ALL))
                  .mustBeAccepted();
              return n.by(BANK).transfer(Transfer.voided(new Id(9, 3), ID));
            }),
        of(
            PENDING_ALREADY_POSTED,
            "posted in part",
            n -> {
              reserved(n).by(BANK).transfer(Transfer.post(ID, RESERVED, 1)).mustBeAccepted();
              return n.by(BANK).transfer(Transfer.post(new Id(9, 3), RESERVED, 1));
            }),
        of(
            PENDING_ALREADY_VOIDED,
            "voided",
            n -> {
              reserved(n).by(BANK).transfer(Transfer.voided(ID, RESERVED)).mustBeAccepted();
              return n.by(BANK).transfer(Transfer.post(new Id(9, 3), RESERVED, 1));
            }),
        of(
            PENDING_EXPIRED,
            "its timer fired",
            n -> {
              reserved(n).at(n.nowMillis() + 60_000).tick();
              return n.by(BANK).transfer(Transfer.post(ID, RESERVED, Transfer.AMOUNT_ALL));
            }),
        second(
            PENDING_HAS_OTHER_ACCOUNTS,
            "another debit side",
            Draft.of(Transfer.post(ID, RESERVED, 1)).debit(MINT).transfer()),
        second(
            PENDING_HAS_OTHER_ACCOUNTS,
            "another credit side",
            Draft.of(Transfer.voided(ID, RESERVED)).credit(MINT).transfer()),
        second(
            PENDING_HAS_OTHER_CODE,
            "a code where none was given",
            Draft.of(Transfer.voided(ID, RESERVED)).code(1).transfer()),
        second(PENDING_HAS_OTHER_AMOUNT, "more", Transfer.post(ID, RESERVED, 101)),
        second(PENDING_HAS_OTHER_AMOUNT, "a void of a part", with(8, 0, RESERVED, 99)),
        of(
            PENDING_OF_ANOTHER,
            "the receiver posts",
            n ->
                reserved(n)
                    .by(OTHER_BANK)
                    .transfer(Transfer.post(ID, RESERVED, Transfer.AMOUNT_ALL))),
        of(
            PENDING_OF_ANOTHER,
            "a stranger voids",
            n -> reserved(n).by(CENTRAL_BANK).transfer(Transfer.voided(ID, RESERVED))),
        of(
            PENDING_OF_ANOTHER,
            "an envelope posts what a program reserved",
            n -> {
              n.by(BANK)
                  .instruct(
                      new Shelf.Move(
                          List.of(
                              new Shelf.Leg(
                                  RESERVED,
                                  PURSE,
                                  OTHER_PURSE,
                                  Id.NONE,
                                  5,
                                  0,
                                  TransferFlag.PENDING))))
                  .mustBeAccepted();
              return n.by(BANK).transfer(Transfer.post(ID, RESERVED, Transfer.AMOUNT_ALL));
            }),
        transfer(ACCOUNTS_MUST_DIFFER, "the same", Transfer.posted(ID, PURSE, PURSE, 1)),
        transfer(DEBIT_ACCOUNT_UNKNOWN, "nobody", Transfer.posted(ID, NOBODY, PURSE, 1)),
        transfer(DEBIT_ACCOUNT_UNKNOWN, "none", Transfer.posted(ID, Id.NONE, PURSE, 1)),
        transfer(CREDIT_ACCOUNT_UNKNOWN, "nobody", Transfer.posted(ID, PURSE, NOBODY, 1)),
        transfer(ASSETS_MUST_AGREE, "dollars", Transfer.posted(ID, PURSE, DOLLARS, 1)),
        transfer(ACCOUNT_GOVERNED, "on the debit side", Transfer.posted(ID, VAULT, PURSE, 1)),
        transfer(ACCOUNT_GOVERNED, "on the credit side", Transfer.posted(ID, PURSE, VAULT, 1)),
        transfer(
            DEBIT_ACCOUNT_OF_ANOTHER_PARTY,
            "the central bank's",
            Transfer.posted(ID, MINT, PURSE, 1)),
        of(
            DEBIT_ACCOUNT_OF_ANOTHER_PARTY,
            "a program takes what its caller does not own",
            n -> n.by(OTHER_BANK).instruct(TestNetwork.move(ID, PURSE, OTHER_PURSE, 1))),
        of(
            DEBIT_ACCOUNT_CLOSED,
            "it closed itself",
            n ->
                closed(n, TransferFlag.CLOSING_DEBIT)
                    .by(BANK)
                    .transfer(Transfer.posted(ID, PURSE, OTHER_PURSE, 0))),
        of(
            DEBIT_ACCOUNT_CLOSED,
            "what was reserved before is posted",
            n ->
                closed(reserved(n), TransferFlag.CLOSING_DEBIT)
                    .by(BANK)
                    .transfer(Transfer.post(ID, RESERVED, 1))),
        of(
            CREDIT_ACCOUNT_CLOSED,
            "it was closed",
            n ->
                closed(n, TransferFlag.CLOSING_CREDIT)
                    .by(BANK)
                    .transfer(Transfer.pending(ID, PURSE, OTHER_PURSE, 1, 0))),
        of(
            CREDIT_ACCOUNT_CLOSED,
            "what closed it is posted",
            n ->
                closed(n, TransferFlag.CLOSING_CREDIT)
                    .by(BANK)
                    .transfer(Transfer.post(ID, CLOSING, Transfer.AMOUNT_ALL))),
        of(
            DEBIT_ACCOUNT_FROZEN,
            "for debits",
            n ->
                frozen(n, PURSE, true, false)
                    .by(BANK)
                    .transfer(Transfer.posted(ID, PURSE, OTHER_PURSE, 1))),
        of(
            DEBIT_ACCOUNT_FROZEN,
            "a program debits it",
            n ->
                frozen(n, VAULT, true, true)
                    .by(BANK)
                    .instruct(TestNetwork.move(ID, VAULT, PURSE, 1))),
        of(
            CREDIT_ACCOUNT_FROZEN,
            "for credits",
            n ->
                frozen(reserved(n), OTHER_PURSE, false, true)
                    .by(BANK)
                    .transfer(Transfer.post(ID, RESERVED, 1))),
        of(
            OVERFLOWS_DEBITS,
            "posted debits",
            n ->
                n.by(CENTRAL_BANK)
                    .transfer(Transfer.posted(ID, MINT, OTHER_PURSE, Long.MAX_VALUE))),
        of(
            OVERFLOWS_DEBITS,
            "pending and posted debits together",
            n ->
                n.by(CENTRAL_BANK)
                    .transfer(
                        Transfer.pending(
                            ID, MINT, OTHER_PURSE, Long.MAX_VALUE - 2 * FUNDS_MINOR + 1, 0))),
        of(
            OVERFLOWS_CREDITS,
            "pending and posted credits together",
            n -> {
              Id second = new Id(1, 7);
              n.by(CENTRAL_BANK).instruct(new Core.OpenAccount(second, PKR, 0, 0)).mustBeAccepted();
              return n.by(CENTRAL_BANK)
                  .transfer(
                      Transfer.pending(ID, second, PURSE, Long.MAX_VALUE - FUNDS_MINOR + 1, 0));
            }),
        transfer(
            EXCEEDS_CREDITS, "a unit too many", Transfer.posted(ID, PURSE, OTHER_PURSE, 1_001)),
        transfer(
            EXCEEDS_CREDITS,
            "a unit too many, pending",
            Transfer.pending(ID, PURSE, OTHER_PURSE, 1_001, 0)),
        second(
            EXCEEDS_CREDITS,
            "the reserved part is not there",
            Transfer.posted(ID, PURSE, OTHER_PURSE, 901)),
        of(
            EXCEEDS_CREDITS,
            "a program overdraws",
            n -> n.by(BANK).instruct(TestNetwork.move(ID, VAULT, PURSE, 1_001))),
        transfer(EXCEEDS_DEBITS, "any credit", Transfer.posted(ID, PURSE, CAPPED, 1)),
        transfer(EXCEEDS_DEBITS, "any, pending", Transfer.pending(ID, PURSE, CAPPED, 1, 0)));
  }

  static Stream<Case> accounts() {
    return Stream.of(
        open(ID_MUST_NOT_BE_ZERO, "zero", new Core.OpenAccount(Id.NONE, PKR, 0, COVERED)),
        open(
            ID_RESERVED,
            "a program's",
            new Core.OpenAccount(Id.derived("any", ID), PKR, 0, COVERED)),
        open(FLAGS_UNKNOWN, "closed", new Core.OpenAccount(ID, PKR, 0, 4 | COVERED)),
        open(FLAGS_UNKNOWN, "frozen", new Core.OpenAccount(ID, PKR, 0, 8 | COVERED)),
        open(FLAGS_ARE_EXCLUSIVE, "both limits", new Core.OpenAccount(ID, PKR, 0, 1 | 2)),
        open(ACCOUNT_EXISTS, "the bank's", new Core.OpenAccount(PURSE, PKR, 0, COVERED)),
        open(ASSET_UNKNOWN, "asset 99", new Core.OpenAccount(ID, 99, 0, COVERED)),
        open(ONLY_THE_ISSUER_MAY_OVERDRAW, "no limit", new Core.OpenAccount(ID, PKR, 0, 0)),
        open(
            ONLY_THE_ISSUER_MAY_OVERDRAW,
            "only the other limit",
            new Core.OpenAccount(ID, PKR, 0, AccountFlag.CREDITS_MUST_NOT_EXCEED_DEBITS)),
        of(
            ONLY_THE_ISSUER_MAY_OVERDRAW,
            "the issuer of another asset",
            n -> n.by(CENTRAL_BANK).instruct(new Core.OpenAccount(ID, USD, 0, 0))),
        of(
            ACCOUNT_UNKNOWN,
            "nobody is frozen",
            n ->
                n.at(START_MILLIS + 1_000)
                    .by(REGULATOR)
                    .instruct(new Core.FreezeAccount(NOBODY, true, true))));
  }

  private static Case raw(String when, byte... item) {
    return of(
        ITEM_MALFORMED, when, n -> n.by(BANK).items(Header.Content.INSTRUCTIONS, List.of(item)));
  }

  private static Case shelf(Reason reason, String when, Record instruction) {
    return of(reason, when, n -> n.by(BANK).instruct(instruction));
  }

  static Stream<Case> items() {
    Hash32 key = Ed25519.publicKey(TestNetwork.secret(BANK, 3));
    return Stream.of(
        raw("there is nothing"),
        raw("the prefix is cut", (byte) 0, (byte) 2, (byte) 0, (byte) 9),
        raw("no program has the number", (byte) 9, (byte) 2, (byte) 0, (byte) 9, (byte) 0),
        raw("no instruction has the kind", (byte) 0, (byte) 2, (byte) 9, (byte) 9, (byte) 0),
        raw("a flag is unknown", (byte) 0, (byte) 2, (byte) 0, (byte) 9, (byte) 2),
        raw("a byte follows", (byte) 0, (byte) 2, (byte) 0, (byte) 4, (byte) 0, (byte) 0),
        raw("the record is cut", (byte) 0, (byte) 2, (byte) 0, (byte) 2, (byte) 0, (byte) 0),
        of(
            ITEM_MALFORMED,
            "the end of a transfer is not zero",
            n -> {
              byte[] transfer = Transfer.posted(ID, PURSE, OTHER_PURSE, 1).encode();
              transfer[Transfer.BYTES - 1] = 1;
              return n.by(BANK).items(Header.Content.TRANSFERS, List.of(transfer));
            }),
        of(
            ITEM_MALFORMED,
            "a key's number is below 1",
            n -> {
              byte[] item = n.kernel.catalogue().item(new Core.AddKey(1, key));
              for (int i = 5; i < 9; i++) item[i] = -1;
              return n.by(BANK).items(Header.Content.INSTRUCTIONS, List.of(item));
            }),
        shelf(MANDATE_MISSING, "the bank is no regulator", new Shelf.Inspect()),
        shelf(MANDATE_MISSING, "the bank freezes", new Core.FreezeAccount(MINT, true, true)),
        of(
            MANDATE_MISSING,
            "the mandate has not begun",
            n -> n.at(START_MILLIS + 999).by(REGULATOR).instruct(new Shelf.Inspect())),
        of(
            MANDATE_MISSING,
            "the mandate has ended",
            n -> n.at(START_MILLIS + 2_000).by(REGULATOR).instruct(new Shelf.Inspect())),
        of(
            LINKED_CHAIN_OPEN,
            "the only item is linked",
            n -> n.by(BANK).linked(new Shelf.PutBox(1, "a"))),
        of(
            LINKED_CHAIN_OPEN,
            "the only transfer is linked",
            n -> n.by(BANK).transfer(Transfer.posted(ID, PURSE, OTHER_PURSE, 1).linked())),
        new Case(
            List.of(LINKED_ITEM_REFUSED, Shelf.Refused.BOX_UNKNOWN),
            "the next one is refused",
            n -> n.by(BANK).linked(new Shelf.PutBox(1, "a")).instruct(new Shelf.TakeBox(2))),
        shelf(TABLE_FULL, "the shelf is full", new Shelf.FillShelf()),
        shelf(
            TOO_MANY_TRANSFERS,
            "one more than an item enters",
            new Shelf.Move(
                Collections.nCopies(
                    Kernel.TRANSFERS_PER_ITEM_MAX + 1,
                    new Shelf.Leg(ID, VAULT, PURSE, Id.NONE, 0, 0, 0)))),
        shelf(PROGRAM_FAILED, "it throws", new Shelf.FailWithBox(1)),
        shelf(PROGRAM_FAILED, "a row's text is too long", new Shelf.PutBox(1, "123456789")),
        shelf(PROGRAM_FAILED, "the reason's name is too long", new Shelf.RefuseAtLength()),
        shelf(PROGRAM_FAILED, "an instruction is set as timer", new Shelf.SetInstructionAsBell()),
        shelf(PROGRAM_FAILED, "another program's timer is set", new Shelf.SetBellOfCore()),
        shelf(PROGRAM_FAILED, "there is no outcome", new Shelf.AnswerNothing()),
        shelf(KEY_EXISTS, "it has key 2", new Core.AddKey(2, key)),
        shelf(KEY_UNKNOWN, "it has no key 3", new Core.RevokeKey(3)),
        shelf(KEY_UNKNOWN, "no key is below 1", new Core.RevokeKey(-1)),
        shelf(PROGRAM_IMPOSSIBLE, "it is the kernel's own", new Shelf.ActivateAny(Core.NUMBER, 2)),
        shelf(PROGRAM_IMPOSSIBLE, "no number is below 1", new Shelf.ActivateAny(0, 1)),
        shelf(PROGRAM_IMPOSSIBLE, "no number is so large", new Shelf.ActivateAny(65_536, 1)),
        shelf(VERSION_NOT_NEXT, "no version is below 1", new Shelf.ActivateAny(65_535, 0)),
        shelf(VERSION_NOT_NEXT, "it is in force", new Shelf.Activate(1)),
        shelf(VERSION_NOT_NEXT, "one is left out", new Shelf.Activate(3)),
        of(
            LAST_KEY,
            "the other one is revoked",
            n -> {
              n.by(BANK).instruct(new Core.RevokeKey(2)).mustBeAccepted();
              return n.by(BANK).instruct(new Core.RevokeKey(1));
            }));
  }

  static Stream<Case> cases() {
    return Stream.of(transfers(), accounts(), items()).flatMap(c -> c);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void itIsRefusedForThisReasonAndNothingChanges(Case refused) {
    TestNetwork network = TestNetwork.funded();
    TestNetwork.Signer signer = refused.say().apply(network);
    Map<String, List<Record>> before = TestNetwork.rows(network.kernel);

    Execution execution = signer.execute();

    assertThat(execution.skipped()).isEmpty();
    assertThat(TestNetwork.results(execution))
        .isEqualTo(refused.reasons().stream().map(Reason::name).toList());
    assertThat(TestNetwork.rows(network.kernel)).isEqualTo(before);
    assertThat(execution.changes())
        .allSatisfy(change -> assertThat(change.table()).isEqualTo("core.envelope"));
  }

  @Test
  void everyReasonIsBroughtAbout() {
    Set<Reason> seen =
        cases().flatMap(c -> c.reasons().stream()).collect(Collectors.toUnmodifiableSet());

    // The two that a full ledger gives are brought about where a small one can be made.
    assertThat(seen)
        .containsAll(
            EnumSet.complementOf(
                EnumSet.of(LedgerRefusal.TOO_MANY_PENDING, LedgerRefusal.TOO_MANY_ACCOUNTS)));
    // GuardTest has a program that guards.
    assertThat(seen).containsAll(EnumSet.complementOf(EnumSet.of(KernelRefusal.PARTY_GUARDED)));
  }

  /** The paper has the ladder of a transfer's reasons as it is, and a star where one is kept. */
  @Test
  void thePaperTellsTheReasonsInTheirOrder() throws IOException {
    Pattern row = Pattern.compile("^\\| (\\d+) \\| `([A-Z_]+)`( \\*)? \\|", Pattern.MULTILINE);
    Matcher rows = row.matcher(Files.readString(Path.of("..", "docs", "ledger.md")));
    for (LedgerRefusal reason : LedgerRefusal.values()) {
      if (reason == ACCOUNT_EXISTS) break; // from here on they are about opening an account
      assertThat(rows.find()).isTrue();
      assertThat(rows.group(1)).isEqualTo(String.valueOf(reason.ordinal() + 1));
      assertThat(rows.group(2)).isEqualTo(reason.name());
      assertThat(rows.group(3) != null).as(reason.name()).isEqualTo(reason.remembered());
    }
    assertThat(rows.find()).isFalse();
  }

  /** A refused item leaves no trace even in the numbers of later timers. */
  @Test
  void whatFollowsIsTheSameAsIfItHadNotBeenSaid() {
    TestNetwork silent = TestNetwork.funded();
    silent.by(BANK).instruct(new Shelf.SetBell(START_MILLIS + 5, 1, 1)).mustBeAccepted();

    TestNetwork refused = TestNetwork.funded();
    assertThat(refused.by(BANK).instruct(new Shelf.FailWithBox(1)).results())
        .containsExactly("PROGRAM_FAILED");
    refused.by(BANK).instruct(new Shelf.SetBell(START_MILLIS + 5, 1, 1)).mustBeAccepted();

    assertThat(TestNetwork.rows(refused.kernel)).isEqualTo(TestNetwork.rows(silent.kernel));
  }
}
