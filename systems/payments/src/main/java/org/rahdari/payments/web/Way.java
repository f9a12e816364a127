package org.rahdari.payments.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of a payment through the system: a row for each step, a station for each thing that
 * happens to it.
 *
 * @param rows in the order in which they were, or are to be
 */
public record Way(List<Row> rows) {

  /** What happens to a step, in this order. */
  public enum Kind {
    MESSAGE("M7 4h7l4 4v12H7z M14 4v4h4 M10 12h5 M10 16h5"),
    ENVELOPE("M4 6h16v12H4z M4 7l8 6 8-6"),
    ORDER("M9 6h11 M9 12h11 M9 18h11 M4 6h1 M4 12h1 M4 18h1"),
    EXECUTION("M13 3L6 14h5l-1 7 8-11h-6z"),
    LEAF("M12 5v4 M12 9l-6 5 M12 9l6 5 M6 14v4 M18 14v4 M4 19h4 M16 19h4 M10 4h4"),
    RECEIPT("M5 12.5l4.5 4.5L19 7.5");

    private final String icon;

    Kind(String icon) {
      this.icon = icon;
    }

    /** Its sign, a path in a square of 24. */
    public String icon() {
      return icon;
    }
  }

  /** How far a station is. */
  public enum Mark {
    DONE,
    REFUSED,
    PENDING
  }

  /**
   * One thing that happened, with its real identifiers.
   *
   * @param first what identifies it
   * @param second what else there is to say
   * @param whole the identifier in full, or null where {@code first} is
   */
  public record Station(Kind kind, Mark mark, String first, String second, @Nullable String whole) {

    static Station done(Kind kind, String first, String second, @Nullable String whole) {
      return new Station(kind, Mark.DONE, first, second, whole);
    }

    static Station pending(Kind kind, String first) {
      return new Station(kind, Mark.PENDING, first, "", null);
    }
  }

  /**
   * One step.
   *
   * @param title what it is, in words
   * @param by who signs it, in words
   * @param receipt where its receipt can be had, or null while it is not final
   */
  public record Row(String title, String by, List<Station> stations, @Nullable String receipt) {

    /** Whether a quorum has signed it. */
    public boolean isFinal() {
      return receipt != null;
    }
  }

  /** Whether nothing is left to wait for. */
  public boolean complete() {
    return rows.stream().allMatch(Row::isFinal);
  }

  /** The picture for wide windows: stations from left to right, steps from top to bottom. */
  public Picture across() {
    Picture.Pen pen = new Picture.Pen(1200, 176);
    List<Picture.Heading> headings = new ArrayList<>();
    List<Picture.Spot> spots = new ArrayList<>();
    List<Picture.Line> lines = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      Row row = rows.get(r);
      int top = r * pen.rowHeight();
      headings.add(new Picture.Heading(0, top + 20, r + 1, row));
      for (int i = 0; i < row.stations().size(); i++) {
        int x = 100 + 200 * i;
        int y = top + 66;
        Station station = row.stations().get(i);
        spots.add(new Picture.Spot(x, y, x, y + 46, "middle", station));
        if (i > 0) lines.add(new Picture.Line(x - 200 + 26, y, x - 26, y, station.mark()));
      }
    }
    return new Picture(pen.width(), rows.size() * pen.rowHeight() - 16, headings, spots, lines);
  }

  /** The picture for narrow windows: one station under the other. */
  public Picture down() {
    Picture.Pen pen = new Picture.Pen(360, 36 + 6 * 74 + 16);
    List<Picture.Heading> headings = new ArrayList<>();
    List<Picture.Spot> spots = new ArrayList<>();
    List<Picture.Line> lines = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      Row row = rows.get(r);
      int top = r * pen.rowHeight();
      headings.add(new Picture.Heading(0, top + 18, r + 1, row));
      for (int i = 0; i < row.stations().size(); i++) {
        int y = top + 62 + 74 * i;
        Station station = row.stations().get(i);
        spots.add(new Picture.Spot(24, y, 62, y - 12, "start", station));
        if (i > 0) lines.add(new Picture.Line(24, y - 74 + 26, 24, y - 26, station.mark()));
      }
    }
    return new Picture(pen.width(), rows.size() * pen.rowHeight() - 16, headings, spots, lines);
  }

  /**
   * What is drawn where, in units of the picture.
   *
   * @param lines from station to station
   */
  public record Picture(
      int width, int height, List<Heading> headings, List<Spot> spots, List<Line> lines) {

    record Pen(int width, int rowHeight) {}

    /** The same for a page that is read from right to left. */
    public Picture mirrored() {
      return new Picture(
          width,
          height,
          headings.stream()
              .map(each -> new Heading(width - each.x(), each.y(), each.number(), each.row()))
              .toList(),
          spots.stream()
              .map(
                  each ->
                      new Spot(
                          width - each.x(),
                          each.y(),
                          width - each.textX(),
                          each.textY(),
                          each.anchor(),
                          each.station()))
              .toList(),
          lines.stream()
              .map(
                  each ->
                      new Line(
                          width - each.x1(), each.y1(), width - each.x2(), each.y2(), each.mark()))
              .toList());
    }

    /** The title of a step. */
    public record Heading(int x, int y, int number, Row row) {}

    /**
     * A station.
     *
     * @param anchor how its text stands to {@code textX}, in the direction of its language
     */
    public record Spot(int x, int y, int textX, int textY, String anchor, Station station) {}

    /** The way to a station, which has its mark. */
    public record Line(int x1, int y1, int x2, int y2, Mark mark) {}
  }
}
