package org.rahdari.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Core;
import org.rahdari.kernel.Ed25519;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Genesis;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Result;
import org.rahdari.kernel.SigningKey;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.Transfer;
import org.rahdari.licensing.Instructions.AdmitAsset;
import org.rahdari.licensing.Instructions.AdoptSchedule;
import org.rahdari.licensing.Instructions.AssessIndividual;
import org.rahdari.licensing.Instructions.BringIn;
import org.rahdari.licensing.Instructions.EnrolOfficer;
import org.rahdari.licensing.Instructions.GrantApplication;
import org.rahdari.licensing.Instructions.ListAsset;
import org.rahdari.licensing.Instructions.OpenClientAccount;
import org.rahdari.licensing.Instructions.PayOut;
import org.rahdari.licensing.Instructions.RevokePermission;
import org.rahdari.licensing.Instructions.SettleTrade;
import org.rahdari.licensing.Instructions.SuspendPermission;
import org.rahdari.outcome.Reason;
import org.rahdari.program.FourEyes;
import org.rahdari.program.Mandate;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.rahdari.program.Program;
import org.rahdari.program.Standing;
import org.rahdari.program.Validator;
import org.rahdari.table.Table;

/**
 * An authority and those whom it deals with: a central bank that issues rupees and dollars, two
 * banks, three firms, an administrator, those that are consulted, and an issuer of tokens; another
 * authority beside it. The firms, banks and the authorities start with 1,000,000 rupees each, the
 * firms and the first bank with 10,000 tokens.
 */
final class Market {
  static final int AUTHORITY = 1;
  static final int OTHER_AUTHORITY = 2;
  static final int STATE_BANK = 3;
  static final int BANK = 4;
  static final int OTHER_BANK = 5;
  static final int FIRM = 6;
  static final int OTHER_FIRM = 7;
  static final int THIRD_FIRM = 8;
  static final int ADMINISTRATOR = 9;
  static final int SECURITIES = 10;
  static final int TAX = 11;
  static final int FIU = 12;
  static final int ISSUER = 13;

  /** It has adopted no schedule yet. */
  static final int YOUNG_AUTHORITY = 14;

  static final int NOBODY = 99;

  static final int PKR = 1;
  static final int TOKEN = 2;
  static final int USD = 3;

  static final long RUPEES = 1_000_000;
  static final long TOKENS = 10_000;

  static final long HOUR = 60 * 60 * 1_000L;
  static final long DAY = 24 * HOUR;

  /** Nine o'clock. */
  static final long START_MILLIS = 20_255 * DAY + 9 * HOUR;

  static final String ACCEPTED = "accepted";
  static final String EXCHANGES = "EXCHANGES";
  static final List<Service> SERVICES =
      List.of(Service.EXCHANGE, Service.CUSTODY, Service.TRANSFER);

  static final Id AMINA = new Id(50, 1);
  static final Id BILAL = new Id(50, 2);
  static final FourEyes TWO = new FourEyes(AMINA, BILAL);

  /** The two of the other authority. */
  static final FourEyes OTHER_TWO = new FourEyes(new Id(51, 1), new Id(51, 2));

  static final long APPLICATION_FEE = 500;
  static final long PERMISSION_FEE = 1_000;
  static final long LATE_FEE = 250;

  /** What {@link #noc} and {@link #licence} give. */
  static final Id NOC = new Id(30, 1);

  static final Id LICENCE = new Id(30, 2);

  final Kernel kernel;
  final List<Entry> log = new ArrayList<>();
  final List<Execution> executions = new ArrayList<>();
  private long nowMillis = START_MILLIS;
  private long lastEnvelope;
  private long lastId = 1_000;

