package org.rahdari.licensing;

import org.rahdari.codec.Max;

/**
 * A condition of a permission, which everybody may read.
 *
 * @param code names it
 * @param text what is to be done or left
 */
public record Condition(@Max(16) String code, @Max(200) String text) {}
