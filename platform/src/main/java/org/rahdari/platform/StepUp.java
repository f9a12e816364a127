package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.webauthn.api.AuthenticatorAssertionResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorAttestationResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorSelectionCriteria;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredential;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
import org.springframework.security.web.webauthn.jackson.WebauthnJacksonModule;
import org.springframework.security.web.webauthn.management.ImmutablePublicKeyCredentialCreationOptionsRequest;
import org.springframework.security.web.webauthn.management.ImmutablePublicKeyCredentialRequestOptionsRequest;
import org.springframework.security.web.webauthn.management.ImmutableRelyingPartyRegistrationRequest;
import org.springframework.security.web.webauthn.management.JdbcUserCredentialRepository;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialUserEntityRepository;
import org.springframework.security.web.webauthn.management.RelyingPartyAuthenticationRequest;
import org.springframework.security.web.webauthn.management.RelyingPartyPublicKey;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;
import org.springframework.security.web.webauthn.management.Webauthn4JRelyingPartyOperations;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Passkeys (WebAuthn): who approves shows once more, with a passkey that has looked at a finger, a
 * face or a PIN, that it is this person, in this session and not long ago.
 */
public final class StepUp {

  /** How long one assertion is good for. */
  static final Duration FRESH = Duration.ofMinutes(5);

  /** Passkeys of one person. */
  static final int PASSKEYS_MAX = 10;

  /** The length of a passkey's name. */
  static final int LABEL_CHARS_MAX = 60;

  private static final String CONFIRMED = "org.rahdari.confirmed";
  private static final String CREATING = "org.rahdari.passkey.creating";
  private static final String ASKING = "org.rahdari.passkey.asking";
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new WebauthnJacksonModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final UserCredentialRepository passkeys;
  private final @Nullable Provider provider;
  private final InstantSource clock;

  /** When it is asked for. */
  public enum Demand {
    /** Of who has a passkey. */
    OFFERED,
    /** Of everybody. */
    REQUIRED
  }

  /** Who showed it, and when. */
  private record Confirmed(Id person, Instant at) {}

  /**
   * @param vault has the passkeys; its tables are there
   * @param provider says whether everybody needs one
   */
  public StepUp(DataSource vault, @Nullable Provider provider, InstantSource clock) {
    this.passkeys = new JdbcUserCredentialRepository(new JdbcTemplate(vault));
    this.provider = provider;
    this.clock = clock;
  }

  /** Whether everybody who approves needs one. */
  boolean required() {
    return provider != null && provider.stepUp() == Demand.REQUIRED;
  }

  /** Whether this person has to show a passkey before approving now. */
  public boolean due(HttpServletRequest request, Person person) {
    return (required() || !of(person).isEmpty()) && !fresh(request, person);
  }

  private boolean fresh(HttpServletRequest request, Person person) {
    HttpSession session = request.getSession(false);
    return session != null
        && session.getAttribute(CONFIRMED) instanceof Confirmed confirmed
        && confirmed.person().equals(person.pseudonym())
        && clock.instant().isBefore(confirmed.at().plus(FRESH));
  }

  /**
   * Lets a person approve who has just shown a passkey, or need not.
   *
   * @throws Problem {@code passkey-needed}
   */
  public void require(HttpServletRequest request, Person person) {
    if (!due(request, person)) return;
    throw new Problem(
        HttpStatus.FORBIDDEN,
        "passkey-needed",
        "Show your passkey first, at /me/confirm: it is good for "
            + FRESH.toMinutes()
            + " minutes.");
  }

  /** The passkeys of a person. */
  List<CredentialRecord> of(Person person) {
    return passkeys.findByUserId(handle(person.pseudonym()));
  }

  /** Takes one away. */
  void remove(HttpServletRequest request, Person person, String credential) {
    requireConfirmed(request, person);
    of(person).stream()
        .filter(each -> each.getCredentialId().toBase64UrlString().equals(credential))
        .findFirst()
        .ifPresent(each -> passkeys.delete(each.getCredentialId()));
  }

  /** What the browser needs to make a passkey. */
  String creation(HttpServletRequest request, Person person) {
    requireConfirmed(request, person);
    if (of(person).size() >= PASSKEYS_MAX) {
      throw new Problem(
          HttpStatus.CONFLICT, "too-many-passkeys", "You have as many passkeys as one may.");
    }
    PublicKeyCredentialCreationOptions options =
        parties(request, person)
            .createPublicKeyCredentialCreationOptions(
                new ImmutablePublicKeyCredentialCreationOptionsRequest(as(person)));
    request.getSession().setAttribute(CREATING, options);
    return JSON.writeValueAsString(options);
  }

  /** Whoever has only found the session must not add a passkey to those that are there. */
  private void requireConfirmed(HttpServletRequest request, Person person) {
    if (!of(person).isEmpty()) require(request, person);
  }

