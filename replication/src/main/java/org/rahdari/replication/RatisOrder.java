package org.rahdari.replication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.proto.RaftProtos.CommitInfoProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Sealed;
import org.rahdari.transparency.VerifierKey;

/**
 * The order that the members find together with Ratis. Whoever leads takes envelopes from its own
 * process; the others send theirs to it.
 */
final class RatisOrder implements Order {
  private static final long ALONE_READY_SECONDS_MAX = 600;
  private static final long OTHERS_WAITED_FOR_MILLIS_MAX = 10_000;
  private static final long LOOK_MILLIS = 20;
  private static final long CONFORM_LOOK_MILLIS = 250;

  /** Who has left votes a little longer, until the others order without it. */
  private static final int LEAVING_LOOKS_MAX = 12;

  private static final String LEFT =
      "This institution is no member any more, as the ledger says: it orders and signs nothing"
          + " further. Whoever wants to follow the ledger runs ./rahdari mirror.";
  private static final long HAND_OVER_MILLIS_MAX = 2_000;

  /** A request is sent again for about ten seconds, while the others look for a leader. */
  private static final int TRIES_MAX = 100;

  private static final TimeDuration BETWEEN_TRIES =
      TimeDuration.valueOf(100, TimeUnit.MILLISECONDS);
  private static final System.Logger LOG = System.getLogger(RatisOrder.class.getName());

  private final Membership membership;
  private final Machine machine;
  private final SnapshotWriter snapshots;
  private final Ordering ordering;
  private final ClientId self;
  private final RaftGroup group;
  private final RaftProperties properties;
  private final Parameters parameters;
  private final RaftServer server;
  private final AtomicLong callIds = new AtomicLong();
  private final CountDownLatch ending = new CountDownLatch(1);
  private volatile List<Member> members;
  private final @Nullable Forwarders toOthers;

  private RatisOrder(OrderSource.Parts parts, OrderSource.@Nullable Place executed)
      throws IOException {
    ReplicaConfig config = parts.config();
    this.membership = config.membership();
    this.members = parts.members();
    this.self = ClientId.randomId();
    this.machine = parts.machine();
    this.snapshots = parts.snapshots();
    this.ordering = new Ordering(parts, executed, self);
    ByteBuffer id = ByteBuffer.wrap(parts.network().bytes());
    this.group =
        RaftGroup.valueOf(
            RaftGroupId.valueOf(new UUID(id.getLong(), id.getLong())),
            // Who joins knows nobody: Ratis tells it who orders the log when it lets it in.
            parts.always() ? peers(members) : List.of());
    this.properties =
        RaftSettings.of(
            parts.home().raft(),
            membership.bind(),
            membership.port(),
            alone(),
            config.snapshotEveryEntries());
    this.parameters = parameters();
    this.server =
        RaftServer.newBuilder()
            .setServerId(id(config))
            .setGroup(group)
            .setStateMachine(ordering)
            .setProperties(properties)
            .setParameters(parameters)
            .setOption(RaftStorage.StartupOption.RECOVER)
            .build();
    this.toOthers = alone() ? null : new Forwarders(this::forwarder);
  }

  private Forwarder forwarder() {
    return new Forwarder(
        RaftClient.newBuilder()
            .setRaftGroup(RaftGroup.valueOf(group.getGroupId(), peers(members)))
            .setProperties(properties)
            .setParameters(parameters)
            .setRetryPolicy(
                RetryPolicies.retryUpToMaximumCountWithFixedSleep(TRIES_MAX, BETWEEN_TRIES))
            .build(),
        TRIES_MAX,
        BETWEEN_TRIES.toLong(TimeUnit.MILLISECONDS));
  }

  /** Ratis, after its log and ours were made to agree. */
  static final OrderSource SOURCE =
      (home, store, snapshot, signed) -> {
        RaftLogScan raftLog = RaftLogScan.of(home.raft());
        settle(raftLog, home, store, snapshot, signed);
        return new Settled(raftLog);
      };

