/** What moved, by transfer, account, code and time: an index in files, made from the log alone. */
@NullMarked
package org.rahdari.history;

import org.jspecify.annotations.NullMarked;
