package org.rahdari.kernel;

import java.util.List;
import org.rahdari.codec.Codec;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Max;
import org.rahdari.ledger.Asset;
import org.rahdari.program.Founding;
import org.rahdari.program.Mandate;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.rahdari.program.Program;
import org.rahdari.program.Validator;
import org.rahdari.program.Witness;

/**
 * What a network starts from, the same bytes at every member.
 *
 * @param origin the name of the network's log, the first line of every checkpoint
 * @param programs the programs and the versions of their behaviour
 * @param parties the institutions
 * @param keys their signing keys
 * @param mandates what they may do
 * @param assets what accounts are kept in
 * @param validators who signs checkpoints
 * @param quorum how many of them make a receipt final
 * @param witnesses who cosigns what is final; they add nothing to that
 * @param transferIds how many ids of transfers are remembered, from {@link #TRANSFER_IDS_MIN}: a
 *     repeat among them is answered as the first time
 */
public record Genesis(
    @Max(255) String origin,
    List<ProgramVersion> programs,
    @Max(10_000) List<Party> parties,
    @Max(10_000) List<PartyKey> keys,
    @Max(100_000) List<Mandate> mandates,
    @Max(10_000) List<Asset> assets,
    List<Validator> validators,
    int quorum,
    List<Witness> witnesses,
    int transferIds) {

  /** What a network remembers that has no reason for another number. */
  public static final int TRANSFER_IDS = 16_000_000;

  /** The ids of one envelope fit twice. */
  public static final int TRANSFER_IDS_MIN = 2 * Kernel.ITEMS_PER_ENVELOPE_MAX;

  private static final Codec<Genesis> CODEC = Codec.of(Genesis.class);

  public Genesis {
    if (transferIds < TRANSFER_IDS_MIN)
      throw new IllegalArgumentException("a window of " + transferIds + " ids");
  }

  /** Of a network without witnesses. */
  public Genesis(
      String origin,
      List<ProgramVersion> programs,
      List<Party> parties,
      List<PartyKey> keys,
      List<Mandate> mandates,
      List<Asset> assets,
      List<Validator> validators,
      int quorum,
      int transferIds) {
    this(
        origin,
        programs,
        parties,
        keys,
        mandates,
        assets,
        validators,
        quorum,
        List.of(),
        transferIds);
  }

  /** A program of the network and the version of its behaviour. */
  public record ProgramVersion(int number, String name, int version) {

    /** Of a program. */
    public static ProgramVersion of(Program program) {
      return new ProgramVersion(program.number(), program.name(), program.version());
    }
  }

  /** By whom the network is founded. */
  public Founding founding() {
    return new Founding(origin, validators, quorum, witnesses);
  }

  /** Reads the binary form. */
  public static Genesis decode(byte[] bytes) {
    return CODEC.decode(bytes);
  }

  /** The binary form. */
  public byte[] encode() {
    return CODEC.encode(this);
  }

  /** The network's name in headers: the SHA-256 of the binary form. */
  public Hash32 network() {
    return Hash32.sha256(encode());
  }
}
