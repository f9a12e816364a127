package org.rahdari.replication;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.rahdari.codec.Hash32;
import org.rahdari.transparency.Checkpoint;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Note;

/**
 * The last checkpoint that this validator signed, and the entry that it covers. It is on the disk
 * before anybody sees it: after a crash the re-executed tree has to contain it.
 *
 * <pre>
 * "RHDSIGN1" 8 | position 8 | index 8 | note length 4 | note | SHA-256 of all before 32
 * </pre>
 *
 * @param position of the last entry under it
 * @param index of the Raft entry that carried that
 * @param note the signed checkpoint
 */
record Signed(long position, long index, Checkpoint checkpoint, byte[] note) {
  private static final long TITLE = 0x5248_4453_4947_4e31L; // "RHDSIGN1"
  private static final int FIXED_BYTES = 8 + 8 + 8 + 4;

  void write(Path file) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + note.length + Hash32.BYTES);
    out.putLong(TITLE).putLong(position).putLong(index).putInt(note.length).put(note);
    var sha256 = Hash32.digest();
    sha256.update(out.array(), 0, out.position());
    Disk.replace(file, out.put(sha256.digest()).array());
  }

  static Optional<Signed> read(Path file) throws IOException {
    if (!Files.exists(file)) return Optional.empty();
    byte[] bytes = Files.readAllBytes(file);
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      if (in.getLong() != TITLE) throw damaged(file, "it is not a signed checkpoint");
      long position = in.getLong();
      long index = in.getLong();
      int length = in.getInt();
      if (length != bytes.length - FIXED_BYTES - Hash32.BYTES) {
        throw damaged(file, "its length is wrong");
      }
      byte[] note = new byte[length];
      in.get(note);
      byte[] stored = new byte[Hash32.BYTES];
      in.get(stored);
      var sha256 = Hash32.digest();
      sha256.update(bytes, 0, bytes.length - Hash32.BYTES);
      if (!Hash32.of(sha256.digest()).equals(Hash32.of(stored))) {
        throw damaged(file, "it has not the hash that stands at its end");
      }
      Checkpoint checkpoint = Checkpoint.parse(Note.parse(note).text());
      return Optional.of(new Signed(position, index, checkpoint, note));
    } catch (BufferUnderflowException e) {
      throw damaged(file, "it ends early");
    } catch (MalformedException e) {
      throw damaged(file, e.sentence());
    }
  }

  private static DamagedException damaged(Path file, String what) {
    return new DamagedException(
        file,
        0,
        what,
        "restore it from a backup, or put a checkpoint that a monitor keeps beside the log before"
            + " going on: this validator may have signed more than the log holds");
  }
}