  /**
   * Ratis, of a member whose disk was lost and whose log has been fetched from the others: whole up
   * to its end, and nothing of Ratis' own is left.
   */
  static final OrderSource REJOINING =
      (home, store, snapshot, signed) -> {
        RaftLogScan raftLog = RaftLogScan.of(home.raft());
        if (!raftLog.empty() || hasRaftState(home)) {
          throw new RefusedException("The folder " + home.raft() + " is not that of a lost disk.");
        }
        store.settle(store.lastIndex(), snapshot == null ? 0 : snapshot.position(), 0);
        return new Settled(raftLog);
      };

  private record Settled(RaftLogScan raftLog) implements OrderSource.Settled {
    @Override
    public boolean handsOver(PayloadHeader entry) {
      return !raftLog.empty() && entry.index() >= raftLog.firstIndex();
    }

    @Override
    public Order open(OrderSource.Parts parts, OrderSource.@Nullable Place executed)
        throws IOException {
      long term = executed == null ? 0 : executed.term();
      // Ratis' own entries before its first one have no payload and are purged as well.
      long index = Math.max(executed == null ? -1 : executed.index(), raftLog.firstIndex() - 1);
      return new RatisOrder(parts, index < 0 ? null : new OrderSource.Place(term, index));
    }
  }

  /** Cuts from Ratis' log and from ours what was never acknowledged, or refuses. */
  private static void settle(
      RaftLogScan raftLog,
      Home home,
      PayloadStore store,
      @Nullable Snapshot snapshot,
      @Nullable Signed signed)
      throws IOException {
    long snapshotPosition = snapshot == null ? 0 : snapshot.position();
    long signedPosition = signed == null ? 0 : signed.position();
    if (raftLog.empty()) {
      boolean begun = store.lastPosition() > 0 || snapshotPosition > 0 || signedPosition > 0;
      if (begun && !hasRaftState(home)) {
        throw new RefusedException(
            "The folder " + home.raft() + " is missing or empty: restore it from a backup.");
      }
      // A first start that was interrupted leaves a folder that Ratis does not know again.
      if (!begun) deleteAll(home.raft());
    }
    long acknowledgedIndex =
        Math.max(snapshot == null ? -1 : snapshot.index(), signed == null ? -1 : signed.index());
    long hinted = store.acknowledged();
    if (hinted > 0 && hinted <= store.lastPosition()) {
      acknowledgedIndex = Math.max(acknowledgedIndex, store.header(hinted).index());
    }
    raftLog.settle(acknowledgedIndex);
    store.settle(raftLog.lastPayloadIndex(), snapshotPosition, signedPosition);
  }

