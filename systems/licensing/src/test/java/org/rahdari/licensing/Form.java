package org.rahdari.licensing;

import java.util.List;
import org.rahdari.codec.Id;
import org.rahdari.licensing.Instructions.FileApplication;

/** An application in the making; what is not said is right. */
final class Form {
  private Id id;
  private int authority = Market.AUTHORITY;
  private Purpose purpose;
  private String category = Market.EXCHANGES;
  private List<Service> services = Market.SERVICES;
  private Id about = Id.NONE;
  private List<ForeignAuthorisation> foreign = List.of();
  private List<Individual> individuals;
  private List<Holding> holdings = List.of();
  private Id payFrom;

  Form(Id id, Purpose purpose, int firm) {
    this.id = id;
    this.purpose = purpose;
    this.payFrom = Market.own(firm, Market.PKR);
    individuals = List.of(individual(Position.MLRO, id), individual(Position.DIRECTOR, id));
  }

  static Individual individual(Position position, Id of) {
    return new Individual(
        Id.derived("test." + position, of), position, Market.hash("who " + position), false);
  }

  Form id(Id other) {
    id = other;
    return this;
  }

  Form authority(int other) {
    authority = other;
    return this;
  }

  Form category(String other) {
    category = other;
    return this;
  }

  Form services(Service... others) {
    services = List.of(others);
    return this;
  }

  Form about(Id permission) {
    about = permission;
    return this;
  }

  Form foreign(ForeignAuthorisation... others) {
    foreign = List.of(others);
    return this;
  }

  Form individuals(Individual... others) {
    individuals = List.of(others);
    return this;
  }

  Form holdings(Holding... others) {
    holdings = List.of(others);
    return this;
  }

  Form payFrom(Id account) {
    payFrom = account;
    return this;
  }

  FileApplication file() {
    return new FileApplication(
        id,
        authority,
        purpose,
        category,
        services,
        about,
        Market.hash("form"),
        List.of(Market.hash("annex")),
        foreign,
        individuals,
        holdings,
        payFrom);
  }
}
