package org.rahdari.program;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.Transfer;
import org.rahdari.outcome.Outcome;

/** All that a handler sees of the world. */
public interface Context {

  /** By whom the network was founded. */
  Founding founding();

  /** Ledger time in milliseconds since 1970. */
  long timeMillis();

  /** Who signed; 0 in a timer. */
  int party();

  /** The party, or null. */
  @Nullable Party party(int number);

  /** Whether the party holds the mandate now. */
  boolean holds(int party, MandateKind mandate);

  /** The asset, or null. */
  @Nullable Asset asset(int number);

  /** The account, or null. */
  @Nullable Account account(Id id);

  /**
   * Whether a transfer of that id was entered and is remembered: repeating it would move nothing.
   */
  boolean entered(Id transfer);

  /**
   * Keeps money from leaving an account, from coming in, both, or neither any more. What is pending
   * may still be voided and expire.
   */
  Outcome freeze(Id account, boolean debits, boolean credits);

  /** Enters transfers together: all of them, or none and the first reason. */
  Outcome transfer(List<Transfer> chain);

  /** Opens an account of a party that this program governs. */
  Outcome openGoverned(Id id, int party, int asset);

  /** The version of a program that is in force; 0 for one that is not yet. */
  int version(int program);

  /**
   * Puts the next version of a program in force, from the next entry on. A node whose software has
   * it not stops there.
   */
  Outcome activate(int program, int version);

  /** Hands the record to this program's timer handler once ledger time has come to the due time. */
  void at(long dueMillis, Record timer);
}
