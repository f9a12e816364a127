package org.rahdari.table;

import org.jspecify.annotations.Nullable;

/**
 * A row as an entry left it.
 *
 * @param table the table's name
 * @param key the row's key
 * @param row the new row, or null where the row was retired: it left memory, and its last state
 *     stays in projections
 */
public record RowChange(String table, Object key, @Nullable Record row) {}
