package org.rahdari.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.rahdari.platform.MirrorDoor;
import org.rahdari.replication.Replica;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** What a node has besides where it is a mirror. */
@Configuration(proxyBeanMethods = false)
class MirrorWiring {

  @Bean
  FilterRegistrationBean<MirrorDoor> mirrorDoor(
      HttpSource followed, ObjectProvider<Replica> replica) {
    FilterRegistrationBean<MirrorDoor> door =
        new FilterRegistrationBean<>(new MirrorDoor(followed.url(), replica));
    door.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return door;
  }

  @Bean
  HealthIndicator mirrorHealth(HttpSource followed, Replica replica) {
    return () ->
        (replica.silent().isPresent() ? Health.down() : Health.up())
            .withDetail("follows", followed.url())
            .withDetail("finalThere", followed.finalSize())
            .withDetail("finalHere", replica.figures().finalSize())
            .withDetail("behind", behind(followed, replica))
            .withDetail("contradicted", replica.silent().orElse("no"))
            .build();
  }

  @Bean
  Gauge mirrorBehind(MeterRegistry registry, HttpSource followed, Replica replica) {
    return Gauge.builder("rahdari.mirror.behind", () -> behind(followed, replica))
        .description(
            "Leaves that are final where the log comes from, as it said last, and not here")
        .register(registry);
  }

  private static long behind(HttpSource followed, Replica replica) {
    return Math.max(0, followed.finalSize() - replica.figures().finalSize());
  }
}
