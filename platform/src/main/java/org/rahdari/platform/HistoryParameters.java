package org.rahdari.platform;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.history.Order;
import org.rahdari.history.Query;
import org.rahdari.history.Side;
import org.springframework.http.HttpStatus;

/** Which movements a request asks for: read exactly, or refused by name. */
public record HistoryParameters(
    @Parameter(description = "ledger time from which on, such as 2026-11-24T00:00:00Z")
        @Nullable String from,
    @Parameter(description = "ledger time before which") @Nullable String to,
    @Parameter(description = "the transfer's code") @Nullable String code,
    @Parameter(
            description = "what it did to the account",
            schema = @Schema(allowableValues = {"debit", "credit"}))
        @Nullable String side,
    @Parameter(
            schema =
                @Schema(
                    allowableValues = {"newest", "oldest"},
                    defaultValue = "newest"))
        @Nullable String order,
    @Parameter(
            description = "rows at most",
            schema = @Schema(type = "integer", minimum = "1", maximum = "500", defaultValue = "50"))
        @Nullable String limit,
    @Parameter(description = "the next of the page before") @Nullable String cursor) {

  private static final int LIMIT_DEFAULT = 50;

  /**
   * The query of these accounts.
   *
   * @throws Problem if a parameter cannot be read
   */
  Query query(List<Id> accounts) {
    if (accounts.size() > Query.ACCOUNTS_MAX)
      throw wrong("account", "name " + Query.ACCOUNTS_MAX + " accounts at most");
    Side wanted = readSide();
    if (wanted != null && accounts.isEmpty()) throw wrong("side", "it is one of an account");
    return new Query(
        accounts,
        wanted,
        code == null ? null : (int) number("code", code, Integer.MIN_VALUE, Integer.MAX_VALUE),
        from == null ? 0 : millis("from", from),
        to == null ? Long.MAX_VALUE : millis("to", to),
        readOrder(),
        limit == null ? LIMIT_DEFAULT : (int) number("limit", limit, 1, Query.LIMIT_MAX),
        cursor == null ? null : number("cursor", cursor, 1, Long.MAX_VALUE));
  }

  private @Nullable Side readSide() {
    return switch (side) {
      case null -> null;
      case "debit" -> Side.DEBIT;
      case "credit" -> Side.CREDIT;
      default -> throw wrong("side", "it is debit or credit");
    };
  }

  private Order readOrder() {
    return switch (order) {
      case null -> Order.NEWEST_FIRST;
      case "newest" -> Order.NEWEST_FIRST;
      case "oldest" -> Order.OLDEST_FIRST;
      default -> throw wrong("order", "it is newest or oldest");
    };
  }

  private static long millis(String name, String text) {
    try {
      return Math.max(0, Instant.parse(text).toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw wrong(name, "a time is written like 2026-11-24T00:00:00Z");
    }
  }

  private static long number(String name, String text, long min, long max) {
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) return number;
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw wrong(name, "it is a number of " + min + " to " + max);
  }

  private static Problem wrong(String name, String why) {
    return new Problem(
        HttpStatus.BAD_REQUEST,
        "parameter-not-allowed",
        "The parameter " + name + ": " + why + ".");
  }
}
