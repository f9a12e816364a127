package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.client.api.AsyncApi;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.junit.jupiter.api.Test;

/** Who is sent with, and who is closed, with clients that do as they are told. */
class ForwardersTest {
  private final List<Client> clients = new ArrayList<>();
  private Supplier<CompletableFuture<RaftClientReply>> next = CompletableFuture::new;

  /** A client that answers as the test says, and knows whether it was closed. */
  private static final class Client {
    final List<CompletableFuture<RaftClientReply>> sent = new ArrayList<>();
    volatile boolean closed;
  }

  private Forwarder forwarder() {
    Client made = new Client();
    clients.add(made);
    AsyncApi async =
        proxy(
            AsyncApi.class,
            method -> {
              made.sent.add(next.get());
              return made.sent.getLast();
            });
    RaftClient client =
        proxy(
            RaftClient.class,
            method -> {
              if (method.equals("async")) return async;
              made.closed = true;
              return "";
            });
    return new Forwarder(client, 1, 1);
  }

  private interface Answers {
    Object to(String method);
  }

  private static <T> T proxy(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object answer = answers.to(method.getName());
              return method.getReturnType() == void.class ? null : answer;
            }));
  }

  @Test
  void whoIsLetGoOfEndsWithItsLastAnswer() throws Exception {
    Forwarders forwarders = new Forwarders(this::forwarder);
    CompletableFuture<RaftClientReply> answer = forwarders.send(Message.EMPTY);
    forwarders.renew();
    forwarders.renew();
    Replicas.eventually(() -> clients.get(1).closed);
    assertThat(clients.getFirst().closed).isFalse();
    clients.getFirst().sent.getFirst().completeExceptionally(new IllegalStateException("test"));
    assertThat(answer).isCompletedExceptionally();
    Replicas.eventually(() -> clients.getFirst().closed);
    assertThat(clients.getLast().closed).isFalse();
  }

  @Test
  void closingClosesAlsoThoseThatStillWait() {
    Forwarders forwarders = new Forwarders(this::forwarder);
    var _ = forwarders.send(Message.EMPTY);
    forwarders.renew();
    var _ = forwarders.send(Message.EMPTY);
    forwarders.close();
    assertThat(clients).hasSize(2).allMatch(client -> client.closed);
    forwarders.renew();
    assertThat(clients).hasSize(2);
  }

  @Test
  void oneThatIsSpentIsReplaced() throws Exception {
    Forwarders forwarders = new Forwarders(this::forwarder);
    next = () -> CompletableFuture.failedFuture(new AlreadyClosedException("test"));
    assertThat(forwarders.send(Message.EMPTY)).isCompletedExceptionally();
    Replicas.eventually(() -> clients.getFirst().closed);
    next = CompletableFuture::new;
    var _ = forwarders.send(Message.EMPTY);
    assertThat(clients).hasSize(2);
    assertThat(clients.getLast().sent).hasSize(1);
  }

  @Test
  void whatIsThrownAtOnceIsNotUnderWay() throws Exception {
    Forwarders forwarders = new Forwarders(this::forwarder);
    next =
        () -> {
          throw new IllegalStateException("test");
        };
    assertThat(forwarders.send(Message.EMPTY)).isCompletedExceptionally();
    forwarders.renew();
    Replicas.eventually(() -> clients.getFirst().closed);
  }
}
