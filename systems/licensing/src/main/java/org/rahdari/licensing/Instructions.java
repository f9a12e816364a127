package org.rahdari.licensing;

import java.util.List;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.codec.Max;
import org.rahdari.program.FourEyes;
import org.rahdari.program.Kind;

/**
 * What parties may ask of licensing, and the timers that it sets. A time called {@code datedMillis}
 * is that on the paper of a decision, in milliseconds since 1970.
 */
public final class Instructions {
  private Instructions() {}

  // The authority's own order

  /** Takes somebody in; from the third officer on two of them have to agree. */
  @Kind(1)
  public record EnrolOfficer(Id officer, FourEyes by) {}

  /** Ends an office. */
  @Kind(2)
  public record DismissOfficer(Id officer, FourEyes by) {}

  /** Adopts the next version of the schedule; the fields are those of {@link Schedule}. */
  @Kind(3)
  public record AdoptSchedule(
      int number,
      int feeAsset,
      Id feeAccount,
      int clockDays,
      int answerDays,
      int opinionDays,
      int appealDays,
      int returnDays,
      int paymentDays,
      long lateFeeMinor,
      int disclosureBps,
      @Max(32) List<Category> categories,
      Hash32 text,
      FourEyes by) {}

  // Applications

  /**
   * Files an application, and pays its fee in the same commit.
   *
   * @param id of the application, chosen by the applicant
   * @param authority whom it asks
   * @param purpose what it asks for
   * @param category of the schedule in force
   * @param services that it asks for
   * @param about the permission to vary or renew, else none
   * @param form a commitment to the form
   * @param documents commitments to what comes with it
   * @param foreign what others have allowed
   * @param individuals key individuals
   * @param holdings who owns it
   * @param payFrom the account that pays the fee; none where there is none to pay
   */
  @Kind(4)
  public record FileApplication(
      Id id,
      int authority,
      Purpose purpose,
      @Max(24) String category,
      @Max(16) List<Service> services,
      Id about,
      Hash32 form,
      @Max(64) List<Hash32> documents,
      @Max(32) List<ForeignAuthorisation> foreign,
      @Max(64) List<Individual> individuals,
      @Max(Ownership.HOLDINGS_MAX) List<Holding> holdings,
      Id payFrom) {}

  /** The applicant wants it no more. */
  @Kind(5)
  public record WithdrawApplication(Id application) {}

  /** An officer asks the applicant; the clock stops. */
  @Kind(6)
  public record AskQuestion(Id id, Id application, Hash32 question, Id officer) {}

  /** The applicant answers; the clock goes on. */
  @Kind(7)
  public record AnswerQuestion(Id question, Hash32 answer) {}

  /** What the authority found about a key individual. */
  @Kind(8)
  public record AssessIndividual(
      Id individual, boolean fit, Hash32 grounds, long datedMillis, FourEyes by) {}

  /** An officer asks another authority. */
  @Kind(9)
  public record AskOpinion(Id id, Id application, int consulted, Hash32 question, Id officer) {}

  /** The other authority answers, in time or late. */
  @Kind(10)
  public record GiveOpinion(Id opinion, Stance stance, Hash32 text) {}

  /**
   * Grants what was asked for: a new permission, or other terms or more time for the one that it is
   * about.
   *
   * @param permission the id of the new one; of a variation or renewal the old one's
   */
  @Kind(11)
  public record GrantApplication(
      Id application,
      Id permission,
      Terms terms,
      long fromMillis,
      long untilMillis,
      Hash32 grounds,
      long datedMillis,
      FourEyes by) {}

  /** Refuses it. */
  @Kind(12)
  public record RefuseApplication(Id application, Hash32 grounds, long datedMillis, FourEyes by) {}

  // Permissions

  /**
   * Its holder serves nobody until a stated time; money stays where it is, at once. Of one that is
   * suspended it sets another time.
   */
  @Kind(13)
  public record SuspendPermission(
      Id permission,
      Ground ground,
      long untilMillis,
      Hash32 grounds,
      long datedMillis,
      FourEyes by) {}

  /** Ends a suspension before its time. */
  @Kind(14)
  public record LiftSuspension(Id permission, Hash32 grounds, long datedMillis, FourEyes by) {}

  /** Takes a permission back. */
  @Kind(15)
  public record RevokePermission(
      Id permission, Ground ground, Hash32 grounds, long datedMillis, FourEyes by) {}

  /** The holder gives it back. */
  @Kind(16)
  public record SurrenderPermission(Id permission) {}

  /**
   * The firm appeals against a refusal, a suspension or a revocation, once against each; also
   * against a suspension that is over, since the register says that there was one.
   *
   * @param about the application, or the permission: the last decision against it
   */
  @Kind(17)
  public record FileAppeal(Id about, Hash32 text) {}

  /**
   * Upholds it, which takes the decision back from its start, or dismisses it. What was decided
   * since stays.
   */
  @Kind(18)
  public record DecideAppeal(
      Id appeal, boolean upheld, Hash32 decision, long datedMillis, FourEyes by) {}

  // Assets

  /** Admits a token, or changes on what terms. */
  @Kind(19)
  public record AdmitAsset(
      int asset,
      AssetClass assetClass,
      Hash32 disclosure,
      @Max(16) List<Service> services,
      boolean retail,
      FourEyes by) {}

