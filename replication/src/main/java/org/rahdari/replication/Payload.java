package org.rahdari.replication;

import java.nio.ByteBuffer;
import org.rahdari.kernel.Entry;

/** A record of the payload store, whose body has the hash that its header bears. */
record Payload(PayloadHeader header, byte[] body) {

  Entry entry() {
    return Body.decode(header.position(), ByteBuffer.wrap(body));
  }
}
