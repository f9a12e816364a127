/**
 * ISO 20022 payment messages: bytes in, a small record or one named refusal out; and the answers
 * that we send.
 */
@NullMarked
package org.rahdari.iso20022;

import org.jspecify.annotations.NullMarked;
