package org.rahdari.platform;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.rahdari.codec.Id;

/**
 * Makes identifiers that are ordered by time and cannot be guessed: UUID version 7 (RFC 9562, 5.7).
 */
public final class Ids {
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** Identifiers of this clock's time. */
  public Ids(InstantSource clock) {
    this.clock = clock;
  }

  /** A fresh identifier. */
  public Id next() {
    byte[] noise = new byte[10];
    random.nextBytes(noise);
    ByteBuffer in = ByteBuffer.wrap(noise);
    long high = clock.millis() << 16 | 0x7000 | in.getShort() & 0x0fff;
    long low = in.getLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
    return new Id(high, low);
  }
}
