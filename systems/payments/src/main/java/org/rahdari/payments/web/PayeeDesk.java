package org.rahdari.payments.web;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.rahdari.codec.Id;
import org.rahdari.iso20022.CustomerCreditTransfer;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.kernel.Execution;
import org.rahdari.payments.Instructions.ConfirmCredit;
import org.rahdari.payments.Instructions.RejectCredit;
import org.rahdari.payments.Payment;
import org.rahdari.platform.Letter;
import org.rahdari.platform.Network;
import org.rahdari.platform.Orders;
import org.rahdari.platform.Problem;
import org.rahdari.platform.RowListener;
import org.rahdari.platform.Vault;
import org.rahdari.replication.Replica;
import org.rahdari.table.RowChange;
import org.springframework.dao.DataAccessException;

/**
 * Answers for the payees that this node serves: it takes the money when the message in the payee's
 * own vault is the one that the log commits to and says the same, and refuses it when it says
 * something else. Without a message it says nothing, and the payment lapses.
 */
public final class PayeeDesk implements RowListener, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PayeeDesk.class.getName());
  private static final long AGAIN_MILLIS = 1_000;
  private static final long STOP_SECONDS_MAX = 5;

  private final Network network;
  private final Replica replica;
  private final Vault vault;
  private final Orders orders;
  private final ScheduledExecutorService work =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("payee").factory());

  /** The desk of the institutions that this node serves. */
  public PayeeDesk(Network network, Replica replica, Vault vault, Orders orders) {
    this.network = network;
    this.replica = replica;
    this.vault = vault;
    this.orders = orders;
  }

  /** Takes up what was reserved and not answered when the node last stopped. */
  public void start() {
    List<Payment> open =
        replica.read(
            kernel ->
                PaymentTables.payments(kernel).rows().stream()
                    .filter(p -> p.state() == Payment.State.RESERVED)
                    .toList());
    open.forEach(this::consider);
  }

  @Override
  public void projected(Execution execution) {
    for (RowChange change : execution.changes()) {
      if (change.row() instanceof Payment payment && payment.state() == Payment.State.RESERVED)
        consider(payment);
    }
  }

  /** Considers a payment again: its message has come. */
  void received(Id payment) {
    replica.read(kernel -> PaymentTables.payment(kernel, payment)).ifPresent(this::consider);
  }

  private void consider(Payment payment) {
    if (orders.serves(payment.payee())) work.execute(() -> answer(payment));
  }

  private void answer(Payment payment) {
    try {
      boolean open =
          replica.read(
              kernel ->
                  PaymentTables.payment(kernel, payment.id())
                      .filter(now -> now.state() == Payment.State.RESERVED)
                      .isPresent());
      if (!open) return;
      Optional<Letter> letter = vault.ofPayment(payment.payee(), payment.id());
      if (letter.isEmpty()) return;
      Record decision =
          agrees(letter.get(), payment)
              ? new ConfirmCredit(payment.id())
              : new RejectCredit(payment.id(), "AM09");
      orders.order(network.party(payment.payee()), decision);
    } catch (Problem | DataAccessException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The payment {0} is not answered yet: {1}",
          payment.id(),
          e.getMessage());
      again(payment);
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.ERROR, "The payment " + payment.id() + " could not be answered", e);
    }
  }

  private void again(Payment payment) {
    if (work.isShutdown()) return;
    work.schedule(() -> answer(payment), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  private boolean agrees(Letter letter, Payment payment) {
    return letter.commitment().equals(payment.message())
        && Iso20022.read(letter.message()) instanceof CustomerCreditTransfer transfer
        && transfer.settlement().currency().equals(network.asset(payment.payeeAsset()).code())
        && transfer.settlement().minor() == payment.payeeMinor();
  }

  @Override
  public void close() throws InterruptedException {
    work.shutdown();
    if (!work.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS)) work.shutdownNow();
  }
}
