package org.rahdari.payments.web;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.payments.Payment;
import org.rahdari.platform.Network;
import org.rahdari.platform.Problem;
import org.rahdari.platform.Projection;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.springframework.http.HttpStatus;

/**
 * Reads payments: lists and histories from the projection, the present state of one from the
 * kernel.
 */
public final class PaymentReader {

  /** Payments on a page at most. */
  public static final int PAGE_MAX = 100;

  private static final String COLUMNS =
      "id, uetr, payer, payee, provider, payer_asset, payer_minor, payee_asset, payee_minor, fee_minor, rate_e8,"
          + " message, state, reason, returned_minor, instructed_at_millis, deadline_millis, ended_at_millis";

  private final Network network;
  private final Replica replica;
  private final Projection projection;

  /** Reads what this node knows. */
  public PaymentReader(Network network, Replica replica, Projection projection) {
    this.network = network;
    this.replica = replica;
    this.projection = projection;
  }

  /**
   * One step of a payment, and where it is proven.
   *
   * @param leaf index in the transparency log
   * @param item index in the leaf
   * @param kind the instruction's name
   * @param party who signed
   * @param envelope its id
   * @param position of the entry
   */
  public record Step(
      long leaf,
      int item,
      String kind,
      boolean accepted,
      String reason,
      int party,
      Id envelope,
      long position,
      long timeMillis) {}

  /**
   * The newest payments that the viewer may see, those before a payment's id where one is given.
   */
  public List<Payment> newest(Party viewer, @Nullable Id before, int limit) {
    String sql =
        "SELECT "
            + COLUMNS
            + " FROM payments_payment WHERE (? OR payer = ? OR payee = ? OR provider = ?)"
            + " AND (?::uuid IS NULL OR (instructed_at_millis, row_key) < (SELECT instructed_at_millis, row_key FROM"
            + " payments_payment WHERE id = ?::uuid)) ORDER BY instructed_at_millis DESC, row_key DESC LIMIT ?";
    int number = viewer.number();
    UUID cursor = before == null ? null : new UUID(before.high(), before.low());
    return projection
        .read()
        .sql(sql)
        .params(seesAll(viewer), number, number, number)
        .param(cursor)
        .param(cursor)
        .param(Math.min(limit, PAGE_MAX))
        .query(PaymentReader::payment)
        .list();
  }

  /**
   * The payment as the last entry left it.
   *
   * @throws Problem if there is none that the viewer may see
   */
  public Payment payment(Party viewer, Id id) {
    Payment payment = row(id);
    if (payment == null || !sees(viewer, payment)) throw unknown();
    return payment;
  }

  /**
   * The payment as the last entry left it, from the projection where it has left memory; or null.
   */
  @Nullable Payment row(Id id) {
    Optional<Payment> live = replica.read(kernel -> PaymentTables.payment(kernel, id));
    if (live.isPresent()) return live.get();
    return projection
        .read()
        .sql("SELECT " + COLUMNS + " FROM payments_payment WHERE row_key = ?")
        .param(id.toString())
        .query(PaymentReader::payment)
        .optional()
        .orElse(null);
  }

  /** The steps of a payment that were ordered, refused ones too. */
  public List<Step> steps(Id payment) {
    return projection
        .read()
        .sql("SELECT * FROM payments_step WHERE payment = ? ORDER BY leaf, item")
        .param(new UUID(payment.high(), payment.low()))
        .query(
            (row, n) ->
                new Step(
                    row.getLong("leaf"),
                    row.getInt("item"),
                    row.getString("kind"),
                    row.getBoolean("accepted"),
                    row.getString("reason"),
                    row.getInt("party"),
                    id(row, "envelope"),
                    row.getLong("position"),
                    row.getLong("time_millis")))
        .list();
  }

  /**
   * The step whose receipt shows that the payment is done: the last accepted one; null while none
   * is projected.
   */
  public @Nullable Step lastStep(Id payment) {
    return steps(payment).stream()
        .filter(Step::accepted)
        .reduce((first, second) -> second)
        .orElse(null);
  }

  /** Whether a quorum has signed a checkpoint over the step that settled it. */
  public boolean isFinal(Payment payment) {
    return steps(payment.id()).stream()
        .filter(step -> step.accepted() && step.kind().equals("ConfirmCredit"))
        .anyMatch(step -> isFinal(step.leaf()));
  }

  /** Whether a quorum has signed a checkpoint over the leaf. */
  public boolean isFinal(long leaf) {
    return leaf < replica.figures().finalSize();
  }

  /** Whether the viewer sees every payment. */
  public boolean seesAll(Party viewer) {
    return network.mandated(viewer.number(), MandateKind.REGULATOR)
        || network.mandated(viewer.number(), MandateKind.CENTRAL_BANK);
  }

  private boolean sees(Party viewer, Payment payment) {
    int number = viewer.number();
    return seesAll(viewer)
        || payment.payer() == number
        || payment.payee() == number
        || payment.provider() == number;
  }

  static Problem unknown() {
    return new Problem(HttpStatus.NOT_FOUND, "payment-unknown", "No payment of yours has this id.");
  }

  private static Payment payment(ResultSet row, int number) throws SQLException {
    return new Payment(
        id(row, "id"),
        id(row, "uetr"),
        row.getInt("payer"),
        row.getInt("payee"),
        row.getInt("provider"),
        row.getInt("payer_asset"),
        row.getLong("payer_minor"),
        row.getInt("payee_asset"),
        row.getLong("payee_minor"),
        row.getLong("fee_minor"),
        row.getLong("rate_e8"),
        Hash32.of(row.getBytes("message")),
        Payment.State.valueOf(row.getString("state")),
        row.getString("reason"),
        row.getLong("returned_minor"),
        row.getLong("instructed_at_millis"),
        row.getLong("deadline_millis"),
        row.getLong("ended_at_millis"));
  }

  private static Id id(ResultSet row, String column) throws SQLException {
    UUID uuid = row.getObject(column, UUID.class);
    return new Id(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }
}
