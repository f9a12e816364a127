package org.rahdari.licensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.licensing.Market.*;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.KernelRefusal;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Transfer;
import org.rahdari.licensing.Instructions.*;

/**
 * What holds whatever the parties say: everybody says something at random, and after every word the
 * money is counted and held against the public register.
 */
final class LicensingLawsTest {
  private static final int STEPS = 700;
  private static final int[] FIRMS = {FIRM, OTHER_FIRM, THIRD_FIRM};

  private final Market market = new Market();
  private final Map<Integer, List<Id>> permissions = new TreeMap<>();
  private final Map<Integer, List<Id>> money = new TreeMap<>();
  private final Map<Integer, List<Id>> custody = new TreeMap<>();
  private final Map<Id, Integer> reserved = new TreeMap<>();
  private final List<Id> appeals = new ArrayList<>();

  /** What firms moved for clients, by firm, asset and day. */
  private final Map<String, Long> moved = new TreeMap<>();

  /** How often each kind of word was accepted, so that the test tests something. */
  private final Map<Word, Integer> accepted = new EnumMap<>(Word.class);

  private int cappedByDay;
  private Random random = new Random(0);

  private enum Word {
    BRING_IN,
    PAY_OUT,
    TRADE,
    CARRY,
    RESERVE,
    COMPLETE,
    RAW,
    RETURN,
    SUSPEND,
    LIFT,
    REVOKE,
    GRANT,
    VARY,
    SURRENDER,
    APPEAL,
    DECIDE,
    APPOINT,
    PAY_CHARGE,
    STATE,
    LIST,
    ADMIT,
    REMOVE
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 4, 5, 6})
  void whateverIsSaid(long seed) throws IOException {
    random = new Random(seed);
    prepare();
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(4) == 0) market.after(random.nextLong(9 * HOUR));
      else market.tick();
      // Much is moved, so that caps are met.
      int words = random.nextBoolean() ? Word.RAW.ordinal() : Word.values().length;
      say(Word.values()[random.nextInt(words)]);
    }
    assertThat(cappedByDay).isPositive();
    assertThat(accepted.keySet()).hasSizeGreaterThan(Word.values().length - 4);

    Kernel replayed = market.replayed();
    Kernel restored = market.restored();
    for (Kernel again : List.of(replayed, restored)) {
      assertThat(again.digest()).isEqualTo(market.kernel.digest());
      assertThat(rows(again)).isEqualTo(rows(market.kernel));
    }
    // Also what comes later is the same.
    market.jump(market.nowMillis() + 40 * DAY);
    market.tick();
    Entry last = market.log.getLast();
    assertThat(restored.execute(last).digest()).isEqualTo(market.kernel.digest());
  }

  /** Three firms: one with a licence, one with a trial, one with nothing yet. */
  private void prepare() {
    market.must(AUTHORITY, market.admitting(Service.EXCHANGE, Service.CUSTODY, Service.TRANSFER));
    for (int firm : FIRMS) {
      of(permissions, firm).add(new Id(33, firm));
    }
    market.give(FIRM, Purpose.NOC, market.fresh());
    market.give(THIRD_FIRM, Purpose.NOC, market.fresh());
    market.give(FIRM, Purpose.LICENCE, new Id(33, FIRM));
    market.give(OTHER_FIRM, Purpose.SANDBOX, new Id(33, OTHER_FIRM));
    for (int firm : new int[] {FIRM, OTHER_FIRM}) {
      market.must(firm, new ListAsset(TOKEN, true));
      for (int i = 0; i < 2; i++) {
        open(firm, PKR, ClientUse.MONEY, BANK, money);
        open(firm, TOKEN, ClientUse.CUSTODY, 0, custody);
      }
      for (Id each : of(money, firm))
        market.must(BANK, new BringIn(market.fresh(), own(BANK, PKR), each, 20_000));
      for (Id each : of(custody, firm))
        market.must(BANK, new BringIn(market.fresh(), own(BANK, TOKEN), each, 500));
    }
    open(THIRD_FIRM, PKR, ClientUse.MONEY, BANK, money);
  }

  private void open(int firm, int asset, ClientUse use, int bank, Map<Integer, List<Id>> kept) {
    OpenClientAccount open = new OpenClientAccount(market.fresh(), asset, use, bank);
    market.must(firm, open);
    of(kept, firm).add(open.account());
  }

  private int firm() {
    return FIRMS[random.nextInt(FIRMS.length)];
  }

  private static List<Id> of(Map<Integer, List<Id>> ids, int firm) {
    return ids.computeIfAbsent(firm, each -> new ArrayList<>());
  }

  private Id one(Map<Integer, List<Id>> ids, int firm) {
    List<Id> all = of(ids, firm);
    return all.isEmpty() ? Id.NONE : all.get(random.nextInt(all.size()));
  }

  private Id some(List<Id> all) {
    return all.isEmpty() ? Id.NONE : all.get(random.nextInt(all.size()));
  }

  private Id permission(int firm) {
    return of(permissions, firm).getLast();
  }

  private long amount() {
    return random.nextInt(4) == 0 ? random.nextInt(2_000) - 10 : 1 + random.nextInt(150);
  }

  private void say(Word word) {
    int firm = firm();
    long now = market.nowMillis();
    switch (word) {
      case BRING_IN -> {
        int by = random.nextBoolean() ? BANK : firm();
        long minor = amount();
        boolean tokens = random.nextInt(4) == 0;
        int asset = tokens ? TOKEN : PKR;
        Id to = one(tokens ? custody : money, firm);
        boolean counts = by != BANK && by != firm;
        said(
            word,
            by,
            new BringIn(market.fresh(), own(by, asset), to, minor),
            by,
            counts,
            asset,
            minor);
      }
      case PAY_OUT -> {
        long minor = amount();
        boolean tokens = random.nextInt(4) == 0;
        int asset = tokens ? TOKEN : PKR;
        Id to = own(random.nextInt(5) == 0 ? firm : OTHER_BANK, asset);
        Id from = one(tokens ? custody : money, firm);
        PayOut out = new PayOut(market.fresh(), from, to, minor);
        said(word, firm, out, firm, true, asset, minor);
        // Said twice, it is the same.
        if (random.nextInt(3) == 0) said(word, firm, out, firm, false, asset, minor);
      }
      case TRADE -> {
        long price = amount();
        long tokens = 1 + random.nextInt(15);
        SettleTrade trade =
            new SettleTrade(
                market.fresh(),
                random.nextInt(6) == 0 ? Service.LENDING : Service.EXCHANGE,
                one(money, firm),
                one(money, firm()),
                price,
                one(custody, firm),
                one(custody, firm()),
                tokens);
        String result = said(word, firm, trade, firm, true, PKR, price);
        if (result.equals(ACCEPTED)) count(firm, TOKEN, tokens);
      }
      case CARRY -> {
        long minor = amount();
        Carrier.Carry carry =
            new Carrier.Carry(market.fresh(), own(firm, PKR), own(OTHER_BANK, PKR), minor);
        said(word, firm, carry, firm, true, PKR, minor);
      }
      case RESERVE -> {
        long minor = amount();
        Id id = market.fresh();
        Carrier.Reserve reserve =
            new Carrier.Reserve(id, own(firm, PKR), own(OTHER_BANK, PKR), minor);
        if (said(word, firm, reserve, firm, true, PKR, minor).equals(ACCEPTED))
          reserved.put(id, firm);
      }
      case COMPLETE -> {
        // Whoever asks: it is the money of the one who reserved it.
        Id of = some(List.copyOf(reserved.keySet()));
        int owner = reserved.getOrDefault(of, 0);
        said(word, firm, new Carrier.Complete(market.fresh(), of), owner);
      }
      case RAW -> {
        Id from = random.nextBoolean() ? own(firm, PKR) : one(money, firm);
        Transfer raw = Transfer.posted(market.fresh(), from, own(BANK, PKR), 1);
        assertThat(market.transfer(firm, raw)).isEqualTo(KernelRefusal.PARTY_GUARDED.name());
      }
      case RETURN -> {
        boolean tokens = random.nextInt(3) == 0;
        Id to = own(random.nextBoolean() ? BANK : OTHER_BANK, tokens ? TOKEN : PKR);
        Id from = one(tokens ? custody : money, firm);
        ReturnClientMoney back = new ReturnClientMoney(market.fresh(), from, to, amount());
        said(word, random.nextInt(5) == 0 ? BANK : ADMINISTRATOR, back, 0);
      }
      case SUSPEND ->
          said(word, AUTHORITY, market.suspending(permission(firm), random.nextLong(9 * DAY)), 0);
      case LIFT ->
          said(word, AUTHORITY, new LiftSuspension(permission(firm), hash("l"), now, TWO), 0);
      case REVOKE -> {
        if (random.nextInt(3) == 0)
          said(word, AUTHORITY, market.revoking(some(of(permissions, firm))), 0);
      }
      case GRANT -> grant(firm, random.nextInt(3) == 0 ? Purpose.SANDBOX : Purpose.LICENCE);
      case VARY -> vary(firm);
      case SURRENDER -> {
        if (random.nextInt(4) == 0) said(word, firm, new SurrenderPermission(permission(firm)), 0);
      }
      case APPEAL -> {
        Id about = some(of(permissions, firm));
        if (said(word, firm, new FileAppeal(about, hash("no")), 0).equals(ACCEPTED))
          appeals.add(market.appeal(about));
      }
      case DECIDE ->
          said(
              word,
              AUTHORITY,
              new DecideAppeal(some(appeals), random.nextInt(3) > 0, hash("d"), now, TWO),
              0);
      case APPOINT -> {
        int who = random.nextInt(4) == 0 ? 0 : ADMINISTRATOR;
        said(word, AUTHORITY, new AppointAdministrator(firm, who, hash("a"), now, TWO), 0);
      }
      case PAY_CHARGE -> {
        List<Charge> owed = market.all("charge", Id.class, Charge.class);
        Charge charge = owed.get(random.nextInt(owed.size()));
        said(word, charge.firm(), new PayCharge(charge.id(), own(charge.firm(), PKR)), 0);
      }
      case STATE ->
          said(
              word,
              BANK,
              new StateBalance(
                  one(money, firm), market.today() - random.nextInt(2), amount(), hash("s")),
              0);
      case LIST -> said(word, firm, new ListAsset(TOKEN, random.nextInt(4) > 0), 0);
      case ADMIT -> said(word, AUTHORITY, market.admitting(Service.EXCHANGE, Service.CUSTODY), 0);
      case REMOVE -> {
        if (random.nextInt(6) == 0)
          said(word, AUTHORITY, new RemoveAsset(TOKEN, Ground.CAPITAL, TWO), 0);
      }
    }
  }

  private void grant(int firm, Purpose purpose) {
    Id application = market.fresh();
    if (!market.say(firm, new Form(application, purpose, firm).file()).equals(ACCEPTED)) return;
    market.assess(application);
    Id permission = market.fresh();
    long until = market.nowMillis() + random.nextLong(40 * DAY);
    Record grant = market.granting(application, permission, Market.terms(purpose), until);
    if (said(Word.GRANT, AUTHORITY, grant, 0).equals(ACCEPTED))
      of(permissions, firm).add(permission);
  }

  private void vary(int firm) {
    Id application = market.fresh();
    Id permission = permission(firm);
    Form form = new Form(application, Purpose.VARIATION, firm).about(permission);
    if (!market.say(firm, form.file()).equals(ACCEPTED)) return;
    market.assess(application);
    Permission now = market.permission(permission);
    long once = random.nextInt(300);
    Cap cap = new Cap(PKR, once, once + random.nextInt(200));
    Terms terms =
        new Terms(SERVICES, List.of(), List.of(), List.of(cap), now.terms().exitCriteria());
    Record grant = market.granting(application, permission, terms, now.untilMillis());
    said(Word.VARY, AUTHORITY, grant, 0);
  }

  private String said(Word word, int party, Record instruction, int actor) {
    return said(word, party, instruction, actor, false, 0, 0);
  }

  /** Says it, counts what it moved, and looks whether all is as it has to be. */
  private String said(
      Word word, int party, Record instruction, int actor, boolean counts, int asset, long minor) {
    Map<Id, Long> before = taken();
    Map<Integer, Integer> administrators = administrators();
    String result = market.say(party, instruction);
    if (result.equals(ACCEPTED)) accepted.merge(word, 1, Integer::sum);
    if (result.equals(LicensingRefusal.ABOVE_DAILY_CAP.name())) cappedByDay++;
    boolean firms = actor >= FIRM && actor <= THIRD_FIRM;
    if (result.equals(ACCEPTED) && firms) assertThat(permitted(actor)).as(word.name()).isTrue();
    if (result.equals(ACCEPTED) && counts) count(actor, asset, minor);
    taken()
        .forEach(
            (account, minorNow) -> {
              if (minorNow.equals(before.get(account))) return;
              int firm = market.row("client_account", ClientAccount.class, account).firm();
              boolean administrator =
                  word == Word.RETURN && administrators.getOrDefault(firm, 0) == party;
              assertThat(permitted(firm))
                  .as("a client account is debited")
                  .isNotEqualTo(administrator);
              assertThat(party).isEqualTo(administrator ? ADMINISTRATOR : firm);
            });
    assertThat(sums()).allSatisfy((each, sum) -> assertThat(sum).isZero());
    return result;
  }

  /** What the register says, not what the program thinks. */
  private boolean permitted(int firm) {
    return Lines.permits(market.lines(firm, market.nowMillis()), market.nowMillis());
  }

  private void count(int firm, int asset, long minor) {
    String day = firm + " " + asset + " " + market.today();
    long sum = moved.merge(day, minor, Long::sum);
    Permission permission = market.permission(current(firm));
    for (Cap each : permission.terms().caps()) {
      if (each.asset() != asset) continue;
      assertThat(minor).isLessThanOrEqualTo(each.onceMinor());
      assertThat(sum).as(day).isLessThanOrEqualTo(each.dayMinor());
    }
  }

  private Id current(int party) {
    for (Firm each : market.all("firm", Integer.class, Firm.class))
      if (each.party() == party) return each.permission();
    throw new AssertionError("no firm " + party);
  }

  private Map<Integer, Integer> administrators() {
    Map<Integer, Integer> by = new TreeMap<>();
    for (Firm each : market.all("firm", Integer.class, Firm.class))
      by.put(each.party(), each.administrator());
    return by;
  }

  /** What was ever debited from each account of clients, reserved or not. */
  private Map<Id, Long> taken() {
    Map<Id, Long> taken = new TreeMap<>();
    for (ClientAccount each : market.all("client_account", Id.class, ClientAccount.class)) {
      Account account = market.account(each.account());
      taken.put(each.account(), account.debitsPostedMinor() + account.debitsPendingMinor());
    }
    return taken;
  }

  private Map<Integer, Long> sums() {
    Map<Integer, Long> sums = new TreeMap<>();
    market
        .kernel
        .ledger()
        .accounts()
        .forEach(each -> sums.merge(each.asset(), each.balanceMinor(), Long::sum));
    return sums;
  }
}
