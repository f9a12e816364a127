-- Systems of an institution that call the API with tokens of their own; secrets are kept as hashes alone.
CREATE TABLE api_client (
    id              text        PRIMARY KEY,
    institution     integer     NOT NULL,
    name            text        NOT NULL,
    scopes          text[]      NOT NULL,
    secret_sha256   bytea       NOT NULL,
    registered_at   timestamptz NOT NULL,
    registered_by   uuid        NOT NULL,
    registrar_name  text        NOT NULL,
    revoked_at      timestamptz
);

CREATE INDEX api_client_institution ON api_client (institution, registered_at);
