package org.rahdari.program;

import java.util.List;

/**
 * By whom the network was founded.
 *
 * @param origin the name of its log
 * @param validators who signed checkpoints at first
 * @param quorum how many of them made a receipt final
 * @param witnesses who cosigned what was final
 */
public record Founding(String origin, List<Validator> validators, int quorum, List<Witness> witnesses) {}
