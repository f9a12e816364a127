package org.rahdari.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rahdari.replication.Replica;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What members' nodes tell each other about the log: what each has signed, and the log itself. */
@RestController
@Access(Right.MEMBER)
public final class MemberLogEndpoint {
  /** Where a member says that it has lost its disk. */
  public static final String REJOINING = MemberListener.PATHS + "rejoining";

  private final Replica replica;
  private final Institutions institutions;

  public MemberLogEndpoint(Replica replica, Institutions institutions) {
    this.replica = replica;
    this.institutions = institutions;
  }

  /**
   * What came of the notes.
   *
   * @param kept how many are of use
   * @param refused why the others are not
   */
  public record Met(int kept, List<String> refused) {}

  @PostMapping(CheckpointExchange.TAKEN)
  public Met take(@RequestBody List<String> notes) throws IOException {
    if (notes.size() > CheckpointExchange.NOTES_MAX) {
      throw new Problem(
          HttpStatus.BAD_REQUEST,
          "too-many-notes",
          "One request brings " + CheckpointExchange.NOTES_MAX + " notes at most.");
    }
    List<String> refused = new ArrayList<>();
    for (String note : notes) {
      replica.meet(note.getBytes(StandardCharsets.UTF_8)).ifPresent(refused::add);
    }
    return new Met(notes.size() - refused.size(), refused);
  }

  @GetMapping(path = CheckpointExchange.FINAL, produces = MediaType.TEXT_PLAIN_VALUE)
  public byte[] last() {
    Optional<byte[]> checkpoint = replica.checkpoint();
    return checkpoint.orElseThrow(
        () -> new Problem(HttpStatus.NOT_FOUND, "no-checkpoint", "Nothing is final yet."));
  }

  /** The caller has lost its disk and is about to come back. */
  @PostMapping(REJOINING)
  public void rejoining(Principal principal) {
    replica.handOver(institutions.of(principal).code());
  }

  @GetMapping(
      path = MemberListener.PATHS + "log",
      produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  public byte[] records(@RequestParam long from) throws IOException {
    return replica.records(from, LogEndpoint.BYTES_MAX);
  }
}
