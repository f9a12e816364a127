package org.rahdari.kernel;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;

/**
 * A hostile mix from a seed. It knows the state of the {@link Model} and so aims where it hurts: at
 * the last unit of a balance, the last second of the window, a reservation that ends now, an id
 * that was used.
 */
final class Mix {
  static final int PARTIES = 4;
  private static final int STEP_MILLIS = 500;
  private static final int RECENT_MAX = 64;

  /** An account that the network starts with. */
  record Opening(Id id, int party, int asset, int flags, boolean vault) {}

  /** What a party says in one envelope. */
  record Said(int party, Header.Content content, List<byte[]> items) {}

  /** What is said at a time. */
  record Step(long stampMillis, List<Said> said) {}

  static final List<Opening> OPENINGS = openings();

  private final Random random;
  private final Model model;
  private final Catalogue catalogue;
  private final Map<Integer, List<Transfer>> recent = new TreeMap<>();
  private long stampMillis = TestNetwork.START_MILLIS;
  private long lastId = 1_000;

  Mix(long seed, Model model, Catalogue catalogue) {
    this.random = new Random(seed);
    this.model = model;
    this.catalogue = catalogue;
  }

  private static List<Opening> openings() {
    List<Opening> openings = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      add(openings, TestNetwork.CENTRAL_BANK, TestNetwork.PKR, 0, false);
      add(openings, TestNetwork.BANK, TestNetwork.USD, 0, false);
    }
    for (int party = 1; party <= PARTIES; party++) {
      add(openings, party, TestNetwork.PKR, Model.COVERED, false);
      add(openings, party, TestNetwork.PKR, Model.COVERED, false);
      add(openings, party, TestNetwork.USD, Model.COVERED, false);
      add(openings, party, TestNetwork.PKR, Model.COVERED, true);
    }
    add(openings, TestNetwork.BANK, TestNetwork.USD, Model.COVERED, true);
    for (int i = 0; i < 2; i++) {
      add(openings, TestNetwork.CENTRAL_BANK, TestNetwork.PKR, Model.CAPPED, false);
      add(openings, TestNetwork.BANK, TestNetwork.USD, Model.CAPPED, false);
    }
    return openings;
  }

  private static void add(List<Opening> openings, int party, int asset, int flags, boolean vault) {
    openings.add(new Opening(new Id(1, 1 + openings.size()), party, asset, flags, vault));
  }

  /** Opens the accounts, funds those that can be, and fills the window. */
  List<Step> beginnings() {
    List<Said> opens = new ArrayList<>();
    List<Said> funds = new ArrayList<>();
    for (Opening o : OPENINGS) {
      Record open =
          o.vault
              ? new Shelf.OpenVault(o.id, o.party, o.asset)
              : new Core.OpenAccount(o.id, o.asset, 0, o.flags);
      opens.add(instructions(o.party, open));
      Opening issuer = OPENINGS.get(o.asset == TestNetwork.PKR ? 0 : 1);
      boolean capped = o.flags == Model.CAPPED;
      if (o.flags == 0) continue;
      funds.add(
          instructions(
              issuer.party,
              new Shelf.Move(
                  List.of(
                      new Shelf.Leg(
                          fresh(),
                          capped ? o.id : issuer.id,
                          capped ? issuer.id : o.id,
                          Id.NONE,
                          1_000,
                          0,
                          0)))));
    }
    return List.of(
        new Step(stampMillis, opens),
        new Step(stampMillis, funds),
        new Step(stampMillis, List.of(many(8_190))),
        new Step(stampMillis, List.of(many(8_190))));
  }

  private Said instructions(int party, Record... instructions) {
    List<byte[]> items = new ArrayList<>();
    for (Record instruction : instructions) items.add(catalogue.item(instruction));
    return new Said(party, Header.Content.INSTRUCTIONS, items);
  }

  /** So many transfers of one unit or none, with ids over some seconds. */
  private Said many(int transfers) {
    List<byte[]> items = new ArrayList<>();
    for (int i = 0; i < transfers; i++) {
      Id credit = OPENINGS.get(oneIn(2) ? 2 : 4).id;
      Transfer t = Transfer.posted(fresh(), OPENINGS.getFirst().id, credit, random.nextInt(2));
      items.add(t.encode());
    }
    return new Said(TestNetwork.CENTRAL_BANK, Header.Content.TRANSFERS, items);
  }

  Step next() {
    if (!oneIn(4)) stampMillis += STEP_MILLIS * (long) random.nextInt(oneIn(8) ? 30 : 4);
    List<Said> said = new ArrayList<>();
    int envelopes = oneIn(6) ? random.nextInt(4) : 1;
    for (int i = 0; i < envelopes; i++) said.add(envelope());
    return new Step(oneIn(30) ? stampMillis - 5_000 : stampMillis, said);
  }

  private boolean oneIn(int cases) {
    return random.nextInt(cases) == 0;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Said envelope() {
    if (oneIn(80)) return many(1 + random.nextInt(8_190));
    int party = 1 + random.nextInt(PARTIES);
    boolean transfers = !oneIn(4);
    List<byte[]> items = new ArrayList<>();
    for (int i = random.nextInt(oneIn(4) ? 60 : 16); i >= 0; i--) {
      boolean linked = i > 0 ? oneIn(3) : oneIn(40);
      items.add(transfers ? transferItem(party, linked) : instructionItem(party, linked));
    }
    return new Said(
        party, transfers ? Header.Content.TRANSFERS : Header.Content.INSTRUCTIONS, items);
  }

  private byte[] transferItem(int party, boolean linked) {
    Transfer t = transfer(party);
    byte[] item = (linked ? t.linked() : t).encode();
    if (oneIn(300)) item[112 + random.nextInt(16)] = 1;
    return item;
  }

  private Transfer transfer(int party) {
    Transfer t =
        switch (random.nextInt(12)) {
          case 0, 1, 2, 3, 4, 5 -> movement(party);
          case 6, 7, 8 -> ending(party);
          case 9, 10 -> again(party);
          default -> anything(party);
        };
    if (oneIn(20)) t = spoilt(t);
    List<Transfer> of = recent.computeIfAbsent(party, p -> new ArrayList<>());
    if (of.size() < RECENT_MAX) of.add(t);
    else of.set(random.nextInt(RECENT_MAX), t);
    return t;
  }

  // Ids

  /** Of about now, and so mostly within the window. */
  private Id fresh() {
    return at(stampMillis + 4_000 - random.nextInt(12_000));
  }

  private Id at(long millis) {
    return new Id(millis << 16 | 0x7000 | random.nextInt(0x1000), ++lastId);
  }

  private Id id() {
    if (!oneIn(12)) return fresh();
    return switch (random.nextInt(8)) {
      case 0 -> Id.NONE;
      case 1 -> Id.derived("any", fresh());
      case 2 -> at(model.nowMillis() + 5_000 + random.nextInt(3) - 1);
      case 3 -> at(model.floorMillis() + random.nextInt(3) - 1);
      case 4 -> at(model.floorMillis() + random.nextInt(3_000));
      case 5 -> new Id(random.nextLong(), random.nextLong());
      case 6 -> new Id(6, random.nextInt(100));
      default -> used();
    };
  }

  /** One that was used, or one that stands where it would. */
  private Id used() {
    Id near = fresh();
    Id found = oneIn(2) ? model.window.floorKey(near) : model.window.ceilingKey(near);
    return found == null ? near : found;
  }

  // Transfers

  private Id account() {
    return oneIn(60) ? new Id(7, random.nextInt(3)) : any(OPENINGS).id;
  }

  /** One that fits: of the party, or of the asset of another. */
  private Id account(int party, @Nullable Id beside) {
    Model.Account other = beside == null ? null : model.accounts.get(beside);
    for (int i = 0; i < 20; i++) {
      Opening o = any(OPENINGS);
      boolean fits = other == null ? o.party == party : o.asset == other.asset();
      if (fits && !o.vault && !o.id.equals(beside)) return o.id;
    }
    return account();
  }

  private int movementFlags() {
    int flags = oneIn(2) ? Model.PENDING : 0;
    if (oneIn(5)) flags |= Model.BALANCING_DEBIT;
    if (oneIn(5)) flags |= Model.BALANCING_CREDIT;
    if (flags == Model.PENDING && oneIn(8))
      flags |= oneIn(2) ? Model.CLOSING_DEBIT : Model.CLOSING_CREDIT;
    return flags;
  }

  private Transfer movement(int party) {
    Id debit = account(party, null);
    Id credit = account(party, debit);
    int flags = movementFlags();
    boolean pending = (flags & Model.PENDING) != 0;
    long amount = amount(debit, credit, pending);
    return new Draft()
        .id(id())
        .debit(debit)
        .credit(credit)
        .amount(amount)
        .timeout(pending ? timeout(amount) : 0)
        .code(random.nextInt(3))
        .userData(oneIn(4) ? debit : Id.NONE, random.nextInt(2), random.nextInt(2))
        .flags(flags)
        .transfer();
  }

  /** What would stand in the way of everything that follows goes again soon. */
  private int timeout(long amount) {
    if (amount > 1_000) return 1 + random.nextInt(2);
    return random.nextInt(oneIn(10) ? 60 : 6);
  }

  private long amount(Id debit, Id credit, boolean pending) {
    Model.Account from = model.accounts.get(debit);
    Model.Account to = model.accounts.get(credit);
    if (from == null || to == null || !oneIn(5)) return random.nextInt(oneIn(8) ? 400 : 12);
    BigInteger edge =
        switch (random.nextInt(pending ? 5 : 2)) {
          case 0 -> from.creditsPosted().subtract(from.debits());
          case 1 -> to.debitsPosted().subtract(to.credits());
          case 2 -> Model.MAX.subtract(from.debits());
          case 3 -> Model.MAX.subtract(to.credits());
          default -> Model.MAX;
        };
    return edge.longValue() + random.nextInt(3) - 1;
  }

  /** A post or void, mostly of what the party may end. */
  private Transfer ending(int party) {
    List<Model.Reserved> all = List.copyOf(model.reserved.values());
    boolean post = oneIn(2);
    if (all.isEmpty()) return Transfer.voided(id(), used());
    Model.Reserved r = any(all);
    for (int i = 0; i < 5 && r.party() != party; i++) r = any(all);
    Transfer of = r.transfer();
    long reserved = r.amount().longValue();
    long amount =
        switch (random.nextInt(8)) {
          case 0 -> reserved;
          case 1 -> reserved + 1;
          case 2 -> reserved - 1;
          case 3 -> post ? Long.MAX_VALUE - 1 : Long.MAX_VALUE;
          case 4 -> 0;
          default -> post ? (oneIn(2) ? Long.MAX_VALUE : reserved / 2) : 0;
        };
    return new Draft()
        .id(id())
        .debit(oneIn(3) ? (oneIn(10) ? account() : of.debitAccount()) : Id.NONE)
        .credit(oneIn(3) ? (oneIn(10) ? account() : of.creditAccount()) : Id.NONE)
        .pendingId(oneIn(10) ? used() : of.id())
        .amount(amount)
        .code(oneIn(3) ? (oneIn(8) ? 9 : of.code()) : 0)
        .flags(post ? Model.POST : Model.VOID)
        .transfer();
  }

  /** What was said before, as it was or with one difference. */
  private Transfer again(int party) {
    Model.Used used = oneIn(6) ? model.window.get(used()) : null;
    if (used != null) return oneIn(2) ? used.given() : spoilt(used.given());
    List<Transfer> of = recent.get(oneIn(6) ? 1 + random.nextInt(PARTIES) : party);
    if (of == null) return anything(party);
    return oneIn(3) ? any(of) : spoilt(any(of));
  }

  private Transfer anything(int party) {
    return new Draft()
        .id(id())
        .debit(oneIn(3) ? account() : account(party, null))
        .credit(account())
        .pendingId(oneIn(4) ? used() : Id.NONE)
        .amount(oneIn(4) ? random.nextLong() : random.nextInt(20) - 2)
        .timeout(oneIn(3) ? random.nextInt(8) - 2 : 0)
        .code(random.nextInt(2))
        .flags(random.nextInt(oneIn(3) ? 600 : 256))
        .transfer();
  }

  private Transfer spoilt(Transfer t) {
    Draft draft = Draft.of(t);
    return switch (random.nextInt(12)) {
      case 0 -> draft.id(id()).transfer();
      case 1 -> draft.debit(oneIn(2) ? Id.NONE : account()).transfer();
      case 2 -> draft.credit(oneIn(2) ? Id.NONE : account()).transfer();
      case 3 -> draft.pendingId(oneIn(2) ? Id.NONE : used()).transfer();
      case 4 -> draft.userData(new Id(5, 5), t.userData64(), t.userData32()).transfer();
      case 5 -> draft.userData(t.userData128(), 5, t.userData32()).transfer();
      case 6 -> draft.userData(t.userData128(), t.userData64(), 5).transfer();
      case 7 -> draft.amount(t.amountMinor() + random.nextInt(3) - 1).transfer();
      case 8 -> draft.amount(oneIn(2) ? Long.MAX_VALUE : 0).transfer();
      case 9 -> draft.timeout(any(List.of(-1, 0, 1, 31_622_400, 31_622_401))).transfer();
      case 10 -> draft.code(t.code() + 1).transfer();
      default -> draft.flags(t.flags() ^ 1 << random.nextInt(oneIn(6) ? 32 : 8)).transfer();
    };
  }

  // Instructions

  private byte[] instructionItem(int party, boolean linked) {
    return catalogue.item(instruction(party), linked);
  }

  private Record instruction(int party) {
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> new Shelf.Move(legs(party, 4));
      case 4, 5 -> new Shelf.TryToMove(legs(party, 6));
      case 6, 7, 8 ->
          new Shelf.MoveInTwo(legs(party, 3), legs(party, 3), oneIn(2) ? 0 : random.nextInt(3));
      case 9 -> new Shelf.SetMove(stampMillis + STEP_MILLIS * (long) random.nextInt(6), legs(0, 3));
      case 10 -> new Shelf.Move(oneIn(4) ? manyLegs() : legs(party, 8));
      case 11 -> new Shelf.OpenVault(openingId(), party, 1 + random.nextInt(oneIn(4) ? 3 : 2));
      case 12 -> new Core.OpenAccount(openingId(), 1 + random.nextInt(3), 0, random.nextInt(6));
      default -> freeze();
    };
  }

  private Id openingId() {
    if (oneIn(6)) return Id.NONE;
    if (oneIn(6)) return Id.derived("account", new Id(8, random.nextInt(20)));
    return oneIn(3) ? account() : new Id(8, random.nextInt(40));
  }

  /** Mostly a thaw, so that some accounts are always free. */
  private Record freeze() {
    List<Id> frozen =
        model.accounts.entrySet().stream()
            .filter(e -> e.getValue().has(Model.FROZEN_DEBITS | Model.FROZEN_CREDITS))
            .map(Map.Entry::getKey)
            .toList();
    if (!frozen.isEmpty() && !oneIn(3))
      return new Core.FreezeAccount(any(frozen), oneIn(6), oneIn(6));
    return new Core.FreezeAccount(account(), oneIn(2), oneIn(2));
  }

  /** As many as an item may enter, less, or one more. */
  private List<Shelf.Leg> manyLegs() {
    List<Shelf.Leg> many = new ArrayList<>();
    Id debit = vault();
    for (int i = oneIn(3) ? 1_025 : random.nextInt(1_025); i > 0; i--) {
      Id credit = account(1, debit);
      many.add(new Shelf.Leg(fresh(), debit, credit, Id.NONE, oneIn(50) ? 1 : 0, 0, 0));
    }
    return many;
  }

  private Id vault() {
    return any(OPENINGS.stream().filter(Opening::vault).toList()).id;
  }

  private List<Shelf.Leg> legs(int party, int most) {
    List<Shelf.Leg> legs = new ArrayList<>();
    for (int i = random.nextInt(most); i >= 0; i--) {
      Transfer t = oneIn(8) ? transfer(Math.max(1, party)) : leg(party);
      legs.add(
          new Shelf.Leg(
              t.id(),
              t.debitAccount(),
              t.creditAccount(),
              t.pendingId(),
              t.amountMinor(),
              t.timeoutSeconds(),
              t.flags()));
    }
    return legs;
  }

  /** A movement from or to a vault, or the end of one; a program may use derived ids. */
  private Transfer leg(int party) {
    if (oneIn(3)) {
      List<Model.Reserved> own =
          model.reserved.values().stream().filter(r -> r.program() == Shelf.NUMBER).toList();
      if (!own.isEmpty()) {
        Id of = any(own).transfer().id();
        return oneIn(2)
            ? Transfer.voided(fresh(), of)
            : Transfer.post(fresh(), of, oneIn(2) ? Long.MAX_VALUE : random.nextInt(9));
      }
    }
    boolean out = party == 0 || oneIn(2);
    Id vault = vault();
    Id other = account(party, out ? vault : null);
    Transfer t = movement(Math.max(1, party));
    return Draft.of(t)
        .id(oneIn(3) ? Id.derived("leg", fresh()) : t.id())
        .debit(out ? vault : other)
        .credit(out ? other : vault)
        .amount(random.nextInt(20))
        .transfer();
  }
}
