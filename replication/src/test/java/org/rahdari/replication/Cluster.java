package org.rahdari.replication;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.rahdari.charter.Charter;
import org.rahdari.charter.Instructions.ApprovePolicy;
import org.rahdari.charter.Instructions.ProposePolicy;
import org.rahdari.charter.Seat;
import org.rahdari.codec.Bytes;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Core;
import org.rahdari.kernel.Ed25519;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Genesis;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.SigningKey;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.Transfer;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.rahdari.program.Program;
import org.rahdari.program.Standing;
import org.rahdari.program.Validator;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.VerifierKey;

/**
 * Replicas of several validators in this process, over loopback, with one bank that moves money.
 */
final class Cluster implements AutoCloseable {
  static final String ORIGIN = "cluster.rahdari.example";
  static final Id FROM = new Id(1, 1);
  static final Id TO = new Id(1, 2);
  private static final int BANK = 1;
  private static final int MEMBERS = 10;
  private static final int ASSET = 1;
  private static final int SNAPSHOT_EVERY = 50;
  private static final long VALID_MILLIS = 3_600_000;
  private static final Hash32 SECRET = secret("the bank");
  static final List<Program> PROGRAMS = List.of(Charter.PROGRAM);

  private final Path folder;
  private final List<Member> members = new ArrayList<>();
  private final Genesis genesis;
  private final TrustPolicy policy;
  private final Map<Integer, Replica> running = new ConcurrentHashMap<>();
  private final Set<Integer> unheard = ConcurrentHashMap.newKeySet();
  private final ExecutorService post = Executors.newSingleThreadExecutor();
  private final AtomicLong lastInstruction = new AtomicLong();
  private final Map<Integer, LongSupplier> clocks = new TreeMap<>();
  private final Map<Integer, List<Program>> software = new TreeMap<>();

  Cluster(Path folder, int validators) throws IOException {
    this(folder, validators, validators);
  }

