package org.rahdari.replication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Rejection;
import org.rahdari.kernel.Sealed;

/**
 * What Ratis drives. An entry of Ratis' log is a reference, (stamp, hash, length); its bytes go to
 * the payload store, which is flushed before the entry counts. What is committed is executed by the
 * {@link Machine}, in order, on Ratis' one applying thread.
 */
final class Ordering extends BaseStateMachine {
  /** Entries that are kept in memory between being written and being executed. */
  private static final int WRITTEN_MAX = 16;

  /** What no honest member takes in, whatever its clock says and however far it has executed. */
  private static final Set<Rejection> FORGED =
      EnumSet.of(
          Rejection.MALFORMED,
          Rejection.WRONG_NETWORK,
          Rejection.SIGNATURE_INVALID,
          Rejection.PAYLOAD_MISMATCH);

  private final Machine machine;
  private final PayloadStore store;
  private final Replay replay;
  private final SnapshotWriter snapshots;
  private final Stamps stamps;
  private final LongSupplier clock;
  private final ClientId self;
  private final Map<Long, List<Sealed>> expected = new ConcurrentHashMap<>();

  /** What has just been written and waits to be executed, by Raft index: read from nowhere. */
  private final Map<Long, Body> written = new ConcurrentHashMap<>();

  private final CompletableFuture<Void> leading = new CompletableFuture<>();
  private final TermIndex start;
  private volatile boolean closing;

  /**
   * @param executed the last Raft entry that the machine has executed or contains; null for none
   * @param self whose requests name what they want ordered by their number alone
   */
  Ordering(OrderSource.Parts parts, OrderSource.@Nullable Place executed, ClientId self) {
    this.machine = parts.machine();
    this.store = parts.store();
    this.replay = new Replay(store);
    this.snapshots = parts.snapshots();
    this.stamps = parts.stamps();
    this.clock = parts.config().clock();
    this.self = self;
    this.start = executed == null ? TermIndex.INITIAL_VALUE : termIndex(executed);
    if (executed != null) setLastAppliedTermIndex(start);
    var _ =
        machine
            .stopped()
            .thenAccept(sentence -> leading.completeExceptionally(new RefusedException(sentence)));
  }

  private static TermIndex termIndex(OrderSource.Place place) {
    return TermIndex.valueOf(place.term(), place.index());
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage storage)
      throws IOException {
    getLifeCycle()
        .startAndTransition(() -> super.initialize(server, groupId, storage), IOException.class);
  }

  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  @Override
  public void reinitialize() throws IOException {
    throw new IOException("a snapshot cannot be installed yet: copy a member's folder instead");
  }

  /** Completes when everything from before is executed and this replica leads. */
  CompletableFuture<Void> leading() {
    return leading;
  }

  /** Whether nothing is executed any more. */
  boolean failed() {
    return machine.stopped().isDone();
  }

  @Override
  public void notifyLeaderReady() {
    leading.complete(null);
  }

  /** What the request of this number wants ordered. */
  void expect(long callId, List<Sealed> envelopes) {
    expected.put(callId, envelopes);
  }

  void expectNoMore(long callId) {
    expected.remove(callId);
  }

  // The leader's way in

  @Override
  public TransactionContext startTransaction(RaftClientRequest request) {
    TransactionContext.Builder transaction =
        TransactionContext.newBuilder().setStateMachine(this).setClientRequest(request);
    List<Sealed> envelopes;
    try {
      envelopes =
          request.getClientId().equals(self) ? ownEnvelopes(request) : othersEnvelopes(request);
    } catch (IllegalArgumentException e) {
      TransactionContext refused = transaction.build();
      refused.setException(e);
      return refused;
    }
    Body body = stamps.stamp(envelopes);
    return transaction
        .setLogData(Reference.of(body).encode())
        .setStateMachineData(body.bytes())
        .setStateMachineContext(body)
        .build();
  }

  private List<Sealed> ownEnvelopes(RaftClientRequest request) {
    List<Sealed> envelopes = expected.get(request.getCallId());
    if (envelopes == null) throw new IllegalArgumentException("nobody expects this request");
    return envelopes;
  }

  /**
   * What another member took in. It has judged it as this one would; a member that has not is
   * refused, lest the log fill up with what has no effect.
   */
  private List<Sealed> othersEnvelopes(RaftClientRequest request) {
    ByteString content = request.getMessage().getContent();
    List<Sealed> envelopes = Body.decode(content.asReadOnlyByteBuffer()).envelopes();
    if (envelopes.isEmpty()) throw new IllegalArgumentException("the request has no envelope");
    for (Sealed envelope : envelopes) {
      Rejection rejection = machine.kernel().check(envelope, clock.getAsLong());
      if (rejection != null && FORGED.contains(rejection)) {
        throw new IllegalArgumentException("an envelope of the request is refused: " + rejection);
      }
    }
    return envelopes;
  }

  /** What stands in Ratis' log for a body. */
  private record Reference(long stampMillis, Hash32 hash, int length) {
    static Reference of(Body body) {
      return new Reference(body.stampMillis(), body.hash(), body.length());
    }

    static Reference decode(ByteString bytes) {
      ByteBuffer in = bytes.asReadOnlyByteBuffer();
      long stampMillis = in.getLong();
      byte[] hash = new byte[Hash32.BYTES];
      in.get(hash);
      return new Reference(stampMillis, Hash32.of(hash), in.getInt());
    }

