package org.rahdari.payments.web;

import static org.rahdari.payments.web.Way.Kind.ENVELOPE;
import static org.rahdari.payments.web.Way.Kind.EXECUTION;
import static org.rahdari.payments.web.Way.Kind.LEAF;
import static org.rahdari.payments.web.Way.Kind.MESSAGE;
import static org.rahdari.payments.web.Way.Kind.ORDER;
import static org.rahdari.payments.web.Way.Kind.RECEIPT;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Entered;
import org.rahdari.payments.Payment;
import org.rahdari.payments.Return;
import org.rahdari.platform.HistoryReader;
import org.rahdari.platform.Letter;
import org.rahdari.platform.Network;
import org.rahdari.platform.Shown;
import org.rahdari.platform.SignedCheckpoint;
import org.rahdari.platform.Texts;
import org.rahdari.platform.Timeline;
import org.rahdari.platform.Vault;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;

/**
 * Tells one payment to one of its institutions: its facts, its postings, and its way. Of the
 * message it tells the id alone, and only to an institution whose own vault has it: never a name or
 * an account of a person.
 */
public final class PaymentStory {
  private static final int MESSAGE_ID_SHOWN = 22;

  private final PaymentReader payments;
  private final StatusDesk statuses;
  private final Vault vault;
  private final Replica replica;
  private final HistoryReader history;
  private final Network network;
  private final PaymentLines lines;

  /** Stories of the payments that this node knows. */
  public PaymentStory(
      PaymentReader payments,
      StatusDesk statuses,
      Vault vault,
      Replica replica,
      HistoryReader history,
      Network network) {
    this.payments = payments;
    this.statuses = statuses;
    this.vault = vault;
    this.replica = replica;
    this.history = history;
    this.network = network;
    this.lines = new PaymentLines(network, payments);
  }

  /**
   * The story.
   *
   * @param version differs when anything on the page does
   * @param live whether there is something to wait for
   * @param headline where it stands, in a sentence
   * @param provider who exchanged, or null
   * @param rate units received for one paid, or null
   * @param returned what came back, or null
   * @param ended null while it is reserved
   * @param message the commitment to the message
   * @param status a pacs.002, or null where the viewer is neither payer nor payee
   */
  public record Story(
      Shown.Code id,
      String version,
      boolean live,
      Payment.State state,
      boolean isFinal,
      String headline,
      Shown.Code uetr,
      PaymentLines.Institution payer,
      PaymentLines.Institution payee,
      PaymentLines.@Nullable Institution provider,
      Shown.Money paid,
      Shown.Money received,
      Shown.@Nullable Money fee,
      @Nullable String rate,
      Shown.@Nullable Money returned,
      String reason,
      Shown.Moment instructed,
      Shown.Moment deadline,
      Shown.@Nullable Moment ended,
      Shown.Code message,
      List<Posting> postings,
      Way way,
      Timeline timeline,
      @Nullable String status) {}

  /** A movement of money. */
  public record Posting(
      Shown.Code id, Shown.Money amount, String from, String to, Entered.State state) {

    /** Whether the money is where it was to go. */
    public boolean moved() {
      return state == Entered.State.POSTED || state == Entered.State.PENDING_POSTED;
    }
  }

  /**
   * The story of a payment, in a language.
   *
   * @throws org.rahdari.platform.Problem if there is none that the viewer may see
   */
  public Story of(Party viewer, Id id, Texts text) {
    Payment p = payments.payment(viewer, id);
    List<PaymentReader.Step> steps = payments.steps(id);
    Optional<Letter> letter = vault.ofPayment(viewer.number(), id);
    boolean isFinal = payments.isFinal(p);
    Way way = way(text, p, steps, letter);
    var sold = network.asset(p.payerAsset());
    var bought = network.asset(p.payeeAsset());
    return new Story(
        Shown.Code.of(id),
        version(p, way),
        !way.complete(),
        p.state(),
        isFinal,
        headline(text, p, isFinal),
        Shown.Code.of(p.uetr()),
        lines.institution(p.payer()),
        lines.institution(p.payee()),
        p.exchanged() ? lines.institution(p.provider()) : null,
        Shown.Money.of(sold, p.payerMinor()),
        Shown.Money.of(bought, p.payeeMinor()),
        p.exchanged() ? Shown.Money.of(sold, p.feeMinor()) : null,
        p.exchanged() ? rate(text, p) : null,
        p.returnedMinor() > 0 ? Shown.Money.of(bought, p.returnedMinor()) : null,
        p.reason(),
        Shown.Moment.of(p.instructedAtMillis()),
        Shown.Moment.of(p.deadlineMillis()),
        p.endedAtMillis() == 0 ? null : Shown.Moment.of(p.endedAtMillis()),
        Shown.Code.of(p.message()),
        postings(text, p),
        way,
        timeline(text, p, steps),
        letter.isPresent() ? PrettyXml.of(statuses.status(viewer, id)) : null);
  }

