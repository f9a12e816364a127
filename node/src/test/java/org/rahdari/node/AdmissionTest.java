package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.cli.NodeClient;
import org.rahdari.cli.Rahdari;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A fourth institution joins three that run, by commands alone, and a founder leaves: each with a
 * process and keys of its own.
 */
class AdmissionTest {
  private static final List<String> FOUNDERS = List.of("sbp", "cbr", "pboc");
  private static final String NEW = "nbk";
  private static final Pattern HASH = Pattern.compile("hash ([0-9a-f]{64})");
  private static final long ENOUGH_SECONDS = 120;

  @TempDir Path dir;
  private final List<MemberProcess> processes = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    for (MemberProcess each : processes) each.close();
  }

  @Test
  void admitsOneAndLetsAnotherGoWithoutAStop() throws Exception {
    Path members = dir.resolve("members");
    int ports = NetworkDemoCommand.freePorts();
    new NetworkFolders(description(), "127.0.0.1", ports).write(members, Instant.now());
    for (String code : FOUNDERS) start(new MemberProcess(code, members.resolve(code)));
    for (MemberProcess each : processes) each.awaitUp();

    Path joining = members.resolve(NEW);
    String[] admit = {
      "--ca", members.resolve("ca").toString(),
      "--like", members.resolve("sbp").toString(),
      "--institution", NEW,
      "--signing-key", members.resolve("others").resolve(NEW + ".signing").toString(),
      "--api-port", String.valueOf(ports + FOUNDERS.size() + 1),
      "--out", joining.toString()
    };
    assertThat(run(new NetworkAdmitCommand(), admit)).contains("member propose --join");
    MemberProcess fourth = new MemberProcess(NEW, joining);
    start(fourth);

    String proposed =
        member("sbp", members, "propose", "--join", joining.resolve("joining.json").toString());
    assertThat(proposed).contains("more approvals are needed");
    String listed = member("cbr", members, "list");
    assertThat(listed).contains(NEW + " is reached at https://127.0.0.1:");
    String hash = hash(listed);
    assertThat(member("cbr", members, "approve", "sbp", hash)).contains("more approvals");
    assertThat(refused("cbr", members, "approve", "sbp", hash)).contains("APPROVED_BEFORE");
    assertThat(refused("cbr", members, "approve", "sbp", "0".repeat(64)))
        .contains("proposes nothing");
    assertThat(member("pboc", members, "approve", "sbp", hash)).contains("policy 2 is in force");

    fourth.awaitUp();
    byte[] receipt = open(fourth, joining, "019b76da-a803-7000-8000-000000000001");
    assertThat(new String(receipt, StandardCharsets.UTF_8)).contains("policy 2");
    String verified = verify(members, receipt, fourth);
    assertThat(verified).contains("final by").contains("of 4");

    // A founder leaves, and the one that joined carries the quorum with the others.
    assertThat(member(NEW, members, "propose", "--leave", "sbp")).contains("more approvals");
    String leaving = hash(member("cbr", members, "list"));
    member("cbr", members, "approve", NEW, leaving);
    assertThat(member("pboc", members, "approve", NEW, leaving)).contains("policy 3 is in force");
    byte[] after = open(fourth, joining, "019b76da-a803-7000-8000-000000000002");
    assertThat(verify(members, after, fourth)).contains("of 3");
    MemberProcess left = processes.getFirst();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(ENOUGH_SECONDS);
    while (!Files.readString(left.log()).contains("is no member any more")) {
      assertThat(System.nanoTime()).isLessThan(until);
      Thread.sleep(100);
    }
  }

  private void start(MemberProcess member) {
    processes.add(member);
    member.start();
  }

  /** The last of them runs no node. */
  private static byte[] description() {
    List<String> all = Stream.concat(FOUNDERS.stream(), Stream.of(NEW)).toList();
    JsonNode json =
        JsonMapper.shared().readTree(NetworkInitCommand.known("admission.rahdari.example", all));
    for (JsonNode party : json.path("parties")) {
      if (party.path("code").asString().equals(NEW)) ((ObjectNode) party).put("validator", false);
    }
    return JsonMapper.shared().writeValueAsBytes(json);
  }

  private byte[] open(MemberProcess node, Path folder, String id) {
    NodeClient client = new NodeClient(node.url(), folder.resolve("tokens").resolve(NEW));
    JsonNode opened =
        NodeClient.expect(
                client.post(
                    "/v1/accounts?wait=final",
                    Map.of(
                        "id", id, "asset", "PKR", "flags", List.of("debitsMustNotExceedCredits"))))
            .json();
    assertThat(opened.path("isFinal").asBoolean()).isTrue();
    return opened.path("receipt").asString().getBytes(StandardCharsets.UTF_8);
  }

  /** With the founding policy, and the changes that the new member tells. */
  private String verify(Path members, byte[] receipt, MemberProcess from) throws Exception {
    Path file = Files.write(dir.resolve("receipt"), receipt);
    HttpResponse<Path> history =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(from.url() + "/policy/history")).build(),
                HttpResponse.BodyHandlers.ofFile(dir.resolve("history")));
    assertThat(history.statusCode()).isEqualTo(200);
    return run(
        new Rahdari(),
        "verify",
        file.toString(),
        "--policy",
        members.resolve("cbr").resolve("policy").toString(),
        "--history",
        history.body().toString());
  }

  private static String hash(String listed) {
    Matcher matcher = HASH.matcher(listed);
    assertThat(matcher.find()).as(listed).isTrue();
    return matcher.group(1);
  }

  private String member(String code, Path members, String... arguments) {
    return run(new Rahdari(), arguments(code, members, arguments));
  }

  private String refused(String code, Path members, String... arguments) {
    StringWriter said = new StringWriter();
    int status =
        Rahdari.commandLine()
            .setErr(new PrintWriter(said, true))
            .execute(arguments(code, members, arguments));
    assertThat(status).as(said.toString()).isNotZero();
    return said.toString();
  }

  private String[] arguments(String code, Path members, String... arguments) {
    MemberProcess node =
        processes.stream().filter(each -> each.code().equals(code)).findFirst().orElseThrow();
    List<String> all = new ArrayList<>(List.of("member"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--url", node.url(), "--token-file"));
    all.add(members.resolve(code).resolve("tokens").resolve(code + ".keys").toString());
    return all.toArray(String[]::new);
  }

  private static String run(Object command, String... arguments) {
    StringWriter printed = new StringWriter();
    int status =
        new CommandLine(command)
            .setOut(new PrintWriter(printed, true))
            .setErr(new PrintWriter(printed, true))
            .execute(arguments);
    assertThat(status).as(printed.toString()).isZero();
    return printed.toString();
  }
}
