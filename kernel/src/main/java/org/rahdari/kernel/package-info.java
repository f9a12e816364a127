/** The deterministic machine: it takes ordered entries of signed envelopes and answers results. */
@NullMarked
package org.rahdari.kernel;

import org.jspecify.annotations.NullMarked;
