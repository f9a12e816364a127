package org.rahdari.platform;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rahdari.kernel.KeyUnavailableException;
import org.rahdari.kernel.Result;
import org.rahdari.program.Party;
import org.rahdari.replication.Submitted;
import org.springframework.http.HttpStatus;

/**
 * Sends instructions through the gateways of the institutions that this node serves, and waits for
 * the result.
 */
public final class Orders {
  private static final long WAIT_SECONDS_MAX = 30;
  private static final System.Logger LOG = System.getLogger(Orders.class.getName());

  private final Map<Integer, Gateway> gateways;

  /** Orders through these gateways, by party. */
  public Orders(Map<Integer, Gateway> gateways) {
    this.gateways = Map.copyOf(gateways);
  }

  /** Whether this node signs for the party. */
  public boolean serves(int party) {
    return gateways.containsKey(party);
  }

  /**
   * The result of an instruction that is now in the log.
   *
   * @param position of its entry
   * @param leaf that proves it
   * @param timeMillis ledger time
   * @param result accepted, or the one reason why not
   */
  public record Done(long position, long leaf, long timeMillis, Result result) {}

  /**
   * Signs one instruction for the party and waits until it is executed.
   *
   * @throws Problem if it could not be ordered, or it is not known yet whether it was
   */
  public Done order(Party party, Record instruction) {
    return await(party, gateway(party).submit(List.of(instruction)));
  }

  /**
   * Signs one instruction for the party and sends nothing yet.
   *
   * @throws Problem if the key cannot be reached
   */
  Gateway.Signed sign(Party party, Record instruction) {
    try {
      return gateway(party).sign(instruction);
    } catch (KeyUnavailableException e) {
      throw deferred(Submitted.Reason.KEY_UNAVAILABLE);
    }
  }

  /**
   * Sends what was signed and waits until it is executed.
   *
   * @throws Problem if it could not be ordered, or it is not known yet whether it was
   */
  Done send(Party party, Gateway.Signed signed) {
    return await(party, gateway(party).submit(signed));
  }

  private Gateway gateway(Party party) {
    return Optional.ofNullable(gateways.get(party.number())).orElseThrow(() -> elsewhere(party));
  }

  private static Done await(Party party, CompletableFuture<Submitted> submitted) {
    try {
      return done(submitted.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      throw new Problem(
          HttpStatus.GATEWAY_TIMEOUT,
          "result-not-known-yet",
          "The ledger has not answered within "
              + WAIT_SECONDS_MAX
              + " seconds; send the same message again to learn what became of it: it is done once.");
    } catch (ExecutionException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "An instruction of {0} is not ordered: {1}",
          party.code(),
          String.valueOf(e.getCause()));
      throw new Problem(
          HttpStatus.SERVICE_UNAVAILABLE,
          "ledger-stopped",
          "The ledger does not take instructions now.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem(
          HttpStatus.SERVICE_UNAVAILABLE,
          "node-stopping",
          "The node is stopping; send it again later.");
    }
  }

  /**
   * The same, for what has to be accepted.
   *
   * @param refused what the problem is called if the ledger refuses it
   * @throws Problem if it does
   */
  public void mustOrder(Party party, Record instruction, String refused) {
    Done done = order(party, instruction);
    if (done.result().accepted()) return;
    Problem problem =
        new Problem(
            HttpStatus.UNPROCESSABLE_CONTENT,
            refused,
            "The ledger refused it: " + done.result().reason() + ".");
    problem.getBody().setProperty("reason", done.result().reason());
    problem.getBody().setProperty("leaf", done.leaf());
    throw problem;
  }

  static Problem elsewhere(Party party) {
    return new Problem(
        HttpStatus.NOT_FOUND,
        "institution-elsewhere",
        party.code() + " is served by another node; send this to that one.");
  }

  private static Done done(Submitted submitted) {
    return switch (submitted) {
      case Submitted.Committed c ->
          new Done(c.position(), c.leaf(), c.timeMillis(), Result.decode(c.results().getFirst()));
      case Submitted.Skipped skipped -> throw notOrdered(skipped.why().name());
      case Submitted.Rejected rejected -> throw notOrdered(rejected.why().name());
      case Submitted.Deferred deferred -> throw deferred(deferred.why());
    };
  }

  private static Problem deferred(Submitted.Reason why) {
    return switch (why) {
      case BUSY ->
          new Problem(
              HttpStatus.SERVICE_UNAVAILABLE,
              "ledger-busy",
              "The ledger does not keep up now; send it again in a moment.");
      case KEY_UNAVAILABLE ->
          new Problem(
              HttpStatus.SERVICE_UNAVAILABLE,
              "key-unavailable",
              "The key to sign with cannot be reached: nothing was sent, and the node's health says"
                  + " why. Send it again later.");
    };
  }

  private static Problem notOrdered(String why) {
    return new Problem(
        HttpStatus.SERVICE_UNAVAILABLE,
        "not-ordered",
        "The ledger did not take the envelope: " + why + ".");
  }
}
