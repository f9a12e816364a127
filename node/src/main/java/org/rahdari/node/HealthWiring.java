package org.rahdari.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.rahdari.history.History;
import org.rahdari.platform.Projection;
import org.rahdari.platform.TransferDesks;
import org.rahdari.platform.Witnesses;
import org.rahdari.replication.Figures;
import org.rahdari.replication.Replica;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a node says of how it is: health for people, meters for their monitors. */
@Configuration(proxyBeanMethods = false)
class HealthWiring {

  @Bean
  HealthIndicator ledgerHealth(
      DataFolder folder,
      Replica replica,
      Projection projection,
      History history,
      Witnesses witnesses) {
    return () -> {
      Figures figures = replica.figures();
      return (replica.stopped().isDone() ? Health.down() : Health.up())
          .withDetail("leads", replica.leads())
          .withDetail("position", figures.position())
          .withDetail("leaves", figures.treeSize())
          .withDetail("finalLeaves", figures.finalSize())
          .withDetail("silent", replica.silent().orElse("no"))
          .withDetail("trouble", replica.trouble().orElse("none"))
          .withDetail("conflicts", conflicts(replica))
          .withDetail("keys", folder.signing().trouble().orElse("reached"))
          .withDetail("witnesses", witnesses.seen().stream().map(HealthWiring::seen).toList())
          .withDetail("projected", projection.position())
          .withDetail("history", history.position())
          .withDetail("historyTrouble", history.trouble().orElse("none"))
          .build();
    };
  }

  private static String seen(Witnesses.Seen witness) {
    String cosigned =
        witness.time() == null
            ? witness.name() + " has cosigned nothing"
            : witness.name() + " cosigned " + witness.size() + " leaves at " + witness.time();
    return witness.trouble().map(why -> cosigned + "; " + why).orElse(cosigned);
  }

  private static String conflicts(Replica replica) {
    List<String> conflicts =
        replica.conflicts().stream()
            .map(each -> each.validator() + " signed another tree of " + each.size() + " leaves")
            .toList();
    return conflicts.isEmpty() ? "none" : String.join("; ", conflicts);
  }

  @Bean
  Object ledgerMeters(
      MeterRegistry registry,
      Replica replica,
      TransferDesks desks,
      Projection projection,
      History history,
      Witnesses witnesses) {
    meter(registry, replica, "rahdari.position", "Entries executed", r -> r.figures().position());
    meter(
        registry,
        replica,
        "rahdari.leaves",
        "Leaves of the transparency log",
        r -> r.figures().treeSize());
    meter(
        registry,
        replica,
        "rahdari.leaves.final",
        "Leaves under a signed checkpoint",
        r -> r.figures().finalSize());
    meter(
        registry,
        replica,
        "rahdari.queue.envelopes",
        "Envelopes waiting to be ordered",
        r -> r.figures().queuedEnvelopes());
    meter(
        registry,
        replica,
        "rahdari.fsync.seconds",
        "The last flush of the log",
        r -> r.figures().lastFsyncMicros() / 1e6);
    meter(
        registry,
        replica,
        "rahdari.snapshot.position",
        "The last durable snapshot",
        r -> r.figures().snapshotPosition());
    meter(
        registry,
        replica,
        "rahdari.conflicts",
        "Validators that have signed another history: one is an alert",
        r -> r.conflicts().size());
    meter(
        registry,
        replica,
        "rahdari.silent",
        "1 while this validator signs nothing: an alert",
        r -> r.silent().isPresent() ? 1 : 0);
    Gauge.builder("rahdari.witnesses.missing", witnesses, HealthWiring::missing)
        .description("Witnesses that have not cosigned when they were asked last")
        .register(registry);
    Gauge.builder("rahdari.queue.transfers", desks, TransferDesks::waiting)
        .description("Transfers waiting for an envelope")
        .register(registry);
    Gauge.builder("rahdari.projection.position", projection, Projection::position)
        .description("Entries in the projection")
        .register(registry);
    Gauge.builder("rahdari.history.position", history, History::position)
        .description("Entries in the index of what moved")
        .register(registry);
    Gauge.builder("rahdari.history.lines", history, History::lines)
        .description("Movements in the index of what moved")
        .register(registry);
    return new Object();
  }

  private static long missing(Witnesses witnesses) {
    return witnesses.seen().stream().filter(each -> each.trouble().isPresent()).count();
  }

  private static void meter(
      MeterRegistry registry,
      Replica replica,
      String name,
      String what,
      ToDoubleFunction<Replica> value) {
    Gauge.builder(name, replica, value).description(what).register(registry);
  }
}
