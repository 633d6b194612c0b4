-- +goose Up

-- Who asks to be somebody's contact.
CREATE TABLE contact_request (
    person      TEXT   NOT NULL,
    other       TEXT   NOT NULL,
    note        TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    declined_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (person, other)
);
CREATE INDEX contact_request_other ON contact_request (other, at);

-- Who may be added without being asked.
CREATE TABLE contact_open (
    person TEXT NOT NULL PRIMARY KEY
);
