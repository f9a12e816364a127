/** What the author of a program sees: registry, context, outcomes, and the parties that act. */
@NullMarked
package org.rahdari.program;

import org.jspecify.annotations.NullMarked;