  private static String version(Payment p, Way way) {
    long signed = way.rows().stream().filter(Way.Row::isFinal).count();
    return p.state() + "-" + p.returnedMinor() + "-" + way.rows().size() + "-" + signed;
  }

  private String headline(Texts text, Payment p, boolean isFinal) {
    return text.of(
        "payments.one.headline",
        "state",
        p.state(),
        "payee",
        network.code(p.payee()),
        "receipt",
        isFinal ? "final" : "waiting");
  }

  private String rate(Texts text, Payment p) {
    String price = BigDecimal.valueOf(p.rateE8(), 8).stripTrailingZeros().toPlainString();
    String bought = network.asset(p.payeeAsset()).code();
    String sold = network.asset(p.payerAsset()).code();
    return text.of("payments.one.price", "bought", price + " " + bought, "sold", "1 " + sold);
  }

  // Postings

  private List<Posting> postings(Texts text, Payment p) {
    List<Id> transfers = new ArrayList<>();
    transfers.add(p.payerLeg());
    if (p.exchanged()) transfers.add(p.payeeLeg());
    for (Return back : payments.returns(p.id())) transfers.add(back.transfer());
    List<Posting> postings = new ArrayList<>();
    for (Id id : transfers)
      history.posting(id).map(moved -> posting(text, moved)).ifPresent(postings::add);
    return postings;
  }

  private Posting posting(Texts text, HistoryReader.Posting moved) {
    Account from = moved.debit();
    return new Posting(
        Shown.Code.of(moved.transfer()),
        Shown.Money.of(network.asset(from.asset()), moved.amountMinor()),
        holder(text, from),
        holder(text, moved.credit()),
        moved.state());
  }

  private String holder(Texts text, Account account) {
    String code = network.code(account.party());
    return account.governed() ? text.of("payments.one.liquidity", "holder", code) : code;
  }

  // Its way

  private Way way(Texts text, Payment p, List<PaymentReader.Step> steps, Optional<Letter> letter) {
    List<Way.Row> rows = new ArrayList<>();
    for (PaymentReader.Step step : steps) rows.add(row(text, p, step, letter));
    // The kernel knows the payment a moment before the projection does.
    if (rows.isEmpty()) {
      rows.add(awaited(text, "InstructPayment", p.payer(), message(text, letter)));
    }
    if (p.state() == Payment.State.RESERVED || answerMissing(p, steps)) {
      rows.add(awaited(text, "Answer", p.payee(), message(text, letter)));
    }
    return new Way(rows);
  }

  private static boolean answerMissing(Payment p, List<PaymentReader.Step> steps) {
    return (p.state() == Payment.State.SETTLED || p.state() == Payment.State.REJECTED)
        && steps.stream().noneMatch(s -> s.accepted() && answers(s));
  }

  private static boolean answers(PaymentReader.Step step) {
    return step.kind().equals("ConfirmCredit") || step.kind().equals("RejectCredit");
  }

  private Way.Row awaited(Texts text, String step, int party, Way.Station message) {
    List<Way.Station> stations = new ArrayList<>();
    stations.add(message);
    for (Way.Kind kind : Way.Kind.values()) {
      if (kind != MESSAGE) stations.add(Way.Station.pending(kind, text.of("payments.way.notYet")));
    }
    return new Way.Row(
        text.of("payments.step", "step", step),
        text.of("payments.way.awaited", "party", network.code(party)),
        stations,
        null);
  }

