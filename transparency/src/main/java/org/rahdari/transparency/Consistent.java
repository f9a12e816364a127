package org.rahdari.transparency;

/** The newer tree extends the older one: no leaf of the older was changed or removed. */
public record Consistent(Checkpoint older, Checkpoint newer) implements ConsistencyVerification {}
