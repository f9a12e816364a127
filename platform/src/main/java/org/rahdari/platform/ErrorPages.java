package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorViewResolver;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** What went wrong, as a page with a plain sentence. The API keeps its RFC 9457 problems. */
@Component
public final class ErrorPages implements ErrorViewResolver {
  private final Pages pages;

  public ErrorPages(Pages pages) {
    this.pages = pages;
  }

  /** What is shown. */
  public record Failure(int status, String title, String sentence) {}

  private ResponseEntity<String> page(
      HttpServletRequest request, HttpStatusCode status, String sentence) {
    String title = title(status.value());
    Failure failure = new Failure(status.value(), title, sentence);
    return pages.page(request, status, "", title, "error.jte", failure);
  }

  @Override
  public ModelAndView resolveErrorView(
      HttpServletRequest request, HttpStatus status, Map<String, Object> model) {
    return new ModelAndView(
        (values, asked, response) -> {
          String html = page(asked, status, sentence(status.value(), asked)).getBody();
          response.setContentType("text/html;charset=UTF-8");
          response.getWriter().write(String.valueOf(html));
        });
  }

  private static String title(int status) {
    return switch (status) {
      case 403 -> "Not allowed";
      case 404 -> "Not found";
      case 413 -> "Too large";
      default -> status < 500 ? "This cannot be done" : "Something went wrong here";
    };
  }

  private static String sentence(int status, HttpServletRequest request) {
    return status == 403
        ? WebSecurity.sentence(request).orElse(sentence(status))
        : sentence(status);
  }

  private static String sentence(int status) {
    return switch (status) {
      case 403 ->
          "The page was open for too long, or the request came from elsewhere: go back, load the page again, and"
              + " repeat what you did.";
      case 404 -> "There is no such page. It may have been mistyped.";
      case 405 -> "This address does not take what was sent to it.";
      case 413 -> "What was sent is larger than this node takes.";
      default ->
          status < 500
              ? "This node does not understand the request."
              : "This node could not answer; its log says why. Nothing that was acknowledged before is lost.";
    };
  }

  /** Problems of the console's own controllers. */
  @ControllerAdvice(annotations = Console.class)
  @Order(Ordered.HIGHEST_PRECEDENCE)
  public static final class OfConsole {
    private final ErrorPages errors;

    public OfConsole(ErrorPages errors) {
      this.errors = errors;
    }

    @ExceptionHandler
    ResponseEntity<String> problem(Problem problem, HttpServletRequest request) {
      String detail = problem.getBody().getDetail();
      return errors.page(
          request,
          problem.getStatusCode(),
          detail == null ? sentence(problem.getStatusCode().value()) : detail);
    }
  }

  /** What goes wrong before a controller is found. */
  @ControllerAdvice
  @Order(Ordered.HIGHEST_PRECEDENCE)
  public static final class BeforeControllers {
    private final ErrorPages errors;

    public BeforeControllers(ErrorPages errors) {
      this.errors = errors;
    }

    @ExceptionHandler
    ResponseEntity<?> nothingThere(NoResourceFoundException missing, HttpServletRequest request) {
      if (ofApi(request)) return problem(missing.getBody());
      return errors.page(request, HttpStatus.NOT_FOUND, sentence(404));
    }

    @ExceptionHandler
    ResponseEntity<?> tooLarge(MaxUploadSizeExceededException large, HttpServletRequest request) {
      if (ofApi(request)) return problem(large.getBody());
      return errors.page(request, HttpStatus.CONTENT_TOO_LARGE, "A receipt has 2 MB at most.");
    }

    private static boolean ofApi(HttpServletRequest request) {
      return request.getRequestURI().startsWith("/v1/");
    }

    private static ResponseEntity<ProblemDetail> problem(ProblemDetail detail) {
      return ResponseEntity.status(detail.getStatus())
          .contentType(MediaType.APPLICATION_PROBLEM_JSON)
          .body(detail);
    }
  }
}
