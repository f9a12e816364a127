package org.rahdari.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all subjects gave in one case.
 *
 * @param measured one a subject
 * @param clientNanosPerTransfer what it cost to make and sign a transfer, ahead of time
 */
record Compared(Case its, List<Measured> measured, double clientNanosPerTransfer) {

  /** The subject of that name, if it was measured. */
  @Nullable Measured of(String subject) {
    return measured.stream().filter(m -> m.subject().equals(subject)).findFirst().orElse(null);
  }
}
