package org.rahdari.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantsTest {
  private static final Instant START = Instant.parse("2026-11-25T08:00:00Z");

  @TempDir private Path node;
  private Instant now = START;

  private Grants grants() {
    return new Grants(node, () -> now);
  }

  @Test
  void aGrantHoldsUntilItsTimeIsUp() {
    String header = grants().create("auditor", "the treasurer", 2);
    assertThat(header).matches("Authorization: Bearer grant/auditor\\.[0-9a-f]{64}");
    assertThat(grants().reader(header)).contains("grant/auditor");
    assertThat(grants().reader(header.substring("Authorization: Bearer ".length())))
        .contains("grant/auditor");
    now = START.plus(Duration.ofDays(2)).minusMillis(1);
    assertThat(grants().reader(header)).isPresent();
    assertThat(grants().isReader("grant/auditor")).isTrue();
    now = START.plus(Duration.ofDays(2));
    assertThat(grants().reader(header)).isEmpty();
    assertThat(grants().isReader("grant/auditor")).isFalse();
  }

  @Test
  void aRevokedOneEndsAtOnceAlsoForANodeThatRuns() {
    Grants running = grants();
    String header = grants().create("auditor", "the treasurer", 30);
    assertThat(running.reader(header)).isPresent();
    now = START.plusSeconds(5);
    assertThat(grants().revoke("auditor").revoked()).isEqualTo(now);
    assertThat(running.reader(header)).isEmpty();
    now = START.plusSeconds(9);
    assertThat(grants().revoke("auditor").revoked()).isEqualTo(START.plusSeconds(5));
  }

  @Test
  void theRecordSaysWhoWhenAndWhenUsedLast() {
    String header = grants().create("auditor", "the treasurer", 30);
    assertThat(grants().lastUsed("auditor")).isEmpty();
    Grants running = grants();
    now = START.plusSeconds(5);
    assertThat(running.reader(header)).isPresent();
    now = START.plusSeconds(20);
    assertThat(running.reader(header)).isPresent();
    assertThat(grants().lastUsed("auditor")).contains(START.plusSeconds(5));
    now = START.plusSeconds(65);
    assertThat(running.reader(header)).isPresent();
    assertThat(grants().lastUsed("auditor")).contains(START.plusSeconds(65));
    assertThat(grants().all())
        .singleElement()
        .satisfies(
            grant -> {
              assertThat(grant.by()).isEqualTo("the treasurer");
              assertThat(grant.since()).isEqualTo(START);
              assertThat(grant.until()).isEqualTo(START.plus(Duration.ofDays(30)));
              assertThat(grant.revoked()).isNull();
            });
  }

  @Test
  void theTokenIsNowhereInTheFolder() throws IOException {
    String header = grants().create("auditor", "the treasurer", 30);
    assertThat(grants().reader(header)).isPresent();
    String secret = header.substring(header.indexOf('.') + 1);
    try (Stream<Path> files = Files.walk(node)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.UTF_8)).doesNotContain(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void nobodyElseIsAReader() {
    String header = grants().create("auditor", "the treasurer", 30);
    String other = grants().create("other", "the treasurer", 30);
    String secret = other.substring(other.indexOf('.'));
    for (String wrong :
        List.of(
            "",
            "auditor",
            "grant/auditor",
            "grant/auditor.",
            "grant/auditor" + secret,
            "grant/nobody" + secret,
            "grant/../grants/auditor" + secret,
            "grant/" + secret,
            "auditor" + secret,
            header.substring(0, header.length() - 1),
            header + "0")) {
      assertThat(grants().reader(wrong)).as(wrong).isEmpty();
    }
    assertThat(grants().isReader("auditor")).isFalse();
    assertThat(grants().isReader("grant/../../genesis")).isFalse();
  }

  @Test
  void whatNoGrantCanBeIsRefused() {
    String long41 = "a".repeat(41);
    for (String name : List.of("", "a b", "../x", "a.b", "-a", long41)) {
      assertThatExceptionOfType(PlainFailure.class)
          .as(name)
          .isThrownBy(() -> grants().create(name, "the treasurer", 1));
      assertThatExceptionOfType(PlainFailure.class)
          .as(name)
          .isThrownBy(() -> grants().revoke(name));
    }
    for (int days : new int[] {-1, 0, Grants.DAYS_MAX + 1}) {
      assertThatExceptionOfType(PlainFailure.class)
          .isThrownBy(() -> grants().create("auditor", "the treasurer", days));
    }
    for (String by : List.of("", " ", "b".repeat(141))) {
      assertThatExceptionOfType(PlainFailure.class)
          .isThrownBy(() -> grants().create("auditor", by, 1));
    }
    assertThat(grants().all()).isEmpty();
    grants().create("a".repeat(40), "b".repeat(140), Grants.DAYS_MAX);
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> grants().create("a".repeat(40), "again", 1))
        .withMessageContaining("take another name");
  }
}
