-- +goose Up

-- The host name that a passkey was made for: no browser uses it at another one. '' was before this was kept: the name of the next start.
ALTER TABLE passkey ADD COLUMN party TEXT NOT NULL DEFAULT '';