  /**
   * @param parties how many institutions there are that could validate
   */
  Cluster(Path folder, int validators, int parties) throws IOException {
    this.folder = folder;
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < parties; i++) {
      members.add(new Member("m" + i, signer(i).verifierKey(), "127.0.0.1:" + freePort(ports)));
    }
    policy =
        new TrustPolicy(ORIGIN, TrustPolicy.quorumMin(validators), keys().subList(0, validators));
    List<Party> institutions = new ArrayList<>(List.of(party(BANK, "bank")));
    List<PartyKey> keys = new ArrayList<>(List.of(key(BANK, SECRET)));
    List<Validator> founders = new ArrayList<>();
    for (int i = 0; i < parties; i++) {
      institutions.add(party(MEMBERS + i, "m" + i));
      keys.add(key(MEMBERS + i, secret("m" + i)));
      VerifierKey own = members.get(i).key();
      if (i < validators)
        founders.add(new Validator(MEMBERS + i, own.name(), Hash32.of(own.publicKey())));
    }
    genesis =
        new Genesis(
            ORIGIN,
            PROGRAMS.stream()
                .map(p -> new Genesis.ProgramVersion(p.number(), p.name(), p.version()))
                .toList(),
            institutions,
            keys,
            List.of(),
            List.of(new Asset(ASSET, "PKR", 2, BANK, "the bank's money")),
            founders,
            policy.quorum(),
            Genesis.TRANSFER_IDS_MIN);
  }

  private static Party party(int number, String code) {
    return new Party(number, code, "The institution " + code, "PK", Standing.MEMBER, List.of());
  }

  private static PartyKey key(int party, Hash32 secret) {
    return new PartyKey(party, 1, Ed25519.publicKey(secret));
  }

  private static Hash32 secret(String whose) {
    return Hash32.sha256(("the key of " + whose).getBytes(StandardCharsets.UTF_8));
  }

  private List<VerifierKey> keys() {
    return members.stream().map(Member::key).toList();
  }

  private static int freePort(Set<Integer> taken) throws IOException {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0)) {
        if (taken.add(socket.getLocalPort())) return socket.getLocalPort();
      }
    }
  }

  static NoteSigner signer(int i) {
    byte[] seed = new byte[32];
    seed[0] = (byte) (i + 1);
    return new NoteSigner("m" + i + "." + ORIGIN, seed);
  }

  TrustPolicy policy() {
    return policy;
  }

  /** A kernel of this member's software. */
  Kernel kernel(int i) {
    return new Kernel(genesis, software.getOrDefault(i, PROGRAMS));
  }

  /** What the member runs from its next start on. */
  void software(int i, List<Program> programs) {
    software.put(i, programs);
  }

  Path folder(int i) {
    return folder.resolve("m" + i);
  }

  void clock(int i, LongSupplier clock) {
    clocks.put(i, clock);
  }

  /** What this one signs reaches nobody, and what others sign does not reach it. */
  void deafen(int i) {
    unheard.add(i);
  }

  void hear(int i) {
    unheard.remove(i);
  }

  /** What is final here, for one that missed it. */
  void ask(int asking, int asked) throws IOException {
    Optional<byte[]> last = get(asked).checkpoint();
    if (last.isPresent()) get(asking).meet(last.get());
  }

  void startAll() throws Exception {
    startTogether(IntStream.range(0, genesis.validators().size()).toArray());
  }

  /** Each member waits for the others: they start together. */
  void startTogether(int... together) throws Exception {
    List<Thread> starts = new ArrayList<>();
    List<Exception> failures = new ArrayList<>();
    for (int member : together) {
      starts.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      start(member);
                    } catch (IOException | RuntimeException e) {
                      synchronized (failures) {
                        failures.add(e);
                      }
                    }
                  }));
    }
    for (Thread start : starts) start.join();
    if (!failures.isEmpty()) throw failures.getFirst();
  }

  Replica start(int i) throws IOException {
    return running(i, Replica.start(config(i), kernel(i)));
  }

  /** After its folder was lost. */
  Replica rejoin(int i, int source) throws Exception {
    Replica from = get(source);
    LogSource log =
        new LogSource() {
          @Override
          public byte[] records(long fromPosition) throws IOException {
            return from.records(fromPosition, 1 << 16);
          }

          @Override
          public Optional<byte[]> checkpoint() {
            return from.checkpoint();
          }
        };
    Runnable before = () -> running.values().forEach(other -> other.handOver("m" + i));
    return running(
        i, Replica.rejoin(config(i), log, from.figures().position(), () -> kernel(i), before));
  }

  private Replica running(int i, Replica replica) {
    running.put(i, replica);
    return replica;
  }

  private ReplicaConfig config(int i) {
    Membership membership =
        new Membership(
            members,
            "127.0.0.1",
            Integer.parseInt(members.get(i).address().substring("127.0.0.1:".length())),
            null,
            notes -> post.execute(() -> deliver(i, notes)));
    return new ReplicaConfig(
        folder(i),
        policy,
        signer(i),
        membership,
        SNAPSHOT_EVERY,
        clocks.getOrDefault(i, System::currentTimeMillis));
  }

  void deliver(int from, List<byte[]> notes) {
    if (unheard.contains(from)) return;
    running.forEach(
        (to, replica) -> {
          if (to == from || unheard.contains(to)) return;
          for (byte[] note : notes) {
            try {
              replica.meet(note);
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }
        });
  }

  void stop(int i) throws IOException {
    Replica replica = running.remove(i);
    if (replica != null) replica.close();
  }

  Replica get(int i) {
    return java.util.Objects.requireNonNull(running.get(i));
  }

  int leader() throws Exception {
    int[] found = {-1};
    Replicas.eventually(
        () -> {
          for (Map.Entry<Integer, Replica> each : running.entrySet()) {
            if (each.getValue().leads()) found[0] = each.getKey();
          }
          return found[0] >= 0;
        });
    return found[0];
  }

  /** One that does not lead. */
  int follower() throws Exception {
    int leader = leader();
    return running.keySet().stream().filter(i -> i != leader).findFirst().orElseThrow();
  }

  byte[] accounts() {
    Catalogue catalogue = Catalogue.of(PROGRAMS);
    return sign(
        new Id(9, 1),
        Header.Content.INSTRUCTIONS,
        List.of(
            catalogue.item(new Core.OpenAccount(FROM, ASSET, 0, 0)),
            catalogue.item(new Core.OpenAccount(TO, ASSET, 0, 0))));
  }

  /** The n-th transfer of 1 from one account to the other. */
  byte[] transfer(long n) {
    return transfers(n, 1);
  }

  byte[] transfers(long n, int items) {
    List<byte[]> encoded = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      encoded.add(Transfer.posted(new Id(1000 + n, i + 1), FROM, TO, 1).encode());
    }
    return sign(new Id(8, n), Header.Content.TRANSFERS, encoded);
  }

  /** The next policy: with these validators. */
  ProposePolicy proposal(int version, List<Integer> validators, int joining) {
    List<VerifierKey> named = validators.stream().map(i -> members.get(i).key()).toList();
    TrustPolicy next =
        new TrustPolicy(
            ORIGIN, version, TrustPolicy.quorumMin(named.size()), named, List.of(), List.of());
    List<Seat> seats =
        joining < 0
            ? List.of()
            : List.of(
                new Seat(
                    MEMBERS + joining,
                    members.get(joining).key().name(),
                    "https://" + members.get(joining).address(),
                    members.get(joining).address()));
    return new ProposePolicy(next.toText(), seats);
  }

  byte[] proposing(int by, ProposePolicy proposal) {
    return instruct(by, proposal);
  }

  byte[] approving(int by, int proposer, ProposePolicy proposal) {
    byte[] signature = signer(by).sign(proposal.policy()).signature();
    return instruct(
        by, new ApprovePolicy(MEMBERS + proposer, proposal.hash(), new Bytes(signature)));
  }

  byte[] instruct(int by, Record instruction) {
    return instruct(by, new Id(7, lastInstruction.incrementAndGet()), instruction);
  }

  private byte[] instruct(int by, Id id, Record instruction) {
    return Envelope.sign(
        genesis.network(),
        MEMBERS + by,
        1,
        SigningKey.of(secret("m" + by)),
        id,
        System.currentTimeMillis() + VALID_MILLIS,
        Header.Content.INSTRUCTIONS,
        List.of(Catalogue.of(PROGRAMS).item(instruction)));
  }

  private byte[] sign(Id id, Header.Content content, List<byte[]> items) {
    long validUntil = System.currentTimeMillis() + VALID_MILLIS;
    return Envelope.sign(
        genesis.network(), BANK, 1, SigningKey.of(SECRET), id, validUntil, content, items);
  }

  static long moved(Replica replica) {
    return replica.read(
        kernel -> {
          Account to = kernel.ledger().account(TO);
          return to == null ? 0L : to.balanceMinor();
        });
  }

  @Override
  public void close() throws IOException {
    for (Replica replica : running.values()) replica.close();
    post.shutdownNow();
  }
}
