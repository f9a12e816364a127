package org.rahdari.platform;

/**
 * How far something long has come, for a page that shows it. A page that is polled shows it anew by
 * itself; without a script it has a link that loads the page again.
 *
 * @param what is being done, in a sentence
 * @param done so far
 * @param of in all
 * @param here the address of the page
 */
public record Progress(String what, long done, long of, String here) {

  /** Percent of it, rounded down, so that 100 means done. */
  public int percent() {
    return of <= 0 ? 100 : (int) Math.min(100, 100 * Math.max(0, done) / of);
  }
}
