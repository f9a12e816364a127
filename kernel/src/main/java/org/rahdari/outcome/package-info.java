/** An expected refusal is a value with one exact reason. */
@NullMarked
package org.rahdari.outcome;

import org.jspecify.annotations.NullMarked;
