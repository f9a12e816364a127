package org.rahdari.platform;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;

/**
 * By what the nodes of one network know each other: this node's certificate and key, and the one
 * authority that it trusts. A certificate says whose it is by a URI, {@code rahdari:NETWORK/CODE},
 * the network's hash and the party's code; the common name is for people.
 */
public final class Certificates {

  /** What the nodes speak with each other. */
  public static final String PROTOCOL = "TLSv1.3";

  private static final String SCHEME = "rahdari:";
  private static final int URI = 6; // RFC 5280, GeneralName, uniformResourceIdentifier
  private static final char[] IN_MEMORY = {};

  private final Network network;
  private final X509Certificate authority;
  private final X509Certificate certificate;
  private final PrivateKey key;
  private final String own;

  private Certificates(
      Network network,
      X509Certificate authority,
      X509Certificate certificate,
      PrivateKey key,
      String own) {
    this.network = network;
    this.authority = authority;
    this.certificate = certificate;
    this.key = key;
    this.own = own;
  }

  /**
   * Reads PEM files.
   *
   * @param authority the certificate of the only authority that is trusted
   * @param certificate this node's
   * @param key its secret key, PKCS#8 without a password
   * @throws PlainFailure if they are not a member's of this network, do not belong together, or
   *     have expired
   */
  public static Certificates read(
      Path authority, Path certificate, Path key, Network network, Instant now) {
    X509Certificate own = Pem.certificate(certificate);
    X509Certificate trusted = Pem.certificate(authority);
    PrivateKey secret = Pem.key(key);
    requireValid(own, certificate, now);
    requireValid(trusted, authority, now);
    try {
      own.verify(trusted.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new PlainFailure(
          "The certificate "
              + certificate
              + " was not issued by the authority in "
              + authority
              + ".",
          e);
    }
    if (!belong(own, secret)) {
      throw new PlainFailure(
          "The key " + key + " is not that of the certificate " + certificate + ".");
    }
    try {
      return new Certificates(network, trusted, own, secret, member(network, own));
    } catch (CertificateException e) {
      throw new PlainFailure(
          "The certificate " + certificate + " cannot be used: " + e.getMessage() + ".", e);
    }
  }

  private static void requireValid(X509Certificate certificate, Path file, Instant now) {
    try {
      certificate.checkValidity(Date.from(now));
    } catch (CertificateException e) {
      throw new PlainFailure(
          "The certificate "
              + file
              + " is valid from "
              + certificate.getNotBefore().toInstant()
              + " to "
              + certificate.getNotAfter().toInstant()
              + ": have another one issued, or set this machine's clock.",
          e);
    }
  }

  private static boolean belong(X509Certificate certificate, PrivateKey key) {
    byte[] text = {1};
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certificate);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** How a certificate says whose it is. */
  static String memberUri(Hash32 network, String party) {
    return SCHEME + network + "/" + party;
  }

  /** The network whose members it knows. */
  public Network network() {
    return network;
  }

  /** The code of the institution whose node this is. */
  public String own() {
    return own;
  }

  /**
   * The code of the party whose certificate it is. Whether the authority issued it is the
   * handshake's to find out.
   *
   * @throws CertificateException if it is no member's of this network
   */
  public String member(X509Certificate of) throws CertificateException {
    return member(network, of);
  }

  private static String member(Network network, X509Certificate of) throws CertificateException {
    List<String> names = uris(of).stream().filter(uri -> uri.startsWith(SCHEME)).toList();
    if (names.size() != 1) throw new CertificateException("it does not say whose it is");
    String prefix = memberUri(network.hash(), "");
    String name = names.getFirst();
    if (!name.startsWith(prefix)) throw new CertificateException("it is of another network");
    String code = name.substring(prefix.length());
    if (network.party(code).isEmpty()) {
      throw new CertificateException("it is of no institution of this network");
    }
    return code;
  }

  private static List<String> uris(X509Certificate of) throws CertificateParsingException {
    Collection<List<?>> names = of.getSubjectAlternativeNames();
    if (names == null) return List.of();
    return names.stream()
        .filter(name -> Integer.valueOf(URI).equals(name.getFirst()))
        .map(name -> String.valueOf(name.get(1)))
        .toList();
  }

  /** What a listener for members needs: it trusts any member, and has to ask for a certificate. */
  public SSLContext server() {
    return context(null);
  }

  /** What a client needs that will speak with one member alone, whoever answers there. */
  public SSLContext client(String member) {
    return context(member);
  }

  private SSLContext context(@Nullable String expected) {
    try {
      SSLContext context = SSLContext.getInstance(PROTOCOL);
      context.init(
          new KeyManager[] {keyManager()}, new TrustManager[] {trustManager(expected)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the certificates cannot be used", e);
    }
  }

  /** Shows this node's certificate. */
  X509KeyManager keyManager() {
    try {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, IN_MEMORY);
      own.setKeyEntry("node", key, IN_MEMORY, new X509Certificate[] {certificate});
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(own, IN_MEMORY);
      for (KeyManager each : factory.getKeyManagers()) {
        if (each instanceof X509KeyManager x509) return x509;
      }
      throw new GeneralSecurityException("this Java has no key manager for X.509");
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the certificate cannot be used", e);
    }
  }

  /** Trusts one member, or all of them where none is named. */
  X509TrustManager trustManager(@Nullable String expected) {
    try {
      return new Members(authorityTrust(), expected);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the authority's certificate cannot be used", e);
    }
  }

  private X509ExtendedTrustManager authorityTrust() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, IN_MEMORY);
    trusted.setCertificateEntry("authority", authority);
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    for (TrustManager each : factory.getTrustManagers()) {
      if (each instanceof X509ExtendedTrustManager extended) return extended;
    }
    throw new GeneralSecurityException("this Java has no trust manager for X.509");
  }

  /** Trusts what the authority issued to members of this network, or to the expected one alone. */
  private final class Members extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager authorityTrust;
    private final @Nullable String expected;

    Members(X509ExtendedTrustManager authorityTrust, @Nullable String expected) {
      this.authorityTrust = authorityTrust;
      this.expected = expected;
    }

    private void require(X509Certificate[] chain) throws CertificateException {
      String code = member(chain[0]);
      if (expected != null && !expected.equals(code)) {
        throw new CertificateException("it is of " + code + ", and not of " + expected);
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      authorityTrust.checkClientTrusted(chain, type, engine);
      require(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      authorityTrust.checkClientTrusted(chain, type, socket);
      require(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      authorityTrust.checkClientTrusted(chain, type);
      require(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      authorityTrust.checkServerTrusted(chain, type, engine);
      require(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      authorityTrust.checkServerTrusted(chain, type, socket);
      require(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      authorityTrust.checkServerTrusted(chain, type);
      require(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return authorityTrust.getAcceptedIssuers();
    }
  }
}
