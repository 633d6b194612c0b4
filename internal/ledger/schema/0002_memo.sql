-- +goose Up

-- What is kept beside the records is chained as they are: which ids were refused, and what became of accounts. Both have their
-- places in one chain for each currency, whose newest place and hash stand with the head of the tree.
ALTER TABLE ledger_refusal ADD COLUMN place BIGINT NOT NULL DEFAULT 0; -- from 1; 0 was written before there was a chain
ALTER TABLE ledger_refusal ADD COLUMN hash BYTEA;

CREATE TABLE ledger_change (
    currency TEXT   NOT NULL,
    place    BIGINT NOT NULL,
    account  BIGINT NOT NULL, -- its number
    change   BIGINT NOT NULL, -- 1 opened, 2 frozen, 3 unfrozen, 4 closed
    at       BIGINT NOT NULL, -- Unix milliseconds
    hash     BYTEA  NOT NULL,
    PRIMARY KEY (currency, place)
);

ALTER TABLE ledger_head ADD COLUMN memos BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ledger_head ADD COLUMN memo_hash BYTEA;

-- Heads that were signed, at most one a minute: whoever kept one of these can tell whether the ledger still begins with it.
CREATE TABLE ledger_signed (
    currency TEXT   NOT NULL,
    size     BIGINT NOT NULL, -- of the tree
    memos    BIGINT NOT NULL,
    at       BIGINT NOT NULL, -- Unix milliseconds
    note     TEXT   NOT NULL, -- a signed note that says all of this and both hashes
    PRIMARY KEY (currency, size, memos)
);
