package org.rahdari.transparency;

/** What {@link Verifier#verifyConsistency} finds out about two checkpoints of one log. */
public sealed interface ConsistencyVerification permits Consistent, Refused {}
