-- What a person or a system of an institution proposed, and who decided. Names are the provider's; the ledger has
-- the pseudonyms alone. The envelope is kept from before it is sent, so that an approval has its effect once.
CREATE TABLE proposal (
    id            uuid PRIMARY KEY,
    institution   integer     NOT NULL,
    program       text        NOT NULL,
    instruction   text        NOT NULL,
    body          text        NOT NULL,
    summary       text[]      NOT NULL,
    proposer      uuid        NOT NULL,
    proposer_name text        NOT NULL,
    proposed_at   timestamptz NOT NULL,
    state         text        NOT NULL CHECK (state IN ('WAITING', 'CLAIMED', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'FAILED')),
    approver      uuid,
    approver_name text,
    decided_at    timestamptz,
    why           text,
    position      bigint,
    leaf          bigint,
    envelope      bytea,
    envelope_id   uuid,
    valid_until   bigint,
    leaf_from     bigint,
    CHECK (approver IS NULL OR state = 'WITHDRAWN' OR approver <> proposer),
    CHECK (state <> 'CLAIMED' OR (approver IS NOT NULL AND envelope IS NOT NULL AND leaf_from IS NOT NULL))
);

CREATE INDEX proposal_state ON proposal (institution, state, proposed_at DESC, id DESC);
