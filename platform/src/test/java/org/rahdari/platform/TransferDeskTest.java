package org.rahdari.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Core.AddKey;
import org.rahdari.kernel.Core.RevokeKey;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Rejection;
import org.rahdari.kernel.Result;
import org.rahdari.ledger.Transfer;
import org.rahdari.platform.Transferred.Deferred;
import org.rahdari.platform.Transferred.Executed;
import org.rahdari.platform.Transferred.Reason;
import org.rahdari.platform.Transferred.Rejected;
import org.rahdari.platform.Transferred.Unknown;
import org.rahdari.replication.Submitted;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.Verifier;

/** Many callers share envelopes, and each hears of its own transfers. */
class TransferDeskTest {
  private static final int CALLERS = 500;
  private static final int CALLS = 20;
  private static final long SEED = 20261124;

  @TempDir Path folder = Path.of("unset");

  /** What a caller handed in, and heard. */
  private record Call(List<Transfer> transfers, Transferred became) {
    Executed executed() {
      if (became instanceof Executed executed) return executed;
      throw new AssertionError("not executed: " + became);
    }

    boolean accepted() {
      return executed().results().stream().allMatch(Result::accepted);
    }

    long movedMinor() {
      return accepted() ? transfers.stream().mapToLong(Transfer::amountMinor).sum() : 0;
    }
  }

  @Test
  void eachCallerHearsOfItsOwn() throws Exception {
    try (Bank bank = Bank.open(folder);
        TransferDesk desk = new TransferDesk(bank.gateway)) {
      Id mint = bank.issuing();
      Id poor = bank.covered();
      Id rich = bank.covered();
      List<Call> calls =
          new ArrayList<>(inParallel(caller -> mixed(bank, desk, caller, mint, poor, rich)));

      assertThat(calls).hasSize(CALLERS * CALLS);
      for (Call each : calls) assertJudgedByItself(each);
      assertNothingLostOrDoubled(bank, calls, rich);
      for (Call each : calls.subList(0, 20)) assertProven(bank, each);
      long leaves = calls.stream().map(each -> each.executed().leaf()).distinct().count();
      System.out.printf("seed %d: %d calls in %d envelopes%n", SEED, calls.size(), leaves);
      assertThat(leaves).isLessThan(calls.size());
    }
  }

  /** Accepted, refused, and chains of both kinds: the amount says which caller's it is. */
  private static List<Call> mixed(
      Bank bank, TransferDesk desk, int caller, Id mint, Id poor, Id rich) throws Exception {
    Random random = new Random(SEED + caller);
    List<Call> calls = new ArrayList<>();
    for (int n = 1; n <= CALLS; n++) {
      long amount = 1 + caller * (long) CALLS + n;
      Transfer good = Transfer.posted(bank.ids.next(), mint, rich, amount);
      Transfer bad = Transfer.posted(bank.ids.next(), poor, rich, amount);
      Transfer other = Transfer.posted(bank.ids.next(), mint, rich, amount);
      List<Transfer> transfers =
          switch (random.nextInt(4)) {
            case 0 -> List.of(good);
            case 1 -> List.of(bad);
            case 2 -> List.of(good.linked(), other);
            default -> List.of(good.linked(), bad.linked(), other);
          };
      calls.add(new Call(transfers, Bank.get(desk.transfer(transfers))));
    }
    return calls;
  }

  private static void assertJudgedByItself(Call call) {
    List<String> reasons = call.executed().results().stream().map(Result::reason).toList();
    List<String> expected =
        switch (call.transfers().size()) {
          case 1 -> reasons.getFirst().isEmpty() ? List.of("") : List.of("EXCEEDS_CREDITS");
          case 2 -> List.of("", "");
          default -> List.of("LINKED_ITEM_REFUSED", "EXCEEDS_CREDITS", "LINKED_ITEM_REFUSED");
        };
    assertThat(reasons).isEqualTo(expected);
  }

