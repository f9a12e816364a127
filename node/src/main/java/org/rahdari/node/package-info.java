/** The composition root: reads the options, wires everything together, starts and stops it. */
@NullMarked
package org.rahdari.node;

import org.jspecify.annotations.NullMarked;
