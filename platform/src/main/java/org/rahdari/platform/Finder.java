package org.rahdari.platform;

import gg.jte.Content;
import java.util.List;
import org.rahdari.program.Party;

/** What of one system a person can look for. */
public interface Finder {

  /** Things of a kind that are shown of one search at most. */
  int HITS_MAX = 10;

  /**
   * What the viewer may see of what is wanted, a group for each kind of which there is something.
   */
  List<Group> find(Party viewer, Wanted wanted, Texts text);

  /**
   * Things of one kind.
   *
   * @param title what they are
   * @param hits at most {@link #HITS_MAX}
   * @param more whether there are more than are shown
   */
  record Group(String title, List<Hit> hits, boolean more) {

    /** The first of what was found; one more than is shown tells that there is more. */
    public static Group of(String title, List<Hit> found) {
      boolean more = found.size() > HITS_MAX;
      return new Group(title, more ? List.copyOf(found.subList(0, HITS_MAX)) : found, more);
    }
  }

  /**
   * One thing.
   *
   * @param href the address of its page
   * @param name what it is called, or its identifier
   * @param detail what else helps to tell it from others
   */
  record Hit(String href, String name, Content detail) {}
}
