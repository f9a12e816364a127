package org.rahdari.platform;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.io.IOException;
import java.security.Principal;
import org.rahdari.codec.Id;
import org.rahdari.history.Found;
import org.rahdari.history.Line;
import org.rahdari.history.Refused;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What proves a transfer, over HTTP. */
@RestController
@Access(Right.READ)
public final class TransferReceiptEndpoint {
  private final HistoryReader history;
  private final Institutions institutions;

  public TransferReceiptEndpoint(HistoryReader history, Institutions institutions) {
    this.history = history;
    this.institutions = institutions;
  }

  @Operation(
      summary = "A transfer's receipt",
      description =
          "A C2SP tlog-proof of the item that entered it, or was refused, against the newest signed checkpoint. It"
              + " verifies offline: ./rahdari verify FILE --policy FILE.")
  @GetMapping(path = "/v1/transfers/{id}/receipt", produces = MediaType.TEXT_PLAIN_VALUE)
  public ResponseEntity<byte[]> receipt(
      Principal principal,
      @PathVariable String id,
      @Parameter(description = "of what posted, voided or expired it instead")
          @RequestParam(defaultValue = "false")
          boolean end)
      throws IOException {
    Id transfer = Institutions.id(id);
    byte[] receipt =
        switch (history.transfer(institutions.of(principal), transfer)) {
          case Refused refused -> history.receipt(refused.leaf(), refused.item());
          case Found.Taken taken -> receipt(taken, end);
        };
    return ResponseEntity.ok()
        .header("Content-Disposition", "inline; filename=\"" + transfer + ".tlog-proof\"")
        .contentType(MediaType.TEXT_PLAIN)
        .body(receipt);
  }

  private byte[] receipt(Found.Taken taken, boolean end) throws IOException {
    Line line = end ? taken.end() : taken.line();
    if (line == null) {
      throw new Problem(
          HttpStatus.CONFLICT, "transfer-not-ended", "Nothing has ended the transfer yet.");
    }
    return history.receipt(line.leaf(), line.item());
  }
}
