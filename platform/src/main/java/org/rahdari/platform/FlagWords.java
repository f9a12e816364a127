package org.rahdari.platform;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.TransferFlag;

/** The flags of the ledger as the API writes them: words for bits. */
public final class FlagWords {

  /** What a transfer may say of itself. */
  public static final FlagWords OF_TRANSFERS =
      new FlagWords()
          .with("linked", TransferFlag.LINKED)
          .with("pending", TransferFlag.PENDING)
          .with("post", TransferFlag.POST_PENDING)
          .with("void", TransferFlag.VOID_PENDING)
          .with("balancingDebit", TransferFlag.BALANCING_DEBIT)
          .with("balancingCredit", TransferFlag.BALANCING_CREDIT)
          .with("closingDebit", TransferFlag.CLOSING_DEBIT)
          .with("closingCredit", TransferFlag.CLOSING_CREDIT);

  /** What who opens an account may choose. */
  public static final FlagWords OF_NEW_ACCOUNTS =
      new FlagWords()
          .with("debitsMustNotExceedCredits", AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS)
          .with("creditsMustNotExceedDebits", AccountFlag.CREDITS_MUST_NOT_EXCEED_DEBITS);

  private final Map<String, Integer> flags = new LinkedHashMap<>();

  private FlagWords() {}

  private FlagWords with(String word, int flag) {
    flags.put(word, flag);
    return this;
  }

  /** All words. */
  public Set<String> all() {
    return flags.keySet();
  }

  /** The bit of a word, 0 where it is none of these. */
  public int flag(@Nullable String word) {
    return flags.getOrDefault(word, 0);
  }

  /** All bits. */
  public int mask() {
    return flags.values().stream().reduce(0, (one, other) -> one | other);
  }

  /** The words of the bits that are set. */
  public List<String> of(int bits) {
    return flags.entrySet().stream()
        .filter(each -> (bits & each.getValue()) != 0)
        .map(Map.Entry::getKey)
        .toList();
  }
}
