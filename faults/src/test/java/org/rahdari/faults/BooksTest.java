package org.rahdari.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rahdari.codec.Id;
import org.rahdari.faults.Books.Movement;
import org.rahdari.faults.Load.Acknowledged;

/** That a suite which finds nothing would find something. */
final class BooksTest {
  private static final Id ONE = new Id(1, 1);
  private static final Id TWO = new Id(1, 2);
  private static final List<Acknowledged> BOTH =
      List.of(new Acknowledged(ONE, 10, 0, 1), new Acknowledged(TWO, 20, 1, 2));

  @Test
  void balanceWhenEachIsThereOnce() {
    assertThat(Books.compare(BOTH, List.of(new Movement(ONE, 10), new Movement(TWO, 20))))
        .isEqualTo(new Books(0, 0));
  }

  @Test
  void missWhatWasAcknowledged() {
    assertThat(Books.compare(BOTH, List.of(new Movement(ONE, 10)))).isEqualTo(new Books(1, 0));
    assertThat(Books.compare(BOTH, List.of(new Movement(ONE, 10), new Movement(TWO, 21))))
        .isEqualTo(new Books(1, 0));
  }

  @Test
  void countWhatHappenedAgain() {
    assertThat(
            Books.compare(
                BOTH,
                List.of(
                    new Movement(ONE, 10),
                    new Movement(TWO, 20),
                    new Movement(TWO, 20),
                    new Movement(ONE, 5))))
        .isEqualTo(new Books(0, 2));
  }
}
