package org.rahdari.transparency;

/** What {@link Verifier#verify} finds out about a receipt. */
public sealed interface Verification permits Verified, Refused {}
