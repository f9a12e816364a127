/** Real nodes in processes of their own, what goes wrong with them, and what came of it. */
@NullMarked
package org.rahdari.faults;

import org.jspecify.annotations.NullMarked;