  private static boolean hasRaftState(Home home) throws IOException {
    if (!Files.exists(home.raft())) return false;
    try (Stream<Path> all = Files.walk(home.raft())) {
      return all.anyMatch(path -> path.endsWith("raft-meta"));
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    if (!Files.exists(directory)) return;
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
  }

  private boolean alone() {
    return membership.members().size() == 1;
  }

  private static List<RaftPeer> peers(List<Member> members) {
    return members.stream()
        .map(each -> RaftPeer.newBuilder().setId(id(each)).setAddress(each.address()).build())
        .toList();
  }

  /** Of the institution: it keeps it when it changes its key. */
  private static RaftPeerId id(Member member) {
    return RaftPeerId.valueOf(member.code());
  }

  private RaftPeerId id(ReplicaConfig config) throws RefusedException {
    VerifierKey own = Objects.requireNonNull(config.signer()).verifierKey();
    for (Member member : membership.members()) {
      if (member.key().equals(own)) return id(member);
    }
    throw new RefusedException("The members do not name the validator " + own.name() + ".");
  }

  private Parameters parameters() {
    Parameters parameters = new Parameters();
    MemberTls tls = membership.tls();
    if (tls != null) {
      GrpcTlsConfig config =
          new GrpcTlsConfig(
              tls.key().toFile(), tls.certificate().toFile(), tls.authority().toFile(), true);
      GrpcConfigKeys.TLS.setConf(parameters, config);
      GrpcConfigKeys.Server.setTlsConf(parameters, config);
      GrpcConfigKeys.Client.setTlsConf(parameters, config);
    }
    // Without TLS others are let in only where somebody has said who they are.
    if (tls != null || alone()) {
      MemberGate gate = new MemberGate(this::memberOf);
      GrpcConfigKeys.Server.setServicesCustomizer(
          parameters, (builder, types) -> builder.intercept(gate));
    }
    return parameters;
  }

  private Optional<String> memberOf(X509Certificate certificate) {
    MemberTls tls = membership.tls();
    if (tls == null) return Optional.empty();
    return tls.memberOf().apply(certificate).filter(this::takesPart);
  }

  /** Who has left is heard until Ratis has let it go: it may be the one that leads until then. */
  private boolean takesPart(String code) {
    if (members.stream().anyMatch(each -> each.code().equals(code))) return true;
    try {
      return present().stream().anyMatch(each -> each.getId().toString().equals(code));
    } catch (IOException | IllegalStateException e) {
      return false; // Ratis is not there yet, or no more
    }
  }

  /** Who orders the log together, as Ratis has it. */
  private Collection<RaftPeer> present() throws IOException {
    return server.getDivision(group.getGroupId()).getRaftConf().getCurrentPeers();
  }

  // Members that come and go

  @Override
  public void members(List<Member> changed) {
    members = changed;
    if (toOthers != null) toOthers.renew();
  }

  /** Whoever leads sees to it that those take part whom the ledger names. */
  private void conform() {
    try {
      int looks = 0;
      while (!ending.await(CONFORM_LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        looks = member() || leads() ? 0 : looks + 1;
        if (looks == LEAVING_LOOKS_MAX) machine.stop(LEFT);
        conformOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean member() {
    return members.stream().anyMatch(each -> id(each).equals(server.getId()));
  }

  private void conformOnce() {
    List<Member> wanted = members;
    try {
      if (!leads() || addresses(present()).equals(addresses(peers(wanted)))) return;
      RaftClientReply reply =
          server.setConfiguration(
              new SetConfigurationRequest(
                  self,
                  server.getId(),
                  group.getGroupId(),
                  callIds.incrementAndGet(),
                  SetConfigurationRequest.Arguments.newBuilder()
                      .setServersInNewConf(peers(wanted))
                      .build()));
      if (!reply.isSuccess()) throw new IOException(sentence(reply.getException()));
      LOG.log(System.Logger.Level.INFO, "The log is ordered by {0}.", addresses(peers(wanted)));
    } catch (IOException | RuntimeException e) {
      // An address that the ledger has may be none: whoever leads goes on all the same.
      LOG.log(
          System.Logger.Level.WARNING,
          "The members are not those that the ledger names yet: {0}",
          sentence(e));
    }
  }

  private static Map<String, String> addresses(Collection<RaftPeer> peers) {
    Map<String, String> addresses = new TreeMap<>();
    for (RaftPeer each : peers) addresses.put(each.getId().toString(), each.getAddress());
    return addresses;
  }

  @Override
  public void begin() throws IOException {
    try {
      server.start();
      if (alone()) {
        ordering.leading().get(ALONE_READY_SECONDS_MAX, TimeUnit.SECONDS);
      } else {
        awaitOthers();
        Thread.ofVirtual().name("rahdari-members").start(this::conform);
      }
    } catch (ExecutionException e) {
      throw new RefusedException(sentence(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new RefusedException("Ratis was not ready in " + ALONE_READY_SECONDS_MAX + " s.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("The start was interrupted.", e);
    } catch (RefusedException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new RefusedException("Ratis does not start: " + sentence(e), e);
    }
  }

  /** A member whose peers are down starts all the same: it serves reads, and waits for them. */
  private void awaitOthers() throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(OTHERS_WAITED_FOR_MILLIS_MAX);
    while (!followsOrLeads()) {
      if (ordering.failed()) throw new RefusedException(machine.stopped().join());
      if (System.nanoTime() > until) {
        LOG.log(System.Logger.Level.WARNING, "Too few other members are reached to go on yet.");
        return;
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private boolean followsOrLeads() throws IOException {
    DivisionInfo info = info();
    if (info.isLeader()) return info.isLeaderReady();
    if (info.getLeaderId() == null) return false;
    TermIndex last = server.getDivision(group.getGroupId()).getRaftLog().getLastEntryTermIndex();
    return last == null || info.getLastAppliedIndex() >= last.getIndex();
  }

  private DivisionInfo info() throws IOException {
    return server.getDivision(group.getGroupId()).getInfo();
  }

  private static String sentence(@Nullable Throwable e) {
    return e == null || e.getMessage() == null ? String.valueOf(e) : e.getMessage();
  }

  @Override
  public boolean leads() {
    try {
      return info().isLeaderReady();
    } catch (IOException | IllegalStateException e) {
      return false; // it is not there yet, or no more
    }
  }

  /** The validator that leads, as far as this member knows. */
  Optional<Member> leader() {
    try {
      RaftPeerId leader = info().getLeaderId();
      return members.stream().filter(each -> id(each).equals(leader)).findFirst();
    } catch (IOException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  @Override
  public CompletableFuture<?> order(List<Sealed> envelopes) {
    if (alone() || leads()) return orderHere(envelopes);
    return orderThere(envelopes);
  }

  private CompletableFuture<?> orderHere(List<Sealed> envelopes) {
    long callId = callIds.incrementAndGet();
    RaftClientRequest request =
        RaftClientRequest.newBuilder()
            .setClientId(self)
            .setServerId(server.getId())
            .setGroupId(group.getGroupId())
            .setCallId(callId)
            // Ordering has the envelopes: a request that is not repeated holds none.
            .setMessage(Message.EMPTY)
            .setType(RaftClientRequest.writeRequestType())
            .build();
    ordering.expect(callId, envelopes);
    try {
      return server
          .submitClientRequestAsync(request)
          .whenComplete((reply, failure) -> ordering.expectNoMore(callId))
          .thenCompose(reply -> elsewhere(reply, envelopes));
    } catch (IOException e) {
      ordering.expectNoMore(callId);
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Who has just lost the lead, or hands it over, sends the envelopes to whoever has it then. */
  private CompletableFuture<?> elsewhere(RaftClientReply reply, List<Sealed> envelopes) {
    boolean lost =
        reply.getException() instanceof NotLeaderException
            || Forwarder.steppingDown(reply.getException());
    if (lost && !alone() && !envelopes.isEmpty()) return orderThere(envelopes);
    return ended(reply);
  }

  private CompletableFuture<?> orderThere(List<Sealed> envelopes) {
    // The leader stamps them; what stands here is not looked at.
    Message message = Message.valueOf(new Body(0, false, envelopes).bytes());
    return Objects.requireNonNull(toOthers).send(message).thenCompose(RatisOrder::ended);
  }

  private static CompletableFuture<?> ended(RaftClientReply reply) {
    if (reply.isSuccess()) return CompletableFuture.completedFuture(null);
    return CompletableFuture.failedFuture(new StoppedException(sentence(reply.getException())));
  }

  @Override
  public long snapshotPosition() {
    return snapshots.position();
  }

  @Override
  public void closing() {
    ordering.closing();
  }

  @Override
  public void handOver(String except) {
    if (alone() || !leads()) return;
    RaftPeerId successor = successor(except);
    if (successor == null) return;
    try {
      server.transferLeadership(
          new TransferLeadershipRequest(
              self,
              server.getId(),
              group.getGroupId(),
              callIds.incrementAndGet(),
              successor,
              HAND_OVER_MILLIS_MAX));
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.INFO,
          "No other member takes the lead before this one ends: {0}",
          e.getMessage());
    }
  }

  /** The one that has most of the log, and is not this one nor the one of that code. */
  private @Nullable RaftPeerId successor(String except) {
    try {
      return server.getDivision(group.getGroupId()).getCommitInfos().stream()
          .filter(info -> !info.getServer().getId().equals(server.getId().toByteString()))
          .filter(info -> !info.getServer().getId().toStringUtf8().equals(except))
          .max(Comparator.comparingLong(CommitInfoProto::getCommitIndex))
          .map(info -> RaftPeerId.valueOf(info.getServer().getId()))
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  /** Returns when Ratis has let go of its files, whoever closes it. */
  @Override
  public void leave() throws IOException {
    // So that nobody has to miss a leader that ends as planned.
    if (!ordering.failed()) handOver("");
    ending.countDown();
    synchronized (server) {
      if (toOthers != null) toOthers.close();
      server.close();
    }
  }

  @Override
  public void close() {
    ordering.close();
  }
}
