package org.rahdari.iso20022;

/**
 * What {@link Iso20022#read} makes of some bytes: a message, a message refused by name, or no
 * message at all.
 */
public sealed interface Reading permits Message, Rejected, Unreadable {}
