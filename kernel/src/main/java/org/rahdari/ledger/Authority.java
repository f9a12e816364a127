package org.rahdari.ledger;

/**
 * Who asks for a movement.
 *
 * @param party who signed the envelope, 0 for a timer
 * @param program the program that asks, 0 for a transfer that the party itself wrote
 */
public record Authority(int party, int program) {

  boolean mayDebit(Account account) {
    return account.governed() ? account.program() == program : account.party() == party;
  }

  boolean mayTouch(Account account) {
    return !account.governed() || account.program() == program;
  }

  boolean mayEnd(Entered pending, boolean post, Account debit, Account credit) {
    if (pending.program() != 0) return pending.program() == program;
    return debit.party() == party || (!post && credit.party() == party);
  }
}
