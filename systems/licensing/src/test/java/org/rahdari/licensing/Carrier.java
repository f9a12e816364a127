package org.rahdari.licensing;

import java.util.List;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;
import org.rahdari.program.Kind;
import org.rahdari.program.Program;
import org.rahdari.program.Registry;

/** Another program that moves firms' money, as payments do: it knows nothing of licences. */
final class Carrier {
  static final int NUMBER = 90;
  static final Program PROGRAM = new Program(NUMBER, "carrier", 1, Carrier::new);

  /** Moves money of the signer at once. */
  @Kind(1)
  record Carry(Id id, Id from, Id to, long amountMinor) {}

  /** Keeps it for the receiver first. */
  @Kind(2)
  record Reserve(Id id, Id from, Id to, long amountMinor) {}

  /** Moves what was kept. */
  @Kind(3)
  record Complete(Id id, Id reserved) {}

  private Carrier(Registry registry) {
    registry.on(
        Carry.class,
        (carry, ctx) ->
            ctx.transfer(
                List.of(
                    Transfer.posted(carry.id(), carry.from(), carry.to(), carry.amountMinor()))));
    registry.on(
        Reserve.class,
        (reserve, ctx) ->
            ctx.transfer(
                List.of(
                    Transfer.pending(
                        reserve.id(), reserve.from(), reserve.to(), reserve.amountMinor(), 0))));
    registry.on(
        Complete.class,
        (complete, ctx) ->
            ctx.transfer(
                List.of(Transfer.post(complete.id(), complete.reserved(), Transfer.AMOUNT_ALL))));
  }
}
