package org.rahdari.licensing;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Max;

/**
 * What another country's authority has allowed the applicant.
 *
 * @param country ISO 3166-1 alpha-2
 * @param authority its name
 * @param paper a commitment to the document
 */
public record ForeignAuthorisation(
    @Max(2) String country, @Max(80) String authority, Hash32 paper) {}
