package org.rahdari.history;

/**
 * A movement, as one of its accounts saw it.
 *
 * @param line the movement
 * @param side what it did to the account
 * @param after the account's balances after it
 */
public record AccountLine(Line line, Side side, Balances after) {}
