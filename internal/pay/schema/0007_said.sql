-- +goose Up

-- What a merchant is told is how the order was when it happened, at every attempt. Empty for notices from before: those tell how it is.
ALTER TABLE merchant_notice ADD COLUMN said TEXT NOT NULL DEFAULT '';
