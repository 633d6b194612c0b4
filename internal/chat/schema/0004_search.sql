-- +goose Up

-- How far a conversation's messages are in the index of words.
CREATE TABLE search_head (
    conv TEXT   NOT NULL PRIMARY KEY,
    seq  BIGINT NOT NULL
);
CREATE TABLE search_doc (
    id   INTEGER PRIMARY KEY,
    conv TEXT   NOT NULL,
    seq  BIGINT NOT NULL,
    UNIQUE (conv, seq)
);
CREATE VIRTUAL TABLE search_word USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
