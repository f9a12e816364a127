package org.rahdari.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.history.Line;

/**
 * A movement of money over HTTP. Amounts are minor units as text, since many readers of JSON round
 * what passes 53 bits.
 *
 * @param number its place among all movements of the network
 * @param leaf that proves it, at its item
 * @param isFinal whether a quorum has signed a checkpoint over the leaf
 * @param id of the transfer; absent where the time of a pending one ran out
 * @param amountMinor what moved, was reserved, or was given back
 * @param releasedMinor what had been reserved and no longer is
 * @param pendingId what it ended
 * @param program that made it; absent where an institution wrote it itself
 * @param signer absent of a timer
 */
@Schema(name = "Movement")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MovementJson(
    long number,
    Instant time,
    long position,
    long leaf,
    int item,
    boolean isFinal,
    @Nullable String id,
    Line.Kind kind,
    String debit,
    String credit,
    String amountMinor,
    @Nullable String releasedMinor,
    @Nullable String pendingId,
    @Nullable Integer timeoutSeconds,
    @Nullable Integer code,
    @Nullable String userData128,
    @Nullable String userData64,
    @Nullable Integer userData32,
    @Nullable String program,
    @Nullable String signer) {

  static MovementJson of(Line line, Network network, boolean isFinal) {
    return new MovementJson(
        line.number(),
        Instant.ofEpochMilli(line.timeMillis()),
        line.position(),
        line.leaf(),
        line.item(),
        isFinal,
        text(line.transfer()),
        line.kind(),
        line.debitAccount().toString(),
        line.creditAccount().toString(),
        Long.toString(line.amountMinor()),
        text(line.releasedMinor()),
        text(line.pendingId()),
        number(line.timeoutSeconds()),
        number(line.code()),
        text(line.userData128()),
        text(line.userData64()),
        number(line.userData32()),
        line.program() == 0 ? null : network.program(line.program()),
        line.party() == 0 ? null : network.code(line.party()));
  }

  private static @Nullable String text(Id id) {
    return id.isNone() ? null : id.toString();
  }

  private static @Nullable String text(long number) {
    return number == 0 ? null : Long.toString(number);
  }

  private static @Nullable Integer number(int number) {
    return number == 0 ? null : number;
  }
}
