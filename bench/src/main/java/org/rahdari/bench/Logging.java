package org.rahdari.bench;

/** How little is logged: Ratis tells much at the level that a program without settings logs at. */
final class Logging {
  private Logging() {}

  /** Before anything has logged. */
  static void quiet() {
    System.setProperty("logback.configurationFile", "org/rahdari/bench/logback.xml");
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
  }
}
