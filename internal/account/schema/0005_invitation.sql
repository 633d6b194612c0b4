-- +goose Up

-- What lets people register where that takes an invitation. The code itself is nowhere: a copy of this table invites nobody.
CREATE TABLE invitation (
    id         TEXT   NOT NULL PRIMARY KEY,
    code_sum   BYTEA  NOT NULL UNIQUE, -- SHA-256
    note       TEXT   NOT NULL,        -- whom it is for, in the operator's words
    uses       BIGINT NOT NULL,        -- how many may register by it
    used       BIGINT NOT NULL,        -- how many did
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL         -- 0 = not
);