  private static void assertNothingLostOrDoubled(Bank bank, List<Call> calls, Id rich) {
    Set<String> places = new HashSet<>();
    for (Call call : calls) {
      for (int i = 0; i < call.transfers().size(); i++) {
        assertThat(places.add(call.executed().leaf() + "/" + (call.executed().item() + i)))
            .isTrue();
        Id id = call.transfers().get(i).id();
        boolean there = bank.replica.read(kernel -> kernel.ledger().transfer(id) != null);
        assertThat(there).as(call.toString()).isEqualTo(call.accepted());
      }
    }
    assertThat(bank.balanceMinor(rich)).isEqualTo(calls.stream().mapToLong(Call::movedMinor).sum());
  }

  /** The place that the caller was told is where its transfer is, with its result. */
  private static void assertProven(Bank bank, Call call) throws Exception {
    Executed executed = call.executed();
    Bank.get(bank.replica.awaitFinal(executed.leaf()));
    for (int i = 0; i < call.transfers().size(); i++) {
      byte[] receipt = bank.replica.receipt(executed.leaf(), executed.item() + i).orElseThrow();
      if (!(Verifier.verify(receipt, bank.network.policy()) instanceof Verified verified)) {
        throw new AssertionError("a receipt that does not verify");
      }
      assertThat(Transfer.decode(ByteBuffer.wrap(verified.item())))
          .isEqualTo(call.transfers().get(i));
      assertThat(Result.decode(verified.result())).isEqualTo(executed.results().get(i));
    }
  }

  @Test
  void aTransferThatComesFromManyAtOnceMovesOnce() throws Exception {
    try (Bank bank = Bank.open(folder);
        TransferDesk desk = new TransferDesk(bank.gateway)) {
      Id mint = bank.issuing();
      Id rich = bank.covered();
      Transfer same = Transfer.posted(bank.ids.next(), mint, rich, 7);
      Collection<Call> calls =
          inParallel(caller -> List.of(new Call(List.of(same), Bank.get(desk.transfer(same)))));
      assertThat(calls).allMatch(Call::accepted);
      assertThat(bank.balanceMinor(rich)).isEqualTo(7);
    }
  }

