package org.rahdari.replication;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rahdari.transparency.NoteSigner;

/**
 * Who orders the log together, and how this replica reaches them.
 *
 * @param members all of them, this one too
 * @param bind the address that the Raft server listens on
 * @param port of the Raft server; 0 for a free one, where nobody else has to reach it
 * @param tls between members; null where all of them are in one process or on one test machine
 * @param cosigners takes the checkpoints that this validator has signed, in order, to all other
 *     members; returns at once
 */
public record Membership(
    List<Member> members,
    String bind,
    int port,
    @Nullable MemberTls tls,
    Consumer<List<byte[]>> cosigners) {
  private static final String LOOPBACK = "127.0.0.1";

  public Membership {
    members = List.copyOf(members);
  }

  /** A network of one: nobody is reached, and nobody else reaches it. */
  public static Membership alone(NoteSigner signer, int port) {
    Member self =
        new Member(signer.verifierKey().name(), signer.verifierKey(), LOOPBACK + ":" + port);
    return new Membership(List.of(self), LOOPBACK, port, null, notes -> {});
  }
}
