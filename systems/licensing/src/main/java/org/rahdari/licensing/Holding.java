package org.rahdari.licensing;

import org.rahdari.codec.Id;

/**
 * A share of an owner in a firm: an edge of the graph of ownership.
 *
 * @param owner a person or a firm, by a pseudonym of the applicant's choice
 * @param owned a firm; the applicant itself is {@link Id#NONE}
 * @param shareBps ten-thousandths
 */
public record Holding(Id owner, Id owned, int shareBps) {}
