package org.rahdari.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SparseMapTest {
  private static final int ROUNDS = 20;
  private static final int ENTRIES = 12;
  private static final Hash ZERO = SparseMap.EMPTY_ROOT;

  @Test
  void rootsAndProofsAreTheReferences() throws NotProvenException {
    Random random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      TreeMap<Hash, Hash> values = values(random, random.nextInt(ENTRIES));
      SparseReference reference = new SparseReference(entries(values));
      SparseMap map = SparseMap.of(entries(values));
      assertThat(map.root()).isEqualTo(reference.root());
      for (Map.Entry<Hash, Hash> entry : values.entrySet()) {
        SparseProof proof = map.proof(entry.getKey());
        assertThat(proof.siblings()).isEqualTo(reference.siblings(entry.getKey()));
        assertThat(proof.end()).isEqualTo(new SparseProof.Value(entry.getValue()));
        assertThat(proof.verify(map.root(), entry.getKey()))
            .isEqualTo(new SparseProof.Included(entry.getValue()));
      }
      for (Hash absent : absent(random, values)) {
        SparseProof proof = map.proof(absent);
        assertThat(proof.siblings()).isEqualTo(reference.siblings(absent));
        assertThat(proof.verify(map.root(), absent)).isEqualTo(new SparseProof.Absent());
      }
    }
  }

  @Test
  void theRootsOfNoneOneAndTwoAreAsDefined() {
    Random random = new Random(2);
    Hash left = keyBeginning(random, 0x3F);
    Hash right = keyBeginning(random, 0xC0);
    Hash rightToo = keyBeginning(random, 0x80);
    Hash value = Reference.hash(random);
    assertThat(SparseMap.of(List.of()).root()).isEqualTo(Hash.of(new byte[32]));
    Hash one = SparseMap.of(List.of(entry(left, value))).root();
    assertThat(one).isEqualTo(Hashes.leaf(concat(left, value)));
    Hash other = SparseMap.of(List.of(entry(right, value))).root();
    assertThat(SparseMap.of(List.of(entry(left, value), entry(right, value))).root())
        .isEqualTo(Hashes.node(one, other));
    // Both right at the first bit: what is left of them is empty.
    Hash third = SparseMap.of(List.of(entry(rightToo, value))).root();
    assertThat(SparseMap.of(List.of(entry(rightToo, value), entry(right, value))).root())
        .isEqualTo(Hashes.node(ZERO, Hashes.node(third, other)));
  }

  @Test
  void keysThatPartAtTheLastBitAreProvenWithTheLongestProof() throws Exception {
    Random random = new Random(3);
    Hash key = Reference.hash(random);
    Hash twin = flipped(key, 255);
    TreeMap<Hash, Hash> values = new TreeMap<>();
    values.put(key, Reference.hash(random));
    values.put(twin, Reference.hash(random));
    SparseMap map = SparseMap.of(entries(values));
    assertThat(map.root()).isEqualTo(new SparseReference(entries(values)).root());
    for (Hash present : values.keySet()) {
      SparseProof proof = map.proof(present);
      assertThat(proof.siblings()).hasSize(SparseProof.SIBLINGS_MAX);
      assertThat(proof.format()).hasSizeLessThanOrEqualTo(SparseProof.PROOF_BYTES_MAX);
      assertThat(SparseProof.parse(proof.format())).isEqualTo(proof);
      assertThat(proof.verify(map.root(), present))
          .isEqualTo(new SparseProof.Included(values.get(present)));
    }
    for (int bit = 0; bit < 255; bit++) {
      Hash absent = flipped(key, bit);
      SparseProof proof = map.proof(absent);
      assertThat(proof.siblings()).hasSize(bit + 1);
      assertThat(proof.end()).isEqualTo(new SparseProof.Nothing());
      assertThat(proof.verify(map.root(), absent)).isEqualTo(new SparseProof.Absent());
    }
    List<Hash> tooLong = new ArrayList<>(map.proof(key).siblings());
    tooLong.add(Reference.hash(random));
    assertThatThrownBy(() -> new SparseProof(new SparseProof.Value(ZERO), tooLong))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SparseProof(new SparseProof.Nothing(), map.proof(key).siblings()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aProofWithASiblingChangedDroppedOrAddedIsRefused() {
    Random random = new Random(4);
    TreeMap<Hash, Hash> values = values(random, ENTRIES);
    SparseMap map = SparseMap.of(entries(values));
    for (Hash key : asked(random, values)) {
      SparseProof proof = map.proof(key);
      for (List<Hash> siblings : mutations(proof.siblings(), random)) {
        assertNotProven(proof.end(), siblings, map.root(), key);
      }
      for (int bit = 0; bit < SparseMap.DEPTH; bit++) {
        assertThatThrownBy(() -> proof.verify(flipped(map.root(), 7), key))
            .isInstanceOf(NotProvenException.class);
        if (proof.end() instanceof SparseProof.Value(Hash value)) {
          SparseProof.End other = new SparseProof.Value(flipped(value, bit));
          assertNotProven(other, proof.siblings(), map.root(), key);
        }
      }
    }
  }

  /** Whatever is flipped, cut off or put behind: the file is malformed, or shows nothing. */
  @Test
  void noBitOfAFileIsFree() throws MalformedException {
    Random random = new Random(5);
    TreeMap<Hash, Hash> values = values(random, 8);
    SparseMap map = SparseMap.of(entries(values));
    for (Hash key : asked(random, values)) {
      byte[] file = map.proof(key).format();
      assertThat(SparseProof.parse(file)).isEqualTo(map.proof(key));
      for (int at = 0; at < file.length; at++) {
        for (int bit = 0; bit < Byte.SIZE; bit++) {
          byte[] spoilt = file.clone();
          spoilt[at] ^= (byte) (1 << bit);
          assertShowsNothing(spoilt, map.root(), key);
        }
        assertShowsNothing(Arrays.copyOf(file, at), map.root(), key);
      }
      assertShowsNothing(Arrays.copyOf(file, file.length + 1), map.root(), key);
    }
  }

  /** No end that a liar may choose, with any part of any true path, shows a present key absent. */
  @Test
  void nothingShowsAPresentKeyAbsent() {
    Random random = new Random(6);
    TreeMap<Hash, Hash> values = values(random, ENTRIES);
    SparseMap map = SparseMap.of(entries(values));
    for (Hash key : values.keySet()) {
      List<SparseProof.End> ends = new ArrayList<>(List.of(new SparseProof.Nothing()));
      for (SparseMap.Entry entry : entries(values)) ends.add(new SparseProof.Other(entry));
      Hash nearly = flipped(key, 255);
      ends.add(new SparseProof.Other(entry(nearly, values.get(key))));
      for (Hash from : values.keySet()) {
        List<Hash> path = map.proof(from).siblings();
        for (int length = 0; length <= path.size(); length++) {
          List<Hash> siblings = path.subList(0, length);
          for (SparseProof.End end : ends) assertNotProven(end, siblings, map.root(), key);
        }
      }
      // Below its leaf, where nothing is: beside the leaf, beside nothing, beside another hash.
      List<Hash> path = map.proof(key).siblings();
      Hash leaf = entry(key, values.get(key)).hash();
      for (Hash below : List.of(leaf, ZERO, map.root(), Reference.hash(random))) {
        List<Hash> longer = new ArrayList<>(path);
        longer.add(below);
        for (SparseProof.End end : ends) assertNotProven(end, longer, map.root(), key);
      }
    }
  }

  @Test
  void nothingShowsAnotherValueOrAnAbsentKeyIncluded() {
    Random random = new Random(7);
    TreeMap<Hash, Hash> values = values(random, ENTRIES);
    SparseMap map = SparseMap.of(entries(values));
    for (Hash key : asked(random, values)) {
      for (Map.Entry<Hash, Hash> from : values.entrySet()) {
        if (from.getKey().equals(key)) continue;
        List<Hash> path = map.proof(from.getKey()).siblings();
        for (int length = 0; length <= path.size(); length++) {
          SparseProof.End end = new SparseProof.Value(from.getValue());
          assertNotProven(end, path.subList(0, length), map.root(), key);
        }
        List<Hash> own = map.proof(key).siblings();
        assertNotProven(new SparseProof.Value(from.getValue()), own, map.root(), key);
      }
    }
  }

  @Test
  void aProofOfOneMapSaysNothingUnderTheRootOfAnother() {
    Random random = new Random(8);
    TreeMap<Hash, Hash> values = values(random, ENTRIES);
    SparseMap map = SparseMap.of(entries(values));
    Hash key = values.firstKey();
    TreeMap<Hash, Hash> without = new TreeMap<>(values);
    without.remove(key);
    SparseMap smaller = SparseMap.of(entries(without));
    assertThat(smaller.root()).isNotEqualTo(map.root());
    assertThatThrownBy(() -> smaller.proof(key).verify(map.root(), key))
        .isInstanceOf(NotProvenException.class)
        .hasMessage("the proof does not lead to the root");
    assertThatThrownBy(() -> map.proof(key).verify(smaller.root(), key))
        .isInstanceOf(NotProvenException.class);
  }

  @Test
  void textThatNoMapWritesIsMalformed() {
    String hash = Hashes.EMPTY_ROOT.toString();
    String zero = ZERO.toString();
    String head = "rahdari sparse-proof v1\n";
    assertMalformed("", "proof does not end with a line");
    assertMalformed("\n", "proof has no header and end lines");
    assertMalformed(head, "proof has no header and end lines");
    assertMalformed(head + "nothing", "proof does not end with a line");
    assertMalformed("rahdari sparse-proof v2\nnothing\n", "line 1 is not rahdari sparse-proof v1");
    assertMalformed(head + "none\n", "line 2 is not 'value …', 'nothing' or 'other …'");
    assertMalformed(head + "nothing \n", "line 2 is not 'value …', 'nothing' or 'other …'");
    assertMalformed(head + "other " + hash + "\n", "line 2 is not 'other KEY VALUE'");
    assertMalformed(
        head + "other " + hash + " " + hash + " " + hash + "\n", "line 2 is not 'other KEY VALUE'");
    assertMalformed(head + "value AAAA\n", "value has 3 bytes, not 32");
    assertMalformed(head + "nothing\n\n", "line 3 has 0 bytes, not 32");
    assertMalformed(head + "nothing\r\n", "proof has a control character at byte 31");
    assertMalformed(head + "nothing\n" + hash + "\n" + zero + "\n", "proof ends beside nothing");
    assertMalformed(
        head + "nothing\n" + (hash + "\n").repeat(256),
        "proof goes to the last bit without the key's own leaf");
    assertMalformed(
        head + "value " + hash + "\n" + (hash + "\n").repeat(257),
        "proof has more than 256 siblings");
    assertMalformed("x".repeat(12_289), "proof is longer than 12288 bytes");
  }

  @Test
  void anotherLeafHasToBeAnotherAndOnThePath() {
    Random random = new Random(9);
    Hash left = keyBeginning(random, 0x00);
    Hash right = keyBeginning(random, 0x80);
    SparseMap map =
        SparseMap.of(
            List.of(entry(left, Reference.hash(random)), entry(right, Reference.hash(random))));
    Hash asked = keyBeginning(random, 0x40);
    SparseProof proof = map.proof(asked);
    assertThat(proof.end()).isInstanceOf(SparseProof.Other.class);
    assertThatThrownBy(() -> proof.verify(map.root(), left))
        .hasMessage("the other leaf has the key that is asked about");
    assertThatThrownBy(() -> proof.verify(map.root(), right))
        .hasMessage("the other leaf is not on the path of the key");
  }

  @Test
  void entriesHaveToBeSortedAndOfDifferentKeys() {
    Hash low = keyBeginning(new Random(10), 0x01);
    Hash high = keyBeginning(new Random(10), 0xFE);
    assertThat(low).isLessThan(high);
    assertThatThrownBy(() -> SparseMap.of(List.of(entry(high, low), entry(low, low))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The key of entry 1 is not above the one before.");
    assertThatThrownBy(() -> SparseMap.of(List.of(entry(low, low), entry(low, high))))
        .isInstanceOf(IllegalArgumentException.class);
    List<SparseMap.Entry> tooMany = Collections.nCopies(SparseMap.ENTRIES_MAX + 1, entry(low, low));
    assertThatThrownBy(() -> SparseMap.of(tooMany))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A map cannot have 1048577 entries.");
  }

  /** Paths of random keys are short. */
  @Test
  void tenThousandEntriesHaveShortProofs() throws NotProvenException {
    Random random = new Random(11);
    TreeMap<Hash, Hash> values = new TreeMap<>();
    while (values.size() < 10_000) values.put(Reference.hash(random), Reference.hash(random));
    List<SparseMap.Entry> entries = entries(values);
    SparseMap map = SparseMap.of(entries);
    for (Hash key : values.keySet()) {
      SparseProof proof = map.proof(key);
      assertThat(proof.siblings()).hasSizeBetween(8, 40);
      assertThat(proof.verify(map.root(), key))
          .isEqualTo(new SparseProof.Included(values.get(key)));
    }
  }

  private static void assertMalformed(String text, String sentence) {
    assertThatThrownBy(() -> SparseProof.parse(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedException.class)
        .hasMessage(sentence);
  }

  /** Either no map gives such a proof, or it does not lead to the root. */
  private static void assertNotProven(
      SparseProof.End end, List<Hash> siblings, Hash root, Hash key) {
    SparseProof proof;
    try {
      proof = new SparseProof(end, siblings);
    } catch (IllegalArgumentException _) {
      return;
    }
    assertThatThrownBy(() -> proof.verify(root, key)).isInstanceOf(NotProvenException.class);
  }

  private static void assertShowsNothing(byte[] file, Hash root, Hash key) {
    assertThatThrownBy(() -> SparseProof.parse(file).verify(root, key))
        .isInstanceOfAny(MalformedException.class, NotProvenException.class);
  }

  /** Random entries, half of them close to one before: keys that share up to 255 bits. */
  private static TreeMap<Hash, Hash> values(Random random, int count) {
    TreeMap<Hash, Hash> values = new TreeMap<>();
    while (values.size() < count) {
      Hash key = Reference.hash(random);
      if (random.nextBoolean() && !values.isEmpty()) key = near(random, values);
      values.put(key, Reference.hash(random));
    }
    return values;
  }

  /** Some key with one bit changed. */
  private static Hash near(Random random, TreeMap<Hash, Hash> values) {
    List<Hash> keys = List.copyOf(values.keySet());
    return flipped(keys.get(random.nextInt(keys.size())), random.nextInt(SparseMap.DEPTH));
  }

  private static List<Hash> absent(Random random, TreeMap<Hash, Hash> values) {
    List<Hash> absent = new ArrayList<>();
    for (int i = 0; i < 2 * ENTRIES; i++) {
      Hash key = values.isEmpty() || i % 2 == 0 ? Reference.hash(random) : near(random, values);
      if (!values.containsKey(key)) absent.add(key);
    }
    return absent;
  }

  private static List<Hash> asked(Random random, TreeMap<Hash, Hash> values) {
    return Stream.concat(values.keySet().stream(), absent(random, values).stream().limit(8))
        .toList();
  }

  private static List<List<Hash>> mutations(List<Hash> siblings, Random random) {
    List<List<Hash>> mutations = new ArrayList<>();
    for (int i = 0; i < siblings.size(); i++) {
      List<Hash> changed = new ArrayList<>(siblings);
      changed.set(i, flipped(siblings.get(i), random.nextInt(SparseMap.DEPTH)));
      mutations.add(changed);
      List<Hash> shorter = new ArrayList<>(siblings);
      shorter.remove(i);
      // Of equal neighbours, empty ones mostly, one or the other is dropped: the same list.
      mutations.add(shorter);
    }
    for (int i = 0; i <= siblings.size() && siblings.size() < SparseProof.SIBLINGS_MAX; i++) {
      for (Hash added : List.of(Reference.hash(random), ZERO)) {
        List<Hash> longer = new ArrayList<>(siblings);
        longer.add(i, added);
        mutations.add(longer);
      }
    }
    return mutations;
  }

  private static List<SparseMap.Entry> entries(TreeMap<Hash, Hash> values) {
    return values.entrySet().stream().map(e -> entry(e.getKey(), e.getValue())).toList();
  }

  private static SparseMap.Entry entry(Hash key, Hash value) {
    return new SparseMap.Entry(key, value);
  }

  private static Hash keyBeginning(Random random, int first) {
    byte[] key = Reference.hash(random).toBytes();
    key[0] = (byte) first;
    return Hash.of(key);
  }

  private static Hash flipped(Hash hash, int bit) {
    byte[] bytes = hash.toBytes();
    bytes[bit / Byte.SIZE] ^= (byte) (0x80 >>> bit % Byte.SIZE);
    return Hash.of(bytes);
  }

  private static byte[] concat(Hash first, Hash second) {
    byte[] both = Arrays.copyOf(first.toBytes(), 64);
    System.arraycopy(second.toBytes(), 0, both, 32, 32);
    return both;
  }
}
