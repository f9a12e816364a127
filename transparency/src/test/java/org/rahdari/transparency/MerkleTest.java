package org.rahdari.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MerkleTest {
  private static final int SIZE_MAX = 300;

  @Test
  void knownRootsOfCertificateTransparency() {
    List<String> leaves =
        List.of(
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f");
    List<String> roots =
        List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    assertThat(hex(Hashes.EMPTY_ROOT))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(new Frontier().root()).isEqualTo(Hashes.EMPTY_ROOT);
    Frontier frontier = new Frontier();
    List<byte[]> data = new ArrayList<>();
    for (int i = 0; i < leaves.size(); i++) {
      data.add(HexFormat.of().parseHex(leaves.get(i)));
      frontier.append(Hashes.leaf(data.getLast()));
      assertThat(hex(frontier.root())).isEqualTo(roots.get(i));
      assertThat(hex(InnerTree.root(data))).isEqualTo(roots.get(i));
      assertThat(frontier.size()).isEqualTo(i + 1);
    }
  }

  @Test
  void everyInclusionProofUpTo300LeavesIsTheReferencesAndVerifies() {
    List<Hash> leaves = Reference.leaves(SIZE_MAX, 1);
    Subtrees<RuntimeException> tree = memory(leaves);
    Reference reference = new Reference(leaves);
    for (int size = 1; size <= SIZE_MAX; size++) {
      Hash root = Merkle.root(size, tree);
      assertThat(root).isEqualTo(reference.root(size));
      for (int index = 0; index < size; index++) {
        List<Hash> proof = Merkle.inclusionProof(index, size, tree);
        assertThat(proof).isEqualTo(reference.path(index, size));
        Hash leaf = leaves.get(index);
        assertThat(Merkle.verifyInclusion(leaf, index, size, proof, root)).isTrue();
        assertThat(Merkle.verifyInclusion(leaf, index + 1, size, proof, root)).isFalse();
        assertThat(Merkle.verifyInclusion(leaf, index - 1, size, proof, root)).isFalse();
        Hash other = leaves.get((index + 1) % SIZE_MAX);
        assertThat(Merkle.verifyInclusion(other, index, size, proof, root)).isFalse();
      }
    }
  }

  @Test
  void everyConsistencyProofUpTo300LeavesIsTheReferencesAndVerifies() {
    List<Hash> leaves = Reference.leaves(SIZE_MAX, 2);
    Subtrees<RuntimeException> tree = memory(leaves);
    Reference reference = new Reference(leaves);
    for (int size2 = 1; size2 <= SIZE_MAX; size2++) {
      Hash root2 = reference.root(size2);
      for (int size1 = 1; size1 <= size2; size1++) {
        List<Hash> proof = Merkle.consistencyProof(size1, size2, tree);
        assertThat(proof).isEqualTo(reference.proof(size1, size2));
        Hash root1 = reference.root(size1);
        assertThat(Merkle.verifyConsistency(size1, root1, size2, root2, proof)).isTrue();
        assertThat(Merkle.verifyConsistency(size1, root1, size2, root1, proof))
            .isEqualTo(size1 == size2);
        Hash other = reference.root(size1 - 1);
        assertThat(Merkle.verifyConsistency(size1, other, size2, root2, proof)).isFalse();
      }
    }
  }

  @Test
  void aProofWithAnyHashChangedDroppedOrAddedIsRefused() {
    Random random = new Random(3);
    List<Hash> leaves = Reference.leaves(1000, 4);
    Subtrees<RuntimeException> tree = memory(leaves);
    for (int round = 0; round < 300; round++) {
      int size2 = 2 + random.nextInt(999);
      int size1 = 1 + random.nextInt(size2 - 1);
      int index = random.nextInt(size2);
      Hash root1 = Merkle.root(size1, tree);
      Hash root2 = Merkle.root(size2, tree);
      Hash leaf = leaves.get(index);
      for (List<Hash> wrong : mutations(Merkle.inclusionProof(index, size2, tree), random)) {
        assertThat(Merkle.verifyInclusion(leaf, index, size2, wrong, root2)).isFalse();
      }
      for (List<Hash> wrong : mutations(Merkle.consistencyProof(size1, size2, tree), random)) {
        assertThat(Merkle.verifyConsistency(size1, root1, size2, root2, wrong)).isFalse();
      }
    }
  }

  @Test
  void treesUpToTheLargestLongAreProven() {
    Random random = new Random(5);
    // All leaves equal, so that the root of a subtree depends on its height alone.
    List<Hash> byHeight = new ArrayList<>(List.of(Reference.hash(random)));
    for (int h = 0; h < 62; h++) byHeight.add(Hashes.node(byHeight.getLast(), byHeight.getLast()));
    Subtrees<RuntimeException> tree = (height, _) -> byHeight.get(height);
    for (int round = 0; round < 2000; round++) {
      long size2 =
          round == 0 ? Long.MAX_VALUE : 2 + (random.nextLong() >>> (1 + random.nextInt(60)));
      long size1 = 1 + Math.floorMod(random.nextLong(), size2 - 1);
      Hash root1 = Merkle.root(size1, tree);
      Hash root2 = Merkle.root(size2, tree);
      List<Hash> proof = Merkle.inclusionProof(size1, size2, tree);
      assertThat(proof).hasSizeLessThanOrEqualTo(Merkle.INCLUSION_HASHES_MAX);
      assertThat(Merkle.verifyInclusion(byHeight.getFirst(), size1, size2, proof, root2)).isTrue();
      List<Hash> consistency = Merkle.consistencyProof(size1, size2, tree);
      assertThat(Merkle.verifyConsistency(size1, root1, size2, root2, consistency)).isTrue();
      assertThat(Merkle.verifyConsistency(size1, root2, size2, root2, consistency)).isFalse();
    }
  }

  @Test
  void innerTreesProveEachOfTheirLeaves() {
    Random random = new Random(6);
    for (int size : new int[] {1, 2, 3, 7, 8, 255, 256, 257, 8190}) {
      List<byte[]> data = new ArrayList<>();
      for (int i = 0; i < size; i++) data.add(Reference.hash(random).toBytes());
      InnerTree tree = InnerTree.of(data);
      assertThat(tree.root())
          .isEqualTo(new Reference(data.stream().map(Hashes::leaf).toList()).root(size));
      for (int i = 0; i < size; i++) {
        Hash leaf = Hashes.leaf(data.get(i));
        assertThat(Merkle.verifyInclusion(leaf, i, size, tree.proof(i), tree.root())).isTrue();
      }
      assertThat(InnerTree.proof(data, size - 1)).isEqualTo(tree.proof(size - 1));
    }
    assertThatThrownBy(() -> InnerTree.root(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    List<byte[]> tooMany = Collections.nCopies(Leaf.COUNT_MAX + 1, new byte[0]);
    assertThatThrownBy(() -> InnerTree.root(tooMany)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatNoTreeHasIsRefused() {
    Subtrees<RuntimeException> tree = memory(Reference.leaves(4, 7));
    Hash root = Merkle.root(4, tree);
    assertThatThrownBy(() -> Merkle.inclusionProof(4, 4, tree))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Merkle.inclusionProof(-1, 4, tree))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Merkle.consistencyProof(0, 4, tree))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Merkle.consistencyProof(5, 4, tree))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Merkle.root(-1, tree)).isInstanceOf(IllegalArgumentException.class);
    assertThat(Merkle.verifyInclusion(root, -1, -1, List.of(), root)).isFalse();
    assertThat(Merkle.verifyConsistency(-1, root, -1, root, List.of())).isFalse();
    assertThat(Merkle.verifyConsistency(0, root, 0, root, List.of())).isFalse();
  }

  @Test
  void aHashHas32BytesAndOneSpelling() throws MalformedException {
    Hash hash = Hashes.leaf(new byte[0]);
    assertThat(Hash.parse(hash.toString())).isEqualTo(hash).hasSameHashCodeAs(hash);
    assertThat(hash).hasToString("bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=");
    assertThatThrownBy(() -> Hash.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    for (String text :
        List.of(
            "",
            "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0",
            "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB1=",
            "bjQLnP-zepicpUTmu3gKLHiQHT-zNzh2hRGjBhevoB0=",
            "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n",
            "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhev")) {
      assertThatThrownBy(() -> Hash.parse(text)).isInstanceOf(MalformedException.class);
    }
  }

  private static List<List<Hash>> mutations(List<Hash> proof, Random random) {
    List<List<Hash>> mutations = new ArrayList<>();
    for (int i = 0; i < proof.size(); i++) {
      byte[] flipped = proof.get(i).toBytes();
      flipped[random.nextInt(Hash.BYTES)] ^= (byte) (1 << random.nextInt(8));
      List<Hash> changed = new ArrayList<>(proof);
      changed.set(i, Hash.of(flipped));
      mutations.add(changed);
      List<Hash> shorter = new ArrayList<>(proof);
      shorter.remove(i);
      mutations.add(shorter);
    }
    for (int i = 0; i <= proof.size(); i++) {
      List<Hash> longer = new ArrayList<>(proof);
      longer.add(i, Reference.hash(random));
      mutations.add(longer);
    }
    return mutations;
  }

  /** Complete subtrees by plain recursion, remembered. */
  private static Subtrees<RuntimeException> memory(List<Hash> leaves) {
    Map<Long, Hash> known = new HashMap<>();
    return new Subtrees<>() {
      @Override
      public Hash subtree(int height, long index) {
        if (height == 0) return leaves.get((int) index);
        long key = (long) height << 32 | index;
        Hash hash = known.get(key);
        if (hash != null) return hash;
        hash = Hashes.node(subtree(height - 1, 2 * index), subtree(height - 1, 2 * index + 1));
        known.put(key, hash);
        return hash;
      }
    };
  }

  private static String hex(Hash hash) {
    return HexFormat.of().formatHex(hash.toBytes());
  }
}
