/** Tables of records with rollback, deterministic order, snapshot and a stream of changed rows. */
@NullMarked
package org.rahdari.table;

import org.jspecify.annotations.NullMarked;
