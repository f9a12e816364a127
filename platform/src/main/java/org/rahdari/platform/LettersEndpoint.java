package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import org.rahdari.program.Party;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes letters from other members' nodes into the vaults of the institutions that this node
 * serves. The same letter again is taken as the first time.
 */
@RestController
@Access(Right.MEMBER)
public final class LettersEndpoint {

  /** A message in base64, and what is beside it. */
  static final int BODY_BYTES_MAX = Letter.MESSAGE_BYTES_MAX / 3 * 4 + 4_096;

  private final Institutions institutions;
  private final Network network;
  private final Served served;
  private final Vault vault;
  private final Ids ids;
  private final List<LetterReader> readers;

  public LettersEndpoint(
      Institutions institutions,
      Network network,
      Served served,
      Vault vault,
      Ids ids,
      List<LetterReader> readers) {
    this.institutions = institutions;
    this.network = network;
    this.served = served;
    this.vault = vault;
    this.ids = ids;
    this.readers = List.copyOf(readers);
  }

  @ResponseStatus(HttpStatus.NO_CONTENT)
  @PostMapping(Post.PATH)
  public void take(HttpServletRequest request, Principal principal) throws IOException {
    LetterJson json = JsonBody.of(request, BODY_BYTES_MAX).one(LetterJson.class);
    Party sender = institutions.of(principal);
    if (!sender.code().equals(LetterJson.said("sender", json.sender()))) {
      throw new Problem(
          HttpStatus.FORBIDDEN,
          "sender-is-another",
          "The letter is of " + json.sender() + ", and the certificate of " + sender.code() + ".");
    }
    Party receiver =
        network
            .party(LetterJson.said("receiver", json.receiver()))
            .filter(party -> served.includes(party.number()))
            .orElseThrow(
                () ->
                    new Problem(
                        HttpStatus.NOT_FOUND,
                        "institution-elsewhere",
                        "This node does not serve " + json.receiver() + "."));
    Letter letter = json.letter(sender.number(), receiver.number());
    LetterReader reader = reader(letter.name());
    reader.judge(letter);
    Letter filed = vault.file(letter.deliveredTo(receiver.number(), ids.next()));
    if (!filed.commitment().equals(letter.commitment())) {
      throw new Problem(
          HttpStatus.CONFLICT,
          "message-id-reused",
          "Another letter of " + sender.code() + " with this message id is here.");
    }
    reader.filed(filed);
  }

  private LetterReader reader(String name) {
    return readers.stream()
        .filter(each -> each.reads(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Problem(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "letter-unknown",
                    "Nobody here reads letters of the name " + name + "."));
  }
}
