package org.rahdari.kernel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.rahdari.codec.Id;
import org.rahdari.codec.MalformedException;
import org.rahdari.ledger.Transfer;

/** Leaves out of some steps what a difference does not need, while there is time. */
final class Shrinking {
  private static final int PRINTED_MAX = 40;

  private final Predicate<List<Mix.Step>> differs;
  private final long untilNanos;

  Shrinking(Predicate<List<Mix.Step>> differs, long forNanos) {
    this.differs = differs;
    this.untilNanos = System.nanoTime() + forNanos;
  }

  List<Mix.Step> shrink(List<Mix.Step> steps) {
    if (!differs.test(steps)) return steps;
    List<Mix.Step> fewer = fewer(steps, differs);
    for (int i = 0; i < fewer.size(); i++) {
      fewer = withFewerEnvelopes(fewer, i);
      for (int j = 0; j < fewer.get(i).said().size(); j++) fewer = withFewerItems(fewer, i, j);
    }
    return fewer;
  }

  private List<Mix.Step> withFewerEnvelopes(List<Mix.Step> steps, int step) {
    List<Mix.Said> said = steps.get(step).said();
    return with(steps, step, fewer(said, s -> differs.test(with(steps, step, s))));
  }

  private List<Mix.Step> withFewerItems(List<Mix.Step> steps, int step, int envelope) {
    List<byte[]> items = steps.get(step).said().get(envelope).items();
    List<byte[]> fewer =
        fewer(items, i -> !i.isEmpty() && differs.test(with(steps, step, envelope, i)));
    return with(steps, step, envelope, fewer);
  }

  private static List<Mix.Step> with(
      List<Mix.Step> steps, int step, int envelope, List<byte[]> items) {
    List<Mix.Said> others = new ArrayList<>(steps.get(step).said());
    Mix.Said said = others.get(envelope);
    others.set(envelope, new Mix.Said(said.party(), said.content(), items));
    return with(steps, step, others);
  }

  private static List<Mix.Step> with(List<Mix.Step> steps, int step, List<Mix.Said> said) {
    List<Mix.Step> with = new ArrayList<>(steps);
    with.set(step, new Mix.Step(steps.get(step).stampMillis(), said));
    return with;
  }

  /** Takes runs of elements away, half of them first and single ones last. */
  private <T> List<T> fewer(List<T> all, Predicate<List<T>> stillDiffers) {
    List<T> kept = all;
    for (int run = Math.max(1, all.size() / 2); run >= 1; run /= 2) {
      for (int from = 0; from < kept.size() && System.nanoTime() < untilNanos; ) {
        List<T> without = new ArrayList<>(kept.subList(0, from));
        without.addAll(kept.subList(Math.min(kept.size(), from + run), kept.size()));
        if (stillDiffers.test(without)) kept = without;
        else from += run;
      }
    }
    return kept;
  }

  /** The last of the steps, in words. */
  static String describe(List<Mix.Step> steps, Catalogue catalogue) {
    List<String> lines = new ArrayList<>();
    for (Mix.Step step : steps) {
      lines.add("at " + step.stampMillis());
      for (Mix.Said said : step.said()) {
        lines.add("  party " + said.party());
        for (byte[] item : said.items()) lines.add("    " + describe(said, item, catalogue));
      }
    }
    int left = Math.max(0, lines.size() - PRINTED_MAX);
    String told = String.join("\n", lines.subList(left, lines.size()));
    return "\n(%d lines left out)\n%s".formatted(left, told.replace(Id.NONE.toString(), "none"));
  }

  private static String describe(Mix.Said said, byte[] item, Catalogue catalogue) {
    if (said.content() == Header.Content.INSTRUCTIONS) {
      String linked = Catalogue.linked(item, 0, item.length) ? " linked" : "";
      return catalogue.describe(item).content() + linked;
    }
    try {
      return Transfer.decode(ByteBuffer.wrap(item)).toString();
    } catch (MalformedException e) {
      return "a transfer that does not end in zeroes";
    }
  }
}
