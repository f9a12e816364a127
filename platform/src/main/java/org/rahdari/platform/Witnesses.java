package org.rahdari.platform;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rahdari.replication.Replica;
import org.rahdari.transparency.Checkpoint;
import org.rahdari.transparency.Cosignature;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.NotWitnessed;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.NoteSignature;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.WitnessClient;
import org.rahdari.transparency.WitnessKey;
import org.rahdari.transparency.Witnessed;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Asks witnesses to cosign what is final, each on a thread of its own: one that is slow or away
 * keeps nobody waiting, finality least. They are asked about the same checkpoints, at most one in
 * {@value #APART_MILLIS} ms, so that their lines come together in one note.
 */
public final class Witnesses implements AutoCloseable {
  private static final long APART_MILLIS = 1_000;
  private static final long AGAIN_MILLIS_MIN = 1_000;
  private static final long AGAIN_MILLIS_MAX = 60_000;
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
  private static final System.Logger LOG = System.getLogger(Witnesses.class.getName());

  private final Replica replica;
  private final Consumer<List<byte[]>> others;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build();
  private final List<Asked> asked = new ArrayList<>();
  private long chosenNanos;
  private @Nullable Subject chosen;

  /** A final checkpoint that the witnesses are asked about. */
  private record Subject(Note note, long size) {}

  /**
   * How it stands with one.
   *
   * @param name of its key
   * @param size leaves of the last checkpoint that it cosigned for this node, 0 for none
   * @param time of that cosignature, by the witness's clock
   * @param trouble why there is no newer one, in a sentence
   */
  public record Seen(String name, long size, @Nullable Instant time, Optional<String> trouble) {}

  /**
   * Begins to ask.
   *
   * @param others takes what a witness has cosigned to other nodes
   * @throws PlainFailure if the policy does not name one of them
   */
  public Witnesses(
      List<WitnessAddress> addresses,
      TrustPolicy policy,
      Replica replica,
      Consumer<List<byte[]>> others) {
    this.replica = replica;
    this.others = others;
    for (WitnessAddress each : addresses) {
      if (!policy.witnesses().contains(each.witnessKey())) {
        throw new PlainFailure(
            "The network's policy names no witness " + each.key() + ": it is not asked.");
      }
      asked.add(new Asked(each));
    }
    for (Asked each : asked) each.thread.start();
  }

  /** How it stands with each of them. */
  public List<Seen> seen() {
    return asked.stream().map(each -> each.seen).toList();
  }

  /** The newest final checkpoint, or the one that another witness is asked about just now. */
  private synchronized Subject subject(long beyond) throws MalformedException {
    Subject last = chosen;
    boolean fresh = System.nanoTime() - chosenNanos < APART_MILLIS * 1_000_000;
    if (last != null && fresh && last.size() > beyond) return last;
    Note note = Note.parse(replica.checkpoint().orElseThrow());
    Subject next = new Subject(note, Checkpoint.parse(note.text()).size());
    chosen = next;
    chosenNanos = System.nanoTime();
    return next;
  }

  /** One witness. */
  private final class Asked {
    private final WitnessKey key;
    private final WitnessClient client;
    private final Thread thread;
    private BackOffExecution again = backOff();
    private volatile Seen seen;

    Asked(WitnessAddress address) {
      key = address.witnessKey();
      client = new WitnessClient(http, address.uri(), key, ANSWER_MAX);
      seen = kept();
      thread = Thread.ofVirtual().name("witness-" + key.name()).unstarted(this::run);
    }

    private static BackOffExecution backOff() {
      ExponentialBackOff backOff = new ExponentialBackOff(AGAIN_MILLIS_MIN, 2);
      backOff.setMaxInterval(AGAIN_MILLIS_MAX);
      backOff.setJitter(AGAIN_MILLIS_MIN / 2);
      return backOff.start();
    }

    /** What it cosigned before the last stop, or as another node was told. */
    private Seen kept() {
      Seen none = new Seen(key.name(), 0, null, Optional.empty());
      try {
        if (replica.witnessed().isEmpty()) return none;
        Note note = Note.parse(replica.witnessed().get());
        for (NoteSignature line : note.signatures()) {
          if (key.isNamedBy(line)) return cosigned(note, Cosignature.parse(line));
        }
        return none;
      } catch (MalformedException e) {
        throw new IllegalStateException("a checkpoint was kept that is none", e);
      }
    }

    private Seen cosigned(Note note, Cosignature cosignature) throws MalformedException {
      return new Seen(
          key.name(),
          Checkpoint.parse(note.text()).size(),
          Instant.ofEpochSecond(cosignature.timeSeconds()),
          Optional.empty());
    }

    private void run() {
      try {
        while (true) {
          replica.awaitFinal(seen.size()).get();
          told();
          long restMillis = ask() ? APART_MILLIS : again.nextBackOff();
          Thread.sleep(restMillis);
        }
      } catch (InterruptedException | ExecutionException e) {
        // The node closes, or executes nothing more.
      } catch (IOException | MalformedException | RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "The witness " + key.name() + " is asked no more", e);
        trouble("it is asked no more: " + e);
      }
    }

    /** Another node may have asked it meanwhile, and handed on what it answered. */
    private void told() {
      Seen known = kept();
      if (known.size() <= seen.size()) return;
      seen = known;
      again = backOff();
    }

    /** Whether it has cosigned. */
    private boolean ask() throws IOException, MalformedException, InterruptedException {
      Subject subject = subject(seen.size());
      return switch (client.addCheckpoint(
          subject.note(), seen.size(), replica.tiles()::consistencyProof)) {
        case Witnessed witnessed -> {
          take(subject.note(), witnessed.cosignature());
          yield true;
        }
        case NotWitnessed not -> {
          refused(not);
          yield false;
        }
      };
    }

    private void take(Note subject, Cosignature cosignature)
        throws IOException, MalformedException {
      List<NoteSignature> lines = new ArrayList<>(subject.signatures());
      lines.removeIf(key::isNamedBy);
      lines.add(cosignature.line());
      byte[] note = new Note(subject.text(), lines).format();
      Optional<String> useless = replica.meet(note);
      if (useless.isPresent()) throw new IllegalStateException(useless.get());
      others.accept(List.of(note));
      if (seen.trouble().isPresent()) {
        LOG.log(System.Logger.Level.INFO, "The witness {0} cosigns again.", key.name());
      }
      seen = cosigned(subject, cosignature);
      again = backOff();
    }

    private void refused(NotWitnessed not) {
      // Another node of this network has asked it about a larger tree; this one comes to it.
      boolean usual = not.why() == NotWitnessed.Why.AHEAD;
      if (!usual && seen.trouble().isEmpty()) {
        LOG.log(level(not.why()), "No cosignature: {0}. It is asked again.", not.sentence());
      }
      trouble(not.sentence());
    }

    /** A witness that has seen another history is an alert; one that is away is not. */
    private static System.Logger.Level level(NotWitnessed.Why why) {
      return switch (why) {
        case CONFLICT, PROOF_REFUSED -> System.Logger.Level.ERROR;
        default -> System.Logger.Level.WARNING;
      };
    }

    private void trouble(String sentence) {
      seen = new Seen(seen.name(), seen.size(), seen.time(), Optional.of(sentence));
    }
  }

  @Override
  public void close() throws InterruptedException {
    for (Asked each : asked) each.thread.interrupt();
    for (Asked each : asked) each.thread.join();
    http.close();
  }
}
