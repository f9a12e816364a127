package org.rahdari.ledger;

import java.lang.reflect.Field;

/** Money out of nothing, as a defect of the ledger would make it. */
public final class Counterfeit {
  private Counterfeit() {}

  /** Credits one more to the last account that was opened. */
  public static void credit(Ledger ledger) {
    if (ledger.accountCount() < 5) return;
    try {
      Field accounts = Ledger.class.getDeclaredField("accounts");
      accounts.setAccessible(true);
      Field hot = Accounts.class.getDeclaredField("hot");
      hot.setAccessible(true);
      Records records = (Records) hot.get(accounts.get(ledger));
      int last = records.size() - 1;
      records.pageToWrite(last)[records.at(last) + Accounts.CREDITS_POSTED]++;
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
