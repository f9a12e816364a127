/** One canonical binary form for every record: what is signed, logged, hashed and snapshot. */
@NullMarked
package org.rahdari.codec;

import org.jspecify.annotations.NullMarked;
