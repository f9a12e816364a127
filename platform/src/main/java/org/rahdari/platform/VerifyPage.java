package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Catalogue;
import org.rahdari.replication.Replica;
import org.rahdari.transparency.Refused;
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

  /** Its place in the console. */
  public static final Pages.Section SECTION = new Pages.Section("/verify", "verify.section", 40);

  /** How {@link ReceiptReader.Facts#result} begins where the ledger refused. */
  private static final String REFUSED = "refused: ";

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
   * @param sentence what the receipt proves, or why it proves nothing
   * @param detail which line, field or key is wrong, in the words of the API; null where none is
   * @param facts null where the receipt proves nothing
   * @param time ledger time, null likewise
   * @param by who signed the instruction
   * @param finality who signed the checkpoint
   */
  public record Verdict(
      String sentence,
      @Nullable String detail,
      ReceiptReader.@Nullable Facts facts,
      Shown.@Nullable Moment time,
      String by,
      String result,
      String finality) {

    static Verdict nothing(String sentence, @Nullable String detail) {
      return new Verdict(sentence, detail, null, null, "", "", "");
    }
  }

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
    Verdict verdict = verdict(pages.text(request), file, text);
    return Pages.asksForPart(request)
        ? pages.part(request, "verdict.jte", verdict)
        : page(request, verdict);
  }

  private ResponseEntity<String> page(HttpServletRequest request, @Nullable Verdict verdict) {
    Verify model = new Verify(network.genesis().origin(), verdict);
    String title = pages.text(request).of("verify.title");
    return pages.page(request, SECTION.path(), title, "verify.jte", model);
  }

  private Verdict verdict(Texts text, @Nullable MultipartFile file, String pasted)
      throws IOException {
    if (file != null && !file.isEmpty()) return verdict(text, file.getBytes());
    if (!pasted.isBlank()) return verdict(text, pasted(pasted));
    return Verdict.nothing(text.of("verify.nothing"), null);
  }

  private Verdict verdict(Texts text, byte[] receipt) {
    ReceiptReader.Reading reading = receipts.read(receipt);
    ReceiptReader.Facts facts = reading.facts();
    if (facts == null) {
      Refused.Reason why = reading.refusal();
      String sentence =
          text.of("verify.refused", "reason", why == null ? "FORM_UNKNOWN" : why.name());
      return Verdict.nothing(sentence, why == null ? null : reading.sentence());
    }
    String finality =
        SignedCheckpoint.finality(
            text, facts.signedBy().size(), facts.validators(), facts.witnessedBy().size());
    return new Verdict(
        text.of(
            "verify.proves",
            "origin",
            network.genesis().origin(),
            "outcome",
            facts.result().startsWith(REFUSED) ? "refused" : "accepted",
            "finality",
            finality),
        null,
        facts,
        new Shown.Moment(facts.time()),
        facts.party() == 0 ? text.of("verify.timer") : network.code(facts.party()),
        result(text, facts.result()),
        finality);
  }

  private static String result(Texts text, String result) {
    return result.startsWith(REFUSED)
        ? text.of("verify.result.refused", "reason", result.substring(REFUSED.length()))
        : text.of("verify.result.accepted");
  }

  /** A form turns line ends into CR LF and people lose the last one; nothing else is mended. */
  private static byte[] pasted(String text) {
    return (text.replace("\r\n", "\n").strip() + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
