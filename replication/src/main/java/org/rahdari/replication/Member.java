package org.rahdari.replication;

import org.rahdari.transparency.VerifierKey;

/**
 * A validator's node as the others reach it.
 *
 * @param code of the party that runs it: what its certificate has to name
 * @param key that it signs checkpoints with
 * @param address of its Raft server, {@code host:port}
 */
public record Member(String code, VerifierKey key, String address) {}
