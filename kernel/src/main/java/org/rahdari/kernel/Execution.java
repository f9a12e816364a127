package org.rahdari.kernel;

import java.util.List;
import org.rahdari.codec.Hash32;
import org.rahdari.table.RowChange;

/**
 * What one entry did.
 *
 * @param position the entry's place in the log
 * @param timeMillis ledger time during the entry
 * @param firstLeaf the index in the transparency log of the first batch's leaf; the others follow
 * @param batches what was executed, in order; each gives one leaf of the transparency log
 * @param skipped by envelope of the entry, in order: why it was skipped, or nothing where it was
 *     executed
 * @param changes the rows that the entry changed, one a row, in table and key order; then, where
 *     the kernel tells of accounts, those that it touched
 * @param digest the chained digest of all changes up to and with this entry
 */
public record Execution(
    long position,
    long timeMillis,
    long firstLeaf,
    List<Batch> batches,
    List<Skip> skipped,
    List<RowChange> changes,
    Hash32 digest) {

  /** An envelope that was ordered and has no effect: its index in the entry, and why. */
  public record Skip(int envelope, Rejection why) {}
}
