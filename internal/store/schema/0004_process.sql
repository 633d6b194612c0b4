-- +goose Up

-- The processes that serve this database together. Each counts its commits here, in the same transaction: a process whose row
-- is gone was taken for dead, and can commit nothing more. No rows: one process serves, alone.
CREATE TABLE process (
    id      TEXT   NOT NULL PRIMARY KEY,
    commits BIGINT NOT NULL,
    mark    TEXT   NOT NULL -- what all of them have in common
);

-- That they live. Beside process, because it must not wait for a commit that is under way.
CREATE TABLE heartbeat (
    process TEXT   NOT NULL PRIMARY KEY,
    n       BIGINT NOT NULL
);