  /** Nobody may offer it from now on. */
  @Kind(20)
  public record RemoveAsset(int asset, Ground ground, FourEyes by) {}

  /** The firm offers it, or stops. */
  @Kind(21)
  public record ListAsset(int asset, boolean listed) {}

  // Clients' money

  /** Opens an account for what is the firm's clients'. */
  @Kind(22)
  public record OpenClientAccount(Id id, int asset, ClientUse use, int bank) {

    /** The id of the account in the ledger. */
    public Id account() {
      return Id.derived("licensing.client", id);
    }
  }

  /** A bank or another firm brings clients' money or assets in, from a free account of its own. */
  @Kind(23)
  public record BringIn(Id id, Id from, Id account, long amountMinor) {

    /** The transfer that moves it. */
    public Id transfer() {
      return Id.derived("licensing.in", id);
    }
  }

  /** The firm pays a client out, by the client's bank. */
  @Kind(24)
  public record PayOut(Id id, Id account, Id to, long amountMinor) {

    /** The transfer that moves it. */
    public Id transfer() {
      return Id.derived("licensing.out", id);
    }
  }

  /**
   * Settles a trade among clients: money one way, assets the other, or neither.
   *
   * @param service under which the firm does it
   */
  @Kind(25)
  public record SettleTrade(
      Id id,
      Service service,
      Id moneyFrom,
      Id moneyTo,
      long moneyMinor,
      Id assetFrom,
      Id assetTo,
      long assetMinor) {

    /** The transfer of the money. */
    public Id moneyLeg() {
      return Id.derived("licensing.trade.money", id);
    }

    /** The transfer of the asset. */
    public Id assetLeg() {
      return Id.derived("licensing.trade.asset", id);
    }
  }

  /** What the bank's statement says of a client account at the end of a day, or now. */
  @Kind(26)
  public record StateBalance(Id account, long day, long balanceMinor, Hash32 statement) {}

  /** Two officers take note of what a discrepancy came from. */
  @Kind(27)
  public record CloseDiscrepancy(Id discrepancy, Hash32 explanation, FourEyes by) {}

  /** Somebody else is to give the firm's clients their money back; 0 for nobody any more. */
  @Kind(28)
  public record AppointAdministrator(
      int firm, int administrator, Hash32 grounds, long datedMillis, FourEyes by) {}

  /** The administrator gives a client's money back, by the client's bank. */
  @Kind(29)
  public record ReturnClientMoney(Id id, Id account, Id to, long amountMinor) {

    /** The transfer that moves it. */
    public Id transfer() {
      return Id.derived("licensing.returned", id);
    }
  }

  // Dues and supervision

  /** The firm pays what it owes. */
  @Kind(30)
  public record PayCharge(Id charge, Id from) {}

  /** The firm reports. */
  @Kind(31)
  public record FileReport(Id report, Hash32 content) {}

  /** An officer begins an inspection. */
  @Kind(32)
  public record OpenInspection(Id id, int firm, Hash32 scope, Id officer) {}

  /** An officer ends it. */
  @Kind(33)
  public record CloseInspection(Id inspection, Hash32 findings, Id officer) {}

  /** An officer records a breach. */
  @Kind(34)
  public record RecordBreach(Id id, int firm, Ground ground, Id about, Hash32 facts, Id officer) {}

  /** Two officers act on it; a fine becomes a charge. */
  @Kind(35)
  public record Enforce(
      Id id,
      Id breach,
      Measure measure,
      long fineMinor,
      long dueMillis,
      Hash32 text,
      long datedMillis,
      FourEyes by) {}

  /** Two officers order records of the vault. */
  @Kind(36)
  public record OrderProduction(
      Id id,
      int firm,
      @Max(64) List<Hash32> records,
      long dueMillis,
      long datedMillis,
      FourEyes by) {}

  /** The firm has handed them over. */
  @Kind(37)
  public record ProduceRecords(Id production) {}

  /** An officer has opened them. */
  @Kind(38)
  public record ReadRecords(Id production, Id officer) {}

  /** Puts the register under a fresh seal, so that what holds now can be proven. */
  @Kind(39)
  public record RequestSeal() {}

  // Timers

  /** An opinion has had its time. */
  @Kind(1)
  record OpinionOverdue(Id opinion) {}

  /** A suspension is over. */
  @Kind(2)
  record SuspensionEnds(Id permission) {}

  /** A reporting period is over. */
  @Kind(3)
  record PeriodEnds(Id permission, int number) {}

  /** A report has had its time. */
  @Kind(4)
  record ReportOverdue(Id report) {}

  /** A day of UTC is over, for an account of clients. */
  @Kind(5)
  record DayEnds(Id account) {}

  /** An order has had its time. */
  @Kind(6)
  record ProductionOverdue(Id production) {}

  /** The register has changed, or has long had no seal. */
  @Kind(7)
  record SealRegister(long after) {}

  /** The seal itself: what brings it into a leaf. */
  @Kind(8)
  public record RegisterSealed(
      long number, Hash32 root, int entries, long changes, long atMillis) {}

  /** A charge has had its time. */
  @Kind(9)
  record ChargeOverdue(Id charge) {}
}
