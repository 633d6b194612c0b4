-- +goose Up
CREATE TABLE tea (
    name  TEXT   NOT NULL PRIMARY KEY,
    price BIGINT NOT NULL
);
