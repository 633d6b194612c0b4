-- +goose Up

-- Whom a notice goes to: no more of them are under way at once than it takes.
ALTER TABLE merchant_notice ADD COLUMN host TEXT NOT NULL DEFAULT '';
UPDATE merchant_notice SET host = split_part(split_part(url, '://', 2), '/', 1) WHERE state = 1;
DROP INDEX merchant_notice_due;
CREATE INDEX merchant_notice_due ON merchant_notice (due_at, id, host) WHERE state = 1;
