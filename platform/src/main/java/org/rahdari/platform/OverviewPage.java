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
  private final Pages pages;
  private final Replica replica;
  private final Projection projection;
  private final Network network;
  private final Institutions institutions;
  private final int gateways;
  private final List<Panel> panels;

  public OverviewPage(
      Pages pages,
      Replica replica,
      Projection projection,
      Network network,
      Institutions institutions,
      Map<Integer, Gateway> gateways,
      List<Panel> panels) {
    this.pages = pages;
    this.replica = replica;
    this.projection = projection;
    this.network = network;
    this.institutions = institutions;
    this.gateways = gateways.size();
    this.panels = List.copyOf(panels);
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
   * @param fsync how long the last flush of the log took
   * @param checkpoint null while nothing has been signed
   */
  public record Live(
      String position,
      Shown.@Nullable Moment time,
      String leaves,
      String leavesFinal,
      String leavesWaiting,
      String projected,
      String lag,
      String queue,
      String fsync,
      @Nullable SignedCheckpoint checkpoint,
      List<Content> panels) {}

  @GetMapping("/")
  public ResponseEntity<String> overview(HttpServletRequest request, Principal principal) {
    int all = network.genesis().parties().size();
    Overview overview =
        new Overview(network.genesis().origin(), all, gateways == all, live(request, principal));
    return pages.page(request, "/", "Overview", "overview.jte", overview);
  }

  @GetMapping("/overview/live")
  public ResponseEntity<String> part(HttpServletRequest request, Principal principal) {
    return pages.part(request, "overviewLive.jte", live(request, principal));
  }

  private Live live(HttpServletRequest request, Principal principal) {
    Party viewer = institutions.of(principal);
    Figures figures = replica.figures();
    long projected = projection.position();
    return new Live(
        Shown.count(figures.position()),
        figures.timeMillis() == 0 ? null : Shown.Moment.of(figures.timeMillis()),
        Shown.count(figures.treeSize()),
        Shown.count(figures.finalSize()),
        Shown.count(Math.max(0, figures.treeSize() - figures.finalSize())),
        Shown.count(projected),
        Shown.count(Math.max(0, figures.position() - projected)),
        Shown.count(figures.queuedEnvelopes()),
        String.format(java.util.Locale.ROOT, "%.1f ms", figures.lastFsyncMicros() / 1e3),
        SignedCheckpoint.newest(replica).orElse(null),
        panels.stream()
            .map(panel -> pages.inside(request, panel.template(), panel.model(viewer)))
            .toList());
  }
}
