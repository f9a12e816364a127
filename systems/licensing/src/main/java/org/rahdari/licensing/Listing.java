package org.rahdari.licensing;

/** A firm offers an asset. */
public record Listing(int firm, int asset, boolean listed, long atMillis) {

  static long place(int firm, int asset) {
    return ((long) firm << 32) | asset;
  }

  long place() {
    return place(firm, asset);
  }
}
