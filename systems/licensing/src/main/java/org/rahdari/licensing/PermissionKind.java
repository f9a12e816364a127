package org.rahdari.licensing;

import org.rahdari.codec.Numbered;

/** The kinds of paper that the authority gives. */
public enum PermissionKind implements Numbered {
  /** No-objection certificate: the first stage. */
  NOC(1),
  LICENCE(2),
  /** For a trial with few clients, within caps, until its exit criteria are met. */
  SANDBOX(3),
  /** The authority will not act against what is described, for a time. */
  NO_ACTION(4);

  private final int number;

  PermissionKind(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }

  /** Whether its holder may serve clients. */
  public boolean serves() {
    return this != NOC;
  }
}
