package org.rahdari.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A token of SoftHSM in a folder: the same interface as a module of hardware. */
final class SoftToken {
  static final String LABEL = "sbp";
  static final String PIN = "1234";

  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib64/softhsm/libsofthsm2.so"),
          Path.of("/opt/homebrew/lib/softhsm/libsofthsm2.so"));

  private final Path folder;

  private SoftToken(Path folder) {
    this.folder = folder;
  }

  /** A fresh one; the test is skipped, with a word, where SoftHSM is not installed. */
  static SoftToken make(Path folder) throws IOException, InterruptedException {
    String sentence = "Tokens are not tested: apt install softhsm2";
    if ("true".equals(System.getenv("RAHDARI_REQUIRE_TOKEN"))) {
      assertThat(installed()).as(sentence).isNotNull();
    }
    assumeTrue(installed() != null, sentence);
    Files.createDirectories(folder.resolve("tokens"));
    Path configuration = folder.resolve("softhsm2.conf");
    Files.writeString(
        configuration,
        "directories.tokendir = " + folder.resolve("tokens") + "\nobjectstore.backend = file\n");
    setEnvironment("SOFTHSM2_CONF", configuration.toString());
    ProcessBuilder tool =
        new ProcessBuilder(
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            LABEL,
            "--so-pin",
            "5678",
            "--pin",
            PIN);
    tool.environment().put("SOFTHSM2_CONF", configuration.toString());
    assertThat(tool.inheritIO().start().waitFor()).isZero();
    return new SoftToken(folder);
  }

  private static @Nullable Path installed() {
    return LIBRARIES.stream().filter(Files::exists).findFirst().orElse(null);
  }

  Path library() {
    Path library = installed();
    if (library == null) throw new IllegalStateException("SoftHSM is gone");
    return library;
  }

  /** Takes it out. */
  void unplug() throws IOException {
    Files.move(folder.resolve("tokens"), folder.resolve("out"));
    Files.createDirectory(folder.resolve("tokens"));
  }

  /** Puts it back. */
  void plug() throws IOException {
    Files.delete(folder.resolve("tokens"));
    Files.move(folder.resolve("out"), folder.resolve("tokens"));
  }

  /** Of this process, where the library looks. */
  private static void setEnvironment(String name, String value) {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      Object answer =
          linker
              .downcallHandle(
                  linker.defaultLookup().find("setenv").orElseThrow(),
                  FunctionDescriptor.of(
                      ValueLayout.JAVA_INT,
                      ValueLayout.ADDRESS,
                      ValueLayout.ADDRESS,
                      ValueLayout.JAVA_INT))
              .invokeWithArguments(
                  arena.allocateFrom(name, StandardCharsets.UTF_8),
                  arena.allocateFrom(value, StandardCharsets.UTF_8),
                  1);
      assertThat(answer).isEqualTo(0);
    } catch (Throwable e) {
      throw new IllegalStateException("the environment cannot be set", e);
    }
  }
}
