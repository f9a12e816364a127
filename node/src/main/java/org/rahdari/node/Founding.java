package org.rahdari.node;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Core.OpenAccount;
import org.rahdari.kernel.Result;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.Transfer;
import org.rahdari.payments.Instructions.FundLiquidity;
import org.rahdari.payments.Instructions.UseAccount;
import org.rahdari.payments.Payments;
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
 * signed instructions like any other, each node's for the institutions that it serves. What is
 * there already is left alone, so a founding that was cut off is taken up again.
 */
final class Founding implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Founding.class.getName());
  private static final long WAIT_SECONDS_MAX = 60;
  private static final long PAUSE_MILLIS_MIN = 100;
  private static final long PAUSE_MILLIS_MAX = 5_000;

  private final Network network;
  private final NetworkDescription description;
  private final Replica replica;
  private final Map<Integer, Gateway> gateways;
  private volatile @Nullable Thread thread;

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

  /** One envelope of the founding: whose it is, and when it can be sent. */
  private interface Step {
    Party signer();

    /** As people say it: open the accounts of whom. */
    String what();

    boolean done();

    /** Whether what it builds on is there. */
    boolean ready();

    CompletableFuture<Submitted> send();
  }

  /**
   * Completes it, or goes on with it beside what else the node does: a node that serves some of the
   * institutions waits for what the others' nodes have to do, and for enough of them to be there.
   *
   * @throws PlainFailure if a node that can do all of it alone could not
   */
  void begin() {
    boolean alone =
        network.genesis().validators().size() == 1
            && gateways.size() == network.genesis().parties().size();
    if (alone) {
      for (Step step : steps()) if (!step.done()) require(step);
    } else {
      thread = Thread.ofVirtual().name("founding").start(this::untilDone);
    }
  }

  private void untilDone() {
    List<Step> left =
        new ArrayList<>(
            steps().stream().filter(s -> gateways.containsKey(s.signer().number())).toList());
    Set<String> told = new HashSet<>();
    long pauseMillis = PAUSE_MILLIS_MIN;
    try {
      while (!left.isEmpty()) {
        boolean moved = left.removeIf(step -> taken(step, told));
        pauseMillis = moved ? PAUSE_MILLIS_MIN : Math.min(2 * pauseMillis, PAUSE_MILLIS_MAX);
        Thread.sleep(pauseMillis);
      }
    } catch (InterruptedException e) {
      // The node closes.
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "The founding of the network stopped", e);
    }
  }

  private static boolean taken(Step step, Set<String> told) {
    if (step.done()) return true;
    if (!step.ready() || Thread.currentThread().isInterrupted()) return false;
    try {
      require(step);
      return true;
    } catch (PlainFailure e) {
      String sentence = String.valueOf(e.getMessage());
      if (told.add(sentence))
        LOG.log(System.Logger.Level.WARNING, sentence + " It is tried again.");
      return false;
    }
  }

  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (NetworkDescription.PartyLine line : description.parties()) {
      if (!line.accounts().isEmpty()) steps.add(new OpenAccounts(line, party(line.code())));
    }
    for (AmountLine line : description.openings()) steps.add(opening(line));
    for (AmountLine line : description.liquidity()) {
      steps.add(new SetAside(line, party(line.party()), asset(line.asset())));
    }
    return steps;
  }

  private Opening opening(AmountLine line) {
    Asset asset = asset(line.asset());
    return new Opening(line, network.party(asset.issuer()), party(line.party()), asset);
  }

  private final class OpenAccounts implements Step {
    private final NetworkDescription.PartyLine line;
    private final Party party;

    OpenAccounts(NetworkDescription.PartyLine line, Party party) {
      this.line = line;
      this.party = party;
    }

    @Override
    public Party signer() {
      return party;
    }

    @Override
    public String what() {
      return "open the accounts of " + line.code();
    }

    @Override
    public boolean done() {
      return missing().isEmpty();
    }

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public CompletableFuture<Submitted> send() {
      List<Record> instructions = new ArrayList<>();
      for (Asset asset : missing()) {
        Id account = Network.firstAccount(party.number(), asset.number());
        int flags =
            asset.issuer() == party.number() ? 0 : AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS;
        instructions.add(new OpenAccount(account, asset.number(), 0, flags));
        if (pays()) instructions.add(new UseAccount(asset.number(), account));
      }
      return gateway(party).submit(instructions);
    }

    /** An authority has an account for fees, and takes no part in payments. */
    private boolean pays() {
      return line.mandates().stream().anyMatch(Payments.PAYERS::contains);
    }

    private List<Asset> missing() {
      return line.accounts().stream()
          .map(Founding.this::asset)
          .filter(asset -> !opened(party.number(), asset))
          .toList();
    }
  }

  private final class Opening implements Step {
    private final AmountLine line;
    private final Party issuer;
    private final Party party;
    private final Asset asset;

    Opening(AmountLine line, Party issuer, Party party, Asset asset) {
      this.line = line;
      this.issuer = issuer;
      this.party = party;
      this.asset = asset;
    }

    @Override
    public Party signer() {
      return issuer;
    }

    @Override
    public String what() {
      return "credit " + line.party() + " with " + line.asset();
    }

    @Override
    public boolean done() {
      return Founding.this.done(transfer());
    }

    @Override
    public boolean ready() {
      return opened(issuer.number(), asset) && opened(party.number(), asset);
    }

    @Override
    public CompletableFuture<Submitted> send() {
      Id from = Network.firstAccount(issuer.number(), asset.number());
      Id to = Network.firstAccount(party.number(), asset.number());
      long amount = Network.minor(asset, line.amount());
      return gateway(issuer).transfer(List.of(Transfer.posted(transfer(), from, to, amount)));
    }

    private Id transfer() {
      return Network.founding("opening", party.number(), asset.number());
    }
  }

  private final class SetAside implements Step {
    private final AmountLine line;
    private final Party party;
    private final Asset asset;

    SetAside(AmountLine line, Party party, Asset asset) {
      this.line = line;
      this.party = party;
      this.asset = asset;
    }

    @Override
    public Party signer() {
      return party;
    }

    @Override
    public String what() {
      return "set aside " + line.asset() + " of " + line.party();
    }

    @Override
    public boolean done() {
      return Founding.this.done(fund().transfer());
    }

    @Override
    public boolean ready() {
      return opened(party.number(), asset)
          && description.openings().stream()
              .filter(o -> o.party().equals(line.party()) && o.asset().equals(line.asset()))
              .allMatch(o -> opening(o).done());
    }

    @Override
    public CompletableFuture<Submitted> send() {
      return gateway(party).submit(List.of(fund()));
    }

    private FundLiquidity fund() {
      Id id = Network.founding("liquidity", party.number(), asset.number());
      return new FundLiquidity(id, asset.number(), Network.minor(asset, line.amount()));
    }
  }

  private boolean opened(int party, Asset asset) {
    Id account = Network.firstAccount(party, asset.number());
    return replica.read(kernel -> kernel.ledger().account(account) != null);
  }

  /** It is known, or the window of ids has moved on since, which only a founded network does. */
  private boolean done(Id transfer) {
    return replica.read(
        kernel ->
            kernel.ledger().idFloorMillis() > 0 || kernel.ledger().transfer(transfer) != null);
  }

  private static void require(Step step) {
    String what = step.what();
    try {
      Submitted outcome = step.send().get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
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

  /** Leaves the rest for the next start. */
  @Override
  public void close() throws InterruptedException {
    Thread running = thread;
    if (running == null) return;
    running.interrupt();
    running.join();
  }
}
