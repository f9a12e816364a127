package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.replication.Replica;
import org.rahdari.transparency.TileLog;
import org.rahdari.transparency.TilePaths;
import org.rahdari.transparency.TrustPolicy;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

/** The newest signed checkpoint explained, with all that a sceptic needs to check it. */
@Console
@Access(Right.READ)
public final class CheckpointsPage {
  private static final int LEAVES_SHOWN = 20;

  private final Pages pages;
  private final Replica replica;
  private final Projection projection;
  private final Network network;

  public CheckpointsPage(Pages pages, Replica replica, Projection projection, Network network) {
    this.pages = pages;
    this.replica = replica;
    this.projection = projection;
    this.network = network;
  }

  /**
   * The page.
   *
   * @param checkpoint null while nothing has been signed
   * @param note the signed note, each line with what it says
   * @param policy the trust policy, each line with what it says
   * @param treeSize leaves, signed or not
   * @param tiles paths of the tiles that hold the newest signed leaves
   */
  public record Checkpoints(
      @Nullable SignedCheckpoint checkpoint,
      List<Explained> note,
      List<Explained> policy,
      String treeSize,
      List<String> tiles,
      List<LeafLine> leaves) {}

  /** A line and what it says. */
  public record Explained(String line, String meaning) {}

  /** A leaf, and whether a signed checkpoint covers it. */
  public record LeafLine(
      String index, String items, String by, String position, Shown.Moment time, boolean isFinal) {}

  @GetMapping("/checkpoints")
  public ResponseEntity<String> checkpoints(HttpServletRequest request) {
    TrustPolicy policy = replica.policies().newest();
    SignedCheckpoint checkpoint = SignedCheckpoint.newest(replica).orElse(null);
    Checkpoints model =
        new Checkpoints(
            checkpoint,
            checkpoint == null ? List.of() : note(checkpoint),
            policy(policy),
            Shown.count(replica.figures().treeSize()),
            checkpoint == null ? List.of() : tiles(checkpoint.size()),
            RecentLeaves.newest(projection, LEAVES_SHOWN).stream().map(this::leaf).toList());
    return pages.page(request, "/checkpoints", "Checkpoints", "checkpoints.jte", model);
  }

  private static List<Explained> note(SignedCheckpoint checkpoint) {
    List<Explained> lines = new ArrayList<>();
    for (int i = 0; i < checkpoint.note().size(); i++) {
      lines.add(new Explained(checkpoint.note().get(i), meaning(i, checkpoint)));
    }
    return lines;
  }

  /**
   * C2SP tlog-checkpoint: origin, size, root, our extension line; then, after an empty line, a line
   * a signature, the validators' first.
   */
  private static String meaning(int line, SignedCheckpoint checkpoint) {
    return switch (line) {
      case 0 -> "The log's name: a checkpoint of another log proves nothing here.";
      case 1 -> "How many leaves the log had when this was signed.";
      case 2 ->
          "The root hash over exactly these leaves, in base64. Change any leaf, and it differs.";
      case 3 -> "The version of the trust policy under which this is final.";
      case 4 -> "An empty line ends what is signed.";
      default -> signature(line - 5, checkpoint.signedBy());
    };
  }

  private static String signature(int index, List<String> signedBy) {
    return index < signedBy.size()
        ? signedBy.get(index) + " executed every leaf itself and signed what it came to (Ed25519)."
        : "A witness saw that this extends all that it had seen of the log before (Ed25519).";
  }

  private static List<Explained> policy(TrustPolicy policy) {
    List<Explained> lines = new ArrayList<>();
    for (String line : policy.toText().lines().toList()) {
      String word = line.substring(0, line.indexOf(' '));
      lines.add(
          new Explained(
              line,
              switch (word) {
                case "origin" -> "Which log receipts must be of.";
                case "version" -> "Which policy this is; a checkpoint cites it by this number.";
                case "quorum" ->
                    "How many validators, of "
                        + policy.validators().size()
                        + ", must have signed before anything is final.";
                case "group" -> "Validators of whom so many must have signed as well.";
                case "witness" -> "A witness's name, the short id of its key, and the public key.";
                default -> "A validator's name, the short id of its key, and the public key.";
              }));
    }
    return lines;
  }

  /** The tile of the newest signed leaves on each level that has one. */
  private static List<String> tiles(long size) {
    List<String> paths = new ArrayList<>();
    long count = size;
    for (int level = 0; count > 0; level++) {
      long index = (count - 1) / TileLog.TILE_WIDTH;
      int width = (int) (count - index * TileLog.TILE_WIDTH);
      paths.add("/" + TilePaths.format(new TilePaths.Tile(level, index, width)));
      count /= TileLog.TILE_WIDTH;
    }
    return paths;
  }

  private static String items(RecentLeaves.Line leaf) {
    String kind =
        switch (leaf.kind()) {
          case "TRANSFERS" -> "transfer";
          case "INSTRUCTIONS" -> "instruction";
          default -> "timer";
        };
    return leaf.items() + " " + kind + (leaf.items() == 1 ? "" : "s");
  }

  private LeafLine leaf(RecentLeaves.Line leaf) {
    return new LeafLine(
        Shown.count(leaf.index()),
        items(leaf),
        network.code(leaf.party()),
        Shown.count(leaf.position()),
        Shown.Moment.of(leaf.timeMillis()),
        leaf.index() < replica.figures().finalSize());
  }
}
