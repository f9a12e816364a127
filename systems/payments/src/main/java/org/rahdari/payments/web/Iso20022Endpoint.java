package org.rahdari.payments.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.platform.Access;
import org.rahdari.platform.Institutions;
import org.rahdari.platform.Problem;
import org.rahdari.platform.Right;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** ISO 20022 messages over HTTP. */
@RestController
@Access(Right.ENTER)
public final class Iso20022Endpoint {
  private final MessageDesk desk;
  private final Institutions institutions;

  public Iso20022Endpoint(MessageDesk desk, Institutions institutions) {
    this.desk = desk;
    this.institutions = institutions;
  }

  @Operation(
      summary = "Send an ISO 20022 message",
      description =
          "Takes pacs.008.001.08, pacs.004.001.10, pacs.028.001.03, camt.029.001.09 and pacs.002.001.10. A payment,"
              + " a return and a status request are answered by a pacs.002: ACSP when the payment is in the log, ACSC"
              + " when its receipt is final, RJCT naming element and rule. The same message again is answered the same.")
  @ApiResponse(responseCode = "200", description = "a pacs.002")
  @ApiResponse(responseCode = "202", description = "recorded; this message wants no answer")
  @ApiResponse(responseCode = "400", description = "these bytes are not a message (RFC 9457)")
  @ApiResponse(
      responseCode = "403",
      description = "a pacs.002: the instructing agent is another institution")
  @ApiResponse(responseCode = "413", description = "the message is too large (RFC 9457)")
  @PostMapping(
      path = "/v1/iso20022",
      consumes = {MediaType.APPLICATION_XML_VALUE, MediaType.TEXT_XML_VALUE},
      produces = {MediaType.APPLICATION_XML_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
  public ResponseEntity<byte[]> send(HttpServletRequest request, Principal principal)
      throws IOException {
    byte[] xml = request.getInputStream().readNBytes(Iso20022.BYTES_MAX + 1);
    if (xml.length > Iso20022.BYTES_MAX) {
      throw new Problem(
          HttpStatus.CONTENT_TOO_LARGE,
          "message-too-large",
          "A message has " + Iso20022.BYTES_MAX + " bytes at most.");
    }
    Answer answer = desk.answer(institutions.of(principal), xml);
    ResponseEntity.BodyBuilder response = ResponseEntity.status(answer.status());
    if (answer.payment() != null) response.header("Rahdari-Payment", answer.payment().toString());
    byte[] body = answer.xml();
    return body == null
        ? response.build()
        : response.contentType(MediaType.APPLICATION_XML).body(body);
  }
}
