package org.rahdari.platform;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Brings letters to the institutions that they are addressed to, where another member's node serves
 * them: from the vault, where they wait until that node has them, over a restart too. Each peer has
 * its own carrier, so that one that is away keeps nobody waiting.
 */
public final class Post implements AutoCloseable {

  /** Where a node takes letters. */
  public static final String PATH = MemberListener.PATHS + "letters";

  private static final System.Logger LOG = System.getLogger(Post.class.getName());
  private static final int LETTERS_AT_ONCE_MAX = 64;
  private static final long AGAIN_MILLIS_MIN = 100;
  private static final long AGAIN_MILLIS_MAX = 30_000;

  private final Network network;
  private final Served served;
  private final Vault vault;
  private final Ids ids;
  private final Map<Integer, Carrier> carriers = new LinkedHashMap<>();
  private volatile boolean closed;

  /** The post of the institutions that this node serves. */
  public Post(Network network, Served served, Vault vault, Ids ids, Peers peers) {
    this.network = network;
    this.served = served;
    this.vault = vault;
    this.ids = ids;
    for (String code : peers.codes()) {
      int receiver = network.party(code).orElseThrow().number();
      if (served.includes(receiver)) continue;
      carriers.put(receiver, new Carrier(receiver, peers.of(code).orElseThrow()));
    }
  }

  /** Takes up what waited when the node last stopped. */
  public void start() {
    if (carriers.isEmpty()) return;
    vault.waitAgain();
    carriers.values().forEach(Carrier::start);
  }

  /**
   * Brings a letter of the sender's vault to its receiver: at once where this node serves it,
   * otherwise as soon as that node takes it. A letter that was sent before is not sent again.
   */
  public void send(Letter letter) {
    if (served.includes(letter.receiver())) {
      vault.file(letter.deliveredTo(letter.receiver(), ids.next()));
      return;
    }
    vault.handOver(letter);
    Carrier carrier = carriers.get(letter.receiver());
    if (carrier != null) {
      carrier.wake();
    } else {
      LOG.log(
          System.Logger.Level.WARNING,
          "The letter {0} stays here: no node is known that serves {1}.",
          letter.id(),
          network.code(letter.receiver()));
    }
  }

  private enum Outcome {
    DELIVERED,
    LATER,
    REFUSED,
    AWAY
  }

  /** Goes to one peer. */
  private final class Carrier {
    private final int receiver;
    private final MemberClient peer;
    private final Semaphore news = new Semaphore(1);
    private final Thread thread;

    Carrier(int receiver, MemberClient peer) {
      this.receiver = receiver;
      this.peer = peer;
      this.thread = Thread.ofVirtual().name("post-" + peer.member()).unstarted(this::run);
    }

    void start() {
      thread.start();
    }

    void wake() {
      news.release();
    }

    private void run() {
      long againMillis = AGAIN_MILLIS_MIN;
      try {
        news.acquire();
        while (!closed) {
          news.drainPermits();
          boolean all = round();
          if (all) {
            againMillis = AGAIN_MILLIS_MIN;
            news.acquire();
          } else {
            // What is not known there yet soon is; who is away may be for long.
            if (news.tryAcquire(againMillis, TimeUnit.MILLISECONDS)) Thread.sleep(AGAIN_MILLIS_MIN);
            againMillis = Math.min(2 * againMillis, AGAIN_MILLIS_MAX);
          }
        }
      } catch (InterruptedException e) {
        // The node closes.
      }
    }

    /** Whether nothing is left to bring. */
    private boolean round() {
      try {
        while (!closed) {
          List<Letter> letters = vault.waiting(receiver, LETTERS_AT_ONCE_MAX);
          if (letters.isEmpty()) return true;
          boolean later = false;
          for (Letter letter : letters) {
            Outcome outcome = bring(letter);
            if (closed) return false;
            if (outcome == Outcome.AWAY) return false;
            later |= outcome == Outcome.LATER;
          }
          if (later) return false;
        }
        return false;
      } catch (RuntimeException e) {
        if (closed) return false;
        LOG.log(System.Logger.Level.WARNING, "Letters to {0} wait: {1}", peer.member(), e);
        return false;
      }
    }

    private Outcome bring(Letter letter) {
      MemberClient.Answer answer;
      try {
        answer =
            peer.post(PATH, JsonMapper.shared().writeValueAsBytes(LetterJson.of(letter, network)));
      } catch (IOException e) {
        return Outcome.AWAY;
      }
      if (answer.done()) {
        vault.delivered(letter);
        return Outcome.DELIVERED;
      }
      if (answer.status() >= HttpStatus.INTERNAL_SERVER_ERROR.value()) return Outcome.LATER;
      String why = why(answer);
      LOG.log(
          System.Logger.Level.WARNING,
          "The node of {0} does not take the letter {1}: {2}",
          peer.member(),
          letter.id(),
          why);
      vault.refused(letter, why);
      return Outcome.REFUSED;
    }
  }

  private static String why(MemberClient.Answer answer) {
    try {
      return answer.status()
          + " "
          + JsonMapper.shared().readTree(answer.body()).path("title").asString();
    } catch (JacksonException e) {
      return String.valueOf(answer.status());
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    for (Carrier each : carriers.values()) each.thread.interrupt();
    for (Carrier each : carriers.values()) each.thread.join();
  }
}
