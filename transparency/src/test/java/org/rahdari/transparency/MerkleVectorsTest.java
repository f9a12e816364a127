package org.rahdari.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The vectors of transparency-dev/merkle: the proofs that other people's verifiers agree on. */
class MerkleVectorsTest {

  @ParameterizedTest
  @MethodSource("inclusionVectors")
  void inclusionAsTheVectorsSay(JsonNode vector) {
    assertThat(includes(vector)).isEqualTo(!vector.get("wantErr").asBoolean());
  }

  @ParameterizedTest
  @MethodSource("consistencyVectors")
  void consistencyAsTheVectorsSay(JsonNode vector) {
    assertThat(extendsFirst(vector)).isEqualTo(!vector.get("wantErr").asBoolean());
  }

  static List<JsonNode> inclusionVectors() throws IOException {
    return vectors("inclusion.jsonl");
  }

  static List<JsonNode> consistencyVectors() throws IOException {
    return vectors("consistency.jsonl");
  }

  private static List<JsonNode> vectors(String file) throws IOException {
    JsonMapper json = new JsonMapper();
    try (InputStream in = MerkleVectorsTest.class.getResourceAsStream("/merkle/" + file)) {
      String lines =
          new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
      List<JsonNode> vectors = lines.lines().map(json::readTree).toList();
      assertThat(vectors).hasSize(98);
      return vectors;
    }
  }

  private static boolean includes(JsonNode vector) {
    try {
      return Merkle.verifyInclusion(
          hash(vector.get("leafHash")),
          unsigned(vector.get("leafIdx")),
          unsigned(vector.get("treeSize")),
          proof(vector),
          hash(vector.get("root")));
    } catch (MalformedException _) {
      return false;
    }
  }

  private static boolean extendsFirst(JsonNode vector) {
    try {
      return Merkle.verifyConsistency(
          unsigned(vector.get("size1")),
          hash(vector.get("root1")),
          unsigned(vector.get("size2")),
          hash(vector.get("root2")),
          proof(vector));
    } catch (MalformedException _) {
      return false;
    }
  }

  private static List<Hash> proof(JsonNode vector) throws MalformedException {
    List<Hash> proof = new ArrayList<>();
    for (JsonNode hash : vector.get("proof")) proof.add(hash(hash));
    return proof;
  }

  /**
   * The vectors write "don't care" for roots that are compared and never recomputed, one of which
   * has to be accepted. It is too short to be a {@link Hash}, so its own hash stands for it. Any
   * other wrong length is refused before a proof is looked at.
   */
  private static Hash hash(JsonNode base64) throws MalformedException {
    byte[] bytes = Base64.getDecoder().decode(base64.asString());
    boolean placeholder = new String(bytes, StandardCharsets.UTF_8).startsWith("don't care");
    return placeholder ? Hashes.leaf(bytes) : Hash.parse(base64.asString());
  }

  /** Sizes from 2^63 on become negative, which has to be refused. */
  private static long unsigned(JsonNode number) {
    return number.bigIntegerValue().longValue();
  }
}
