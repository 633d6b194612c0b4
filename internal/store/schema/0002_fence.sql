-- +goose Up

-- How many commits were made under the lease, whoever held it. A holder who knows the number before its commit can tell,
-- when the answer to the commit is lost, whether it happened.
ALTER TABLE lease ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
