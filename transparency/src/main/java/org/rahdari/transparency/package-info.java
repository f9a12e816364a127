/**
 * The Merkle log over executed envelopes: its tiles on disk, the checkpoints that institutions
 * sign, the policies that say whose signatures count, and the receipts that anybody verifies
 * offline.
 */
@NullMarked
package org.rahdari.transparency;

import org.jspecify.annotations.NullMarked;
