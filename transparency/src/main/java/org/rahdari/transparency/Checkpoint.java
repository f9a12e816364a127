package org.rahdari.transparency;

import java.nio.charset.StandardCharsets;

/**
 * What validators sign: the root of a log at one size (C2SP tlog-checkpoint). Our log writes
 * exactly one extension line, the version of the policy under which the checkpoint is final, and
 * this parser accepts exactly that:
 *
 * <pre>
 * rahdari.example/ledger
 * 20852163
 * CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 * policy 1
 * </pre>
 *
 * @param origin the log's name
 * @param size leaves
 * @param policy the version of the {@link TrustPolicy}, from 1
 */
public record Checkpoint(String origin, long size, Hash root, int policy) {
  public static final int ORIGIN_BYTES_MAX = 255;
  private static final String POLICY = "policy ";

  public Checkpoint {
    if (!isOrigin(origin)) {
      throw new IllegalArgumentException("'" + origin + "' cannot name a log.");
    }
    if (size < 0) throw new IllegalArgumentException("A log has no negative size: " + size + ".");
    if (policy < 1) throw new IllegalArgumentException("No policy has the version " + policy + ".");
  }

  /** Four lines, each ended by a newline. */
  public String toText() {
    return origin + "\n" + size + "\n" + root + "\n" + POLICY + policy + "\n";
  }

  public static Checkpoint parse(String text) throws MalformedException {
    String[] lines = text.split("\n", -1);
    if (lines.length != 5 || !lines[4].isEmpty()) {
      throw new MalformedException("checkpoint does not have exactly four lines");
    }
    if (!isOrigin(lines[0])) throw new MalformedException("checkpoint has no valid origin");
    long size = Canonical.decimal(lines[1], "checkpoint size");
    Hash root = Hash.parse(lines[2], "checkpoint root");
    if (!lines[3].startsWith(POLICY)) {
      throw new MalformedException("checkpoint line 4 is not 'policy …'");
    }
    long policy = Canonical.decimal(lines[3].substring(POLICY.length()), "checkpoint policy");
    if (policy < 1 || policy > Integer.MAX_VALUE) {
      throw new MalformedException("checkpoint policy is out of range");
    }
    return new Checkpoint(lines[0], size, root, (int) policy);
  }

  static boolean isOrigin(String origin) {
    return !origin.isEmpty()
        && Canonical.isLine(origin)
        && origin.getBytes(StandardCharsets.UTF_8).length <= ORIGIN_BYTES_MAX;
  }
}
