package org.rahdari.platform;

import java.util.List;
import org.rahdari.kernel.Execution;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A system that keeps something of its own in the projection, or acts when an execution is in it.
 */
public interface RowListener {

  /** Statements that make its tables in an empty projection. */
  default List<String> schema() {
    return List.of();
  }

  /** Writes what it keeps, within the transaction that takes the execution in. */
  default void project(Execution execution, JdbcClient projection) {}

  /**
   * Acts on an execution that the projection has, once or more often: after a crash the last ones
   * come again.
   */
  default void projected(Execution execution) {}
}
