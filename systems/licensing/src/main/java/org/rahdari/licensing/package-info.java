/**
 * Who may serve clients with virtual assets, with which, and what becomes of their money: the
 * authority's decisions, in force in the commit that records them.
 */
@NullMarked
package org.rahdari.licensing;

import org.jspecify.annotations.NullMarked;
