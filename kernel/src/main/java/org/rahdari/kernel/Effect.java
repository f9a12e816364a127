package org.rahdari.kernel;

import org.rahdari.ledger.Entered;

/**
 * What an item did to the ledger and does not say itself. All other movements of money can be read
 * off items and results.
 */
public sealed interface Effect {

  /** The item's index in its batch. */
  int item();

  /** A program entered a transfer while it handled the item. */
  record Made(int item, Entered transfer) implements Effect {}

  /** The transfer had been entered before: its repeat was accepted, and nothing moved. */
  record Repeated(int item) implements Effect {}
}
