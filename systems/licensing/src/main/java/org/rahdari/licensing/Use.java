package org.rahdari.licensing;

/**
 * What a firm has moved of an asset on a day, where a cap counts it.
 *
 * @param day of UTC, in days since 1970
 */
public record Use(int firm, int asset, long day, long amountMinor) {

  static long place(int firm, int asset) {
    return ((long) firm << 32) | asset;
  }

  long place() {
    return place(firm, asset);
  }
}
