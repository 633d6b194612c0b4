-- +goose Up

-- Codes of wx.login, by SHA-256. A used one stays for a while, so that its second use is told from nonsense.
CREATE TABLE login_code (
    sum     BYTEA  NOT NULL PRIMARY KEY,
    app     TEXT   NOT NULL,
    person  TEXT   NOT NULL,
    made_at BIGINT NOT NULL,
    used    BIGINT NOT NULL
);
CREATE INDEX login_code_made ON login_code (made_at);

-- The key that a program's server and this instance share for one user. It is used to encrypt, so it is kept as it is.
CREATE TABLE program_session (
    app         TEXT   NOT NULL,
    person      TEXT   NOT NULL,
    session_key TEXT   NOT NULL, -- base64 of 16 bytes
    made_at     BIGINT NOT NULL,
    PRIMARY KEY (app, person)
);
