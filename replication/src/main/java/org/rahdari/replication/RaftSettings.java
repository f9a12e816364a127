package org.rahdari.replication;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.Snapshot;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** How Ratis is set, and why. What each costs was measured on two cores. */
final class RaftSettings {
  private static final SizeInBytes MIB_4 = SizeInBytes.valueOf("4MB");
  private static final SizeInBytes MIB_6 = SizeInBytes.valueOf("6MB");
  private static final SizeInBytes MIB_8 = SizeInBytes.valueOf("8MB");
  private static final SizeInBytes MIB_16 = SizeInBytes.valueOf("16MB");
  private static final SizeInBytes MIB_64 = SizeInBytes.valueOf("64MB");

  private static final int SNAPSHOT_ASKED_ENTRIES = 64;

  /** How long a leader may take over a request before it is sent again, perhaps to another one. */
  private static final int REQUEST_MILLIS_MAX = 3_000;

  private RaftSettings() {}

  /**
   * @param alone whether there is no other member: then nobody is waited for
   */
  static RaftProperties of(
      Path directory, String bind, int port, boolean alone, int snapshotEveryEntries) {
    RaftProperties p = new RaftProperties();
    RaftServerConfigKeys.setStorageDir(p, List.of(directory.toFile()));
    RaftServerConfigKeys.setRemovedGroupsDir(p, directory.resolve("removed").toFile());
    GrpcConfigKeys.Server.setHost(p, bind);
    GrpcConfigKeys.Server.setPort(p, port);
    GrpcConfigKeys.setMessageSizeMax(p, MIB_64);
    GrpcConfigKeys.setFlowControlWindow(p, MIB_16);
    GrpcConfigKeys.Server.setLeaderOutstandingAppendsMax(p, 16);

    Log.setSegmentSizeMax(p, MIB_64);
    Log.setPreallocatedSize(p, MIB_4); // 64 MiB made the slowest hundredth three times slower
    Log.setWriteBufferSize(p, MIB_8); // holds an entry and the appender's limit
    Log.Appender.setBufferByteLimit(p, MIB_6);
    Log.setLogMetadataEnabled(p, false); // doubles the flushes
    Log.setCorruptionPolicy(p, Log.CorruptionPolicy.EXCEPTION); // see RaftLogScan
    Log.setAsyncFlushEnabled(p, false); // an acknowledgement means durable
    Log.setUnsafeFlushEnabled(p, false);
    Log.StateMachineData.setSync(p, true); // payload first, then the entry
    Log.StateMachineData.setCachingEnabled(p, true); // the payload store has the bytes
    // Ratis 3.3.0 knows appends that wait by their first index alone: one that comes again, longer,
    // is answered with the first one's success, though what it adds was never written.
    Log.setAppendEntriesComposeEnabled(p, false);
    Log.setPurgeUptoSnapshotIndex(p, false); // a member that lags still needs them
    // A member executes what others have executed before it joins: it is told of, not sent, a
    // state.
    Log.Appender.setInstallSnapshotEnabled(p, false);
    Log.setPurgeGap(p, snapshotEveryEntries);

    Snapshot.setAutoTriggerEnabled(p, true);
    // Asked more often than it takes one: Ordering also counts what the entries carry.
    Snapshot.setAutoTriggerThreshold(p, Math.min(snapshotEveryEntries, SNAPSHOT_ASKED_ENTRIES));
    Snapshot.setTriggerWhenStopEnabled(p, false);
    Snapshot.setRetentionFileNum(p, SnapshotStore.RETAINED);

    // A killed leader is missed for less than a second; a pause of the collector is no death.
    RaftServerConfigKeys.Rpc.setTimeoutMin(p, millis(alone ? 150 : 300));
    RaftServerConfigKeys.Rpc.setTimeoutMax(p, millis(alone ? 300 : 600));
    RaftClientConfigKeys.Rpc.setRequestTimeout(p, millis(REQUEST_MILLIS_MAX));
    // Idempotency belongs to our ledger; a shorter memory is a smaller one.
    RaftServerConfigKeys.RetryCache.setExpiryTime(p, millis(10_000));
    return p;
  }

  private static TimeDuration millis(long millis) {
    return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
  }
}
