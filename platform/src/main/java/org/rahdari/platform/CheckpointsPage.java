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
import org.springframework.web.bind.annotation.RequestParam;

/** The newest signed checkpoint explained, with all that a sceptic needs to check it. */
@Console
@Access(Right.READ)
public final class CheckpointsPage {

  /** Its place in the console. */
  public static final Pages.Section SECTION =
      new Pages.Section("/checkpoints", "checkpoints.title", 30);

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
   * @param later whether newer leaves than these are left out
   * @param older the leaf before these, or null
   * @param tiles paths of the tiles that hold the newest signed leaves
   */
  public record Checkpoints(
      @Nullable SignedCheckpoint checkpoint,
      List<Explained> note,
      List<Explained> policy,
      String treeSize,
      List<String> tiles,
      List<LeafLine> leaves,
      boolean later,
      @Nullable Long older) {}

  /** A line and what it says. */
  public record Explained(String line, String meaning) {}

  /** A leaf, and whether a signed checkpoint covers it. */
  public record LeafLine(
      String index,
      String kind,
      int items,
      String by,
      String position,
      Shown.Moment time,
      boolean isFinal) {}

  @GetMapping("/checkpoints")
  public ResponseEntity<String> checkpoints(
      HttpServletRequest request, @RequestParam(required = false) @Nullable Long leaf) {
    Texts text = pages.text(request);
    TrustPolicy policy = replica.policies().newest();
    SignedCheckpoint checkpoint = SignedCheckpoint.newest(replica).orElse(null);
    long last = leaf == null ? Long.MAX_VALUE : leaf;
    List<RecentLeaves.Line> leaves = RecentLeaves.newest(projection, last, LEAVES_SHOWN);
    Checkpoints model =
        new Checkpoints(
            checkpoint,
            checkpoint == null ? List.of() : note(text, checkpoint),
            policy(text, policy),
            Shown.count(replica.figures().treeSize()),
            checkpoint == null ? List.of() : tiles(checkpoint.size()),
            leaves.stream().map(this::leaf).toList(),
            leaf != null,
            leaves.isEmpty() || leaves.getLast().index() == 0
                ? null
                : leaves.getLast().index() - 1);
    return pages.page(request, SECTION, "checkpoints.jte", model);
  }

  private static List<Explained> note(Texts text, SignedCheckpoint checkpoint) {
    List<Explained> lines = new ArrayList<>();
    for (int i = 0; i < checkpoint.note().size(); i++) {
      lines.add(new Explained(checkpoint.note().get(i), meaning(text, i, checkpoint)));
    }
    return lines;
  }

  /**
   * C2SP tlog-checkpoint: origin, size, root, our extension line; then, after an empty line, a line
   * a signature, the validators' first.
   */
  private static String meaning(Texts text, int line, SignedCheckpoint checkpoint) {
    return switch (line) {
      case 0 -> text.of("checkpoints.note.origin");
      case 1 -> text.of("checkpoints.note.size");
      case 2 -> text.of("checkpoints.note.root");
      case 3 -> text.of("checkpoints.note.policy");
      case 4 -> text.of("checkpoints.note.end");
      default -> signature(text, line - 5, checkpoint.signedBy());
    };
  }

  private static String signature(Texts text, int index, List<String> signedBy) {
    return index < signedBy.size()
        ? text.of("checkpoints.note.validator", "name", signedBy.get(index))
        : text.of("checkpoints.note.witness");
  }

  private static List<Explained> policy(Texts text, TrustPolicy policy) {
    List<Explained> lines = new ArrayList<>();
    for (String line : policy.toText().lines().toList()) {
      String word = line.substring(0, line.indexOf(' '));
      int of = policy.validators().size();
      lines.add(new Explained(line, text.of("checkpoints.policy.line", "word", word, "of", of)));
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

  private LeafLine leaf(RecentLeaves.Line leaf) {
    return new LeafLine(
        Shown.count(leaf.index()),
        leaf.kind(),
        leaf.items(),
        network.code(leaf.party()),
        Shown.count(leaf.position()),
        Shown.Moment.of(leaf.timeMillis()),
        leaf.index() < replica.figures().finalSize());
  }
}
