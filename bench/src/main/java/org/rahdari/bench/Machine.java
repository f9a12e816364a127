package org.rahdari.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What a run was measured on. */
public final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final double GIB = 1 << 30;

  private Machine() {}

  /** One sentence: processors, memory, system, disk, Java, heap and load. */
  public static String describe(Path folder) throws IOException {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return String.format(
        Locale.ROOT,
        "%d processors (%s), %.0f GiB of memory, %s on %s, Java %s, heap up to %.1f GiB,"
            + " load %.1f at the start.",
        Runtime.getRuntime().availableProcessors(),
        processor(),
        system.getTotalMemorySize() / GIB,
        system.getName() + " " + system.getVersion(),
        Files.getFileStore(folder).type(),
        Runtime.version(),
        Runtime.getRuntime().maxMemory() / GIB,
        system.getSystemLoadAverage());
  }

  private static String processor() throws IOException {
    if (!Files.exists(PROCESSORS)) return System.getProperty("os.arch");
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }
}
