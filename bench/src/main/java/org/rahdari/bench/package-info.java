/** The ledger measured beside PostgreSQL and beside what the machine could do at best. */
@NullMarked
package org.rahdari.bench;

import org.jspecify.annotations.NullMarked;
