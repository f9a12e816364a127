package org.rahdari.platform;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Certificates and keys as text (RFC 7468). */
final class Pem {
  private static final int LINE = 64;
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";

  private Pem() {}

  static String certificate(X509Certificate certificate) {
    try {
      return armoured(CERTIFICATE, certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  static String key(PrivateKey key) {
    return armoured(KEY, key.getEncoded());
  }

  /**
   * The certificate in a file.
   *
   * @throws PlainFailure if there is none; so too below
   */
  static X509Certificate certificate(Path file) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return (X509Certificate)
          factory.generateCertificate(new ByteArrayInputStream(bytes(file, CERTIFICATE)));
    } catch (CertificateException e) {
      throw unreadable(file, "it holds no certificate", e);
    }
  }

  /** The secret key in a file: an elliptic curve's, in PKCS#8 without a password. */
  static PrivateKey key(Path file) {
    try {
      return KeyFactory.getInstance("EC")
          .generatePrivate(new PKCS8EncodedKeySpec(bytes(file, KEY)));
    } catch (GeneralSecurityException e) {
      // Not the cause: it may quote what it read.
      throw new PlainFailure(
          "The file " + file + " cannot be used: it holds no key of an elliptic curve in PKCS#8.");
    }
  }

  private static byte[] bytes(Path file, String label) {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII);
      String begin = "-----BEGIN " + label + "-----";
      int from = text.indexOf(begin);
      int to = text.indexOf("-----END " + label + "-----");
      if (from < 0 || to < from) throw unreadable(file, "it is not the PEM of a " + label, null);
      return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, "it cannot be read", e instanceof IOException ? e : null);
    }
  }

  private static PlainFailure unreadable(
      Path file, String why, @org.jspecify.annotations.Nullable Exception cause) {
    String sentence = "The file " + file + " cannot be used: " + why + ".";
    return cause == null ? new PlainFailure(sentence) : new PlainFailure(sentence, cause);
  }

  private static String armoured(String label, byte[] bytes) {
    String base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }
}
