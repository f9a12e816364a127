/** A whole network in one process, with faults and lies drawn from a seed, and what has to hold. */
@NullMarked
package org.rahdari.simulation;

import org.jspecify.annotations.NullMarked;