  Market() {
    kernel = new Kernel(genesis(), programs());
    open(STATE_BANK, PKR);
    open(STATE_BANK, USD);
    open(ISSUER, TOKEN);
    for (int party = AUTHORITY; party <= ADMINISTRATOR; party++) {
      if (party == STATE_BANK) continue;
      open(party, PKR);
      open(party, USD);
      open(party, TOKEN);
      fund(STATE_BANK, PKR, party, RUPEES);
      fund(ISSUER, TOKEN, party, TOKENS);
    }
    enrol(AUTHORITY, TWO);
    enrol(OTHER_AUTHORITY, OTHER_TWO);
    must(AUTHORITY, schedule(1, PKR));
    must(OTHER_AUTHORITY, by(OTHER_TWO, own(OTHER_AUTHORITY, PKR), schedule(1, PKR)));
  }

  static List<Program> programs() {
    return List.of(Licensing.PROGRAM, Carrier.PROGRAM);
  }

  private void open(int party, int asset) {
    boolean issuer = party == (asset == TOKEN ? ISSUER : STATE_BANK);
    int flags = issuer ? 0 : AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS;
    must(party, new Core.OpenAccount(own(party, asset), asset, 0, flags));
  }

  private void fund(int issuer, int asset, int party, long minor) {
    Transfer transfer = Transfer.posted(fresh(), own(issuer, asset), own(party, asset), minor);
    assertThat(transfer(issuer, transfer)).isEqualTo(ACCEPTED);
  }

  private void enrol(int authority, FourEyes two) {
    must(authority, new EnrolOfficer(two.proposer(), FourEyes.NOBODY));
    must(authority, new EnrolOfficer(two.approver(), FourEyes.NOBODY));
  }

  static Genesis genesis() {
    List<Party> parties = new ArrayList<>();
    List<PartyKey> keys = new ArrayList<>();
    List<Mandate> mandates = new ArrayList<>();
    for (int party = AUTHORITY; party <= YOUNG_AUTHORITY; party++) {
      parties.add(
          new Party(party, "party-" + party, "Party " + party, "PK", Standing.MEMBER, List.of()));
      keys.add(new PartyKey(party, 1, Ed25519.publicKey(secret(party))));
      for (MandateKind kind : mandates(party))
        mandates.add(new Mandate(party, kind, 0, Long.MAX_VALUE));
    }
    return new Genesis(
        "market.rahdari.example",
        programs().stream().map(Genesis.ProgramVersion::of).toList(),
        parties,
        keys,
        mandates,
        List.of(
            new Asset(PKR, "PKR", 2, STATE_BANK, "a rupee at the state bank"),
            new Asset(TOKEN, "TOK", 0, ISSUER, "a token of the issuer"),
            new Asset(USD, "USD", 2, STATE_BANK, "a dollar at the state bank")),
        List.of(new Validator(STATE_BANK, "state-bank", Ed25519.publicKey(secret(STATE_BANK)))),
        1,
        Genesis.TRANSFER_IDS_MIN);
  }

  private static Set<MandateKind> mandates(int party) {
    return switch (party) {
      case AUTHORITY, OTHER_AUTHORITY, YOUNG_AUTHORITY -> EnumSet.of(MandateKind.REGULATOR);
      case STATE_BANK -> EnumSet.of(MandateKind.CENTRAL_BANK);
      case BANK, OTHER_BANK -> EnumSet.of(MandateKind.BANK);
      case FIRM, OTHER_FIRM, THIRD_FIRM -> EnumSet.of(MandateKind.VASP);
      case ADMINISTRATOR -> EnumSet.of(MandateKind.ADMINISTRATOR);
      case SECURITIES -> EnumSet.of(MandateKind.SECURITIES_REGULATOR);
      case TAX -> EnumSet.of(MandateKind.TAX_AUTHORITY);
      case FIU -> EnumSet.of(MandateKind.FIU);
      default -> EnumSet.noneOf(MandateKind.class);
    };
  }

  private static Hash32 secret(int party) {
    return hash("market " + party);
  }