  private Way.Row row(Texts text, Payment p, PaymentReader.Step step, Optional<Letter> letter) {
    boolean isFinal = payments.isFinal(step.leaf());
    String by = text.of("payments.way.signedBy", "party", network.code(step.party()));
    List<Way.Station> stations =
        List.of(
            step.kind().equals("ReturnPayment") ? returnMessage(text, p) : message(text, letter),
            Way.Station.done(
                ENVELOPE, Shown.Code.of(step.envelope()).brief(), by, step.envelope().toString()),
            Way.Station.done(
                ORDER,
                text.of("payments.way.position", "position", step.position()),
                Shown.Moment.of(step.timeMillis()).text(),
                null),
            executed(text, step),
            Way.Station.done(
                LEAF,
                text.of("payments.way.leaf", "leaf", step.leaf()),
                text.of("payments.way.item", "item", step.item()),
                null),
            isFinal ? signed(text) : unsigned(text));
    return new Way.Row(
        text.of("payments.step", "step", step.kind()),
        by,
        stations,
        isFinal ? receipt(p, step) : null);
  }

  private static Way.Station executed(Texts text, PaymentReader.Step step) {
    return step.accepted()
        ? Way.Station.done(
            EXECUTION,
            text.of("payments.way.accepted"),
            text.of("payments.way.program", "program", "payments"),
            null)
        : new Way.Station(
            EXECUTION,
            Way.Mark.REFUSED,
            text.of("payments.way.refused"),
            step.reason(),
            step.reason());
  }

  private Way.Station signed(Texts text) {
    return SignedCheckpoint.newest(replica)
        .map(
            signed ->
                Way.Station.done(
                    RECEIPT,
                    signed.finality(text),
                    text.of("payments.way.checkpoint", "leaves", signed.size()),
                    null))
        .orElseGet(() -> unsigned(text));
  }

  private static Way.Station unsigned(Texts text) {
    return Way.Station.pending(RECEIPT, text.of("payments.way.unsigned"));
  }

  private static Way.Station message(Texts text, Optional<Letter> letter) {
    return letter
        .map(l -> Way.Station.done(MESSAGE, cut(l.messageId()), l.name(), l.messageId()))
        .orElseGet(() -> elsewhere(text));
  }

  private Way.Station returnMessage(Texts text, Payment p) {
    String where = text.of("payments.way.vault", "party", network.code(p.payee()));
    return Way.Station.done(MESSAGE, "pacs.004", where, null);
  }

  private static Way.Station elsewhere(Texts text) {
    return Way.Station.done(MESSAGE, "pacs.008", text.of("payments.way.vaults"), null);
  }

  // Its steps

  private Timeline timeline(Texts text, Payment p, List<PaymentReader.Step> steps) {
    List<Timeline.Step> told = new ArrayList<>();
    for (PaymentReader.Step step : steps) told.add(told(text, p, step));
    if (p.state() == Payment.State.LAPSED) {
      told.add(
          new Timeline.Step(
              Timeline.State.FAILED,
              text.of("payments.step", "step", "ReturnIfSilent"),
              text.of("payments.way.timer"),
              Shown.Moment.of(p.endedAtMillis()),
              "",
              null));
    }
    if (p.state() == Payment.State.RESERVED) {
      told.add(
          new Timeline.Step(
              Timeline.State.NOW,
              text.of("payments.step", "step", "Answer"),
              text.of("payments.way.awaited", "party", network.code(p.payee())),
              null,
              "",
              null));
      told.add(
          new Timeline.Step(
              Timeline.State.DUE,
              text.of("payments.deadline.step"),
              "",
              Shown.Moment.of(p.deadlineMillis()),
              "",
              null));
    }
    return new Timeline(told);
  }

  private Timeline.Step told(Texts text, Payment p, PaymentReader.Step step) {
    return new Timeline.Step(
        step.accepted() ? Timeline.State.DONE : Timeline.State.FAILED,
        text.of("payments.step", "step", step.kind()),
        text.of("payments.way.signedBy", "party", network.code(step.party())),
        Shown.Moment.of(step.timeMillis()),
        step.accepted() ? "" : step.reason(),
        payments.isFinal(step.leaf()) ? receipt(p, step) : null);
  }

  private static String receipt(Payment p, PaymentReader.Step step) {
    return "/payments/" + p.id() + "/receipt?leaf=" + step.leaf();
  }

  private static String cut(String messageId) {
    return messageId.length() <= MESSAGE_ID_SHOWN
        ? messageId
        : messageId.substring(0, MESSAGE_ID_SHOWN - 1) + "…";
  }
}
