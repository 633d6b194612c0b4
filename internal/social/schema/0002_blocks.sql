-- +goose Up

-- Whom somebody does not want to hear from.
CREATE TABLE block (
    person TEXT   NOT NULL,
    other  TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (person, other)
);
CREATE INDEX block_other ON block (other);
