-- +goose Up

CREATE TABLE ledger_account (
    currency  TEXT   NOT NULL,
    number    BIGINT NOT NULL, -- from 1 in each currency
    id        TEXT   NOT NULL,
    owner     TEXT   NOT NULL,
    frozen    BIGINT NOT NULL,
    closed    BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    PRIMARY KEY (currency, number)
);
CREATE UNIQUE INDEX ledger_account_id ON ledger_account (id);
CREATE INDEX ledger_account_owner ON ledger_account (owner);

-- What was posted and what is held on either side of an account. It stands apart because every transfer changes two of these
-- rows: the smaller they are, the fewer pages a commit writes. Only an account that issues money may go below zero.
CREATE TABLE ledger_balance (
    currency     TEXT   NOT NULL,
    number       BIGINT NOT NULL,
    issues       BIGINT NOT NULL,
    debits       BIGINT NOT NULL CHECK (debits >= 0),
    credits      BIGINT NOT NULL CHECK (credits >= 0),
    debits_held  BIGINT NOT NULL CHECK (debits_held >= 0),
    credits_held BIGINT NOT NULL CHECK (credits_held >= 0),
    entries      BIGINT NOT NULL, -- how many records name the account
    last         BIGINT NOT NULL, -- position of the newest of them, 0 if there is none
    month        BIGINT NOT NULL, -- of that one: 12 * year + month from 0, in UTC
    hash         BYTEA  NOT NULL, -- of that one
    PRIMARY KEY (currency, number),
    CHECK (issues = 1 OR debits + debits_held <= credits)
);

-- What happened, in its order. Never changed, never deleted. Each side leads to the account's record before, so that an
-- account's history can be walked without an index by account, which would write two more pages for every transfer.
CREATE TABLE ledger_transfer (
    currency       TEXT   NOT NULL,
    position       BIGINT NOT NULL, -- from 1 in each currency
    id             BYTEA  NOT NULL,
    request        BYTEA  NOT NULL, -- hash of the command's fields: the same id must bring the same
    op             BIGINT NOT NULL, -- 1 transfer, 2 hold, 3 post, 4 void, 5 expire
    held           BYTEA,           -- post, void, expire: the id of the hold
    debit          BIGINT NOT NULL, -- number of the account
    credit         BIGINT NOT NULL,
    amount         BIGINT NOT NULL,
    deadline       BIGINT NOT NULL, -- hold: Unix milliseconds, 0 for none
    code           TEXT   NOT NULL,
    subject        TEXT   NOT NULL,
    at             BIGINT NOT NULL, -- Unix milliseconds
    debit_entry    BIGINT NOT NULL, -- how many records name the debit account, this one included
    debit_prev     BIGINT NOT NULL, -- position of the record before it that names the debit account, 0 if there is none
    debit_balance  BIGINT NOT NULL, -- credits less debits posted on it, after this
    debit_hash     BYTEA  NOT NULL,
    credit_entry   BIGINT NOT NULL,
    credit_prev    BIGINT NOT NULL,
    credit_balance BIGINT NOT NULL,
    credit_hash    BYTEA  NOT NULL,
    PRIMARY KEY (currency, position)
);
CREATE UNIQUE INDEX ledger_transfer_id ON ledger_transfer (id, currency);

-- Where each month of an account's history begins.
CREATE TABLE ledger_month (
    currency TEXT   NOT NULL,
    number   BIGINT NOT NULL,
    month    BIGINT NOT NULL, -- as in ledger_balance
    position BIGINT NOT NULL, -- of the first record of the month that names the account
    PRIMARY KEY (currency, number, month)
);

-- Ids that were refused, and stay so.
CREATE TABLE ledger_refusal (
    id       BYTEA  NOT NULL,
    currency TEXT   NOT NULL,
    request  BYTEA  NOT NULL,
    code     TEXT   NOT NULL, -- of the fault
    at       BIGINT NOT NULL,
    PRIMARY KEY (id, currency)
);

-- Holds and what became of them.
CREATE TABLE ledger_hold (
    id       BYTEA  NOT NULL,
    currency TEXT   NOT NULL,
    ended    BIGINT NOT NULL, -- 0 while it is open, else the op that ended it
    PRIMARY KEY (id, currency)
);
CREATE INDEX ledger_hold_open ON ledger_hold (currency, ended);

-- The head of each currency's Merkle tree.
CREATE TABLE ledger_head (
    currency TEXT   NOT NULL PRIMARY KEY,
    size     BIGINT NOT NULL,
    root     BYTEA  NOT NULL,
    edge     BYTEA  NOT NULL -- roots of the complete subtrees from the left, 32 bytes each: enough to go on
);
