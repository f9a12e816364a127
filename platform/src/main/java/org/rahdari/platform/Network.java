package org.rahdari.platform;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.rahdari.charter.State;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Ed25519;
import org.rahdari.kernel.Genesis;
import org.rahdari.ledger.Asset;
import org.rahdari.program.Mandate;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.rahdari.program.Program;
import org.rahdari.program.Validator;
import org.rahdari.program.Witness;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.WitnessKey;

/** A network's genesis, with the names that people and messages use for what is in it. */
public final class Network {
  private static final int LONG_DIGITS_MAX = 19;
  private static final String SIGNING = ".signing";

  /** The number of whoever belongs to no institution. */
  public static final int NO_PARTY = 0;

  private final Genesis genesis;
  private final Hash32 hash;
  private final TrustPolicy policy;

  /** The network of a genesis. */
  public Network(Genesis genesis) {
    this.genesis = genesis;
    this.hash = genesis.network();
    this.policy = State.policy(genesis.founding());
  }

  /**
   * The genesis of a description, with a fresh key for every institution that brings none, all in
   * one keyring.
   *
   * @throws PlainFailure if the description contradicts itself
   */
  public static Genesis found(
      NetworkDescription description, Keyring keys, List<Program> programs) {
    return found(description, party -> keys, programs);
  }

