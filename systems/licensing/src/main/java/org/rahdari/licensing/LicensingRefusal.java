package org.rahdari.licensing;

import org.rahdari.outcome.Reason;

/** Why licensing refuses. */
public enum LicensingRefusal implements Reason {
  // Officers
  /** The same officer proposed and approved. */
  OFFICER_APPROVES_OWN,
  /** Two officers are needed, and fewer are named. */
  TWO_OFFICERS_NEEDED,
  /** No officer of this authority has that pseudonym. */
  OFFICER_UNKNOWN,
  /** The officer is in office, or was. */
  OFFICER_EXISTS,
  /** Two stay in office, or nothing could be decided. */
  OFFICERS_TOO_FEW,
  /** Another authority's. */
  NOT_THE_AUTHORITY,
  /** The paper of the decision bears an earlier date than the ledger has what it decides on. */
  DATED_BEFORE_APPLICATION,
  /** It bears a date that has not come. */
  DATED_IN_FUTURE,

  // Schedules
  /** It does not follow on the last one. */
  SCHEDULE_NOT_NEXT,
  /** A number of days, a share or a fee is out of its range, or a category comes twice. */
  SCHEDULE_NOT_ALLOWED,
  /** The authority has adopted none. */
  SCHEDULE_MISSING,
  /** No free account of the authority in the asset of the fees. */
  FEE_ACCOUNT_NOT_ALLOWED,

  // Applications
  /** The id was used before. */
  APPLICATION_EXISTS,
  /** That party is no authority. */
  AUTHORITY_UNKNOWN,
  /** The schedule has no such category. */
  CATEGORY_UNKNOWN,
  /** The category has not one of the services, a service comes twice, or there is none. */
  SERVICE_NOT_IN_CATEGORY,
  /**
   * The firm holds no no-objection certificate of this authority, without which it may not apply to
   * it for a licence.
   */
  NOC_MISSING,
  /** There is no permission of the applicant to vary or renew, or one where none belongs. */
  PERMISSION_NOT_ALLOWED,
  /** An officer whom suspicions are reported to is missing. */
  MLRO_MISSING,
  /** That officer works for somebody else. */
  MLRO_OUTSOURCED,
  /** The pseudonym of a key individual was used before. */
  INDIVIDUAL_EXISTS,
  /** A share is zero or less. */
  SHARE_NOT_POSITIVE,
  /** The same owner holds the same firm twice. */
  HOLDING_TWICE,
  /** More than all of a firm is owned. */
  SHARES_EXCEED_WHOLE,
  /** A firm owns itself, through others or not. */
  OWNERSHIP_CYCLE,
  /** The account that is to pay does not hold it. */
  FUNDS_INSUFFICIENT,
  /** No free account of the payer in that asset. */
  PAYING_ACCOUNT_NOT_ALLOWED,
  /** There is no such application. */
  APPLICATION_UNKNOWN,
  /** Another party's. */
  NOT_THE_APPLICANT,
  /** It was decided or withdrawn. */
  APPLICATION_NOT_OPEN,
  /** The id was used before. */
  QUESTION_EXISTS,
  /** There is no such question. */
  QUESTION_UNKNOWN,
  /** It was answered. */
  QUESTION_ANSWERED,
  /** No key individual has that pseudonym. */
  INDIVIDUAL_UNKNOWN,
  /** The id was used before. */
  OPINION_EXISTS,
  /** That party is none of those that are consulted. */
  CONSULTED_NOT_ALLOWED,
  /** There is no such request for an opinion. */
  OPINION_UNKNOWN,
  /** Another party was asked. */
  NOT_THE_CONSULTED,
  /** It was given, or this is none. */
  OPINION_NOT_ALLOWED,
  /** A question is open. */
  QUESTION_OPEN,
  /** An authority that was consulted still has time. */
  OPINION_OUTSTANDING,
  /** A key individual was not assessed. */
  INDIVIDUAL_NOT_ASSESSED,
  /** A key individual is not fit and proper. */
  INDIVIDUAL_NOT_FIT,
  /** Services that were not asked for, none, or what does not belong to this kind. */
  TERMS_NOT_ALLOWED,
  /**
   * It ends before it begins, begins in the past, lasts too long, renews for no longer, or begins
   * later in the place of one that holds now.
   */
  VALIDITY_NOT_ALLOWED,
  /** The id was used before. */
  PERMISSION_EXISTS,
  /** The firm holds a licence, whose place a trial or a relief may not take: it is varied. */
  LICENCE_HELD,

