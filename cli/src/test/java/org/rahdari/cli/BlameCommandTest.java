package org.rahdari.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.transparency.CheckpointSigner;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.Hashes;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.PolicyChange;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.TileLog;
import org.rahdari.transparency.TrustPolicy;
import picocli.CommandLine;

/** Two copies of a log that part at the eighth leaf, as an auditor would lay them side by side. */
class BlameCommandTest {
  private static final int FORK = 7;

  private final List<NoteSigner> signers =
      List.of(
          signer("bank-a.example", 1), signer("bank-b.example", 2), signer("bank-c.example", 3));
  private final TrustPolicy policy =
      new TrustPolicy("ledger.example", 3, signers.stream().map(NoteSigner::verifierKey).toList());
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @BeforeEach
  void writePolicy() throws IOException {
    Files.writeString(file("policy"), policy.toText());
  }

  @Test
  void whoSignedBothRootsIsNamedOneALine() throws IOException {
    Files.write(file("a"), note(policy, root(9, false), 9, 0, 1).format());
    Files.write(file("b"), note(policy, root(9, true), 9, 1, 2).format());
    assertThat(blame("a", "b")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "TWO HISTORIES: two roots of 9 leaves were signed. Both are signed by",
            "bank-b.example");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void foldersOfDifferentSizeAreComparedByTheirTiles() throws IOException {
    mirror("honest", 8, false);
    mirror("grown", 12, false);
    mirror("forked", 12, true);
    assertThat(blame("honest", "forked")).isZero();
    assertThat(out.toString())
        .contains("a tree of 12 leaves was signed that does not begin with the signed tree of 8");
    assertThat(blame("grown", "honest")).isEqualTo(1);
    assertThat(out.toString())
        .endsWith("NO CONFLICT: the tree of 12 leaves begins with the tree of 8 leaves.\n");
  }

  @Test
  void withoutTilesADifferenceOfSizeIsNoEvidence() throws IOException {
    Files.write(file("a"), note(policy, root(9, false), 9, 0, 1, 2).format());
    Files.write(file("b"), note(policy, root(12, true), 12, 0, 1, 2).format());
    assertThat(blame("a", "b")).isEqualTo(1);
    assertThat(out.toString()).startsWith("NO CONFLICT: checkpoints of 9 and 12 leaves are not");
  }

  @Test
  void aLaterPolicyIsFoundInTheHistory() throws IOException {
    TrustPolicy next =
        new TrustPolicy("ledger.example", 2, 3, policy.validators(), List.of(), List.of());
    List<Note> signed = signers.stream().map(s -> PolicyChange.sign(next, s)).toList();
    PolicyHistory history = PolicyHistory.of(policy).with(PolicyChange.combine(policy, signed));
    Files.write(file("history"), history.format());
    Files.write(file("a"), note(policy, root(9, false), 9, 0).format());
    Files.write(file("b"), note(next, root(9, true), 9, 0).format());
    assertThat(blame("a", "b")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("NOT COMPARED: the checkpoint cites policy 2, given is policy 1.\n");
    assertThat(blame("a", "b", "--history", file("history").toString())).isZero();
    assertThat(out.toString()).endsWith("bank-a.example\n");
    assertThat(blame("a", "b", "--history", file("a").toString())).isEqualTo(2);
  }

  @Test
  void whatCannotBeReadIsSaidAndEndsWithTwo() throws IOException {
    Files.write(file("a"), note(policy, root(9, false), 9, 0).format());
    Files.writeString(file("b"), "nothing signed\n");
    assertThat(blame("a", "b")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(file("b") + " is no evidence: note has no blank line before signatures.\n");
    assertThat(blame("a", "missing")).isEqualTo(2);
    Files.createDirectory(file("empty"));
    assertThat(blame("a", "empty")).isEqualTo(2);
    Files.writeString(file("policy"), "origin\n");
    assertThat(blame("a", "a")).isEqualTo(2);
    assertThat(err.toString())
        .contains("The policy " + file("policy") + " is not one: policy line");
    assertThat(run("blame", file("a").toString())).isEqualTo(2);
  }

  private int blame(String first, String second, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("blame", file(first).toString(), file(second).toString()));
    arguments.addAll(List.of("--policy", file("policy").toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    CommandLine line = Rahdari.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private Note note(TrustPolicy under, Hash root, long size, int... by) {
    List<Note> notes = new ArrayList<>();
    for (int i : by) notes.add(new CheckpointSigner(under, signers.get(i)).sign(size, root));
    return CheckpointSigner.combine(under, notes);
  }

  private Hash root(int leaves, boolean forked) throws IOException {
    try (TileLog log = log(folder.resolve("scratch"), leaves, forked)) {
      return log.rootAt(leaves);
    }
  }

  private void mirror(String name, int leaves, boolean forked) throws IOException {
    try (TileLog log = log(file(name).resolve("tiles"), leaves, forked)) {
      Note note = note(policy, log.rootAt(leaves), leaves, 0, 1, 2);
      Files.write(file(name).resolve("checkpoint"), note.format());
    }
  }

  private static TileLog log(Path tiles, int leaves, boolean forked) throws IOException {
    TileLog log = TileLog.open(tiles);
    log.truncate(0);
    for (int i = 0; i < leaves; i++) {
      log.append(Hashes.leaf(new byte[] {(byte) i, (byte) (forked && i >= FORK ? 1 : 0)}));
    }
    return log;
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private static NoteSigner signer(String name, int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) number;
    return new NoteSigner(name, seed);
  }
}
