package org.rahdari.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Entered;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;
import org.rahdari.replication.LeafContext;
import org.rahdari.replication.Submitted;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.Verifier;

/** The index answers as a scan of the whole log would, whatever became of its files. */
class HistoryTest {
  /** The history thread notices what a question met within 200 ms. */
  private static final long WHILE_IT_IS_MADE_AGAIN_MILLIS = 400;

  private static final long SEED = Long.getLong("rahdari.history.seed", 20_261_124L);
  private static final int ENVELOPES = Integer.getInteger("rahdari.history.envelopes", 600);
  private static final long ENOUGH_MILLIS = 120_000;

  @TempDir Path dir;

  private Path log() {
    return dir.resolve("ledger");
  }

  private Path files() {
    return dir.resolve("history");
  }

  private static void reach(History history, long position) throws InterruptedException {
    assertThat(history.await(position, ENOUGH_MILLIS)).as("position %s", position).isTrue();
  }

  private static void reach(History history, Town town) throws InterruptedException {
    reach(history, town.replica().figures().position());
  }

  /** All pages of a question, one after the other. */
  static <T> List<T> all(Query query, int limit, Function<Query, Page<T>> ask) {
    List<T> rows = new ArrayList<>();
    Long cursor = null;
    do {
      Page<T> page = ask.apply(query.page(limit, cursor));
      assertThat(page.rows().size()).isLessThanOrEqualTo(limit);
      rows.addAll(page.rows());
      cursor = page.next();
    } while (cursor != null);
    return rows;
  }

  private static Query query(
      List<Id> accounts,
      @Nullable Side side,
      @Nullable Integer code,
      long from,
      long to,
      Order by) {
    return new Query(accounts, side, code, from, to, by, Query.LIMIT_MAX, null);
  }

  /** Asks everything that can be asked and compares. */
  private static void assertAgree(History history, Scan scan, Traffic traffic) {
    assertThat(history.lines()).isEqualTo(scan.rows.size());
    for (Id id : traffic.ids()) {
      assertThat(history.find(id).orElse(null)).as("transfer %s", id).isEqualTo(scan.found.get(id));
    }
    Random random = new Random(SEED);
    long first = scan.rows.getFirst().line().timeMillis();
    long last = scan.rows.getLast().line().timeMillis();
    List<Id> accounts = scan.accounts().stream().sorted().toList();
    for (Id account : accounts) {
      assertThat(history.balances(account)).isEqualTo(scan.balances(account));
    }
    int questions = 0;
    for (Order order : Order.values()) {
      for (Side side : new Side[] {null, Side.DEBIT, Side.CREDIT}) {
        for (Integer code : new Integer[] {null, 0, 2, 99}) {
          long from = random.nextBoolean() ? 0 : random.nextLong(first, last);
          long to = random.nextBoolean() ? Long.MAX_VALUE : random.nextLong(first, last);
          int limit = 1 + random.nextInt(40);
          for (Id account : accounts) {
            Query one = query(List.of(account), side, code, from, to, order);
            assertThat(all(one, limit, history::account))
                .as("%s", one)
                .containsExactlyElementsOf(scan.account(one));
            questions++;
          }
          List<Id> some = accounts.subList(0, 1 + random.nextInt(accounts.size()));
          Query several = query(some, side, code, from, to, order);
          assertThat(all(several, limit, history::lines))
              .as("%s", several)
              .containsExactlyElementsOf(scan.lines(several));
          Query any = query(List.of(), null, code, from, to, order);
          assertThat(all(any, limit, history::lines))
              .as("%s", any)
              .containsExactlyElementsOf(scan.lines(any));
          questions += 2;
        }
      }
    }
    System.out.printf(
        "history: seed %d, %d lines, %d ids, %d questions in pages%n",
        SEED, scan.rows.size(), traffic.ids().size(), questions);
  }

  @Test
  void everyQuestionIsAnsweredAsAScanWould() throws Exception {
    try (Town town = Town.start(log());
        History history = History.start(files(), town.replica())) {
      Traffic traffic = new Traffic(town, SEED);
      traffic.send(ENVELOPES);
      // What is pending for a time runs out.
      town.pass(10_000);
      town.transfer(
          Town.ISSUER,
          List.of(
              Transfer.posted(
                  new Id(town.nowMillis() << 16, 1), Town.MINT, Town.OF_NORTH.getFirst(), 1)));
      reach(history, town);

      Scan scan = Scan.of(town.replica());
      assertThat(scan.position).isEqualTo(history.position());
      assertAgree(history, scan, traffic);

      Set<Line.Kind> kinds =
          scan.rows.stream().map(row -> row.line().kind()).collect(Collectors.toSet());
      assertThat(kinds).isEqualTo(EnumSet.allOf(Line.Kind.class));
      assertThat(scan.found.values()).anyMatch(Refused.class::isInstance);
      assertThat(scan.rows).anyMatch(row -> row.line().program() != 0);
      assertThat(scan.rows).anyMatch(row -> row.line().program() != 0 && row.line().party() == 0);
      assertLedgerAgrees(town, history, scan);
      assertProven(town, scan);
    }
  }

