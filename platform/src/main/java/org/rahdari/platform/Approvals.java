package org.rahdari.platform;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Result;
import org.rahdari.program.FourEyes;
import org.rahdari.program.Party;
import org.rahdari.program.Program;
import org.rahdari.replication.Recorded;
import org.rahdari.replication.Replica;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Four eyes: what one person of an institution proposes, another one approves, and then it is
 * signed and sent.
 *
 * <p>An approval has its effect once. Whoever approves claims the proposal, in one statement that
 * one caller wins, and leaves in it the envelope that is going to be sent, signed already. What
 * comes of the envelope is written down when the ledger answers. Where it does not, or this node
 * dies in between, the proposal stays claimed until the leaves say what became of exactly that
 * envelope: it is in one, and its result is written down; or the ledger's time has passed its
 * valid-until without it, so that it can have no effect any more, and the proposal waits again.
 */
public final class Approvals implements AutoCloseable {

  /** Proposals of an institution that may wait. */
  static final int WAITING_MAX = 1_000;

  /** The length of an instruction in JSON. */
  static final int BODY_CHARS_MAX = 64 << 10;

  /** The length of a reason. */
  static final int WHY_CHARS_MAX = 500;

  /** How many one page of a list has. */
  static final int PAGE_MAX = 200;

  /** What the clock of the one who orders may be behind ours, and then some. */
  private static final Duration LATE = Duration.ofSeconds(30);

  private static final long LOOK_SECONDS = 5;
  private static final System.Logger LOG = System.getLogger(Approvals.class.getName());
  private static final String COLUMNS =
      "id, institution, program, instruction, body, summary, proposer, proposer_name, proposed_at,"
          + " state, approver, approver_name, decided_at, why, position, leaf";

