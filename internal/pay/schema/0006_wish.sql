-- +goose Up

-- What an operator asks of an account, beside the process that has the ledger, which alone can do it and answers here. Rows stay.
CREATE TABLE account_wish (
    id         TEXT   NOT NULL PRIMARY KEY,
    account    TEXT   NOT NULL,
    change     TEXT   NOT NULL, -- freeze, thaw or close
    created_at BIGINT NOT NULL,
    done_at    BIGINT NOT NULL, -- 0 = not
    code       TEXT   NOT NULL, -- of the refusal, empty if it was done
    detail     TEXT   NOT NULL  -- of the refusal
);
CREATE INDEX account_wish_open ON account_wish (id) WHERE done_at = 0;
