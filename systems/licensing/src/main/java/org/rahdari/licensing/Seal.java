package org.rahdari.licensing;

import org.rahdari.codec.Hash32;

/**
 * The register at one moment, under one hash. A timer brings it into a leaf of the log.
 *
 * @param number from 1
 * @param root of the sparse Merkle map of all entries
 * @param entries how many
 * @param changes the number of the last line in it
 * @param atMillis ledger time: all that was recorded before is in it, of what was at this very time
 *     as far as {@code changes} goes
 */
public record Seal(long number, Hash32 root, int entries, long changes, long atMillis) {}
