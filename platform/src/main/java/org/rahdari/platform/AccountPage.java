package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.history.AccountLine;
import org.rahdari.history.Balances;
import org.rahdari.history.Line;
import org.rahdari.history.Page;
import org.rahdari.history.Query;
import org.rahdari.history.Side;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Asset;
import org.rahdari.program.Party;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** One account: what moved on it, newest first, with the balance after each. */
@Console
@Access(Right.READ)
public final class AccountPage {
  private static final int PAGE = 25;

  private final Pages pages;
  private final AccountReader accounts;
  private final HistoryReader history;
  private final Network network;
  private final Institutions institutions;

  public AccountPage(
      Pages pages,
      AccountReader accounts,
      HistoryReader history,
      Network network,
      Institutions institutions) {
    this.pages = pages;
    this.accounts = accounts;
    this.history = history;
    this.network = network;
    this.institutions = institutions;
  }

  /**
   * The page.
   *
   * @param governedBy the program that alone moves it, or null
   * @param position of the entry up to which the history is complete
   * @param first the address of the newest page, null on that one
   * @param older the address of the next page, or null
   */
  public record Statement(
      Shown.Code id,
      String owner,
      String ownerName,
      @Nullable String governedBy,
      Shown.Money balance,
      String position,
      List<Row> rows,
      @Nullable String first,
      @Nullable String older) {}

  /**
   * A movement.
   *
   * @param transfer null where the time of a pending one ran out
   * @param other the institution on the other side
   * @param receipt the address of its receipt, null while it is not final
   */
  public record Row(
      Shown.Moment time,
      Line.Kind kind,
      Shown.@Nullable Code transfer,
      String other,
      Shown.@Nullable Money debit,
      Shown.@Nullable Money credit,
      Shown.Money balance,
      Shown.Money pendingDebits,
      Shown.Money pendingCredits,
      @Nullable String receipt) {}

  @GetMapping("/accounts/{id}")
  public ResponseEntity<String> account(
      HttpServletRequest request,
      Principal principal,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable Long before) {
    Party viewer = institutions.of(principal);
    Account account = accounts.account(viewer, Institutions.id(id));
    Page<AccountLine> page = history.account(viewer, Query.of(account.id()).page(PAGE, before));
    return pages.page(
        request,
        "/accounts",
        pages.text(request).of("account.title", "id", Shown.Code.of(account.id()).brief()),
        "account.jte",
        statement(account, page, before != null));
  }

  private Statement statement(Account account, Page<AccountLine> page, boolean later) {
    Party owner = network.party(account.party());
    String here = "/accounts/" + account.id();
    Map<Id, Account> others =
        history.accounts(page.rows().stream().map(AccountLine::line).toList());
    return new Statement(
        Shown.Code.of(account.id()),
        owner.code(),
        owner.name(),
        account.governed() ? network.program(account.program()) : null,
        Shown.Money.of(network.asset(account.asset()), account.balanceMinor()),
        Shown.count(page.position()),
        page.rows().stream().map(row -> row(account, row, others, here)).toList(),
        later ? here : null,
        page.next() == null ? null : here + "?before=" + page.next());
  }

  private Row row(Account account, AccountLine row, Map<Id, Account> others, String here) {
    Asset asset = network.asset(account.asset());
    Line line = row.line();
    Balances after = row.after();
    boolean debited = row.side() == Side.DEBIT;
    Account other = others.get(debited ? line.creditAccount() : line.debitAccount());
    Shown.Money amount = Shown.Money.of(asset, line.amountMinor());
    return new Row(
        Shown.Moment.of(line.timeMillis()),
        line.kind(),
        line.transfer().isNone() ? null : Shown.Code.of(line.transfer()),
        other == null ? "–" : network.code(other.party()),
        debited ? amount : null,
        debited ? null : amount,
        Shown.Money.of(asset, after.creditsPostedMinor() - after.debitsPostedMinor()),
        Shown.Money.of(asset, after.debitsPendingMinor()),
        Shown.Money.of(asset, after.creditsPendingMinor()),
        history.isFinal(line.leaf()) ? here + "/receipt?line=" + line.number() : null);
  }

  @GetMapping("/accounts/{id}/receipt")
  public ResponseEntity<byte[]> receipt(
      Principal principal, @PathVariable String id, @RequestParam long line) throws IOException {
    Party viewer = institutions.of(principal);
    Query query = Query.of(Institutions.id(id)).page(1, Math.max(1, line));
    Line found =
        history.account(viewer, query).rows().stream()
            .map(AccountLine::line)
            .filter(each -> each.number() == line)
            .findFirst()
            .orElseThrow(
                () ->
                    new Problem(
                        HttpStatus.NOT_FOUND,
                        "movement-unknown",
                        "The account has no such movement."));
    return ResponseEntity.ok()
        .header("Content-Disposition", "attachment; filename=\"movement-" + line + ".tlog-proof\"")
        .contentType(MediaType.TEXT_PLAIN)
        .body(history.receipt(found.leaf(), found.item()));
  }
}
