-- +goose Up

-- How many heads of a currency were signed, and a hash over their notes in their order. Each note says the same of those before it.
CREATE TABLE ledger_signing (
    currency TEXT   NOT NULL PRIMARY KEY,
    heads    BIGINT NOT NULL,
    hash     BYTEA  NOT NULL
);

-- Ledgers that are older than the chain of refusals and changes of accounts. The next start begins the chain of each, and takes its row
-- out: so it happens once, and never to a ledger whose chain was taken out.
CREATE TABLE ledger_unchained (currency TEXT NOT NULL PRIMARY KEY);

INSERT INTO ledger_unchained (currency)
    SELECT a.currency FROM ledger_account a
    WHERE NOT EXISTS (SELECT 1 FROM ledger_change c WHERE c.currency = a.currency)
        AND NOT EXISTS (SELECT 1 FROM ledger_signed s WHERE s.currency = a.currency)
    UNION
    SELECT r.currency FROM ledger_refusal r
    WHERE r.hash IS NULL AND NOT EXISTS (SELECT 1 FROM ledger_change c WHERE c.currency = r.currency)
        AND NOT EXISTS (SELECT 1 FROM ledger_signed s WHERE s.currency = r.currency);