  /** The ledger's own memory says the same of what it still remembers. */
  private static void assertLedgerAgrees(Town town, History history, Scan scan) {
    List<Entered> remembered = town.replica().read(k -> k.ledger().transfers().toList());
    assertThat(remembered).isNotEmpty();
    for (Entered e : remembered) {
      Found found = history.find(e.id()).orElseThrow();
      assertThat(found).isInstanceOf(Found.Taken.class);
      Found.Taken taken = (Found.Taken) found;
      assertThat(taken.state()).isEqualTo(e.state());
      assertThat(taken.line())
          .returns(e.debitAccount(), Line::debitAccount)
          .returns(e.creditAccount(), Line::creditAccount)
          .returns(e.amountMinor(), Line::amountMinor)
          .returns(e.program(), Line::program)
          .returns(e.party(), Line::party);
    }
    assertThat(scan.found).hasSizeGreaterThan(remembered.size());
  }

  /** A row names the item that proves it, under the digest that executing the log again gives. */
  private static void assertProven(Town town, Scan scan) throws Exception {
    town.replica().awaitFinal(town.replica().figures().treeSize() - 1).get();
    for (int i = 0; i < scan.rows.size(); i += 1 + scan.rows.size() / 40) {
      Line line = scan.rows.get(i).line();
      byte[] receipt = town.replica().receipt(line.leaf(), line.item()).orElseThrow();
      Verified verified = (Verified) Verifier.verify(receipt, Town.policy());
      assertThat(verified.index()).isEqualTo(line.leaf());
      assertThat(verified.innerIndex()).isEqualTo(line.item());
      LeafContext context = LeafContext.decode(verified.leaf().context());
      assertThat(context.position()).isEqualTo(line.position());
      assertThat(context.digest()).isEqualTo(scan.digests.get(line.position()));
      if (line.program() != 0 || line.kind() == Line.Kind.EXPIRY) continue;
      assertThat(Transfer.decode(java.nio.ByteBuffer.wrap(verified.item())).id())
          .isEqualTo(line.transfer());
    }
  }

  @Test
  void whatTheLedgerHasForgottenIsFound() throws Exception {
    try (Town town = Town.start(log());
        History history = History.start(files(), town.replica())) {
      Id first = new Id(town.nowMillis() << 16, 1);
      town.transfer(Town.ISSUER, List.of(issue(first, 7)));
      for (int second = 1; second <= 3; second++) {
        town.pass(1_000);
        town.transfer(Town.ISSUER, many(town, 8_190));
      }
      boolean remembered = town.replica().read(k -> k.ledger().transfer(first) != null);
      assertThat(remembered).isFalse();
      reach(history, town);

      Found.Taken taken = (Found.Taken) history.find(first).orElseThrow();
      assertThat(taken.line().amountMinor()).isEqualTo(7);

      // Asked for again, it is refused; what was taken stays what is known of it.
      town.transfer(Town.ISSUER, List.of(issue(first, 7)));
      reach(history, town);
      assertThat(history.find(first)).contains(taken);
      assertThat(history.refused(first, Town.ISSUER).orElseThrow().reason())
          .isEqualTo("ID_EXPIRED");
      assertThat(history.refused(first, Town.NORTH)).isEmpty();
    }
  }

  private static Transfer issue(Id id, long amountMinor) {
    return Transfer.posted(id, Town.MINT, Town.OF_NORTH.getFirst(), amountMinor);
  }

  private static List<Transfer> many(Town town, int count) {
    List<Transfer> many = new ArrayList<>();
    for (int i = 1; i <= count; i++) many.add(issue(new Id(town.nowMillis() << 16, i), 1));
    return many;
  }

