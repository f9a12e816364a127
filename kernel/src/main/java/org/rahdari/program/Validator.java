package org.rahdari.program;

import org.rahdari.codec.Hash32;

/**
 * An institution that runs a node and signs checkpoints.
 *
 * @param party whose
 * @param name the name of its verifier key
 * @param publicKey Ed25519
 */
public record Validator(int party, String name, Hash32 publicKey) {}
