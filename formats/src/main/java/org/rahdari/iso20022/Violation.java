package org.rahdari.iso20022;

/** The first thing found wrong: where, which rule, in words, and as an ISO status reason. */
record Violation(String path, String rule, String sentence, String reasonCode) {}
