package org.rahdari.licensing.web;

import java.util.Locale;

/** How pages write the constants of the program. */
final class Words {
  private Words() {}

  /** The name of a constant in small letters and words. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