  // Permissions
  /** There is no such permission. */
  PERMISSION_UNKNOWN,
  /** It has ended, by a decision or by itself. */
  PERMISSION_NOT_IN_FORCE,
  /** It is not suspended. */
  PERMISSION_NOT_SUSPENDED,
  /** The suspension ends in the past, or too late. */
  SUSPENSION_NOT_ALLOWED,
  /** Another party holds it. */
  NOT_THE_HOLDER,
  /** The id was used before. */
  APPEAL_EXISTS,
  /** That is no decision against the firm. */
  APPEAL_NOT_ALLOWED,
  /** The time for it is over. */
  APPEAL_TOO_LATE,
  /** There is no such appeal. */
  APPEAL_UNKNOWN,
  /** It was decided. */
  APPEAL_DECIDED,

  // Acting
  /** The firm holds no permission to serve clients. */
  NOT_LICENSED,
  /** It begins later. */
  LICENCE_NOT_YET_VALID,
  /** It has ended by itself. */
  LICENCE_EXPIRED,
  /** It is suspended. */
  LICENCE_SUSPENDED,
  /** It was revoked, or given back. */
  LICENCE_ENDED,
  /** It does not permit this service. */
  SERVICE_NOT_PERMITTED,
  /** Above the cap for one transaction. */
  ABOVE_TRANSACTION_CAP,
  /** Above the cap for one day. */
  ABOVE_DAILY_CAP,
  /** The register has not admitted the asset, or not for this service. */
  ASSET_NOT_ADMITTED,
  /** The firm does not list the asset. */
  ASSET_NOT_LISTED,
  /** No asset has that number. */
  ASSET_UNKNOWN,
  /** Money that a central bank issues needs no admission. */
  ASSET_IS_MONEY,

  // Clients' money
  /** The account is no bank's, or a bank was named for assets. */
  BANK_NOT_ALLOWED,
  /** There is no such account of clients. */
  CLIENT_ACCOUNT_UNKNOWN,
  /** Another firm's. */
  NOT_THE_FIRM,
  /** Zero or less. */
  AMOUNT_NOT_POSITIVE,
  /** Clients' money is segregated: it goes to a bank for a client, never to the firm. */
  CLIENT_MONEY_SEGREGATED,
  /** The account of clients does not hold it. */
  CLIENT_MONEY_INSUFFICIENT,
  /** A trade moves money on one side and an asset on the other, between accounts of clients. */
  TRADE_NOT_ALLOWED,
  /** Only the bank on whose books it is may state the balance. */
  NOT_THE_BANK,
  /** Neither today nor the last day that is over. */
  STATEMENT_DAY_NOT_ALLOWED,
  /** There is no such discrepancy, or it is closed. */
  DISCREPANCY_UNKNOWN,
  /** That party may not administer the firm. */
  ADMINISTRATOR_NOT_ALLOWED,
  /** The firm is not suspended or without a licence: it serves its clients itself. */
  FIRM_ACTS_ITSELF,
  /** Another party is. */
  NOT_THE_ADMINISTRATOR,

  // Dues and supervision
  /** There is no such charge. */
  CHARGE_UNKNOWN,
  /** It was paid. */
  CHARGE_PAID,
  /** There is no such report. */
  REPORT_UNKNOWN,
  /** It was filed. */
  REPORT_FILED,
  /** That party has never applied for anything. */
  FIRM_UNKNOWN,
  /** The id was used before. */
  INSPECTION_EXISTS,
  /** There is no such inspection, or it has ended. */
  INSPECTION_UNKNOWN,
  /** The id was used before. */
  BREACH_EXISTS,
  /** There is no such breach. */
  BREACH_UNKNOWN,
  /** The id was used before. */
  ENFORCEMENT_EXISTS,
  /** A fine has an amount and nothing else has; its time lies ahead. */
  MEASURE_NOT_ALLOWED,
  /** The id was used before. */
  PRODUCTION_EXISTS,
  /** Nothing is ordered, or the time does not lie ahead. */
  PRODUCTION_NOT_ALLOWED,
  /** There is no such order. */
  PRODUCTION_UNKNOWN,
  /** It was done before, or nothing has been handed over yet. */
  PRODUCTION_NOT_DUE
}
