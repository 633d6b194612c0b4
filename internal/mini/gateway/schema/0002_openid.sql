-- +goose Up

-- What the program's server was told the person is called. It follows from the two and cannot be turned back, so it is kept, for
-- who asks whose it is. Empty in rows of before; FindOpenID fills them.
ALTER TABLE program_session ADD COLUMN openid TEXT NOT NULL DEFAULT '';
CREATE INDEX program_session_openid ON program_session (openid);
