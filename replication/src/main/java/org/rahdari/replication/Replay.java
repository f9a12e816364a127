package org.rahdari.replication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;

/**
 * Reads entries that are executed again, after a restart: while one is executed, the next one is
 * read and its hash is checked.
 */
final class Replay implements AutoCloseable {
  private final PayloadStore store;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("rahdari-replay").daemon().factory());
  private @Nullable Ahead ahead;

  private record Ahead(long position, CompletableFuture<Payload> payload) {}

  Replay(PayloadStore store) {
    this.store = store;
  }

  /**
   * The content of the entry at a position.
   *
   * @param hash its hash by Ratis' log; what was read ahead and since replaced has another one
   * @throws DamagedException if it is damaged
   */
  Body read(long position, Hash32 hash) throws IOException {
    Ahead expected = ahead;
    ahead = null;
    Payload payload = null;
    if (expected != null && expected.position() == position) payload = await(expected.payload());
    if (payload == null || !payload.header().hash().equals(hash)) payload = store.read(position);
    if (position < store.lastPosition()) ahead = ahead(position + 1);
    return payload.body();
  }

  private Ahead ahead(long position) {
    return new Ahead(
        position,
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return store.read(position);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            reader));
  }

  /** Null if it could not be read then; it is read again, and says why not. */
  private static @Nullable Payload await(CompletableFuture<Payload> payload) {
    try {
      return payload.join();
    } catch (CompletionException e) {
      return null;
    }
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
