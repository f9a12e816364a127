package org.rahdari.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rahdari.charter.Charter;
import org.rahdari.charter.Instructions.Activate;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Ed25519;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Genesis;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Result;
import org.rahdari.kernel.Sealed;
import org.rahdari.kernel.SigningKey;
import org.rahdari.platform.ProgramsEndpoint.ProgramJson;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.rahdari.program.Program;
import org.rahdari.program.Standing;
import org.rahdari.program.Validator;
import org.rahdari.transparency.NoteSigner;

/** What a node tells of programs, of those too that its own software has not. */
class ProgramsEndpointTest {
  private static final int VALIDATORS = 4;
  private static final int LATER = 77;
  private static final long TIME_MILLIS = 1_750_000_000_000L;
  private static final List<Program> HERE = List.of(Charter.PROGRAM);

  private final Kernel kernel = new Kernel(genesis(), HERE);

  private static Genesis genesis() {
    List<Party> parties = new ArrayList<>();
    List<PartyKey> keys = new ArrayList<>();
    List<Validator> validators = new ArrayList<>();
    for (int i = 1; i <= VALIDATORS; i++) {
      parties.add(new Party(i, "p" + i, "The party " + i, "PK", Standing.MEMBER, List.of()));
      keys.add(new PartyKey(i, 1, Ed25519.publicKey(secret(i))));
      byte[] seed = new byte[32];
      Arrays.fill(seed, (byte) i);
      NoteSigner signer = new NoteSigner("v" + i + ".example", seed);
      validators.add(
          new Validator(
              i, signer.verifierKey().name(), Hash32.of(signer.verifierKey().publicKey())));
    }
    return new Genesis(
        "programs.rahdari.example",
        List.of(new Genesis.ProgramVersion(Charter.NUMBER, "charter", 1)),
        parties,
        keys,
        List.of(),
        List.of(),
        validators,
        3,
        Genesis.TRANSFER_IDS_MIN);
  }

  private static Hash32 secret(int party) {
    return Hash32.sha256(("the key of " + party).getBytes(StandardCharsets.UTF_8));
  }

  private void say(int party, Record instruction) {
    long position = kernel.position() + 1;
    byte[] envelope =
        Envelope.sign(
            kernel.network(),
            party,
            1,
            SigningKey.of(secret(party)),
            new Id(1, position),
            TIME_MILLIS + 60_000,
            Header.Content.INSTRUCTIONS,
            List.of(Catalogue.of(HERE).item(instruction)));
    byte[] result =
        kernel
            .execute(new Entry(position, TIME_MILLIS, List.of(Sealed.of(envelope))))
            .batches()
            .getFirst()
            .results()
            .getFirst();
    assertThat(Result.decode(result).reason()).isEmpty();
  }

  private List<ProgramJson> told() {
    return ProgramsEndpoint.programs(kernel, HERE, party -> "p" + party).programs();
  }

  @Test
  void tellsWhatOnlyNewerSoftwareHas() {
    assertThat(told())
        .containsExactly(new ProgramJson(Charter.NUMBER, "charter", 1, List.of(1), List.of()));
    say(3, new Activate(LATER, 1));
    say(1, new Activate(LATER, 1));
    say(2, new Activate(Charter.NUMBER, 2));
    assertThat(told())
        .containsExactly(
            new ProgramJson(Charter.NUMBER, "charter", 1, List.of(1), List.of("p2")),
            new ProgramJson(LATER, null, 0, List.of(), List.of("p1", "p3")));
  }
}
