package org.rahdari.replication;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;

/** What travels between simulated nodes; it may be lost, delayed, repeated and overtaken. */
public sealed interface Parcel {

  /** An entry of the order; without a payload where it is a leader's own first one. */
  record Slotted(long term, byte @Nullable [] body) {}

  /** A leader's entries after one that the receiver should have. */
  record Append(long term, long before, long beforeTerm, List<Slotted> slots, long commit)
      implements Parcel {
    public Append {
      slots = List.copyOf(slots);
    }
  }

  /** How far the receiver of an {@link Append} has what the leader has. */
  record Appended(long term, boolean matches, long upTo) implements Parcel {}

  /** Envelopes that a follower took in, for the leader to order. */
  record Forward(long request, byte[] body) implements Parcel {}

  /** Whether they are ordered. */
  record Forwarded(long request, boolean ordered) implements Parcel {}

  /** Checkpoints that the sender has signed. */
  record Notes(List<byte[]> notes) implements Parcel {
    public Notes {
      notes = List.copyOf(notes);
    }
  }

  /** Asks for the last final checkpoint. */
  record Ask() implements Parcel {}

  /** The last final checkpoint. */
  record Told(byte[] note) implements Parcel {}

  /** In few words, the same in each run. */
  default String summary() {
    return switch (this) {
      case Append a ->
          "append "
              + a.slots().size()
              + " after "
              + a.before()
              + " term "
              + a.term()
              + " commit "
              + a.commit();
      case Appended a -> (a.matches() ? "has up to " : "differs at ") + a.upTo();
      case Forward f -> "forward " + f.request() + " " + Hash32.sha256(f.body());
      case Forwarded f -> "forwarded " + f.request() + " " + f.ordered();
      case Notes n -> "notes " + n.notes().size() + " " + hash(n.notes());
      case Ask() -> "ask";
      case Told t -> "told " + Hash32.sha256(t.note());
    };
  }

  private static Hash32 hash(List<byte[]> all) {
    return Hash32.sha256(all.toArray(byte[][]::new));
  }
}
