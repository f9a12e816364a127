/** . */
@org.jspecify.annotations.NullMarked
package org.rahdari.iso20022;
