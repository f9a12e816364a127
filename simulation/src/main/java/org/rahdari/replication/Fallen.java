package org.rahdari.replication;

/** The node's process is no more. */
public final class Fallen extends RuntimeException {
  private static final long serialVersionUID = 1;

  Fallen(Surroundings.Point point) {
    super(point.name(), null, false, false);
  }
}
