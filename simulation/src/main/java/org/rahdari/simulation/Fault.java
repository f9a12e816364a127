package org.rahdari.simulation;

/** What is done to a network. */
public enum Fault {
  PARCEL_LOST("a parcel lost"),
  PARCEL_LATE("a parcel late"),
  PARCEL_TWICE("a parcel twice"),
  PARTITION("the network in two"),
  FALL("a node falls over"),
  FALL_AMID_WRITE("… amid a write"),
  POWER_LOSS("… and loses what is not flushed"),
  LEADER_CHANGE("another leader"),
  CLOCK_OFF("a clock set wrong"),
  ANSWER_LOST("an answer lost, asked again"),
  ENVELOPE_TWICE("an envelope at two nodes"),
  SIGNED_AGAIN("transfers signed again"),
  NEXT_VERSION("a program's next version"),
  FALSE_ROOT("a validator signs a false tree"),
  TWO_ENTRIES("a leader tells two entries"),
  TWO_TREES("… and signs both trees");

  private final String inWords;

  Fault(String inWords) {
    this.inWords = inWords;
  }

  /** For people. */
  public String inWords() {
    return inWords;
  }
}
