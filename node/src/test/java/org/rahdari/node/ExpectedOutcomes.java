package org.rahdari.node;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.NetworkDescription;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a set of messages is to come to; README.md beside our own set says how to write one.
 *
 * @param messages the folder with the messages, from this file's; absent: the same
 * @param network who takes part, in the form in which a network is founded
 * @param stories each on a ledger of its own
 */
record ExpectedOutcomes(
    @Nullable String messages, NetworkDescription network, List<Story> stories) {
  static final String FILE = "expected-outcomes.json";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** Messages in the order in which they are sent. */
  record Story(String name, List<Step> steps) {}

  /**
   * One message.
   *
   * @param file its name
   * @param sender the code of the party whose token comes with it
   * @param answer {@code ACSP}, {@code ACSC}, {@code RJCT}, {@code recorded}, {@code same}
   * @param then the status that it comes to, where it is a payment that was accepted
   * @param code of the rejection
   * @param element path of the offending element
   * @param rule that it breaks
   * @param sameAs the earlier message whose answer this one gets, to the byte
   * @param postings all the money that it moves
   */
  record Step(
      String file,
      String sender,
      String answer,
      @Nullable String then,
      @Nullable String code,
      @Nullable String element,
      @Nullable String rule,
      @Nullable String sameAs,
      List<Posting> postings) {
    Step {
      postings = postings == null ? List.of() : List.copyOf(postings);
    }
  }

  /** An amount in major units that leaves one party's free account and comes to another's. */
  record Posting(String from, String to, String asset, BigDecimal amount) {}

  static ExpectedOutcomes in(Path folder) throws IOException {
    return JSON.readValue(Files.readAllBytes(folder.resolve(FILE)), ExpectedOutcomes.class);
  }

  byte[] founding() {
    return JSON.writeValueAsBytes(network);
  }

  Path messagesFrom(Path folder) {
    return messages == null ? folder : folder.resolve(messages);
  }
}
