package org.rahdari.transparency;

/** What {@link Verifier#verifyCheckpoint} finds out about a signed checkpoint. */
public sealed interface CheckpointVerification permits VerifiedCheckpoint, Refused {}
