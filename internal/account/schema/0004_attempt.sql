-- +goose Up

-- How much of a limit is used up, where several processes share one; a row goes when nothing is.
CREATE TABLE attempt (
    sum     BYTEA  NOT NULL PRIMARY KEY, -- HMAC-SHA-256 of what is limited: no address or name can be read from it
    full_at BIGINT NOT NULL              -- when the whole burst may be had again, unix ms
);
CREATE INDEX attempt_full ON attempt (full_at);
