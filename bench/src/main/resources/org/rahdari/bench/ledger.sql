-- A double-entry ledger in PostgreSQL, made to be fast: the benchmark's other side.
--
-- A batch is written once, by COPY in binary straight into the table of transfers, and judged there by post_batch in
-- one set-based statement: refused rows are deleted again, balances are changed once an account however many
-- transfers touch it. That is right only where the order within the batch cannot matter. Where it may matter
-- (a limit that some order would cross, an id that is there already, a reservation ended in the batch that made it)
-- the statement or a unique index says so, the transaction is rolled back, and the same batch is posted one by one
-- by post_in_order.

CREATE TABLE account (
  debits_pending  bigint NOT NULL DEFAULT 0,
  debits_posted   bigint NOT NULL DEFAULT 0,
  credits_pending bigint NOT NULL DEFAULT 0,
  credits_posted  bigint NOT NULL DEFAULT 0,
  id      uuid NOT NULL,
  party   int  NOT NULL,
  asset   int  NOT NULL,
  program int  NOT NULL, -- 0: free; else only that program may move it
  flags   int  NOT NULL  -- 1: debits must not exceed credits; 2: credits must not exceed debits
) WITH (fillfactor = 50); -- room for the next version of a row on its own page (HOT)

CREATE TABLE transfer (
  amount        bigint NOT NULL,
  user_data_64  bigint NOT NULL,
  at            timestamptz NOT NULL DEFAULT now(),
  timeout       int  NOT NULL,
  code          int  NOT NULL,
  flags         int  NOT NULL, -- 2: reserve; 4: post what is reserved; 8: give it back
  id            uuid NOT NULL PRIMARY KEY,
  debit         uuid,
  credit        uuid,
  pending_id    uuid,
  user_data_128 uuid
);

-- A reservation ends once.
CREATE UNIQUE INDEX transfer_ends ON transfer (pending_id) WHERE pending_id IS NOT NULL;

-- The sum of bigint is numeric, and slower.
CREATE AGGREGATE plus(bigint) (sfunc = int8pl, stype = bigint, initcond = 0);

-- What this transaction has copied in. The range finds it by the primary key; xmin keeps out what others wrote there.
-- A function, so that the planner knows how many rows come.
CREATE FUNCTION copied(lo uuid, hi uuid)
  RETURNS TABLE (place tid, id uuid, debit uuid, credit uuid, pending_id uuid, amount bigint, timeout int, flags int)
  LANGUAGE sql VOLATILE ROWS 8190
AS $$
  SELECT ctid, id, debit, credit, pending_id, amount, timeout, flags
  FROM transfer WHERE id BETWEEN lo AND hi AND xmin = pg_current_xact_id()::xid
$$;

-- Judges and posts what was copied in; answers what is refused. Raises RL001 where only the order can tell.
CREATE FUNCTION post_batch(signer int, lo uuid, hi uuid, one_at_a_time boolean, OUT refused uuid[], OUT reasons text[])
  LANGUAGE plpgsql
AS $$
DECLARE
  touched int;
  changed int;
