package org.rahdari.platform;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Messages of the institutions that this node serves, sealed with AES-256-GCM under each owner's
 * key, in a database that no rebuild touches.
 */
public final class Vault {
  private static final int LOCKS = 1_024;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String COLUMNS =
      "id, owner, sender, receiver, message_id, name, sealed, blinding, payment, answer";

  private final JdbcClient jdbc;
  private final List<ReentrantLock> locks =
      Stream.generate(ReentrantLock::new).limit(LOCKS).toList();
  private final Keyring keys;
  private final Network network;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** Opens the vault, bringing its tables up to date. */
  public Vault(DataSource source, Keyring keys, Network network, InstantSource clock) {
    Flyway.configure().dataSource(source).locations("classpath:db/vault").load().migrate();
    this.jdbc = JdbcClient.create(source);
    this.keys = keys;
    this.network = network;
    this.clock = clock;
  }

  /** 32 fresh random bytes. */
  public Hash32 blinding() {
    byte[] bytes = new byte[Hash32.BYTES];
    random.nextBytes(bytes);
    return Hash32.of(bytes);
  }

  /**
   * Files a letter unless one of the same owner, sender, receiver and message id is there; answers
   * the one there.
   */
  public Letter file(Letter letter) {
    jdbc.sql(
            "INSERT INTO letter (id, owner, sender, receiver, message_id, name, content, sealed, blinding, payment,"
                + " filed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
        .param(uuid(letter.id()))
        .param(letter.owner())
        .param(letter.sender())
        .param(letter.receiver())
        .param(letter.messageId())
        .param(letter.name())
        .param(letter.commitment().bytes())
        .param(seal(letter.owner(), letter.message()))
        .param(letter.blinding().bytes())
        .param(letter.payment() == null ? null : uuid(letter.payment()))
        .param(Timestamp.from(clock.instant()))
        .update();
    return find(letter.owner(), letter.sender(), letter.receiver(), letter.messageId())
        .orElseThrow();
  }

  /** The letter of that message id. */
  public Optional<Letter> find(int owner, int sender, int receiver, String messageId) {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + " FROM letter WHERE owner = ? AND sender = ? AND receiver = ? AND message_id = ?")
        .params(owner, sender, receiver, messageId)
        .query(this::letter)
        .optional();
  }

  /** The letters of that message id that the owner sent or received. */
  public List<Letter> named(int owner, String messageId) {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + " FROM letter WHERE owner = ? AND message_id = ? ORDER BY filed_at, id")
        .params(owner, messageId)
        .query(this::letter)
        .list();
  }

  /** The letter of that id. */
  public Optional<Letter> byId(Id id) {
    return jdbc.sql("SELECT " + COLUMNS + " FROM letter WHERE id = ?")
        .param(uuid(id))
        .query(this::letter)
        .optional();
  }

  /** The owner's letters whose commitment it is: one an addressee. */
  public List<Letter> committed(int owner, Hash32 commitment) {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + " FROM letter WHERE owner = ? AND content = ? ORDER BY filed_at, id")
        .params(owner, commitment.bytes())
        .query(this::letter)
        .list();
  }

  /** The owner's own letters of a name that nobody has handed over. */
  public List<Letter> unsent(int owner, String name) {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + " FROM letter WHERE owner = ? AND sender = owner AND name = ? AND handed_at IS NULL"
                + " ORDER BY filed_at, id")
        .params(owner, name)
        .query(this::letter)
        .list();
  }

  /** Marks a letter to be brought to the receiver's node, unless it was. */
  void handOver(Letter letter) {
    jdbc.sql("UPDATE letter SET handed_at = ? WHERE id = ? AND handed_at IS NULL")
        .params(Timestamp.from(clock.instant()), uuid(letter.id()))
        .update();
  }

  /** Letters that are to be brought to a receiver's node, the oldest first, so many at most. */
  List<Letter> waiting(int receiver, int max) {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + " FROM letter WHERE receiver = ? AND handed_at IS NOT NULL AND delivered_at IS NULL"
                + " AND refused IS NULL ORDER BY handed_at, id LIMIT ?")
        .params(receiver, max)
        .query(this::letter)
        .list();
  }

  /** Marks a letter as one that the receiver's node has. */
  void delivered(Letter letter) {
    jdbc.sql("UPDATE letter SET delivered_at = ? WHERE id = ?")
        .params(Timestamp.from(clock.instant()), uuid(letter.id()))
        .update();
  }

  /** Marks a letter as one that the receiver's node will not take as it stands. */
  void refused(Letter letter, String why) {
    jdbc.sql("UPDATE letter SET refused = ? WHERE id = ?").params(why, uuid(letter.id())).update();
  }

  /** Lets what was refused wait again: somebody may have mended what it was refused for. */
  void waitAgain() {
    jdbc.sql("UPDATE letter SET refused = NULL WHERE refused IS NOT NULL AND delivered_at IS NULL")
        .update();
  }

  /** The letter that made a payment, in the owner's vault. */
  public Optional<Letter> ofPayment(int owner, Id payment) {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + " FROM letter WHERE owner = ? AND payment = ? AND name LIKE 'pacs.008.%'")
        .params(owner, uuid(payment))
        .query(this::letter)
        .optional();
  }

  /**
   * Answers a letter once: one caller at a time does the work, and nobody does it again when there
   * is an answer. No connection is held meanwhile; one process at a time uses a vault, as it does a
   * data folder.
   */
  public byte[] answerOnce(Letter letter, Function<Letter, byte[]> work) {
    ReentrantLock lock = locks.get((int) Long.remainderUnsigned(letter.id().low(), LOCKS));
    lock.lock();
    try {
      Letter now = byId(letter.id()).orElseThrow();
      byte[] before = now.answer();
      if (before != null) return before;
      byte[] answer = work.apply(now);
      jdbc.sql("UPDATE letter SET answer = ? WHERE id = ?")
          .params(seal(now.owner(), answer), uuid(now.id()))
          .update();
      return answer;
    } finally {
      lock.unlock();
    }
  }

  private Letter letter(ResultSet row, int number) throws SQLException {
    int owner = row.getInt("owner");
    byte[] answer = row.getBytes("answer");
    UUID payment = row.getObject("payment", UUID.class);
    return new Letter(
        id(row.getObject("id", UUID.class)),
        owner,
        row.getInt("sender"),
        row.getInt("receiver"),
        row.getString("message_id"),
        row.getString("name"),
        open(owner, row.getBytes("sealed")),
        Hash32.of(row.getBytes("blinding")),
        payment == null ? null : id(payment),
        answer == null ? null : open(owner, answer));
  }

  private byte[] seal(int owner, byte[] clear) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, owner, nonce, clear, 0);
    return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
  }

  private byte[] open(int owner, byte[] sealed) {
    byte[] nonce = java.util.Arrays.copyOf(sealed, NONCE_BYTES);
    return cipher(Cipher.DECRYPT_MODE, owner, nonce, sealed, NONCE_BYTES);
  }

  private byte[] cipher(int mode, int owner, byte[] nonce, byte[] input, int offset) {
    byte[] key = keys.make(network.party(owner).code() + ".vault").bytes();
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(input, offset, input.length - offset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "a letter cannot be sealed or opened; is the vault key the right one?", e);
    }
  }

  private static UUID uuid(Id id) {
    return new UUID(id.high(), id.low());
  }

  private static Id id(UUID uuid) {
    return new Id(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }
}
