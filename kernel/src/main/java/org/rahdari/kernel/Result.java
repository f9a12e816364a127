package org.rahdari.kernel;

import org.rahdari.codec.Codec;
import org.rahdari.codec.Max;
import org.rahdari.outcome.Outcome;
import org.rahdari.outcome.Reason;

/**
 * What became of one item, as it stands beside the item in the leaf.
 *
 * @param accepted whether it took effect
 * @param reason the name of the one reason why not, empty when it did
 */
public record Result(boolean accepted, @Max(64) String reason) {
  private static final Codec<Result> CODEC = Codec.of(Result.class);

  /** Reads the binary form. */
  public static Result decode(byte[] bytes) {
    return CODEC.decode(bytes);
  }

  /** The binary form. */
  public byte[] encode() {
    return CODEC.encode(this);
  }

  static Result of(Outcome outcome) {
    Reason reason = outcome.reason();
    return reason == null ? new Result(true, "") : new Result(false, reason.name());
  }
}
