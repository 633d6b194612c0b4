-- +goose Up

-- What a folder remembers a database by, whatever its address is. One row, made with the database; a copy has another one.
CREATE TABLE identity (
    id TEXT NOT NULL PRIMARY KEY
);
