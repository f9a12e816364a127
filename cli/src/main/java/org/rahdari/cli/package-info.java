/** The command line: sends payments, fetches receipts, and verifies them offline. */
@NullMarked
package org.rahdari.cli;

import org.jspecify.annotations.NullMarked;
