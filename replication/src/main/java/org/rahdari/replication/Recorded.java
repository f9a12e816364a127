package org.rahdari.replication;

import org.rahdari.kernel.Batch;

/**
 * What was executed and gave a leaf, read back.
 *
 * @param leaf its index in the transparency log
 * @param position of the entry that it is of
 * @param timeMillis ledger time then
 * @param batch as it was executed
 */
public record Recorded(long leaf, long position, long timeMillis, Batch batch) {}
