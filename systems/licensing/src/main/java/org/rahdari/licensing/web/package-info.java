/** Licensing over HTTP: the register for everybody, the authority's desk, and firms' own cases. */
@NullMarked
package org.rahdari.licensing.web;

import org.jspecify.annotations.NullMarked;
