package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rahdari.kernel.Genesis;
import org.rahdari.kernel.Kernel;
import org.rahdari.replication.Audit;
import org.rahdari.transparency.TrustPolicy;
import org.springframework.util.FileSystemUtils;

/**
 * What this software makes of the logs that others before it have written: the same, leaf by leaf,
 * as their validators have signed. One that fails here says that behaviour has changed without a
 * new version of its program.
 *
 * <p>A folder is what a node of a release left, without its secrets: genesis, policy, and of the
 * ledger the log, its checkpoint and the hashes of the leaves. A release adds its own.
 */
class GoldenLogTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir Path scratch;

  static List<Path> golden() throws Exception {
    try (Stream<Path> all = Files.walk(GOLDEN)) {
      return all.filter(each -> each.endsWith("genesis")).map(Path::getParent).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("golden")
  void comesToWhatWasSignedThen(Path folder) throws Exception {
    Path copy = scratch.resolve("copy");
    FileSystemUtils.copyRecursively(folder, copy);
    Kernel kernel =
        new Kernel(
            Genesis.decode(Files.readAllBytes(copy.resolve("genesis"))), DataFolder.PROGRAMS);
    TrustPolicy policy = TrustPolicy.parse(Files.readAllBytes(copy.resolve("policy")));
    long leaves = Files.size(copy.resolve("ledger/tiles/level-0")) / 32;

    Audit.Found found = Audit.of(copy.resolve("ledger"), policy, kernel, (at, of) -> {});

    assertThat(found)
        .isInstanceOfSatisfying(
            Audit.Found.Agrees.class,
            agrees -> {
              assertThat(agrees.leaves()).isEqualTo(leaves).isGreaterThan(10);
              assertThat(agrees.signed()).isPresent();
            });
  }
}
