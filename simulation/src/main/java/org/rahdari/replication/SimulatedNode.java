package org.rahdari.replication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Kernel;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.TrustPolicy;

/**
 * A validator's node whose wheels turn by steps: a {@link Replica} as it ships, on real files, with
 * a model in place of Ratis. It falls over without a word and starts again from its files.
 */
public final class SimulatedNode {
  /** Their loggers, kept here so that what is told of faults that are wanted stays off. */
  private static final List<Logger> SILENT =
      Stream.of(Replica.class, Machine.class, Checkpoints.class, PayloadStore.class)
          .map(each -> Logger.getLogger(each.getName()))
          .toList();

  static {
    SILENT.forEach(logger -> logger.setLevel(Level.OFF));
  }

  private final Identity identity;
  private final Surroundings around;
  private final SimulatedDisk disk = new SimulatedDisk();
  private @Nullable Replica replica;
  private @Nullable SimulatedOrder order;

  /** Bytes of the files of tree and leaves that are flushed, by the last snapshot. */
  private final Map<Path, Long> flushed = new HashMap<>();

  /** Bytes of the log's last file that are flushed, where the node fell over amid writing. */
  private @Nullable Torn torn;

  private record Torn(Path file, long flushedBytes) {}

  /**
   * Who the node is.
   *
   * @param clock its own, milliseconds since 1970
   * @param nanos its own, and nobody puts it back
   */
  public record Identity(
      int self,
      Path folder,
      TrustPolicy policy,
      List<NoteSigner> signers,
      Supplier<Kernel> kernel,
      int snapshotEveryEntries,
      LongSupplier clock,
      LongSupplier nanos) {
    public Identity {
      signers = List.copyOf(signers);
    }
  }

  public SimulatedNode(Identity identity, Surroundings around) {
    this.identity = identity;
    this.around = around;
  }

  private int nodes() {
    return identity.signers().size();
  }

  /**
   * Starts from the files.
   *
   * @param random decides how much of what is known to be ordered is not handed over again
   */
  public void start(RandomGenerator random) throws IOException {
    List<Member> members =
        identity.signers().stream()
            .map(each -> new Member(each.verifierKey().name(), each.verifierKey(), "simulated:0"))
            .toList();
    Membership membership = new Membership(members, "simulated", 0, null, this::cosigned);
    ReplicaConfig config =
        new ReplicaConfig(
            identity.folder(),
            identity.policy(),
            identity.signers().get(identity.self()),
            membership,
            identity.snapshotEveryEntries(),
            identity.clock());
    long purgedUpTo = random.nextLong(disk.commit() + 1);
    Replica started =
        Replica.start(
            config,
            identity.kernel().get(),
            SimulatedOrder.source(identity.self(), nodes(), disk, around, purgedUpTo, new Watch()),
            Pace.steps(identity.nanos()));
    replica = started;
  }

  private final class Watch implements SimulatedOrder.Opened {
    @Override
    public void is(SimulatedOrder opened) {
      order = opened;
    }

    @Override
    public void snapshot(Home home) {
      flushed.clear();
      for (Path file : growing(home.tiles(), home.leaves())) flushed.put(file, bytes(file));
    }
  }

  private static long bytes(Path file) {
    return file.toFile().length();
  }

  private static List<Path> growing(Path... folders) {
    List<Path> files = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.filter(Files::isRegularFile).sorted().forEach(files::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }

  private void cosigned(List<byte[]> notes) {
    for (int to = 0; to < nodes(); to++) {
      if (to != identity.self()) {
        around.send(identity.self(), to, new Parcel.Notes(notes));
      }
    }
  }

  /** Whether its process runs. */
  public boolean up() {
    return replica != null;
  }

  /** The process is no more; what it had written without flushing may be there or not. */
  public void fall(RandomGenerator random) throws IOException {
    Replica gone = replica;
    replica = null;
    order = null;
    if (gone != null) gone.abandon();
    Torn half = torn;
    torn = null;
    if (half == null || !Files.exists(half.file())) return;
    try (FileChannel file = FileChannel.open(half.file(), StandardOpenOption.WRITE)) {
      long more = file.size() - half.flushedBytes();
      if (more > 0) file.truncate(half.flushedBytes() + random.nextLong(more + 1));
    }
  }

  /** The power fails besides: of tree and leaves what was not flushed may be there or not. */
  public void losePower(RandomGenerator random) throws IOException {
    Path folder = identity.folder();
    for (Path each : growing(folder.resolve("tiles"), folder.resolve("leaves"))) {
      long more = bytes(each) - flushed.getOrDefault(each, 0L);
      if (more <= 0) continue;
      try (FileChannel file = FileChannel.open(each, StandardOpenOption.WRITE)) {
        file.truncate(file.size() - random.nextLong(more + 1));
      }
    }
  }

  /** Remembers what is flushed, for a fall amid the next write. */
  public void mayTear() {
    try (Stream<Path> all = Files.list(order().log())) {
      torn =
          all.filter(PayloadFile::isOne)
              .sorted()
              .reduce((a, b) -> b)
              .map(last -> new Torn(last, last.toFile().length()))
              .orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SimulatedOrder order() {
    return Objects.requireNonNull(order);
  }

  /** The replica as everybody else sees it, while the process runs. */
  public Replica replica() {
    return Objects.requireNonNull(replica);
  }

  /** Its kernel, between two entries. */
  public Kernel kernel() {
    return replica().read(kernel -> kernel);
  }

  /** The sentence with which it stopped by itself. */
  public Optional<String> stopped() {
    Replica running = replica;
    if (running == null) return Optional.empty();
    CompletableFuture<String> stopped = running.stoppedNow();
    return stopped.isDone() ? Optional.of(stopped.join()) : Optional.empty();
  }

  /** One turn of all wheels. */
  public void step() {
    order().tick();
    replica().step();
  }

  /** Something comes from the network. */
  public void receive(int from, Parcel parcel) {
    try {
      switch (parcel) {
        case Parcel.Notes notes -> {
          for (byte[] each : notes.notes()) replica().meet(each);
        }
        case Parcel.Told told -> replica().meet(told.note());
        case Parcel.Ask() ->
            replica()
                .checkpoint()
                .ifPresent(note -> around.send(identity.self(), from, new Parcel.Told(note)));
        case Parcel.Append _, Parcel.Appended _, Parcel.Forward _, Parcel.Forwarded _ ->
            order().receive(from, parcel);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Who leads

  /** The latest term that it knows. */
  public long term() {
    return disk.term();
  }

  /** Whether it would have that one lead: nobody is elected who lacks what may be ordered. */
  public boolean grants(SimulatedNode candidate) {
    if (candidate.disk.lastTerm() != disk.lastTerm()) {
      return candidate.disk.lastTerm() > disk.lastTerm();
    }
    return candidate.disk.lastIndex() >= disk.lastIndex();
  }

  /** Has nothing more to do with earlier terms. */
  public void grant(long term) {
    if (order == null) disk.term(term);
    else order.grant(term);
  }

  /** Leads in a term that a majority has granted. */
  public void lead(long term) {
    order().lead(term);
  }

  /** Whether it believes that it leads. */
  public boolean leading() {
    return order != null && order.leading();
  }

  /** When it heard from a leader last. */
  public long heardMillis() {
    return order().heardMillis();
  }

  /** Whether it has the entry on its disk, running or not. */
  public boolean has(long term, long index) {
    return disk.termAt(index) == term;
  }
}
