package org.rahdari.kernel;

/**
 * A version of a program that was put in force after the start.
 *
 * @param number from 1, in their order
 * @param program {@link org.rahdari.program.Program#number}
 * @param version of its behaviour
 * @param position of the last entry that the version before executed
 * @param timeMillis ledger time of that entry
 */
public record Activation(int number, int program, int version, long position, long timeMillis) {}