  private final JdbcClient jdbc;
  private final InstructionJson json;
  private final Orders orders;
  private final Replica replica;
  private final Network network;
  private final People people;
  private final Ids ids;
  private final InstantSource clock;
  private final ScheduledExecutorService settling =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("approvals").daemon(true).factory());

  /**
   * @param vault the database; its tables are there
   */
  public Approvals(
      DataSource vault,
      InstructionJson json,
      Orders orders,
      Replica replica,
      Network network,
      People people,
      Ids ids,
      InstantSource clock) {
    this.jdbc = JdbcClient.create(vault);
    this.json = json;
    this.orders = orders;
    this.replica = replica;
    this.network = network;
    this.people = people;
    this.ids = ids;
    this.clock = clock;
  }

  /** Settles what an earlier run left claimed, and what this one does. */
  public void start() {
    settling.scheduleWithFixedDelay(this::settleQuietly, 0, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    settling.shutdownNow();
  }

  /** Proposes an instruction for the person's institution. */
  public Id propose(Person person, Program program, Record instruction) {
    requireRole(person, Role.OPERATOR);
    return propose(
        person.institution(), person.pseudonym(), person.name(), program.name(), instruction);
  }

  /** Proposes one that came as JSON. */
  Id propose(Person person, String program, Record instruction) {
    requireRole(person, Role.OPERATOR);
    return propose(person.institution(), person.pseudonym(), person.name(), program, instruction);
  }

  /** Proposes one for the institution's systems, which approve nothing. */
  Id proposeAsSystem(Party institution, String program, Record instruction) {
    return propose(institution, people.system(institution), People.SYSTEM, program, instruction);
  }

  private Id propose(
      Party institution, Id proposer, String name, String program, Record instruction) {
    if (!orders.serves(institution.number())) throw Orders.elsewhere(institution);
    var body = InstructionJson.write(instruction);
    String text = body.toString();
    if (text.length() > BODY_CHARS_MAX) {
      throw new Problem(
          HttpStatus.CONTENT_TOO_LARGE,
          "proposal-too-large",
          "An instruction to be approved has " + BODY_CHARS_MAX + " characters of JSON at most.");
    }
    if (count(institution, Proposal.State.WAITING) >= WAITING_MAX) {
      throw new Problem(
          HttpStatus.CONFLICT,
          "too-many-waiting",
          "As many proposals wait as may: decide on some of them first.");
    }
    Id id = ids.next();
    String[] summary =
        InstructionJson.lines(body).stream()
            .map(line -> line.label() + ": " + line.value())
            .toArray(String[]::new);
    jdbc.sql(
            "INSERT INTO proposal (id, institution, program, instruction, body, summary, proposer,"
                + " proposer_name, proposed_at, state)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'WAITING')")
        .param(uuid(id))
        .param(institution.number())
        .param(program)
        .param(instruction.getClass().getSimpleName())
        .param(text)
        .param(summary)
        .param(uuid(proposer))
        .param(name)
        .param(Timestamp.from(clock.instant()))
        .update();
    return id;
  }

  /**
   * Approves a proposal of another person of the same institution: it is signed, sent, and its
   * result written down.
   *
   * @throws Problem if it cannot be approved by this person now, or it is not known yet what the
   *     ledger made of it
   */
  public Proposal approve(Person person, Id id) {
    requireRole(person, Role.APPROVER);
    Proposal proposal = waitingOrThrow(person.institution(), id);
    requireOther(person, proposal);
    Record instruction =
        InstructionJson.with(
            json.read(
                proposal.program(),
                proposal.instruction(),
                JsonMapper.shared().readTree(proposal.body())),
            new FourEyes(proposal.proposer(), person.pseudonym()));
    Gateway.Signed signed = orders.sign(person.institution(), instruction);
    if (!claim(person, id, signed)) throw decided(get(person.institution(), id));
    return send(person.institution(), id, signed);
  }

  private boolean claim(Person person, Id id, Gateway.Signed signed) {
    return jdbc.sql(
                "UPDATE proposal SET state = 'CLAIMED', approver = ?, approver_name = ?,"
                    + " decided_at = ?, why = NULL, envelope = ?, envelope_id = ?, valid_until = ?,"
                    + " leaf_from = ?"
                    + " WHERE id = ? AND institution = ? AND state = 'WAITING' AND proposer <> ?")
            .param(uuid(person.pseudonym()))
            .param(person.name())
            .param(Timestamp.from(clock.instant()))
            .param(signed.bytes())
            .param(uuid(signed.id()))
            .param(signed.validUntilMillis())
            .param(replica.figures().treeSize())
            .param(uuid(id))
            .param(person.institution().number())
            .param(uuid(person.pseudonym()))
            .update()
        == 1;
  }

  private Proposal send(Party institution, Id id, Gateway.Signed signed) {
    Orders.Done done;
    try {
      done = orders.send(institution, signed);
    } catch (Problem e) {
      // Whether it is on its way is not known here; the leaves will say, at the latest when it
      // is no longer valid.
      throw new Problem(
          HttpStatus.GATEWAY_TIMEOUT,
          "result-not-known-yet",
          "The ledger has not answered ("
              + e.getBody().getTitle()
              + "): the proposal shows what"
              + " became of it within two minutes, and it is done once at most.");
    }
    settled(id, signed.id(), done.result(), done.position(), done.leaf());
    return get(institution, id);
  }

  private void settled(Id id, Id envelope, Result result, long position, long leaf) {
    jdbc.sql(
            "UPDATE proposal SET state = ?, why = ?, position = ?, leaf = ?"
                + " WHERE id = ? AND state = 'CLAIMED' AND envelope_id = ?")
        .param(result.accepted() ? "APPROVED" : "FAILED")
        .param(result.accepted() ? null : result.reason())
        .param(position)
        .param(leaf)
        .param(uuid(id))
        .param(uuid(envelope))
        .update();
  }

  /** Refuses a proposal of another person, for a reason. */
  public Proposal reject(Person person, Id id, String why) {
    requireRole(person, Role.APPROVER);
    String reason = why.strip();
    if (reason.isEmpty() || reason.length() > WHY_CHARS_MAX) {
      throw new Problem(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "reason-missing",
          "Say in 1 to " + WHY_CHARS_MAX + " characters why it is rejected.");
    }
    Proposal proposal = waitingOrThrow(person.institution(), id);
    requireOther(person, proposal);
    int changed =
        jdbc.sql(
                "UPDATE proposal SET state = 'REJECTED', approver = ?, approver_name = ?,"
                    + " decided_at = ?, why = ? WHERE id = ? AND state = 'WAITING'")
            .param(uuid(person.pseudonym()))
            .param(person.name())
            .param(Timestamp.from(clock.instant()))
            .param(reason)
            .param(uuid(id))
            .update();
    if (changed == 0) throw decided(get(person.institution(), id));
    return get(person.institution(), id);
  }

  /** Takes back what the same person proposed. */
  public Proposal withdraw(Person person, Id id) {
    requireRole(person, Role.OPERATOR);
    return withdraw(person.institution(), person.pseudonym(), id);
  }

  /** Takes back what the institution's systems proposed. */
  Proposal withdrawAsSystem(Party institution, Id id) {
    return withdraw(institution, people.system(institution), id);
  }

  private Proposal withdraw(Party institution, Id proposer, Id id) {
    Proposal proposal = waitingOrThrow(institution, id);
    if (!proposal.proposer().equals(proposer)) {
      throw new Problem(
          HttpStatus.FORBIDDEN,
          "proposal-of-another",
          "Only who proposed it takes it back; an approver rejects it.");
    }
    int changed =
        jdbc.sql(
                "UPDATE proposal SET state = 'WITHDRAWN', decided_at = ?"
                    + " WHERE id = ? AND state = 'WAITING'")
            .param(Timestamp.from(clock.instant()))
            .param(uuid(id))
            .update();
    if (changed == 0) throw decided(get(institution, id));
    return get(institution, id);
  }

  private static void requireRole(Person person, Role role) {
    if (person.is(role)) return;
    throw new Problem(
        HttpStatus.FORBIDDEN,
        "role-missing",
        "This needs the role " + role.word() + " at your institution.");
  }

  private static void requireOther(Person person, Proposal proposal) {
    if (!proposal.proposer().equals(person.pseudonym())) return;
    throw new Problem(
        HttpStatus.FORBIDDEN,
        "own-proposal",
        "You proposed this yourself: another person has to decide on it.");
  }

  private Proposal waitingOrThrow(Party institution, Id id) {
    Proposal proposal = get(institution, id);
    if (proposal.state() == Proposal.State.WAITING) return proposal;
    throw decided(proposal);
  }

  private static Problem decided(Proposal proposal) {
    Problem problem =
        new Problem(
            HttpStatus.CONFLICT,
            "already-decided",
            proposal.state() == Proposal.State.CLAIMED
                ? "Somebody has just approved it, and it is on its way to the ledger."
                : "It waits no longer: it is "
                    + InstructionJson.words(proposal.state().name())
                    + ".");
    problem.getBody().setProperty("state", proposal.state().name());
    return problem;
  }

  /**
   * A proposal of the institution.
   *
   * @throws Problem if it has none of the id
   */
  public Proposal get(Party institution, Id id) {
    return jdbc.sql("SELECT " + COLUMNS + " FROM proposal WHERE id = ? AND institution = ?")
        .param(uuid(id))
        .param(institution.number())
        .query(Approvals::proposal)
        .optional()
        .orElseThrow(
            () ->
                new Problem(
                    HttpStatus.NOT_FOUND,
                    "proposal-unknown",
                    "Your institution has no proposal of this id."));
  }

  /** What waits for a decision at an institution, the oldest first. */
  public List<Proposal> waiting(Party institution) {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + " FROM proposal WHERE institution = ? AND state IN ('WAITING', 'CLAIMED')"
                + " ORDER BY proposed_at, id LIMIT "
                + WAITING_MAX)
        .param(institution.number())
        .query(Approvals::proposal)
        .list();
  }

  /**
   * The proposals of an institution, the newest first.
   *
   * @param state of all of them, or null
   * @param before only what was proposed before this one, or null
   * @param limit {@value #PAGE_MAX} at most
   */
  public List<Proposal> list(
      Party institution, Proposal.@Nullable State state, @Nullable Id before, int limit) {
    Proposal from = before == null ? null : get(institution, before);
    StringBuilder sql =
        new StringBuilder("SELECT " + COLUMNS + " FROM proposal WHERE institution = :institution");
    if (state != null) sql.append(" AND state = :state");
    if (from != null) sql.append(" AND (proposed_at, id) < (:at, :id)");
    sql.append(" ORDER BY proposed_at DESC, id DESC LIMIT :limit");
    var query =
        jdbc.sql(sql.toString())
            .param("institution", institution.number())
            .param("limit", Math.clamp(limit, 1, PAGE_MAX));
    if (state != null) query = query.param("state", state.name());
    if (from != null)
      query = query.param("at", Timestamp.from(from.proposedAt())).param("id", uuid(from.id()));
    return query.query(Approvals::proposal).list();
  }

  private int count(Party institution, Proposal.State state) {
    return jdbc.sql("SELECT count(*) FROM proposal WHERE institution = ? AND state = ?")
        .param(institution.number())
        .param(state.name())
        .query(Integer.class)
        .single();
  }

  // What was claimed and not settled

  /** An envelope of which it is not known what became. */
  private record Claimed(Id id, int institution, Id envelope, long validUntil, long leafFrom) {}

  private void settleQuietly() {
    try {
      settle();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "Approvals cannot be settled now", e);
    }
  }

  /** Looks for every claimed envelope among the leaves. */
  void settle() {
    long ledgerTime = replica.figures().timeMillis();
    for (Claimed each : claimed()) {
      Optional<Recorded> found = find(each);
      if (found.isPresent()) {
        Recorded recorded = found.get();
        settled(
            each.id(),
            each.envelope(),
            Result.decode(recorded.batch().results().getFirst()),
            recorded.position(),
            recorded.leaf());
      } else if (over(each, ledgerTime)) {
        release(each);
      }
    }
  }

  private List<Claimed> claimed() {
    return jdbc.sql(
            "SELECT id, institution, envelope_id, valid_until, leaf_from FROM proposal"
                + " WHERE state = 'CLAIMED' AND decided_at < ?")
        .param(Timestamp.from(clock.instant().minusSeconds(LOOK_SECONDS)))
        .query(
            (row, n) ->
                new Claimed(
                    id(row.getObject("id", UUID.class)),
                    row.getInt("institution"),
                    id(row.getObject("envelope_id", UUID.class)),
                    row.getLong("valid_until"),
                    row.getLong("leaf_from")))
        .list();
  }

  private Optional<Recorded> find(Claimed claimed) {
    try (Stream<Recorded> recorded = replica.recorded(claimed.leafFrom())) {
      return recorded
          .takeWhile(each -> each.timeMillis() <= claimed.validUntil())
          .filter(each -> each.batch().kind() != Batch.Kind.TIMER)
          .filter(
              each -> {
                var header = Envelope.header(each.batch().head());
                return header.party() == claimed.institution()
                    && header.id().equals(claimed.envelope());
              })
          .findFirst();
    }
  }

  /**
   * Whether the envelope can have no effect any more: the ledger's time is past it, and so is ours,
   * for long enough that all of the time before is among the leaves. Where nobody else orders, our
   * own is enough.
   */
  private boolean over(Claimed claimed, long ledgerTime) {
    boolean alone = network.genesis().validators().size() == 1;
    return clock.millis() > claimed.validUntil() + LATE.toMillis()
        && (alone || ledgerTime > claimed.validUntil());
  }

  private void release(Claimed claimed) {
    LOG.log(
        System.Logger.Level.WARNING,
        "The approval of {0} did not reach the ledger; it waits again.",
        claimed.id());
    jdbc.sql(
            "UPDATE proposal SET state = 'WAITING', approver = NULL, approver_name = NULL,"
                + " decided_at = NULL, envelope = NULL, envelope_id = NULL, valid_until = NULL,"
                + " leaf_from = NULL, why = ? WHERE id = ? AND state = 'CLAIMED' AND envelope_id = ?")
        .param("An approval did not reach the ledger, and had no effect.")
        .param(uuid(claimed.id()))
        .param(uuid(claimed.envelope()))
        .update();
  }

  private static Proposal proposal(ResultSet row, int n) throws SQLException {
    return new Proposal(
        id(row.getObject("id", UUID.class)),
        row.getInt("institution"),
        row.getString("program"),
        row.getString("instruction"),
        row.getString("body"),
        texts(row.getArray("summary")),
        id(row.getObject("proposer", UUID.class)),
        row.getString("proposer_name"),
        row.getTimestamp("proposed_at").toInstant(),
        Proposal.State.valueOf(row.getString("state")),
        idOrNull(row.getObject("approver", UUID.class)),
        row.getString("approver_name"),
        instant(row.getTimestamp("decided_at")),
        row.getString("why"),
        row.getObject("position", Long.class),
        row.getObject("leaf", Long.class));
  }

  private static List<String> texts(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }

  private static @Nullable Instant instant(@Nullable Timestamp time) {
    return time == null ? null : time.toInstant();
  }

  private static @Nullable Id idOrNull(@Nullable UUID uuid) {
    return uuid == null ? null : id(uuid);
  }

  private static UUID uuid(Id id) {
    return new UUID(id.high(), id.low());
  }

  private static Id id(UUID uuid) {
    return new Id(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }
}
