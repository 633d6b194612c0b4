-- +goose Up

-- What somebody reported. Names are as they were then: the operator reads them when they may be others.
CREATE TABLE report (
    id            TEXT   NOT NULL PRIMARY KEY,
    reporter      TEXT   NOT NULL,
    reporter_name TEXT   NOT NULL,
    client_id     TEXT   NOT NULL, -- the reporter's own number for it
    kind          BIGINT NOT NULL, -- 1 person, 2 message, 3 group, 4 program
    subject       TEXT   NOT NULL, -- whom or what: a person, "conversation seq", a conversation, an appid
    subject_name  TEXT   NOT NULL,
    place         TEXT   NOT NULL, -- of a message: what its conversation is called, for the reporter
    reason        BIGINT NOT NULL,
    note          TEXT   NOT NULL,
    at            BIGINT NOT NULL,
    closed_at     BIGINT NOT NULL DEFAULT 0,
    outcome       TEXT   NOT NULL DEFAULT '',
    UNIQUE (reporter, client_id)
);
CREATE INDEX report_reporter ON report (reporter, at);
CREATE INDEX report_subject ON report (kind, subject);
CREATE INDEX report_at ON report (at);

-- Messages as they were when they were reported, the reported one first. They stay when their senders change or take them back.
CREATE TABLE report_exhibit (
    report      TEXT   NOT NULL,
    n           BIGINT NOT NULL,
    conv        TEXT   NOT NULL,
    seq         BIGINT NOT NULL,
    sender      TEXT   NOT NULL,
    sender_name TEXT   NOT NULL,
    sent_at     BIGINT NOT NULL,
    what        TEXT   NOT NULL, -- text, card, picture, file, voice or notice
    words       TEXT   NOT NULL,
    content     TEXT   NOT NULL, -- the hash of a picture, a file or a voice; empty for others
    PRIMARY KEY (report, n)
);
