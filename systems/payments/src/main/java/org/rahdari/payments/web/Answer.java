package org.rahdari.payments.web;

import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;

/**
 * What a message is answered with.
 *
 * @param status HTTP
 * @param xml a pacs.002, or null where the message was recorded and wants no answer
 * @param payment the payment that it made or is about, or null
 */
public record Answer(int status, byte @Nullable [] xml, @Nullable Id payment) {

  static Answer of(byte[] xml) {
    return new Answer(200, xml, null);
  }

  static Answer about(@Nullable Id payment, byte[] xml) {
    return new Answer(200, xml, payment);
  }

  static Answer forbidden(byte[] xml) {
    return new Answer(403, xml, null);
  }

  static Answer recorded(@Nullable Id payment) {
    return new Answer(202, null, payment);
  }
}
