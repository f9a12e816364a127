package org.rahdari.platform;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.rahdari.charter.Seat;
import org.rahdari.replication.Figures;
import org.rahdari.replication.Replica;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the checkpoints that this validator signs to the other validators, and asks them for what
 * is final there when it has not become so here. Each peer has its own carrier, so that one that is
 * away keeps nobody waiting; what waits for it is the newest {@value #WAITING_MAX}.
 */
public final class CheckpointExchange implements AutoCloseable {

  /** Where a node takes signed checkpoints: a JSON list of notes. */
  static final String TAKEN = MemberListener.PATHS + "checkpoints";

  /** Where a node gives the last final one. */
  static final String FINAL = MemberListener.PATHS + "checkpoint";

  /** Notes that one request brings at most. */
  static final int NOTES_MAX = 256;

  private static final int WAITING_MAX = 256;
  private static final long AGAIN_MILLIS_MIN = 100;
  private static final long AGAIN_MILLIS_MAX = 5_000;
  private static final long ASK_MILLIS = 1_000;
  private static final System.Logger LOG = System.getLogger(CheckpointExchange.class.getName());

  private final Peers peers;
  private final Network network;

  /** By the code of the peer that it goes to. */
  private final Map<String, Carrier> carriers = new ConcurrentSkipListMap<>();

  private volatile @Nullable Replica replica;
  private volatile boolean closed;

  /** Between this node and its peers, as many as there come to be. */
  public CheckpointExchange(Peers peers, Network network) {
    this.peers = peers;
    this.network = network;
  }

  /** Begins, once there is a replica to tell. */
  public void start(Replica started) {
    replica = started;
    carry();
  }

  /** Takes notes to every peer; returns at once. */
  public void publish(List<byte[]> notes) {
    Replica present = replica;
    if (present != null) {
      peers.know(seated(present));
      carry();
    }
    for (Carrier each : carriers.values()) each.add(notes);
  }

  /** Where the ledger says that members' nodes are, other than this one. */
  private Map<String, URI> seated(Replica present) {
    Map<String, URI> addresses = new TreeMap<>();
    for (Seat seat : present.charter().seats()) {
      String code = network.code(seat.party());
      if (!code.equals(peers.own()))
        uri(seat.members()).ifPresent(address -> addresses.put(code, address));
    }
    return addresses;
  }

  /** Empty where the ledger says none, or one that its form allows and the net does not. */
  private static Optional<URI> uri(String address) {
    try {
      return Optional.of(new URI(address)).filter(uri -> uri.getHost() != null);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private synchronized void carry() {
    for (String code : peers.codes()) {
      if (closed || carriers.containsKey(code)) continue;
      Carrier carrier = new Carrier(code);
      carriers.put(code, carrier);
      carrier.start();
    }
  }

  /** Goes to one peer. */
  private final class Carrier {
    private final String peer;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private boolean away;

    Carrier(String peer) {
      this.peer = peer;
    }

    /** It may have moved since the last time. */
    private MemberClient client() {
      return peers.of(peer).orElseThrow();
    }

    void start() {
      threads.add(Thread.ofVirtual().name("checkpoints-to-" + peer).start(this::bring));
      threads.add(Thread.ofVirtual().name("checkpoints-of-" + peer).start(this::ask));
    }

    synchronized void add(List<byte[]> notes) {
      waiting.addAll(notes);
      while (waiting.size() > WAITING_MAX) waiting.removeFirst();
      notifyAll();
    }

    private synchronized List<byte[]> take() throws InterruptedException {
      while (waiting.isEmpty()) wait();
      List<byte[]> taken = List.copyOf(waiting);
      waiting.clear();
      return taken;
    }

    private synchronized void putBack(List<byte[]> notes) {
      for (byte[] each : notes.reversed()) {
        if (waiting.size() < WAITING_MAX) waiting.addFirst(each);
      }
    }

    private void bring() {
      long again = AGAIN_MILLIS_MIN;
      try {
        while (!closed) {
          List<byte[]> notes = take();
          if (brought(notes)) {
            again = AGAIN_MILLIS_MIN;
            continue;
          }
          putBack(notes);
          Thread.sleep(again);
          again = Math.min(2 * again, AGAIN_MILLIS_MAX);
        }
      } catch (InterruptedException e) {
        // The node closes.
      }
    }

    private boolean brought(List<byte[]> notes) {
      List<String> texts =
          notes.stream().map(note -> new String(note, StandardCharsets.UTF_8)).toList();
      try {
        MemberClient.Answer answer =
            client().post(TAKEN, JsonMapper.shared().writeValueAsBytes(texts));
        if (answer.done()) {
          back();
          return true;
        }
        away("answers " + answer.status());
      } catch (IOException e) {
        away(String.valueOf(e.getMessage()));
      }
      return false;
    }

    private synchronized void away(String why) {
      if (closed || away) return;
      away = true;
      LOG.log(System.Logger.Level.WARNING, "Checkpoints do not reach {0} and wait: {1}", peer, why);
    }

    private synchronized void back() {
      if (!away) return;
      away = false;
      LOG.log(System.Logger.Level.INFO, "Checkpoints reach {0} again.", peer);
    }

    /** While something is not final here, it may be so there. */
    private void ask() {
      try {
        long before = -1;
        while (!closed) {
          Thread.sleep(ASK_MILLIS);
          Replica asking = replica;
          if (asking == null) continue;
          Figures figures = asking.figures();
          boolean stuck = figures.finalSize() < figures.treeSize() && figures.finalSize() == before;
          before = figures.finalSize();
          if (stuck) askOnce(asking);
        }
      } catch (InterruptedException e) {
        // The node closes.
      }
    }

    private void askOnce(Replica asking) {
      try {
        MemberClient.Answer answer = client().get(FINAL);
        if (answer.done()) asking.meet(answer.body());
      } catch (IOException e) {
        // It is asked again.
      }
    }

    void interrupt() {
      for (Thread each : threads) each.interrupt();
    }

    void join() throws InterruptedException {
      for (Thread each : threads) each.join();
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    for (Carrier each : carriers.values()) each.interrupt();
    for (Carrier each : carriers.values()) each.join();
  }
}
