package org.rahdari.kernel;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Ledger;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Kind;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Registry;

/**
 * What every network has: accounts that parties open, keys that they change, pending transfers that
 * end in time.
 */
public final class Core {

  /** The number of this program. */
  public static final int NUMBER = 1;

  static final int VERSION = 1;

  private final Ledger ledger;
  private final Parties parties;

  Core(Registry registry, Ledger ledger, Parties parties) {
    this.ledger = ledger;
    this.parties = parties;
    registry.on(OpenAccount.class, this::openAccount);
    registry.on(AddKey.class, this::addKey);
    registry.on(RevokeKey.class, this::revokeKey);
    registry.on(FreezeAccount.class, this::freezeAccount, MandateKind.REGULATOR);
    registry.onTimer(
        ExpirePending.class,
        (timer, ctx) -> {
          throw new IllegalStateException("the ledger keeps the time of its pending transfers");
        });
  }

  /**
   * Opens a free account of the signer.
   *
   * @param id chosen by the signer
   * @param asset {@link org.rahdari.ledger.Asset#number()}
   * @param code the signer's own
   * @param flags bits of {@link org.rahdari.ledger.AccountFlag} that an owner may choose
   * @param userData128 the signer's own reference
   * @param userData64 likewise
   * @param userData32 likewise
   */
  @Kind(1)
  public record OpenAccount(
      Id id, int asset, int code, int flags, Id userData128, long userData64, int userData32) {

    /** Without references. */
    public OpenAccount(Id id, int asset, int code, int flags) {
      this(id, asset, code, flags, Id.NONE, 0, 0);
    }
  }

  /**
   * Adds a key of the signer.
   *
   * @param number {@link org.rahdari.program.PartyKey#number()}
   * @param publicKey Ed25519 (RFC 8032)
   */
  @Kind(2)
  public record AddKey(int number, Hash32 publicKey) {
    public AddKey {
      if (number < 1) throw new IllegalArgumentException("a key of the number " + number);
    }
  }

  /** Ends a key of the signer from now on; another one must count. */
  @Kind(3)
  public record RevokeKey(int number) {}

  /** Keeps money from leaving an account, from coming in, both, or neither any more. */
  @Kind(5)
  public record FreezeAccount(Id account, boolean debits, boolean credits) {}

  /** Gives back what a pending transfer reserved: what a leaf says of it. */
  @Kind(4)
  public record ExpirePending(Id pendingId) {}

  private Outcome openAccount(OpenAccount open, Context ctx) {
    return ledger.open(
        Account.opened(
                open.id(),
                ctx.party(),
                open.asset(),
                open.code(),
                open.flags(),
                0,
                ctx.timeMillis())
            .referring(open.userData128(), open.userData64(), open.userData32()));
  }

  private Outcome freezeAccount(FreezeAccount freeze, Context ctx) {
    return ctx.freeze(freeze.account(), freeze.debits(), freeze.credits());
  }

  private Outcome addKey(AddKey add, Context ctx) {
    return parties.addKey(ctx.party(), add.number(), add.publicKey(), ctx.timeMillis());
  }

  private Outcome revokeKey(RevokeKey revoke, Context ctx) {
    return parties.revokeKey(ctx.party(), revoke.number(), ctx.timeMillis());
  }
}