BEGIN
  -- Two batches that change the same accounts in another order would wait for each other for ever.
  IF one_at_a_time THEN
    PERFORM pg_advisory_xact_lock(1);
  ELSE
    PERFORM 1 FROM account
    WHERE account.id IN (
      SELECT coalesce(p.debit, c.debit) FROM copied(lo, hi) c LEFT JOIN transfer p ON p.id = c.pending_id
      UNION ALL
      SELECT coalesce(p.credit, c.credit) FROM copied(lo, hi) c LEFT JOIN transfer p ON p.id = c.pending_id)
    ORDER BY account.id FOR NO KEY UPDATE;
  END IF;

  WITH judged AS MATERIALIZED (
    SELECT
      t.place, t.id, d.ctid AS debit, c.ctid AS credit,
      CASE t.flags WHEN 0 THEN 0 WHEN 2 THEN t.amount ELSE -p.amount END AS pending,
      CASE t.flags WHEN 0 THEN t.amount WHEN 4 THEN CASE t.amount WHEN 9223372036854775807 THEN p.amount ELSE t.amount END ELSE 0 END
        AS posted,
      CASE
        WHEN t.id = '00000000-0000-0000-0000-000000000000' THEN 'ID_MUST_NOT_BE_ZERO'
        WHEN t.flags & ~14 <> 0 THEN 'FLAGS_UNKNOWN'
        WHEN t.flags NOT IN (0, 2, 4, 8) THEN 'FLAGS_ARE_EXCLUSIVE'
        WHEN t.amount < 0 THEN 'AMOUNT_MUST_NOT_BE_NEGATIVE'
        WHEN t.timeout <> 0 THEN 'TIMEOUT_NOT_ALLOWED'
        WHEN t.flags >= 4 THEN
          CASE
            WHEN t.pending_id IS NULL THEN 'PENDING_ID_MISSING'
            WHEN p.id IS NULL THEN 'PENDING_UNKNOWN'
            WHEN p.made_here THEN 'ONLY_THE_ORDER_CAN_TELL'
            WHEN p.flags <> 2 THEN 'PENDING_WAS_NOT_PENDING'
            WHEN t.debit <> p.debit OR t.credit <> p.credit THEN 'PENDING_HAS_OTHER_ACCOUNTS'
            WHEN (t.amount > p.amount AND (t.flags <> 4 OR t.amount <> 9223372036854775807))
              OR (t.flags = 8 AND t.amount NOT IN (0, p.amount)) THEN 'PENDING_HAS_OTHER_AMOUNT'
            WHEN d.party <> signer AND (t.flags = 4 OR c.party <> signer) THEN 'PENDING_OF_ANOTHER'
          END
        WHEN t.pending_id IS NOT NULL THEN 'PENDING_ID_NOT_ALLOWED'
        WHEN t.debit = t.credit THEN 'ACCOUNTS_MUST_DIFFER'
        WHEN d.id IS NULL THEN 'DEBIT_ACCOUNT_UNKNOWN'
        WHEN c.id IS NULL THEN 'CREDIT_ACCOUNT_UNKNOWN'
        WHEN d.asset <> c.asset THEN 'ASSETS_MUST_AGREE'
        WHEN d.program <> 0 OR c.program <> 0 THEN 'ACCOUNT_GOVERNED'
        WHEN d.party <> signer THEN 'DEBIT_ACCOUNT_OF_ANOTHER_PARTY'
      END AS reason
    FROM copied(lo, hi) t
    -- The limit keeps the planner from reading all transfers there ever were.
    LEFT JOIN LATERAL (
      SELECT id, debit, credit, amount, flags, xmin = pg_current_xact_id()::xid AS made_here
      FROM transfer WHERE id = t.pending_id AND t.pending_id IS NOT NULL LIMIT 1
    ) p ON true
    LEFT JOIN account d ON d.id = coalesce(p.debit, t.debit)
    LEFT JOIN account c ON c.id = coalesce(p.credit, t.credit)
  ),
  leg AS MATERIALIZED (
    SELECT debit AS account, pending AS debit_pending, posted AS debit_posted,
      0::bigint AS credit_pending, 0::bigint AS credit_posted
    FROM judged WHERE reason IS NULL IS TRUE
    UNION ALL
    SELECT credit, 0, 0, pending, posted FROM judged WHERE reason IS NULL IS TRUE
  ),
  change AS MATERIALIZED (
    SELECT account,
      plus(debit_pending) AS debit_pending, plus(debit_posted) AS debit_posted,
      plus(greatest(debit_pending + debit_posted, 0)) AS debit_rise,
      plus(credit_pending) AS credit_pending, plus(credit_posted) AS credit_posted,
      plus(greatest(credit_pending + credit_posted, 0)) AS credit_rise
    FROM leg
    GROUP BY account
  ),
  -- An account, found by its row's place, is changed only if no order of the batch could cross its limit.
  done AS (
    UPDATE account a SET
      debits_pending = a.debits_pending + x.debit_pending,
      debits_posted = a.debits_posted + x.debit_posted,
      credits_pending = a.credits_pending + x.credit_pending,
      credits_posted = a.credits_posted + x.credit_posted
    FROM change x
    WHERE a.ctid = x.account
      AND (a.flags & 1 = 0 OR a.debits_pending + a.debits_posted + x.debit_rise <= a.credits_posted)
      AND (a.flags & 2 = 0 OR a.credits_pending + a.credits_posted + x.credit_rise <= a.debits_posted)
    RETURNING 1
  ),
  undone AS (
    DELETE FROM transfer WHERE ctid = ANY (ARRAY(SELECT place FROM judged WHERE reason IS NOT NULL))
  )
  SELECT (SELECT count(*) FROM change), (SELECT count(*) FROM done),
    (SELECT array_agg(id ORDER BY id) FROM judged WHERE reason IS NOT NULL),
    (SELECT array_agg(reason ORDER BY id) FROM judged WHERE reason IS NOT NULL)
  INTO touched, changed, refused, reasons;

  IF touched <> changed OR 'ONLY_THE_ORDER_CAN_TELL' = ANY (reasons) THEN
    RAISE EXCEPTION 'only the order can tell' USING ERRCODE = 'RL001';
  END IF;
