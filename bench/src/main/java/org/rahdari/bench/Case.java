package org.rahdari.bench;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One row of the table.
 *
 * @param batch transfers in an envelope
 * @param accounts how many there are
 * @param mix how a transfer's accounts are chosen
 * @param phases whether money moves at once, or is reserved and then posted
 */
record Case(int batch, int accounts, Mix mix, Phases phases) {
  /** The largest envelope on the smallest table: what {@code --quick} measures. */
  static final Case MAIN = new Case(8_190, 10_000, Mix.UNIFORM, Phases.ONE);

  private static final Pattern NAME =
      Pattern.compile("batch(\\d+)-accounts(\\d+)([km]?)(-hot)?(-two-phase)?");
  private static final int THOUSAND = 1_000;
  private static final int MILLION = 1_000_000;

  /** How a transfer's accounts are chosen. */
  enum Mix {
    /** Every account as often. */
    UNIFORM,
    /** Four of five legs touch one account in a hundred. */
    HOT
  }

  /** Whether money moves at once. */
  enum Phases {
    ONE,
    /** Envelopes of reservations take turns with envelopes that post them. */
    TWO
  }

  /**
   * Reads what {@link #name} writes.
   *
   * @throws IllegalArgumentException if it is not the name of a case
   */
  static Case parse(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          name + " is not a case; one is named like batch100-accounts1m-hot-two-phase");
    }
    return new Case(
        Integer.parseInt(parts.group(1)),
        size(parts.group(2) + parts.group(3)),
        parts.group(4) == null ? Mix.UNIFORM : Mix.HOT,
        parts.group(5) == null ? Phases.ONE : Phases.TWO);
  }

  /** Reads a number of accounts: 10k, 1m. */
  static int size(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int unit = lower.endsWith("m") ? MILLION : lower.endsWith("k") ? THOUSAND : 1;
    return Math.multiplyExact(
        unit, Integer.parseInt(unit == 1 ? lower : lower.substring(0, lower.length() - 1)));
  }

  String name() {
    return "batch"
        + batch
        + "-accounts"
        + size(accounts)
        + (mix == Mix.HOT ? "-hot" : "")
        + (phases == Phases.TWO ? "-two-phase" : "");
  }

  private static String size(int accounts) {
    if (accounts % MILLION == 0) return accounts / MILLION + "m";
    if (accounts % THOUSAND == 0) return accounts / THOUSAND + "k";
    return Integer.toString(accounts);
  }

  /** Batches that belong together: what the first reserves, the second posts. */
  int batchesTogether() {
    return phases == Phases.TWO ? 2 : 1;
  }
}
