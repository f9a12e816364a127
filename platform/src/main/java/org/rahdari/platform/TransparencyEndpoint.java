package org.rahdari.platform;

import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Catalogue;
import org.rahdari.replication.Replica;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Receipt;
import org.rahdari.transparency.TileLog;
import org.rahdari.transparency.TilePaths;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The transparency log for everyone, in the C2SP forms: checkpoint, tiles, and the check of a
 * receipt.
 */
@RestController
@Access(Right.ANYONE)
public final class TransparencyEndpoint {
  private static final int TILE_HEIGHT = 8;

  private final Replica replica;
  private final Network network;
  private final Institutions institutions;
  private final ReceiptReader receipts;

  public TransparencyEndpoint(
      Replica replica, Network network, Institutions institutions, Catalogue catalogue) {
    this.replica = replica;
    this.network = network;
    this.institutions = institutions;
    this.receipts = new ReceiptReader(replica::policies, catalogue);
  }

  /** What a receipt proves, or the sentence that says why it proves nothing. */
  public record ReceiptJson(
      boolean verified,
      String sentence,
      @Nullable String finality,
      @Nullable Long leaf,
      @Nullable Integer item,
      @Nullable Long position,
      @Nullable String time,
      @Nullable String instruction,
      @Nullable String result,
      List<String> signedBy,
      List<String> witnessedBy) {}

  @Operation(
      summary = "The newest signed checkpoint",
      description = "A C2SP signed note (tlog-checkpoint).")
  @GetMapping(path = "/checkpoint", produces = MediaType.TEXT_PLAIN_VALUE)
  public ResponseEntity<byte[]> checkpoint() {
    return note(replica.checkpoint(), "no-checkpoint", "Nothing has been signed yet.");
  }

  @Operation(
      summary = "The newest checkpoint that a witness has cosigned",
      description =
          "Like /checkpoint, and at most as new: cosignatures come some time after finality.")
  @GetMapping(path = "/checkpoint/witnessed", produces = MediaType.TEXT_PLAIN_VALUE)
  public ResponseEntity<byte[]> witnessed() {
    return note(
        replica.witnessed(), "not-witnessed", "No witness has cosigned a checkpoint of this log.");
  }

  private static ResponseEntity<byte[]> note(
      Optional<byte[]> note, String missing, String sentence) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache())
        .body(note.orElseThrow(() -> new Problem(HttpStatus.NOT_FOUND, missing, sentence)));
  }

  @Operation(
      summary = "What verifies receipts offline",
      description = "The policy in force: the log's origin, the validators' keys, the quorum.")
  @GetMapping(path = "/policy", produces = MediaType.TEXT_PLAIN_VALUE)
  public byte[] policy() {
    return replica.policies().newest().toText().getBytes(StandardCharsets.UTF_8);
  }

  @Operation(
      summary = "Every policy from the founding one on",
      description =
          "Each signed as the one before it asks: who trusts the first can take it from anybody.")
  @GetMapping(path = "/policy/history", produces = MediaType.TEXT_PLAIN_VALUE)
  public byte[] policies() {
    return replica.policies().format();
  }

  @Operation(
      summary = "A tile of hashes, or a bundle of leaves",
      description =
          "C2SP tlog-tiles: /tile/<level>/<index>[.p/<width>], for everyone;"
              + " /tile/entries/<index>[.p/<width>], for supervisors and by a grant.")
  @GetMapping(path = "/tile/**", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  public ResponseEntity<byte[]> tile(HttpServletRequest request) throws IOException {
    return tile(request, null);
  }

  @Hidden
  @Access(Right.READ)
  @GetMapping(path = "/tile/entries/**", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  public ResponseEntity<byte[]> entries(HttpServletRequest request, Principal principal)
      throws IOException {
    return tile(request, principal);
  }

  private ResponseEntity<byte[]> tile(HttpServletRequest request, @Nullable Principal principal)
      throws IOException {
    TilePaths.Tile tile;
    try {
      tile = TilePaths.parse(request.getRequestURI().substring(1));
    } catch (MalformedException e) {
      throw new Problem(HttpStatus.NOT_FOUND, "tile-unknown", "This is not the path of a tile.");
    }
    if (!signed(tile)) {
      throw new Problem(
          HttpStatus.NOT_FOUND,
          "tile-unknown",
          "The log has no such tile under a signed checkpoint.");
    }
    boolean entries = tile.level() == TilePaths.ENTRIES;
    if (entries) requireGrant(principal);
    CacheControl always = CacheControl.maxAge(Duration.ofDays(365)).immutable();
    return ResponseEntity.ok()
        .cacheControl(entries ? always.cachePrivate() : always.cachePublic())
        .body(
            entries
                ? bundle(tile)
                : replica.tiles().tile(tile.level(), tile.index(), tile.width()));
  }

  private void requireGrant(@Nullable Principal principal) {
    if (principal == null) {
      throw new Problem(HttpStatus.UNAUTHORIZED, "token-missing", "A bearer token is needed.");
    }
    LogEndpoint.requireGrant(network, institutions.of(principal));
  }

  /** Leaves, each behind its length in two bytes (C2SP tlog-tiles, log entries). */
  private byte[] bundle(TilePaths.Tile tile) throws IOException {
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    long first = tile.index() * TileLog.TILE_WIDTH;
    for (long index = first; index < first + tile.width(); index++) {
      byte[] leaf = replica.leaf(index);
      bundle.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort((short) leaf.length).array());
      bundle.writeBytes(leaf);
    }
    return bundle.toByteArray();
  }

  /**
   * Whether the last hash of the tile stands for leaves that are all under the last signed
   * checkpoint.
   */
  private boolean signed(TilePaths.Tile tile) {
    int level = tile.level() == TilePaths.ENTRIES ? 0 : tile.level();
    if (!replica.tiles().hasTile(level, tile.index(), tile.width())) return false;
    int height = TILE_HEIGHT * level;
    long hashes = tile.index() * TileLog.TILE_WIDTH + tile.width();
    return height < Long.SIZE - 1 && hashes <= replica.figures().finalSize() >> height;
  }

  @Operation(
      summary = "Verify a receipt",
      description =
          "The same check as ./rahdari verify does offline; trust that one more: it runs on your machine.")
  @PostMapping(
      path = "/v1/verify",
      consumes = MediaType.ALL_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  public ReceiptJson verify(HttpServletRequest request) throws IOException {
    byte[] receipt = request.getInputStream().readNBytes(Receipt.RECEIPT_BYTES_MAX + 1);
    return json(receipts.read(receipt));
  }

  static ReceiptJson json(ReceiptReader.Reading reading) {
    ReceiptReader.Facts facts = reading.facts();
    if (facts == null) {
      return new ReceiptJson(
          false,
          reading.sentence(),
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          List.of(),
          List.of());
    }
    return new ReceiptJson(
        true,
        reading.sentence(),
        facts.finality(),
        facts.leaf(),
        facts.item(),
        facts.position(),
        facts.time().toString(),
        facts.instruction(),
        facts.result(),
        facts.signedBy(),
        facts.witnessedBy());
  }
}
