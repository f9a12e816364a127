package org.rahdari.ledger;

/**
 * Who asks for a movement.
 *
 * @param party who signed the envelope, 0 for a timer
 * @param program the program that asks, 0 for a transfer that the party itself wrote
 */
public record Authority(int party, int program) {}
