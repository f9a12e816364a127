package org.rahdari.platform;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.rahdari.replication.Replica;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.Refused;
import org.rahdari.transparency.VerifiedCheckpoint;
import org.rahdari.transparency.Verifier;

/**
 * The newest signed checkpoint, verified once more before it is shown.
 *
 * @param origin the log's name
 * @param size leaves
 * @param root of the tree over them
 * @param signedBy the validators' names
 * @param validators how many the policy names
 * @param witnesses how many cosigned
 * @param note its text, line by line
 */
public record SignedCheckpoint(
    String origin,
    long size,
    Shown.Code root,
    List<String> signedBy,
    int validators,
    int witnesses,
    List<String> note) {

  /** Who made it final, in words. */
  public String finality(Texts text) {
    return finality(text, signedBy.size(), validators, witnesses);
  }

  static String finality(Texts text, int signed, int validators, int witnesses) {
    return text.of("finality", "signed", signed, "of", validators, "witnesses", witnesses);
  }

  /** The newest one of the replica; empty while nothing has been signed. */
  public static Optional<SignedCheckpoint> newest(Replica replica) {
    return replica.checkpoint().map(note -> read(note, replica.policies()));
  }

  private static SignedCheckpoint read(byte[] note, PolicyHistory policies) {
    return switch (Verifier.verifyCheckpoint(note, policies)) {
      case Refused refused ->
          throw new IllegalStateException(
              "this node's own checkpoint does not verify: " + refused.sentence());
      case VerifiedCheckpoint verified ->
          new SignedCheckpoint(
              verified.checkpoint().origin(),
              verified.checkpoint().size(),
              Shown.Code.of(verified.checkpoint().root()),
              verified.signedBy(),
              verified.n(),
              verified.witnessedBy().size(),
              new String(note, StandardCharsets.UTF_8).lines().toList());
    };
  }
}
