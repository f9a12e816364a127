package org.rahdari.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Core.OpenAccount;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.LedgerRefusal;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Opens accounts over HTTP. */
@RestController
@Access(Right.ENTER)
public final class OpenAccountEndpoint {

  /** The size of a request at most. */
  static final int BODY_BYTES_MAX = 4 << 10;

  private final Orders orders;
  private final Replica replica;
  private final Network network;
  private final Institutions institutions;
  private final Ids ids;
  private final FinalReceipts receipts;

  public OpenAccountEndpoint(
      Orders orders, Replica replica, Network network, Institutions institutions, Ids ids) {
    this.orders = orders;
    this.replica = replica;
    this.network = network;
    this.institutions = institutions;
    this.ids = ids;
    this.receipts = new FinalReceipts(replica);
  }

  /** An account that is to be opened. */
  @Schema(name = "NewAccount")
  public record AccountRequest(
      @Schema(
              format = "uuid",
              description =
                  "of yours, by which a repeat is known; left out, the node makes one and says it")
          @Nullable String id,
      @Schema(example = "PKR") @Nullable String asset,
      @ArraySchema(
              schema =
                  @Schema(
                      allowableValues = {
                        "debitsMustNotExceedCredits",
                        "creditsMustNotExceedDebits"
                      },
                      description =
                          "at most one; whoever does not issue the asset says debitsMustNotExceedCredits"))
          @Nullable List<@Nullable String> flags,
      @Schema(description = "a number of your own, for your books") @Nullable Integer code,
      @Schema(format = "uuid", description = "your own reference") @Nullable String userData128,
      @Schema(description = "your own reference, 64 bits, as text") @Nullable String userData64,
      @Schema(description = "your own reference") @Nullable Integer userData32) {

    OpenAccount read(Fields fields, Network network, Ids ids) {
      Asset kept =
          network
              .asset(fields.given("asset", asset))
              .orElseThrow(() -> fields.wrong("asset", "this network has no asset " + asset));
      return new OpenAccount(
          id == null ? ids.next() : fields.id("id", id),
          kept.number(),
          code == null ? 0 : code,
          fields.flags("flags", FlagWords.OF_NEW_ACCOUNTS, flags),
          fields.idOrNone("userData128", userData128),
          fields.number("userData64", userData64),
          userData32 == null ? 0 : userData32);
    }
  }

  /**
   * An open account, and where its opening is proven: that is absent where it was open before.
   *
   * @param isFinal whether a quorum has signed a checkpoint over the leaf
   * @param receipt a C2SP tlog-proof, where the request waited for it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OpenedAccount(
      String id,
      Instant openedAt,
      @Nullable Long position,
      @Nullable Long leaf,
      @Nullable Integer item,
      @Nullable Boolean isFinal,
      @Nullable String receipt) {}

  @Operation(
      summary = "Open an account of yours",
      description =
          "An account keeps one asset. The same again under the same id opens nothing and answers 200.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = AccountRequest.class)))
  @ApiResponse(responseCode = "201", description = "opened, durably")
  @ApiResponse(responseCode = "200", description = "it was opened before, just so")
  @ApiResponse(responseCode = "400", description = "not the JSON of an account (RFC 9457)")
  @ApiResponse(
      responseCode = "422",
      description =
          "a field that no account can have; or refused by the ledger, with its reason (RFC 9457)")
  @PostMapping(
      path = "/v1/accounts",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
  public ResponseEntity<OpenedAccount> open(
      HttpServletRequest request,
      Principal principal,
      @RequestParam(defaultValue = "executed") String wait)
      throws IOException {
    Party owner = institutions.of(principal);
    boolean receiptWanted = FinalReceipts.wanted(wait);
    OpenAccount open =
        JsonBody.of(request, BODY_BYTES_MAX)
            .one(AccountRequest.class)
            .read(new Fields(""), network, ids);

    Account before = account(open.id());
    if (before != null && same(before, open, owner)) return ResponseEntity.ok(opened(before));
    Orders.Done done = ordered(owner, open);
    if (done.result().accepted()) {
      return ResponseEntity.status(HttpStatus.CREATED).body(opened(open.id(), done, receiptWanted));
    }
    Account meanwhile = account(open.id());
    boolean twice = done.result().reason().equals(LedgerRefusal.ACCOUNT_EXISTS.name());
    if (twice && meanwhile != null && same(meanwhile, open, owner)) {
      return ResponseEntity.ok(opened(meanwhile));
    }
    throw refused(done);
  }

  /**
   * What cannot be said yet is asked for again under the same id, which the node may have chosen.
   */
  private Orders.Done ordered(Party owner, OpenAccount open) {
    try {
      return orders.order(owner, open);
    } catch (Problem problem) {
      problem.getBody().setProperty("id", open.id().toString());
      throw problem;
    }
  }

  private @Nullable Account account(Id id) {
    return replica
        .read(kernel -> java.util.Optional.ofNullable(kernel.ledger().account(id)))
        .orElse(null);
  }

  /** Whether the account is what was asked for; what it has gone through since does not count. */
  private static boolean same(Account account, OpenAccount open, Party owner) {
    return account.party() == owner.number()
        && account.program() == 0
        && account.asset() == open.asset()
        && account.code() == open.code()
        && (account.flags() & FlagWords.OF_NEW_ACCOUNTS.mask()) == open.flags()
        && account.userData128().equals(open.userData128())
        && account.userData64() == open.userData64()
        && account.userData32() == open.userData32();
  }

  private static OpenedAccount opened(Account account) {
    return new OpenedAccount(
        account.id().toString(),
        Instant.ofEpochMilli(account.openedAtMillis()),
        null,
        null,
        null,
        null,
        null);
  }

  private OpenedAccount opened(Id id, Orders.Done done, boolean receiptWanted) throws IOException {
    boolean isFinal = receiptWanted ? receipts.await(done.leaf()) : receipts.isFinal(done.leaf());
    return new OpenedAccount(
        id.toString(),
        Instant.ofEpochMilli(done.timeMillis()),
        done.position(),
        done.leaf(),
        0,
        isFinal,
        receiptWanted && isFinal ? receipts.receipt(done.leaf(), 0) : null);
  }

  private static Problem refused(Orders.Done done) {
    Problem problem =
        new Problem(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "account-refused",
            "The ledger refused the account: " + done.result().reason() + ".");
    problem.getBody().setProperty("reason", done.result().reason());
    problem.getBody().setProperty("leaf", done.leaf());
    return problem;
  }
}
