package org.rahdari.platform;

import org.rahdari.program.Party;
import org.rahdari.transparency.NoteSigner;

/**
 * The key that this node's validator signs checkpoints and policies with.
 *
 * @param party the institution that runs the node
 */
public record LogKey(Party party, NoteSigner signer) {}
