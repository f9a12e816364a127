package org.rahdari.platform;

import io.swagger.v3.oas.annotations.Operation;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.history.AccountLine;
import org.rahdari.history.Balances;
import org.rahdari.history.Page;
import org.rahdari.history.Side;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** An account's history over HTTP. */
@RestController
@Access(Right.READ)
public final class AccountHistoryEndpoint {
  private final HistoryReader history;
  private final Network network;
  private final Institutions institutions;

  public AccountHistoryEndpoint(HistoryReader history, Network network, Institutions institutions) {
    this.history = history;
    this.network = network;
    this.institutions = institutions;
  }

  /** The four balances of an account, in minor units as text. */
  public record BalancesJson(
      String debitsPendingMinor,
      String debitsPostedMinor,
      String creditsPendingMinor,
      String creditsPostedMinor) {

    static BalancesJson of(Balances balances) {
      return new BalancesJson(
          Long.toString(balances.debitsPendingMinor()),
          Long.toString(balances.debitsPostedMinor()),
          Long.toString(balances.creditsPendingMinor()),
          Long.toString(balances.creditsPostedMinor()));
    }
  }

  /** A movement, what it did to the account, and the account's balances after it. */
  public record AccountMovement(MovementJson movement, Side side, BalancesJson after) {}

  /**
   * A page of an account's history.
   *
   * @param next the cursor of the next page; null on the last one
   * @param position of the entry up to which it is complete
   */
  public record AccountHistory(
      String account, List<AccountMovement> movements, @Nullable String next, long position) {}

  @Operation(
      summary = "An account's movements, with its balances after each",
      description =
          "Institutions see their own accounts, supervisors all. A page may be short and have a next one all the"
              + " same. The receipt of each movement proves what moved; the balances follow from them.")
  @GetMapping("/v1/accounts/{id}/history")
  public AccountHistory history(
      Principal principal, @PathVariable String id, @ParameterObject HistoryParameters asked) {
    Id account = Institutions.id(id);
    Page<AccountLine> page =
        history.account(institutions.of(principal), asked.query(List.of(account)));
    return new AccountHistory(
        account.toString(),
        page.rows().stream().map(this::json).toList(),
        page.next() == null ? null : page.next().toString(),
        page.position());
  }

  private AccountMovement json(AccountLine row) {
    MovementJson movement =
        MovementJson.of(row.line(), network, history.isFinal(row.line().leaf()));
    return new AccountMovement(movement, row.side(), BalancesJson.of(row.after()));
  }
}
