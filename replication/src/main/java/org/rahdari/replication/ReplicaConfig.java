package org.rahdari.replication;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.TrustPolicy;

/**
 * What a replica needs to know.
 *
 * @param directory where all its files are; one process at a time
 * @param policy who signs checkpoints of which origin, and how many make one final
 * @param signer this validator's key; null where there is none, at a mirror
 * @param membership who orders the log together
 * @param snapshotEveryEntries entries after which a snapshot is taken, if not before for the number
 *     of their items
 * @param clock milliseconds since 1970
 */
public record ReplicaConfig(
    Path directory,
    TrustPolicy policy,
    @Nullable NoteSigner signer,
    Membership membership,
    int snapshotEveryEntries,
    LongSupplier clock) {

  /** A good default: what is re-executed at a start takes seconds. */
  public static final int SNAPSHOT_EVERY_ENTRIES = 10_000;

  public ReplicaConfig {
    if (snapshotEveryEntries < 1) {
      throw new IllegalArgumentException("a snapshot every " + snapshotEveryEntries + " entries");
    }
  }

  /** Of a network of one, on a free port. */
  public static ReplicaConfig of(Path directory, TrustPolicy policy, NoteSigner signer) {
    return of(directory, policy, signer, Membership.alone(signer, 0));
  }

  /** With the system's clock and the default distance of snapshots. */
  public static ReplicaConfig of(
      Path directory, TrustPolicy policy, NoteSigner signer, Membership membership) {
    return new ReplicaConfig(
        directory, policy, signer, membership, SNAPSHOT_EVERY_ENTRIES, System::currentTimeMillis);
  }
}
