package org.rahdari.platform;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.io.IOException;
import org.rahdari.replication.Replica;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a mirror needs: the genesis, which is public, and the log, for whoever has a token. */
@RestController
public final class LogEndpoint {

  /** An answer ends after the record that reaches this. */
  static final int BYTES_MAX = 2 << 20;

  private final Replica replica;
  private final Network network;

  public LogEndpoint(Replica replica, Network network) {
    this.replica = replica;
    this.network = network;
  }

  @Operation(
      summary = "What the network started from",
      description = "Canonical bytes, the same at every member; their SHA-256 names the network.")
  @GetMapping(path = "/genesis", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  public ResponseEntity<byte[]> genesis() {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache())
        .body(network.genesis().encode());
  }

  @Operation(
      summary = "Records of the log",
      description =
          "As they lie on disk, from a position on: what ./rahdari mirror copies and executes.")
  @GetMapping(path = "/v1/log", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  public byte[] records(
      @Parameter(description = "the position of the first, from 1") @RequestParam long from)
      throws IOException {
    if (from < 1) {
      throw new Problem(HttpStatus.BAD_REQUEST, "position-not-allowed", "Positions begin with 1.");
    }
    return replica.records(from, BYTES_MAX);
  }
}