  static Hash32 hash(String text) {
    return Hash32.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The free account of a party. */
  static Id own(int party, int asset) {
    return new Id(party, asset);
  }

  /** An id that was not used, of this moment. */
  Id fresh() {
    return new Id(nowMillis << 16, ++lastId);
  }

  // Saying

  /** Signs one instruction and executes it: {@link #ACCEPTED} or the reason. */
  String say(int party, Record instruction) {
    return results(party, instruction).getFirst();
  }

  /** Signs instructions in one envelope. */
  List<String> results(int party, Record... instructions) {
    List<byte[]> items = new ArrayList<>();
    for (Record each : instructions) items.add(kernel.catalogue().item(each));
    return order(party, Header.Content.INSTRUCTIONS, items);
  }

  String transfer(int party, Transfer transfer) {
    return order(party, Header.Content.TRANSFERS, List.of(transfer.encode())).getFirst();
  }

  private List<String> order(int party, Header.Content content, List<byte[]> items) {
    byte[] envelope =
        Envelope.sign(
            kernel.network(),
            party,
            1,
            SigningKey.of(secret(party)),
            new Id(9, ++lastEnvelope),
            nowMillis + 60_000,
            content,
            items);
    Batch batch = execute(List.of(envelope)).batches().getLast();
    List<String> results = new ArrayList<>();
    for (byte[] bytes : batch.results()) {
      Result result = Result.decode(bytes);
      results.add(result.accepted() ? ACCEPTED : result.reason());
    }
    return results;
  }

  /** It has to be accepted. */
  Market must(int party, Record instruction) {
    assertThat(say(party, instruction)).as(instruction.toString()).isEqualTo(ACCEPTED);
    return this;
  }

  /** It has to be refused for this reason, and to change nothing. */
  Market refused(Reason reason, int party, Record instruction) {
    tick(); // what is due happens first, so that it does not count as changed
    Map<String, List<Record>> before = rows(kernel);
    assertThat(say(party, instruction)).as(instruction.toString()).isEqualTo(reason.name());
    assertThat(rows(kernel)).isEqualTo(before);
    assertThat(executions.getLast().changes())
        .extracting(change -> change.table())
        .isSubsetOf("core.envelope", "ledger.account"); // what a leg touched that was taken back
    return this;
  }

  // Time

  long nowMillis() {
    return nowMillis;
  }

  long today() {
    return nowMillis / DAY;
  }

  /** Time passes, and what becomes due happens at its time. */
  Market after(long millis) {
    return until(nowMillis + millis);
  }

  /** Likewise, until a time. */
  Market until(long millis) {
    while (kernel.nextTimerMillis() <= millis) {
      nowMillis = Math.max(nowMillis, kernel.nextTimerMillis());
      execute(List.of());
    }
    nowMillis = millis;
    return tick();
  }

  /** An entry without envelopes. */
  Market tick() {
    execute(List.of());
    return this;
  }

  /** Nothing is ordered until then: what was due meanwhile is late. */
  void jump(long millis) {
    nowMillis = millis;
  }

  /** Enters so many transfers that move nothing, each with an id of this moment. */
  void useUpIds(int count) {
    List<byte[]> items = new ArrayList<>();
    for (int i = 0; i < count; i++)
      items.add(Transfer.posted(fresh(), own(BANK, PKR), own(OTHER_BANK, PKR), 0).encode());
    nowMillis += 2_000;
    assertThat(order(BANK, Header.Content.TRANSFERS, items)).containsOnly(ACCEPTED);
  }

  private Execution execute(List<byte[]> envelopes) {
    Entry entry = Entry.of(kernel.position() + 1, nowMillis, envelopes);
    log.add(entry);
    Execution execution = kernel.execute(entry);
    executions.add(execution);
    return execution;
  }

  // Looking

  long balance(Id account) {
    return account(account).balanceMinor();
  }

  Account account(Id account) {
    Account found = kernel.ledger().account(account);
    if (found == null) throw new AssertionError("no account " + account);
    return found;
  }

  <R extends Record> R row(String table, Class<R> type, Id key) {
    R row = kernel.table("licensing." + table, Id.class, type).get(key);
    if (row == null) throw new AssertionError("no " + table + " " + key);
    return row;
  }

  <R extends Record> List<R> all(String table, Class<?> key, Class<R> type) {
    for (Table<?, ?> each : kernel.tables())
      if (each.name().equals("licensing." + table) && each.keyType() == key)
        return each.rows().stream().map(type::cast).toList();
    throw new AssertionError("no table " + table);
  }

  Permission permission(Id id) {
    return row("permission", Permission.class, id);
  }

  Application application(Id id) {
    return row("application", Application.class, id);
  }

  /** The id of an appeal against the last decision against a permission or an application. */
  Id appeal(Id about) {
    Permission permission =
        kernel.table("licensing.permission", Id.class, Permission.class).get(about);
    return permission == null ? Appeal.id(application(about)) : permission.against();
  }

  List<Change> lines() {
    return all("change", Long.class, Change.class);
  }

  /** The lines about a firm that were known at a time. */
  List<Change> lines(int firm, long knownMillis) {
    return lines().stream()
        .filter(each -> each.subject() == Subject.FIRM && each.of() == firm)
        .filter(each -> each.recordedAtMillis() <= knownMillis)
        .toList();
  }

  /** Rows of all tables but the memory of envelopes, accounts and transfers. */
  static Map<String, List<Record>> rows(Kernel kernel) {
    Map<String, List<Record>> rows = new TreeMap<>();
    for (Table<?, ?> table : kernel.tables())
      if (!table.name().equals("core.envelope")) rows.put(table.name(), List.copyOf(table.rows()));
    rows.put("ledger.account", kernel.ledger().accounts().<Record>map(each -> each).toList());
    rows.put("ledger.transfer", kernel.ledger().transfers().<Record>map(each -> each).toList());
    return rows;
  }

  Kernel replayed() {
    Kernel again = new Kernel(genesis(), programs());
    for (Entry each : log) again.execute(each);
    return again;
  }

  Kernel restored() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    kernel.save(new DataOutputStream(bytes));
    Kernel again = new Kernel(genesis(), programs());
    again.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    return again;
  }

