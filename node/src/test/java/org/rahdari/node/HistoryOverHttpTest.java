package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rahdari.cli.NodeClient;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Catalogue;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;
import org.rahdari.platform.Gateway;
import org.rahdari.platform.Ids;
import org.rahdari.platform.Network;
import org.rahdari.platform.OwnKeys;
import org.rahdari.platform.ReceiptReader;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.rahdari.replication.Submitted;
import tools.jackson.databind.JsonNode;

/** What moved, as institutions' systems ask for it: who sees what, in pages, proven. */
class HistoryOverHttpTest {
  private static final String ISSUER = "state-bank";
  private static final String BANK = "lahore-bank";
  private static final String STRANGER = "riyadh-remit";
  private static final long ENOUGH_SECONDS = 60;

  private final LiveNode node = LiveNode.sample();
  private final Ids ids = new Ids(InstantSource.system());

  private Submitted.Committed enter(String party, Transfer... transfers) throws Exception {
    Party signer = node.party(party);
    Gateway gateway =
        new Gateway(
            signer,
            node.network().hash(),
            new OwnKeys(signer, node.part(DataFolder.class).signing(), node.part(Replica.class)),
            node.part(Catalogue.class),
            node.part(Replica.class),
            InstantSource.system(),
            ids);
    Submitted submitted =
        gateway.transfer(List.of(transfers)).get(ENOUGH_SECONDS, TimeUnit.SECONDS);
    return (Submitted.Committed) submitted;
  }

  private Id account(String party) {
    int asset = node.network().asset("PKR").orElseThrow().number();
    return Network.firstAccount(node.party(party).number(), asset);
  }

  private Transfer payment(long amountMinor, int code, int flags) {
    return new Transfer(
        ids.next(),
        account(ISSUER),
        account(BANK),
        Id.NONE,
        new Id(1, 2),
        3,
        amountMinor,
        0,
        code,
        flags,
        4);
  }

  private List<JsonNode> all(String party, String path, String rows) {
    List<JsonNode> all = new ArrayList<>();
    String next = "";
    do {
      JsonNode page = node.get(party, path + next);
      page.path(rows).forEach(all::add);
      next = page.path("next").isNull() ? "" : "&cursor=" + page.path("next").asString();
    } while (!next.isEmpty());
    return all;
  }

  private String problem(String party, String path, int status) {
    NodeClient.Response response = node.as(party).get(path);
    assertThat(response.status()).as(path).isEqualTo(status);
    return response.json().path("title").asString();
  }

  @Test
  void anAccountsHistoryEndsInItsBalances() throws Exception {
    enter(ISSUER, payment(1_234, 5, 0), payment(77, 6, TransferFlag.PENDING));
    int moved = 0;
    for (Party party : node.network().genesis().parties()) {
      for (JsonNode account : node.get(party.code(), "/v1/accounts").path("accounts")) {
        String id = account.path("id").asString();
        JsonNode now = node.get(party.code(), "/v1/accounts/" + id);
        assertThat(now.path("owner").asString()).isEqualTo(account.path("owner").asString());
        String path = "/v1/accounts/" + id + "/history?limit=97";
        List<JsonNode> newest = all(party.code(), path, "movements");
        List<JsonNode> oldest = all(party.code(), path + "&order=oldest", "movements");
        assertThat(oldest.reversed()).isEqualTo(newest);
        if (newest.isEmpty()) continue;
        JsonNode after = newest.getFirst().path("after");
        moved++;
        long posted =
            after.path("creditsPostedMinor").asLong() - after.path("debitsPostedMinor").asLong();
        int scale = node.network().asset(now.path("asset").asString()).orElseThrow().scale();
        assertThat(new BigDecimal(now.path("balance").asString()))
            .isEqualByComparingTo(BigDecimal.valueOf(posted, scale));
      }
    }
    assertThat(moved).isGreaterThan(3);
  }

