package org.rahdari.payments.web;

import java.io.IOException;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.payments.Payment;
import org.rahdari.payments.Return;
import org.rahdari.platform.Network;
import org.rahdari.platform.Problem;
import org.rahdari.platform.Projection;
import org.rahdari.platform.Wanted;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.RowCallbackHandler;

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

  private static final String SEEN = "(? OR payer = ? OR payee = ? OR provider = ?)";

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
    return newest(viewer, null, before, limit);
  }

  /** Likewise, those in one state where one is given. */
  public List<Payment> newest(
      Party viewer, Payment.@Nullable State state, @Nullable Id before, int limit) {
    String sql =
        "SELECT "
            + COLUMNS
            + " FROM payments_payment WHERE "
            + SEEN
            + " AND (?::text IS NULL OR state = ?::text) AND (?::uuid IS NULL OR (instructed_at_millis, row_key) < (SELECT instructed_at_millis, row_key FROM"
            + " payments_payment WHERE id = ?::uuid)) ORDER BY instructed_at_millis DESC, row_key DESC LIMIT ?";
    UUID cursor = before == null ? null : uuid(before);
    String wanted = state == null ? null : state.name();
    return projection
        .read()
        .sql(sql)
        .params(seen(viewer))
        .param(wanted)
        .param(wanted)
        .param(cursor)
        .param(cursor)
        .param(Math.min(limit, PAGE_MAX))
        .query(PaymentReader::payment)
        .list();
  }

  /** The newest payments that the viewer may see whose id or UETR begins and ends so. */
  public List<Payment> named(Party viewer, Wanted.Ids ids, int limit) {
    String end = "%" + ids.end();
    return found(
        viewer,
        "(id BETWEEN ? AND ? AND id::text LIKE ? OR uetr BETWEEN ? AND ? AND uetr::text LIKE ?)",
        List.of(ids.first(), ids.last(), end, ids.first(), ids.last(), end),
        limit);
  }

  /**
   * The newest payments that the viewer may see in which so much of an asset was paid or received.
   */
  public List<Payment> of(Party viewer, int asset, long minor, int limit) {
    return found(
        viewer,
        "(payer_asset = ? AND payer_minor = ? OR payee_asset = ? AND payee_minor = ?)",
        List.of(asset, minor, asset, minor),
        limit);
  }

  /** The newest payments that the viewer may see and an institution paid, received or exchanged. */
  public List<Payment> with(Party viewer, int party, int limit) {
    return found(
        viewer, "(payer = ? OR payee = ? OR provider = ?)", List.of(party, party, party), limit);
  }

  private List<Payment> found(Party viewer, String condition, List<Object> values, int limit) {
    return projection
        .read()
        .sql(
            "SELECT "
                + COLUMNS
                + " FROM payments_payment WHERE "
                + SEEN
                + " AND "
                + condition
                + " ORDER BY instructed_at_millis DESC, row_key DESC LIMIT ?")
        .params(seen(viewer))
        .params(values)
        .param(Math.min(limit, PAGE_MAX))
        .query(PaymentReader::payment)
        .list();
  }

  /** The payments that the viewer is to answer as the payee, those that lapse first in front. */
  public List<Payment> unanswered(Party viewer, int limit) {
    return projection
        .read()
        .sql(
            "SELECT "
                + COLUMNS
                + " FROM payments_payment WHERE payee = ? AND state = 'RESERVED' ORDER BY deadline_millis, row_key"
                + " LIMIT ?")
        .params(viewer.number(), Math.min(limit, PAGE_MAX))
        .query(PaymentReader::payment)
        .list();
  }

  /**
   * How many of the payments that the viewer may see are in each state; states with none are left
   * out.
   */
  public Map<Payment.State, Long> counts(Party viewer) {
    Map<Payment.State, Long> counts = new EnumMap<>(Payment.State.class);
    projection
        .read()
        .sql(
            "SELECT state, count(*) AS payments FROM payments_payment WHERE "
                + SEEN
                + " GROUP BY state")
        .params(seen(viewer))
        .query(
            (RowCallbackHandler)
                row ->
                    counts.put(
                        Payment.State.valueOf(row.getString("state")), row.getLong("payments")));
    return counts;
  }

  /** What payees have received in one asset: since a time, and in all. */
  public record Volume(int asset, BigInteger sinceMinor, BigInteger allMinor) {}

  /** What was settled among the payments that the viewer may see, an asset a line. */
  public List<Volume> settled(Party viewer, long sinceMillis) {
    return projection
        .read()
        .sql(
            "SELECT payee_asset, coalesce(sum(payee_minor) FILTER (WHERE ended_at_millis >= ?), 0) AS since,"
                + " sum(payee_minor) AS all_time FROM payments_payment WHERE "
                + SEEN
                + " AND state IN ('SETTLED', 'RETURNED') GROUP BY payee_asset ORDER BY payee_asset")
        .param(sinceMillis)
        .params(seen(viewer))
        .query(
            (row, n) ->
                new Volume(
                    row.getInt("payee_asset"),
                    row.getBigDecimal("since").toBigIntegerExact(),
                    row.getBigDecimal("all_time").toBigIntegerExact()))
        .list();
  }

  /** The returns of a payment, oldest first. */
  public List<Return> returns(Id payment) {
    return projection
        .read()
        .sql("SELECT * FROM payments_return WHERE payment = ? ORDER BY at_millis, row_key")
        .param(uuid(payment))
        .query(
            (row, n) ->
                new Return(
                    id(row, "id"),
                    id(row, "payment"),
                    row.getLong("amount_minor"),
                    row.getString("reason"),
                    row.getLong("at_millis")))
        .list();
  }

  /**
   * The receipt of a payment's last accepted step, or of the step at a leaf.
   *
   * @throws Problem if the viewer may not see the payment, or no signed checkpoint covers the step
   */
  public byte[] receipt(Party viewer, Id id, @Nullable Long leaf) throws IOException {
    Step step =
        steps(payment(viewer, id).id()).stream()
            .filter(s -> leaf == null ? s.accepted() : s.leaf() == leaf)
            .reduce((first, second) -> second)
            .orElseThrow(() -> notFinal("This step of the payment"));
    return replica.receipt(step.leaf(), step.item()).orElseThrow(() -> notFinal("The payment"));
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
        .param(uuid(payment))
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
    return network.supervises(viewer);
  }

  private boolean sees(Party viewer, Payment payment) {
    int number = viewer.number();
    return seesAll(viewer)
        || payment.payer() == number
        || payment.payee() == number
        || payment.provider() == number;
  }

  private static Problem notFinal(String what) {
    return new Problem(
        HttpStatus.CONFLICT,
        "receipt-not-final",
        what + " is not under a signed checkpoint yet; ask again.");
  }

  private List<Object> seen(Party viewer) {
    int number = viewer.number();
    return List.of(seesAll(viewer), number, number, number);
  }

  private static UUID uuid(Id id) {
    return new UUID(id.high(), id.low());
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
