-- +goose Up

-- In whose words an order was asked for, and its merchant is told of it: 0 WeChat Pay's, 1 Alipay's.
ALTER TABLE pay_order ADD COLUMN dialect BIGINT NOT NULL DEFAULT 0;
