-- +goose Up

-- An order may be for a deposit: the payer's money is held, and later the merchant takes a part of it, which is the order's amount from
-- then on, or gives all of it back.
ALTER TABLE pay_order ADD COLUMN deposit BIGINT NOT NULL DEFAULT 0; -- what is held; 0 for an order that is simply paid
ALTER TABLE pay_order ADD COLUMN ending BIGINT NOT NULL DEFAULT 0;  -- what is being taken of it; -1 while all of it is being given back
CREATE INDEX pay_order_ending ON pay_order (id) WHERE ending <> 0;
