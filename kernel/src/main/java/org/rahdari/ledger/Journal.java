package org.rahdari.ledger;

import java.util.Arrays;

/**
 * How to take back what a chain or a program's item did to the ledger: each change as its operands
 * and, last, what it was. Nothing is kept of a transfer that stands alone: it is judged whole
 * before it changes anything.
 */
final class Journal {
  private static final int MOVED = 1;
  private static final int FLAGGED = 2;
  private static final int OPENED = 3;
  private static final int ID_ADDED = 4;
  private static final int ID_ENDED = 5;
  private static final int PENDING_ADDED = 6;
  private static final int PENDING_REMOVED = 7;

  private final Accounts accounts;
  private final IdWindow ids;
  private final Pendings pendings;
  private long[] words = new long[1 << 10];
  private int size;
  private boolean keeping;

  Journal(Accounts accounts, IdWindow ids, Pendings pendings) {
    this.accounts = accounts;
    this.ids = ids;
    this.pendings = pendings;
  }

  /** A point to go back to; changes are kept from now on. */
  int mark() {
    keeping = true;
    return size;
  }

  /** Nothing will be taken back any more. */
  void forget() {
    keeping = false;
    size = 0;
  }

  void moved(int account, int pendingBalance, long pendingChange, long postedChange) {
    if (!keeping) return;
    room();
    words[size++] = account;
    words[size++] = pendingBalance;
    words[size++] = pendingChange;
    words[size++] = postedChange;
    words[size++] = MOVED;
  }

  void flagged(int account, int before) {
    if (!keeping) return;
    room();
    words[size++] = account;
    words[size++] = before;
    words[size++] = FLAGGED;
  }

  void opened() {
    if (!keeping) return;
    room();
    words[size++] = OPENED;
  }

  void idAdded(int id, boolean fresh) {
    if (!keeping) return;
    room();
    words[size++] = id;
    words[size++] = fresh ? 1 : 0;
    words[size++] = ID_ADDED;
  }

  void idEnded(int id, int before) {
    if (!keeping) return;
    room();
    words[size++] = id;
    words[size++] = before;
    words[size++] = ID_ENDED;
  }

  void pendingAdded(int pending, boolean fresh) {
    if (!keeping) return;
    room();
    words[size++] = pending;
    words[size++] = fresh ? 1 : 0;
    words[size++] = PENDING_ADDED;
  }

  /** To be called before it is removed. */
  void pendingRemoved(int pending) {
    if (!keeping) return;
    room();
    pendings.copy(pending, words, size);
    size += Pendings.LONGS;
    words[size++] = pending;
    words[size++] = PENDING_REMOVED;
  }

  private void room() {
    if (words.length - size < Pendings.LONGS + 2) words = Arrays.copyOf(words, 2 * words.length);
  }

  private long pop() {
    return words[--size];
  }

  private int popInt() {
    return (int) pop();
  }

  /** Takes back what was done after the mark, the last first. */
  void rollback(int mark) {
    while (size > mark) {
      int what = popInt();
      switch (what) {
        case MOVED -> takeBackMove();
        case FLAGGED -> {
          int before = popInt();
          accounts.setFlags(popInt(), before);
        }
        case OPENED -> accounts.removeLast();
        case ID_ADDED -> {
          boolean fresh = pop() != 0;
          ids.takeBackAdded(popInt(), fresh);
        }
        case ID_ENDED -> {
          int before = popInt();
          ids.setOutcome(popInt(), before);
        }
        case PENDING_ADDED -> {
          boolean fresh = pop() != 0;
          pendings.takeBackAdded(popInt(), fresh);
        }
        case PENDING_REMOVED -> {
          int pending = popInt();
          size -= Pendings.LONGS;
          pendings.takeBackRemoved(pending, words, size);
        }
        default -> throw new IllegalStateException("the journal has a change of kind " + what);
      }
    }
  }

  private void takeBackMove() {
    long postedChange = pop();
    long pendingChange = pop();
    int pendingBalance = popInt();
    accounts.move(popInt(), pendingBalance, -pendingChange, -postedChange);
  }
}
