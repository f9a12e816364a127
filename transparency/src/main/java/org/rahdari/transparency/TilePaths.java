package org.rahdari.transparency;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The paths under which tiles are served (C2SP tlog-tiles): {@code tile/<L>/<N>[.p/<W>]}, and
 * {@code tile/entries/<N>[.p/<W>]} for bundles of entries. Each tile has exactly one path.
 */
public final class TilePaths {
  /** The level of {@code tile/entries/}. */
  public static final int ENTRIES = -1;

  public static final int LEVEL_MAX = 63;

  /** Seven groups of three digits count more than a {@code long} can. */
  private static final Pattern PATH =
      Pattern.compile(
          "tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\\.p/([0-9]{1,3}))?");

  private TilePaths() {}

  /**
   * What a path names.
   *
   * @param level 0 to 63, or {@link #ENTRIES}
   * @param index within the level
   * @param width 1 to 256; below 256 the tile is partial
   */
  public record Tile(int level, long index, int width) {
    public Tile {
      if (level < ENTRIES || level > LEVEL_MAX) {
        throw new IllegalArgumentException("No tile level " + level + ".");
      }
      if (index < 0) throw new IllegalArgumentException("No tile index " + index + ".");
      if (width < 1 || width > TileLog.TILE_WIDTH) {
        throw new IllegalArgumentException("No tile width " + width + ".");
      }
    }
  }

  public static String format(Tile tile) {
    StringBuilder path = new StringBuilder(group(tile.index() % 1000));
    for (long rest = tile.index() / 1000; rest > 0; rest /= 1000) {
      path.insert(0, "x" + group(rest % 1000) + "/");
    }
    path.insert(0, "tile/" + (tile.level() == ENTRIES ? "entries" : tile.level()) + "/");
    if (tile.width() < TileLog.TILE_WIDTH) path.append(".p/").append(tile.width());
    return path.toString();
  }

  public static Tile parse(String path) throws MalformedException {
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) throw new MalformedException("path is not tile/<L>/<N>[.p/<W>]");
    Tile tile;
    try {
      tile = new Tile(level(parts.group(1)), index(parts.group(2)), width(parts.group(3)));
    } catch (IllegalArgumentException _) {
      throw new MalformedException("path names a level, index or width that no tile has");
    }
    if (!format(tile).equals(path)) throw new MalformedException("path is not canonical");
    return tile;
  }

  private static int level(String level) {
    return level.equals("entries") ? ENTRIES : Integer.parseInt(level);
  }

  private static long index(String groups) {
    return Long.parseLong(groups.replace("x", "").replace("/", ""));
  }

  private static int width(@Nullable String width) {
    return width == null ? TileLog.TILE_WIDTH : Integer.parseInt(width);
  }

  private static String group(long digits) {
    return String.format(Locale.ROOT, "%03d", digits);
  }
}
