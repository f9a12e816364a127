package org.rahdari.replication;

import org.rahdari.kernel.Entry;

/** A record of the payload store, whose body has the hash that its header bears. */
record Payload(PayloadHeader header, Body body) {

  Entry entry() {
    return body.entry(header.position());
  }
}
