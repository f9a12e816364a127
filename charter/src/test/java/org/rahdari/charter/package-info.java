@NullMarked
package org.rahdari.charter;

import org.jspecify.annotations.NullMarked;
