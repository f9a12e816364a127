package org.rahdari.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of many. What comes in meanwhile neither moves nor hides a row: a cursor is the number
 * of a line.
 *
 * @param rows in the order that was asked for; there may be fewer than wanted, even none, and more
 *     on the next page, when many lines had to be passed over
 * @param next where the next page begins; null after the last one
 * @param position of the entry up to which the rows are complete
 */
public record Page<T>(List<T> rows, @Nullable Long next, long position) {}
