/** The whole house, tried as its users would. */
@NullMarked
package org.rahdari.node;

import org.jspecify.annotations.NullMarked;
