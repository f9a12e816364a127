package org.rahdari.iso20022;

import java.util.Currency;
import java.util.Set;
import java.util.TreeSet;

/** Currency codes: the JDK's table knows the minor digits, this adds which codes were withdrawn. */
final class Iso4217 {
  private Iso4217() {}

  /** Withdrawn codes that the JDK still lists (ISO 4217 table A.3). */
  private static final Set<String> WITHDRAWN =
      Set.of(
          "ADP", "AFA", "ATS", "AYM", "AZM", "BEF", "BGL", "BYB", "BYR", "CSD", "CUC", "CYP", "DEM",
          "EEK", "ESP", "FIM", "FRF", "GHC", "GRD", "GWP", "HRK", "IEP", "ITL", "LTL", "LUF", "LVL",
          "MGF", "MRO", "MTL", "MZM", "NLG", "PTE", "ROL", "RUR", "SDD", "SIT", "SKK", "SLL", "SRG",
          "STD", "TMM", "TPE", "TRL", "USS", "VEB", "VEF", "XFO", "XFU", "YUM", "ZMK", "ZWD", "ZWL",
          "ZWN", "ZWR");

  private static final Set<String> KNOWN = known();

  static boolean isKnown(String code) {
    return KNOWN.contains(code);
  }

  static boolean isActive(String code) {
    return isKnown(code) && !WITHDRAWN.contains(code);
  }

  /**
   * Gold, special drawing rights and the test code have no minor unit, so no exact amount of ours.
   */
  static boolean hasMinorUnit(String code) {
    return minorDigits(code) >= 0;
  }

  static int minorDigits(String code) {
    return Currency.getInstance(code).getDefaultFractionDigits();
  }

  private static Set<String> known() {
    Set<String> codes = new TreeSet<>();
    for (Currency currency : Currency.getAvailableCurrencies())
      codes.add(currency.getCurrencyCode());
    return Set.copyOf(codes);
  }
}
