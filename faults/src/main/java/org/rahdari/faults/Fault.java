package org.rahdari.faults;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong at one member, and how it is put right.
 *
 * @param name as it is asked for, and told
 * @param strikesLeader whether the member is the one that leads, or one that follows
 * @param lastsMillis how long it is left
 * @param part of the stage that it takes, if any
 */
record Fault(
    String name,
    boolean strikesLeader,
    long lastsMillis,
    Stage.@Nullable Part part,
    Deed inject,
    Deed heal) {

  /** What is done to a member. */
  interface Deed {

    /**
     * @param others who has to do with it besides
     */
    void to(Member member, List<Member> others) throws IOException, InterruptedException;
  }

  /** What concerns nobody else. */
  private interface OwnDeed {
    void to(Member member) throws IOException, InterruptedException;
  }

  /** Ahead by twice of what a validator bears. */
  private static final int SECONDS_AHEAD = 20;

  /** All that there are, in the order in which they are run. */
  static final List<Fault> ALL =
      List.of(
          leader("killed", 3_000, null, member -> member.node().kill(), Fault::startAgain),
          follower("killed", 3_000, null, member -> member.node().kill(), Fault::startAgain),
          leader("restarted", 0, null, member -> member.node().close(), Fault::startAgain),
          leader("frozen", 4_000, null, Member::freeze, Member::thaw),
          leader("cut-off", 8_000, null, member -> member.link().cut(), m -> m.link().join()),
          follower("cut-off", 8_000, null, member -> member.link().cut(), m -> m.link().join()),
          leader("slow-network", 8_000, null, member -> member.link().slow(), m -> m.link().fast()),
          follower(
              "slow-network", 8_000, null, member -> member.link().slow(), m -> m.link().fast()),
          leader(
              "slow-disk",
              8_000,
              Stage.Part.DISK,
              member -> member.disk().slow(),
              member -> member.disk().fast()),
          leader(
              "stuck-disk",
              5_000,
              Stage.Part.DISK,
              member -> member.disk().stop(),
              member -> member.disk().go()),
          leader(
              "full-disk",
              8_000,
              Stage.Part.DISK,
              member -> member.disk().fill(),
              Fault::freeAndRestart),
          follower(
              "full-disk",
              8_000,
              Stage.Part.DISK,
              member -> member.disk().fill(),
              Fault::freeAndRestart),
          leader(
              "clock-ahead",
              6_000,
              Stage.Part.CLOCK,
              member -> member.clock().set(SECONDS_AHEAD),
              member -> member.clock().set(0)),
          follower(
              "clock-ahead",
              6_000,
              Stage.Part.CLOCK,
              member -> member.clock().set(SECONDS_AHEAD),
              member -> member.clock().set(0)),
          follower("lost-disk", 1_000, null, Fault::loseDisk, Fault::startAgain),
          new Fault(
              "follower-key-revoked",
              false,
              4_000,
              null,
              (member, others) -> member.changeKey(),
              Fault::handOutKey));

  private static Fault leader(
      String what, long lastsMillis, Stage.@Nullable Part part, OwnDeed inject, OwnDeed heal) {
    return own("leader-" + what, true, lastsMillis, part, inject, heal);
  }

  private static Fault follower(
      String what, long lastsMillis, Stage.@Nullable Part part, OwnDeed inject, OwnDeed heal) {
    return own("follower-" + what, false, lastsMillis, part, inject, heal);
  }

  private static Fault own(
      String name,
      boolean strikesLeader,
      long lastsMillis,
      Stage.@Nullable Part part,
      OwnDeed inject,
      OwnDeed heal) {
    return new Fault(
        name,
        strikesLeader,
        lastsMillis,
        part,
        (member, others) -> inject.to(member),
        (member, others) -> heal.to(member));
  }

  /** One after the other, as if to take in new software. */
  private static void handOutKey(Member member, List<Member> others)
      throws IOException, InterruptedException {
    for (Member each : others) {
      each.takeKeysOf(member);
      each.restart();
    }
  }

  private static void startAgain(Member member) throws InterruptedException {
    member.node().start();
    member.node().awaitUp();
  }

  private static void loseDisk(Member member) throws IOException, InterruptedException {
    member.node().kill();
    member.node().loseDisk();
  }

  /** As the operator's handbook says of a node whose execution has stopped. */
  private static void freeAndRestart(Member member) throws IOException, InterruptedException {
    member.disk().free();
    member.restart();
  }
}
