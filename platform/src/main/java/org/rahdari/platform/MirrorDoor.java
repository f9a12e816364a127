package org.rahdari.platform;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rahdari.replication.Replica;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * What a mirror refuses before anything else looks at a request: whatever would be an instruction,
 * and, once the evidence contradicts what it has executed, all that it would have to call true.
 */
public final class MirrorDoor extends OncePerRequestFilter {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  /** What is posted and enters nothing. */
  private static final Set<String> POSTED =
      Set.of("/v1/verify", "/verify", "/sign-in", "/sign-out");

  /** What is of use to find out who is right. */
  private static final List<String> EVIDENCE =
      List.of("/actuator/", "/tile/", "/genesis", "/policy");

  private final String followed;
  private final ObjectProvider<Replica> replica;

  /**
   * The door of a mirror.
   *
   * @param followed the URL of the node that it follows
   */
  public MirrorDoor(String followed, ObjectProvider<Replica> replica) {
    this.followed = followed;
    this.replica = replica;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String path = request.getRequestURI();
    if (!READS.contains(request.getMethod()) && !POSTED.contains(path)) {
      response.setHeader(HttpHeaders.ALLOW, "GET, HEAD");
      WebSecurity.refuse(
          request,
          response,
          HttpStatus.METHOD_NOT_ALLOWED,
          "mirror-takes-no-instructions",
          "This node is a mirror: it reads and enters nothing. Send this to the node that serves"
              + " your institution; the one that is followed here is "
              + followed
              + ".");
      return;
    }
    Optional<String> contradicted = replica.getObject().silent();
    if (contradicted.isPresent() && EVIDENCE.stream().noneMatch(path::startsWith)) {
      WebSecurity.refuse(
          request,
          response,
          HttpStatus.SERVICE_UNAVAILABLE,
          "mirror-contradicted",
          "Validators have signed another history than the one that this mirror was given and has"
              + " executed: it calls nothing final before that is explained.");
      return;
    }
    chain.doFilter(request, response);
  }
}
