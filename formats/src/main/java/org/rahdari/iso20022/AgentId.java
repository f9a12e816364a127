package org.rahdari.iso20022;

import java.util.List;
import java.util.Locale;

/**
 * One way in which a message names a financial institution, written {@code BICFI:DEUTDEFF} or
 * {@code USABA:011104238}.
 *
 * @param scheme {@code BICFI} (ISO 9362), {@code LEI} (ISO 17442), the clearing system's code or
 *     proprietary name as the message gives it, {@code MMBID} for a member id without a clearing
 *     system, {@code OTHR} for any other
 * @param value the identifier, exactly as the message gives it
 */
public record AgentId(String scheme, String value) {
  static final String BICFI = "BICFI";
  static final String LEI = "LEI";
  static final String MMBID = "MMBID";
  static final String OTHR = "OTHR";

  public static AgentId bic(String bic) {
    return new AgentId(BICFI, bic);
  }

  /**
   * Reads back what {@link #toString} wrote: the first colon ends the scheme, which never holds
   * one.
   */
  public static AgentId parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 1) throw new IllegalArgumentException("an agent id is scheme:value");
    return new AgentId(text.substring(0, colon), text.substring(colon + 1));
  }

  /**
   * Whether a clearing system's name would pass for another kind of identifier, or blur where the
   * scheme ends.
   */
  static boolean isReserved(String scheme) {
    return scheme.indexOf(':') >= 0
        || List.of(BICFI, LEI, MMBID, OTHR).contains(scheme.strip().toUpperCase(Locale.ROOT));
  }

  /** A message gives at most one identifier of each kind. */
  String kind() {
    return isReserved(scheme) && !scheme.equals(MMBID) ? scheme : MMBID;
  }

  /** Valid by itself, so that an answer to a refused message may carry it. */
  boolean isValid() {
    DataType type =
        scheme.equals(BICFI)
            ? DataType.BIC_FI
            : scheme.equals(LEI) ? DataType.LEI_ID : DataType.IDENTIFIER;
    return type.complaint().apply(value) == null
        && DataType.IDENTIFIER.complaint().apply(scheme) == null;
  }

  @Override
  public String toString() {
    return scheme + ":" + value;
  }
}
