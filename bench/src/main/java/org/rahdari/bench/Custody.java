package org.rahdari.bench;

import java.util.List;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Catalogue;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Kind;
import org.rahdari.program.Program;
import org.rahdari.program.Registry;

/**
 * Holds accounts that nobody's envelope may touch: what makes some of a run's accounts governed.
 */
final class Custody {
  static final Program PROGRAM = new Program(90, "custody", 1, Custody::register);

  private Custody() {}

  /** Opens a governed account of the signer. */
  @Kind(1)
  record Open(Id id, int asset) {}

  /** The instructions of {@link org.rahdari.kernel.Core} and of this program. */
  static Catalogue catalogue() {
    return Catalogue.of(List.of(PROGRAM));
  }

  private static void register(Registry registry) {
    registry.on(Open.class, Custody::open);
  }

  private static Outcome open(Open open, Context ctx) {
    return ctx.openGoverned(open.id(), ctx.party(), open.asset());
  }
}
