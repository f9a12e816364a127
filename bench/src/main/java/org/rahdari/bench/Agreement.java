package org.rahdari.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Envelope;
import org.rahdari.ledger.Account;
import org.rahdari.replication.Replica;
import org.rahdari.replication.Submitted;
import org.rahdari.transparency.Verification;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.Verifier;

/**
 * The check before the measuring: the ledger and PostgreSQL take and refuse the same transfers and
 * end with the same balances, every envelope bears its signature, and an item of each is proven by
 * a receipt.
 */
final class Agreement {
  private final EmbeddedLedger ledger;
  private final PostgresLedger postgres;
  private final Chart chart;
  private int refused;
  private int transfers;

  Agreement(EmbeddedLedger ledger, PostgresLedger postgres, Chart chart) {
    this.ledger = ledger;
    this.postgres = postgres;
    this.chart = chart;
  }

  /**
   * Runs the batches through both.
   *
   * @return what was found, in a sentence
   * @throws IllegalStateException where they differ, with the place
   */
  String check(List<Batch> batches) throws Exception {
    List<byte[]> envelopes = new ArrayList<>();
    List<Submitted.Committed> committed = new ArrayList<>();
    try (PostgresSession session = postgres.session()) {
      for (Batch batch : batches) {
        byte[] envelope = ledger.form(batch);
        Submitted.Committed answer = commit(envelope);
        compare(batch, answer.results(), session.post(Network.BANK, postgres.form(batch)));
        envelopes.add(envelope);
        committed.add(answer);
      }
    }
    compareBalances();
    for (int i = 0; i < envelopes.size(); i++) {
      prove(batches.get(i), envelopes.get(i), committed.get(i));
    }
    return transfers
        + " transfers in "
        + batches.size()
        + " envelopes, "
        + refused
        + " of them refused: both sides agree on each, and on the balances of all "
        + chart.accounts()
        + " accounts; one signature and one receipt of each envelope verify.";
  }

  private Submitted.Committed commit(byte[] envelope)
      throws ExecutionException, InterruptedException {
    Submitted submitted = ledger.replica().submit(envelope).get();
    if (submitted instanceof Submitted.Committed committed) return committed;
    throw new IllegalStateException("an envelope of the check was answered " + submitted);
  }

  private void compare(Batch batch, List<byte[]> results, Map<Integer, String> refusedThere) {
    for (int i = 0; i < results.size(); i++) {
      transfers++;
      boolean accepted = EmbeddedLedger.accepted(results.get(i));
      if (!accepted) refused++;
      if (accepted == refusedThere.containsKey(i)) {
        throw new IllegalStateException(
            "the ledger "
                + (accepted ? "takes " : "refuses ")
                + batch.transfers().get(i)
                + ", and PostgreSQL answers "
                + refusedThere.get(i));
      }
    }
  }

  private void compareBalances() throws SQLException {
    Map<Id, PostgresLedger.Balances> there = postgres.balances();
    for (int i = 0; i < chart.accounts(); i++) {
      Id id = chart.id(i);
      PostgresLedger.Balances here =
          ledger.replica().read(kernel -> of(kernel.ledger().account(id)));
      if (!here.equals(there.get(id))) {
        throw new IllegalStateException(
            "account " + i + " has " + here + ", and in PostgreSQL " + there.get(id));
      }
    }
  }

  private static PostgresLedger.Balances of(@Nullable Account account) {
    if (account == null) throw new IllegalStateException("an account is missing");
    return new PostgresLedger.Balances(
        account.debitsPendingMinor(),
        account.debitsPostedMinor(),
        account.creditsPendingMinor(),
        account.creditsPostedMinor());
  }

  private void prove(Batch batch, byte[] envelope, Submitted.Committed committed)
      throws ExecutionException, InterruptedException, IOException {
    if (!Envelope.signedBy(Network.publicKey(Network.BANK), Envelope.decode(envelope).head())) {
      throw new IllegalStateException("an envelope does not bear its signature");
    }
    Replica replica = ledger.replica();
    replica.awaitFinal(committed.leaf()).get();
    int item = new SplittableRandom(committed.leaf()).nextInt(batch.transfers().size());
    byte[] receipt = replica.receipt(committed.leaf(), item).orElseThrow();
    Verification verification = Verifier.verify(receipt, Network.policy());
    boolean proven =
        verification instanceof Verified verified
            && Arrays.equals(verified.item(), batch.transfers().get(item).encode())
            && Arrays.equals(verified.result(), committed.results().get(item));
    if (!proven) {
      throw new IllegalStateException(
          "the receipt of item " + item + " in leaf " + committed.leaf() + ": " + verification);
    }
  }
}
