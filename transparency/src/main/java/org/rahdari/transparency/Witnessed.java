package org.rahdari.transparency;

/** The witness cosigned the checkpoint; the cosignature is verified. */
public record Witnessed(Cosignature cosignature) implements Witnessing {}
