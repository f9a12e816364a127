package org.rahdari.program;

import java.util.function.Consumer;

/**
 * A small set of rules over the kernel, in one version of its behaviour. Software keeps every
 * version that a network has run, so that its log gives the same again.
 *
 * <p>The next version may add instructions, timers and tables, and leave out instructions. A number
 * of {@link Kind} stands for the same record in all of them, a name of a table for the same rows;
 * what a version has set a timer for, the next one handles.
 *
 * @param number names it in items and governed accounts, 1 to {@link #NUMBER_MAX}; never reused
 * @param name the first part of its tables' names
 * @param version of its behaviour, from 1
 * @param rules registers tables and handlers; called once for each kernel, when the version takes
 *     effect
 */
public record Program(int number, String name, int version, Consumer<Registry> rules) {
  public static final int NUMBER_MAX = 0xFFFF;
}
