package org.rahdari.iso20022;

/**
 * Not an ISO 20022 message at all: not well-formed XML, not in the encoding it declares, with a
 * DOCTYPE, over a limit, or without an ISO 20022 Document.
 *
 * @param rule such as {@code WellFormed}, {@code Encoding}, {@code NoDoctype}, {@code ByteLimit}
 * @param line from 1
 * @param column from 1
 */
public record Unreadable(String rule, String sentence, int line, int column)
    implements Reading, Parsed {}
