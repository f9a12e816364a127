/** Payments over HTTP: ISO 20022 messages, quotes, pages. */
@NullMarked
package org.rahdari.payments.web;

import org.jspecify.annotations.NullMarked;
