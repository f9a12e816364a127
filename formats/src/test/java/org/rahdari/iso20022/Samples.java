package org.rahdari.iso20022;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Messages to start from. */
final class Samples {
  private Samples() {}

  static final String DOMESTIC = text("CustomerCreditTransfer_Scenario1_Step2_pacs.008.xml");
  static final String CROSS_BORDER = text("cross-border.xml");
  static final String RETURN = text("PaymentReturn_Scenario1_Step4_pacs.004.xml");
  static final String REQUEST = text("CustomerCreditTransfer_Scenario3_Step2_pacs.028.xml");
  static final String RESOLUTION = text("Paymentreturn_Scenario3_Step3_camt.029.xml");
  static final String REPORT = text("CustomerCreditTransfer_Scenario2_Step2_pacs.002.xml");

  static byte[] bytes(String file) {
    try (InputStream in = Samples.class.getResourceAsStream("/iso20022/" + file)) {
      if (in == null) throw new IllegalArgumentException(file);
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(String file) {
    return new String(bytes(file), UTF_8);
  }

  static Reading read(String xml) {
    return Iso20022.read(xml.getBytes(UTF_8));
  }

  /** An edit that changes nothing would make its test pass for the wrong reason. */
  static String edit(String message, String from, String to) {
    String edited = message.replaceFirst(from, to);
    if (edited.equals(message)) throw new AssertionError("the edit finds nothing: " + from);
    return edited;
  }
}
