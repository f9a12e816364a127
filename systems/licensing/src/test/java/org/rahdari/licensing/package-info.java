/** Tests of the licensing program. */
@NullMarked
package org.rahdari.licensing;

import org.jspecify.annotations.NullMarked;
