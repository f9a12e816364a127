package org.rahdari.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short run of every target, in one process, the same each time. */
final class FuzzTest {
  private static final long INPUTS = 6_000;
  private static final long SEED = 2_026;

  @Test
  void everySeedIsTaken() throws Exception {
    for (Target target : Targets.ALL) {
      List<byte[]> seeds = target.seeds().make();
      assertThat(seeds).as(target.name()).isNotEmpty();
      for (byte[] seed : seeds) {
        assertThat(JazzerEntry.holds(target, seed)).as(target.name()).isTrue();
      }
    }
  }

  /** A check that cannot fail is none: every decoder refuses some seed that is torn or spoilt. */
  @Test
  void everyDecoderRefusesSomeSpoiltSeed() throws Exception {
    for (Target target : Targets.ALL) {
      assertThat(refusesSomeSpoiltSeed(target)).as(target.name()).isTrue();
    }
  }

  @Test
  void everyDecoderKeepsItsLaws(@TempDir Path folder) throws IOException, InterruptedException {
    Campaign.Report report =
        new Campaign(Targets.ALL, folder).run(Campaign.Effort.inputs(INPUTS, SEED), tallies -> {});
    report.tallies().forEach(System.out::println);
    assertThat(report.finding().map(FuzzTest::told)).isEmpty();
    for (Tally tally : report.tallies()) {
      assertThat(tally.taken()).as(tally.target()).isPositive();
    }
  }

  private static boolean refusesSomeSpoiltSeed(Target target) throws Exception {
    for (byte[] seed : target.seeds().make()) {
      for (int at = 0; at < seed.length; at++) {
        byte[] spoilt = seed.clone();
        spoilt[at] ^= (byte) 0xFF;
        if (!JazzerEntry.holds(target, spoilt)) return true;
        if (!JazzerEntry.holds(target, Arrays.copyOf(seed, at))) return true;
      }
    }
    return false;
  }

  private static String told(Campaign.Finding finding) {
    return finding.target()
        + " given "
        + finding.base64()
        + " (base64): "
        + String.join("\n", finding.trace());
  }
}
