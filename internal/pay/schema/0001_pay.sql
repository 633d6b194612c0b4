-- +goose Up

-- Who takes money for goods. The certificates are those whose private keys the merchant alone has; the API key encrypts
-- what we tell the merchant.
CREATE TABLE merchant (
    mchid      TEXT   NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    api_key    BYTEA  NOT NULL, -- 32 bytes
    created_at BIGINT NOT NULL
);

-- The mini programs that a merchant may take money in.
CREATE TABLE merchant_app (
    mchid TEXT NOT NULL REFERENCES merchant (mchid),
    app   TEXT NOT NULL,
    PRIMARY KEY (mchid, app)
);

CREATE TABLE merchant_certificate (
    mchid  TEXT  NOT NULL REFERENCES merchant (mchid),
    serial TEXT  NOT NULL, -- upper-case hex
    der    BYTEA NOT NULL,
    PRIMARY KEY (mchid, serial)
);

-- What a merchant wants to be paid for. An order with a payment is being paid, or is paid.
CREATE TABLE pay_order (
    id           TEXT   NOT NULL PRIMARY KEY, -- the prepay_id
    mchid        TEXT   NOT NULL REFERENCES merchant (mchid),
    out_trade_no TEXT   NOT NULL,
    app          TEXT   NOT NULL,
    openid       TEXT   NOT NULL, -- who is to pay
    description  TEXT   NOT NULL,
    attach       TEXT   NOT NULL,
    notify_url   TEXT   NOT NULL,
    amount       BIGINT NOT NULL CHECK (amount > 0),
    currency     TEXT   NOT NULL,
    deadline     BIGINT NOT NULL, -- the merchant's own, Unix milliseconds; 0 = none
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    state        BIGINT NOT NULL, -- 1 open, 2 paid, 3 closed
    payment      TEXT   NOT NULL, -- pay_…, or empty
    paid_at      BIGINT NOT NULL, -- 0 = not
    UNIQUE (mchid, out_trade_no)
);

-- One attempt to move money for a person.
CREATE TABLE payment (
    id         TEXT   NOT NULL PRIMARY KEY,
    payer      TEXT   NOT NULL,
    request    TEXT   NOT NULL, -- the client's own id of the attempt
    kind       BIGINT NOT NULL, -- 1 order, 2 transfer
    trade      TEXT   NOT NULL, -- the order, or empty
    payee      TEXT   NOT NULL, -- mchid or usr_…
    amount     BIGINT NOT NULL CHECK (amount > 0),
    currency   TEXT   NOT NULL,
    note       TEXT   NOT NULL,
    card       TEXT   NOT NULL, -- the card that it turns, or empty
    state      BIGINT NOT NULL, -- 1 submitted, 2 paid, 3 failed
    reason     TEXT   NOT NULL, -- code of the failure
    created_at BIGINT NOT NULL,
    settled_at BIGINT NOT NULL, -- 0 = not
    UNIQUE (payer, request)
);
CREATE INDEX payment_submitted ON payment (created_at) WHERE state = 1;

-- PINs. A try is counted before it is looked at, so that many at once are not more than as many one after the other.
CREATE TABLE pin (
    person       TEXT   NOT NULL PRIMARY KEY,
    phc          TEXT   NOT NULL, -- argon2id
    misses       BIGINT NOT NULL, -- since the last right one, or since the last lock
    locks        BIGINT NOT NULL, -- since the last right one
    locked_until BIGINT NOT NULL  -- Unix milliseconds
);

-- What merchants have to be told, until they have taken it.
CREATE TABLE merchant_notice (
    id         TEXT   NOT NULL PRIMARY KEY, -- the same at every attempt
    payment    TEXT   NOT NULL,
    url        TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    state      BIGINT NOT NULL, -- 1 waiting, 2 taken, 3 given up
    outcome    TEXT   NOT NULL  -- of the last attempt
);
CREATE INDEX merchant_notice_due ON merchant_notice (due_at) WHERE state = 1;
