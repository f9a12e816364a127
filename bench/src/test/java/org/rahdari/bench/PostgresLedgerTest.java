package org.rahdari.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;

/** What the other side takes and refuses; a batch is right however it is posted. */
class PostgresLedgerTest {
  private static final Chart CHART = new Chart(400);
  private static final Id GOVERNED = CHART.id(7);
  private static final Id OF_THE_OTHER_BANK = CHART.id(13);
  private static final Id NOBODY = CHART.id(CHART.accounts());
  private static final long ALL_MINOR = Chart.OPENING_MINOR;

  /** Free accounts that no test has used. */
  private static final Iterator<Integer> UNUSED = CHART.of(Chart.Kind.FREE).skip(100).iterator();

  private static Postgres server;
  private static PostgresLedger ledger;
  private static PostgresSession session;

  private final TimeOrderedIds ids =
      new TimeOrderedIds(System::currentTimeMillis, new SplittableRandom());
  private final Id a = CHART.id(UNUSED.next());
  private final Id b = CHART.id(UNUSED.next());
  private final Id c = CHART.id(UNUSED.next());

  @BeforeAll
  static void start(@TempDir Path dir) throws IOException, SQLException {
    server = new Postgres(dir.resolve("postgresql"));
    ledger = new PostgresLedger(server, CHART);
    session = ledger.session();
  }

  @AfterAll
  static void stop() throws IOException, SQLException {
    session.close();
    ledger.close();
    server.close();
  }

  @Test
  void movesMoneyAndAddsUpWhatTouchesOneAccount() throws SQLException {
    assertThat(post(posted(a, b, 5), posted(a, b, 7), posted(b, c, 1))).isEmpty();
    assertThat(balances(a)).isEqualTo(new PostgresLedger.Balances(0, 12, 0, ALL_MINOR));
    assertThat(balances(b)).isEqualTo(new PostgresLedger.Balances(0, 1, 0, ALL_MINOR + 12));
    assertThat(balances(c)).isEqualTo(new PostgresLedger.Balances(0, 0, 0, ALL_MINOR + 1));
  }

  @Test
  void saysWhyItRefusesAndTakesTheRest() throws SQLException {
    assertThat(
            post(
                posted(a, NOBODY, 1),
                posted(NOBODY, a, 1),
                posted(a, GOVERNED, 1),
                posted(OF_THE_OTHER_BANK, a, 1),
                posted(a, a, 1),
                posted(a, b, -1),
                posted(a, OF_THE_OTHER_BANK, 1)))
        .isEqualTo(
            Map.of(
                0, "CREDIT_ACCOUNT_UNKNOWN",
                1, "DEBIT_ACCOUNT_UNKNOWN",
                2, "ACCOUNT_GOVERNED",
                3, "DEBIT_ACCOUNT_OF_ANOTHER_PARTY",
                4, "ACCOUNTS_MUST_DIFFER",
                5, "AMOUNT_MUST_NOT_BE_NEGATIVE"));
    assertThat(balances(a)).isEqualTo(new PostgresLedger.Balances(0, 1, 0, ALL_MINOR));
    assertThat(balances(b)).isEqualTo(new PostgresLedger.Balances(0, 0, 0, ALL_MINOR));
  }

  @Test
  void aLimitThatIsCrossedWithinTheBatchIsCrossedInItsOrder() throws SQLException {
    assertThat(
            post(
                posted(a, b, ALL_MINOR),
                posted(a, b, 1), // a has nothing left
                posted(b, a, 3), // and now something
                posted(a, c, 3),
                posted(a, c, 1)))
        .isEqualTo(Map.of(1, "EXCEEDS_CREDITS", 4, "EXCEEDS_CREDITS"));
    assertThat(balances(a))
        .isEqualTo(new PostgresLedger.Balances(0, ALL_MINOR + 3, 0, ALL_MINOR + 3));
  }

  @Test
  void anIdMovesMoneyOnce() throws SQLException {
    Transfer once = posted(a, b, 5);
    Transfer other = Transfer.posted(once.id(), a, b, 6);
    assertThat(post(once, once, other)).isEqualTo(Map.of(2, "EXISTS_WITH_OTHER_CONTENT"));
    assertThat(post(posted(a, c, 1), once)).isEmpty();
    assertThat(post(other)).isEqualTo(Map.of(0, "EXISTS_WITH_OTHER_CONTENT"));
    assertThat(balances(a)).isEqualTo(new PostgresLedger.Balances(0, 6, 0, ALL_MINOR));
  }

  @Test
  void aRefusedIdMayComeAgain() throws SQLException {
    Transfer tooMuch = posted(a, b, ALL_MINOR + 1);
    assertThat(post(tooMuch)).isEqualTo(Map.of(0, "EXCEEDS_CREDITS"));
    assertThat(post(posted(b, a, 1))).isEmpty();
    assertThat(post(tooMuch)).isEmpty();
  }

