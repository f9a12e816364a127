package org.rahdari.kernel;

import org.rahdari.outcome.Reason;

/** Why an item is refused before its program is asked, or in spite of it. */
public enum KernelRefusal implements Reason {
  /** The bytes are not the canonical form of an instruction of a known program. */
  ITEM_MALFORMED,
  /** The signer holds none of the mandates that the instruction needs. */
  MANDATE_MISSING,
  /** The last item of the envelope says that it is linked to the next one. */
  LINKED_CHAIN_OPEN,
  /** Another item of its chain was refused. */
  LINKED_ITEM_REFUSED,
  /** A table of the program holds all the rows that it declared. */
  TABLE_FULL,
  /**
   * One item of a program enters at most {@link Kernel#TRANSFERS_PER_ITEM_MAX} transfers, a chain
   * of them at most {@link Kernel#TRANSFERS_PER_CHAIN_MAX}.
   */
  TOO_MANY_TRANSFERS,
  /** The program has a defect here: the item changed nothing. */
  PROGRAM_FAILED,
  /** The party has a key of that number. */
  KEY_EXISTS,
  /** The party has no such key. */
  KEY_UNKNOWN,
  /** A party keeps at least one key that counts. */
  LAST_KEY,
  /** No program has such a number, or it is that of the kernel's own instructions. */
  PROGRAM_IMPOSSIBLE,
  /** It does not follow on the version that is in force. */
  VERSION_NOT_NEXT,
  /** A program watches over this party's money, which moves by programs alone. */
  PARTY_GUARDED
}
