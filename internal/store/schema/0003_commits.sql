-- +goose Up

-- How many transactions were committed, where the answer to a commit can get lost on the way: whoever knows the number from
-- before can tell, connected again, whether it happened.
CREATE TABLE commits (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    n   BIGINT NOT NULL
);
INSERT INTO commits (one, n) VALUES (1, 0);
