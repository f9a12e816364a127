package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  /** Statuses with a title of their own. */
  private static final Set<Integer> TITLED = Set.of(403, 404, 413);

  private final Pages pages;

  public ErrorPages(Pages pages) {
    this.pages = pages;
  }

  /**
   * What is shown.
   *
   * @param language the tag of the language that the sentence is in
   */
  public record Failure(int status, String title, String sentence, String language) {}

  private ResponseEntity<String> page(
      HttpServletRequest request, HttpStatusCode status, String key) {
    Texts text = pages.text(request);
    return page(request, status, text.of(key), text.tag());
  }

  private ResponseEntity<String> page(
      HttpServletRequest request, HttpStatusCode status, String sentence, String language) {
    String title =
        pages
            .text(request)
            .of(
                "error.title",
                "status",
                TITLED.contains(status.value())
                    ? "s" + status.value()
                    : status.value() < 500 ? "asked" : "here");
    Failure failure = new Failure(status.value(), title, sentence, language);
    return pages.page(request, status, "", title, "error.jte", failure);
  }

  @Override
  public ModelAndView resolveErrorView(
      HttpServletRequest request, HttpStatus status, Map<String, Object> model) {
    return new ModelAndView(
        (values, asked, response) -> {
          String html = page(asked, status).getBody();
          response.setContentType("text/html;charset=UTF-8");
          response.getWriter().write(String.valueOf(html));
        });
  }

  private ResponseEntity<String> page(HttpServletRequest request, HttpStatus status) {
    Optional<Right> denied =
        status == HttpStatus.FORBIDDEN ? WebSecurity.denied(request) : Optional.empty();
    if (denied.isEmpty()) return page(request, status, sentence(status.value()));
    Texts text = pages.text(request);
    return page(request, status, sentence(denied.get(), text), text.tag());
  }

  private static String sentence(Right right, Texts text) {
    List<String> roles = right.held().stream().map(role -> role.in(text)).toList();
    return roles.isEmpty()
        ? text.of("error.systems")
        : text.of("error.role", "roles", text.either(roles));
  }

  /** The key of what is said of a status. */
  private static String sentence(int status) {
    return switch (status) {
      case 403 -> "error.403";
      case 404 -> "error.404";
      case 405 -> "error.405";
      case 413 -> "error.413";
      default -> status < 500 ? "error.asked" : "error.here";
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
      Texts text = errors.pages.text(request);
      String known = "problem." + problem.getBody().getTitle();
      if (text.has(known)) return errors.page(request, problem.getStatusCode(), known);
      String detail = problem.getBody().getDetail();
      return detail == null
          ? errors.page(request, problem.getStatusCode(), sentence(problem.getStatusCode().value()))
          : errors.page(request, problem.getStatusCode(), detail, "en");
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
      return errors.page(request, HttpStatus.CONTENT_TOO_LARGE, "verify.large");
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
