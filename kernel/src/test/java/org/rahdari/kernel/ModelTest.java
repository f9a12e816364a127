package org.rahdari.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The kernel does what the {@link Model} does, whatever a hostile {@link Mix} says.
 *
 * <p>{@code -Drahdari.model.seconds=} runs it for so long, {@code -Drahdari.model.seed=} with one
 * seed alone.
 */
class ModelTest {
  private static final int SECONDS = Integer.getInteger("rahdari.model.seconds", 20);
  private static final @Nullable Long SEED = Long.getLong("rahdari.model.seed");
  private static final int SEEDS_MIN = 2;
  private static final int STEPS = 600;
  private static final long SHRINKING_SECONDS = 60;

  private final Map<String, Integer> told = new TreeMap<>();
  private long envelopes;
  private long transfers;
  private long images;

  @Test
  void theKernelDoesWhatTheModelDoes() {
    long untilNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    long first = SEED == null ? 1 : SEED;
    long seed = first;
    do follow(seed++);
    while (SEED == null && (seed - first < SEEDS_MIN || System.nanoTime() < untilNanos));
    System.out.printf(
        "model: seeds %d to %d, %d envelopes, %d transfers, %d images, %s%n",
        first, seed - 1, envelopes, transfers, images, told);
    if (SEED == null) assertThat(told).hasSizeGreaterThan(50);
  }

  private void follow(long seed) {
    Comparison comparison = new Comparison(seed);
    Mix mix = new Mix(seed, comparison.model, comparison.kernel.catalogue());
    List<Mix.Step> steps = new ArrayList<>();
    try {
      for (Mix.Step step : mix.beginnings()) {
        steps.add(step);
        comparison.follow(step);
      }
      for (int i = 0; i < STEPS; i++) {
        steps.add(mix.next());
        comparison.follow(steps.getLast());
      }
      comparison.end();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(whatDiffers(seed, steps), e);
    }
    envelopes += comparison.envelopes;
    transfers += comparison.transfers;
    images += comparison.images;
    comparison.told.forEach((reason, times) -> told.merge(reason, times, Integer::sum));
  }

  private static String whatDiffers(long seed, List<Mix.Step> steps) {
    long forNanos = TimeUnit.SECONDS.toNanos(SHRINKING_SECONDS);
    List<Mix.Step> fewer = new Shrinking(ModelTest::differs, forNanos).shrink(steps);
    return "with the seed %d, after %d steps, of which %d remain: %s"
        .formatted(
            seed,
            steps.size(),
            fewer.size(),
            Shrinking.describe(fewer, Catalogue.of(TestNetwork.programs())));
  }

  private static boolean differs(List<Mix.Step> steps) {
    Comparison comparison = new Comparison(null);
    try {
      for (Mix.Step step : steps) comparison.follow(step);
      comparison.end();
      return false;
    } catch (Exception | AssertionError e) {
      return true;
    }
  }
}
