package org.rahdari.simulation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.rahdari.codec.Hash32;

/** All that happened, as one hash, and the end of it as text. */
final class Trace {
  private static final int KEPT = 40;

  private final MessageDigest sha256 = Hash32.digest();
  private final Deque<String> last = new ArrayDeque<>();

  void add(long nowMillis, String event) {
    String line = nowMillis + " " + event;
    sha256.update(line.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) '\n');
    last.addLast(line);
    if (last.size() > KEPT) last.removeFirst();
  }

  List<String> last() {
    return List.copyOf(last);
  }

  /** Ends it. */
  Hash32 hash() {
    return Hash32.of(sha256.digest());
  }
}
