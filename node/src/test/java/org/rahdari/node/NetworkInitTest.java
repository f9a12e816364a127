package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rahdari.cli.Rahdari;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Ed25519;
import org.rahdari.kernel.Genesis;
import org.rahdari.ledger.Asset;
import org.rahdari.platform.Keyring;
import org.rahdari.platform.Network;
import org.rahdari.platform.NetworkDescription;
import org.rahdari.platform.PlainFailure;
import org.rahdari.program.Party;
import picocli.CommandLine;

/** The folders of a new network: what is in whose, and what is not. */
final class NetworkInitTest {
  private static final List<String> FOUR = List.of("sbp", "cbr", "pboc", "nbk");

  @TempDir Path scratch = Path.of("unset");

  private record Ran(int status, String out, String err) {}

  private static Ran run(String... arguments) {
    return runAll(
        Stream.concat(Stream.of("network", "init"), Stream.of(arguments)).toArray(String[]::new));
  }

  private static Ran runAll(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        Rahdari.commandLine().addSubcommand(new NetworkCommand()).addSubcommand(new NodeCommand());
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int status = line.execute(arguments);
    return new Ran(status, out.toString(), err.toString());
  }

  private Path four() {
    Path out = scratch.resolve("four");
    Ran ran = run("--institutions", String.join(",", FOUR), "--out", out.toString());
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).doesNotContain("Note:").contains("node --config");
    return out;
  }

  private static Set<String> files(Path folder) throws IOException {
    Set<String> files = new TreeSet<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile)
          .forEach(file -> files.add(folder.relativize(file).toString()));
    }
    return files;
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void everyInstitutionGetsItsOwnAndWhatIsCommon() throws IOException {
    Path out = four();
    for (String code : FOUR) {
      assertThat(files(out.resolve(code)))
          .containsExactlyInAnyOrder(
              "node.json",
              "network.json",
              "genesis",
              "policy",
              "version",
              "founding",
              "keys/" + code + ".signing",
              "keys/" + code + ".validator",
              "tls/ca.crt",
              "tls/node.crt",
              "tls/node.key");
      for (String common : List.of("network.json", "genesis", "policy", "version", "tls/ca.crt")) {
        assertThat(out.resolve(code).resolve(common))
            .hasSameBinaryContentAs(out.resolve("sbp").resolve(common));
      }
    }
    assertThat(files(out.resolve("ca"))).containsExactlyInAnyOrder("ca.crt", "ca.key", "README");
    assertThat(Files.exists(out.resolve("others"))).isFalse();
  }

  @Test
  void secretsAreReadableByTheOwnerAlone() throws IOException {
    Path out = four();
    assertThat(mode(out.resolve("ca"))).isEqualTo("rwx------");
    assertThat(mode(out.resolve("ca/ca.key"))).isEqualTo("rw-------");
    for (String code : FOUR) {
      assertThat(mode(out.resolve(code).resolve("keys"))).isEqualTo("rwx------");
      for (String secret :
          List.of("keys/" + code + ".signing", "keys/" + code + ".validator", "tls/node.key")) {
        assertThat(mode(out.resolve(code).resolve(secret))).isEqualTo("rw-------");
      }
    }
  }

  @Test
  void noSecretOfOneIsInTheFolderOfAnother() throws IOException {
    Path out = four();
    for (String owner : FOUR) {
      for (String secret :
          List.of("keys/" + owner + ".signing", "keys/" + owner + ".validator", "tls/node.key")) {
        String text = Files.readString(out.resolve(owner).resolve(secret)).strip();
        assertThat(text.length()).isGreaterThanOrEqualTo(64);
        for (String file : files(out)) {
          if (file.equals(owner + "/" + secret)) continue;
          assertThat(Files.readString(out.resolve(file), StandardCharsets.ISO_8859_1))
              .as(file)
              .doesNotContain(text);
        }
      }
    }
  }

  @Test
  void theKeysAreThoseOfTheGenesis() throws IOException {
    Path out = four();
    Network network = new Network(Genesis.decode(Files.readAllBytes(out.resolve("nbk/genesis"))));
    assertThat(network.genesis().quorum()).isEqualTo(3);
    assertThat(network.genesis().validators()).hasSize(4);
    for (Party party : network.genesis().parties()) {
      Keyring keys = new Keyring(out.resolve(party.code()).resolve("keys"));
      Hash32 signing = Ed25519.publicKey(keys.secret(Network.signingKey(party.code())));
      Hash32 validator = Ed25519.publicKey(keys.secret(Network.validatorKey(party.code())));
      assertThat(network.genesis().keys())
          .anyMatch(k -> k.party() == party.number() && k.publicKey().equals(signing));
      assertThat(network.genesis().validators())
          .anyMatch(v -> v.party() == party.number() && v.publicKey().equals(validator));
    }
  }

  @Test
  void theConfigurationsNameTheSamePeersAndTheirOwnPorts() throws IOException {
    Path out = four();
    List<NodeConfig> configs =
        FOUR.stream().map(code -> NodeConfig.read(out.resolve(code).resolve("node.json"))).toList();
    for (int i = 0; i < FOUR.size(); i++) {
      NodeConfig config = configs.get(i);
      assertThat(config.institution()).isEqualTo(FOUR.get(i));
      assertThat(config.api()).isEqualTo(new NodeConfig.Listener("127.0.0.1", 8081 + i));
      assertThat(config.members()).isEqualTo(new NodeConfig.Listener("127.0.0.1", 8181 + i));
      assertThat(config.raft()).isEqualTo(new NodeConfig.Listener("127.0.0.1", 8281 + i));
      assertThat(config.peers()).isEqualTo(configs.getFirst().peers()).hasSize(4);
      assertThat(config.peer(FOUR.get(i)))
          .isEqualTo(
              new NodeConfig.Peer(
                  FOUR.get(i), "https://127.0.0.1:" + (8181 + i), "127.0.0.1:" + (8281 + i)));
    }
  }

  @Test
  void aHostMayBearTheInstitutionsCode() throws IOException {
    Path out = scratch.resolve("hosts");
    assertThat(
            run(
                    "--institutions",
                    "sbp,nbk",
                    "--host",
                    "{institution}.node.example",
                    "--port-base",
                    "9000",
                    "--out",
                    out.toString())
                .status())
        .isZero();
    NodeConfig config = NodeConfig.read(out.resolve("sbp/node.json"));
    assertThat(config.peer("nbk").members()).isEqualTo("https://nbk.node.example:9102");
    assertThat(config.api().bind()).isEqualTo("127.0.0.1");
    assertThat(config.members().bind()).isEqualTo("sbp.node.example");
  }

  /** The description is as people would write it, and each can pay each in each currency. */
  @Test
  void allThatAreKnownMakeANetwork() throws IOException {
    List<String> all = KnownInstitution.all().stream().map(KnownInstitution::code).toList();
    Path out = scratch.resolve("all");
    assertThat(run("--institutions", String.join(",", all), "--out", out.toString()).status())
        .isZero();
    byte[] json = Files.readAllBytes(out.resolve("sbp/network.json"));
    NetworkDescription description = DataFolder.description(json);
    assertThat(description.rates()).hasSize(all.size() * (all.size() - 1));
    assertThat(description.openings()).hasSameSizeAs(description.rates());
    assertThat(description.rates())
        .allMatch(rate -> rate.rate().signum() > 0 && rate.fee().signum() > 0);
    Network network = new Network(Genesis.decode(Files.readAllBytes(out.resolve("sbp/genesis"))));
    Set<String> agents = new TreeSet<>();
    for (Party party : network.genesis().parties()) agents.addAll(party.agents());
    assertThat(agents).hasSameSizeAs(all);
    for (NetworkDescription.RateLine rate : description.rates()) {
      Asset sell = network.asset(rate.sell()).orElseThrow();
      assertThat(Network.minor(sell, rate.fee())).isPositive();
    }
  }

  @Test
  void fewerThanFourAreWarnedOf() {
    Ran ran = run("--institutions", "sbp", "--out", scratch.resolve("one").toString());
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).contains("Note: with fewer than four validators");
  }

  @Test
  void aDescriptionGivesFoldersToItsValidators() throws IOException {
    Path file = Files.write(scratch.resolve("sample.json"), DemoCommand.sample());
    Path out = scratch.resolve("described");
    assertThat(run("--description", file.toString(), "--out", out.toString()).status()).isZero();
    assertThat(files(out.resolve("state-bank"))).contains("keys/state-bank.signing");
    assertThat(out.resolve("state-bank/network.json")).hasSameBinaryContentAs(file);
    assertThat(files(out.resolve("others")))
        .containsExactlyInAnyOrder(
            "README",
            "global-exchange.signing",
            "insolvency-trust.signing",
            "karachi-exchange.signing",
            "lahore-bank.signing",
            "monitoring-unit.signing",
            "newyork-bank.signing",
            "regulator.signing",
            "revenue-board.signing",
            "riyadh-remit.signing",
            "securities-commission.signing");
    try (Stream<Path> top = Files.list(out)) {
      assertThat(top.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("state-bank", "others", "ca");
    }
  }

  @Test
  void nothingIsWrittenOverAndNothingHalf() throws IOException {
    Path out = four();
    Set<String> before = files(out);
    Ran again = run("--institutions", "sbp", "--out", out.toString());
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err()).contains("something at").hasLineCount(1);
    assertThat(files(out)).isEqualTo(before);

    Path empty = Files.createDirectory(scratch.resolve("empty"));
    assertThat(run("--institutions", "sbp", "--out", empty.toString()).status()).isZero();
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("four", "empty");
    }
  }

  static Stream<List<String>> wrong() {
    String many = String.join(",", IntStream.range(0, 65).mapToObj(i -> "bank-" + i).toList());
    return Stream.of(
        List.of("named twice", "--institutions", "sbp,nbk,sbp"),
        List.of("use --description FILE", "--institutions", "sbp,nobody"),
        List.of("letters, digits and hyphens", "--institutions", "sbp,../x"),
        List.of("letters, digits and hyphens", "--institutions", "sbp,,nbk"),
        List.of("letters, digits and hyphens", "--institutions", ""),
        List.of("64 institutions", "--institutions", many),
        List.of("either --institutions", "--port-base", "9000"),
        List.of("either --institutions", "--institutions", "sbp", "--description", "x.json"),
        List.of("cannot be read", "--description", "is-not-there.json"),
        List.of("neither an address nor a name", "--institutions", "sbp", "--host", "a b"),
        List.of("neither an address nor a name", "--institutions", "sbp", "--host", "999.0.0.1"),
        List.of("from 1 to 65200", "--institutions", "sbp", "--port-base", "65300"),
        List.of("from 1 to 65200", "--institutions", "sbp", "--port-base", "0"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatIsWrongIsSaidInASentence(List<String> expected) throws IOException {
    List<String> arguments = new ArrayList<>(expected.subList(1, expected.size()));
    Path out = scratch.resolve("wrong");
    arguments.addAll(List.of("--out", out.toString()));
    Ran ran = run(arguments.toArray(String[]::new));
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains(expected.getFirst()).hasLineCount(1);
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--data", "--network", "--port", "--bind"})
  void whatTheConfigurationSaysIsNotSaidTwice(String option) {
    Ran ran = runAll("node", "--config", four().resolve("sbp/node.json").toString(), option, "1");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("says what " + option + " would").hasLineCount(1);
  }

  /** Until replication runs them: in a sentence, and leaving the folder as it is. */
  @Test
  void aFolderOfOneOfSeveralValidatorsIsStartedByItsConfiguration() throws IOException {
    Path out = scratch.resolve("two");
    assertThat(
            run("--institutions", "sbp,nbk", "--port-base", "39800", "--out", out.toString())
                .status())
        .isZero();
    Ran ran = runAll("node", "--port", "0", "--data", out.resolve("nbk").toString());
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("several validators: start the node of each with --config");
  }

  /** One thing of a good configuration changed, and the field that the sentence names. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"port\" : 8081 | \"port\" : 70000 | port is a number from 0 to 65535",
        "\"port\" : 8081 | \"port\" : \"x\" | the field api.port is not",
        "\"port\" : 8081 | \"port\" : null | the field api.port is not",
        "\"institution\" : \"sbp\", | | institution is missing",
        "\"institution\" : \"sbp\", | \"institution\" : \"nbk\", | peers does not name nbk",
        "\"api\" : | \"apis\" : | the field api is missing",
        "\"api\" : | \"colour\" : 1, \"api\" : | there is no field colour",
        "\"api\" : | \"api\" : null, \"api\" : | says a thing twice",
        "\"https://127.0.0.1:8181\" | \"http://127.0.0.1:8181\" | members of a peer is https://",
        "\"https://127.0.0.1:8181\" | \"https://127.0.0.1\" | members of a peer ends in HOST:PORT",
        "\"127.0.0.1:8281\" | \"127.0.0.1:x\" | raft of a peer ends in HOST:PORT",
        "\"bind\" : \"127.0.0.1\" | \"bind\" : \"a b\" | bind is an address",
        "\"type\" : \"files\" | \"type\" : \"pkcs11\" | token of the keystore is missing",
        "\"key\" : | \"keys\" : 1, \"key\" : | there is no field tls.keys",
        "{ | [ | not",
      })
  void aConfigurationThatIsWrongNamesTheField(String right, String wrong, String sentence)
      throws IOException {
    Path out = scratch.resolve("config");
    assertThat(run("--institutions", "sbp", "--out", out.toString()).status()).isZero();
    Path file = out.resolve("sbp/node.json");
    String text = Files.readString(file);
    assertThat(text).contains(right);
    Files.writeString(file, text.replaceFirst(Pattern.quote(right), wrong == null ? "" : wrong));
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> NodeConfig.read(file))
        .withMessageContaining("node.json")
        .withMessageContaining(sentence)
        .withMessageEndingWith(".");
  }
}
