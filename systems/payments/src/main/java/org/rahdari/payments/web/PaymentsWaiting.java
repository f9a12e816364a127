package org.rahdari.payments.web;

import java.security.Principal;
import java.util.List;
import org.rahdari.payments.Payment;
import org.rahdari.platform.Network;
import org.rahdari.platform.Shown;
import org.rahdari.platform.Texts;
import org.rahdari.platform.Waiting;
import org.rahdari.program.Party;

/** The payments that the viewer's institution has not answered as the payee. */
public final class PaymentsWaiting implements Waiting {
  private final PaymentReader payments;
  private final Network network;

  /** What waits among the payments that this node projected. */
  public PaymentsWaiting(PaymentReader payments, Network network) {
    this.payments = payments;
    this.network = network;
  }

  @Override
  public List<Matter> matters(Party viewer, Principal who, Texts text) {
    return payments.unanswered(viewer, MATTERS_MAX).stream()
        .map(payment -> matter(payment, text))
        .toList();
  }

  private Matter matter(Payment payment, Texts text) {
    return new Matter(
        text.rich(
            "payments.waiting",
            "payer",
            network.code(payment.payer()),
            "amount",
            Shown.Money.of(network.asset(payment.payeeAsset()), payment.payeeMinor())),
        "/payments/" + payment.id(),
        Shown.Moment.of(payment.instructedAtMillis()),
        Shown.Moment.of(payment.deadlineMillis()));
  }
}
