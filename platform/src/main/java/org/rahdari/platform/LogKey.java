package org.rahdari.platform;

import org.jspecify.annotations.Nullable;
import org.rahdari.program.Party;
import org.rahdari.transparency.NoteSigner;
import org.springframework.http.HttpStatus;

/**
 * The key that this node's validator signs checkpoints and policies with.
 *
 * @param party the institution that runs the node; null at a mirror
 * @param signer null likewise
 */
public record LogKey(@Nullable Party party, @Nullable NoteSigner signer) {

  /**
   * The institution that runs the node, if it is the one that asks.
   *
   * @throws Problem if another asks
   */
  Party requireOwner(Party asking) {
    if (party != null && party.number() == asking.number()) return asking;
    throw new Problem(
        HttpStatus.FORBIDDEN,
        "not-the-nodes-institution",
        "Only the institution that runs a validator's node proposes and approves there.");
  }

  /** Of a node that validates nothing. */
  public static LogKey none() {
    return new LogKey(null, null);
  }
}
