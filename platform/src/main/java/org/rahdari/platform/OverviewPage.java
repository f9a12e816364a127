package org.rahdari.platform;

import gg.jte.Content;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rahdari.program.Party;
import org.rahdari.replication.Figures;
import org.rahdari.replication.Replica;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

/** How the ledger stands, with a panel of every system. */
@Console
@Access(Right.READ)
public final class OverviewPage {

  /** Its place in the console. */
  public static final Pages.Section SECTION = new Pages.Section("/", "overview.title", 0);

  /** Entries that the projection lacks from which on its progress is shown. */
  private static final long LAG_SHOWN = 1_000;

  private final Pages pages;
  private final Replica replica;
  private final Projection projection;
  private final Network network;
  private final Institutions institutions;
  private final int gateways;
  private final List<Panel> panels;
  private final List<Waiting> waiting;

  public OverviewPage(
      Pages pages,
      Replica replica,
      Projection projection,
      Network network,
      Institutions institutions,
      Map<Integer, Gateway> gateways,
      List<Panel> panels,
      List<Waiting> waiting) {
    this.pages = pages;
    this.replica = replica;
    this.projection = projection;
    this.network = network;
    this.institutions = institutions;
    this.gateways = gateways.size();
    this.panels = List.copyOf(panels);
    this.waiting = List.copyOf(waiting);
  }

  /**
   * The overview.
   *
   * @param institutions how many the network has
   * @param servesAll whether this node holds the keys of all of them
   */
  public record Overview(String origin, int institutions, boolean servesAll, Live live) {}

  /**
   * What changes by the second.
   *
   * @param lag entries that the projection still lacks
   * @param fsync milliseconds that the last flush of the log took
   * @param progress of the projection, null where it is close to the log
   * @param matters what waits for the viewer
   * @param checkpoint null while nothing has been signed
   */
  public record Live(
      String position,
      Shown.@Nullable Moment time,
      String leaves,
      String leavesFinal,
      String leavesWaiting,
      String projected,
      long lag,
      String queue,
      String fsync,
      @Nullable Progress progress,
      List<Waiting.Matter> matters,
      @Nullable SignedCheckpoint checkpoint,
      List<Content> panels) {

    /** The final leaves, where the page's own test and styles find them. */
    public Content finalLeaves() {
      return out -> out.writeContent("<span id=\"leaves-final\">" + leavesFinal + "</span>");
    }
  }

  @GetMapping("/")
  public ResponseEntity<String> overview(HttpServletRequest request, Principal principal) {
    int all = network.genesis().parties().size();
    Overview overview =
        new Overview(network.genesis().origin(), all, gateways == all, live(request, principal));
    return pages.page(request, SECTION, "overview.jte", overview);
  }

  @GetMapping("/overview/live")
  public ResponseEntity<String> part(HttpServletRequest request, Principal principal) {
    return pages.part(request, "overviewLive.jte", live(request, principal));
  }

  private Live live(HttpServletRequest request, Principal principal) {
    Party viewer = institutions.of(principal);
    Figures figures = replica.figures();
    long projected = projection.position();
    long lag = Math.max(0, figures.position() - projected);
    Texts text = pages.text(request);
    return new Live(
        Shown.count(figures.position()),
        figures.timeMillis() == 0 ? null : Shown.Moment.of(figures.timeMillis()),
        Shown.count(figures.treeSize()),
        Shown.count(figures.finalSize()),
        Shown.count(Math.max(0, figures.treeSize() - figures.finalSize())),
        Shown.count(projected),
        lag,
        Shown.count(figures.queuedEnvelopes()),
        String.format(java.util.Locale.ROOT, "%.1f", figures.lastFsyncMicros() / 1e3),
        lag < LAG_SHOWN ? null : progress(text, projected, figures.position()),
        waiting.stream().flatMap(each -> each.matters(viewer, principal, text).stream()).toList(),
        SignedCheckpoint.newest(replica).orElse(null),
        panels.stream()
            .map(panel -> pages.inside(request, panel.template(), panel.model(viewer)))
            .toList());
  }

  private static Progress progress(Texts text, long done, long of) {
    return new Progress(text.of("overview.projecting"), done, of, SECTION.path());
  }
}
