package org.rahdari.replication;

/**
 * How a replica stands, for metrics.
 *
 * @param position of the last executed entry
 * @param timeMillis ledger time
 * @param treeSize leaves
 * @param finalSize leaves under the last signed checkpoint
 * @param queuedEnvelopes that wait to be ordered
 * @param entriesInFlight ordered and not yet executed
 * @param lastFsyncMicros how long the last flush of the payload store took
 * @param snapshotPosition of the last durable snapshot, 0 before the first
 * @param slowestFollowerEntries entries that the slowest live follower has not yet taken
 */
public record Figures(
    long position,
    long timeMillis,
    long treeSize,
    long finalSize,
    int queuedEnvelopes,
    int entriesInFlight,
    long lastFsyncMicros,
    long snapshotPosition,
    int slowestFollowerEntries) {}
