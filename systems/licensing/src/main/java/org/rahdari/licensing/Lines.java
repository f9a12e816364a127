package org.rahdari.licensing;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rahdari.codec.Id;

/** Reads the lines of one firm or asset in the register. */
public final class Lines {
  private Lines() {}

  /** What a line says at a time. */
  public enum Said {
    /** It permits what its terms say. */
    IN_FORCE,
    /** Not until a stated time. */
    SUSPENDED,
    /** Not any more: revoked, given back or replaced. */
    ENDED,
    /** Its own time was over. */
    EXPIRED
  }

  /**
   * What was true at a time, of these lines: for each permission the one that holds from the latest
   * time up to then, of several from the same time the last that was recorded.
   *
   * @param lines in the order in which they were recorded, as far as they are to be known
   */
  public static List<Change> at(List<Change> lines, long atMillis) {
    SortedMap<Id, Change> last = new TreeMap<>();
    for (Change each : lines)
      if (each.fromMillis() <= atMillis) last.merge(each.permission(), each, Lines::later);
    return List.copyOf(last.values());
  }

  private static Change later(Change before, Change recordedAfter) {
    return recordedAfter.fromMillis() >= before.fromMillis() ? recordedAfter : before;
  }

  /** What a line of {@link #at} says then. */
  public static Said said(Change line, long atMillis) {
    return switch (line.standing()) {
      case ACTIVE -> atMillis < line.untilMillis() ? Said.IN_FORCE : Said.EXPIRED;
      case SUSPENDED -> Said.SUSPENDED;
      case REVOKED, SURRENDERED, REPLACED -> Said.ENDED;
    };
  }

  /** Whether a firm might serve clients at a time, or an asset be offered. */
  public static boolean permits(List<Change> lines, long atMillis) {
    for (Change each : at(lines, atMillis))
      if (each.kind().serves() && said(each, atMillis) == Said.IN_FORCE) return true;
    return false;
  }
}
