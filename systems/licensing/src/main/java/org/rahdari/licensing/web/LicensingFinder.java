package org.rahdari.licensing.web;

import java.util.ArrayList;
import java.util.List;
import org.rahdari.licensing.Application;
import org.rahdari.licensing.Firm;
import org.rahdari.platform.Finder;
import org.rahdari.platform.Network;
import org.rahdari.platform.Texts;
import org.rahdari.platform.Wanted;
import org.rahdari.program.Party;

/** Finds applications by id and applicant, and firms by name. */
public final class LicensingFinder implements Finder {
  private final CaseReader cases;
  private final Network network;

  /** Finds in the cases of this node's ledger. */
  public LicensingFinder(CaseReader cases, Network network) {
    this.cases = cases;
    this.network = network;
  }

  @Override
  public List<Group> find(Party viewer, Wanted wanted, Texts text) {
    List<Hit> found = new ArrayList<>();
    Wanted.Ids ids = wanted.ids();
    for (Application each : cases.applications(viewer)) {
      Party applicant = network.party(each.applicant());
      boolean named =
          wanted.isIn(applicant.code(), applicant.name()) || ids != null && ids.hold(each.id());
      if (named)
        found.add(
            new Hit(
                "/licensing/applications/" + each.id(),
                applicant.name(),
                text.rich(
                    "licensing.hit",
                    "purpose",
                    each.purpose().name(),
                    "stage",
                    text.of("licensing.stage", "stage", each.stage().name()))));
    }
    List<Hit> firms = new ArrayList<>();
    for (Firm each : cases.firms(viewer)) {
      Party party = network.party(each.party());
      if (wanted.isIn(party.code(), party.name()))
        firms.add(
            new Hit(
                "/licensing/firms/" + party.code(),
                party.name(),
                out -> out.writeUserContent(party.code())));
    }
    List<Group> groups = new ArrayList<>();
    if (!found.isEmpty()) groups.add(Group.of(text.of("licensing.applications"), found));
    if (!firms.isEmpty()) groups.add(Group.of(text.of("licensing.firms"), firms));
    return groups;
  }
}
