-- Who saw and did what: rows are added and never changed, each bearing a hash over itself and the one before.
CREATE TABLE trail (
    seq         bigint      PRIMARY KEY,
    at          timestamptz NOT NULL,
    institution integer     NOT NULL, -- 0: by a grant
    person      uuid,
    name        text        NOT NULL,
    roles       text        NOT NULL,
    method      text        NOT NULL,
    path        text        NOT NULL,
    ids         text        NOT NULL,
    status      integer     NOT NULL,
    hash        bytea       NOT NULL
);

CREATE INDEX trail_institution ON trail (institution, seq DESC);

CREATE FUNCTION trail_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail is only added to';
END $$;

CREATE TRIGGER trail_is_kept BEFORE UPDATE OR DELETE ON trail
    FOR EACH ROW EXECUTE FUNCTION trail_is_kept();

CREATE TRIGGER trail_is_not_emptied BEFORE TRUNCATE ON trail
    FOR EACH STATEMENT EXECUTE FUNCTION trail_is_kept();
