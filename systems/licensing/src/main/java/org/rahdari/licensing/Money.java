package org.rahdari.licensing;

import java.util.List;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.LedgerRefusal;
import org.rahdari.ledger.Transfer;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.MandateKind;

/** What licensing asks of the ledger. */
final class Money {
  private Money() {}

  /** Whether a party may pay, or be paid, with the account by itself. */
  static boolean free(Id id, int party, int asset, Context ctx) {
    Account account = ctx.account(id);
    return account != null
        && account.party() == party
        && account.asset() == asset
        && !account.governed();
  }

  /** Whether an asset is money: a claim on a central bank. */
  static boolean isMoney(Asset asset, Context ctx) {
    return ctx.holds(asset.issuer(), MandateKind.CENTRAL_BANK);
  }

  /** Moves an amount, or says in this program's words that it is not there. */
  static Outcome move(
      Id transfer, Id from, Id to, long amountMinor, LicensingRefusal isShort, Context ctx) {
    return orShort(
        ctx.transfer(List.of(Transfer.posted(transfer, from, to, amountMinor))), isShort);
  }

  static Outcome orShort(Outcome moved, LicensingRefusal isShort) {
    return moved.reason() == LedgerRefusal.EXCEEDS_CREDITS ? Outcome.refuse(isShort) : moved;
  }
}
