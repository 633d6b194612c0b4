-- +goose Up

-- Which contents the voices of messages have, as message_file does of files.
CREATE TABLE message_voice (
    conv       TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    sender     TEXT   NOT NULL,
    hash       TEXT   NOT NULL,
    size_bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (conv, seq)
);
CREATE INDEX message_voice_sender ON message_voice (sender, created_at);
