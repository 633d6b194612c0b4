-- +goose Up

-- How far a conversation's messages are in the index of words.
CREATE TABLE search_head (
    conv TEXT   NOT NULL PRIMARY KEY,
    seq  BIGINT NOT NULL
);

-- Words, and pairs of neighbours in scripts that have no spaces.
CREATE TABLE search_term (
    conv TEXT   NOT NULL,
    term TEXT   NOT NULL,
    seq  BIGINT NOT NULL,
    PRIMARY KEY (conv, term, seq)
);
CREATE INDEX search_term_seq ON search_term (conv, seq);
