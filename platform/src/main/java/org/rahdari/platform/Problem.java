package org.rahdari.platform;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * A request that cannot be served as it stands, told by RFC 9457: the title is a short name, the
 * detail a sentence.
 */
public final class Problem extends ErrorResponseException {
  private static final long serialVersionUID = 1;

  /** A problem with its status, its short name such as {@code quote-unknown}, and a sentence. */
  public Problem(HttpStatus status, String name, String sentence) {
    super(status, detail(status, name, sentence), null);
  }

  private static ProblemDetail detail(HttpStatus status, String name, String sentence) {
    ProblemDetail detail = ProblemDetail.forStatusAndDetail(status, sentence);
    detail.setTitle(name);
    return detail;
  }
}
