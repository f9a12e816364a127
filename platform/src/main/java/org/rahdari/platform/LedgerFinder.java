package org.rahdari.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rahdari.codec.Id;
import org.rahdari.history.Found;
import org.rahdari.history.Line;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Asset;
import org.rahdari.program.Party;

/** Finds institutions, assets, accounts, transfers and leaves of the log. */
public final class LedgerFinder implements Finder {
  private final Network network;
  private final AccountReader accounts;
  private final HistoryReader history;
  private final Projection projection;

  /** Finds in what this node executed. */
  public LedgerFinder(
      Network network, AccountReader accounts, HistoryReader history, Projection projection) {
    this.network = network;
    this.accounts = accounts;
    this.history = history;
    this.projection = projection;
  }

  @Override
  public List<Group> find(Party viewer, Wanted wanted, Texts text) {
    List<Group> groups = new ArrayList<>();
    add(groups, text.of("search.institutions"), institutions(wanted));
    add(groups, text.of("search.assets"), assets(wanted));
    add(groups, text.of("search.accounts"), accounts(viewer, wanted, text));
    add(groups, text.of("search.transfers"), transfers(viewer, wanted, text));
    add(groups, text.of("search.leaves"), leaves(wanted, text));
    return groups;
  }

  private static void add(List<Group> groups, String title, List<Hit> hits) {
    if (!hits.isEmpty()) groups.add(Group.of(title, hits));
  }

  private List<Hit> institutions(Wanted wanted) {
    return network.genesis().parties().stream()
        .filter(
            party ->
                wanted.isIn(party.code(), party.name())
                    || party.agents().stream().anyMatch(wanted::isIn))
        .limit(HITS_MAX + 1)
        .map(
            party ->
                new Hit(
                    "/network#party-" + party.code(),
                    party.name(),
                    out -> out.writeUserContent(party.code())))
        .toList();
  }

  private List<Hit> assets(Wanted wanted) {
    return network.genesis().assets().stream()
        .filter(asset -> wanted.isIn(asset.code(), asset.claim()))
        .limit(HITS_MAX + 1)
        .map(
            asset ->
                new Hit(
                    "/accounts#asset-" + asset.code(),
                    asset.code(),
                    out -> out.writeUserContent(asset.claim())))
        .toList();
  }

  private List<Hit> accounts(Party viewer, Wanted wanted, Texts text) {
    Wanted.Ids ids = wanted.ids();
    if (ids == null) return List.of();
    return accounts.found(viewer, ids, HITS_MAX + 1).stream()
        .map(account -> account(account, text))
        .toList();
  }

  private Hit account(Account account, Texts text) {
    Asset asset = network.asset(account.asset());
    return new Hit(
        "/accounts/" + account.id(),
        account.id().toString(),
        text.rich(
            "search.account",
            "owner",
            network.code(account.party()),
            "balance",
            Shown.Money.of(asset, account.balanceMinor())));
  }

  /** Its page is that of an account which it touched and which the viewer sees. */
  private List<Hit> transfers(Party viewer, Wanted wanted, Texts text) {
    Optional<Id> id = wanted.id();
    if (id.isEmpty()) return List.of();
    try {
      if (!(history.transfer(viewer, id.get()) instanceof Found.Taken taken)) return List.of();
      Line line = taken.line();
      return history.accounts(List.of(line)).values().stream()
          .filter(account -> accounts.sees(viewer, account))
          .limit(1)
          .map(account -> transfer(account, line, text))
          .toList();
    } catch (Problem e) {
      // There is none that the viewer may see, or history does not know yet.
      return List.of();
    }
  }

  private Hit transfer(Account account, Line line, Texts text) {
    Asset asset = network.asset(account.asset());
    return new Hit(
        "/accounts/" + account.id() + "?before=" + line.number(),
        line.transfer().toString(),
        text.rich(
            "search.transfer",
            "amount",
            Shown.Money.of(asset, line.amountMinor()),
            "time",
            Shown.Moment.of(line.timeMillis())));
  }

  private List<Hit> leaves(Wanted wanted, Texts text) {
    return wanted
        .number()
        .map(number -> RecentLeaves.of(projection, number, HITS_MAX + 1))
        .orElse(List.of())
        .stream()
        .map(leaf -> leaf(leaf, text))
        .toList();
  }

  private Hit leaf(RecentLeaves.Line leaf, Texts text) {
    return new Hit(
        "/checkpoints?leaf=" + leaf.index() + "#leaves",
        text.of("search.leaf", "leaf", leaf.index()),
        text.rich(
            "search.leaf.of",
            "position",
            leaf.position(),
            "time",
            Shown.Moment.of(leaf.timeMillis())));
  }
}
