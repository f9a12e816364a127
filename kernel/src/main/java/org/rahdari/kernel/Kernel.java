package org.rahdari.kernel;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;

/** Stub: the real one follows; these signatures are the contract with replication. */
public final class Kernel {

  /** Envelopes that one entry carries at most. */
  public static final int ENVELOPES_PER_ENTRY_MAX = 1_024;

  /** Items that one envelope carries at most. */
  public static final int ITEMS_PER_ENVELOPE_MAX = 8_190;

  /** The size of an envelope's binary form, in bytes, at most. */
  public static final int ENVELOPE_BYTES_MAX = 2 << 20;

  /** How far ahead of ledger time an envelope's valid-until may lie. */
  public static final long VALID_FOR_MILLIS_MAX = 24 * 60 * 60 * 1_000L;

  /** The SHA-256 of the genesis; every envelope's header bears it. */
  public Hash32 network() {
    return Hash32.ZERO;
  }

  /**
   * Judges an envelope before it is ordered.
   *
   * @param timeMillis the leader's clock
   * @return why it may not be ordered, or null
   */
  public @Nullable Rejection check(byte[] envelope, long timeMillis) {
    return null;
  }

  /**
   * Executes the next entry.
   *
   * @throws IllegalArgumentException if the entry is not the next one
   */
  public Execution execute(Entry entry) {
    throw new IllegalStateException();
  }

  /** The position of the last executed entry, 0 before the first. */
  public long position() {
    return 0;
  }

  /** Ledger time in milliseconds: that of the last executed entry. */
  public long timeMillis() {
    return 0;
  }

  /** The chained digest of all changes so far. */
  public Hash32 digest() {
    return Hash32.ZERO;
  }

  /** When the next timer is due, in milliseconds; {@link Long#MAX_VALUE} when none is set. */
  public long nextTimerMillis() {
    return Long.MAX_VALUE;
  }

  /** Writes the whole state. */
  public void save(DataOutput out) throws IOException {
    throw new IOException();
  }

  /**
   * Replaces the whole state by a saved one.
   *
   * @throws IOException if the bytes are not a state of this network, these programs and their
   *     versions
   */
  public void restore(DataInput in) throws IOException {
    throw new IOException();
  }
}
