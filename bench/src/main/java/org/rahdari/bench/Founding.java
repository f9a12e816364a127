package org.rahdari.bench;

import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Core;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Kernel;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.Transfer;

/** Opens the accounts of a run, and puts on them what they have at first. */
final class Founding {
  private final Chart chart;
  private final Network network;
  private final TimeOrderedIds ids;
  private final Catalogue catalogue = Custody.catalogue();

  Founding(Chart chart, Network network, LongSupplier clock) {
    this.chart = chart;
    this.network = network;
    this.ids = new TimeOrderedIds(clock, new SplittableRandom(chart.accounts()));
  }

  /** Takes envelope after envelope. */
  interface Taker {
    void take(byte[] envelope) throws InterruptedException;
  }

  /** Hands the envelopes over in order, each made when it is its turn. */
  void forEach(Taker taker) throws InterruptedException {
    open(Network.BANK, Chart.Kind.FREE, taker);
    open(Network.BANK, Chart.Kind.GOVERNED, taker);
    open(Network.OTHER_BANK, Chart.Kind.OF_THE_OTHER_BANK, taker);
    each(
        IntStream.range(0, chart.accounts()).filter(account -> chart.openingMinor(account) > 0),
        this::fund,
        items -> network.sign(Network.BANK, Header.Content.TRANSFERS, items),
        taker);
  }

  private void open(int party, Chart.Kind kind, Taker taker) throws InterruptedException {
    each(
        chart.of(kind),
        this::open,
        items -> network.sign(party, Header.Content.INSTRUCTIONS, items),
        taker);
  }

  private static void each(
      IntStream accounts,
      IntFunction<byte[]> item,
      Function<List<byte[]>, byte[]> envelope,
      Taker taker)
      throws InterruptedException {
    Iterator<List<byte[]>> windows =
        accounts
            .mapToObj(item)
            .gather(Gatherers.windowFixed(Kernel.ITEMS_PER_ENVELOPE_MAX))
            .iterator();
    while (windows.hasNext()) taker.take(envelope.apply(windows.next()));
  }

  private byte[] open(int account) {
    Id id = chart.id(account);
    if (chart.kind(account) == Chart.Kind.GOVERNED) {
      return catalogue.item(new Custody.Open(id, Network.ASSET));
    }
    int flags = chart.limited(account) ? AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS : 0;
    return catalogue.item(new Core.OpenAccount(id, Network.ASSET, 0, flags));
  }

  private byte[] fund(int account) {
    return Transfer.posted(
            ids.next(), chart.id(Chart.TREASURY), chart.id(account), chart.openingMinor(account))
        .encode();
  }
}
