-- What institutions that this node serves have sent and received. Messages and answers are sealed with the owner's key.
CREATE TABLE letter (
    id          uuid PRIMARY KEY,
    owner       integer     NOT NULL,
    sender      integer     NOT NULL,
    receiver    integer     NOT NULL,
    message_id  text        NOT NULL,
    name        text        NOT NULL,
    content     bytea       NOT NULL, -- SHA-256 of the message, blinded: what the log commits to
    sealed      bytea       NOT NULL,
    blinding    bytea       NOT NULL,
    payment     uuid,
    answer      bytea,
    filed_at    timestamptz NOT NULL,
    UNIQUE (owner, sender, receiver, message_id)
);

CREATE INDEX letter_payment ON letter (owner, payment);
