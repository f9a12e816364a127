package org.rahdari.licensing;

import org.rahdari.codec.Id;

/**
 * What holds for a firm now.
 *
 * @param party whose
 * @param noc its last no-objection certificate, or none
 * @param permission the one under which it serves or last served clients, or none
 * @param administrator the party that may instruct returns of its clients' money, 0 for none
 */
public record Firm(int party, Id noc, Id permission, int administrator) {}
