package org.rahdari.node;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.MemberClient;
import org.rahdari.platform.MemberListener;
import org.rahdari.platform.MemberLogEndpoint;
import org.rahdari.platform.Peers;
import org.rahdari.platform.PlainFailure;
import org.rahdari.replication.LogSource;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Another member's node, as one fetches the log from it that has lost its own.
 *
 * @param position that it had executed when it was asked
 */
record MemberSource(MemberClient member, long position) implements LogSource {

  /**
   * The one that has executed most.
   *
   * @throws PlainFailure if none of them answers
   */
  static MemberSource farthest(Peers peers) {
    MemberSource farthest = null;
    for (String code : peers.codes()) {
      MemberClient client = peers.of(code).orElseThrow();
      Long position = position(client);
      if (position == null) continue;
      if (farthest == null || farthest.position() < position) {
        farthest = new MemberSource(client, position);
      }
    }
    if (farthest != null) return farthest;
    throw new PlainFailure(
        "This node's ledger is lost, and no other member answers from whom it could be fetched:"
            + " start again when one is up. A network that has never run is begun with the file"
            + " founding, as ./rahdari network init writes it.");
  }

  /** Tells the others that this member is about to come back with another disk. */
  static void announce(Peers peers) {
    for (String code : peers.codes()) {
      try {
        peers.of(code).orElseThrow().post(MemberLogEndpoint.REJOINING, new byte[0]);
      } catch (IOException e) {
        // Who is away does not lead.
      }
    }
  }

  private static @Nullable Long position(MemberClient client) {
    try {
      MemberClient.Answer answer = client.get(MemberListener.PATHS + "hello");
      if (!answer.done()) return null;
      return JsonMapper.shared().readTree(answer.body()).path("position").asLong();
    } catch (IOException | JacksonException e) {
      return null;
    }
  }

  @Override
  public byte[] records(long fromPosition) throws IOException {
    return done(member.get(MemberListener.PATHS + "log?from=" + fromPosition)).body();
  }

  @Override
  public Optional<byte[]> checkpoint() throws IOException {
    MemberClient.Answer answer = member.get(MemberListener.PATHS + "checkpoint");
    if (answer.status() == HttpStatus.NOT_FOUND.value()) return Optional.empty();
    return Optional.of(done(answer).body());
  }

  private MemberClient.Answer done(MemberClient.Answer answer) throws IOException {
    if (answer.done()) return answer;
    throw new IOException("the node of " + member.member() + " answers " + answer.status());
  }
}
