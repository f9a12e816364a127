package org.rahdari.transparency;

/** What {@link WitnessClient#addCheckpoint} obtained. */
public sealed interface Witnessing permits Witnessed, NotWitnessed {}
