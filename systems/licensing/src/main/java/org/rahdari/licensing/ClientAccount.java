package org.rahdari.licensing;

import org.rahdari.codec.Id;

/**
 * An account in which a firm keeps what is its clients'. Only this program moves it.
 *
 * @param account its id in the ledger
 * @param firm the party
 * @param asset {@link org.rahdari.ledger.Asset#number()}
 * @param use what it holds
 * @param bank the party on whose books it is and whose statements it is held against; 0 for assets
 * @param closedDay the last day of UTC that is over, in days since 1970
 * @param closingMinor what it held at the end of it
 * @param statedDay the last day for which there is a statement
 */
public record ClientAccount(
    Id account,
    int firm,
    int asset,
    ClientUse use,
    int bank,
    long closedDay,
    long closingMinor,
    long statedDay) {

  ClientAccount closed(long day, long balanceMinor) {
    return new ClientAccount(account, firm, asset, use, bank, day, balanceMinor, statedDay);
  }

  ClientAccount stated(long day) {
    return new ClientAccount(
        account, firm, asset, use, bank, closedDay, closingMinor, Math.max(statedDay, day));
  }
}