END
$$;

-- Judges and posts one transfer; answers why it is refused, or null.
CREATE FUNCTION post_one(
    signer int, transfer_id uuid, debit_id uuid, credit_id uuid, pending uuid, data_128 uuid, data_64 bigint,
    minor bigint, seconds int, number int, bits int)
  RETURNS text LANGUAGE plpgsql
AS $$
DECLARE
  before   transfer;
  reserved transfer;
  d        account;
  c        account;
  a        account;
  reason   text;
  moved    bigint := minor;
  pending_change bigint := 0;
  posted_change  bigint := 0;
BEGIN
  IF transfer_id = '00000000-0000-0000-0000-000000000000' THEN RETURN 'ID_MUST_NOT_BE_ZERO'; END IF;
  IF bits & ~14 <> 0 THEN RETURN 'FLAGS_UNKNOWN'; END IF;
  IF bits NOT IN (0, 2, 4, 8) THEN RETURN 'FLAGS_ARE_EXCLUSIVE'; END IF;

  -- First the id: whoever else uses it, or ends the same reservation, waits here for this transaction's end.
  INSERT INTO transfer (id, debit, credit, pending_id, user_data_128, user_data_64, amount, timeout, code, flags)
  VALUES (transfer_id, debit_id, credit_id, pending, data_128, data_64, minor, seconds, number, bits)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    SELECT * INTO before FROM transfer WHERE id = transfer_id;
    IF NOT FOUND THEN
      SELECT CASE flags WHEN 4 THEN 'PENDING_ALREADY_POSTED' ELSE 'PENDING_ALREADY_VOIDED' END
      INTO reason FROM transfer WHERE pending_id = pending;
      RETURN reason;
    END IF;
    IF (before.debit, before.credit, before.pending_id, before.user_data_128, before.user_data_64, before.amount,
        before.timeout, before.code, before.flags)
       IS DISTINCT FROM (debit_id, credit_id, pending, data_128, data_64, minor, seconds, number, bits)
    THEN RETURN 'EXISTS_WITH_OTHER_CONTENT'; END IF;
    RETURN NULL;
  END IF;

  IF bits >= 4 AND pending IS NOT NULL THEN
    SELECT * INTO reserved FROM transfer WHERE id = pending;
  END IF;
  FOR a IN
    SELECT * FROM account
    WHERE id IN (coalesce(reserved.debit, debit_id), coalesce(reserved.credit, credit_id))
    ORDER BY id FOR NO KEY UPDATE
  LOOP
    IF a.id = coalesce(reserved.debit, debit_id) THEN d := a; ELSE c := a; END IF;
  END LOOP;

  reason := CASE
    WHEN minor < 0 THEN 'AMOUNT_MUST_NOT_BE_NEGATIVE'
    WHEN seconds <> 0 THEN 'TIMEOUT_NOT_ALLOWED'
    WHEN bits >= 4 THEN
      CASE
        WHEN pending IS NULL THEN 'PENDING_ID_MISSING'
        WHEN reserved.id IS NULL THEN 'PENDING_UNKNOWN'
        WHEN reserved.flags <> 2 THEN 'PENDING_WAS_NOT_PENDING'
        WHEN debit_id <> reserved.debit OR credit_id <> reserved.credit THEN 'PENDING_HAS_OTHER_ACCOUNTS'
        WHEN (minor > reserved.amount AND (bits <> 4 OR minor <> 9223372036854775807))
          OR (bits = 8 AND minor NOT IN (0, reserved.amount))
          THEN 'PENDING_HAS_OTHER_AMOUNT'
        WHEN d.party <> signer AND (bits = 4 OR c.party <> signer) THEN 'PENDING_OF_ANOTHER'
      END
    WHEN pending IS NOT NULL THEN 'PENDING_ID_NOT_ALLOWED'
    WHEN debit_id = credit_id THEN 'ACCOUNTS_MUST_DIFFER'
    WHEN d.id IS NULL THEN 'DEBIT_ACCOUNT_UNKNOWN'
    WHEN c.id IS NULL THEN 'CREDIT_ACCOUNT_UNKNOWN'
    WHEN d.asset <> c.asset THEN 'ASSETS_MUST_AGREE'
    WHEN d.program <> 0 OR c.program <> 0 THEN 'ACCOUNT_GOVERNED'
    WHEN d.party <> signer THEN 'DEBIT_ACCOUNT_OF_ANOTHER_PARTY'
  END;

  IF reason IS NULL THEN
    IF (bits = 4 AND minor = 9223372036854775807) OR (bits = 8 AND minor = 0) THEN moved := reserved.amount; END IF;
    pending_change := CASE bits WHEN 0 THEN 0 WHEN 2 THEN moved ELSE -reserved.amount END;
    posted_change := CASE WHEN bits IN (0, 4) THEN moved ELSE 0 END;
    IF pending_change + posted_change > 0 THEN
      IF d.flags & 1 <> 0
         AND d.debits_pending + d.debits_posted + pending_change + posted_change > d.credits_posted
      THEN reason := 'EXCEEDS_CREDITS';
      ELSIF c.flags & 2 <> 0
         AND c.credits_pending + c.credits_posted + pending_change + posted_change > c.debits_posted
      THEN reason := 'EXCEEDS_DEBITS';
      END IF;
    END IF;
  END IF;

  IF reason IS NOT NULL THEN
    DELETE FROM transfer WHERE id = transfer_id;
    RETURN reason;
  END IF;
  UPDATE account SET
    debits_pending = debits_pending + CASE WHEN id = d.id THEN pending_change ELSE 0 END,
    debits_posted = debits_posted + CASE WHEN id = d.id THEN posted_change ELSE 0 END,
    credits_pending = credits_pending + CASE WHEN id = c.id THEN pending_change ELSE 0 END,
    credits_posted = credits_posted + CASE WHEN id = c.id THEN posted_change ELSE 0 END
  WHERE id IN (d.id, c.id);
  RETURN NULL;
END
$$;

-- Posts what stands in the session's table stage, one after the other; answers what is refused.
CREATE FUNCTION post_in_order(signer int, OUT refused int[], OUT reasons text[])
  LANGUAGE plpgsql
AS $$
DECLARE
  s      record;
  place  int := 0;
  reason text;
BEGIN
  PERFORM pg_advisory_xact_lock(1);
  FOR s IN SELECT * FROM stage ORDER BY ctid LOOP
    reason := post_one(signer, s.id, s.debit, s.credit, s.pending_id, s.user_data_128, s.user_data_64,
      s.amount, s.timeout, s.code, s.flags);
    IF reason IS NOT NULL THEN
      refused := refused || place;
      reasons := reasons || reason;
    END IF;
    place := place + 1;
  END LOOP;
END
$$;
