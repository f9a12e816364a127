package org.rahdari.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Core.OpenAccount;
import org.rahdari.kernel.Result;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.Transfer;
import org.rahdari.payments.Instructions.FundLiquidity;
import org.rahdari.payments.Instructions.UseAccount;
import org.rahdari.platform.Gateway;
import org.rahdari.platform.Network;
import org.rahdari.platform.NetworkDescription;
import org.rahdari.platform.NetworkDescription.AmountLine;
import org.rahdari.platform.PlainFailure;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.rahdari.replication.Submitted;

/**
 * Opens the accounts that a network's description names and credits what issuers give at the start:
 * signed instructions like any other. What is there already is left alone, so a founding that was
 * cut off is taken up again.
 */
final class Founding {
  private static final long WAIT_SECONDS_MAX = 60;

  private final Network network;
  private final NetworkDescription description;
  private final Replica replica;
  private final Map<Integer, Gateway> gateways;

  Founding(
      Network network,
      NetworkDescription description,
      Replica replica,
      Map<Integer, Gateway> gateways) {
    this.network = network;
    this.description = description;
    this.replica = replica;
    this.gateways = gateways;
  }

  void complete() {
    for (NetworkDescription.PartyLine line : description.parties()) openAccounts(line);
    for (AmountLine opening : description.openings()) open(opening);
    for (AmountLine liquidity : description.liquidity()) setAside(liquidity);
  }

  private void openAccounts(NetworkDescription.PartyLine line) {
    Party party = party(line.code());
    List<Record> instructions = new ArrayList<>();
    for (String code : line.accounts()) {
      Asset asset = asset(code);
      Id account = Network.firstAccount(party.number(), asset.number());
      if (replica.read(kernel -> kernel.ledger().account(account) != null)) continue;
      int flags = asset.issuer() == party.number() ? 0 : AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS;
      instructions.add(new OpenAccount(account, asset.number(), 0, flags));
      instructions.add(new UseAccount(asset.number(), account));
    }
    if (!instructions.isEmpty())
      require(gateway(party).submit(instructions), "open the accounts of " + line.code());
  }

  private void open(AmountLine line) {
    Party party = party(line.party());
    Asset asset = asset(line.asset());
    Id transfer = Network.founding("opening", party.number(), asset.number());
    if (done(transfer)) return;
    Id from = Network.firstAccount(asset.issuer(), asset.number());
    Id to = Network.firstAccount(party.number(), asset.number());
    require(
        gateway(network.party(asset.issuer()))
            .transfer(
                List.of(Transfer.posted(transfer, from, to, Network.minor(asset, line.amount())))),
        "credit " + line.party() + " with " + line.asset());
  }

  private void setAside(AmountLine line) {
    Party party = party(line.party());
    Asset asset = asset(line.asset());
    Id id = Network.founding("liquidity", party.number(), asset.number());
    FundLiquidity fund = new FundLiquidity(id, asset.number(), Network.minor(asset, line.amount()));
    if (done(fund.transfer())) return;
    require(
        gateway(party).submit(List.of(fund)), "set aside " + line.asset() + " of " + line.party());
  }

  /** It is known, or the window of ids has moved on since, which only a founded network does. */
  private boolean done(Id transfer) {
    return replica.read(
        kernel ->
            kernel.ledger().idFloorMillis() > 0 || kernel.ledger().transfer(transfer) != null);
  }

  private static void require(
      java.util.concurrent.CompletableFuture<Submitted> submitted, String what) {
    try {
      Submitted outcome = submitted.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
      if (!(outcome instanceof Submitted.Committed committed)) {
        throw new PlainFailure("The network could not " + what + ": " + outcome + ".");
      }
      for (byte[] bytes : committed.results()) {
        Result result = Result.decode(bytes);
        if (!result.accepted())
          throw new PlainFailure("The network could not " + what + ": " + result.reason() + ".");
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new PlainFailure("The network could not " + what + ": " + e.getMessage() + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlainFailure(
          "The founding of the network was interrupted; start again to complete it.", e);
    }
  }

  private Party party(String code) {
    return network
        .party(code)
        .orElseThrow(
            () ->
                new PlainFailure("The network's description names " + code + ", who is no party."));
  }

  private Asset asset(String code) {
    return network
        .asset(code)
        .orElseThrow(
            () ->
                new PlainFailure(
                    "The network's description names " + code + ", which is no asset."));
  }

  private Gateway gateway(Party party) {
    Gateway gateway = gateways.get(party.number());
    if (gateway == null)
      throw new PlainFailure("This node does not sign for " + party.code() + ".");
    return gateway;
  }
}
