package org.rahdari.payments.web;

import java.util.List;
import java.util.UUID;
import org.rahdari.codec.Id;
import org.rahdari.codec.MalformedException;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Result;
import org.rahdari.payments.Instructions.ConfirmCredit;
import org.rahdari.payments.Instructions.InstructPayment;
import org.rahdari.payments.Instructions.RejectCredit;
import org.rahdari.payments.Instructions.ReturnPayment;
import org.rahdari.payments.Payments;
import org.rahdari.platform.RowListener;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Remembers in the projection which leaf proves each step of each payment. */
public final class PaymentSteps implements RowListener {
  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE payments_step (
              payment uuid NOT NULL, leaf bigint NOT NULL, item integer NOT NULL, kind text NOT NULL,
              accepted boolean NOT NULL, reason text NOT NULL, party integer NOT NULL, envelope uuid,
              position bigint NOT NULL, time_millis bigint NOT NULL, PRIMARY KEY (leaf, item))""",
          "CREATE INDEX payments_step_payment ON payments_step (payment, leaf, item)",
          "CREATE INDEX payments_return_payment ON payments_return (payment)",
          "CREATE INDEX payments_payment_time ON payments_payment (instructed_at_millis DESC, row_key DESC)",
          "CREATE INDEX payments_payment_uetr ON payments_payment (uetr)",
          "CREATE INDEX payments_payment_id ON payments_payment (id)",
          "CREATE INDEX payments_payment_paid ON payments_payment (payer_minor, payer_asset)",
          "CREATE INDEX payments_payment_received ON payments_payment (payee_minor, payee_asset)");

  private final Catalogue catalogue;

  /** Steps of the network's programs. */
  public PaymentSteps(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public List<String> schema() {
    return SCHEMA;
  }

  @Override
  public void project(Execution execution, JdbcClient projection) {
    for (int i = 0; i < execution.batches().size(); i++) {
      Batch batch = execution.batches().get(i);
      if (batch.kind() != Batch.Kind.ENVELOPE) continue;
      Header header = Envelope.header(batch.head());
      if (header.content() != Header.Content.INSTRUCTIONS) continue;
      for (int item = 0; item < batch.items().size(); item++) {
        Result result = Result.decode(batch.results().get(item));
        if (result.reason().equals("ITEM_MALFORMED")) continue;
        if (Catalogue.program(batch.items().get(item)) != Payments.NUMBER) continue;
        Record content = read(batch.items().get(item));
        Id payment = content == null ? null : paymentOf(content);
        if (content == null || payment == null) continue;
        projection
            .sql("INSERT INTO payments_step VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .params(
                new UUID(payment.high(), payment.low()),
                execution.firstLeaf() + i,
                item,
                content.getClass().getSimpleName(),
                result.accepted(),
                result.reason(),
                header.party(),
                new UUID(header.id().high(), header.id().low()),
                execution.position(),
                execution.timeMillis())
            .update();
      }
    }
  }

  /** An instruction, or null: what was refused before it was read may be anything. */
  private @org.jspecify.annotations.Nullable Record read(byte[] item) {
    try {
      return catalogue.describe(item).content();
    } catch (MalformedException e) {
      return null;
    }
  }

  private static @org.jspecify.annotations.Nullable Id paymentOf(Record content) {
    return switch (content) {
      case InstructPayment instruct -> instruct.id();
      case ConfirmCredit confirm -> confirm.payment();
      case RejectCredit reject -> reject.payment();
      case ReturnPayment back -> back.payment();
      default -> null;
    };
  }
}
