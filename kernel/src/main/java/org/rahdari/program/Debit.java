package org.rahdari.program;

import org.rahdari.codec.Id;

/**
 * Money that a program is about to take from an account of a guarded party.
 *
 * @param party whose account it is
 * @param account which
 * @param credit the account that is to receive it
 * @param asset what
 * @param amountMinor how much; what is pending is put to the guard when it is reserved, and in full
 *     once more when it is posted
 * @param posts whether it was reserved before
 * @param program the number of the program that asks
 */
public record Debit(
    int party, Id account, Id credit, int asset, long amountMinor, boolean posts, int program) {}
