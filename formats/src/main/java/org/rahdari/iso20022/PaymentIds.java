package org.rahdari.iso20022;

import org.jspecify.annotations.Nullable;

/**
 * The identifiers of one transaction (ISO {@code PmtId}).
 *
 * @param uetr a version 4 UUID in lower case; the one id that stays the same along the whole
 *     payment chain
 */
public record PaymentIds(
    @Nullable String instrId,
    @Nullable String endToEndId,
    @Nullable String txId,
    @Nullable String uetr) {

  static final PaymentIds NONE = new PaymentIds(null, null, null, null);

  boolean isEmpty() {
    return equals(NONE);
  }
}