  @Test
  void aReplicaThatStopsLeavesNobodyWithoutAnAnswer() throws Exception {
    Queue<Call> calls = new ConcurrentLinkedQueue<>();
    Id rich;
    try (Bank bank = Bank.open(folder);
        TransferDesk desk = new TransferDesk(bank.gateway)) {
      Id mint = bank.issuing();
      rich = bank.covered();
      CountDownLatch enough = new CountDownLatch(CALLERS * 4);
      try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < CALLERS; i++) {
          callers.submit(() -> callUntilItEnds(bank, desk, mint, rich, calls, enough));
        }
        enough.await();
        bank.close();
      }
    }
    assertThat(calls.stream().map(Call::became)).hasAtLeastOneElementOfType(Executed.class);
    assertThat(calls.stream().map(Call::became)).hasAtLeastOneElementOfType(Unknown.class);
    assertThat(calls)
        .allMatch(c -> c.became() instanceof Executed || c.became() instanceof Unknown);

    try (Bank bank = Bank.open(folder);
        TransferDesk desk = new TransferDesk(bank.gateway)) {
      for (Call each : calls) {
        if (each.became() instanceof Executed) {
          Id id = each.transfers().getFirst().id();
          boolean there = bank.replica.read(kernel -> kernel.ledger().transfer(id) != null);
          assertThat(there).isTrue();
          continue;
        }
        Transferred again = Bank.get(desk.transfer(each.transfers()));
        assertThat(new Call(each.transfers(), again).accepted()).isTrue();
      }
      assertThat(bank.balanceMinor(rich)).isEqualTo(calls.size());
    }
  }

  private static Void callUntilItEnds(
      Bank bank, TransferDesk desk, Id mint, Id rich, Queue<Call> calls, CountDownLatch enough)
      throws Exception {
    while (true) {
      Transfer next = Transfer.posted(bank.ids.next(), mint, rich, 1);
      Call call = new Call(List.of(next), Bank.get(desk.transfer(next)));
      calls.add(call);
      enough.countDown();
      if (!(call.became() instanceof Executed)) return null;
    }
  }

  @Test
  void anEnvelopeWithoutEffectIsToldToAllWhoseTransfersItCarried() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      Transfer any = Transfer.posted(bank.ids.next(), bank.issuing(), bank.covered(), 1);
      InstantSource late = InstantSource.fixed(Instant.now().minusSeconds(3_600));
      try (TransferDesk desk = new TransferDesk(bank.gateway(late))) {
        assertThat(all(desk, any)).containsOnly(new Rejected(Rejection.EXPIRED));
      }
      Bank.accepted(
          bank.gateway.submit(
              List.of(new AddKey(2, Hash32.sha256(new byte[] {2})), new RevokeKey(1))));
      try (TransferDesk desk = new TransferDesk(bank.gateway)) {
        assertThat(all(desk, any)).containsOnly(new Rejected(Rejection.KEY_REVOKED));
      }
    }
  }

  private static List<Transferred> all(TransferDesk desk, Transfer same) throws Exception {
    List<CompletableFuture<Transferred>> all = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) all.add(desk.transfer(same));
    List<Transferred> became = new ArrayList<>();
    for (CompletableFuture<Transferred> each : all) became.add(Bank.get(each));
    return became;
  }

  /** Calls of all callers at once. */
  private static Collection<Call> inParallel(Caller caller) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<Call>>> tasks = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int number = i;
        tasks.add(() -> caller.call(number));
      }
      List<Call> calls = new ArrayList<>();
      for (Future<List<Call>> each : threads.invokeAll(tasks)) calls.addAll(each.get());
      return calls;
    }
  }

  private interface Caller {
    List<Call> call(int number) throws Exception;
  }

  /** Before a door that opens when the test says so. */
  @Nested
  class WhileNothingIsAnswered {
    private final Queue<Sent> envelopes = new ConcurrentLinkedQueue<>();
    private final Ids ids = new Ids(InstantSource.system());
    private final TransferDesk desk = new TransferDesk(this::send);

    /** An envelope on its way. */
    private record Sent(List<Transfer> transfers, CompletableFuture<Submitted> answer) {
      void executed() {
        byte[] refused = new Result(false, "EXCEEDS_CREDITS", 0).encode();
        answer.complete(
            new Submitted.Committed(1, 1, 1, transfers.stream().map(any -> refused).toList()));
      }
    }

    private CompletableFuture<Submitted> send(List<Transfer> transfers) {
      Sent sent = new Sent(transfers, new CompletableFuture<>());
      envelopes.add(sent);
      return sent.answer();
    }

    private Transfer transfer() {
      return Transfer.posted(ids.next(), new Id(1, 1), new Id(1, 2), 1);
    }

    private List<Transfer> transfers(int count) {
      List<Transfer> transfers = new ArrayList<>();
      for (int i = 0; i < count; i++) transfers.add(transfer());
      return transfers;
    }

    private Sent nextEnvelope() throws Exception {
      while (envelopes.isEmpty()) Thread.sleep(1);
      return envelopes.remove();
    }

    /** As many envelopes of one transfer as may be under way. */
    private List<Sent> fillTheWay() throws Exception {
      List<Sent> underWay = new ArrayList<>();
      for (int i = 0; i < TransferDesk.ENVELOPES_IN_FLIGHT_MAX; i++) {
        var _ = desk.transfer(transfer());
        underWay.add(nextEnvelope());
      }
      return underWay;
    }

    @Test
    void whatComesIsGatheredInOrderAndNothingIsTornApart() throws Exception {
      List<Sent> underWay = fillTheWay();
      assertThat(underWay).allMatch(sent -> sent.transfers().size() == 1);
      List<Transfer> first = transfers(3);
      List<Transfer> second = transfers(Kernel.ITEMS_PER_ENVELOPE_MAX - 4);
      List<Transfer> third = transfers(2);
      List<CompletableFuture<Transferred>> waiting = new ArrayList<>();
      for (List<Transfer> each : List.of(first, second, third)) waiting.add(desk.transfer(each));
      assertThat(envelopes).isEmpty();

      underWay.getFirst().executed();
      Sent gathered = nextEnvelope();
      List<Transfer> expected = new ArrayList<>(first);
      expected.addAll(second);
      assertThat(gathered.transfers()).isEqualTo(expected);
      gathered.executed();
      assertThat(Bank.get(waiting.get(1)))
          .isInstanceOfSatisfying(
              Executed.class,
              executed -> {
                assertThat(executed.item()).isEqualTo(3);
                assertThat(executed.results()).hasSize(second.size());
              });
      Sent last = nextEnvelope();
      assertThat(last.transfers()).isEqualTo(third);
      last.executed();
      underWay.forEach(Sent::executed);
      desk.close();
    }

    @Test
    void asManyWaitAsTheDeskHolds() throws Exception {
      List<Sent> underWay = fillTheWay();
      List<CompletableFuture<Transferred>> waiting = new ArrayList<>();
      for (int i = 0; i < TransferDesk.TRANSFERS_WAITING_MAX; i++) {
        waiting.add(desk.transfer(transfer()));
      }
      assertThat(desk.waiting()).isEqualTo(TransferDesk.TRANSFERS_WAITING_MAX);
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      assertThat(Bank.get(desk.transfer(transfer()))).isEqualTo(new Deferred(Reason.BUSY));

      underWay.forEach(Sent::executed);
      int left = TransferDesk.TRANSFERS_WAITING_MAX;
      while (left > 0) {
        Sent envelope = nextEnvelope();
        assertThat(envelope.transfers()).hasSizeLessThanOrEqualTo(Kernel.ITEMS_PER_ENVELOPE_MAX);
        left -= envelope.transfers().size();
        envelope.executed();
      }
      for (CompletableFuture<Transferred> each : waiting) {
        assertThat(Bank.get(each)).isInstanceOf(Executed.class);
      }
      assertThat(desk.waiting()).isZero();
      desk.close();
    }

    @Test
    void closingSendsWhatWaitsAndTakesNothingMore() throws Exception {
      List<Sent> underWay = fillTheWay();
      CompletableFuture<Transferred> waiting = desk.transfer(transfer());
      Thread closing = Thread.ofVirtual().start(desk::close);
      // Those that come before it closes are sent with the one that waits.
      while (!desk.transfer(transfer()).isDone()) Thread.sleep(1);
      assertThat(Bank.get(desk.transfer(transfer()))).isEqualTo(new Deferred(Reason.CLOSED));
      underWay.forEach(Sent::executed);
      nextEnvelope().executed();
      closing.join();
      assertThat(waiting).isCompletedWithValueMatching(Executed.class::isInstance);
    }

    @Test
    void aDoorThatFailsIsToldAsAValue() throws Exception {
      try (TransferDesk failing =
              new TransferDesk(
                  any -> {
                    throw new IllegalStateException("out of order");
                  });
          TransferDesk busy =
              new TransferDesk(
                  any ->
                      CompletableFuture.completedFuture(
                          new Submitted.Deferred(Submitted.Reason.BUSY)))) {
        assertThat(Bank.get(failing.transfer(transfer()))).isEqualTo(new Unknown("out of order"));
        assertThat(Bank.get(failing.transfer(transfer()))).isEqualTo(new Unknown("out of order"));
        assertThat(Bank.get(busy.transfer(transfer()))).isEqualTo(new Deferred(Reason.BUSY));
      }
      desk.close();
    }

    @Test
    void aCallerThatDoesMuchWithItsAnswerHoldsUpNobody() throws Exception {
      CountDownLatch held = new CountDownLatch(1);
      List<CompletableFuture<Void>> slow = new ArrayList<>();
      for (int i = 0; i <= TransferDesk.ENVELOPES_IN_FLIGHT_MAX; i++) {
        slow.add(desk.transfer(transfer()).thenAccept(any -> await(held)));
        nextEnvelope().executed();
      }
      CompletableFuture<Transferred> quick = desk.transfer(transfer());
      nextEnvelope().executed();
      assertThat(Bank.get(quick)).isInstanceOf(Executed.class);
      assertThat(slow).noneMatch(CompletableFuture::isDone);
      held.countDown();
      for (CompletableFuture<Void> each : slow) Bank.get(each);
      desk.close();
    }

    private static void await(CountDownLatch held) {
      try {
        held.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Test
    void whatCannotBeOneEnvelopeIsTheCallersMistake() {
      assertThatThrownBy(() -> desk.transfer(List.of()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> desk.transfer(transfers(Kernel.ITEMS_PER_ENVELOPE_MAX + 1)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> desk.transfer(transfer().linked()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("linked to none");
      desk.close();
    }
  }
}
