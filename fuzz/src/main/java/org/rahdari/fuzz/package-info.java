/**
 * Fuzzing by Jazzer: every decoder of bytes from outside or from disk, and the laws that it keeps
 * whatever the bytes are.
 */
@NullMarked
package org.rahdari.fuzz;

import org.jspecify.annotations.NullMarked;
