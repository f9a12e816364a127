package org.rahdari.simulation;

/** What has to hold, whatever happens. */
public enum Law {
  ACKNOWLEDGED_IS_KEPT("what was acknowledged is in the log, with its result"),
  EFFECT_ONCE("nothing has effect twice"),
  MONEY_IS_CONSERVED("no money comes from nowhere, and no limit is passed"),
  ONE_ORDER("all have one order"),
  ONE_STATE("who executed the same has come to the same"),
  ONE_FINAL_HISTORY("what is final never contradicts what is final"),
  RECEIPTS_VERIFY("receipts verify offline"),
  LIARS_ARE_NAMED("who lies is named by somebody honest"),
  HONEST_ARE_NOT_NAMED("nobody honest is named"),
  NODES_GO_ON("an honest node does not stop by itself, and starts again"),
  BECOMES_FINAL("after healing everything becomes final");

  private final String sentence;

  Law(String sentence) {
    this.sentence = sentence;
  }

  /** In one sentence. */
  public String sentence() {
    return sentence;
  }
}
