package org.rahdari.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where Jazzer enters, by the names that it looks for. It counts, and holds every target to the one
 * law that they share: memory in proportion to the input, so that a length that is only announced
 * buys nothing.
 */
public final class JazzerEntry {
  /** A megabyte of buffers here and there, whatever the input. */
  static final long ALLOCATED_BYTES_MAX = 16L << 20;

  /** A message of markup becomes a tree of objects. */
  static final long ALLOCATED_BYTES_PER_INPUT_BYTE_MAX = 2_000;

  private static final long TALLY_NANOS = 1_000_000_000L;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static Routing routing = new Routing(List.of());
  private static Path tallyFile = Path.of("");
  private static final Map<String, long[]> COUNTS = new LinkedHashMap<>();
  private static long talliedNanos;

  private JazzerEntry() {}

  /** Called once: the file to keep the tallies in, the folder for scratch, the targets' names. */
  public static void fuzzerInitialize(String[] arguments) throws IOException {
    tallyFile = Path.of(arguments[0]);
    Scratch.use(Path.of(arguments[1]));
    List<Target> targets = new ArrayList<>();
    for (String name : Arrays.asList(arguments).subList(2, arguments.length)) {
      targets.add(Targets.named(name).orElseThrow());
      COUNTS.put(name, new long[2]);
    }
    routing = new Routing(targets);
    tally();
  }

  /** Called for each input. */
  public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
    Routing.Routed routed = routing.route(bytes);
    long[] counts = Objects.requireNonNull(COUNTS.get(routed.target().name()));
    counts[0]++;
    if (holds(routed.target(), routed.input())) counts[1]++;
    if (System.nanoTime() - talliedNanos > TALLY_NANOS) tally();
  }

  /** Called at the end. */
  public static void fuzzerTearDown() throws IOException {
    tally();
  }

  /** Gives the target an input; answers whether it took it, and throws what it found. */
  static boolean holds(Target target, byte[] input) throws Exception {
    long max = ALLOCATED_BYTES_MAX + input.length * ALLOCATED_BYTES_PER_INPUT_BYTE_MAX;
    long allocated = allocated();
    boolean taken = target.decoder().takes(input);
    if (allocated() - allocated <= max) return taken;
    // The first time may have loaded classes, which Jazzer instruments on this thread.
    allocated = allocated();
    target.decoder().takes(input);
    long again = allocated() - allocated;
    Target.require(again <= max, again + " bytes of memory for an input of " + input.length);
    return taken;
  }

  private static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  private static void tally() throws IOException {
    talliedNanos = System.nanoTime();
    List<Tally> tallies = new ArrayList<>();
    COUNTS.forEach((name, counts) -> tallies.add(new Tally(name, counts[0], counts[1])));
    Tally.write(tallyFile, tallies);
  }
}
