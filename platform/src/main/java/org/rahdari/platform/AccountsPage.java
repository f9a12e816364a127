package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.Asset;
import org.rahdari.program.Party;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

/** Accounts by institution, and what the assets in them are claims on. */
@Console
@Access(Right.READ)
public final class AccountsPage {

  /** Its place in the console. */
  public static final Pages.Section SECTION = new Pages.Section("/accounts", "accounts.title", 20);

  private final Pages pages;
  private final AccountReader accounts;
  private final Network network;
  private final Institutions institutions;

  public AccountsPage(
      Pages pages, AccountReader accounts, Network network, Institutions institutions) {
    this.pages = pages;
    this.accounts = accounts;
    this.network = network;
    this.institutions = institutions;
  }

  /**
   * The page.
   *
   * @param cut whether there are more accounts than are shown
   */
  public record Accounts(
      List<Holder> holders, List<AssetLine> assets, String position, boolean cut) {}

  /** An institution with its accounts. */
  public record Holder(String code, String name, String country, List<Line> lines) {}

  /**
   * An account.
   *
   * @param governedBy the program that alone moves it, or null
   * @param available null where the account may go below zero
   */
  public record Line(
      Shown.Code id,
      @Nullable String governedBy,
      Shown.Money balance,
      Shown.@Nullable Money available,
      Shown.Money pendingDebits,
      Shown.Money pendingCredits) {}

  /** What accounts are kept in. */
  public record AssetLine(String code, String issuer, String issuerName, String claim, int scale) {}

  @GetMapping("/accounts")
  public ResponseEntity<String> accounts(HttpServletRequest request, Principal principal) {
    long position = accounts.fresh();
    List<Account> seen = accounts.seenBy(institutions.of(principal));
    Map<Integer, List<Account>> byParty =
        seen.stream()
            .collect(Collectors.groupingBy(Account::party, TreeMap::new, Collectors.toList()));
    Accounts model =
        new Accounts(
            byParty.entrySet().stream().map(e -> holder(e.getKey(), e.getValue())).toList(),
            network.genesis().assets().stream().map(this::asset).toList(),
            Shown.count(position),
            seen.size() == AccountReader.ACCOUNTS_MAX);
    return pages.page(request, SECTION, "accounts.jte", model);
  }

  private Holder holder(int number, List<Account> held) {
    Party party = network.party(number);
    List<Line> lines =
        held.stream()
            .sorted(Comparator.comparingInt(Account::asset).thenComparingInt(Account::program))
            .map(this::line)
            .toList();
    return new Holder(party.code(), party.name(), party.country(), lines);
  }

  private Line line(Account account) {
    Asset asset = network.asset(account.asset());
    boolean limited = account.governed() || account.has(AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS);
    return new Line(
        Shown.Code.of(account.id()),
        account.governed() ? network.program(account.program()) : null,
        Shown.Money.of(asset, account.balanceMinor()),
        limited ? Shown.Money.of(asset, account.availableMinor()) : null,
        Shown.Money.of(asset, account.debitsPendingMinor()),
        Shown.Money.of(asset, account.creditsPendingMinor()));
  }

  private AssetLine asset(Asset asset) {
    Party issuer = network.party(asset.issuer());
    return new AssetLine(asset.code(), issuer.code(), issuer.name(), asset.claim(), asset.scale());
  }
}
