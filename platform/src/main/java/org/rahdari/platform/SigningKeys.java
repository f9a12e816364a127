package org.rahdari.platform;

import java.util.Optional;
import java.util.SortedSet;
import org.rahdari.kernel.SigningKey;

/** Where keys that sign are kept: in files, or in a token that gives none of them out. */
public interface SigningKeys {

  /** The names of the keys that are here. */
  SortedSet<String> names();

  /**
   * The key of that name.
   *
   * @throws PlainFailure if it is not here: a key that others know is never made up in its place
   */
  SigningKey key(String name);

  /** The key of that name, made durably where it is not here. */
  SigningKey make(String name);

  /** Why none of them can sign now, in one sentence; empty while they can. */
  Optional<String> trouble();
}
