/**
 * Payments between institutions: a quote holds liquidity, a payment reserves, the payee confirms,
 * silence returns.
 */
@NullMarked
package org.rahdari.payments;

import org.jspecify.annotations.NullMarked;
