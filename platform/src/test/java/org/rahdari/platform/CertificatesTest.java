package org.rahdari.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.codec.Hash32;
import org.rahdari.program.Standing;

/** Whose a certificate is, and who is believed. */
final class CertificatesTest {
  private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

  @TempDir Path scratch = Path.of("unset");

  private Network network(String origin) {
    NetworkDescription description =
        new NetworkDescription(
            origin,
            List.of(),
            List.of(party("one"), party("two")),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null);
    return new Network(
        Network.found(description, new Keyring(scratch.resolve("keys-" + origin)), List.of()));
  }

  private static NetworkDescription.PartyLine party(String code) {
    return new NetworkDescription.PartyLine(
        code, "Sample " + code, "PK", Standing.MEMBER, List.of(), List.of(), List.of(), true);
  }

  private Path folder(CertificateAuthority authority, CertificateAuthority.Issued issued)
      throws IOException {
    Path folder = Files.createTempDirectory(scratch, "tls");
    authority.writeCertificate(folder.resolve("ca.crt"));
    issued.write(folder.resolve("node.crt"), folder.resolve("node.key"));
    return folder;
  }

  private static Certificates read(Path folder, Network network, Instant now) {
    return Certificates.read(
        folder.resolve("ca.crt"),
        folder.resolve("node.crt"),
        folder.resolve("node.key"),
        network,
        now);
  }

  private static void assertRefused(Path folder, Network network, Instant now, String sentence) {
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> read(folder, network, now))
        .withMessageContaining(sentence)
        .withMessageEndingWith(".");
  }

  @Test
  void aMembersCertificateSaysWhoseItIsAndWhere() throws Exception {
    Network network = network("a.example");
    CertificateAuthority authority = CertificateAuthority.found("a.example", NOW);
    CertificateAuthority.Issued issued =
        authority.issue(network.hash(), "one", List.of("one.node.example", "10.1.2.3"), NOW);
    X509Certificate certificate = issued.certificate();
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=one");
    assertThat(certificate.getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(
            List.of(6, "rahdari:" + network.hash() + "/one"),
            List.of(2, "one.node.example"),
            List.of(7, "10.1.2.3"),
            List.of(2, "localhost"),
            List.of(7, "127.0.0.1"));
    assertThat(certificate.getPublicKey()).isInstanceOf(ECPublicKey.class);
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(825)));

    Certificates certificates = read(folder(authority, issued), network, NOW);
    assertThat(certificates.own()).isEqualTo("one");
    assertThat(certificates.member(certificate)).isEqualTo("one");
  }

  @Test
  void anAuthorityThatWasPutAwayIssuesAgain() throws IOException {
    Network network = network("a.example");
    Path away = Files.createDirectory(scratch.resolve("ca"));
    CertificateAuthority.found("a.example", NOW).write(away);
    CertificateAuthority authority = CertificateAuthority.open(away);
    Path folder = folder(authority, authority.issue(network.hash(), "two", List.of(), NOW));
    assertThat(read(folder, network, NOW).own()).isEqualTo("two");
  }

  @Test
  void whatDoesNotBelongTogetherIsRefused() throws IOException {
    Network network = network("a.example");
    Network other = network("b.example");
    CertificateAuthority authority = CertificateAuthority.found("a.example", NOW);
    CertificateAuthority stranger = CertificateAuthority.found("a.example", NOW);
    CertificateAuthority.Issued one = authority.issue(network.hash(), "one", List.of(), NOW);

    assertRefused(folder(stranger, one), network, NOW, "was not issued by the authority");
    assertRefused(folder(authority, one), other, NOW, "of another network");
    assertRefused(
        folder(authority, authority.issue(network.hash(), "three", List.of(), NOW)),
        network,
        NOW,
        "of no institution");
    assertRefused(
        folder(authority, one),
        network,
        NOW.plus(CertificateAuthority.MEMBER_VALID).plusSeconds(1),
        "is valid from");

    Path mixed = folder(authority, one);
    authority
        .issue(network.hash(), "one", List.of(), NOW)
        .write(scratch.resolve("spare.crt"), mixed.resolve("node.key"));
    assertRefused(mixed, network, NOW, "is not that of the certificate");

    Path damaged = folder(authority, one);
    Files.writeString(damaged.resolve("node.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n");
    assertRefused(damaged, network, NOW, "not the PEM");
    Files.writeString(
        damaged.resolve("node.key"),
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertRefused(damaged, network, NOW, "holds no key");
    Files.delete(damaged.resolve("node.key"));
    assertRefused(damaged, network, NOW, "cannot be read");
  }

  @Test
  void anAuthoritysOwnCertificateIsNoMembers() throws Exception {
    Network network = network("a.example");
    CertificateAuthority authority = CertificateAuthority.found("a.example", NOW);
    Path away = Files.createDirectory(scratch.resolve("ca"));
    authority.write(away);
    Certificates certificates =
        read(
            folder(authority, authority.issue(network.hash(), "one", List.of(), NOW)),
            network,
            NOW);
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> certificates.member(Pem.certificate(away.resolve("ca.crt"))))
        .withMessageContaining("does not say whose");
  }

  @Test
  void aSecretThatOthersKnowByItsPublicKeyIsNeverMadeUp() {
    Network network = network("a.example");
    Keyring empty = new Keyring(scratch.resolve("empty"));
    assertThat(Served.of(network, new FileKeys(empty)).parties()).isEmpty();
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> empty.secret(Network.signingKey("one")))
        .withMessageContaining("one.signing is not in");

    Keyring strange = new Keyring(scratch.resolve("strange"));
    Hash32 made = strange.make(Network.signingKey("one"));
    assertThat(strange.make(Network.signingKey("one"))).isEqualTo(made);
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> Served.of(network, new FileKeys(strange)))
        .withMessageContaining("is not the one by which this network knows one");
  }
}
