package org.rahdari.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;

/**
 * Where the PIN of a token's user is: never on a command line, which everybody on the machine can
 * see.
 *
 * @param file with it, or null
 * @param variable of the environment with it, or null
 */
record Pin(@Nullable Path file, @Nullable String variable) {
  private static final Set<PosixFilePermission> OF_OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  static Pin inFile(Path file) {
    return new Pin(file, null);
  }

  static Pin inVariable(@Nullable String variable) {
    return new Pin(null, variable);
  }

  /**
   * The PIN, for the reader to wipe.
   *
   * @throws PlainFailure if it is not there, or others than the owner can read it
   */
  byte[] read() {
    return file == null ? readVariable() : readFile(file, "PIN");
  }

  private byte[] readVariable() {
    String value = variable == null ? null : System.getenv(variable);
    if (value == null || value.isEmpty())
      throw new PlainFailure("The variable " + variable + " holds no PIN.");
    return value.getBytes(StandardCharsets.UTF_8);
  }

  /** What a file holds that only the node's user can read. */
  static byte[] readFile(Path file, String what) {
    try {
      boolean posix = Files.getFileStore(file).supportsFileAttributeView("posix");
      if (posix && !OF_OWNER.containsAll(Files.getPosixFilePermissions(file, new LinkOption[0]))) {
        throw new PlainFailure(
            "The file " + file + " with the " + what + " can be read by others: chmod 600 it.");
      }
      byte[] bytes = Files.readAllBytes(file);
      int length = bytes.length;
      while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) length--;
      if (length == 0) throw new PlainFailure("The file " + file + " holds no " + what + ".");
      byte[] pin = Arrays.copyOf(bytes, length);
      Arrays.fill(bytes, (byte) 0);
      return pin;
    } catch (IOException e) {
      throw new PlainFailure("The file " + file + " with the " + what + " cannot be read.", e);
    }
  }
}
