package org.rahdari.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rahdari.codec.Bytes;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.codec.Max;
import org.rahdari.codec.Numbered;
import org.rahdari.kernel.Catalogue;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.FourEyes;
import org.rahdari.program.Kind;
import org.rahdari.program.Program;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every kind of component as JSON and back; and the two people, whom nobody writes there. */
class InstructionJsonTest {

  /** A constant with a number. */
  public enum Colour implements Numbered {
    RED(1),
    BLUE(2);

    private final int number;

    Colour(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }

  /** Inside another one. */
  public record Part(String name, long weight) {}

  /** Has one component of every kind. */
  @Kind(1)
  public record Everything(
      Id id,
      Hash32 hash,
      Bytes bytes,
      int count,
      long amountMinor,
      boolean urgent,
      @Max(12) String text,
      Colour colour,
      List<Part> parts,
      List<Id> ids,
      FourEyes people) {}

  /** Has no room for people. */
  @Kind(2)
  public record Plain(Id id) {}

  private static final Program PROGRAM =
      new Program(
          77,
          "sample",
          1,
          registry -> {
            registry.on(Everything.class, (asked, ctx) -> Outcome.accepted());
            registry.on(Plain.class, (asked, ctx) -> Outcome.accepted());
          });

  private static final Id SOMEBODY = new Id(1, 2);
  private static final Id ANOTHER = new Id(3, 4);

  private final InstructionJson json = new InstructionJson(Catalogue.of(List.of(PROGRAM)));

  private static Everything everything(long amount) {
    return new Everything(
        new Id(5, 6),
        Hash32.sha256(new byte[] {1}),
        new Bytes(new byte[] {(byte) 0xca, (byte) 0xfe}),
        -7,
        amount,
        true,
        "räh \"dari\"",
        Colour.BLUE,
        List.of(new Part("one", 1), new Part("two", Long.MIN_VALUE)),
        List.of(),
        FourEyes.NOBODY);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    for (long amount : new long[] {0, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, -(1L << 60)}) {
      Everything one = everything(amount);
      String text = InstructionJson.write(one).toString();
      assertThat(text).doesNotContain("people");
      assertThat(json.read("sample", "Everything", JsonMapper.shared().readTree(text)))
          .isEqualTo(one);
    }
    assertThat(InstructionJson.write(everything((1L << 53) + 1)).path("amountMinor").isString())
        .as("what readers of JSON would round")
        .isTrue();
  }

  @Test
  void whatIsNotExactlyThatIsRefused() {
    String sound = InstructionJson.write(everything(1)).toString();
    refused(sound.replace("\"count\":-7", "\"count\":-7.5"), "/body/count");
    refused(sound.replace("\"count\":-7", "\"count\":\"-7\""), "/body/count");
    refused(sound.replace("\"urgent\":true", "\"urgent\":1"), "/body/urgent");
    refused(sound.replace("BLUE", "GREEN"), "RED, BLUE");
    refused(sound.replace("cafe", "caf"), "/body/bytes");
    refused(sound.replace("\"ids\":[]", "\"ids\":{}"), "/body/ids");
    refused(sound.replace("\"name\":\"one\"", "\"nome\":\"one\""), "/body/parts/0/nome");
    refused(sound.replace("\"ids\":[]", "\"ids\":null"), "/body/ids");
    refused(sound.replace("räh", "a text that is far too long"), "too long");
    refused(sound.replace("\"amountMinor\":1", "\"amountMinor\":9007199254740993"), "as text");
    refused(
        sound.replace("\"ids\":[]", "\"ids\":[],\"people\":{\"proposer\":\"x\"}"), "/body/people");
  }

  private void refused(String text, String why) {
    JsonNode body = JsonMapper.shared().readTree(text);
    assertThatExceptionOfType(Problem.class)
        .as(text)
        .isThrownBy(() -> json.read("sample", "Everything", body))
        .satisfies(
            problem -> assertThat(String.valueOf(problem.getBody().getDetail())).contains(why));
  }

  @Test
  void theTwoPeopleArePutInWhereThereIsRoom() {
    FourEyes people = new FourEyes(SOMEBODY, ANOTHER);
    Everything filled = (Everything) InstructionJson.with(everything(1), people);
    assertThat(filled.people()).isEqualTo(people);
    assertThat(filled.people().two()).isTrue();
    assertThat(filled.amountMinor()).isEqualTo(1);
    Plain plain = new Plain(SOMEBODY);
    assertThat(InstructionJson.with(plain, people)).isSameAs(plain);
    assertThat(new FourEyes(SOMEBODY, SOMEBODY).two()).isFalse();
    assertThat(new FourEyes(SOMEBODY, Id.NONE).two()).isFalse();
  }

  @Test
  void peopleReadItInWords() {
    assertThat(InstructionJson.lines(InstructionJson.write(everything(1))))
        .contains(
            new InstructionJson.Line("Amount minor", "1"),
            new InstructionJson.Line("Parts 2 · Name", "two"),
            new InstructionJson.Line("Ids", "none"));
  }
}
