package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.transparency.CheckpointSigner;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.Hashes;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.Verifier;

/** A mirror believes what it has executed and a quorum has signed, and nothing that it is told. */
class MirrorTest {
  private static final int FETCH_BYTES = 4_096;
  private static final Audit.Progress QUIET = (position, of) -> {};

  @TempDir Path dir;

  /** A node as a mirror reaches it. */
  private record Of(Replica replica) implements LogSource {
    @Override
    public byte[] records(long fromPosition) throws IOException {
      return replica.records(fromPosition, FETCH_BYTES);
    }

    @Override
    public Optional<byte[]> checkpoint() {
      return replica.checkpoint();
    }
  }

  private Replica mirror(LogSource source) throws IOException {
    return Replica.mirror(
        dir.resolve("mirror"),
        Network.policy(),
        source,
        System::currentTimeMillis,
        Network.kernel());
  }

  private Replica node() throws IOException {
    return Replicas.start(dir.resolve("node"));
  }

  @Test
  void followsExecutesAndProves() throws Exception {
    try (Replica node = node();
        Replica mirror = mirror(new Of(node))) {
      Replicas.openAccounts(node);
      Replicas.transferOneByOne(node, 1, 30);
      Submitted.Committed last = Replicas.commit(node, Network.transfers(31, 70, now()));
      Replicas.get(mirror.awaitFinal(last.leaf()));
      assertThat(Replicas.digest(mirror)).isEqualTo(Replicas.digest(node));
      assertThat(mirror.read(Network::moved)).isEqualTo(100);
      byte[] receipt = mirror.receipt(last.leaf(), 69).orElseThrow();
      assertThat(Verifier.verify(receipt, Network.policy())).isInstanceOf(Verified.class);
      assertThat(mirror.trouble()).isEmpty();
      assertThat(mirror.leads()).isFalse();
    }
  }

  @Test
  void takesNoEnvelopes() throws Exception {
    try (Replica node = node();
        Replica mirror = mirror(new Of(node))) {
      Replicas.openAccounts(node);
      Replicas.eventually(() -> mirror.figures().position() == node.figures().position());
      assertThat(mirror.submit(Network.transfer(1, now())))
          .failsWithin(java.time.Duration.ofSeconds(30))
          .withThrowableThat()
          .withMessageContaining("A mirror takes no envelopes.");
    }
  }

  @Test
  void goesOnWhereItStoppedAndIsAudited() throws Exception {
    try (Replica node = node()) {
      Replicas.openAccounts(node);
      try (Replica mirror = mirror(new Of(node))) {
        Replicas.transferOneByOne(node, 1, 10);
        Replicas.eventually(() -> mirror.figures().finalSize() == 11);
      }
      Replicas.transferOneByOne(node, 11, 20);
      try (Replica mirror = mirror(new Of(node))) {
        Replicas.eventually(() -> mirror.figures().finalSize() == 21);
        assertThat(Replicas.digest(mirror)).isEqualTo(Replicas.digest(node));
      }
    }
    Path mirror = dir.resolve("mirror");
    Audit.Found found = Audit.of(mirror, Network.policy(), Network.kernel(), QUIET);
    assertThat(found)
        .isInstanceOfSatisfying(
            Audit.Found.Agrees.class,
            agrees -> {
              assertThat(agrees.positions()).isEqualTo(21);
              assertThat(agrees.leaves()).isEqualTo(21);
              assertThat(agrees.signed()).isPresent();
            });
    // Leaf 7 is of position 8: the accounts were opened by position 1.
    Replicas.flip(mirror.resolve("tiles/level-0"), 7 * 32);
    assertThat(Audit.of(mirror, Network.policy(), Network.kernel(), QUIET))
        .isEqualTo(
            new Audit.Found.Differs(
                8,
                7,
                "The entry at position 8 gives another leaf 7 than the tree beside the log has."));
  }