  /** Keeps the passkey that the browser made. */
  void register(HttpServletRequest request, Person person, String label, byte[] credential) {
    requireConfirmed(request, person);
    String name = label.strip();
    if (name.isEmpty() || name.length() > LABEL_CHARS_MAX) {
      throw new Problem(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "label-missing",
          "Name the passkey in 1 to " + LABEL_CHARS_MAX + " characters.");
    }
    if (!(take(request, CREATING) instanceof PublicKeyCredentialCreationOptions options))
      throw notAsked();
    try {
      PublicKeyCredential<AuthenticatorAttestationResponse> made =
          JSON.readValue(credential, new TypeReference<>() {});
      parties(request, person)
          .registerCredential(
              new ImmutableRelyingPartyRegistrationRequest(
                  options, new RelyingPartyPublicKey(made, name)));
    } catch (JacksonException e) {
      throw notValid();
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  /** What the browser needs to ask for a passkey. */
  String assertion(HttpServletRequest request, Person person) {
    PublicKeyCredentialRequestOptions options =
        parties(request, person)
            .createCredentialRequestOptions(
                new ImmutablePublicKeyCredentialRequestOptionsRequest(as(person)));
    request.getSession().setAttribute(ASKING, options);
    return JSON.writeValueAsString(options);
  }

  /** Takes what the passkey signed: from now on it is this person, for a while. */
  void confirm(HttpServletRequest request, Person person, byte[] credential) {
    if (!(take(request, ASKING) instanceof PublicKeyCredentialRequestOptions options))
      throw notAsked();
    PublicKeyCredentialUserEntity who;
    try {
      PublicKeyCredential<AuthenticatorAssertionResponse> shown =
          JSON.readValue(credential, new TypeReference<>() {});
      who =
          parties(request, person)
              .authenticate(new RelyingPartyAuthenticationRequest(options, shown));
    } catch (JacksonException e) {
      throw notValid();
    } catch (RuntimeException e) {
      throw failed(e);
    }
    if (!who.getId().equals(handle(person.pseudonym()))) throw notValid();
    request
        .getSession()
        .setAttribute(CONFIRMED, new Confirmed(person.pseudonym(), clock.instant()));
  }

  /** Challenges are for one use. */
  private static @Nullable Object take(HttpServletRequest request, String name) {
    HttpSession session = request.getSession();
    Object value = session.getAttribute(name);
    session.removeAttribute(name);
    return value;
  }

  private static Problem notAsked() {
    return new Problem(
        HttpStatus.CONFLICT, "passkey-not-asked", "Begin again: nothing was asked of a passkey.");
  }

  private static Problem notValid() {
    return new Problem(
        HttpStatus.UNPROCESSABLE_CONTENT, "passkey-not-valid", "That is no passkey of yours.");
  }

  private static Problem failed(RuntimeException e) {
    System.getLogger(StepUp.class.getName())
        .log(System.Logger.Level.WARNING, "A passkey was not taken: {0}", e.toString());
    return notValid();
  }

  /** A browser keeps passkeys by the name of a host, and has none for an address. */
  static boolean possibleAt(HttpServletRequest request) {
    return !ADDRESS.matcher(request.getServerName()).matches();
  }

  private Webauthn4JRelyingPartyOperations parties(HttpServletRequest request, Person person) {
    if (!possibleAt(request)) {
      throw new Problem(
          HttpStatus.CONFLICT,
          "passkeys-need-a-name",
          "Open the console by the name of its host, such as localhost, and not by its address.");
    }
    String origin = request.getRequestURL().toString().replaceFirst("^(https?://[^/]+).*$", "$1");
    Webauthn4JRelyingPartyOperations parties =
        new Webauthn4JRelyingPartyOperations(
            new Pseudonyms(person),
            passkeys,
            PublicKeyCredentialRpEntity.builder()
                .id(request.getServerName())
                .name("Rahdari")
                .build(),
            Set.of(origin));
    parties.setCustomizeCreationOptions(
        options ->
            options.authenticatorSelection(
                AuthenticatorSelectionCriteria.builder()
                    .userVerification(UserVerificationRequirement.REQUIRED)
                    .residentKey(ResidentKeyRequirement.PREFERRED)
                    .build()));
    parties.setCustomizeRequestOptions(
        options -> options.userVerification(UserVerificationRequirement.REQUIRED));
    return parties;
  }

  private static Authentication as(Person person) {
    return UsernamePasswordAuthenticationToken.authenticated(
        person.pseudonym().toString(), null, List.of());
  }

  private static Bytes handle(Id pseudonym) {
    return new Bytes(
        ByteBuffer.allocate(Id.BYTES).putLong(pseudonym.high()).putLong(pseudonym.low()).array());
  }

  /** A passkey knows a person by the pseudonym, so that nothing is kept to find it by. */
  private record Pseudonyms(Person person) implements PublicKeyCredentialUserEntityRepository {

    @Override
    public @Nullable PublicKeyCredentialUserEntity findById(Bytes id) {
      return id.equals(handle(person.pseudonym())) ? entity() : null;
    }

    @Override
    public @Nullable PublicKeyCredentialUserEntity findByUsername(String name) {
      return name.equals(person.pseudonym().toString()) ? entity() : null;
    }

    private PublicKeyCredentialUserEntity entity() {
      return ImmutablePublicKeyCredentialUserEntity.builder()
          .id(handle(person.pseudonym()))
          .name(person.pseudonym().toString())
          .displayName(person.name())
          .build();
    }

    @Override
    public void save(PublicKeyCredentialUserEntity entity) {}

    @Override
    public void delete(Bytes id) {}
  }
}
