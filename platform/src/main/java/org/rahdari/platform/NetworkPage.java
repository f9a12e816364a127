package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.rahdari.program.Mandate;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Party;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

/** Who is in the network, who validates it and how that may change, and by which programs. */
@Console
@Access(Right.READ)
public final class NetworkPage {

  /** Its place in the console. */
  public static final Pages.Section SECTION = new Pages.Section("/network", "network.title", 35);

  private final Pages pages;
  private final Network network;
  private final CharterEndpoint charter;
  private final ProgramsEndpoint programs;

  public NetworkPage(
      Pages pages, Network network, CharterEndpoint charter, ProgramsEndpoint programs) {
    this.pages = pages;
    this.network = network;
    this.charter = charter;
    this.programs = programs;
  }

  /**
   * The page.
   *
   * @param hash of the genesis, which names the network
   */
  public record View(
      String origin,
      Shown.Code hash,
      CharterEndpoint.CharterJson charter,
      List<ProposalLine> proposals,
      List<ProgramLine> programs,
      List<Institution> institutions) {}

  /**
   * What is proposed.
   *
   * @param policy that would be in force
   */
  public record ProposalLine(
      String proposer,
      Shown.Code hash,
      Shown.Moment at,
      List<String> approvedBy,
      String policy,
      List<CharterEndpoint.SeatJson> seats) {}

  /**
   * A program.
   *
   * @param version in force, 0 for none
   * @param here the versions that the software of this node has
   * @param ready who has said to have the next one
   */
  public record ProgramLine(String name, int version, String here, List<String> ready) {}

  /**
   * An institution.
   *
   * @param agents how messages name it
   * @param mandates since the start
   */
  public record Institution(
      String code,
      String name,
      String country,
      List<String> agents,
      List<MandateKind> mandates,
      boolean validates) {}

  @GetMapping("/network")
  public ResponseEntity<String> network(HttpServletRequest request) {
    CharterEndpoint.CharterJson now = charter.charter();
    Set<String> validators =
        now.members().stream()
            .map(CharterEndpoint.MemberJson::institution)
            .collect(Collectors.toSet());
    View model =
        new View(
            network.genesis().origin(),
            Shown.Code.of(network.hash()),
            now,
            now.proposals().stream().map(NetworkPage::proposal).toList(),
            programs.programs().programs().stream().map(NetworkPage::program).toList(),
            network.genesis().parties().stream()
                .map(party -> institution(party, validators.contains(party.code())))
                .toList());
    return pages.page(request, SECTION, "network.jte", model);
  }

  private static ProposalLine proposal(CharterEndpoint.ProposalJson proposal) {
    return new ProposalLine(
        proposal.proposer(),
        new Shown.Code(proposal.hash()),
        new Shown.Moment(proposal.proposedAt()),
        proposal.approvedBy(),
        proposal.policy(),
        proposal.seats());
  }

  private static ProgramLine program(ProgramsEndpoint.ProgramJson program) {
    String here =
        program.versionsHere().stream().map(String::valueOf).collect(Collectors.joining(", "));
    String name = program.name() == null ? "№ " + program.number() : program.name();
    return new ProgramLine(name, program.version(), here, program.readyForNext());
  }

  private Institution institution(Party party, boolean validates) {
    return new Institution(
        party.code(),
        party.name(),
        party.country(),
        party.agents(),
        network.genesis().mandates().stream()
            .filter(mandate -> mandate.party() == party.number())
            .map(Mandate::kind)
            .toList(),
        validates);
  }
}