  /** One of no leaves is no less a checkpoint: it is signed by those who say so, or refused. */
  @Test
  void anAuditJudgesACheckpointOfNoLeavesToo() throws Exception {
    try (Replica node = node()) {
      Replicas.openAccounts(node);
    }
    Path folder = dir.resolve("node");
    Path kept = folder.resolve("checkpoint");
    assertThat(kept).exists();
    CheckpointSigner signer = new CheckpointSigner(Network.policy(), Network.signer());
    Note nothing = signer.sign(0, Hashes.EMPTY_ROOT);

    NoteSigner stranger = new NoteSigner("stranger.example", new byte[32]);
    Files.write(kept, new Note(nothing.text(), List.of(stranger.sign(nothing.text()))).format());
    assertThat(Audit.of(folder, Network.policy(), Network.kernel(), QUIET))
        .isInstanceOfSatisfying(
            Audit.Found.Differs.class,
            differs -> {
              assertThat(differs.position()).isZero();
              assertThat(differs.leaf()).isZero();
              assertThat(differs.sentence())
                  .startsWith("The checkpoint of the folder is refused: stranger.example");
            });
    Files.write(kept, signer.sign(0, Hash.of(new byte[32])).format());
    assertThat(Audit.of(folder, Network.policy(), Network.kernel(), QUIET))
        .isInstanceOfSatisfying(
            Audit.Found.Differs.class,
            differs ->
                assertThat(differs.sentence()).startsWith("The first 0 leaves give another root"));
    Files.write(kept, nothing.format());
    assertThat(Audit.of(folder, Network.policy(), Network.kernel(), QUIET))
        .isInstanceOfSatisfying(
            Audit.Found.Agrees.class, agrees -> assertThat(agrees.signed()).isPresent());
  }

  @Test
  void namesTheOneThatSignedAnotherTree() throws Exception {
    byte[] lie =
        new CheckpointSigner(Network.policy(), Network.signer())
            .sign(3, Hash.of(new byte[32]))
            .format();
    try (Replica node = node()) {
      Replicas.openAccounts(node);
      Replicas.transferOneByOne(node, 1, 5);
      LogSource liar =
          new LogSource() {
            @Override
            public byte[] records(long fromPosition) throws IOException {
              return node.records(fromPosition, FETCH_BYTES);
            }

            @Override
            public Optional<byte[]> checkpoint() {
              return Optional.of(lie);
            }
          };
      try (Replica mirror = mirror(liar)) {
        Replicas.eventually(() -> !mirror.conflicts().isEmpty());
        assertThat(mirror.conflicts())
            .extracting(Conflict::validator, Conflict::size)
            .containsExactly(
                org.assertj.core.api.Assertions.tuple(Network.signer().verifierKey().name(), 3L));
        assertThat(mirror.conflicts().getFirst().note()).isEqualTo(lie);
        Replicas.eventually(() -> mirror.trouble().isPresent());
        assertThat(mirror.trouble().orElseThrow()).startsWith("1 of 1 validators have signed");
        assertThat(mirror.read(Network::moved)).isGreaterThanOrEqualTo(1);
      }
    }
  }

  @Test
  void refusesRecordsThatAreNotTheNextOnes() throws Exception {
    try (Replica node = node()) {
      Replicas.openAccounts(node);
      Replicas.transferOneByOne(node, 1, 5);
      byte[] all = node.records(1, 1 << 20);
      for (int at = 0; at < all.length; at += 173) {
        byte[] spoilt = all.clone();
        spoilt[at] ^= 0x10;
        assertThat(fetched(spoilt, at)).as("byte " + at).doesNotContain("-");
      }
      assertThat(fetched(java.util.Arrays.copyOf(all, all.length - 1), 1_000_001))
          .isEqualTo("the answer ends within a record");
      assertThat(fetched(node.records(2, 1 << 20), 1_000_002))
          .isEqualTo("position 2 comes where 1 is asked for");
    }
  }

  /** What a mirror says about these records, or a dash where it took every one of them. */
  private String fetched(byte[] records, int number) throws Exception {
    LogSource source =
        new LogSource() {
          @Override
          public byte[] records(long fromPosition) {
            return fromPosition == 1 ? records : new byte[0];
          }

          @Override
          public Optional<byte[]> checkpoint() {
            return Optional.empty();
          }
        };
    try (Replica mirror =
        Replica.mirror(
            dir.resolve("fetched-" + number),
            Network.policy(),
            source,
            System::currentTimeMillis,
            Network.kernel())) {
      Replicas.eventually(() -> mirror.trouble().isPresent() || mirror.figures().position() == 6);
      return mirror.trouble().orElse("-");
    }
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
