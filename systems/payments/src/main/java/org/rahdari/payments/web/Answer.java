package org.rahdari.payments.web;

import org.jspecify.annotations.Nullable;

/**
 * What a message is answered with.
 *
 * @param status HTTP
 * @param xml a pacs.002, or null where the message was recorded and wants no answer
 */
public record Answer(int status, byte @Nullable [] xml) {

  static Answer of(byte[] xml) {
    return new Answer(200, xml);
  }

  static Answer forbidden(byte[] xml) {
    return new Answer(403, xml);
  }

  static Answer recorded() {
    return new Answer(202, null);
  }
}
