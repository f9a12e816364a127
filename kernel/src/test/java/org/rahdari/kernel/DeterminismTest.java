package org.rahdari.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.kernel.TestNetwork.BANK;
import static org.rahdari.kernel.TestNetwork.CENTRAL_BANK;
import static org.rahdari.kernel.TestNetwork.OTHER_BANK;
import static org.rahdari.kernel.TestNetwork.OTHER_PURSE;
import static org.rahdari.kernel.TestNetwork.PURSE;
import static org.rahdari.kernel.TestNetwork.START_MILLIS;
import static org.rahdari.kernel.TestNetwork.VAULT;
import static org.rahdari.kernel.TestNetwork.move;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;

class DeterminismTest {
  private static final int ENTRIES = 150;

  /** Another locale, time zone, encoding, compiler and way of making hash codes. */
  @Test
  void anotherProcessComesToTheSame() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Duser.timezone=Asia/Karachi",
                "-Dfile.encoding=ISO-8859-1",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:hashCode=0",
                "-cp",
                System.getProperty("java.class.path"),
                Hostile.class.getName(),
                "42",
                String.valueOf(ENTRIES))
            .redirectErrorStream(true)
            .start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).isEqualTo(Hostile.verdict(42, ENTRIES));
    assertThat(said).isNotEqualTo(Hostile.verdict(43, ENTRIES));
  }

  /**
   * What a fixed log comes to. Networks that run hold these bytes: if the test fails and the change
   * of behaviour was not wanted, it is a defect. If it was, copy the new values out of the failure
   * and say in the commit what changed and which networks must start anew.
   */
  @Test
  void aFixedLogComesToWhatItAlwaysCameTo() {
    TestNetwork network = TestNetwork.funded();
    List<Execution> executions = fixedLog(network);

    Hash32 leaves = Hash32.ZERO;
    for (Execution execution : executions)
      leaves = Hash32.sha256(leaves.bytes(), Hostile.leaves(execution).bytes());
    assertThat(
            List.of(
                "network  " + network.kernel.network(),
                "digest   " + network.kernel.digest(),
                "leaves   " + leaves,
                "snapshot " + Hash32.sha256(TestNetwork.save(network.kernel))))
        .containsExactly(
            "network  3b569dd0e7e8c5ad1a5a84fbeaddb7c1ac3e1efc1b0f193e08a0370d94111181",
            "digest   28040c994d9fd80e8196c89055c219e78d08f75e5939cde5380e1eb698ee40e8",
            "leaves   93614b632217940a4e87a28b559891e7bf589b87cca0875661ffeb33257be617",
            "snapshot ed3a610c41d4ee00f759ee0e63a161e21167e3d5e948fb60f7f29d2b5f58bd34");
  }

  private static List<Execution> fixedLog(TestNetwork network) {
    List<Execution> executions = new ArrayList<>();
    executions.add(
        network
            .by(BANK)
            .transfer(
                Transfer.posted(new Id(9, 1), PURSE, OTHER_PURSE, 10),
                Transfer.pending(new Id(9, 2), PURSE, OTHER_PURSE, 20, 0),
                Transfer.pending(new Id(9, 3), PURSE, OTHER_PURSE, 30, 1),
                Transfer.pending(new Id(9, 4), PURSE, OTHER_PURSE, 40, 1).linked(),
                Transfer.posted(new Id(9, 5), PURSE, OTHER_PURSE, 5_000))
            .execute());
    executions.add(
        network
            .by(BANK)
            .instruct(
                new Shelf.PutBox(1, "é"),
                new Shelf.PutBox(2, "b"),
                new Shelf.TakeBox(1),
                new Shelf.FailWithBox(3),
                new Shelf.SetBell(START_MILLIS + 500, 7, 2),
                move(new Id(9, 6), VAULT, OTHER_PURSE, 60),
                new Core.RevokeKey(2))
            .execute());
    network.at(START_MILLIS + 1_000);
    byte[] revoked = network.by(BANK).key(2).instruct(new Shelf.TakeBox(2)).bytes();
    byte[] post = network.by(BANK).transfer(Transfer.post(new Id(9, 7), new Id(9, 2), 15)).bytes();
    byte[] key =
        network
            .by(OTHER_BANK)
            .instruct(new Core.AddKey(3, Ed25519.publicKey(TestNetwork.secret(OTHER_BANK, 3))))
            .bytes();
    byte[] mint =
        network
            .by(CENTRAL_BANK)
            .transfer(Transfer.posted(new Id(9, 8), TestNetwork.MINT, PURSE, 1))
            .bytes();
    byte[] freeze =
        network
            .by(TestNetwork.REGULATOR)
            .instruct(new Core.FreezeAccount(VAULT, true, false))
            .bytes();
    executions.add(network.order(List.of(revoked, post, key, mint, mint, freeze)));
    executions.add(
        network
            .by(BANK)
            .transfer(
                Transfer.posted(new Id(9, 5), PURSE, OTHER_PURSE, 1),
                Draft.of(Transfer.posted(new Id(9, 10), PURSE, OTHER_PURSE, Transfer.AMOUNT_ALL))
                    .flags(TransferFlag.BALANCING_DEBIT)
                    .userData(new Id(7, 7), 8, 9)
                    .transfer(),
                Draft.of(Transfer.pending(new Id(9, 11), PURSE, OTHER_PURSE, 0, 60))
                    .flags(TransferFlag.PENDING | TransferFlag.CLOSING_DEBIT)
                    .code(3)
                    .transfer(),
                Transfer.posted(new Id(9, 12), PURSE, OTHER_PURSE, 0),
                Transfer.voided(new Id(9, 13), new Id(9, 2)))
            .execute());
    executions.add(network.by(BANK).instruct(move(new Id(9, 14), VAULT, PURSE, 1)).execute());
    executions.add(network.at(START_MILLIS + 90_000).tick());
    return executions;
  }
}
