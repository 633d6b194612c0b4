-- +goose Up

-- What left this instance, or was refused: one row per request and redirect. No headers, no bodies, no values of queries.
CREATE TABLE egress_call (
    id       TEXT   NOT NULL PRIMARY KEY, -- sorts by time
    who      TEXT   NOT NULL,             -- 'app wx…', 'merchant 19…', 'instance'
    person   TEXT   NOT NULL,             -- on whose behalf, or ''
    at       BIGINT NOT NULL,
    purpose  TEXT   NOT NULL,             -- request, picture, notify …
    method   TEXT   NOT NULL,
    url      TEXT   NOT NULL,
    status   BIGINT NOT NULL,             -- 0: no answer
    sent     BIGINT NOT NULL,             -- bytes
    received BIGINT NOT NULL,
    took_ms  BIGINT NOT NULL,
    fault    TEXT   NOT NULL              -- a code, or ''
);
CREATE INDEX egress_call_who ON egress_call (who, id);
CREATE INDEX egress_call_person ON egress_call (who, person, id);
CREATE INDEX egress_call_at ON egress_call (at);
