package org.rahdari.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rahdari.replication.Replica;
import org.springframework.http.HttpStatus;

/** Waits for what was executed to become final, where the caller asks for that. */
final class FinalReceipts {
  private static final long WAIT_SECONDS_MAX = 30;

  private final Replica replica;

  FinalReceipts(Replica replica) {
    this.replica = replica;
  }

  /**
   * What {@code ?wait=} asks for: false for {@code executed}, true for {@code final}.
   *
   * @throws Problem if it is another word
   */
  static boolean wanted(String wait) {
    return switch (wait) {
      case "executed" -> false;
      case "final" -> true;
      default ->
          throw new Problem(
              HttpStatus.BAD_REQUEST, "wait-not-allowed", "One waits for executed, or for final.");
    };
  }

  /**
   * Waits for the leaf to become final, for a while: what is executed and not yet final is no
   * failure.
   *
   * @return whether it is
   */
  boolean await(long leaf) {
    try {
      replica.awaitFinal(leaf).get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return isFinal(leaf);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return isFinal(leaf);
  }

  boolean isFinal(long leaf) {
    return leaf < replica.figures().finalSize();
  }

  /** The receipt of an item whose leaf is final. */
  String receipt(long leaf, int item) throws IOException {
    return new String(replica.receipt(leaf, item).orElseThrow(), StandardCharsets.UTF_8);
  }
}
