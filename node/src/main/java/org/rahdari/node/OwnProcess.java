package org.rahdari.node;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** This program again, in a process of its own. */
public final class OwnProcess {
  private OwnProcess() {}

  /**
   * The command that starts it, with this process' Java and options, but for the heap.
   *
   * @param heap such as {@code -Xmx512m}
   * @param arguments of the program
   */
  static ProcessBuilder of(String heap, List<String> arguments) {
    return of(Main.class, heap, arguments);
  }

  /**
   * The command that starts another of its main classes.
   *
   * @param heap such as {@code -Xmx512m}
   * @param arguments of the program
   */
  public static ProcessBuilder of(Class<?> main, String heap, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      boolean heapOption = option.startsWith("-Xm");
      if (option.startsWith("-X") && !heapOption) command.add(option);
      if (option.startsWith("--enable-native") || option.startsWith("--sun-misc")) {
        command.add(option);
      }
    }
    command.addAll(List.of(heap, "-cp", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