  // What is usual

  static AdoptSchedule schedule(int number, int feeAsset) {
    return new AdoptSchedule(
        number,
        feeAsset,
        own(AUTHORITY, feeAsset),
        60,
        10,
        15,
        30,
        10,
        20,
        LATE_FEE,
        1_000,
        List.of(
            new Category(EXCHANGES, SERVICES, APPLICATION_FEE, PERMISSION_FEE, 30),
            new Category("FREE", List.of(Service.ADVISORY, Service.EXCHANGE), 0, 0, 0)),
        hash("law"),
        TWO);
  }

  private static AdoptSchedule by(FourEyes two, Id feeAccount, AdoptSchedule schedule) {
    return new AdoptSchedule(
        schedule.number(),
        schedule.feeAsset(),
        feeAccount,
        schedule.clockDays(),
        schedule.answerDays(),
        schedule.opinionDays(),
        schedule.appealDays(),
        schedule.returnDays(),
        schedule.paymentDays(),
        schedule.lateFeeMinor(),
        schedule.disclosureBps(),
        schedule.categories(),
        schedule.text(),
        two);
  }

  static final Terms PREPARES =
      new Terms(
          List.of(),
          List.of(Preparation.OPEN_CLIENT_ACCOUNTS, Preparation.TEST_SYSTEMS),
          List.of(),
          List.of(),
          List.of());

  /** 1,000 rupees at once, 2,500 a day. */
  static final Terms SERVES = serves(new Cap(PKR, 1_000, 2_500));

  static Terms serves(Cap... caps) {
    return new Terms(
        SERVICES,
        List.of(),
        List.of(new Condition("AUDIT", "An audit every year.")),
        List.of(caps),
        List.of());
  }

  static final Terms TRIES =
      new Terms(
          SERVICES,
          List.of(),
          List.of(),
          List.of(new Cap(PKR, 100, 200), new Cap(TOKEN, 10, 20)),
          List.of(new Condition("CLIENTS", "A hundred clients served without a complaint.")));

