-- +goose Up

-- Where a device is told of things while its person is away: what the browser's push service gave it.
CREATE TABLE push_subscription (
    session    TEXT   NOT NULL PRIMARY KEY, -- the sign-in that it belongs to, and ends with
    person     TEXT   NOT NULL,
    origin     TEXT   NOT NULL,             -- the instance's address then: a browser keeps it for that one alone
    endpoint   TEXT   NOT NULL UNIQUE,
    public_key BYTEA  NOT NULL,             -- the browser's, P-256
    secret     BYTEA  NOT NULL,             -- shared with the browser
    locale     TEXT   NOT NULL,
    preview    BIGINT NOT NULL,             -- 1: names and words may show on a locked screen
    created_at BIGINT NOT NULL
);
CREATE INDEX push_subscription_person ON push_subscription (person, created_at);

-- What a device has to be told: one row for each thing that is spoken of, however much happens to it meanwhile.
CREATE TABLE push_queue (
    session   TEXT   NOT NULL,
    topic     TEXT   NOT NULL, -- the conversation, or the payment
    kind      BIGINT NOT NULL, -- 1 message, 2 payment, 3 refund
    seq       BIGINT NOT NULL, -- of the message; 0 for others
    queued_at BIGINT NOT NULL,
    due_at    BIGINT NOT NULL,
    attempts  BIGINT NOT NULL,
    PRIMARY KEY (session, topic)
);
CREATE INDEX push_queue_due ON push_queue (due_at);
CREATE INDEX push_queue_queued ON push_queue (queued_at);
