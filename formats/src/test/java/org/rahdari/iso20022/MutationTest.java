package org.rahdari.iso20022;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Thousands of small damages to good messages: always a decided answer, and never one that we could
 * not send.
 */
final class MutationTest {
  private static final int CASES = 6_000;
  private static final List<String> MESSAGES =
      List.of(
          Samples.DOMESTIC,
          Samples.CROSS_BORDER,
          Samples.RETURN,
          Samples.REQUEST,
          Samples.RESOLUTION,
          Samples.REPORT);
  private static final List<String> SPLINTERS =
      List.of(
          "<",
          ">",
          "</",
          "&",
          "&#x0;",
          "]]>",
          "<![CDATA[",
          "\"",
          " ",
          "\0",
          "-",
          "9",
          "0.00",
          "é",
          "<Nm/>",
          "\uD83D\uDE00");

  private enum Answer {
    READ,
    REJECTED,
    UNREADABLE
  }

  @Test
  void everyMutationIsDecided() {
    Random random = new Random(8_601);
    Map<Answer, Integer> answers = new EnumMap<>(Answer.class);
    for (int i = 0; i < CASES; i++) {
      String message = MESSAGES.get(random.nextInt(MESSAGES.size()));
      Reading reading = Iso20022.read(mutate(message, random));
      answers.merge(decided(reading), 1, Integer::sum);
    }
    assertThat(answers).containsKeys(Answer.values());
    assertThat(answers.get(Answer.REJECTED)).isGreaterThan(CASES / 10);
  }

  private static Answer decided(Reading reading) {
    return switch (reading) {
      case Message _ -> Answer.READ;
      case Unreadable why -> {
        assertThat(why.line()).isPositive();
        assertThat(why.column()).isPositive();
        yield Answer.UNREADABLE;
      }
      case Rejected why -> {
        assertThat(why.path()).startsWith("/Document");
        assertThat(why.reasonCode()).matches("[A-Z0-9]{4}");
        assertNotEquals("", why.rule());
        StatusReportWriter.write(StatusReport.rejecting(why, "ANSWER", "2026-01-01T00:00:00Z"));
        yield Answer.REJECTED;
      }
    };
  }

  private static byte[] mutate(String message, Random random) {
    int at = random.nextInt(message.length());
    int to = Math.min(message.length(), at + random.nextInt(40));
    String mutated =
        switch (random.nextInt(6)) {
          case 0 -> message.substring(0, at) + message.substring(to);
          case 1 -> message.substring(0, to) + message.substring(at);
          case 2 ->
              message.substring(0, at)
                  + SPLINTERS.get(random.nextInt(SPLINTERS.size()))
                  + message.substring(at);
          case 3 -> withoutElement(message, random);
          case 4 -> withValue(message, random);
          default -> swapped(message, random);
        };
    byte[] bytes = mutated.getBytes(UTF_8);
    if (random.nextInt(10) == 0)
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private static String withoutElement(String message, Random random) {
    List<String> leaves = leaves(message);
    return message.replace(leaves.get(random.nextInt(leaves.size())), "");
  }

  private static String withValue(String message, Random random) {
    List<String> leaves = leaves(message);
    String leaf = leaves.get(random.nextInt(leaves.size()));
    String other = leaves.get(random.nextInt(leaves.size()));
    String value = other.substring(other.indexOf('>') + 1, other.lastIndexOf('<'));
    return message.replace(
        leaf,
        leaf.substring(0, leaf.indexOf('>') + 1) + value + leaf.substring(leaf.lastIndexOf('<')));
  }

  private static String swapped(String message, Random random) {
    List<String> leaves = leaves(message);
    String one = leaves.get(random.nextInt(leaves.size()));
    String other = leaves.get(random.nextInt(leaves.size()));
    return message.replace(one, "@").replace(other, one).replace("@", other);
  }

  private static List<String> leaves(String message) {
    return java.util.regex.Pattern.compile("<([A-Za-z0-9]+)[^<>/]*>[^<>]*</\\1>")
        .matcher(message)
        .results()
        .map(java.util.regex.MatchResult::group)
        .toList();
  }
}
