package org.rahdari.platform;

import gg.jte.Content;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.program.Party;

/** What waits for somebody: each system says what of its own does, the overview shows it. */
public interface Waiting {

  /** Matters of a system that are shown at most. */
  int MATTERS_MAX = 10;

  /**
   * What waits for the viewer, the most urgent first.
   *
   * @param viewer the institution
   * @param who is signed in for it, whose roles say what may be decided
   */
  List<Matter> matters(Party viewer, Principal who, Texts text);

  /**
   * A matter.
   *
   * @param what is to be done, in a sentence
   * @param href the address of the page where it is done
   * @param until when it is too late, or null
   */
  record Matter(Content what, String href, Shown.Moment since, Shown.@Nullable Moment until) {}
}
