package org.rahdari.platform;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.WitnessKey;

/**
 * A witness of a log, and where it is asked.
 *
 * @param key a vkey of type 0x04, as policies have it
 * @param url the prefix of its {@code add-checkpoint}, such as {@code https://witness.example/w1}
 */
public record WitnessAddress(String key, String url) {

  /**
   * @throws PlainFailure if the key is none of a witness, or the URL none of HTTP
   */
  public WitnessAddress {
    said(key, "key");
    said(url, "url");
    parse(key);
    boolean http = url.startsWith("https://") || url.startsWith("http://");
    if (!http || !isUri(url)) {
      throw new PlainFailure("the url of a witness begins with https:// or http://, not " + url);
    }
  }

  /**
   * As it is written on a command line.
   *
   * @param text {@code VKEY=URL}
   * @throws PlainFailure if it is not
   */
  public static WitnessAddress parsePair(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) throw new PlainFailure("A witness is VKEY=URL, and not " + text + ".");
    return new WitnessAddress(text.substring(0, equals), text.substring(equals + 1));
  }

  /** Its key. */
  public WitnessKey witnessKey() {
    return parse(key);
  }

  /** Where it is asked. */
  public URI uri() {
    return URI.create(url);
  }

  private static WitnessKey parse(String key) {
    try {
      return WitnessKey.parse(key);
    } catch (MalformedException e) {
      throw new PlainFailure("the key of a witness is none: " + e.sentence(), e);
    }
  }

  private static boolean isUri(String url) {
    try {
      return URI.create(url).getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void said(@Nullable Object value, String what) {
    if (value == null) throw new PlainFailure("the " + what + " of a witness is missing");
  }
}