  @Test
  void movementsAreFoundBySideCodeAndTime() throws Exception {
    Transfer one = payment(10, 801, 0);
    Transfer two = payment(20, 802, 0);
    enter(ISSUER, one, two);
    String issuer = account(ISSUER).toString();
    String bank = account(BANK).toString();
    String path = "/v1/transfers?account=" + bank;

    List<JsonNode> coded = all(BANK, path + "&code=801", "movements");
    assertThat(coded).hasSize(1);
    JsonNode found = coded.getFirst();
    assertThat(found.path("id").asString()).isEqualTo(one.id().toString());
    assertThat(found.path("amountMinor").asString()).isEqualTo("10");
    assertThat(found.path("debit").asString()).isEqualTo(issuer);
    assertThat(found.path("credit").asString()).isEqualTo(bank);
    assertThat(found.path("kind").asString()).isEqualTo("POSTED");
    assertThat(found.path("userData64").asString()).isEqualTo("3");
    assertThat(found.path("signer").asString()).isEqualTo(ISSUER);
    assertThat(all(BANK, path + "&code=802&side=credit", "movements")).hasSize(1);
    assertThat(all(BANK, path + "&code=802&side=debit", "movements")).isEmpty();

    String time = found.path("time").asString();
    assertThat(all(BANK, path + "&code=801&from=" + time, "movements")).hasSize(1);
    assertThat(all(BANK, path + "&code=801&to=" + time, "movements")).isEmpty();

    // The issuer is the central bank: it sees all, and may leave the accounts out.
    assertThat(all(ISSUER, "/v1/transfers?code=801", "movements")).hasSize(1);
    assertThat(
            all(
                ISSUER,
                "/v1/transfers?account=" + bank + "&account=" + issuer + "&code=802",
                "movements"))
        .hasSize(1);
    assertThat(problem(BANK, "/v1/transfers?code=801", 400)).isEqualTo("account-missing");
  }

  @Test
  void aTransferIsToldWithItsEndAndProven() throws Exception {
    Transfer reserve = payment(50, 0, TransferFlag.PENDING);
    Transfer post = Transfer.post(ids.next(), reserve.id(), 30);
    Submitted.Committed committed = enter(ISSUER, reserve, post);

    JsonNode told = node.get(BANK, "/v1/transfers/" + reserve.id());
    assertThat(told.path("state").asString()).isEqualTo("PENDING_POSTED");
    assertThat(told.path("movement").path("kind").asString()).isEqualTo("PENDING");
    assertThat(told.path("endedBy").path("id").asString()).isEqualTo(post.id().toString());
    assertThat(told.path("endedBy").path("amountMinor").asString()).isEqualTo("30");
    assertThat(told.path("endedBy").path("releasedMinor").asString()).isEqualTo("50");
    assertThat(told.has("refusal")).isFalse();

    assertProven(BANK, reserve.id(), "", committed.leaf(), 0);
    assertProven(BANK, reserve.id(), "?end=true", committed.leaf(), 1);
    assertProven(BANK, post.id(), "", committed.leaf(), 1);
    assertThat(problem(BANK, "/v1/transfers/" + post.id() + "/receipt?end=true", 409))
        .isEqualTo("transfer-not-ended");
  }

  private void assertProven(String party, Id transfer, String of, long leaf, int item) {
    byte[] receipt =
        Wait.seen(
            "a receipt of " + transfer,
            () -> {
              NodeClient.Response response =
                  node.as(party).get("/v1/transfers/" + transfer + "/receipt" + of);
              return response.status() == 200 ? response.body() : null;
            });
    ReceiptReader.Facts facts = node.reader().read(receipt).facts();
    assertThat(facts)
        .isNotNull()
        .returns(leaf, ReceiptReader.Facts::leaf)
        .returns(item, ReceiptReader.Facts::item);
  }

  @Test
  void aRefusedTransferIsToldToItsSigner() throws Exception {
    Transfer mine = Transfer.posted(ids.next(), account(BANK), account(ISSUER), Long.MAX_VALUE);
    Submitted.Committed committed = enter(BANK, mine);

    JsonNode told = node.get(BANK, "/v1/transfers/" + mine.id());
    assertThat(told.path("state").asString()).isEqualTo("REFUSED");
    assertThat(told.path("refusal").path("reason").asString()).isNotEmpty();
    assertThat(told.path("refusal").path("signer").asString()).isEqualTo(BANK);
    assertThat(told.has("movement")).isFalse();
    assertProven(BANK, mine.id(), "", committed.leaf(), 0);
    assertThat(problem(STRANGER, "/v1/transfers/" + mine.id(), 404)).isEqualTo("transfer-unknown");

    // Somebody else's refusal under the same id hides neither.
    Transfer theirs = Transfer.posted(mine.id(), account(STRANGER), account(ISSUER), 1);
    enter(STRANGER, theirs);
    assertThat(
            node.get(BANK, "/v1/transfers/" + mine.id()).path("refusal").path("signer").asString())
        .isEqualTo(BANK);
    assertThat(
            node.get(STRANGER, "/v1/transfers/" + mine.id())
                .path("refusal")
                .path("signer")
                .asString())
        .isEqualTo(STRANGER);
  }

