package org.rahdari.licensing.web;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.licensing.*;
import org.rahdari.platform.Network;
import org.rahdari.platform.Shown;
import org.rahdari.platform.Texts;
import org.rahdari.platform.Waiting;
import org.rahdari.program.Party;

/** What licensing wants of an institution: to decide, to answer, to pay, to report. */
public final class LicensingWaiting implements Waiting {
  private final CaseReader cases;
  private final Network network;

  /** What waits in the cases of this node's ledger. */
  public LicensingWaiting(CaseReader cases, Network network) {
    this.cases = cases;
    this.network = network;
  }

  @Override
  public List<Matter> matters(Party viewer, Principal who, Texts text) {
    if (!cases.exists() || viewer.number() == Network.NO_PARTY) return List.of();
    List<Matter> matters = new ArrayList<>();
    decisions(viewer, text, matters);
    for (Opinion each : cases.opinions(viewer)) {
      if (each.stance() != Stance.NOT_GIVEN) continue;
      matters.add(
          matter(
              "opinion",
              each.consulted(),
              application(each.application().toString()),
              each.askedAtMillis(),
              each.dueMillis(),
              text));
    }
    for (Question each : cases.unanswered(viewer)) {
      matters.add(
          matter(
              "question",
              viewer.number(),
              application(each.application().toString()),
              each.askedAtMillis(),
              each.dueMillis(),
              text));
    }
    String own = "/licensing/firms/" + viewer.code();
    for (Charge each : cases.unpaid(viewer))
      matters.add(matter("charge", viewer.number(), own, 0, each.dueMillis(), text));
    for (Report each : cases.unfiled(viewer)) {
      matters.add(
          matter("report", viewer.number(), own, each.periodEndsMillis(), each.dueMillis(), text));
    }
    for (Production each : cases.unproduced(viewer)) {
      boolean toRead = each.authority() == viewer.number();
      matters.add(
          matter(
              toRead ? "reading" : "production",
              each.firm(),
              firm(each.firm()),
              each.orderedAtMillis(),
              each.dueMillis(),
              text));
    }
    for (Discrepancy each : cases.discrepancies(viewer)) {
      matters.add(
          matter("discrepancy", each.firm(), firm(each.firm()), each.openedAtMillis(), 0, text));
    }
    matters.sort(
        java.util.Comparator.comparingLong(
            each -> each.until() == null ? Long.MAX_VALUE : each.until().instant().toEpochMilli()));
    return matters.size() > MATTERS_MAX ? List.copyOf(matters.subList(0, MATTERS_MAX)) : matters;
  }

  private void decisions(Party viewer, Texts text, List<Matter> matters) {
    for (Application each : cases.applications(viewer)) {
      if (each.authority() != viewer.number() || each.stage() != Stage.UNDER_REVIEW) continue;
      matters.add(
          matter(
              "decision",
              each.applicant(),
              application(each.id().toString()),
              each.filedAtMillis(),
              each.clock().dueMillis(),
              text));
    }
    for (Appeal each : cases.undecided(viewer)) {
      matters.add(matter("appeal", each.firm(), firm(each.firm()), each.filedAtMillis(), 0, text));
    }
  }

  private static String application(String id) {
    return "/licensing/applications/" + id;
  }

  private String firm(int party) {
    return "/licensing/firms/" + network.code(party);
  }

  private Matter matter(
      String what, int of, String href, long sinceMillis, long untilMillis, Texts text) {
    return new Matter(
        text.rich("licensing.waiting", "what", what, "firm", network.code(of)),
        href,
        Shown.Moment.of(sinceMillis == 0 ? cases.nowMillis() : sinceMillis),
        moment(untilMillis));
  }

  private static Shown.@Nullable Moment moment(long millis) {
    return millis == 0 ? null : Shown.Moment.of(millis);
  }
}
