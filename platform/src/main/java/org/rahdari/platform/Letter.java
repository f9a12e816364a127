package org.rahdari.platform;

import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;

/**
 * A message in the vault of one institution. It may name persons: it never leaves the vault but to
 * the institution that it is addressed to.
 *
 * @param id of the letter
 * @param owner the party whose vault it lies in
 * @param sender the instructing institution
 * @param receiver the instructed institution
 * @param messageId the sender's own, unique for this receiver
 * @param name the message's name, such as {@code pacs.008.001.08}
 * @param message its bytes as they came
 * @param blinding 32 random bytes; without them the log's commitment says nothing
 * @param payment the payment or case that it is about, or null
 * @param answer what it was answered with, or null
 */
public record Letter(
    Id id,
    int owner,
    int sender,
    int receiver,
    String messageId,
    String name,
    byte[] message,
    Hash32 blinding,
    @Nullable Id payment,
    byte @Nullable [] answer) {

  /** Bytes of a message at most. */
  public static final int MESSAGE_BYTES_MAX = 1 << 20;

  /** The name of what is no message of ISO 20022: a form, an annex, an answer, a record. */
  public static final String DOCUMENT = "document";

  /** What the log may hold of it: SHA-256 of the blinding and the message. */
  public Hash32 commitment() {
    return Hash32.sha256(blinding.bytes(), message);
  }

  /** The same letter in the receiver's vault. */
  public Letter deliveredTo(int receiversVault, Id letter) {
    return new Letter(
        letter,
        receiversVault,
        sender,
        receiver,
        messageId,
        name,
        message,
        blinding,
        payment,
        null);
  }
}
