package org.rahdari.platform;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.rahdari.codec.Hash32;

/**
 * Issues the certificates by which the nodes of one network know each other (X.509, RFC 5280; ECDSA
 * on P-256). It is needed to admit a node, and for nothing else.
 */
public final class CertificateAuthority {

  /** How long a member's certificate is valid. */
  public static final Duration MEMBER_VALID = Duration.ofDays(825);

  /** How long the authority's own is. */
  public static final Duration AUTHORITY_VALID = Duration.ofDays(3_652);

  /** Hosts of a certificate at most. */
  public static final int HOSTS_MAX = 16;

  /** Clocks of other nodes may be behind by so much. */
  private static final Duration BACKDATED = Duration.ofHours(1);

  /** RFC 5280, ub-common-name. */
  private static final int COMMON_NAME_MAX = 64;

  private static final int SERIAL_BITS = 127;

  /** A host by its address, never looked up: IPv4 in decimals, or IPv6. */
  private static final Pattern ADDRESS =
      Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");

  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9-]{1,63})*");

  private static final String CERTIFICATE_FILE = "ca.crt";
  private static final String KEY_FILE = "ca.key";

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final SecureRandom random = new SecureRandom();

  private CertificateAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** A certificate and its secret key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {

    /**
     * Writes both in PEM; the key, in PKCS#8 without a password, for the node's user alone.
     *
     * @throws IOException if a file cannot be written
     */
    public void write(Path certificateFile, Path keyFile) throws IOException {
      Files.writeString(certificateFile, Pem.certificate(certificate));
      Keyring.write(keyFile, Pem.key(key).strip());
    }
  }

  /**
   * A new authority.
   *
   * @param origin of the network's log
   */
  public static CertificateAuthority found(String origin, Instant now) {
    try {
      KeyPair pair = pair();
      X500Name name = name("members of " + origin);
      var extensions = new JcaX509ExtensionUtils();
      var builder =
          new JcaX509v3CertificateBuilder(
                  name,
                  serial(new SecureRandom()),
                  Date.from(now.minus(BACKDATED)),
                  Date.from(now.plus(AUTHORITY_VALID)),
                  name,
                  pair.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  extensions.createSubjectKeyIdentifier(pair.getPublic()));
      return new CertificateAuthority(signed(builder, pair.getPrivate()), pair.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("a certificate cannot be made", e);
    }
  }

  /**
   * Opens an authority's folder.
   *
   * @throws PlainFailure if it is none
   */
  public static CertificateAuthority open(Path folder) {
    return new CertificateAuthority(
        Pem.certificate(folder.resolve(CERTIFICATE_FILE)), Pem.key(folder.resolve(KEY_FILE)));
  }

  /**
   * Writes the authority into a folder.
   *
   * @throws IOException if a file cannot be written
   */
  public void write(Path folder) throws IOException {
    new Issued(certificate, key).write(folder.resolve(CERTIFICATE_FILE), folder.resolve(KEY_FILE));
  }

  /**
   * Writes the authority's own certificate, which its members trust.
   *
   * @throws IOException if the file cannot be written
   */
  public void writeCertificate(Path file) throws IOException {
    Files.writeString(file, Pem.certificate(certificate));
  }

  /**
   * Issues a certificate to a member, for its node to serve with and to call with.
   *
   * @param network the hash of the genesis
   * @param party the member's code
   * @param hosts where its node is reached: names and addresses, beside this machine's own
   * @throws PlainFailure if a host is not one
   */
  public Issued issue(Hash32 network, String party, List<String> hosts, Instant now) {
    try {
      KeyPair pair = pair();
      var extensions = new JcaX509ExtensionUtils();
      var builder =
          new JcaX509v3CertificateBuilder(
                  certificate,
                  serial(random),
                  Date.from(now.minus(BACKDATED)),
                  Date.from(now.plus(MEMBER_VALID)),
                  name(party),
                  pair.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(
                      new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                      }))
              .addExtension(Extension.subjectAlternativeName, false, names(network, party, hosts))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  extensions.createSubjectKeyIdentifier(pair.getPublic()))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  extensions.createAuthorityKeyIdentifier(certificate));
      return new Issued(signed(builder, key), pair.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("a certificate cannot be made", e);
    }
  }

  private static GeneralNames names(Hash32 network, String party, List<String> hosts) {
    if (hosts.size() > HOSTS_MAX) {
      throw new PlainFailure("A certificate names " + HOSTS_MAX + " hosts at most.");
    }
    List<GeneralName> names = new ArrayList<>();
    names.add(
        new GeneralName(
            GeneralName.uniformResourceIdentifier, Certificates.memberUri(network, party)));
    Set<String> all = new LinkedHashSet<>(hosts);
    all.add("localhost");
    all.add("127.0.0.1");
    for (String host : all) names.add(name(host, requireHost(host)));
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static GeneralName name(String host, boolean address) {
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  /**
   * Whether a host is an address; otherwise it is a name.
   *
   * @throws PlainFailure if it is neither
   */
  public static boolean requireHost(String host) {
    if (ADDRESS.matcher(host).matches()) {
      if (org.bouncycastle.util.IPAddress.isValid(host)) return true;
    } else if (NAME.matcher(host).matches()) {
      return false;
    }
    throw new PlainFailure(
        "The host " + host + " is neither an address nor a name such as node.example.");
  }

  private static X500Name name(String common) {
    String text =
        common.length() <= COMMON_NAME_MAX ? common : common.substring(0, COMMON_NAME_MAX);
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, text).build();
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
      throws OperatorCreationException, GeneralSecurityException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
  }

  private static KeyPair pair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static BigInteger serial(SecureRandom random) {
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
  }
}