  static Terms terms(Purpose purpose) {
    return switch (purpose) {
      case NOC -> PREPARES;
      case SANDBOX -> TRIES;
      case LICENCE, NO_ACTION, VARIATION, RENEWAL -> SERVES;
    };
  }

  /** Files an application with nothing unusual in it. */
  Id file(int firm, Purpose purpose) {
    Id id = fresh();
    must(firm, new Form(id, purpose, firm).file());
    return id;
  }

  /** Finds all key individuals fit and proper. */
  Market assess(Id application) {
    for (Assessment each : all("assessment", Id.class, Assessment.class))
      if (each.application().equals(application)) must(AUTHORITY, fit(each.individual(), true));
    return this;
  }

  AssessIndividual fit(Id individual, boolean fit) {
    return new AssessIndividual(individual, fit, hash("file"), nowMillis, TWO);
  }

  GrantApplication granting(Id application, Id permission, Terms terms, long untilMillis) {
    return new GrantApplication(
        application, permission, terms, 0, untilMillis, hash("grounds"), nowMillis, TWO);
  }

  /** Files, assesses and grants for a year. */
  Market give(int firm, Purpose purpose, Id permission) {
    Id application = file(firm, purpose);
    assess(application);
    return must(
        AUTHORITY, granting(application, permission, terms(purpose), nowMillis + 365 * DAY));
  }

  SuspendPermission suspending(Id permission, long millis) {
    return new SuspendPermission(
        permission, Ground.CLIENT_MONEY, nowMillis + millis, hash("grounds"), nowMillis, TWO);
  }

  RevokePermission revoking(Id permission) {
    return new RevokePermission(permission, Ground.CAPITAL, hash("grounds"), nowMillis, TWO);
  }

  AdmitAsset admitting(Service... services) {
    return new AdmitAsset(
        TOKEN, AssetClass.UTILITY, hash("white paper"), List.of(services), true, TWO);
  }

  // A market with a firm in it

  /** The firm has its certificate. */
  static Market noc() {
    return new Market().give(FIRM, Purpose.NOC, NOC);
  }

  /** The firm has its licence too. */
  static Market licence() {
    return noc().give(FIRM, Purpose.LICENCE, LICENCE);
  }

  /** It has clients: 10,000 rupees and 100 tokens, on one of two accounts each. */
  static Market clients() {
    Market market = licence();
    market.must(AUTHORITY, market.admitting(Service.EXCHANGE, Service.CUSTODY));
    market.must(FIRM, new ListAsset(TOKEN, true));
    for (long number = 1; number <= 2; number++) {
      market.must(FIRM, money(number));
      market.must(FIRM, custody(number));
    }
    market.must(BANK, new BringIn(market.fresh(), own(BANK, PKR), MONEY, 10_000));
    market.must(BANK, new BringIn(market.fresh(), own(BANK, TOKEN), CUSTODY, 100));
    return market;
  }

  static OpenClientAccount money(long number) {
    return new OpenClientAccount(new Id(60, number), PKR, ClientUse.MONEY, BANK);
  }

  static OpenClientAccount custody(long number) {
    return new OpenClientAccount(new Id(61, number), TOKEN, ClientUse.CUSTODY, 0);
  }

  /** Accounts of {@link #clients}. */
  static final Id MONEY = money(1).account();

  static final Id OTHER_MONEY = money(2).account();
  static final Id CUSTODY = custody(1).account();
  static final Id OTHER_CUSTODY = custody(2).account();

  SettleTrade trade(long moneyMinor, long assetMinor) {
    return new SettleTrade(
        fresh(),
        Service.EXCHANGE,
        MONEY,
        OTHER_MONEY,
        moneyMinor,
        CUSTODY,
        OTHER_CUSTODY,
        assetMinor);
  }

  PayOut payOut(long minor) {
    return new PayOut(fresh(), MONEY, own(BANK, PKR), minor);
  }
}
