package org.rahdari.payments.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.payments.Payment;
import org.rahdari.platform.Access;
import org.rahdari.platform.Console;
import org.rahdari.platform.Institutions;
import org.rahdari.platform.Network;
import org.rahdari.platform.Pages;
import org.rahdari.platform.Problem;
import org.rahdari.platform.Right;
import org.rahdari.platform.Texts;
import org.rahdari.program.Party;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Payments in the console: the list, and each one's way from message to receipt. */
@Console
@Access(Right.READ)
public final class PaymentPages {

  /** Where they are in the menu. */
  public static final Pages.Section SECTION = new Pages.Section("/payments", "payments.title", 10);

  private static final int PAGE = 25;

  private final Pages pages;
  private final PaymentReader payments;
  private final PaymentStory stories;
  private final PaymentLines lines;
  private final Institutions institutions;

  public PaymentPages(
      Pages pages,
      PaymentReader payments,
      PaymentStory stories,
      Network network,
      Institutions institutions) {
    this.pages = pages;
    this.payments = payments;
    this.stories = stories;
    this.lines = new PaymentLines(network, payments);
    this.institutions = institutions;
  }

  /**
   * A page of the list.
   *
   * @param all whether the viewer sees every payment of the network
   * @param filters states to choose from
   * @param filtered whether one is chosen
   * @param later whether this is not the first page
   * @param older the address of the next page, or null
   */
  public record PaymentList(
      boolean all,
      List<Filter> filters,
      boolean filtered,
      boolean later,
      String first,
      @Nullable String older,
      List<PaymentLines.Line> lines) {}

  /**
   * A state to choose.
   *
   * @param state null for all
   */
  public record Filter(Payment.@Nullable State state, String href, boolean chosen) {}

  @GetMapping("/payments")
  public ResponseEntity<String> list(
      HttpServletRequest request,
      Principal principal,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable String before) {
    Party viewer = institutions.of(principal);
    Payment.State chosen = state == null ? null : state(state);
    Id cursor = before == null ? null : Institutions.id(before);
    // One more than is shown tells whether there is a next page.
    List<Payment> found = payments.newest(viewer, chosen, cursor, PAGE + 1);
    List<Payment> shown = found.subList(0, Math.min(PAGE, found.size()));
    String first = href(chosen);
    String older =
        found.size() > PAGE
            ? first + (chosen == null ? "?" : "&") + "before=" + shown.getLast().id()
            : null;
    PaymentList model =
        new PaymentList(
            payments.seesAll(viewer),
            filters(chosen),
            chosen != null,
            cursor != null,
            first,
            older,
            shown.stream().map(lines::line).toList());
    return pages.page(request, SECTION, "payments/list.jte", model);
  }

  private static List<Filter> filters(Payment.@Nullable State chosen) {
    List<Filter> filters = new java.util.ArrayList<>();
    filters.add(new Filter(null, href(null), chosen == null));
    for (Payment.State state : Payment.State.values()) {
      filters.add(new Filter(state, href(state), state == chosen));
    }
    return filters;
  }

  private static String href(Payment.@Nullable State state) {
    return state == null ? SECTION.path() : SECTION.path() + "?state=" + PaymentLines.word(state);
  }

  private static Payment.State state(String word) {
    return Arrays.stream(Payment.State.values())
        .filter(state -> state.name().equals(word.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new Problem(HttpStatus.BAD_REQUEST, "state-unknown", "No payment has this state."));
  }

  @GetMapping("/payments/{id}")
  public ResponseEntity<String> one(
      HttpServletRequest request, Principal principal, @PathVariable String id) {
    Texts text = pages.text(request);
    PaymentStory.Story story = stories.of(institutions.of(principal), Institutions.id(id), text);
    String title = text.of("payments.one.title", "id", story.id().brief());
    return pages.page(request, SECTION.path(), title, "payments/one.jte", story);
  }

  /** The story again, or nothing where the page has it as it is. */
  @GetMapping("/payments/{id}/live")
  public ResponseEntity<String> live(
      HttpServletRequest request,
      Principal principal,
      @PathVariable String id,
      @RequestParam(defaultValue = "") String seen) {
    PaymentStory.Story story =
        stories.of(institutions.of(principal), Institutions.id(id), pages.text(request));
    return story.version().equals(seen)
        ? ResponseEntity.noContent().build()
        : pages.part(request, "payments/story.jte", story);
  }

  @GetMapping("/payments/{id}/receipt")
  public ResponseEntity<byte[]> receipt(
      Principal principal,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable Long leaf)
      throws IOException {
    Id payment = Institutions.id(id);
    byte[] receipt = payments.receipt(institutions.of(principal), payment, leaf);
    String name = payment + Optional.ofNullable(leaf).map(l -> "-leaf-" + l).orElse("");
    return ResponseEntity.ok()
        .header("Content-Disposition", "attachment; filename=\"" + name + ".tlog-proof\"")
        .contentType(MediaType.TEXT_PLAIN)
        .body(receipt);
  }
}
