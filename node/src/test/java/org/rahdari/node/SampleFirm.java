package org.rahdari.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Result;
import org.rahdari.licensing.*;
import org.rahdari.licensing.Instructions.*;
import org.rahdari.platform.Network;
import org.rahdari.platform.Orders;
import org.rahdari.program.FourEyes;
import org.rahdari.program.Party;

/**
 * A firm that got a certificate and a licence with a cap, serves clients, was suspended and asks
 * for more, so that the pages of licensing have something to show.
 */
final class SampleFirm {
  static final String AUTHORITY = "regulator";
  static final String CODE = "global-exchange";

  /** Granted. */
  static final Id LICENSED = new Id(40, 1);

  /** A question about it is open. */
  static final Id ASKED = new Id(40, 2);

  private static final FourEyes TWO = new FourEyes(new Id(41, 1), new Id(41, 2));
  private static final Id LICENCE = new Id(40, 3);
  private static final long YEAR_MILLIS = 365L * 24 * 60 * 60 * 1_000;
  private static final List<Service> SERVICES =
      List.of(Service.EXCHANGE, Service.CUSTODY, Service.TRANSFER);

  private final RunningNode node;

  SampleFirm(RunningNode node) {
    this.node = node;
  }

  void show() {
    must(AUTHORITY, new EnrolOfficer(TWO.proposer(), FourEyes.NOBODY));
    must(AUTHORITY, new EnrolOfficer(TWO.approver(), FourEyes.NOBODY));
    Category exchanges = new Category("exchange", SERVICES, 1_000_000, 5_000_000, 90);
    must(
        AUTHORITY,
        new AdoptSchedule(
            1,
            1,
            own(AUTHORITY),
            60,
            30,
            30,
            30,
            21,
            30,
            50_000,
            1_000,
            List.of(exchanges),
            hash("law"),
            TWO));
    Id certified = new Id(40, 4);
    must(CODE, application(certified, Purpose.NOC));
    Terms prepares =
        new Terms(
            List.of(), List.of(Preparation.OPEN_CLIENT_ACCOUNTS), List.of(), List.of(), List.of());
    grant(certified, new Id(40, 5), prepares);
    must(CODE, new OpenClientAccount(new Id(40, 6), 1, ClientUse.MONEY, 2));
    must(CODE, application(LICENSED, Purpose.LICENCE));
    for (String who : List.of("mlro", "director"))
      must(
          AUTHORITY,
          new AssessIndividual(Id.derived(who, LICENSED), true, hash("fit"), now(), TWO));
    Terms serves =
        new Terms(
            SERVICES,
            List.of(),
            List.of(new Condition("C1", "Reports its reserves every day.")),
            List.of(new Cap(1, 10_000, 15_000)),
            List.of());
    grant(LICENSED, LICENCE, serves);
    must(CODE, application(ASKED, Purpose.RENEWAL));
    must(AUTHORITY, new AskQuestion(new Id(40, 7), ASKED, hash("until when?"), TWO.proposer()));
    must(
        AUTHORITY,
        new SuspendPermission(
            LICENCE, Ground.CLIENT_MONEY, now() + YEAR_MILLIS / 2, hash("why"), now(), TWO));
  }

  private void grant(Id application, Id permission, Terms terms) {
    must(
        AUTHORITY,
        new GrantApplication(
            application, permission, terms, 0, now() + YEAR_MILLIS, hash("why"), now(), TWO));
  }

  private FileApplication application(Id id, Purpose purpose) {
    return new FileApplication(
        id,
        party(AUTHORITY).number(),
        purpose,
        "exchange",
        SERVICES,
        purpose == Purpose.RENEWAL ? LICENCE : Id.NONE,
        hash("form " + id),
        List.of(hash("articles")),
        List.of(new ForeignAuthorisation("AE", "Sample Authority of the Gulf", hash("paper"))),
        List.of(
            new Individual(Id.derived("mlro", id), Position.MLRO, hash("who"), false),
            new Individual(Id.derived("director", id), Position.DIRECTOR, hash("who else"), false)),
        List.of(
            new Holding(new Id(42, 1), Id.NONE, 6_000), new Holding(new Id(42, 2), Id.NONE, 4_000)),
        own(CODE));
  }

  private void must(String party, Record instruction) {
    Result result = node.part(Orders.class).order(party(party), instruction).result();
    assertThat(result.accepted()).as(instruction + ": " + result.reason()).isTrue();
  }

  private Party party(String code) {
    return node.network().party(code).orElseThrow();
  }

  private Id own(String code) {
    return Network.firstAccount(party(code).number(), 1);
  }

  private static Hash32 hash(String text) {
    return Hash32.sha256(text.getBytes(UTF_8));
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
