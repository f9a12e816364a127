package org.rahdari.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.MalformedException;
import org.rahdari.kernel.Genesis;
import org.rahdari.kernel.Kernel;
import org.rahdari.platform.Network;
import org.rahdari.platform.PlainFailure;
import org.rahdari.transparency.TrustPolicy;

/**
 * What somebody keeps who trusts a policy and nobody's node:
 *
 * <pre>
 * genesis   what the network started from
 * policy    what verifies its checkpoints
 * ledger/   the log and all that follows from it
 * </pre>
 *
 * A node's data folder has the same three, and can be audited like a mirror.
 *
 * @param folder where they lie
 * @param network of the genesis, whose validators are those of the policy
 */
record MirrorFolder(Path folder, Network network) {

  /**
   * Opens a folder, or begins one.
   *
   * @param trusted the file of the policy that is trusted; null for the folder's own, or on a first
   *     use the node's
   * @throws PlainFailure if it is another network's, or the policy is of other validators
   */
  static MirrorFolder from(HttpSource source, Path folder, @Nullable Path trusted) {
    try {
      Files.createDirectories(folder);
      Path genesis = folder.resolve("genesis");
      if (Files.exists(genesis)) return of(folder, trusted);
      byte[] bytes = source.genesis();
      byte[] policy = trusted == null ? source.policy() : Files.readAllBytes(trusted);
      Network network = network(bytes, policy);
      Files.write(folder.resolve("policy"), policy);
      Files.write(genesis, bytes);
      return new MirrorFolder(folder, network);
    } catch (IOException e) {
      throw new PlainFailure("The mirror cannot be begun: " + e.getMessage() + ".", e);
    }
  }

  /**
   * Opens a folder that was begun before.
   *
   * @param trusted the file of the policy that is trusted; null for the folder's own
   * @throws PlainFailure if there is none, or the policy is of other validators
   */
  static MirrorFolder of(Path folder, @Nullable Path trusted) {
    Path policy = trusted == null ? folder.resolve("policy") : trusted;
    try {
      return new MirrorFolder(
          folder,
          network(Files.readAllBytes(folder.resolve("genesis")), Files.readAllBytes(policy)));
    } catch (IOException e) {
      throw new PlainFailure(
          "The folder " + folder + " holds no log with its genesis and policy: " + e.getMessage(),
          e);
    }
  }

  private static Network network(byte[] genesis, byte[] policy) {
    try {
      Network network = new Network(Genesis.decode(genesis));
      TrustPolicy trusted = TrustPolicy.parse(policy);
      if (!trusted.equals(network.policy())) {
        throw new PlainFailure(
            "The genesis names other validators than the policy: it is of "
                + network.genesis().origin()
                + ", the policy of "
                + trusted.origin()
                + ".");
      }
      if (!Arrays.equals(network.genesis().encode(), genesis)) {
        throw new PlainFailure("The genesis is not in canonical form.");
      }
      return network;
    } catch (MalformedException | IllegalArgumentException e) {
      throw new PlainFailure("The genesis is damaged: " + e.getMessage() + ".", e);
    } catch (org.rahdari.transparency.MalformedException e) {
      throw new PlainFailure("The policy cannot be read: " + e.sentence() + ".", e);
    }
  }

  Path ledger() {
    return folder.resolve("ledger");
  }

  /** A kernel at the start of the network. */
  Kernel freshKernel() {
    try {
      return new Kernel(network.genesis(), DataFolder.PROGRAMS);
    } catch (IllegalArgumentException e) {
      throw new PlainFailure("This software cannot run the network: " + e.getMessage() + ".", e);
    }
  }
}