  @Test
  void aLongAccountIsAddedUpFromNearbyAndPassedOverInPieces() throws Exception {
    try (Town town = Town.start(log());
        History history = History.start(files(), town.replica())) {
      Id north = Town.OF_NORTH.getFirst();
      int envelopes = 8;
      for (int i = 0; i < envelopes; i++) {
        town.pass(1_000);
        town.transfer(Town.ISSUER, many(town, 8_190));
      }
      Id spent = new Id(town.nowMillis() << 16, 1L << 40);
      town.transfer(
          Town.NORTH, List.of(Transfer.posted(spent, north, Town.OF_SOUTH.getFirst(), 3)));
      reach(history, town);
      long received = envelopes * 8_190L;
      assertThat(history.balances(north)).isEqualTo(new Balances(0, 3, 0, received));

      // Every balance on the way, wherever one begins.
      for (long number : new long[] {1, 255, 256, 257, 40_000, received}) {
        Page<AccountLine> page =
            history.account(Query.of(north).ordered(Order.OLDEST_FIRST).page(2, number));
        assertThat(page.rows().getFirst().after()).isEqualTo(new Balances(0, 0, 0, number));
      }

      // The one debit is behind more credits than one page looks at.
      Query debits = query(List.of(north), Side.DEBIT, null, 0, Long.MAX_VALUE, Order.OLDEST_FIRST);
      assertThat(received).isGreaterThan(Pages.ROWS_MAX);
      assertThat(history.account(debits).rows()).isEmpty();
      assertThat(history.account(debits).next()).isNotNull();
      assertThat(all(debits, 10, history::account)).hasSize(1);
      assertThat(history.lines(debits).rows()).isEmpty();
      assertThat(all(debits, 10, history::lines)).extracting(Line::transfer).containsExactly(spent);
    }
  }

  @Test
  void pagesNeitherMissNorRepeatWhileEntriesComeIn() throws Exception {
    try (Town town = Town.start(log());
        History history = History.start(files(), town.replica())) {
      Traffic traffic = new Traffic(town, SEED);
      traffic.send(40);
      reach(history, town);
      long before = history.lines();
      List<Line> newest = new ArrayList<>();
      List<Line> oldest = new ArrayList<>();
      Long down = null;
      Long up = null;
      boolean more = true;
      while (more) {
        Page<Line> page = history.lines(Query.of().page(3, down));
        newest.addAll(page.rows());
        down = page.next();
        Page<Line> upward = history.lines(Query.of().ordered(Order.OLDEST_FIRST).page(3, up));
        oldest.addAll(upward.rows());
        up = upward.next();
        more = down != null && up != null;
        if (more) traffic.send(1);
      }
      assertThat(newest).extracting(Line::number).startsWith(before);
      assertNumbered(newest.reversed());
      assertNumbered(oldest);
      assertThat(oldest.size()).isGreaterThanOrEqualTo((int) before - 3);
    }
  }

  /** From 1, one by one. */
  private static void assertNumbered(List<Line> lines) {
    for (int i = 0; i < lines.size(); i++)
      assertThat(lines.get(i).number()).isEqualTo(lines.getFirst().number() + i);
  }

  @Test
  void aRestartGoesOnWhereItStood() throws Exception {
    Traffic traffic;
    try (Town town = Town.start(log())) {
      traffic = new Traffic(town, SEED);
      traffic.send(60);
      try (History history = History.start(files(), town.replica())) {
        reach(history, town);
      }
      traffic.send(60);
      try (History history = History.start(files(), town.replica())) {
        reach(history, town);
        assertAgree(history, Scan.of(town.replica()), traffic);
      }
    }
    try (Town town = Town.resume(log());
        History history = History.start(files(), town.replica())) {
      reach(history, town);
      assertAgree(history, Scan.of(town.replica()), traffic);
    }
  }

  @Test
  void lostDamagedOrForeignFilesAreMadeAgain() throws Exception {
    try (Town town = Town.start(log())) {
      Traffic traffic = new Traffic(town, SEED);
      traffic.send(80);
      Scan scan = Scan.of(town.replica());
      build(town, scan, traffic);

      delete(files());
      build(town, scan, traffic);

      for (String kind : List.of("*.sst", "MANIFEST-*", "CURRENT")) {
        flip(kind);
        build(town, scan, traffic);
      }
      for (String kind : List.of("*.sst", "CURRENT")) {
        for (Path file : list(kind)) Files.delete(file);
        build(town, scan, traffic);
      }
      for (Path file : list("*.sst")) Files.write(file, new byte[0]);
      build(town, scan, traffic);
    }
  }

  private void build(Town town, Scan scan, Traffic traffic) throws Exception {
    try (History history = History.start(files(), town.replica())) {
      reach(history, town);
      // Damage inside a file may be met by the first question about it only.
      for (int tries = 0; ; tries++) {
        try {
          assertAgree(history, scan, traffic);
          return;
        } catch (UnavailableException e) {
          if (tries == 10) throw e;
          Thread.sleep(WHILE_IT_IS_MADE_AGAIN_MILLIS);
          reach(history, town);
        }
      }
    }
  }

