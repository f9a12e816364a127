/** Double entry: assets, accounts and transfers in integer minor units. */
@NullMarked
package org.rahdari.ledger;

import org.jspecify.annotations.NullMarked;
