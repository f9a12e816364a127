package org.rahdari.platform;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Core.OpenAccount;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Result;
import org.rahdari.kernel.SigningKey;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.Transfer;
import org.rahdari.program.Standing;
import org.rahdari.replication.Replica;
import org.rahdari.replication.ReplicaConfig;
import org.rahdari.replication.Submitted;
import org.rahdari.transparency.CheckpointSigner;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.NoteSigner;

/** A network of one bank that issues rupees, on a real replica. */
final class Bank implements AutoCloseable {
  private static final long ENOUGH_SECONDS = 60;
  final Ids ids = new Ids(InstantSource.system());
  final Network network;
  final Replica replica;
  final Gateway gateway;
  private final SigningKeys keys;

  private Bank(Network network, SigningKeys keys, Replica replica) {
    this.network = network;
    this.keys = keys;
    this.replica = replica;
    this.gateway = gateway(InstantSource.system());
  }

  /** The bank of a folder: the same one each time. */
  static Bank open(Path folder) throws IOException {
    return open(folder, List.of());
  }

  /** The bank of a folder, whose policy names witnesses. */
  static Bank open(Path folder, List<WitnessAddress> witnesses) throws IOException {
    return open(folder, new FileKeys(new Keyring(folder.resolve("keys"))), witnesses);
  }

  /** The bank that has these keys. */
  static Bank open(Path folder, SigningKeys keys) throws IOException {
    return open(folder, keys, List.of());
  }

  private static Bank open(Path folder, SigningKeys keys, List<WitnessAddress> witnesses)
      throws IOException {
    String validator = keys.make(Network.validatorKey("bank")).publicKey().toString();
    String signing = keys.make(Network.signingKey("bank")).publicKey().toString();
    Network network =
        new Network(
            Network.found(
                description(signing, validator).with(witnesses),
                new Keyring(folder.resolve("none")),
                List.of()));
    Replica replica =
        Replica.start(
            ReplicaConfig.of(folder.resolve("ledger"), network.policy(), validator(network, keys)),
            new Kernel(network.genesis(), List.of()));
    return new Bank(network, keys, replica);
  }

  private static NetworkDescription description(String signing, String validator) {
    return new NetworkDescription(
        "bank.rahdari.example",
        List.of(new NetworkDescription.AssetLine("PKR", 2, "bank", "the bank's money")),
        List.of(
            new NetworkDescription.PartyLine(
                "bank",
                "A Bank",
                "PK",
                Standing.MEMBER,
                List.of(),
                List.of(),
                List.of(),
                true,
                new NetworkDescription.KeyLine(signing, validator))),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null);
  }

  private static NoteSigner validator(Network network, SigningKeys keys) {
    SigningKey key = keys.key(Network.validatorKey("bank"));
    return new NoteSigner(
        network.genesis().validators().getFirst().name(), key.publicKey().bytes(), key::sign);
  }

  /** Signs what it never executed, as with a stolen key. */
  Note lie(long size, Hash root) {
    return new CheckpointSigner(network.policy(), validator(network, keys)).sign(size, root);
  }

  /** A gateway by whose clock envelopes expire. */
  Gateway gateway(InstantSource clock) {
    return new Gateway(
        network.party(1),
        network.hash(),
        new OwnKeys(network.party(1), keys, replica),
        Catalogue.of(List.of()),
        replica,
        clock,
        ids);
  }

  /** An account that may go below zero. */
  Id issuing() throws Exception {
    return account(0);
  }

  /** An account that may not. */
  Id covered() throws Exception {
    return account(AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS);
  }

  private Id account(int flags) throws Exception {
    Id id = ids.next();
    accepted(gateway.submit(List.of(new OpenAccount(id, 1, 0, flags))));
    return id;
  }

  void fund(Id from, Id to, long amountMinor) throws Exception {
    accepted(gateway.transfer(List.of(Transfer.posted(ids.next(), from, to, amountMinor))));
  }

  static void accepted(CompletableFuture<Submitted> submitted) throws Exception {
    if (get(submitted) instanceof Submitted.Committed committed
        && committed.results().stream().map(Result::decode).allMatch(Result::accepted)) return;
    throw new AssertionError("refused: " + get(submitted));
  }

  long balanceMinor(Id id) {
    return replica.read(
        kernel -> {
          Account account = kernel.ledger().account(id);
          if (account == null) throw new AssertionError("no account " + id);
          return account.balanceMinor();
        });
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(ENOUGH_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    replica.close();
  }
}