  /**
   * The genesis of a description, with a fresh key for every institution that brings none.
   *
   * @param keyrings where the keys of the party of a code are made
   * @throws PlainFailure if the description contradicts itself
   */
  public static Genesis found(
      NetworkDescription description, Function<String, Keyring> keyrings, List<Program> programs) {
    List<Party> parties = new ArrayList<>();
    List<PartyKey> partyKeys = new ArrayList<>();
    List<Mandate> mandates = new ArrayList<>();
    List<Validator> validators = new ArrayList<>();
    for (NetworkDescription.PartyLine line : description.parties()) {
      int number = parties.size() + 1;
      Keyring keys = keyrings.apply(line.code());
      parties.add(
          new Party(
              number, line.code(), line.name(), line.country(), line.standing(), line.agents()));
      partyKeys.add(new PartyKey(number, 1, signingKey(line, keys)));
      for (MandateKind kind : line.mandates())
        mandates.add(new Mandate(number, kind, 0, Long.MAX_VALUE));
      if (line.validator()) {
        String name = validatorName(line.code(), description.origin());
        validators.add(new Validator(number, name, validatorKey(line, keys)));
      }
    }
    List<Asset> assets = new ArrayList<>();
    for (NetworkDescription.AssetLine line : description.assets()) {
      requireScale(line);
      int issuer =
          parties.stream()
              .filter(p -> p.code().equals(line.issuer()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new PlainFailure(
                          "The asset "
                              + line.code()
                              + " names the issuer "
                              + line.issuer()
                              + ", who is no party."))
              .number();
      assets.add(new Asset(assets.size() + 1, line.code(), line.scale(), issuer, line.claim()));
    }
    if (validators.isEmpty())
      throw new PlainFailure("The network names no validator; one party must be one.");
    // The newest of each: what follows later in the list replaces what was before.
    Map<Integer, Genesis.ProgramVersion> versions = new LinkedHashMap<>();
    for (Program each : programs) versions.put(each.number(), Genesis.ProgramVersion.of(each));
    return new Genesis(
        description.origin(),
        List.copyOf(versions.values()),
        parties,
        partyKeys,
        mandates,
        assets,
        validators,
        TrustPolicy.quorumMin(validators.size()),
        description.witnesses().stream().map(Network::witness).toList(),
        transferIds(description));
  }

  private static Hash32 signingKey(NetworkDescription.PartyLine line, Keyring keys) {
    NetworkDescription.KeyLine given = line.keys();
    return given == null
        ? Ed25519.publicKey(keys.make(signingKey(line.code())))
        : NetworkDescription.KeyLine.publicKey(given.signing());
  }

  private static Hash32 validatorKey(NetworkDescription.PartyLine line, Keyring keys) {
    String given = line.keys() == null ? null : line.keys().validator();
    return given == null
        ? Ed25519.publicKey(keys.make(validatorKey(line.code())))
        : NetworkDescription.KeyLine.publicKey(given);
  }

  private static Witness witness(WitnessAddress witness) {
    WitnessKey key = witness.witnessKey();
    return new Witness(key.name(), Hash32.of(key.publicKey()));
  }

  private static int transferIds(NetworkDescription description) {
    Integer ids = description.transferIds();
    if (ids == null) return Genesis.TRANSFER_IDS;
    if (ids >= Genesis.TRANSFER_IDS_MIN) return ids;
    throw new PlainFailure(
        "The network remembers "
            + ids
            + " ids of transfers; it has to be "
            + Genesis.TRANSFER_IDS_MIN
            + " or more.");
  }

  /** Messages write a currency with the digits of ISO 4217; other ones would be other amounts. */
  private static void requireScale(NetworkDescription.AssetLine line) {
    Currency.getAvailableCurrencies().stream()
        .filter(currency -> currency.getCurrencyCode().equals(line.code()))
        .filter(currency -> currency.getDefaultFractionDigits() != line.scale())
        .findFirst()
        .ifPresent(
            currency -> {
              throw new PlainFailure(
                  "The asset "
                      + line.code()
                      + " has the scale "
                      + line.scale()
                      + ", and ISO 4217 gives it "
                      + currency.getDefaultFractionDigits()
                      + ".");
            });
  }

  /** The name of a party's first signing key in the keyring. */
  public static String signingKey(String party) {
    return party + SIGNING;
  }

  /** The name of a party's signing key of a number. */
  public static String signingKey(String party, int number) {
    return number == 1 ? signingKey(party) : signingKey(party) + "." + number;
  }

  /** The name of a validator's checkpoint key in the keyring. */
  public static String validatorKey(String party) {
    return party + ".validator";
  }

  /** The name of the key that an institution's validator signs with. */
  public String validatorName(String party) {
    return validatorName(party, genesis.origin());
  }

  private static String validatorName(String party, String origin) {
    return party + "." + origin;
  }

  /** What the network started from. */
  public Genesis genesis() {
    return genesis;
  }

  /** The SHA-256 of the genesis. */
  public Hash32 hash() {
    return hash;
  }

  /** What an offline verifier needs. */
  public TrustPolicy policy() {
    return policy;
  }

  /** The party of that number. */
  public Party party(int number) {
    return genesis.parties().get(number - 1);
  }

  /** A party's code, or a dash for none. */
  public String code(int party) {
    return party == 0 ? "–" : party(party).code();
  }

  /** The party of that code. */
  public Optional<Party> party(String code) {
    return genesis.parties().stream().filter(p -> p.code().equals(code)).findFirst();
  }

  /**
   * The party that messages name so: {@code BICFI:SBPPPKKA}. An eight-letter BIC and its XXX branch
   * are one.
   */
  public Optional<Party> agent(String id) {
    String wanted = headOffice(id);
    return genesis.parties().stream()
        .filter(p -> p.agents().stream().anyMatch(a -> headOffice(a).equals(wanted)))
        .findFirst();
  }

  private static String headOffice(String agent) {
    return agent.startsWith("BICFI:") && agent.length() == 17 && agent.endsWith("XXX")
        ? agent.substring(0, 14)
        : agent;
  }

  /** The asset of that code. */
  public Optional<Asset> asset(String code) {
    return genesis.assets().stream().filter(a -> a.code().equals(code)).findFirst();
  }

  /** The asset of that number. */
  public Asset asset(int number) {
    return genesis.assets().get(number - 1);
  }

  /** The name of a program. */
  public String program(int number) {
    return genesis.programs().stream()
        .filter(p -> p.number() == number)
        .map(Genesis.ProgramVersion::name)
        .findFirst()
        .orElse("program " + number);
  }

  /** Whether the party held the mandate at the start. */
  public boolean mandated(int party, MandateKind kind) {
    return genesis.mandates().stream().anyMatch(m -> m.party() == party && m.kind() == kind);
  }

  /**
   * Whether the party supervises, and so sees everything that is in the log; who reads by a grant
   * does too.
   */
  public boolean supervises(Party party) {
    return party.number() == NO_PARTY
        || mandated(party.number(), MandateKind.REGULATOR)
        || mandated(party.number(), MandateKind.CENTRAL_BANK);
  }

  /** An amount of minor units as people write it: {@code 1,250.00}. */
  public String amount(int asset, long minor) {
    return grouped(BigDecimal.valueOf(minor, asset(asset).scale()));
  }

  private static String grouped(BigDecimal value) {
    return String.format(java.util.Locale.ROOT, "%,." + Math.max(0, value.scale()) + "f", value);
  }

  /**
   * Minor units of an amount in major ones.
   *
   * @throws ArithmeticException if it has more digits than the asset
   */
  public static long minor(Asset asset, BigDecimal major) {
    // Before anything is written out: 1E+1000000000 and 1E-1000000000 are ten characters of JSON,
    // and a gigabyte of digits.
    BigDecimal exact = major.stripTrailingZeros();
    if ((long) exact.precision() - exact.scale() > LONG_DIGITS_MAX) {
      throw new ArithmeticException("more than 63 bits");
    }
    if (exact.scale() > asset.scale()) {
      throw new ArithmeticException("more digits than " + asset.code() + " has");
    }
    return exact.setScale(asset.scale()).unscaledValue().longValueExact();
  }

  /** An id for something of a party in an asset, the same each time: a name-based UUID. */
  public static Id named(String purpose, int party, int asset) {
    String name = "rahdari/" + purpose + "/" + party + "/" + asset;
    UUID uuid = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return new Id(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /**
   * An id for a transfer that the founding makes, the same each time. Its time is the start of
   * 1970, so that it is the first to leave the window of ids.
   */
  public static Id founding(String purpose, int party, int asset) {
    Id named = named(purpose, party, asset);
    return new Id(named.high() & 0xFFFF, named.low());
  }

  /** The account through which a party starts in an asset. */
  public static Id firstAccount(int party, int asset) {
    return named("account", party, asset);
  }
}
