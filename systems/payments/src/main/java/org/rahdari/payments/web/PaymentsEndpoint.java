package org.rahdari.payments.web;

import io.swagger.v3.oas.annotations.Operation;
import java.io.IOException;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.payments.Payment;
import org.rahdari.platform.Access;
import org.rahdari.platform.Institutions;
import org.rahdari.platform.Network;
import org.rahdari.platform.Problem;
import org.rahdari.platform.Right;
import org.rahdari.replication.Replica;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Payments over HTTP, as their institutions see them. */
@RestController
@Access(Right.READ)
public final class PaymentsEndpoint {
  private static final int PAGE_DEFAULT = 25;

  private final PaymentReader payments;
  private final StatusDesk statuses;
  private final Replica replica;
  private final Network network;
  private final Institutions institutions;

  public PaymentsEndpoint(
      PaymentReader payments,
      StatusDesk statuses,
      Replica replica,
      Network network,
      Institutions institutions) {
    this.payments = payments;
    this.statuses = statuses;
    this.replica = replica;
    this.network = network;
    this.institutions = institutions;
  }

  /** An amount in major units, in its currency. */
  public record Money(String currency, String amount) {}

  /** Where a step of a payment is proven. */
  public record ProvenStep(
      String kind,
      String by,
      boolean accepted,
      String reason,
      long position,
      long leaf,
      int item) {}

  /** A payment; {@code isFinal} once a quorum has signed a checkpoint over its settlement. */
  public record PaymentJson(
      String id,
      String uetr,
      String state,
      boolean isFinal,
      String payer,
      String payee,
      String provider,
      Money paid,
      Money received,
      Money fee,
      String rate,
      String reason,
      Money returned,
      Instant instructedAt,
      Instant deadline,
      @Nullable Instant endedAt,
      List<ProvenStep> steps) {}

  /** A page of payments, newest first; {@code next} is the cursor of the page after it. */
  public record PaymentPage(List<PaymentJson> payments, @Nullable String next, long position) {}

  @Operation(
      summary = "List payments, newest first",
      description = "Institutions see their own, supervisors all.")
  @GetMapping("/v1/payments")
  public PaymentPage list(
      Principal principal,
      @RequestParam(defaultValue = "" + PAGE_DEFAULT) int limit,
      @RequestParam(required = false) @Nullable String before) {
    if (limit < 1 || limit > PaymentReader.PAGE_MAX) {
      throw new Problem(
          HttpStatus.BAD_REQUEST,
          "limit-not-allowed",
          "The limit is 1 to " + PaymentReader.PAGE_MAX + ".");
    }
    List<Payment> page =
        payments.newest(
            institutions.of(principal), before == null ? null : Institutions.id(before), limit);
    String next = page.size() < limit ? null : page.getLast().id().toString();
    return new PaymentPage(
        page.stream().map(this::json).toList(), next, replica.figures().position());
  }

  @Operation(summary = "One payment, with the steps that prove it")
  @GetMapping("/v1/payments/{id}")
  public PaymentJson one(Principal principal, @PathVariable String id) {
    return json(payments.payment(institutions.of(principal), Institutions.id(id)));
  }

  @Operation(
      summary = "Its status as a pacs.002",
      description = "ACSP, ACSC once its receipt is final, or RJCT.")
  @GetMapping(path = "/v1/payments/{id}/status", produces = MediaType.APPLICATION_XML_VALUE)
  public byte[] status(Principal principal, @PathVariable String id) {
    return statuses.status(institutions.of(principal), Institutions.id(id));
  }

  @Operation(
      summary = "Its receipt",
      description =
          "A C2SP tlog-proof of the payment's last step, against the newest signed checkpoint. It verifies offline:"
              + " ./rahdari verify FILE --policy FILE.")
  @GetMapping(path = "/v1/payments/{id}/receipt", produces = MediaType.TEXT_PLAIN_VALUE)
  public ResponseEntity<byte[]> receipt(
      Principal principal,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable Long leaf)
      throws IOException {
    Id payment = Institutions.id(id);
    byte[] receipt = payments.receipt(institutions.of(principal), payment, leaf);
    return ResponseEntity.ok()
        .header("Content-Disposition", "inline; filename=\"" + payment + ".tlog-proof\"")
        .contentType(MediaType.TEXT_PLAIN)
        .body(receipt);
  }

  private PaymentJson json(Payment p) {
    return new PaymentJson(
        p.id().toString(),
        p.uetr().toString(),
        p.state().name(),
        payments.isFinal(p),
        network.code(p.payer()),
        network.code(p.payee()),
        network.code(p.provider()),
        money(p.payerAsset(), p.payerMinor()),
        money(p.payeeAsset(), p.payeeMinor()),
        money(p.payerAsset(), p.feeMinor()),
        java.math.BigDecimal.valueOf(p.rateE8(), 8).stripTrailingZeros().toPlainString(),
        p.reason(),
        money(p.payeeAsset(), p.returnedMinor()),
        Instant.ofEpochMilli(p.instructedAtMillis()),
        Instant.ofEpochMilli(p.deadlineMillis()),
        p.endedAtMillis() == 0 ? null : Instant.ofEpochMilli(p.endedAtMillis()),
        payments.steps(p.id()).stream()
            .map(
                s ->
                    new ProvenStep(
                        s.kind(),
                        network.code(s.party()),
                        s.accepted(),
                        s.reason(),
                        s.position(),
                        s.leaf(),
                        s.item()))
            .toList());
  }

  private Money money(int asset, long minor) {
    return new Money(
        network.asset(asset).code(),
        java.math.BigDecimal.valueOf(minor, network.asset(asset).scale()).toPlainString());
  }
}
