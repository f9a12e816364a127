package org.rahdari.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.Entered;
import org.rahdari.ledger.TransferFlag;
import org.rahdari.program.Mandate;
import org.rahdari.program.MandateKind;

/**
 * One kernel and one {@link Model} that do the same, step by step. Now and then the kernel's image
 * is written by another thread while this one goes on, and restored; sometimes the restored kernel
 * goes on in its place.
 */
final class Comparison {
  private static final int STEPS_BETWEEN_WINDOWS = 40;
  private static final int STEPS_BETWEEN_IMAGES = 50;

  private final Genesis genesis = genesis();
  private final List<Entry> log = new ArrayList<>();
  private final Random random;
  private final boolean withImages;
  private final Map<Result, byte[]> encoded = new HashMap<>();
  private @Nullable Writing writing;
  private int steps;
  private long lastId;

  Kernel kernel = newKernel();
  final Model model = new Model(genesis.transferIds(), issuers());
  final Map<String, Integer> told = new TreeMap<>();
  long envelopes;
  long transfers;
  int images;

  /**
   * @param seed for when images are taken; without one they are not
   */
  Comparison(@Nullable Long seed) {
    withImages = seed != null;
    random = new Random(seed == null ? 0 : seed);
  }

  /** The smallest window, and a regulator for all time. */
  private static Genesis genesis() {
    Genesis g = TestNetwork.genesis();
    return new Genesis(
        g.origin(),
        g.programs(),
        g.parties(),
        g.keys(),
        List.of(new Mandate(TestNetwork.REGULATOR, MandateKind.REGULATOR, 0, Long.MAX_VALUE)),
        g.assets(),
        g.validators(),
        g.quorum(),
        g.transferIds());
  }

  private Map<Integer, Integer> issuers() {
    Map<Integer, Integer> issuers = new HashMap<>();
    for (Asset asset : genesis.assets()) issuers.put(asset.number(), asset.issuer());
    return issuers;
  }

  private Kernel newKernel() {
    return new Kernel(genesis, TestNetwork.programs());
  }

  private Kernel restore(byte[] saved) throws IOException {
    Kernel restored = newKernel();
    restored.restore(new DataInputStream(new ByteArrayInputStream(saved)));
    return restored;
  }

  /** Both do it, and what they say and have is the same. */
  void follow(Mix.Step step) throws Exception {
    steps++;
    List<Account> before = kernel.ledger().accounts().toList();
    long floorMillis = model.floorMillis();
    Entry entry = entry(step);
    log.add(entry);
    Execution execution = kernel.execute(entry);
    boolean changed = compareAnswers(step, execution);
    compareState();
    if (steps % STEPS_BETWEEN_WINDOWS == 0) compareWindows();
    LawsTest.moneyIsConserved(kernel);
    LawsTest.noLimitIsCrossed(kernel);
    if (model.floorMillis() > floorMillis) told.merge("floor rose", 1, Integer::sum);
    if (!model.window.keySet().containsAll(model.reserved.keySet()))
      told.merge("pending beyond the window", 1, Integer::sum);
    if (!changed) assertThat(kernel.ledger().accounts().toList()).isEqualTo(before);
    if (withImages) goOnWithImages();
  }

  private Entry entry(Mix.Step step) {
    List<byte[]> envelopes = new ArrayList<>();
    long validUntilMillis = Math.max(kernel.timeMillis(), step.stampMillis()) + 60_000;
    for (Mix.Said said : step.said()) {
      envelopes.add(
          Envelope.sign(
              kernel.network(),
              said.party(),
              1,
              SigningKey.of(TestNetwork.secret(said.party(), 1)),
              new Id(3, ++lastId),
              validUntilMillis,
              said.content(),
              said.items()));
    }
    return Entry.of(kernel.position() + 1, step.stampMillis(), envelopes);
  }

  // Answers

  /** Answers whether anything was accepted, or time gave something back. */
  private boolean compareAnswers(Mix.Step step, Execution execution) {
    boolean changed = false;
    assertThat(execution.skipped()).isEmpty();
    Iterator<Batch> batches = execution.batches().iterator();
    List<Model.Fired> fired = model.begin(step.stampMillis());
    if (!fired.isEmpty()) {
      changed = true;
      Batch batch = batches.next();
      assertThat(batch.items())
          .extracting(item -> kernel.catalogue().describeTimer(item).content())
          .isEqualTo(fired.stream().map(Model.Fired::timer).toList());
      compareAnswers(batch, fired.stream().map(Model.Fired::answer).toList());
    }
    for (Mix.Said said : step.said()) {
      envelopes++;
      List<Model.Answer> answers = answers(said);
      compareAnswers(batches.next(), answers);
      changed |= answers.stream().anyMatch(Model.Answer::accepted);
    }
    assertThat(batches.hasNext()).isFalse();
    return changed;
  }

  private List<Model.Answer> answers(Mix.Said said) {
    if (said.content() == Header.Content.INSTRUCTIONS)
      return model.instructions(said.party(), said.items(), kernel.catalogue());
    transfers += said.items().size();
    return model.transfers(said.party(), said.items());
  }

