-- +goose Up

-- Whom a notice goes to: no more of them are under way at once than it takes.
ALTER TABLE merchant_notice ADD COLUMN host TEXT NOT NULL DEFAULT '';
UPDATE merchant_notice SET host = substr(url, instr(url, '://') + 3) WHERE state = 1;
UPDATE merchant_notice SET host = substr(host, 1, instr(host, '/') - 1) WHERE state = 1 AND instr(host, '/') > 0;
DROP INDEX merchant_notice_due;
CREATE INDEX merchant_notice_due ON merchant_notice (due_at, id, host) WHERE state = 1;