  @Test
  void reservesThenPostsOrGivesBack() throws SQLException {
    Transfer first = pending(a, b, 10);
    Transfer second = pending(a, b, 20);
    Transfer third = pending(a, b, 40);
    assertThat(post(first, second, third)).isEmpty();
    assertThat(balances(a)).isEqualTo(new PostgresLedger.Balances(70, 0, 0, ALL_MINOR));
    assertThat(balances(b)).isEqualTo(new PostgresLedger.Balances(0, 0, 70, ALL_MINOR));

    assertThat(post(end(first, Transfer.AMOUNT_ALL), end(second, 15), giveBack(third))).isEmpty();
    assertThat(balances(a)).isEqualTo(new PostgresLedger.Balances(0, 25, 0, ALL_MINOR));
    assertThat(balances(b)).isEqualTo(new PostgresLedger.Balances(0, 0, 0, ALL_MINOR + 25));
  }

  @Test
  void aReservationEndsOnce() throws SQLException {
    Transfer first = pending(a, b, 10);
    Transfer second = pending(a, b, 20);
    assertThat(post(first, second)).isEmpty();
    assertThat(post(end(first, 11), giveBack(second)))
        .isEqualTo(Map.of(0, "PENDING_HAS_OTHER_AMOUNT"));
    assertThat(
            post(
                end(first, Transfer.AMOUNT_ALL),
                end(first, Transfer.AMOUNT_ALL),
                end(second, Transfer.AMOUNT_ALL)))
        .isEqualTo(Map.of(1, "PENDING_ALREADY_POSTED", 2, "PENDING_ALREADY_VOIDED"));
    assertThat(balances(a)).isEqualTo(new PostgresLedger.Balances(0, 10, 0, ALL_MINOR));
  }

  @Test
  void aReservationMayEndInTheBatchThatMadeIt() throws SQLException {
    Transfer refused = pending(a, NOBODY, 10);
    Transfer reserved = pending(a, b, 10);
    assertThat(
            post(
                end(reserved, Transfer.AMOUNT_ALL), // not there yet
                refused,
                end(refused, Transfer.AMOUNT_ALL),
                reserved,
                end(reserved, Transfer.AMOUNT_ALL)))
        .isEqualTo(Map.of(0, "PENDING_UNKNOWN", 1, "CREDIT_ACCOUNT_UNKNOWN", 2, "PENDING_UNKNOWN"));
    assertThat(balances(a)).isEqualTo(new PostgresLedger.Balances(0, 10, 0, ALL_MINOR));
  }

  @Test
  void whatIsReservedCannotBeSpent() throws SQLException {
    assertThat(post(pending(a, b, ALL_MINOR), posted(a, c, 1)))
        .isEqualTo(Map.of(1, "EXCEEDS_CREDITS"));
    assertThat(post(posted(a, c, 1))).isEqualTo(Map.of(0, "EXCEEDS_CREDITS"));
  }

  @Test
  void refusesWhatItDoesNotHave() throws SQLException {
    Transfer timed = Transfer.pending(ids.next(), a, b, 1, 60);
    assertThat(post(timed, posted(a, b, 1).linked()))
        .isEqualTo(Map.of(0, "TIMEOUT_NOT_ALLOWED", 1, "FLAGS_UNKNOWN"));
  }

  @Test
  void everyWayInWhichClientsComeMovesWhatItShould() throws Exception {
    try (PostgresLedger other = new PostgresLedger(server, CHART)) {
      for (int batch : new int[] {1, 40}) {
        for (Case.Phases phases : Case.Phases.values()) {
          Case its = new Case(batch, CHART.accounts(), Case.Mix.HOT, phases);
          other.begin(its, 0.02);
          Workload workload = new Workload(its, batch, System::currentTimeMillis);
          List<PostgresRows> rows =
              Stream.generate(() -> PostgresRows.of(workload.next())).limit(20).toList();
          long refused = its.batchesTogether() * governed(rows);
          assertThat(other.run(its, rows).entered()).isEqualTo(20L * batch - refused);
        }
      }
      assertThat(other.balances().values())
          .allSatisfy(balances -> assertThat(balances.debitsPendingMinor()).isZero());
      assertThat(
              other.balances().values().stream()
                  .mapToLong(b -> b.debitsPostedMinor() - b.creditsPostedMinor())
                  .sum())
          .isZero();
    }
  }

  private static long governed(List<PostgresRows> rows) {
    return rows.stream()
        .flatMap(row -> row.batch().transfers().stream())
        .filter(transfer -> isGoverned(transfer.creditAccount()))
        .count();
  }

  private static boolean isGoverned(Id account) {
    return CHART.of(Chart.Kind.GOVERNED).mapToObj(CHART::id).anyMatch(account::equals);
  }

  private Map<Integer, String> post(Transfer... transfers) throws SQLException {
    return session.post(Network.BANK, PostgresRows.of(new Batch(List.of(transfers))));
  }

  private Transfer posted(Id debit, Id credit, long amountMinor) {
    return Transfer.posted(ids.next(), debit, credit, amountMinor);
  }

  private Transfer pending(Id debit, Id credit, long amountMinor) {
    return Transfer.pending(ids.next(), debit, credit, amountMinor, 0);
  }

  private Transfer end(Transfer pending, long amountMinor) {
    return Transfer.post(ids.next(), pending.id(), amountMinor);
  }

  private Transfer giveBack(Transfer pending) {
    return Transfer.voided(ids.next(), pending.id());
  }

  private PostgresLedger.Balances balances(Id account) throws SQLException {
    return Objects.requireNonNull(ledger.balances().get(account));
  }
}
