package org.rahdari.platform;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rahdari.ledger.Transfer;
import org.rahdari.program.Party;
import org.springframework.http.HttpStatus;

/** The transfer desks of the institutions that this node serves. */
public final class TransferDesks implements AutoCloseable {
  private static final long WAIT_SECONDS_MAX = 30;
  private static final String AGAIN = "; send the same under the same ids again: it is done once.";

  private final Map<Integer, TransferDesk> desks = new LinkedHashMap<>();

  /** A desk before each gateway, by party. */
  public TransferDesks(Map<Integer, Gateway> gateways) {
    gateways.forEach((party, gateway) -> desks.put(party, new TransferDesk(gateway)));
  }

  /**
   * The desk of a party.
   *
   * @throws Problem if this node does not serve it
   */
  public TransferDesk of(Party party) {
    TransferDesk desk = desks.get(party.number());
    if (desk != null) return desk;
    throw new Problem(
        HttpStatus.NOT_FOUND,
        "institution-elsewhere",
        party.code() + " is served by another node; send this to that one.");
  }

  /**
   * Enters transfers that the party signs together, and waits until they are executed.
   *
   * @throws Problem if they were not, or it is not known yet whether they were; it names their ids,
   *     which the node may have chosen, so that they can be sent again
   */
  public Transferred.Executed enter(Party party, List<Transfer> transfers) {
    return switch (await(of(party).transfer(transfers))) {
      case Transferred.Executed executed -> executed;
      case Transferred.Deferred deferred ->
          throw failed(
              HttpStatus.SERVICE_UNAVAILABLE,
              "ledger-busy",
              "The ledger takes no more transfers now (" + deferred.why() + ")",
              transfers);
      case Transferred.Rejected rejected ->
          throw failed(
              HttpStatus.SERVICE_UNAVAILABLE,
              "not-ordered",
              "The ledger did not take the envelope (" + rejected.why() + ")",
              transfers);
      case Transferred.Unknown unknown ->
          throw failed(
              HttpStatus.GATEWAY_TIMEOUT,
              "result-not-known-yet",
              "What became of it is not known here yet (" + unknown.why() + ")",
              transfers);
    };
  }

  private static Transferred await(CompletableFuture<Transferred> became) {
    try {
      return became.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return new Transferred.Unknown("no answer within " + WAIT_SECONDS_MAX + " s");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a desk answers with a value", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Transferred.Unknown("the node is stopping");
    }
  }

  private static Problem failed(
      HttpStatus status, String name, String sentence, List<Transfer> transfers) {
    Problem problem = new Problem(status, name, sentence + AGAIN);
    problem
        .getBody()
        .setProperty("ids", transfers.stream().map(each -> each.id().toString()).toList());
    return problem;
  }

  /** How many transfers wait for an envelope. */
  public int waiting() {
    return desks.values().stream().mapToInt(TransferDesk::waiting).sum();
  }

  /** Each sends what waits, and takes nothing more. */
  @Override
  public void close() {
    desks.values().forEach(TransferDesk::stopTaking);
    desks.values().forEach(TransferDesk::close);
  }
}
