/** Payments without a network: the program on a kernel, instruction by instruction. */
@NullMarked
package org.rahdari.payments;

import org.jspecify.annotations.NullMarked;
