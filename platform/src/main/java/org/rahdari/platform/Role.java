package org.rahdari.platform;

import java.util.Locale;
import java.util.Optional;

/** What a person may do for an institution; somebody may have several. */
public enum Role {
  /** Sees what the institution sees. */
  READER("sees what the institution sees"),
  /** Prepares what another one has to approve. */
  OPERATOR("proposes what another person has to approve"),
  /** Approves or rejects what others proposed. */
  APPROVER("approves or rejects what another person proposed"),
  /** Keeps keys, members, programs and the API's clients. */
  ADMINISTRATOR("keeps keys, members, programs and clients of the API"),
  /** Sees who saw and did what. */
  AUDITOR("sees what the institution sees, and who saw and did what");

  private final String words;

  Role(String words) {
    this.words = words;
  }

  /** How the provider's claim names it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it means, in words. */
  public String words() {
    return words;
  }

  /** Its name in a language of the console. */
  String in(Texts text) {
    return text.of("role", "role", name());
  }

  /** As Spring Security keeps it. */
  String authority() {
    return "role:" + word();
  }

  /** The role of a word. */
  public static Optional<Role> of(String word) {
    for (Role each : values()) {
      if (each.word().equals(word)) return Optional.of(each);
    }
    return Optional.empty();
  }
}
