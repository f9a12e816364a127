package org.rahdari.platform;

import org.jspecify.annotations.Nullable;
import org.rahdari.program.Party;
import org.rahdari.transparency.NoteSigner;

/**
 * The key that this node's validator signs checkpoints and policies with.
 *
 * @param party the institution that runs the node; null at a mirror
 * @param signer null likewise
 */
public record LogKey(@Nullable Party party, @Nullable NoteSigner signer) {

  /** Of a node that validates nothing. */
  public static LogKey none() {
    return new LogKey(null, null);
  }
}
