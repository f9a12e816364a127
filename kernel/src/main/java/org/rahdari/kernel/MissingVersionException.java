package org.rahdari.kernel;

/**
 * The ledger goes on with a version of a program that this software has not. Nothing can be
 * executed any more until it is updated; nothing is lost.
 */
public final class MissingVersionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MissingVersionException(Activation activated, String name) {
    super(
        "From position "
            + (activated.position() + 1)
            + " on, the ledger runs version "
            + activated.version()
            + " of "
            + name
            + ", which this software has not: update it, and start the node again.");
  }
}
