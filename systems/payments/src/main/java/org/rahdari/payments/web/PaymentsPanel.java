package org.rahdari.payments.web;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.rahdari.payments.Payment;
import org.rahdari.platform.Network;
import org.rahdari.platform.Panel;
import org.rahdari.platform.Shown;
import org.rahdari.program.Party;

/** Payments on the overview: how many in each state, what was settled, the latest. */
public final class PaymentsPanel implements Panel {
  private static final int LATEST = 5;

  private final PaymentReader payments;
  private final Network network;
  private final PaymentLines lines;
  private final InstantSource clock;

  /** The panel; the clock says when today began. */
  public PaymentsPanel(PaymentReader payments, Network network, InstantSource clock) {
    this.payments = payments;
    this.network = network;
    this.lines = new PaymentLines(network, payments);
    this.clock = clock;
  }

  /**
   * What is shown.
   *
   * @param all whether the viewer sees every payment of the network
   */
  public record Overview(
      boolean all,
      List<StateCount> states,
      List<VolumeLine> volumes,
      List<PaymentLines.Line> latest) {}

  /** How many payments are in a state. */
  public record StateCount(Payment.State state, String word, String payments) {}

  /** What payees received of one asset, today (UTC) and in all. */
  public record VolumeLine(String asset, Shown.Money today, Shown.Money all) {}

  @Override
  public String template() {
    return "payments/panel.jte";
  }

  @Override
  public Overview model(Party viewer) {
    Map<Payment.State, Long> counts = payments.counts(viewer);
    return new Overview(
        payments.seesAll(viewer),
        Arrays.stream(Payment.State.values())
            .map(
                s ->
                    new StateCount(
                        s, PaymentLines.word(s), Shown.count(counts.getOrDefault(s, 0L))))
            .toList(),
        payments.settled(viewer, todayMillis()).stream().map(this::volume).toList(),
        payments.newest(viewer, null, LATEST).stream().map(lines::line).toList());
  }

  private long todayMillis() {
    return clock
        .instant()
        .atOffset(ZoneOffset.UTC)
        .truncatedTo(ChronoUnit.DAYS)
        .toInstant()
        .toEpochMilli();
  }

  private VolumeLine volume(PaymentReader.Volume volume) {
    var asset = network.asset(volume.asset());
    return new VolumeLine(
        asset.code(),
        Shown.Money.of(asset, volume.sinceMinor()),
        Shown.Money.of(asset, volume.allMinor()));
  }
}
