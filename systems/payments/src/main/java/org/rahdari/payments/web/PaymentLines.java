package org.rahdari.payments.web;

import java.util.Locale;
import org.rahdari.payments.Payment;
import org.rahdari.platform.Network;
import org.rahdari.platform.Shown;

/** Payments as lines of a table. */
public final class PaymentLines {
  private final Network network;
  private final PaymentReader payments;

  PaymentLines(Network network, PaymentReader payments) {
    this.network = network;
    this.payments = payments;
  }

  /**
   * A payment in a table.
   *
   * @param isFinal whether a quorum has signed its settlement
   */
  public record Line(
      Shown.Code id,
      Shown.Moment time,
      Institution payer,
      Institution payee,
      Shown.Money paid,
      Shown.Money received,
      Payment.State state,
      boolean isFinal) {}

  /** An institution: its code to read, its name in the title. */
  public record Institution(String code, String name) {}

  Line line(Payment p) {
    return new Line(
        Shown.Code.of(p.id()),
        Shown.Moment.of(p.instructedAtMillis()),
        institution(p.payer()),
        institution(p.payee()),
        Shown.Money.of(network.asset(p.payerAsset()), p.payerMinor()),
        Shown.Money.of(network.asset(p.payeeAsset()), p.payeeMinor()),
        p.state(),
        payments.isFinal(p));
  }

  Institution institution(int party) {
    return new Institution(network.code(party), network.party(party).name());
  }

  /** A state in an address. */
  static String word(Payment.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
