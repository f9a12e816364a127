package org.rahdari.kernel;

import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;

/** A transfer in the making; what is not said is zero or none. */
final class Draft {
  private Id id = Id.NONE;
  private Id debit = Id.NONE;
  private Id credit = Id.NONE;
  private Id pendingId = Id.NONE;
  private Id userData128 = Id.NONE;
  private long userData64;
  private long amountMinor;
  private int timeoutSeconds;
  private int code;
  private int flags;
  private int userData32;

  /** Begins with what the transfer says. */
  static Draft of(Transfer t) {
    return new Draft()
        .id(t.id())
        .debit(t.debitAccount())
        .credit(t.creditAccount())
        .pendingId(t.pendingId())
        .userData(t.userData128(), t.userData64(), t.userData32())
        .amount(t.amountMinor())
        .timeout(t.timeoutSeconds())
        .code(t.code())
        .flags(t.flags());
  }

  Draft id(Id other) {
    id = other;
    return this;
  }

  Draft debit(Id account) {
    debit = account;
    return this;
  }

  Draft credit(Id account) {
    credit = account;
    return this;
  }

  Draft pendingId(Id transfer) {
    pendingId = transfer;
    return this;
  }

  Draft userData(Id of128, long of64, int of32) {
    userData128 = of128;
    userData64 = of64;
    userData32 = of32;
    return this;
  }

  Draft amount(long minor) {
    amountMinor = minor;
    return this;
  }

  Draft timeout(int seconds) {
    timeoutSeconds = seconds;
    return this;
  }

  Draft code(int other) {
    code = other;
    return this;
  }

  Draft flags(int others) {
    flags = others;
    return this;
  }

  Transfer transfer() {
    return new Transfer(
        id,
        debit,
        credit,
        pendingId,
        userData128,
        userData64,
        amountMinor,
        timeoutSeconds,
        code,
        flags,
        userData32);
  }
}
