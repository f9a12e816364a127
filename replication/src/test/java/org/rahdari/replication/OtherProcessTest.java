package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherProcessTest {
  @TempDir Path dir;

  private static String output(String... arguments) throws Exception {
    Process child = Child.run(arguments);
    String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(child.waitFor()).isZero();
    return out;
  }

  @Test
  void aSecondProcessOnTheFolderIsRefused() throws Exception {
    try (Replica replica = Replicas.start(dir)) {
      Replicas.openAccounts(replica);
      assertThat(output("start", dir.toString()))
          .isEqualTo("RefusedException: The folder " + dir + " is in use by another replica.");
      Replicas.transferOneByOne(replica, 1, 1); // and the first one is not disturbed
    }
    assertThat(output("start", dir.toString())).isEqualTo("started at 2");
  }

  @Test
  void executingTheLogAgainInAnotherProcessGivesTheSameDigest() throws Exception {
    String here;
    try (Replica replica = Replicas.start(dir)) {
      Replicas.openAccounts(replica);
      Replicas.transferTogether(replica, 1, 400);
      Replicas.commit(replica, Network.pending(401, 600, System.currentTimeMillis()));
      here = replica.figures().position() + " " + Replicas.digest(replica);
    }
    assertThat(output("digest", dir.toString())).isEqualTo(here);
  }
}
