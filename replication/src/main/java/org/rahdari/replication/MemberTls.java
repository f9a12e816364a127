package org.rahdari.replication;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Function;

/**
 * What members show each other, and how they recognise each other: TLS with a certificate on both
 * sides.
 *
 * @param authority PEM file: the certificate of the network's own authority, and no other is
 *     trusted
 * @param certificate PEM file: this member's
 * @param key PEM file: its private key, PKCS#8
 * @param memberOf the code of the party that a certificate of the authority is bound to; empty for
 *     one of another network or of no member
 */
public record MemberTls(
    Path authority,
    Path certificate,
    Path key,
    Function<X509Certificate, Optional<String>> memberOf) {}
