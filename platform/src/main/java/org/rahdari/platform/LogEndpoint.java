package org.rahdari.platform;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.io.IOException;
import java.security.Principal;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a mirror needs: the genesis, which is public, and the log, for supervisors and grants. */
@RestController
@Access(Right.READ)
public final class LogEndpoint {

  /** An answer ends after the record that reaches this. */
  static final int BYTES_MAX = 2 << 20;

  private final Replica replica;
  private final Network network;
  private final Institutions institutions;

  public LogEndpoint(Replica replica, Network network, Institutions institutions) {
    this.replica = replica;
    this.network = network;
    this.institutions = institutions;
  }

  /** Everybody's instructions are in the log: it is for those who may see them all. */
  static void requireGrant(Network network, Party viewer) {
    if (network.supervises(viewer)) return;
    throw new Problem(
        HttpStatus.FORBIDDEN,
        "log-not-granted",
        "The whole log is for supervisors and for who has a grant of this node; members' nodes have it among themselves.");
  }

  @Operation(
      summary = "What the network started from",
      description = "Canonical bytes, the same at every member; their SHA-256 names the network.")
  @Access(Right.ANYONE)
  @GetMapping(path = "/genesis", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  public ResponseEntity<byte[]> genesis() {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache())
        .body(network.genesis().encode());
  }

  @Operation(
      summary = "Records of the log",
      description =
          "As they lie on disk, from a position on: what ./rahdari mirror copies and executes."
              + " For supervisors, and by a grant.")
  @GetMapping(path = "/v1/log", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  public byte[] records(
      Principal principal,
      @Parameter(description = "the position of the first, from 1") @RequestParam long from)
      throws IOException {
    requireGrant(network, institutions.of(principal));
    if (from < 1) {
      throw new Problem(HttpStatus.BAD_REQUEST, "position-not-allowed", "Positions begin with 1.");
    }
    return replica.records(from, BYTES_MAX);
  }
}