  private void compareAnswers(Batch batch, List<Model.Answer> answers) {
    assertThat(batch.results()).hasSameSizeAs(answers);
    for (int i = 0; i < answers.size(); i++) {
      Model.Answer answer = answers.get(i);
      String reason = answer.reason() == null ? "" : answer.reason().name();
      told.merge(answer.accepted() ? TestNetwork.ACCEPTED : reason, 1, Integer::sum);
      Result expected = new Result(answer.accepted(), reason, answer.amount().longValueExact());
      byte[] result = batch.results().get(i);
      if (Arrays.equals(result, encoded.computeIfAbsent(expected, Result::encode))) continue;
      assertThat(Result.decode(result)).as("item %d", i).isEqualTo(expected);
    }
  }

  // State

  private void compareState() {
    Map<Id, Model.Account> accounts = new HashMap<>();
    for (Account a : kernel.ledger().accounts().toList()) {
      accounts.put(
          a.id(),
          new Model.Account(
              a.party(),
              a.asset(),
              a.flags(),
              a.program(),
              BigInteger.valueOf(a.debitsPendingMinor()),
              BigInteger.valueOf(a.debitsPostedMinor()),
              BigInteger.valueOf(a.creditsPendingMinor()),
              BigInteger.valueOf(a.creditsPostedMinor())));
    }
    assertThat(accounts).isEqualTo(model.accounts);
    assertThat(kernel.nextTimerMillis()).isEqualTo(model.nextTimerMillis());
    assertThat(kernel.ledger().pendingCount()).isEqualTo(model.reserved.size());
    assertThat(kernel.ledger().idFloorMillis()).isEqualTo(model.floorMillis());
    assertThat(kernel.ledger().idsRemembered()).isEqualTo(model.idsRemembered());
  }

  private void compareWindows() {
    Map<Id, Entered> entered = new TreeMap<>();
    for (Entered e : kernel.ledger().transfers().toList())
      assertThat(entered.put(e.id(), e)).isNull();
    Map<Id, Entered> expected = new TreeMap<>();
    model.window.forEach(
        (id, used) -> {
          if (used.refusal() == null) expected.put(id, entered(used));
        });
    assertThat(entered).isEqualTo(expected);
  }

  private static Entered entered(Model.Used used) {
    return new Entered(
        used.given().id(),
        used.debit(),
        used.credit(),
        used.given().pendingId(),
        used.given().userData128(),
        used.given().userData64(),
        used.given().userData32(),
        used.amount().longValueExact(),
        used.given().timeoutSeconds(),
        used.given().code(),
        used.given().flags() & ~TransferFlag.LINKED,
        used.program(),
        used.party(),
        Entered.State.valueOf(used.fate().name()));
  }

  // Images and replays

  /** An image on its way to bytes, as fast as it is let. */
  private static final class Writing {
    private static final int PAGE_BYTES_MIN = 1_000;

    private final KernelImage image;
    private final Semaphore pages = new Semaphore(0);
    private final FutureTask<byte[]> bytes = new FutureTask<>(this::write);
    private int stepsLeft;

    Writing(KernelImage image, int stepsLeft) {
      this.image = image;
      this.stepsLeft = stepsLeft;
      Thread.ofPlatform().daemon().start(bytes);
    }

    private byte[] write() throws IOException {
      ByteArrayOutputStream out =
          new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] b, int offset, int length) {
              if (length >= PAGE_BYTES_MIN) pages.acquireUninterruptibly();
              super.write(b, offset, length);
            }
          };
      image.save(new DataOutputStream(out));
      return out.toByteArray();
    }

    byte[] finish() throws InterruptedException, ExecutionException {
      pages.release(1 << 20);
      byte[] written = bytes.get();
      image.release();
      return written;
    }
  }

  private void goOnWithImages() throws Exception {
    Writing now = writing;
    if (now == null) {
      if (random.nextInt(STEPS_BETWEEN_IMAGES) == 0)
        writing = new Writing(kernel.image(), random.nextInt(10));
      return;
    }
    now.pages.release(random.nextInt(6));
    if (now.stepsLeft-- > 0) return;
    writing = null;
    images++;
    byte[] written = now.finish();
    Kernel restored = restore(written);
    assertThat(TestNetwork.save(restored)).isEqualTo(written);
    catchUp(restored);
    if (random.nextBoolean()) kernel = restored;
  }

  /** Executes what the other did after its image, and comes to the same. */
  private void catchUp(Kernel other) {
    for (Entry entry : log.subList((int) other.position(), log.size())) other.execute(entry);
    assertThat(other.digest()).isEqualTo(kernel.digest());
    assertThat(TestNetwork.save(other)).isEqualTo(TestNetwork.save(kernel));
  }

  /** What the log alone comes to. */
  void end() throws Exception {
    if (writing != null) writing.finish();
    compareWindows();
    catchUp(newKernel());
  }
}
