-- +goose Up

-- Money that was put into a conversation, to be taken there: a transfer is one share for one member, a red packet has shares for
-- whoever comes first. While it is open the money is in an account of its own, gift:gft_…
CREATE TABLE gift (
    id           TEXT   NOT NULL PRIMARY KEY,
    sender       TEXT   NOT NULL,
    request      TEXT   NOT NULL, -- the client's own id of it
    conv         TEXT   NOT NULL,
    kind         BIGINT NOT NULL, -- 1 transfer, 2 equal, 3 lucky
    recipient    TEXT   NOT NULL, -- of a transfer, or empty
    amount       BIGINT NOT NULL CHECK (amount > 0),
    currency     TEXT   NOT NULL,
    note         TEXT   NOT NULL,
    count        BIGINT NOT NULL CHECK (count > 0),
    crowd        BIGINT NOT NULL, -- 1 if the sender may take a share too, as in groups
    seed         BYTEA  NOT NULL, -- of the draw; told when it is over
    state        BIGINT NOT NULL, -- 1 submitted, 2 open, 3 taken, 4 refused, 5 returned, 6 failed
    reason       TEXT   NOT NULL, -- code of the failure
    taken        BIGINT NOT NULL, -- shares
    taken_amount BIGINT NOT NULL,
    returned     BIGINT NOT NULL, -- what went back, or is on its way back
    unsettled    BIGINT NOT NULL, -- 1 while it is on its way back
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    ended_at     BIGINT NOT NULL, -- 0 = not
    UNIQUE (sender, request),
    CHECK (taken <= count AND taken_amount + returned <= amount)
);
CREATE INDEX gift_open ON gift (expires_at) WHERE state = 2;
CREATE INDEX gift_submitted ON gift (created_at) WHERE state = 1 OR unsettled = 1;

-- Who took which share.
CREATE TABLE gift_claim (
    gift       TEXT   NOT NULL REFERENCES gift (id),
    person     TEXT   NOT NULL,
    position   BIGINT NOT NULL, -- of the share, from 0
    amount     BIGINT NOT NULL CHECK (amount > 0),
    state      BIGINT NOT NULL, -- 1 submitted, 2 paid
    created_at BIGINT NOT NULL,
    settled_at BIGINT NOT NULL,
    PRIMARY KEY (gift, person),
    UNIQUE (gift, position)
);
CREATE INDEX gift_claim_submitted ON gift_claim (created_at) WHERE state = 1;
