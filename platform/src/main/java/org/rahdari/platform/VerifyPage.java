package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Catalogue;
import org.rahdari.replication.Replica;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/** Checks a receipt for anyone: nobody signs in, nothing is kept. */
@Console
@Access(Right.ANYONE)
public final class VerifyPage {
  private final Pages pages;
  private final ReceiptReader receipts;
  private final Network network;

  public VerifyPage(Pages pages, Network network, Replica replica, Catalogue catalogue) {
    this.pages = pages;
    this.network = network;
    this.receipts = new ReceiptReader(replica::policies, catalogue);
  }

  /** The form, with a verdict where something was checked. */
  public record Verify(String origin, @Nullable Verdict verdict) {}

  /**
   * What came of it.
   *
   * @param facts null where the receipt proves nothing
   * @param time ledger time, null likewise
   * @param by who signed the instruction
   */
  public record Verdict(
      String sentence,
      ReceiptReader.@Nullable Facts facts,
      Shown.@Nullable Moment time,
      String by) {}

  @GetMapping("/verify")
  public ResponseEntity<String> form(HttpServletRequest request) {
    return page(request, null);
  }

  @PostMapping(path = "/verify", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  public ResponseEntity<String> verify(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable MultipartFile file,
      @RequestParam(defaultValue = "") String text)
      throws IOException {
    Verdict verdict = verdict(file, text);
    return Pages.asksForPart(request)
        ? pages.part(request, "verdict.jte", verdict)
        : page(request, verdict);
  }

  private ResponseEntity<String> page(HttpServletRequest request, @Nullable Verdict verdict) {
    Verify model = new Verify(network.genesis().origin(), verdict);
    return pages.page(request, "/verify", "Verify a receipt", "verify.jte", model);
  }

  private Verdict verdict(@Nullable MultipartFile file, String text) throws IOException {
    if (file != null && !file.isEmpty()) return verdict(file.getBytes());
    if (!text.isBlank()) return verdict(pasted(text));
    return new Verdict(
        "There is nothing to check yet: choose a receipt's file, or paste its text.",
        null,
        null,
        "");
  }

  private Verdict verdict(byte[] receipt) {
    ReceiptReader.Reading reading = receipts.read(receipt);
    ReceiptReader.Facts facts = reading.facts();
    if (facts == null) return new Verdict(sentence(reading.sentence()), null, null, "");
    String by = facts.party() == 0 ? "a timer of the ledger" : network.code(facts.party());
    return new Verdict(reading.sentence(), facts, new Shown.Moment(facts.time()), by);
  }

  /** A form turns line ends into CR LF and people lose the last one; nothing else is mended. */
  private static byte[] pasted(String text) {
    return (text.replace("\r\n", "\n").strip() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A reason as a sentence of its own. */
  private static String sentence(String reason) {
    String capital =
        reason.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + reason.substring(1);
    return capital.endsWith(".") ? capital : capital + ".";
  }
}
