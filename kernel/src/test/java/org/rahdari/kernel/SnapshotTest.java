package org.rahdari.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.rahdari.kernel.TestNetwork.BANK;
import static org.rahdari.kernel.TestNetwork.OTHER_PURSE;
import static org.rahdari.kernel.TestNetwork.PURSE;
import static org.rahdari.kernel.TestNetwork.VAULT;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;

class SnapshotTest {

  @Test
  void aRestoredKernelIsTheSavedOne() throws Exception {
    TestNetwork network = busy();

    Kernel restored = TestNetwork.restore(TestNetwork.save(network.kernel));

    assertThat(restored.position()).isEqualTo(network.kernel.position());
    assertThat(restored.timeMillis()).isEqualTo(network.kernel.timeMillis());
    assertThat(restored.digest()).isEqualTo(network.kernel.digest());
    assertThat(restored.nextTimerMillis()).isEqualTo(network.kernel.nextTimerMillis());
    assertThat(TestNetwork.rows(restored)).isEqualTo(TestNetwork.rows(network.kernel));
    assertThat(TestNetwork.save(restored)).isEqualTo(TestNetwork.save(network.kernel));
  }

  @Test
  void whatTheKernelHeldBeforeIsGone() throws Exception {
    TestNetwork empty = new TestNetwork();
    byte[] saved = TestNetwork.save(empty.kernel);
    TestNetwork network = TestNetwork.funded();
    network.by(BANK).instruct(new Core.RevokeKey(2)).mustBeAccepted();

    network.kernel.restore(new DataInputStream(new ByteArrayInputStream(saved)));

    assertThat(TestNetwork.save(network.kernel)).isEqualTo(saved);
    TestNetwork again = new TestNetwork(network.kernel);
    assertThat(again.by(BANK).key(2).instruct(new Shelf.PutBox(1, "a")).results())
        .containsExactly(TestNetwork.ACCEPTED);
  }

  @Test
  void aRestoredKernelKnowsWhichKeysAreRevokedAndWhichEnvelopesWereExecuted() throws Exception {
    TestNetwork network = new TestNetwork();
    byte[] put = network.by(BANK).instruct(new Shelf.PutBox(1, "a")).bytes();
    byte[] late = network.by(BANK).key(2).instruct(new Shelf.PutBox(2, "a")).bytes();
    network.order(List.of(put));
    network.by(BANK).instruct(new Core.RevokeKey(2)).mustBeAccepted();

    Kernel restored = TestNetwork.restore(TestNetwork.save(network.kernel));

    assertThat(new TestNetwork(restored).order(List.of(put, late)).skipped())
        .containsExactly(
            new Execution.Skip(0, Rejection.REPEATED),
            new Execution.Skip(1, Rejection.KEY_REVOKED));
  }

  @Test
  void theStateOfAnotherNetworkIsRefused() {
    Genesis genesis = TestNetwork.genesis();
    Genesis other =
        new Genesis(
            "other.rahdari.org",
            genesis.programs(),
            genesis.parties(),
            genesis.keys(),
            genesis.mandates(),
            genesis.assets(),
            genesis.validators(),
            genesis.quorum(),
            genesis.transferIds());

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () -> TestNetwork.restore(TestNetwork.save(new Kernel(other, TestNetwork.programs()))))
        .withMessageContaining("another network");
  }

  /** Accounts closed and frozen, transfers pending and ended, refusals remembered, records free. */
  private static TestNetwork busy() {
    TestNetwork network = TestNetwork.funded();
    Transfer closing = Transfer.pending(new Id(9, 3), PURSE, OTHER_PURSE, 0, 60);
    network
        .by(BANK)
        .transfer(
            Transfer.pending(new Id(9, 1), PURSE, OTHER_PURSE, 10, 60),
            Transfer.pending(new Id(9, 2), PURSE, OTHER_PURSE, 20, 60),
            Draft.of(closing).flags(TransferFlag.PENDING | TransferFlag.CLOSING_DEBIT).transfer(),
            Transfer.posted(new Id(9, 4), PURSE, OTHER_PURSE, 1),
            Transfer.voided(new Id(9, 5), new Id(9, 1)),
            Transfer.pending(new Id(9, 6), PURSE, OTHER_PURSE, 1, 0))
        .execute();
    network
        .by(BANK)
        .instruct(new Shelf.PutBox(1, "a"), new Shelf.SetBell(network.nowMillis() + 9_000, 1, 2))
        .instruct(new Shelf.MoveInTwo(List.of(), List.of(), Shelf.FAIL))
        .linked(TestNetwork.move(new Id(9, 7), VAULT, OTHER_PURSE, 7))
        .instruct(new Shelf.TakeBox(9))
        .execute();
    network
        .at(TestNetwork.START_MILLIS + 1_000)
        .by(TestNetwork.REGULATOR)
        .instruct(new Core.FreezeAccount(OTHER_PURSE, true, false))
        .mustBeAccepted();
    return network;
  }

  /** Damage is an IOException or leaves a state that can be read and saved again; nothing else. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void damageIsAnIoException(long seed) {
    byte[] saved = TestNetwork.save(busy().kernel);
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged =
          Arrays.copyOf(saved, oneIn(random, 3) ? random.nextInt(saved.length) : saved.length);
      for (int j = random.nextInt(3); j >= 0 && damaged.length > 0; j--)
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      try {
        Kernel restored = TestNetwork.restore(damaged);
        assertThat(TestNetwork.save(restored)).isEqualTo(damaged);
        assertThat(TestNetwork.rows(restored)).isNotEmpty();
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(500);
  }

  private static boolean oneIn(Random random, int cases) {
    return random.nextInt(cases) == 0;
  }
}
