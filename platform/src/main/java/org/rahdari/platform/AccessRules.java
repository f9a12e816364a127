package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.mvc.condition.PathPatternsRequestCondition;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Lets a request through where its caller has the {@link Right} that the handler says in {@link
 * Access}. The handler is found as the dispatcher finds it, so that both speak of the same one.
 */
public final class AccessRules
    implements AuthorizationManager<RequestAuthorizationContext>, SmartInitializingSingleton {

  /** A person signs in again after so long, however busy: roles may have been taken away. */
  static final Duration SESSION_MAX = Duration.ofHours(10);

  private static final String DENIED = "org.rahdari.needed";
  private static final String PASSKEY = "org.rahdari.passkey.due";
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
  private static final String HOUSE = "org.rahdari.";

  /** What libraries map: descriptions of the API, and the page for errors. */
  private static final List<String> OF_LIBRARIES = List.of("/openapi", "/swagger-ui", "/error");

  private final ObjectProvider<RequestMappingHandlerMapping> mappings;
  private final Grants grants;
  private final ObjectProvider<StepUp> stepUp;
  private final InstantSource clock;

  /** Rules for what is mapped. */
  public AccessRules(
      @Qualifier("requestMappingHandlerMapping")
          ObjectProvider<RequestMappingHandlerMapping> mappings,
      Grants grants,
      ObjectProvider<StepUp> stepUp,
      InstantSource clock) {
    this.mappings = mappings;
    this.grants = grants;
    this.stepUp = stepUp;
    this.clock = clock;
  }

  @Override
  public AuthorizationResult authorize(
      Supplier<? extends @Nullable Authentication> who, RequestAuthorizationContext asked) {
    Right right = right(asked.getRequest());
    asked.getRequest().setAttribute(DENIED, right);
    if (right == Right.ANYONE) return new AuthorizationDecision(true);
    Authentication caller = who.get();
    return new AuthorizationDecision(
        holds(caller)
            && right.of(authorities(caller))
            && !passkeyDue(right, caller, asked.getRequest()));
  }

  /** One person alone changes keys, members and clients: it has to be this person. */
  private boolean passkeyDue(
      Right right, @Nullable Authentication who, HttpServletRequest request) {
    boolean due =
        (right == Right.KEYS || right == Right.ADMINISTER)
            && !READS.contains(request.getMethod())
            && who instanceof PersonToken person
            && stepUp.getObject().due(request, person.person());
    if (due) request.setAttribute(PASSKEY, true);
    return due;
  }

  /** Whether the request was denied for want of a passkey alone. */
  static boolean forPasskey(HttpServletRequest request) {
    return request.getAttribute(PASSKEY) != null;
  }

  /** The right that was needed where a request was denied. */
  static Optional<Right> denied(HttpServletRequest request) {
    return Optional.ofNullable((Right) request.getAttribute(DENIED));
  }

  /** A session outlives the sign-in; a grant that has ended does not, nor a role for ever. */
  private boolean holds(@Nullable Authentication who) {
    if (who == null || !who.isAuthenticated()) return false;
    if (who instanceof PersonToken person)
      return clock.instant().isBefore(person.since().plus(SESSION_MAX));
    return !authorities(who).contains(Right.GRANT) || grants.isReader(who.getName());
  }

  static Set<String> authorities(@Nullable Authentication who) {
    if (who == null) return Set.of();
    return who.getAuthorities().stream()
        .map(GrantedAuthority::getAuthority)
        .map(String::valueOf)
        .collect(Collectors.toSet());
  }

  /** What the request needs; where there is no such page, only who may read hears so. */
  private Right right(HttpServletRequest request) {
    if (!ServletRequestPathUtils.hasParsedRequestPath(request))
      ServletRequestPathUtils.parseAndCache(request);
    try {
      HandlerExecutionChain found = mappings.getObject().getHandler(request);
      return found != null && found.getHandler() instanceof HandlerMethod method
          ? right(method).orElse(Right.READ)
          : Right.READ;
    } catch (Exception e) {
      return byPath(request);
    }
  }

  /** Another content than the handler has or takes: the dispatcher says so, to whom it is for. */
  private Right byPath(HttpServletRequest request) {
    return mappings.getObject().getHandlerMethods().entrySet().stream()
        .filter(each -> at(each.getKey(), request) != null)
        .min(
            (one, other) ->
                Objects.requireNonNull(at(one.getKey(), request))
                    .compareTo(Objects.requireNonNull(at(other.getKey(), request)), request))
        .flatMap(each -> right(each.getValue()))
        .orElse(Right.READ);
  }

  private static @Nullable PathPatternsRequestCondition at(
      RequestMappingInfo mapped, HttpServletRequest request) {
    PathPatternsRequestCondition paths = mapped.getPathPatternsCondition();
    return paths == null || mapped.getMethodsCondition().getMatchingCondition(request) == null
        ? null
        : paths.getMatchingCondition(request);
  }

  /** What a handler says. */
  public static Optional<Right> right(HandlerMethod method) {
    Access own = AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), Access.class);
    Access all = AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), Access.class);
    return Optional.ofNullable(own == null ? all : own).map(Access::value);
  }

  /** Whether it is a handler of this software's, and no library's. */
  public static boolean ofHouse(HandlerMethod method) {
    return method.getBeanType().getName().startsWith(HOUSE);
  }

  /** No node starts with a handler of which nobody has said who may call it. */
  @Override
  public void afterSingletonsInstantiated() {
    mappings.getObject().getHandlerMethods().forEach(AccessRules::require);
  }

  private static void require(RequestMappingInfo mapped, HandlerMethod method) {
    Set<String> paths = mapped.getPatternValues();
    if (!ofHouse(method)) {
      if (paths.stream().allMatch(path -> OF_LIBRARIES.stream().anyMatch(path::startsWith))) return;
      throw new PlainFailure("Nobody has said who may call " + paths + " of " + method + ".");
    }
    Right right =
        right(method)
            .orElseThrow(
                () ->
                    new PlainFailure(
                        method.getShortLogMessage()
                            + " does not say who may call "
                            + paths
                            + ": give it @Access."));
    boolean betweenMembers = paths.stream().allMatch(p -> p.startsWith(MemberListener.PATHS));
    if (betweenMembers != (right == Right.MEMBER))
      throw new PlainFailure(paths + " is not for who " + right + " says.");
  }
}
