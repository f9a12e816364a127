package org.rahdari.licensing.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.licensing.Change;
import org.rahdari.licensing.Condition;
import org.rahdari.licensing.Lines;
import org.rahdari.licensing.PermissionKind;
import org.rahdari.licensing.Preparation;
import org.rahdari.licensing.Service;
import org.rahdari.licensing.Standing;
import org.rahdari.licensing.Subject;
import org.rahdari.platform.Network;
import org.rahdari.platform.Problem;
import org.springframework.http.HttpStatus;

/** The register's lines as JSON. */
final class RegisterJson {
  static final long MILLIS_MAX = 253_402_300_799_999L; // the end of the year 9999

  private RegisterJson() {}

  /** A cap, its amounts in major units as text. */
  @Schema(name = "Cap")
  record CapJson(String asset, String once, String day) {}

  /**
   * What the register says of a firm or an asset.
   *
   * @param number of the party or asset in the network: what a proof is about
   * @param until when it ends by itself, null for never
   * @param recorded when the line was recorded
   */
  @Schema(name = "RegisterLine")
  record LineJson(
      int number,
      String code,
      String name,
      @Nullable String country,
      @Nullable String permission,
      PermissionKind kind,
      Standing standing,
      Lines.@Nullable Said status,
      List<Service> services,
      List<Preparation> preparations,
      List<Condition> conditions,
      List<CapJson> caps,
      Instant since,
      @Nullable Instant until,
      Instant recorded) {}

  static LineJson line(
      Network network,
      RegisterReader register,
      Change line,
      Lines.@Nullable Said said,
      long since) {
    boolean firm = line.subject() == Subject.FIRM;
    return new LineJson(
        line.of(),
        register.code(line.subject(), line.of()),
        register.name(line.subject(), line.of()),
        firm ? network.party(line.of()).country() : null,
        firm ? line.permission().toString() : null,
        line.kind(),
        line.standing(),
        said,
        line.terms().services(),
        line.terms().preparations(),
        line.terms().conditions(),
        line.terms().caps().stream()
            .map(
                cap ->
                    new CapJson(
                        network.asset(cap.asset()).code(),
                        network.amount(cap.asset(), cap.onceMinor()),
                        network.amount(cap.asset(), cap.dayMinor())))
            .toList(),
        instant(since),
        line.untilMillis() > MILLIS_MAX ? null : instant(line.untilMillis()),
        instant(line.recordedAtMillis()));
  }

  private static Instant instant(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  /**
   * A time in a query: ISO 8601 in UTC, or a default where it is left out.
   *
   * @throws Problem if it is none, or not of the years 1970 to 9999
   */
  static long millis(String field, @Nullable String text, long otherwise) {
    if (text == null || text.isBlank()) return otherwise;
    try {
      long millis = Instant.parse(text.strip()).toEpochMilli();
      if (millis >= 0 && millis <= MILLIS_MAX) return millis;
    } catch (DateTimeException | ArithmeticException e) {
      // Told below.
    }
    throw new Problem(
        HttpStatus.BAD_REQUEST,
        "time-not-allowed",
        "The time " + field + " is like 2026-11-29T10:00:00Z, of the years 1970 to 9999.");
  }
}
