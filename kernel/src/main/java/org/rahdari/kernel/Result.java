package org.rahdari.kernel;

import java.nio.charset.StandardCharsets;
import org.rahdari.codec.Codec;
import org.rahdari.codec.Max;
import org.rahdari.outcome.Outcome;
import org.rahdari.outcome.Reason;

/**
 * What became of one item, as it stands beside the item in the leaf.
 *
 * @param accepted whether it took effect
 * @param reason the name of the one reason why not, empty when it did
 * @param amountMinor what a transfer moved or reserved, where it left that open (it balances, posts
 *     or voids); else 0
 */
public record Result(boolean accepted, @Max(REASON_BYTES_MAX) String reason, long amountMinor) {

  /** The length of a reason's name, in bytes of UTF-8, at most. */
  public static final int REASON_BYTES_MAX = 64;

  private static final Codec<Result> CODEC = Codec.of(Result.class);
  private static final Result ACCEPTED = new Result(true, "", 0);

  public Result {
    if (accepted != reason.isEmpty())
      throw new IllegalArgumentException("a reason belongs to a refusal, and only there");
    if (reason.getBytes(StandardCharsets.UTF_8).length > REASON_BYTES_MAX)
      throw new IllegalArgumentException("the reason's name is too long: " + reason);
  }

  /** Reads the binary form. */
  public static Result decode(byte[] bytes) {
    return CODEC.decode(bytes);
  }

  /** The binary form. */
  public byte[] encode() {
    return CODEC.encode(this);
  }

  /** That it took effect, and moved or reserved so much, where it had left that open. */
  static Result accepted(long amountMinor) {
    return amountMinor == 0 ? ACCEPTED : new Result(true, "", amountMinor);
  }

  static Result of(Outcome outcome) {
    Reason reason = outcome.reason();
    return reason == null ? ACCEPTED : new Result(false, reason.name(), 0);
  }
}
