package org.rahdari.payments.web;

import java.util.Arrays;
import java.util.Optional;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Kernel;
import org.rahdari.payments.Payment;
import org.rahdari.payments.PaymentRefusal;
import org.rahdari.payments.Quote;
import org.rahdari.payments.Return;
import org.rahdari.table.Table;

/** The tables of payments in a kernel, to read. */
final class PaymentTables {
  private PaymentTables() {}

  static Table<Id, Quote> quotes(Kernel kernel) {
    return kernel.table("payments.quote", Id.class, Quote.class);
  }

  static Optional<Quote> quote(Kernel kernel, Id id) {
    return Optional.ofNullable(quotes(kernel).get(id));
  }

  static Table<Id, Payment> payments(Kernel kernel) {
    return kernel.table("payments.payment", Id.class, Payment.class);
  }

  static Optional<Payment> payment(Kernel kernel, Id id) {
    return Optional.ofNullable(payments(kernel).get(id));
  }

  static Optional<Return> back(Kernel kernel, Id id) {
    return Optional.ofNullable(kernel.table("payments.return", Id.class, Return.class).get(id));
  }

  static Optional<PaymentRefusal> refusal(String reason) {
    return Arrays.stream(PaymentRefusal.values()).filter(r -> r.name().equals(reason)).findFirst();
  }
}
