package org.rahdari.platform;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.program.PartyKey;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** An institution's signing keys over HTTP. */
@RestController
@Access(Right.READ)
public final class KeysEndpoint {

  /** The size of a request at most. */
  static final int BODY_BYTES_MAX = 1 << 10;

  private final KeyDesk desk;
  private final Institutions institutions;

  public KeysEndpoint(KeyDesk desk, Institutions institutions) {
    this.desk = desk;
    this.institutions = institutions;
  }

  /**
   * A signing key.
   *
   * @param number by which envelopes and receipts name it
   * @param publicKey Ed25519, in hexadecimal
   * @param since null for a key of the genesis
   * @param until null while it counts
   * @param held whether this node has its secret
   * @param signs whether this node signs with it
   */
  public record KeyJson(
      int number,
      String publicKey,
      @Nullable Instant since,
      @Nullable Instant until,
      boolean held,
      boolean signs) {

    static KeyJson of(KeyDesk.Listed listed) {
      PartyKey key = listed.key();
      return new KeyJson(
          key.number(),
          key.publicKey().toString(),
          key.addedAtMillis() == 0 ? null : Instant.ofEpochMilli(key.addedAtMillis()),
          OwnKeys.revoked(key) ? Instant.ofEpochMilli(key.revokedAtMillis()) : null,
          listed.held(),
          listed.signs());
    }
  }

  /** All keys of an institution, by number. */
  public record KeysJson(List<KeyJson> keys) {}

  /** A key that was made elsewhere. */
  @Schema(name = "NewKey")
  public record KeyRequest(
      @Schema(description = "Ed25519 (RFC 8032), 64 hexadecimal digits")
          @Nullable String publicKey) {

    Hash32 read(Fields fields) {
      String hex = fields.given("publicKey", publicKey);
      try {
        return Hash32.of(HexFormat.of().parseHex(hex));
      } catch (IllegalArgumentException e) {
        throw fields.wrong("publicKey", "it is 64 hexadecimal digits");
      }
    }
  }

  /**
   * How a key is to be revoked.
   *
   * @param signing whether it may be the one that this node signs with; left out, it may not
   */
  @Schema(name = "Revocation")
  public record RevocationRequest(@Nullable Boolean signing) {}

  @Operation(
      summary = "Your signing keys",
      description = "All that the ledger has ever known, by number.")
  @GetMapping("/v1/keys")
  public KeysJson keys(Principal principal) {
    return new KeysJson(desk.keys(institutions.of(principal)).stream().map(KeyJson::of).toList());
  }

  @Operation(
      summary = "Add a key that was made elsewhere",
      description =
          "The ledger gives effect to what it signs from then on. Needs the token for keys. Waits for finality; the same key again adds nothing.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = KeyRequest.class)))
  @ApiResponse(responseCode = "200", description = "the ledger has it")
  @ApiResponse(responseCode = "403", description = "the token is not the one for keys")
  @ApiResponse(responseCode = "422", description = "no key, or refused by the ledger (RFC 9457)")
  @Access(Right.KEYS)
  @PostMapping(path = "/v1/keys", consumes = MediaType.APPLICATION_JSON_VALUE)
  public KeyDesk.Changed add(HttpServletRequest request, Principal principal) throws IOException {
    Hash32 publicKey =
        JsonBody.of(request, BODY_BYTES_MAX).one(KeyRequest.class).read(new Fields(""));
    return desk.add(institutions.of(principal), publicKey);
  }

  @Operation(
      summary = "Make a key in the node and sign with it from then on",
      description =
          "The key before goes on counting until it is revoked. Needs the token for keys. Waits for finality.")
  @ApiResponse(responseCode = "200", description = "the node signs with it")
  @ApiResponse(responseCode = "403", description = "the token is not the one for keys")
  @ApiResponse(responseCode = "422", description = "refused by the ledger (RFC 9457)")
  @Access(Right.KEYS)
  @PostMapping("/v1/keys/rotation")
  public KeyDesk.Changed rotate(Principal principal) {
    return desk.rotate(institutions.of(principal));
  }

  @Operation(
      summary = "Revoke a key",
      description =
          "What it signs has no effect behind the instruction. Needs the token for keys. Waits for finality; revoking it again changes nothing.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = RevocationRequest.class)))
  @ApiResponse(responseCode = "200", description = "revoked")
  @ApiResponse(responseCode = "403", description = "the token is not the one for keys")
  @ApiResponse(
      responseCode = "422",
      description =
          "there is none of that number, it is the only one that counts, or this node signs with it (RFC 9457)")
  @Access(Right.KEYS)
  @PostMapping(path = "/v1/keys/{number}/revocation", consumes = MediaType.APPLICATION_JSON_VALUE)
  public KeyDesk.Changed revoke(
      HttpServletRequest request, Principal principal, @PathVariable int number)
      throws IOException {
    RevocationRequest how = JsonBody.of(request, BODY_BYTES_MAX).one(RevocationRequest.class);
    return desk.revoke(institutions.of(principal), number, Boolean.TRUE.equals(how.signing()));
  }
}
