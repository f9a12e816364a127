/**
 * The program by which the members change who they are: who validates, and how many of them make
 * the record final. A change is proposed and approved on the ledger, and takes effect at the
 * position of the approval that completes it.
 */
@NullMarked
package org.rahdari.charter;

import org.jspecify.annotations.NullMarked;
