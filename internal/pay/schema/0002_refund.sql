-- +goose Up

-- What of a paid order was given back, or is on its way back. It never exceeds the amount.
ALTER TABLE pay_order ADD COLUMN refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0);

-- Money that a merchant gives back. A refund that the ledger refused is removed, so that its number can be tried again.
CREATE TABLE refund (
    id            TEXT   NOT NULL PRIMARY KEY, -- the refund_id
    mchid         TEXT   NOT NULL REFERENCES merchant (mchid),
    out_refund_no TEXT   NOT NULL,
    trade         TEXT   NOT NULL REFERENCES pay_order (id),
    payment       TEXT   NOT NULL REFERENCES payment (id),
    reason        TEXT   NOT NULL,
    notify_url    TEXT   NOT NULL,
    amount        BIGINT NOT NULL CHECK (amount > 0),
    state         BIGINT NOT NULL, -- 1 submitted, 2 done
    created_at    BIGINT NOT NULL,
    settled_at    BIGINT NOT NULL, -- 0 = not
    UNIQUE (mchid, out_refund_no)
);
CREATE INDEX refund_submitted ON refund (created_at) WHERE state = 1;
CREATE INDEX refund_trade ON refund (trade);

-- A notice is about a refund, or about the payment itself.
ALTER TABLE merchant_notice ADD COLUMN refund TEXT NOT NULL DEFAULT '';
