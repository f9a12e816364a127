package org.rahdari.licensing;

import java.util.List;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Max;

/**
 * A token that firms may offer.
 *
 * @param asset {@link org.rahdari.ledger.Asset#number()}
 * @param authority who admitted it
 * @param assetClass what it is
 * @param disclosure SHA-256 of the issuer's paper, which is public
 * @param services under which it may be offered
 * @param retail whether to everybody, and not to professionals alone
 * @param admitted whether it still is
 * @param atMillis ledger time of the last decision about it
 */
public record AdmittedAsset(
    int asset,
    int authority,
    AssetClass assetClass,
    Hash32 disclosure,
    @Max(16) List<Service> services,
    boolean retail,
    boolean admitted,
    long atMillis) {}
