-- +goose Up

-- A key that only the person's device has. Nothing here signs in; the public key only checks.
CREATE TABLE passkey (
    id         TEXT   NOT NULL PRIMARY KEY,
    person     TEXT   NOT NULL REFERENCES person (id),
    credential BYTEA  NOT NULL UNIQUE, -- the authenticator's own id of it
    public_key BYTEA  NOT NULL,        -- COSE
    counter    BIGINT NOT NULL,        -- of signatures; 0 where the authenticator does not count
    flags      BIGINT NOT NULL,        -- of the authenticator data: user verified, backup eligible, backed up
    transports TEXT   NOT NULL,        -- with spaces between
    name       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,        -- 0 = never
    removed_at BIGINT NOT NULL         -- 0 = not; it can be put back for a while
);
CREATE INDEX passkey_person ON passkey (person);

-- Challenges that were answered, until they would have expired anyway: each counts once.
CREATE TABLE spent_challenge (
    challenge  BYTEA  NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

-- Codes that sign in once each.
CREATE TABLE recovery_code (
    sum    BYTEA NOT NULL PRIMARY KEY, -- HMAC-SHA-256 of person and code
    person TEXT  NOT NULL REFERENCES person (id)
);
CREATE INDEX recovery_code_person ON recovery_code (person);

-- When the person last proved on this device that it is them.
ALTER TABLE session ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;
