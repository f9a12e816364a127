package org.rahdari.platform;

import java.util.List;
import org.rahdari.ledger.Account;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;

/** Reads accounts out of the kernel. */
public final class AccountReader {

  /** Accounts in an answer at most. */
  public static final int ACCOUNTS_MAX = 1_000;

  private final Network network;
  private final Replica replica;

  /** Reads what this node executed. */
  public AccountReader(Network network, Replica replica) {
    this.network = network;
    this.replica = replica;
  }

  /** The accounts that the viewer may see: its own, or all where it supervises. */
  public List<Account> seenBy(Party viewer) {
    boolean all =
        network.mandated(viewer.number(), MandateKind.REGULATOR)
            || network.mandated(viewer.number(), MandateKind.CENTRAL_BANK);
    return replica.read(
        kernel ->
            kernel
                .ledger()
                .accounts()
                .filter(account -> all || account.party() == viewer.number())
                .limit(ACCOUNTS_MAX)
                .toList());
  }
}
