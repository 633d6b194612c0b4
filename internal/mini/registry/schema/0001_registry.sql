-- +goose Up

-- A program and who may publish versions of it. number is its newest version.
CREATE TABLE program (
    app        TEXT   NOT NULL PRIMARY KEY,
    owner      TEXT   NOT NULL,
    number     BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX program_owner ON program (owner);

-- The versions, one row per publish, never changed: what was shared yesterday can be told tomorrow.
CREATE TABLE program_version (
    app         TEXT   NOT NULL REFERENCES program (app),
    number      BIGINT NOT NULL,
    package     TEXT   NOT NULL,
    signature   TEXT   NOT NULL,
    version     TEXT   NOT NULL,
    note        TEXT   NOT NULL,
    publisher   TEXT   NOT NULL,
    released_at BIGINT NOT NULL,
    name        TEXT   NOT NULL,
    color       TEXT   NOT NULL,
    logo        TEXT   NOT NULL,
    description TEXT   NOT NULL,
    dialect     TEXT   NOT NULL,
    page_count  BIGINT NOT NULL,
    size_bytes  BIGINT NOT NULL,
    PRIMARY KEY (app, number)
);
CREATE INDEX program_version_package ON program_version (package);

-- What a person may upload, because a manifest that the person prepared names it.
CREATE TABLE program_upload (
    owner      TEXT   NOT NULL,
    hash       TEXT   NOT NULL,
    size_bytes BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (owner, hash)
);
CREATE INDEX program_upload_expires ON program_upload (expires_at);
