/** What the web side of every system shares, tried against a real replica. */
@NullMarked
package org.rahdari.platform;

import org.jspecify.annotations.NullMarked;
