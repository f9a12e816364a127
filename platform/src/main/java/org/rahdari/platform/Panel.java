package org.rahdari.platform;

import org.rahdari.program.Party;

/** What a system shows of itself on the overview. */
public interface Panel {

  /** The template, which gets the model. */
  String template();

  /** What the viewer may see now. */
  Object model(Party viewer);
}
