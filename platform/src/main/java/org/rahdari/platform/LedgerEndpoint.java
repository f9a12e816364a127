package org.rahdari.platform;

import io.swagger.v3.oas.annotations.Operation;
import java.math.BigDecimal;
import java.security.Principal;
import java.util.List;
import org.rahdari.ledger.Account;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Accounts over HTTP, as the last entry left them. */
@RestController
public final class LedgerEndpoint {
  private final AccountReader accounts;
  private final Replica replica;
  private final Network network;
  private final Institutions institutions;

  public LedgerEndpoint(
      AccountReader accounts, Replica replica, Network network, Institutions institutions) {
    this.accounts = accounts;
    this.replica = replica;
    this.network = network;
    this.institutions = institutions;
  }

  /** An account; amounts are in major units of the asset. */
  public record AccountJson(
      String id,
      String owner,
      String asset,
      boolean governed,
      String balance,
      String available,
      String pendingDebits,
      String pendingCredits) {}

  /** The accounts at a position of the log. */
  public record AccountsJson(List<AccountJson> accounts, long position) {}

  @Operation(
      summary = "List accounts",
      description = "Institutions see their own, supervisors all.")
  @GetMapping("/v1/accounts")
  public AccountsJson accounts(Principal principal) {
    Party viewer = institutions.of(principal);
    return new AccountsJson(
        accounts.seenBy(viewer).stream().map(this::json).toList(), replica.figures().position());
  }

  private AccountJson json(Account account) {
    return new AccountJson(
        account.id().toString(),
        network.code(account.party()),
        network.asset(account.asset()).code(),
        account.governed(),
        plain(account, account.balanceMinor()),
        plain(account, account.availableMinor()),
        plain(account, account.debitsPendingMinor()),
        plain(account, account.creditsPendingMinor()));
  }

  private String plain(Account account, long minor) {
    return BigDecimal.valueOf(minor, network.asset(account.asset()).scale()).toPlainString();
  }
}
