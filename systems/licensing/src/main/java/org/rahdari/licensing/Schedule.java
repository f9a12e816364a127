package org.rahdari.licensing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.codec.Max;

/**
 * A version of what the law's schedules say: categories, fees and times. An application stands
 * under the one that was in force when it was filed.
 *
 * @param number from 1
 * @param authority the party whose it is
 * @param feeAsset in which fees are owed
 * @param feeAccount the authority's, which they are paid to
 * @param clockDays for a decision, not counting the time for which a question was open
 * @param answerDays for an answer to a question
 * @param opinionDays for an opinion of another authority
 * @param appealDays for an appeal against a decision
 * @param returnDays for a report, after the end of its period
 * @param paymentDays for a charge
 * @param lateFeeMinor for a report that is late
 * @param disclosureBps from how many ten-thousandths on a beneficial owner is shown
 * @param text SHA-256 of the law's text
 * @param fromMillis ledger time at which it was adopted
 */
public record Schedule(
    int number,
    int authority,
    int feeAsset,
    Id feeAccount,
    int clockDays,
    int answerDays,
    int opinionDays,
    int appealDays,
    int returnDays,
    int paymentDays,
    long lateFeeMinor,
    int disclosureBps,
    @Max(32) List<Category> categories,
    Hash32 text,
    long fromMillis) {

  /** The category of that code, or null. */
  public @Nullable Category category(String code) {
    for (Category each : categories) if (each.code().equals(code)) return each;
    return null;
  }
}
