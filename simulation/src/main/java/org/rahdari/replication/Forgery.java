package org.rahdari.replication;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Sealed;

/** Another content for an entry, well formed: what only whoever orders can make of it. */
public final class Forgery {
  private Forgery() {}

  /** Null for an entry without envelopes: it would do the same. */
  public static byte @Nullable [] of(byte[] bytes, RandomGenerator random) {
    Body body = Body.decode(ByteBuffer.wrap(bytes));
    if (body.envelopes().isEmpty()) return null;
    List<Sealed> envelopes = new ArrayList<>(body.envelopes());
    long stampMillis = body.stampMillis();
    if (envelopes.size() == 1 || random.nextBoolean()) stampMillis++;
    else envelopes.removeLast();
    return new Body(stampMillis, body.cut(), envelopes).bytes().toByteArray();
  }

  /** The same entry with each envelope changed. */
  public static byte[] with(byte[] bytes, UnaryOperator<byte[]> change) {
    Body body = Body.decode(ByteBuffer.wrap(bytes));
    List<Sealed> envelopes =
        body.envelopes().stream().map(each -> Sealed.of(change.apply(each.bytes()))).toList();
    return new Body(body.stampMillis(), body.cut(), envelopes).bytes().toByteArray();
  }
}
