package org.rahdari.payments.web;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.rahdari.codec.Id;
import org.rahdari.iso20022.AgentId;
import org.rahdari.iso20022.CustomerCreditTransfer;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.iso20022.Message;
import org.rahdari.iso20022.PaymentReturn;
import org.rahdari.kernel.Execution;
import org.rahdari.payments.Payment;
import org.rahdari.payments.Return;
import org.rahdari.platform.Letter;
import org.rahdari.platform.LetterReader;
import org.rahdari.platform.Network;
import org.rahdari.platform.Post;
import org.rahdari.platform.Problem;
import org.rahdari.platform.RowListener;
import org.rahdari.platform.Served;
import org.rahdari.platform.Vault;
import org.rahdari.replication.Replica;
import org.rahdari.table.RowChange;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;

/**
 * What goes between the nodes of payer and payee. A message is sent when the ledger has what it
 * asked for, and is taken in when the ledger has it there too: a node tells another nothing of a
 * payment that was refused, and believes nothing of a letter that the sender has not signed for.
 */
public final class LetterDesk implements LetterReader, RowListener, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LetterDesk.class.getName());
  private static final long AGAIN_MILLIS = 1_000;
  private static final long STOP_SECONDS_MAX = 5;

  private final Agents agents;
  private final Served served;
  private final Replica replica;
  private final Vault vault;
  private final Post post;
  private final PayeeDesk payees;
  private final ScheduledExecutorService work =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("letters").factory());

  /** The desk of the institutions that this node serves. */
  public LetterDesk(
      Network network, Served served, Replica replica, Vault vault, Post post, PayeeDesk payees) {
    this.agents = new Agents(network);
    this.served = served;
    this.replica = replica;
    this.vault = vault;
    this.post = post;
    this.payees = payees;
  }

  // What goes out

  @Override
  public void projected(Execution execution) {
    for (RowChange change : execution.changes()) {
      switch (change.row()) {
        case Payment payment
            when payment.state() == Payment.State.RESERVED
                && leaves(payment.payer(), payment.payee()) ->
            work.execute(() -> send(() -> paymentLetter(payment.id())));
        case Return back -> work.execute(() -> send(() -> returnLetter(back)));
        case null, default -> {}
      }
    }
  }

  private boolean leaves(int sender, int receiver) {
    return served.includes(sender) && !served.includes(receiver);
  }

  /** It is no use to a payee who can no longer answer. */
  private Optional<Letter> paymentLetter(Id id) {
    return replica
        .read(kernel -> PaymentTables.payment(kernel, id))
        .filter(payment -> payment.state() == Payment.State.RESERVED)
        .flatMap(payment -> vault.ofPayment(payment.payer(), id));
  }

  private Optional<Letter> returnLetter(Return back) {
    return replica
        .read(kernel -> PaymentTables.payment(kernel, back.payment()))
        .filter(payment -> leaves(payment.payee(), payment.payer()))
        .flatMap(payment -> vault.byId(back.id()));
  }

  private interface Search {
    Optional<Letter> letter();
  }

  private void send(Search search) {
    try {
      search.letter().ifPresent(post::send);
    } catch (DataAccessException e) {
      LOG.log(System.Logger.Level.WARNING, "A letter is not sent yet: {0}", e.getMessage());
      if (work.isShutdown()) return;
      work.schedule(() -> send(search), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "A letter could not be sent", e);
    }
  }

  // What comes in

  @Override
  public boolean reads(String name) {
    return !name.equals(Letter.DOCUMENT);
  }

  @Override
  public void judge(Letter letter) {
    if (!(Iso20022.read(letter.message()) instanceof Message message))
      throw refused("message-unreadable", "The letter holds no message that can be read.");
    if (!message.messageName().equals(letter.name())
        || !message.msgId().equals(letter.messageId())) {
      throw refused("letter-differs", "The letter names another message than it holds.");
    }
    if (!means(message.instructingAgent(), letter.sender())
        || !means(message.instructedAgent(), letter.receiver())) {
      throw refused("letter-differs", "The message is between other institutions than the letter.");
    }
    switch (message) {
      case CustomerCreditTransfer _ -> judgePayment(letter);
      case PaymentReturn _ -> judgeReturn(letter);
      default -> judgeOther(letter);
    }
  }

  private boolean means(List<AgentId> names, int party) {
    return agents.party(names).filter(meant -> meant.number() == party).isPresent();
  }

  private void judgePayment(Letter letter) {
    Payment payment = payment(letter).orElseThrow(LetterDesk::notKnownYet);
    boolean same =
        payment.payer() == letter.sender()
            && payment.payee() == letter.receiver()
            && payment.message().equals(letter.commitment());
    if (!same) throw notOfThisPayment();
  }

  private void judgeReturn(Letter letter) {
    Payment payment = payment(letter).orElseThrow(LetterDesk::notKnownYet);
    if (payment.payee() != letter.sender() || payment.payer() != letter.receiver())
      throw notOfThisPayment();
    Return back =
        replica
            .read(kernel -> PaymentTables.back(kernel, letter.id()))
            .orElseThrow(LetterDesk::notKnownYet);
    if (!back.payment().equals(payment.id())) throw notOfThisPayment();
  }

  /** The ledger knows nothing of it; what it says of a payment that is known has to be so. */
  private void judgeOther(Letter letter) {
    payment(letter)
        .filter(payment -> !between(payment, letter.sender(), letter.receiver()))
        .ifPresent(
            payment -> {
              throw notOfThisPayment();
            });
  }

  private static boolean between(Payment payment, int one, int other) {
    return (payment.payer() == one && payment.payee() == other)
        || (payment.payer() == other && payment.payee() == one);
  }

  private Optional<Payment> payment(Letter letter) {
    Id id = letter.payment();
    return id == null
        ? Optional.empty()
        : replica.read(kernel -> PaymentTables.payment(kernel, id));
  }

  private static Problem notKnownYet() {
    return new Problem(
        HttpStatus.SERVICE_UNAVAILABLE,
        "payment-not-known-yet",
        "This node's ledger does not have it yet; bring it again.");
  }

  private static Problem notOfThisPayment() {
    return refused("letter-differs", "The ledger has something else about this payment.");
  }

  private static Problem refused(String name, String sentence) {
    return new Problem(HttpStatus.UNPROCESSABLE_CONTENT, name, sentence);
  }

  @Override
  public void filed(Letter letter) {
    Id payment = letter.payment();
    if (payment != null && letter.name().startsWith("pacs.008.")) payees.received(payment);
  }

  @Override
  public void close() throws InterruptedException {
    work.shutdown();
    if (!work.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS)) work.shutdownNow();
  }
}
