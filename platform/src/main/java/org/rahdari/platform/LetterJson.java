package org.rahdari.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.springframework.http.HttpStatus;

/**
 * A letter on its way between nodes.
 *
 * @param id of the letter in the sender's vault
 * @param sender the sender's code
 * @param receiver the receiver's code
 * @param messageId the sender's own
 * @param name of the message: {@code pacs.008.001.08}, or {@code document}
 * @param message its bytes, in base64
 * @param blinding 32 bytes in hexadecimal
 * @param payment or case that it is about, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LetterJson(
    @Nullable String id,
    @Nullable String sender,
    @Nullable String receiver,
    @Nullable String messageId,
    @Nullable String name,
    byte @Nullable [] message,
    @Nullable String blinding,
    @Nullable String payment) {

  /** ISO 20022, Max35Text. */
  private static final int MESSAGE_ID_MAX = 35;

  private static final Pattern NAME =
      Pattern.compile("document|[a-z]{4}\\.\\d{3}\\.\\d{3}\\.\\d{2}");
  private static final Pattern HEX_32 = Pattern.compile("[0-9a-f]{64}");

  static LetterJson of(Letter letter, Network network) {
    Id payment = letter.payment();
    return new LetterJson(
        letter.id().toString(),
        network.code(letter.sender()),
        network.code(letter.receiver()),
        letter.messageId(),
        letter.name(),
        letter.message(),
        letter.blinding().toString(),
        payment == null ? null : payment.toString());
  }

  /**
   * The letter, for the receiver's vault; its id is still the sender's.
   *
   * @throws Problem naming the field that is wrong
   */
  Letter letter(int sender, int receiver) {
    String messageId = said("messageId", this.messageId);
    if (messageId.isBlank() || messageId.length() > MESSAGE_ID_MAX)
      throw wrong("messageId", "it has 1 to " + MESSAGE_ID_MAX + " characters");
    String name = said("name", this.name);
    if (!NAME.matcher(name).matches()) throw wrong("name", "it is no message's name");
    byte[] message = said("message", this.message);
    if (message.length == 0 || message.length > Letter.MESSAGE_BYTES_MAX)
      throw wrong("message", "it has 1 to " + Letter.MESSAGE_BYTES_MAX + " bytes");
    String blinding = said("blinding", this.blinding);
    if (!HEX_32.matcher(blinding).matches())
      throw wrong("blinding", "it is 32 bytes in hexadecimal");
    return new Letter(
        Institutions.id(said("id", id)),
        receiver,
        sender,
        receiver,
        messageId,
        name,
        message,
        Hash32.of(HexFormat.of().parseHex(blinding)),
        payment == null ? null : Institutions.id(payment),
        null);
  }

  static <T> T said(String field, @Nullable T value) {
    if (value == null) throw wrong(field, "it is missing");
    return value;
  }

  private static Problem wrong(String field, String why) {
    return new Problem(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "field-not-allowed",
        "The field " + field + ": " + why + ".");
  }
}
