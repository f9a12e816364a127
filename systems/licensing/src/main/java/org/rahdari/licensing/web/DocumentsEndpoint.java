package org.rahdari.licensing.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.platform.Access;
import org.rahdari.platform.Institutions;
import org.rahdari.platform.Letter;
import org.rahdari.platform.Network;
import org.rahdari.platform.Problem;
import org.rahdari.platform.Right;
import org.rahdari.program.Party;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Documents in the vault over HTTP: they never reach the log, which has commitments to them. */
@RestController
public final class DocumentsEndpoint {
  private final DocumentDesk desk;
  private final Network network;
  private final Institutions institutions;

  public DocumentsEndpoint(DocumentDesk desk, Network network, Institutions institutions) {
    this.desk = desk;
    this.network = network;
    this.institutions = institutions;
  }

  /**
   * A document that is kept.
   *
   * @param commitment what an instruction bears of it: SHA-256 of 32 random bytes and the document
   */
  @Schema(name = "KeptDocument")
  public record KeptJson(String commitment, int bytes) {}

  @Operation(
      summary = "Keep a document for another institution",
      description =
          "It lies in your vault until an instruction of licensing with its commitment is in the ledger, and goes to the"
              + " addressee then.")
  @RequestBody(
      required = true,
      content = @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE))
  @ApiResponse(responseCode = "404", description = "no such institution (RFC 9457)")
  @ApiResponse(responseCode = "413", description = "more than 1 MiB (RFC 9457)")
  @Access(Right.PROPOSE)
  @PostMapping(
      path = "/v1/documents",
      consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  public KeptJson keep(
      HttpServletRequest request,
      Principal principal,
      @RequestParam String to,
      @RequestParam(required = false) @Nullable String about)
      throws IOException {
    Party addressee =
        network
            .party(to)
            .orElseThrow(
                () ->
                    new Problem(
                        HttpStatus.NOT_FOUND,
                        "institution-unknown",
                        "No institution of this network has the code " + to + "."));
    byte[] bytes = request.getInputStream().readNBytes(Letter.MESSAGE_BYTES_MAX + 1);
    if (bytes.length > Letter.MESSAGE_BYTES_MAX) {
      throw new Problem(
          HttpStatus.CONTENT_TOO_LARGE,
          "document-too-large",
          "A document has " + Letter.MESSAGE_BYTES_MAX + " bytes at most.");
    }
    if (bytes.length == 0) {
      throw new Problem(
          HttpStatus.UNPROCESSABLE_CONTENT, "document-empty", "The document is empty.");
    }
    Letter kept =
        desk.keep(
            institutions.of(principal),
            addressee,
            about == null ? null : Institutions.id(about),
            bytes);
    return new KeptJson(kept.commitment().toString(), bytes.length);
  }

  @Operation(
      summary = "A document by its commitment",
      description = "Of your vault: one that you keep, or that another institution has sent you.")
  @ApiResponse(responseCode = "404", description = "none of yours (RFC 9457)")
  @Access(Right.READ)
  @GetMapping(path = "/v1/documents/{commitment}")
  public ResponseEntity<byte[]> document(Principal principal, @PathVariable String commitment) {
    Letter found = desk.find(institutions.of(principal), hash(commitment));
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .header("Content-Disposition", "attachment; filename=\"" + commitment + "\"")
        .body(found.message());
  }

  private static Hash32 hash(String hex) {
    try {
      return Hash32.of(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      throw new Problem(
          HttpStatus.BAD_REQUEST, "commitment-malformed", "A commitment is 64 hexadecimal digits.");
    }
  }
}
