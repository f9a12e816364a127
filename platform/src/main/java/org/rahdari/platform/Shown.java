package org.rahdari.platform;

import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.rahdari.ledger.Asset;

/** How the console writes amounts, times and identifiers: the same on every page. */
public final class Shown {
  private static final int WHOLE_MAX = 20;
  private static final int HEAD = 8;
  private static final int TAIL = 6;
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Shown() {}

  /** An amount in major units, after its currency. */
  public record Money(String currency, String amount) implements Content {

    /** An amount of minor units. */
    public static Money of(Asset asset, long minor) {
      return of(asset, BigInteger.valueOf(minor));
    }

    /** An amount of minor units that may pass 63 bits, such as a sum. */
    public static Money of(Asset asset, BigInteger minor) {
      String pattern = "%,." + asset.scale() + "f";
      return new Money(
          asset.code(), String.format(Locale.ROOT, pattern, new BigDecimal(minor, asset.scale())));
    }

    @Override
    public void writeTo(TemplateOutput out) {
      out.writeContent("<bdi class=\"money\" dir=\"ltr\"><span class=\"currency\">");
      out.writeUserContent(currency);
      out.writeContent("</span> ");
      out.writeUserContent(amount);
      out.writeContent("</bdi>");
    }
  }

  /** An instant: seconds to read, ISO 8601 with milliseconds in the title. */
  public record Moment(Instant instant) implements Content {

    /** An instant of ledger time. */
    public static Moment of(long millis) {
      return new Moment(Instant.ofEpochMilli(millis));
    }

    /** To the second. */
    public String text() {
      return SECONDS.format(instant) + " UTC";
    }

    @Override
    public void writeTo(TemplateOutput out) {
      out.writeContent("<time dir=\"ltr\" datetime=\"" + instant + "\" title=\"" + instant + "\">");
      out.writeUserContent(text());
      out.writeContent("</time>");
    }
  }

  /** An identifier or a hash: shortened, whole in the title, copied by a press. */
  public record Code(String whole) implements Content {

    /** The identifier of anything. */
    public static Code of(Object identifier) {
      return new Code(identifier.toString());
    }

    /** Both ends of it, which is enough to tell two apart by eye. */
    public String brief() {
      return whole.length() <= WHOLE_MAX
          ? whole
          : whole.substring(0, HEAD) + "…" + whole.substring(whole.length() - TAIL);
    }

    @Override
    public void writeTo(TemplateOutput out) {
      String attribute = escaped(whole);
      out.writeContent(
          "<button type=\"button\" class=\"code\" dir=\"ltr\" data-copy=\"" + attribute);
      out.writeContent("\" title=\"" + attribute + "\" aria-describedby=\"copy-hint\">");
      out.writeUserContent(brief());
      out.writeContent("</button>");
    }
  }

  /** A whole number in groups of three digits. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** As the value of an attribute. */
  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
  }
}
