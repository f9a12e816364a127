package org.rahdari.payments.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.rahdari.ledger.Asset;
import org.rahdari.payments.Payment;
import org.rahdari.platform.Finder;
import org.rahdari.platform.Network;
import org.rahdari.platform.Shown;
import org.rahdari.platform.Texts;
import org.rahdari.platform.Wanted;
import org.rahdari.program.Party;

/** Finds payments by id, UETR, amount, state and institution. */
public final class PaymentFinder implements Finder {
  private static final int ONE_MORE = HITS_MAX + 1;

  private final PaymentReader payments;
  private final Network network;

  /** Finds in what this node projected. */
  public PaymentFinder(PaymentReader payments, Network network) {
    this.payments = payments;
    this.network = network;
  }

  @Override
  public List<Group> find(Party viewer, Wanted wanted, Texts text) {
    Map<UUID, Payment> found = new LinkedHashMap<>();
    Wanted.Ids ids = wanted.ids();
    if (ids != null) add(found, payments.named(viewer, ids, ONE_MORE));
    for (Asset asset : network.genesis().assets()) {
      wanted
          .minor(asset)
          .ifPresent(minor -> add(found, payments.of(viewer, asset.number(), minor, ONE_MORE)));
    }
    for (Payment.State state : states(wanted, text))
      add(found, payments.newest(viewer, state, null, ONE_MORE));
    network.genesis().parties().stream()
        .filter(party -> wanted.isIn(party.code(), party.name()))
        .limit(HITS_MAX)
        .forEach(party -> add(found, payments.with(viewer, party.number(), ONE_MORE)));
    if (found.isEmpty()) return List.of();
    List<Hit> hits = found.values().stream().map(payment -> hit(payment, text)).toList();
    return List.of(Group.of(text.of("payments.title"), hits));
  }

  private static void add(Map<UUID, Payment> found, List<Payment> more) {
    for (Payment each : more) found.putIfAbsent(new UUID(each.id().high(), each.id().low()), each);
  }

  /** The states that are called so, in the language or in an address. */
  private static List<Payment.State> states(Wanted wanted, Texts text) {
    String word = wanted.text().toLowerCase(Locale.ROOT);
    List<Payment.State> states = new ArrayList<>();
    for (Payment.State state : Payment.State.values()) {
      List<String> words =
          Arrays.asList(PaymentLines.word(state), text.of("payments.state", "state", state));
      if (words.contains(word)) states.add(state);
    }
    return states;
  }

  private Hit hit(Payment payment, Texts text) {
    return new Hit(
        "/payments/" + payment.id(),
        payment.id().toString(),
        text.rich(
            "payments.hit",
            "payer",
            network.code(payment.payer()),
            "payee",
            network.code(payment.payee()),
            "amount",
            Shown.Money.of(network.asset(payment.payeeAsset()), payment.payeeMinor()),
            "state",
            text.of("payments.state", "state", payment.state())));
  }
}
