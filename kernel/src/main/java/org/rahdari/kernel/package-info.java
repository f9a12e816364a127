/** . */
@org.jspecify.annotations.NullMarked
package org.rahdari.kernel;
