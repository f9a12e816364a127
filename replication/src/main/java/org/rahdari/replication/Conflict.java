package org.rahdari.replication;

import org.jspecify.annotations.Nullable;

/**
 * A checkpoint that a validator signed and that contradicts what was executed here, or what it had
 * signed before: two trees of one size cannot both be the log.
 *
 * @param validator the name of its key
 * @param size leaves of both trees
 * @param note the signed checkpoint: evidence, kept in the folder {@code conflicts}
 * @param before what it had signed of that size before, where this replica has it: with both of
 *     them, anybody can name it
 */
public record Conflict(String validator, long size, byte[] note, byte @Nullable [] before) {}
