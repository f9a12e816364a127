package org.rahdari.platform;

import org.rahdari.replication.StoppedException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Tells a caller to come again where something that the node needs cannot be reached now. */
@RestControllerAdvice
public final class Unavailable {

  @ExceptionHandler({
    DataAccessResourceFailureException.class,
    TransientDataAccessException.class,
    CannotCreateTransactionException.class
  })
  ProblemDetail database() {
    return told(
        "database-unavailable",
        "A database of this node cannot be reached now; send the same again in a moment: it is done once.");
  }

  @ExceptionHandler(StoppedException.class)
  ProblemDetail ledger() {
    return told("ledger-stopped", "The ledger of this node has stopped; its operator knows why.");
  }

  private static ProblemDetail told(String name, String sentence) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, sentence);
    problem.setTitle(name);
    return problem;
  }
}
