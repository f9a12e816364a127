package org.rahdari.licensing.web;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Execution;
import org.rahdari.platform.Ids;
import org.rahdari.platform.Letter;
import org.rahdari.platform.LetterReader;
import org.rahdari.platform.Post;
import org.rahdari.platform.Problem;
import org.rahdari.platform.Projection;
import org.rahdari.platform.RowListener;
import org.rahdari.platform.Served;
import org.rahdari.platform.Vault;
import org.rahdari.program.Party;
import org.rahdari.table.RowChange;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Documents of cases: forms, annexes, questions, answers, records. They lie in vaults; the ledger
 * has commitments to them. A document goes to its addressee once a row of licensing bears its
 * commitment, and is taken in only where a row there does.
 */
public final class DocumentDesk implements RowListener, LetterReader, AutoCloseable {
  private static final String PROGRAM = "licensing.";
  private static final long STOP_SECONDS_MAX = 5;
  private static final System.Logger LOG = System.getLogger(DocumentDesk.class.getName());

  private final Served served;
  private final Vault vault;
  private final Post post;
  private final Ids ids;

  /** Filled by what listens here, so it comes later. */
  private volatile @Nullable Projection projection;

  private final ExecutorService work =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("documents").factory());

  /** The desk of the institutions that this node serves. */
  public DocumentDesk(Served served, Vault vault, Post post, Ids ids) {
    this.served = served;
    this.vault = vault;
    this.post = post;
    this.ids = ids;
  }

  /** Sends what an earlier run left: it may have ended between a commit and the post. */
  public void start(Projection filled) {
    projection = filled;
    for (Party owner : served.parties())
      for (Letter letter : vault.unsent(owner.number(), Letter.DOCUMENT))
        if (known(letter.commitment())) send(letter);
  }

  @Override
  public List<String> schema() {
    return List.of("CREATE TABLE licensing_commitment (commitment bytea PRIMARY KEY)");
  }

  @Override
  public void project(Execution execution, JdbcClient projected) {
    for (Hash32 each : commitments(execution)) {
      projected
          .sql("INSERT INTO licensing_commitment VALUES (?) ON CONFLICT DO NOTHING")
          .param(each.bytes())
          .update();
    }
  }

  @Override
  public void projected(Execution execution) {
    Set<Hash32> news = commitments(execution);
    if (!news.isEmpty() && !work.isShutdown()) work.execute(() -> send(news));
  }

  private void send(Set<Hash32> commitments) {
    try {
      for (Party owner : served.parties())
        for (Hash32 each : commitments)
          for (Letter letter : vault.committed(owner.number(), each)) send(letter);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "A document could not be sent", e);
    }
  }

  private void send(Letter letter) {
    boolean leaves = letter.owner() == letter.sender() && letter.receiver() != letter.sender();
    if (letter.name().equals(Letter.DOCUMENT) && leaves) post.send(letter);
  }

  /** The hashes in the rows of licensing that an execution changed: commitments, most of them. */
  private static Set<Hash32> commitments(Execution execution) {
    Set<Hash32> all = new TreeSet<>();
    for (RowChange change : execution.changes())
      if (change.table().startsWith(PROGRAM) && change.row() != null) add(all, change.row());
    all.remove(Hash32.ZERO);
    return all;
  }

  private static void add(Set<Hash32> all, Object value) {
    if (value instanceof Hash32 hash) all.add(hash);
    else if (value instanceof List<?> list) list.forEach(each -> add(all, each));
    else if (value instanceof Record row)
      for (RecordComponent each : row.getClass().getRecordComponents()) add(all, of(row, each));
  }

  private static Object of(Record row, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(row);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a row cannot be read", e);
    }
  }

  @Override
  public boolean reads(String name) {
    return name.equals(Letter.DOCUMENT);
  }

  @Override
  public void judge(Letter letter) {
    if (known(letter.commitment())) return;
    throw new Problem(
        HttpStatus.SERVICE_UNAVAILABLE,
        "document-not-known-yet",
        "This node's ledger does not bear it out yet; bring it again.");
  }

  private boolean known(Hash32 commitment) {
    Projection filled = projection;
    if (filled == null) return false;
    return filled
        .read()
        .sql("SELECT count(*) > 0 FROM licensing_commitment WHERE commitment = ?")
        .param(commitment.bytes())
        .query(Boolean.class)
        .single();
  }

  @Override
  public void filed(Letter letter) {
    // Whoever looks finds it in the vault.
  }

  /**
   * Keeps a document for an addressee.
   *
   * @param about the case that it belongs to, or null
   * @return with the commitment that an instruction has to bear
   */
  Letter keep(Party owner, Party addressee, @Nullable Id about, byte[] bytes) {
    Id id = ids.next();
    return vault.file(
        new Letter(
            id,
            owner.number(),
            owner.number(),
            addressee.number(),
            id.toString().replace("-", ""),
            Letter.DOCUMENT,
            bytes,
            vault.blinding(),
            about,
            null));
  }

  /** A document in the owner's vault. */
  Letter find(Party owner, Hash32 commitment) {
    List<Letter> found = new ArrayList<>(vault.committed(owner.number(), commitment));
    found.removeIf(letter -> !letter.name().equals(Letter.DOCUMENT));
    if (!found.isEmpty()) return found.getFirst();
    throw new Problem(
        HttpStatus.NOT_FOUND,
        "document-unknown",
        "No document with this commitment is in your vault.");
  }

  @Override
  public void close() throws InterruptedException {
    work.shutdown();
    if (!work.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS)) work.shutdownNow();
  }
}
