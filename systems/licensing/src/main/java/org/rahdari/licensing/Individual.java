package org.rahdari.licensing;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;

/**
 * A key individual of an applicant, without a name.
 *
 * @param id a pseudonym of the applicant's choice
 * @param position what the person does
 * @param who a commitment to the papers about the person
 * @param outsourced whether the person works for somebody else
 */
public record Individual(Id id, Position position, Hash32 who, boolean outsourced) {}