  @Test
  void nobodySeesWhatIsNotTheirs() throws Exception {
    Transfer made = payment(10, 0, 0);
    enter(ISSUER, made);
    String bank = account(BANK).toString();
    assertThat(node.as(BANK).get("/v1/transfers/" + made.id()).status()).isEqualTo(200);

    assertThat(problem(STRANGER, "/v1/accounts/" + bank, 404)).isEqualTo("account-unknown");
    assertThat(problem(STRANGER, "/v1/accounts/" + bank + "/history", 404))
        .isEqualTo("account-unknown");
    assertThat(problem(STRANGER, "/v1/transfers?account=" + bank, 404))
        .isEqualTo("account-unknown");
    assertThat(problem(STRANGER, "/v1/transfers/" + made.id(), 404)).isEqualTo("transfer-unknown");
    assertThat(problem(STRANGER, "/v1/transfers/" + made.id() + "/receipt", 404))
        .isEqualTo("transfer-unknown");
    // What is not there is told no differently.
    assertThat(problem(STRANGER, "/v1/accounts/" + new Id(1, 1), 404)).isEqualTo("account-unknown");
    assertThat(problem(ISSUER, "/v1/transfers/" + new Id(1, 1), 404)).isEqualTo("transfer-unknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/accounts/00000000-0000-0001-0000-000000000001",
        "/v1/accounts/00000000-0000-0001-0000-000000000001/history",
        "/v1/transfers",
        "/v1/transfers/00000000-0000-0001-0000-000000000001",
        "/v1/transfers/00000000-0000-0001-0000-000000000001/receipt"
      })
  void withoutATokenNothingIsTold(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + path)).GET().build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(401);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0,parameter-not-allowed",
    "limit=501,parameter-not-allowed",
    "limit=x,parameter-not-allowed",
    "cursor=0,parameter-not-allowed",
    "cursor=-1,parameter-not-allowed",
    "cursor=99999999999999999999,parameter-not-allowed",
    "side=left,parameter-not-allowed",
    "order=random,parameter-not-allowed",
    "code=1.5,parameter-not-allowed",
    "code=2147483648,parameter-not-allowed",
    "from=yesterday,parameter-not-allowed",
    "to=2026-13-01T00:00:00Z,parameter-not-allowed",
    "account=1-1-1-1-1,id-malformed"
  })
  void aParameterThatCannotBeReadIsNamed(String parameter, String title) {
    String account = account(BANK).toString();
    assertThat(problem(BANK, "/v1/transfers?account=" + account + "&" + parameter, 400))
        .isEqualTo(title);
    if (parameter.startsWith("account")) return;
    assertThat(problem(BANK, "/v1/accounts/" + account + "/history?" + parameter, 400))
        .isEqualTo(title);
  }

  @Test
  void aSideNeedsAnAccountAndAccountsHaveALimit() {
    assertThat(problem(ISSUER, "/v1/transfers?side=debit", 400)).isEqualTo("parameter-not-allowed");
    StringBuilder many = new StringBuilder("/v1/transfers?limit=1");
    for (int i = 0; i < 17; i++) many.append("&account=").append(new Id(1, i));
    assertThat(problem(ISSUER, many.toString(), 400)).isEqualTo("parameter-not-allowed");
  }

  @Test
  void accountsAreListedInPages() {
    List<JsonNode> pages = all(ISSUER, "/v1/accounts?limit=2", "accounts");
    JsonNode whole = node.get(ISSUER, "/v1/accounts").path("accounts");
    assertThat(pages).extracting(a -> a.path("id").asString()).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(pages.stream().map(a -> a.path("id").asString()).toList()))
        .isEqualTo(new TreeSet<>(whole.findValuesAsString("id")));
    assertThat(problem(ISSUER, "/v1/accounts?limit=0", 400)).isEqualTo("limit-not-allowed");
    assertThat(problem(ISSUER, "/v1/accounts?limit=1001", 400)).isEqualTo("limit-not-allowed");
    assertThat(problem(ISSUER, "/v1/accounts?cursor=x", 400)).isEqualTo("id-malformed");
  }
}
