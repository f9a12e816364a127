package org.rahdari.licensing;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;

/**
 * Something that a firm did or left against a rule: recorded by an officer, or by the ledger itself
 * when a time had passed.
 *
 * @param id chosen by the gateway, or derived from what was missed
 * @param firm the party
 * @param ground what kind
 * @param about the report, account, order or inspection, or none
 * @param facts a commitment to them, zero where the ledger itself saw it
 * @param atMillis ledger time
 */
public record Breach(Id id, int firm, Ground ground, Id about, Hash32 facts, long atMillis) {}
