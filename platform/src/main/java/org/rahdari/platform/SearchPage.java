package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import org.rahdari.program.Party;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Looks for what was typed in all that the viewer may see, system by system. */
@Console
@Access(Right.READ)
public final class SearchPage {
  private final Pages pages;
  private final Institutions institutions;
  private final List<Finder> finders;

  public SearchPage(Pages pages, Institutions institutions, List<Finder> finders) {
    this.pages = pages;
    this.institutions = institutions;
    this.finders = List.copyOf(finders);
  }

  /**
   * What came of it.
   *
   * @param asked what was looked for, empty for nothing
   */
  public record Results(String asked, List<Finder.Group> groups) {}

  @GetMapping("/search")
  public ResponseEntity<String> search(
      HttpServletRequest request, Principal principal, @RequestParam(defaultValue = "") String q) {
    Party viewer = institutions.of(principal);
    Texts text = pages.text(request);
    Wanted wanted = Wanted.of(q);
    List<Finder.Group> groups =
        wanted.isEmpty()
            ? List.of()
            : finders.stream().flatMap(each -> each.find(viewer, wanted, text).stream()).toList();
    return pages.page(
        request,
        "/search",
        text.of("search.title"),
        "search.jte",
        new Results(wanted.text(), groups));
  }
}
