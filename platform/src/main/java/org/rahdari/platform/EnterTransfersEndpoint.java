package org.rahdari.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Result;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Takes transfers over HTTP. */
@RestController
@Access(Right.ENTER)
public final class EnterTransfersEndpoint {

  /** The size of a request at most: that of as many transfers as an envelope holds. */
  static final int BODY_BYTES_MAX = 4 << 20;

  /** Transfers whose receipts one request may wait for. */
  static final int RECEIPTS_MAX = 100;

  private final TransferDesks desks;
  private final Institutions institutions;
  private final Ids ids;
  private final FinalReceipts receipts;

  public EnterTransfersEndpoint(
      TransferDesks desks, Institutions institutions, Ids ids, Replica replica) {
    this.desks = desks;
    this.institutions = institutions;
    this.ids = ids;
    this.receipts = new FinalReceipts(replica);
  }

  /**
   * What became of a transfer.
   *
   * @param amountMinor what it moved, reserved, posted or gave back; absent where it was refused
   * @param reason the one reason why it was refused; absent where it was accepted
   * @param receipt a C2SP tlog-proof, where the request waited for it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record EnteredTransfer(
      String id,
      boolean accepted,
      @Nullable String amountMinor,
      @Nullable String reason,
      int item,
      @Nullable String receipt) {}

  /**
   * What became of the transfers, in order.
   *
   * @param position of the entry of the log
   * @param time ledger time
   * @param leaf that proves them, each at its item
   * @param isFinal whether a quorum has signed a checkpoint over the leaf
   */
  public record EnteredTransfers(
      List<EnteredTransfer> transfers, long position, Instant time, long leaf, boolean isFinal) {}

  @Operation(
      summary = "Enter transfers",
      description =
          "One transfer, or a list of up to "
              + Kernel.ITEMS_PER_ENVELOPE_MAX
              + ". A list is entered in order, with nothing of anybody else's between; each stands for itself, except"
              + " that a linked one and the next happen together or not at all. Only accounts of your own can be"
              + " debited. Each is accepted, or refused with one reason, and either is proven. The same transfer under"
              + " the same id again is answered as before and moves nothing.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              array = @ArraySchema(schema = @Schema(implementation = TransferRequest.class))))
  @ApiResponse(responseCode = "200", description = "executed, durably: what became of each")
  @ApiResponse(responseCode = "400", description = "not the JSON of transfers (RFC 9457)")
  @ApiResponse(responseCode = "413", description = "too many bytes or transfers (RFC 9457)")
  @ApiResponse(
      responseCode = "422",
      description = "a field that no transfer can have, named by its pointer (RFC 9457)")
  @ApiResponse(
      responseCode = "503",
      description = "not taken now; send the same under the same ids again (RFC 9457)")
  @ApiResponse(
      responseCode = "504",
      description = "not known yet; send the same under the same ids again (RFC 9457)")
  @PostMapping(
      path = "/v1/transfers",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
  public EnteredTransfers enter(
      HttpServletRequest request,
      Principal principal,
      @Parameter(
              description =
                  "executed answers once the transfers are in the log, durably; final waits for the quorum's signature"
                      + " and brings the receipts of up to "
                      + RECEIPTS_MAX)
          @RequestParam(defaultValue = "executed")
          String wait)
      throws IOException {
    Party signer = institutions.of(principal);
    boolean receiptsWanted = FinalReceipts.wanted(wait);
    JsonBody body = JsonBody.of(request, BODY_BYTES_MAX);
    List<TransferRequest> asked = body.oneOrMore(TransferRequest.class);
    requireAtMost(asked, receiptsWanted ? RECEIPTS_MAX : Kernel.ITEMS_PER_ENVELOPE_MAX);
    List<Transfer> transfers = transfers(asked, body.isList());

    Transferred.Executed executed = desks.enter(signer, transfers);
    boolean isFinal =
        receiptsWanted ? receipts.await(executed.leaf()) : receipts.isFinal(executed.leaf());
    return answer(transfers, executed, isFinal, receiptsWanted && isFinal);
  }

  private static void requireAtMost(List<TransferRequest> asked, int max) {
    if (asked.size() <= max) return;
    throw new Problem(
        HttpStatus.CONTENT_TOO_LARGE,
        "too-many-transfers",
        "A request like this has " + max + " transfers at most.");
  }

  private List<Transfer> transfers(List<TransferRequest> asked, boolean list) {
    if (asked.isEmpty()) {
      throw new Problem(
          HttpStatus.UNPROCESSABLE_CONTENT, "no-transfers", "The list has no transfer.");
    }
    List<Transfer> transfers = new ArrayList<>(asked.size());
    for (TransferRequest each : asked) {
      transfers.add(each.read(new Fields(list ? "/" + transfers.size() : ""), ids));
    }
    if (!transfers.getLast().has(TransferFlag.LINKED)) return transfers;
    throw new Fields(list ? "/" + (transfers.size() - 1) : "")
        .wrong("flags", "the last transfer is linked to none");
  }

  private EnteredTransfers answer(
      List<Transfer> transfers, Transferred.Executed executed, boolean isFinal, boolean proven)
      throws IOException {
    List<EnteredTransfer> entered = new ArrayList<>(transfers.size());
    for (Transfer each : transfers) {
      Result result = executed.results().get(entered.size());
      int item = executed.item() + entered.size();
      entered.add(
          new EnteredTransfer(
              each.id().toString(),
              result.accepted(),
              result.accepted() ? String.valueOf(amountMinor(each, result)) : null,
              result.accepted() ? null : result.reason(),
              item,
              proven ? receipts.receipt(executed.leaf(), item) : null));
    }
    return new EnteredTransfers(
        entered,
        executed.position(),
        Instant.ofEpochMilli(executed.timeMillis()),
        executed.leaf(),
        isFinal);
  }

  private static long amountMinor(Transfer transfer, Result result) {
    return TransferRequest.leavesAmountOpen(transfer.flags())
        ? result.amountMinor()
        : transfer.amountMinor();
  }
}
