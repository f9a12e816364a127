package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Effect;
import org.rahdari.kernel.Execution;

/** What was executed is read back as it was, from any leaf on. */
class RecordedTest {
  @TempDir Path dir;

  private final List<Execution> executions = Collections.synchronizedList(new ArrayList<>());

  @Test
  void whatIsReadBackIsWhatWasExecuted() throws Exception {
    long now = System.currentTimeMillis();
    try (Replica replica = Replicas.start(dir);
        Following following = replica.follow(0, Network::kernel, executions::addAll)) {
      Replicas.openAccounts(replica);
      Replicas.transferTogether(replica, 1, 20);
      Replicas.commit(replica, Network.transfers(21, 100, now));
      Replicas.commit(replica, Network.pending(22, 1, now));
      // Another envelope with the transfer of the first one: its repeat moves nothing.
      Replicas.commit(replica, Network.transfer(1, now + 2 * 60 * 60 * 1_000));
      Replicas.eventually(() -> replica.read(Network::awaited) == 0);
      Replicas.eventually(() -> following.position() == replica.figures().position());

      // Leaves are recorded a little after their execution.
      Replicas.eventually(() -> replica.figures().treeSize() == executed().size());
      List<Recorded> recorded = replica.recorded(0).toList();
      assertThat(recorded).hasSize((int) replica.figures().treeSize());
      assertThat(recorded.stream().map(RecordedTest::text)).containsExactlyElementsOf(executed());
      assertThat(recorded.stream().flatMap(r -> r.batch().effects().stream()))
          .containsExactly(new Effect.Repeated(0));
      assertThat(replica.recorded(5).map(RecordedTest::text))
          .containsExactlyElementsOf(executed().subList(5, recorded.size()));
      assertThat(replica.recorded(recorded.size())).isEmpty();
    }
  }

  private List<String> executed() {
    List<String> texts = new ArrayList<>();
    for (Execution execution : executions) {
      for (Batch batch : execution.batches()) {
        texts.add(
            text(new Recorded(texts.size(), execution.position(), execution.timeMillis(), batch)));
      }
    }
    return texts;
  }

  private static String text(Recorded r) {
    StringBuilder text = new StringBuilder();
    text.append(r.leaf()).append(' ').append(r.position()).append(' ').append(r.timeMillis());
    text.append(' ').append(r.batch().kind()).append(' ').append(r.batch().envelope());
    text.append(' ').append(List.of(hex(List.of(r.batch().head()))));
    text.append(' ').append(hex(r.batch().items())).append(' ').append(hex(r.batch().results()));
    return text.append(' ').append(r.batch().effects()).toString();
  }

  private static List<String> hex(List<byte[]> all) {
    return all.stream().map(java.util.HexFormat.of()::formatHex).toList();
  }
}
