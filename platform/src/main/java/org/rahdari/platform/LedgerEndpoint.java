package org.rahdari.platform;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.math.BigDecimal;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Account;
import org.rahdari.program.Party;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Accounts over HTTP. */
@RestController
@Access(Right.READ)
public final class LedgerEndpoint {
  private final AccountReader accounts;
  private final Network network;
  private final Institutions institutions;

  public LedgerEndpoint(AccountReader accounts, Network network, Institutions institutions) {
    this.accounts = accounts;
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

  /**
   * Accounts, in the order of their ids, as a position of the log left them or a later one.
   *
   * @param next the cursor of the next page; null on the last one
   */
  public record AccountsJson(List<AccountJson> accounts, @Nullable String next, long position) {}

  @Operation(
      summary = "List accounts",
      description = "Institutions see their own, supervisors all.")
  @GetMapping("/v1/accounts")
  public AccountsJson accounts(
      Principal principal,
      @RequestParam(defaultValue = "" + AccountReader.ACCOUNTS_MAX) int limit,
      @Parameter(description = "the next of the page before") @RequestParam(required = false)
          @Nullable String cursor) {
    if (limit < 1 || limit > AccountReader.ACCOUNTS_MAX) {
      throw new Problem(
          HttpStatus.BAD_REQUEST,
          "limit-not-allowed",
          "The limit is 1 to " + AccountReader.ACCOUNTS_MAX + ".");
    }
    Party viewer = institutions.of(principal);
    Id after = cursor == null ? null : Institutions.id(cursor);
    long position = accounts.fresh();
    List<Account> seen = accounts.seenBy(viewer, after, limit);
    String next = seen.size() < limit ? null : seen.getLast().id().toString();
    return new AccountsJson(seen.stream().map(this::json).toList(), next, position);
  }

  @Operation(
      summary = "One account, as the last entry left it",
      description = "Institutions see their own, supervisors all.")
  @GetMapping("/v1/accounts/{id}")
  public AccountJson account(Principal principal, @PathVariable String id) {
    return json(accounts.account(institutions.of(principal), Institutions.id(id)));
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
