package org.rahdari.platform;

import com.ibm.icu.util.ULocale;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The languages of the console. One is there when a file {@code messages/NAME_LANGUAGE.properties}
 * is, in the software or in the node's own folder of messages, whose sentences stand before those
 * of the software.
 */
public final class Languages {

  /** The cookie in which a person's choice is kept. */
  public static final String COOKIE = "language";

  private static final System.Logger LOG = System.getLogger(Languages.class.getName());
  private static final String ENGLISH = "en";
  private static final String ENDING = ".properties";
  private static final int FILE_BYTES_MAX = 1 << 20;

  private final Map<String, Texts> byTag;
  private final Texts english;

  private Languages(Map<String, Texts> byTag) {
    this.byTag = byTag;
    this.english = Objects.requireNonNull(byTag.get(ENGLISH));
  }

  /** Those of the software. */
  public static Languages ofSoftware() {
    return new Languages(texts(software()));
  }

  /** Those of the software and of a folder, which need not exist. */
  public static Languages with(Path folder) {
    Map<String, Map<String, String>> patterns = software();
    if (Files.isDirectory(folder)) own(folder, patterns);
    return new Languages(texts(patterns));
  }

  /** All of them, English first, the others by their names' tags. */
  public List<Texts> all() {
    return byTag.values().stream()
        .sorted(Comparator.comparing((Texts each) -> each != english).thenComparing(Texts::tag))
        .toList();
  }

  /** The language of a tag. */
  public Optional<Texts> of(String tag) {
    return Optional.ofNullable(byTag.get(tag));
  }

  /** What the person chose, or else what the browser asks for, or else English. */
  public Texts of(HttpServletRequest request) {
    return of(chosen(request), request.getHeader("Accept-Language"));
  }

  Texts of(@Nullable String chosen, @Nullable String acceptLanguage) {
    Texts own = chosen == null ? null : byTag.get(chosen);
    return own == null ? asked(acceptLanguage) : own;
  }

  private static @Nullable String chosen(HttpServletRequest request) {
    if (request.getCookies() == null) return null;
    for (Cookie cookie : request.getCookies()) {
      if (cookie.getName().equals(COOKIE)) return cookie.getValue();
    }
    return null;
  }

  private Texts asked(@Nullable String acceptLanguage) {
    if (acceptLanguage == null || acceptLanguage.isBlank()) return english;
    try {
      List<Locale.LanguageRange> wanted = Locale.LanguageRange.parse(acceptLanguage);
      String tag = Locale.lookupTag(wanted, byTag.keySet());
      return tag == null ? english : Objects.requireNonNull(byTag.get(tag));
    } catch (IllegalArgumentException e) {
      return english;
    }
  }

  // Reading

  private static Map<String, Map<String, String>> software() {
    Map<String, Map<String, String>> patterns = new TreeMap<>();
    try {
      Resource[] files =
          new PathMatchingResourcePatternResolver().getResources("classpath*:messages/*" + ENDING);
      for (Resource file : files) {
        try (InputStream in = file.getInputStream()) {
          add(String.valueOf(file.getFilename()), in, patterns);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the console's sentences cannot be read", e);
    }
    return patterns;
  }

  private static void own(Path folder, Map<String, Map<String, String>> patterns) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
      for (Path file : files) {
        if (Files.size(file) > FILE_BYTES_MAX) {
          throw new PlainFailure(file + " is larger than 1 MB, which no file of sentences is.");
        }
        try (InputStream in = Files.newInputStream(file)) {
          add(file.getFileName().toString(), in, patterns);
        }
      }
    } catch (IOException e) {
      throw new PlainFailure("The sentences in " + folder + " cannot be read: " + e.getMessage());
    }
  }

  /** Takes in a file of a language, which the end of its name says: {@code console_ur}. */
  private static void add(String file, InputStream in, Map<String, Map<String, String>> patterns)
      throws IOException {
    String name = file.substring(0, file.length() - ENDING.length());
    int end = name.indexOf('_');
    if (end < 1 || end == name.length() - 1) {
      LOG.log(System.Logger.Level.WARNING, "{0} names no language: NAME_LANGUAGE{1}", file, ENDING);
      return;
    }
    String tag = ULocale.forLanguageTag(name.substring(end + 1).replace('_', '-')).toLanguageTag();
    Properties read = new Properties();
    read.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    Map<String, String> ofTag = patterns.computeIfAbsent(tag, each -> new HashMap<>());
    for (String key : read.stringPropertyNames()) ofTag.put(key, read.getProperty(key));
  }

  private static Map<String, Texts> texts(Map<String, Map<String, String>> patterns) {
    Map<String, Texts.Sentence> english =
        sentences(ENGLISH, patterns.getOrDefault(ENGLISH, Map.of()));
    Map<String, Texts> byTag = new TreeMap<>();
    patterns.forEach(
        (tag, own) -> {
          Map<String, Texts.Sentence> sentences = new HashMap<>(english);
          if (!tag.equals(ENGLISH)) sentences.putAll(sentences(tag, own));
          byTag.put(tag, new Texts(ULocale.forLanguageTag(tag), sentences));
        });
    return byTag;
  }

  /** A sentence that is malformed is left out, and so comes in English. */
  private static Map<String, Texts.Sentence> sentences(String tag, Map<String, String> patterns) {
    Map<String, Texts.Sentence> sentences = new HashMap<>();
    patterns.forEach(
        (key, pattern) -> {
          try {
            sentences.put(key, Texts.Sentence.of(pattern, ULocale.forLanguageTag(tag)));
          } catch (IllegalArgumentException e) {
            LOG.log(
                System.Logger.Level.WARNING,
                "The sentence {0} in the language {1} is malformed: {2}",
                key,
                tag,
                e.getMessage());
          }
        });
    return sentences;
  }
}
