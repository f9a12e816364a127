package org.rahdari.licensing;

/**
 * How much of an asset a firm may move for its clients.
 *
 * @param asset {@link org.rahdari.ledger.Asset#number()}
 * @param onceMinor in one transaction at most
 * @param dayMinor in one day of UTC at most; what is reserved counts on the day on which it is
 */
public record Cap(int asset, long onceMinor, long dayMinor) {}
