package org.rahdari.platform;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;

/**
 * A transfer as the API takes it. It is refused here when it cannot be written as one; whatever the
 * ledger can judge, the ledger judges, so that a receipt proves the reason.
 */
@Schema(name = "Transfer")
public record TransferRequest(
    @Schema(
            format = "uuid",
            example = "01981b6e-9a00-7c3d-8e4f-1a2b3c4d5e6f",
            description =
                "a UUID of version 7 of yours, by which a repeat is known; left out, the node makes one and says it")
        @Nullable String id,
    @Schema(
            format = "uuid",
            description = "the account that gives; a post or void may leave it out")
        @Nullable String debit,
    @Schema(
            format = "uuid",
            description = "the account that receives; a post or void may leave it out")
        @Nullable String credit,
    @Schema(
            example = "125000",
            description =
                "minor units of the asset, as text; a post, a void or a balancing transfer may leave it out, and means all")
        @Nullable String amountMinor,
    @ArraySchema(
            schema =
                @Schema(
                    allowableValues = {
                      "linked",
                      "pending",
                      "post",
                      "void",
                      "balancingDebit",
                      "balancingCredit",
                      "closingDebit",
                      "closingCredit"
                    }))
        @Nullable List<@Nullable String> flags,
    @Schema(format = "uuid", description = "what a post or void ends") @Nullable String pendingId,
    @Schema(description = "after which a pending transfer voids itself; 0 for never")
        @Nullable Integer timeoutSeconds,
    @Schema(description = "your own reason code") @Nullable Integer code,
    @Schema(format = "uuid", description = "your own reference") @Nullable String userData128,
    @Schema(description = "your own reference, 64 bits, as text") @Nullable String userData64,
    @Schema(description = "your own reference") @Nullable Integer userData32) {

  private static final int SECOND = TransferFlag.POST_PENDING | TransferFlag.VOID_PENDING;
  private static final int BALANCING = TransferFlag.BALANCING_DEBIT | TransferFlag.BALANCING_CREDIT;

  /**
   * The transfer.
   *
   * @throws Problem if a field cannot be read, or misses
   */
  Transfer read(Fields fields, Ids ids) {
    int bits = fields.flags("flags", FlagWords.OF_TRANSFERS, flags);
    boolean second = (bits & SECOND) != 0;
    return new Transfer(
        id == null ? ids.next() : fields.id("id", id),
        second ? fields.idOrNone("debit", debit) : fields.id("debit", debit),
        second ? fields.idOrNone("credit", credit) : fields.id("credit", credit),
        fields.idOrNone("pendingId", pendingId),
        fields.idOrNone("userData128", userData128),
        fields.number("userData64", userData64),
        amountMinor(fields, bits),
        orZero(timeoutSeconds),
        orZero(code),
        bits,
        orZero(userData32));
  }

  private long amountMinor(Fields fields, int bits) {
    if (amountMinor != null) return fields.minor("amountMinor", amountMinor);
    if ((bits & TransferFlag.VOID_PENDING) != 0) return 0;
    if (leavesAmountOpen(bits)) return Transfer.AMOUNT_ALL;
    return fields.given("amountMinor", null);
  }

  /** Whether only the ledger knows how much it moves. */
  static boolean leavesAmountOpen(int bits) {
    return (bits & (SECOND | BALANCING)) != 0;
  }

  private static int orZero(@Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
