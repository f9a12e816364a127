package org.rahdari.program;

import org.rahdari.codec.Hash32;

/**
 * Somebody outside who sees that the log only grows.
 *
 * @param name the name of its key
 * @param publicKey Ed25519
 */
public record Witness(String name, Hash32 publicKey) {}
