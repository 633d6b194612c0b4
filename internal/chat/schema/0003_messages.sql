-- +goose Up

ALTER TABLE conversation ADD COLUMN mod BIGINT NOT NULL DEFAULT 0;   -- counts the changes of messages

ALTER TABLE message ADD COLUMN reply_to BIGINT NOT NULL DEFAULT 0;   -- the seq of the message it answers, or 0
ALTER TABLE message ADD COLUMN mentions TEXT NOT NULL DEFAULT '';    -- ids of members, or "all", with spaces between
ALTER TABLE message ADD COLUMN edited_at BIGINT NOT NULL DEFAULT 0;  -- Unix milliseconds, or 0
ALTER TABLE message ADD COLUMN mod BIGINT NOT NULL DEFAULT 0;        -- the conversation's mod of its last change, or 0
CREATE INDEX message_mod ON message (conv, mod) WHERE mod > 0;

ALTER TABLE member ADD COLUMN mention_seq BIGINT NOT NULL DEFAULT 0; -- the last message that mentions them

CREATE TABLE reaction (
    conv   TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    person TEXT   NOT NULL,
    emoji  TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (conv, seq, person, emoji)
);

-- What somebody removed for themselves.
CREATE TABLE hidden (
    conv   TEXT   NOT NULL,
    person TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    PRIMARY KEY (conv, person, seq)
);

-- What somebody does not want others to see of them; without a row they see all.
CREATE TABLE privacy (
    person   TEXT   NOT NULL PRIMARY KEY,
    presence BIGINT NOT NULL,
    receipts BIGINT NOT NULL
);