  @Test
  void anIndexOfAnotherLogIsNotUsed() throws Exception {
    Path longer = dir.resolve("longer");
    try (Town town = Town.start(longer);
        History history = History.start(files(), town.replica())) {
      new Traffic(town, SEED + 1).send(40);
      reach(history, town);
    }
    try (Town town = Town.start(log())) {
      Traffic traffic = new Traffic(town, SEED);
      traffic.send(10);
      try (History history = History.start(files(), town.replica())) {
        reach(history, town);
        assertAgree(history, Scan.of(town.replica()), traffic);
      }
      traffic.send(60);
      copy(longer);
      try (History history = History.start(files(), town.replica())) {
        reach(history, town);
        assertAgree(history, Scan.of(town.replica()), traffic);
      }
    }
  }

  /** Another log's index again, now shorter than this log. */
  private void copy(Path longer) throws Exception {
    delete(files());
    try (Town town = Town.resume(longer);
        History history = History.start(files(), town.replica())) {
      reach(history, town);
    }
  }

  @Test
  void aTransferHasTheStateThatItCameTo() throws Exception {
    try (Town town = Town.start(log());
        History history = History.start(files(), town.replica())) {
      Id north = Town.OF_NORTH.getFirst();
      Id south = Town.OF_SOUTH.getFirst();
      long time = town.nowMillis() << 16;
      Id waits = new Id(time, 1);
      Id posted = new Id(time, 2);
      Id voided = new Id(time, 3);
      Id expired = new Id(time, 4);
      town.transfer(
          Town.ISSUER,
          List.of(
              Transfer.pending(waits, Town.MINT, north, 10, 0),
              Transfer.pending(posted, Town.MINT, north, 20, 0),
              Transfer.pending(voided, Town.MINT, north, 30, 0),
              Transfer.pending(expired, Town.MINT, south, 40, 1),
              Transfer.post(new Id(time, 5), posted, 15),
              Transfer.voided(new Id(time, 6), voided),
              new Transfer(
                  new Id(time, 7),
                  Town.MINT,
                  north,
                  Id.NONE,
                  Id.NONE,
                  0,
                  9,
                  0,
                  5,
                  TransferFlag.PENDING,
                  0)));
      town.pass(1_000);
      Submitted.Committed last =
          town.transfer(Town.ISSUER, List.of(issue(new Id(time, 8), Long.MAX_VALUE)));
      assertThat(last.results()).hasSize(1);
      reach(history, town);

      assertThat(state(history, waits)).isEqualTo(Entered.State.PENDING);
      assertThat(state(history, posted)).isEqualTo(Entered.State.PENDING_POSTED);
      assertThat(state(history, voided)).isEqualTo(Entered.State.PENDING_VOIDED);
      assertThat(state(history, expired)).isEqualTo(Entered.State.PENDING_EXPIRED);
      assertThat(((Found.Taken) history.find(posted).orElseThrow()).end())
          .isNotNull()
          .returns(15L, Line::amountMinor)
          .returns(20L, Line::releasedMinor);
      assertThat(history.find(new Id(time, 8)))
          .hasValueSatisfying(
              found -> assertThat(((Refused) found).reason()).isEqualTo("OVERFLOWS_DEBITS"));
      assertThat(history.find(new Id(time, 99))).isEmpty();
      assertThat(
              history
                  .lines(query(List.of(), null, 5, 0, Long.MAX_VALUE, Order.NEWEST_FIRST))
                  .rows())
          .extracting(Line::transfer)
          .containsExactly(new Id(time, 7));
    }
  }

  private static Entered.State state(History history, Id id) {
    return ((Found.Taken) history.find(id).orElseThrow()).state();
  }

  @Test
  void aQueryHasLimits() {
    List<Id> many =
        Stream.iterate(1, n -> n + 1).limit(Query.ACCOUNTS_MAX + 1).map(n -> new Id(1, n)).toList();
    assertThatThrownBy(() -> Query.of(many.toArray(Id[]::new)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Query.of().page(0, null)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Query.of().page(Query.LIMIT_MAX + 1, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> query(List.of(), Side.DEBIT, null, 0, 1, Order.NEWEST_FIRST))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // Files

  private List<Path> list(String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    try (var all = Files.newDirectoryStream(files(), glob)) {
      all.forEach(found::add);
    }
    assertThat(found).as(glob).isNotEmpty();
    return found;
  }

  private void flip(String glob) throws IOException {
    for (Path file : list(glob)) {
      byte[] bytes = Files.readAllBytes(file);
      for (int at = 3; at < bytes.length; at += 997) bytes[at] ^= 4;
      Files.write(file, bytes);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
  }
}
