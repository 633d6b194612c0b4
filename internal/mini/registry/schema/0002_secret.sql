-- +goose Up

-- The secret by which a program's own server proves itself. It is shown once; only its SHA-256 is kept. Being 128 random
-- bits it needs no slow hash.
CREATE TABLE program_secret (
    app     TEXT   NOT NULL PRIMARY KEY REFERENCES program (app),
    sum     BYTEA  NOT NULL,
    made_at BIGINT NOT NULL
);