    ByteString encode() {
      return UnsafeByteOperations.unsafeWrap(
          ByteBuffer.allocate(Long.BYTES + Hash32.BYTES + Integer.BYTES)
              .putLong(stampMillis)
              .put(hash.bytes())
              .putInt(length)
              .flip());
    }
  }

  // The payload store as Ratis sees it

  @Override
  public CompletableFuture<?> write(LogEntryProto entry, @Nullable TransactionContext transaction) {
    Body own = transaction == null ? null : (Body) transaction.getStateMachineContext();
    ByteString bytes = entry.getStateMachineLogEntry().getStateMachineEntry().getStateMachineData();
    Reference reference = Reference.decode(entry.getStateMachineLogEntry().getLogData());
    try {
      if (own == null) received(entry, Body.decode(bytes.toByteArray(), reference.hash()));
      store.append(
          entry.getTerm(),
          entry.getIndex(),
          machine.executedPosition(),
          reference.hash(),
          bytes.asReadOnlyByteBufferList());
      return CompletableFuture.completedFuture(null);
    } catch (IOException e) {
      return failed("The log cannot be written: ", e);
    }
  }

  private void received(LogEntryProto entry, @Nullable Body body) throws IOException {
    if (body == null) {
      throw new IOException("the payload of Raft index " + entry.getIndex() + " has another hash");
    }
    if (written.size() < WRITTEN_MAX) written.put(entry.getIndex(), body);
  }

  @Override
  public CompletableFuture<Void> flush(long index) {
    try {
      store.force();
      return CompletableFuture.completedFuture(null);
    } catch (IOException e) {
      return failed("The log cannot be flushed: ", e);
    }
  }

  @Override
  public CompletableFuture<Void> truncate(long index) {
    try {
      written.keySet().removeIf(each -> each >= index);
      store.truncate(index - 1); // Ratis cuts the entry of that index as well
      return CompletableFuture.completedFuture(null);
    } catch (IOException e) {
      return failed("The log cannot be cut: ", e);
    }
  }

  @Override
  public CompletableFuture<ByteString> read(LogEntryProto entry) {
    try {
      long position = store.positionOf(entry.getIndex());
      if (position == 0) throw new IOException("no payload of Raft index " + entry.getIndex());
      return CompletableFuture.completedFuture(store.read(position).body().bytes());
    } catch (IOException e) {
      return failed("The log cannot be read: ", e);
    }
  }

  private <T> CompletableFuture<T> failed(String what, IOException e) {
    machine.stop(what + e.getMessage());
    return CompletableFuture.failedFuture(e);
  }

  // Execution

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto raft = Objects.requireNonNull(transaction.getLogEntry());
    long position = machine.executedPosition() + 1;
    try {
      Body body = body(position, raft, (Body) transaction.getStateMachineContext());
      machine.execute(body.entry(position), body.cut(), raft.getTerm(), raft.getIndex());
      updateLastAppliedTermIndex(raft.getTerm(), raft.getIndex());
      return CompletableFuture.completedFuture(Message.EMPTY);
    } catch (IOException | RuntimeException | Error e) {
      machine.stop("The entry at position " + position + " cannot be executed: " + e.getMessage());
      // Not thrown: Ratis' applying thread would never end when it is closed at that moment.
      return CompletableFuture.failedFuture(e);
    }
  }

  private Body body(long position, LogEntryProto raft, @Nullable Body own) throws IOException {
    PayloadHeader header = store.header(position);
    Reference reference = Reference.decode(raft.getStateMachineLogEntry().getLogData());
    if (header.index() != raft.getIndex() || !header.hash().equals(reference.hash())) {
      throw new IOException(
          "the log has the payload of Raft index "
              + header.index()
              + " where Ratis applies index "
              + raft.getIndex());
    }
    if (own != null) return own;
    Body received = written.remove(raft.getIndex());
    if (received != null && received.hash().equals(reference.hash())) return received;
    return replay.read(position, reference.hash());
  }

  // Snapshots

  @Override
  public SnapshotInfo getLatestSnapshot() {
    TermIndex last = durable();
    if (last.getIndex() < 0) return noSnapshot();
    return new Taken(last);
  }

  private TermIndex durable() {
    OrderSource.Place written = snapshots.durable();
    return written == null ? start : termIndex(written);
  }

  @SuppressWarnings("NullAway") // Ratis' word for none
  private static SnapshotInfo noSnapshot() {
    return null;
  }

  private record Taken(TermIndex termIndex) implements SnapshotInfo {
    @Override
    public TermIndex getTermIndex() {
      return termIndex;
    }

    @Override
    public List<FileInfo> getFiles() {
      return List.of();
    }
  }

  /** Takes an image, writes it in the background, and answers the last one that is on the disk. */
  @Override
  public long takeSnapshot() {
    TermIndex applied = getLastAppliedTermIndex();
    if (!closing) {
      snapshots.takeIfDue(new OrderSource.Place(applied.getTerm(), applied.getIndex()));
    }
    long index = durable().getIndex();
    return index < 0 ? RaftLog.INVALID_LOG_INDEX : index;
  }

  // The end

  @Override
  public void notifyLogFailed(Throwable cause, LogEntryProto entry) {
    machine.stop("Ratis' log cannot be written: " + cause.getMessage());
  }

  @Override
  public void notifyServerShutdown(RoleInfoProto role, boolean allServers) {
    if (!closing) machine.stop("Ratis has stopped by itself.");
  }

  /** Says that what follows is wanted. */
  void closing() {
    closing = true;
    snapshots.closing();
  }

  @Override
  public void close() {
    closing = true;
    replay.close();
    snapshots.close();
  }
}
