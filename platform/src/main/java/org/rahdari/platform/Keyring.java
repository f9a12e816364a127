package org.rahdari.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rahdari.codec.Hash32;

/**
 * The secrets of the institutions that this node serves, one file each, readable by the node's user
 * alone.
 *
 * <p>A secret is 32 random bytes, in hexadecimal.
 */
public final class Keyring {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path folder;
  private final SecureRandom random = new SecureRandom();

  /** Opens the folder, making it where it is missing. */
  public Keyring(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new PlainFailure(
          "The folder " + folder + " cannot be made: " + e.getMessage() + ".", e);
    }
  }

  /** Whether the secret of that name is here. */
  public boolean holds(String name) {
    return Files.exists(folder.resolve(name));
  }

  /**
   * The secret of that name.
   *
   * @throws PlainFailure if it is not here: a secret that others know the public key of is never
   *     made up in its place
   */
  public Hash32 secret(String name) {
    if (!holds(name)) {
      throw new PlainFailure(
          "The key "
              + name
              + " is not in "
              + folder
              + ": restore it from a backup, or start on the folder of the institution that has it.");
    }
    return read(folder.resolve(name));
  }

  /** The names of the secrets that are here. */
  SortedSet<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new PlainFailure("The folder " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The secret of that name, made on first use: by one thread, or what another one sealed meanwhile
   * could never be opened.
   */
  public synchronized Hash32 make(String name) {
    Path file = folder.resolve(name);
    if (holds(name)) return read(file);
    byte[] fresh = new byte[Hash32.BYTES];
    random.nextBytes(fresh);
    try {
      write(file, HexFormat.of().formatHex(fresh));
    } catch (IOException e) {
      throw new PlainFailure(
          "The key file " + file + " cannot be written: " + e.getMessage() + ".", e);
    }
    return Hash32.of(fresh);
  }

  private static Hash32 read(Path file) {
    try {
      return Hash32.of(HexFormat.of().parseHex(Files.readString(file).strip()));
    } catch (IOException | IllegalArgumentException e) {
      throw new PlainFailure(
          "The key file " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** Writes text to a file that the node's user alone can read. */
  public static void write(Path file, String text) throws IOException {
    Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "fresh", ".tmp");
    if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(fresh, OWNER_ONLY);
    }
    Files.writeString(fresh, text + "\n", StandardOpenOption.SYNC);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(fresh.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
