package org.rahdari.platform;

import java.util.Optional;
import java.util.SortedSet;
import org.rahdari.kernel.SigningKey;

/** Keys whose secrets are in a keyring. */
public final class FileKeys implements SigningKeys {
  private final Keyring keyring;

  /** The keys of a keyring. */
  public FileKeys(Keyring keyring) {
    this.keyring = keyring;
  }

  @Override
  public SortedSet<String> names() {
    return keyring.names();
  }

  @Override
  public SigningKey key(String name) {
    return SigningKey.of(keyring.secret(name));
  }

  @Override
  public SigningKey make(String name) {
    return SigningKey.of(keyring.make(name));
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }
}
