-- +goose Up

-- What somebody calls a contact, and wrote down about them. Nobody else is told of it.
CREATE TABLE remark (
    person TEXT NOT NULL,
    other  TEXT NOT NULL,
    name   TEXT NOT NULL, -- empty: none
    note   TEXT NOT NULL,
    PRIMARY KEY (person, other)
);
