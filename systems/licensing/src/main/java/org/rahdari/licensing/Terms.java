package org.rahdari.licensing;

import java.util.List;
import org.rahdari.codec.Max;

/**
 * What a permission permits.
 *
 * @param services for others; of a no-objection certificate none
 * @param preparations of a no-objection certificate
 * @param conditions that everybody may read
 * @param caps at most one an asset
 * @param exitCriteria when a trial is over, of a sandbox permit
 */
public record Terms(
    @Max(16) List<Service> services,
    @Max(8) List<Preparation> preparations,
    @Max(32) List<Condition> conditions,
    @Max(8) List<Cap> caps,
    @Max(8) List<Condition> exitCriteria) {

  /** Of what permits nothing. */
  public static final Terms NONE = new Terms(List.of(), List.of(), List.of(), List.of(), List.of());
}
