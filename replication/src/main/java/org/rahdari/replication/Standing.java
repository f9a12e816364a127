package org.rahdari.replication;

import org.rahdari.codec.Hash32;

/**
 * How far the log has been executed here.
 *
 * @param position of the last executed entry, 0 before the first
 * @param term of the Raft entry that carried it
 * @param index of the Raft entry that carried it
 * @param timeMillis ledger time
 * @param treeSize leaves
 * @param digest of the kernel
 * @param nextTimerMillis when the next timer is due, {@link Long#MAX_VALUE} when none is set
 */
record Standing(
    long position,
    long term,
    long index,
    long timeMillis,
    long treeSize,
    Hash32 digest,
    long nextTimerMillis) {}
