package org.rahdari.program;

import java.util.function.Consumer;

/**
 * A small set of rules over the kernel.
 *
 * @param number names it in items and governed accounts, 1 to 65535; never reused
 * @param name the first part of its tables' names
 * @param version of its behaviour
 * @param rules registers tables and handlers; called once for each kernel
 */
public record Program(int number, String name, int version, Consumer<Registry> rules) {}
