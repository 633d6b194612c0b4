-- +goose Up

-- Whether a merchant knows the platform by its public key (1) or by its certificate (0): what it is told is signed under that name.
ALTER TABLE merchant ADD COLUMN public_key BIGINT NOT NULL DEFAULT 0;
