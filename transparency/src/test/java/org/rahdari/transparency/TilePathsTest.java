package org.rahdari.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rahdari.transparency.TilePaths.Tile;

class TilePathsTest {

  @ParameterizedTest
  @CsvSource({
    "tile/0/x001/x234/067, 0, 1234067, 256",
    "tile/0/000, 0, 0, 256",
    "tile/0/999, 0, 999, 256",
    "tile/0/x001/000, 0, 1000, 256",
    "tile/63/005.p/255, 63, 5, 255",
    "tile/1/001.p/17, 1, 1, 17",
    "tile/entries/x001/x234/067.p/1, -1, 1234067, 1",
    "tile/0/x009/x223/x372/x036/x854/x775/807, 0, 9223372036854775807, 256",
  })
  void pathsAreAsTheSpecificationWritesThem(String path, int level, long index, int width)
      throws MalformedException {
    Tile tile = new Tile(level, index, width);
    assertThat(TilePaths.format(tile)).isEqualTo(path);
    assertThat(TilePaths.parse(path)).isEqualTo(tile);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tile/0/",
        "tile/0/0",
        "tile/0/1234067",
        "tile/0/001/234",
        "tile/0/x001/x234",
        "tile/0/x000/001",
        "tile/00/001",
        "tile/01/001",
        "tile/64/001",
        "tile/-1/001",
        "tile/0/001.p/0",
        "tile/0/001.p/01",
        "tile/0/001.p/256",
        "tile/0/001.p/",
        "tile/0/001.p",
        "tile/0/001/",
        "/tile/0/001",
        "tile/0/../001",
        "tile/0/001\n",
        "tile/0/x009/x223/x372/x036/x854/x775/808",
        "tile/0/x001/x000/x000/x000/x000/x000/x000/000",
        "tile/0/٠٠١",
        "tile/data/001"
      })
  void everyOtherPathIsRefused(String path) {
    assertThatThrownBy(() -> TilePaths.parse(path)).isInstanceOf(MalformedException.class);
  }

  @Test
  void everyTileHasOnePath() throws MalformedException {
    Random random = new Random(21);
    for (int round = 0; round < 5000; round++) {
      long index = random.nextLong() >>> (1 + random.nextInt(63));
      Tile tile = new Tile(random.nextInt(64), index, 1 + random.nextInt(256));
      assertThat(TilePaths.parse(TilePaths.format(tile))).isEqualTo(tile);
    }
  }
}
