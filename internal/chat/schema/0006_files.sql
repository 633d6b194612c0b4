-- +goose Up

-- Which contents the files of messages have. Without the message there is no row, and nobody is given its contents any more.
CREATE TABLE message_file (
    conv       TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    sender     TEXT   NOT NULL,
    hash       TEXT   NOT NULL,
    size_bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (conv, seq)
);
CREATE INDEX message_file_sender ON message_file (sender, created_at);
