package org.rahdari.program;

import java.util.List;
import org.rahdari.codec.Max;

/**
 * An institution of the network.
 *
 * @param number names it in records, from 1
 * @param code a short name, unique, such as {@code state-bank}
 * @param name its legal name
 * @param country ISO 3166-1 alpha-2
 * @param standing how it belongs
 * @param agents how messages name it, each {@code scheme:value}: {@code BICFI:SBPPPKKA}, {@code
 *     USABA:011104238}
 */
public record Party(
    int number,
    @Max(40) String code,
    @Max(140) String name,
    @Max(2) String country,
    Standing standing,
    @Max(16) List<String> agents) {}
