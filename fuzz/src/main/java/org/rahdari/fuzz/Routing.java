package org.rahdari.fuzz;

import java.util.Arrays;
import java.util.List;

/**
 * Which target an input is for. Where there are several, the first byte says it, so that one
 * process can fuzz them all; a single target is given every input whole.
 */
record Routing(List<Target> targets) {

  /** An input, and whom it is for. */
  record Routed(Target target, byte[] input) {}

  private boolean single() {
    return targets.size() == 1;
  }

  Routed route(byte[] bytes) {
    if (single()) return new Routed(targets.getFirst(), bytes);
    if (bytes.length == 0) return new Routed(targets.getFirst(), bytes);
    Target target = targets.get(Byte.toUnsignedInt(bytes[0]) % targets.size());
    return new Routed(target, Arrays.copyOfRange(bytes, 1, bytes.length));
  }

  /** The bytes that {@link #route} leads to the target. */
  byte[] address(Target target, byte[] input) {
    if (single()) return input;
    byte[] bytes = new byte[input.length + 1];
    bytes[0] = (byte) targets.indexOf(target);
    System.arraycopy(input, 0, bytes, 1, input.length);
    return bytes;
  }
}
