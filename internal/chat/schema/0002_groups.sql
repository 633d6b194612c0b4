-- +goose Up

ALTER TABLE conversation ADD COLUMN avatar TEXT NOT NULL DEFAULT '';     -- of a group: the hash of its picture, or empty
ALTER TABLE conversation ADD COLUMN notice TEXT NOT NULL DEFAULT '';     -- of a group: what is pinned for all
ALTER TABLE conversation ADD COLUMN mute_all BIGINT NOT NULL DEFAULT 0;  -- of a group: only owner and admins write
ALTER TABLE conversation ADD COLUMN approve BIGINT NOT NULL DEFAULT 0;   -- of a group: somebody lets in who joins by the code
ALTER TABLE conversation ADD COLUMN invite TEXT NOT NULL DEFAULT '';     -- of a group: the code by which one joins, or empty
CREATE UNIQUE INDEX conversation_invite ON conversation (invite) WHERE invite <> '';

ALTER TABLE member ADD COLUMN role BIGINT NOT NULL DEFAULT 1;      -- 1 member, 2 admin, 3 owner
ALTER TABLE member ADD COLUMN joined_at BIGINT NOT NULL DEFAULT 0; -- Unix milliseconds; 0: before this was kept
ALTER TABLE member ADD COLUMN barred BIGINT NOT NULL DEFAULT 0;    -- between two: 1 blocked by the other, 2 has blocked the other, 3 both

-- Groups made before there were roles belong to their longest registered member: ids sort by time.
UPDATE member SET role = 3
 WHERE conv IN (SELECT id FROM conversation WHERE kind = 2)
   AND person = (SELECT min(o.person) FROM member o WHERE o.conv = member.conv);

-- Who waits to be let into a group.
CREATE TABLE join_request (
    conv   TEXT   NOT NULL REFERENCES conversation (id),
    person TEXT   NOT NULL,
    note   TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (conv, person)
);

-- Whom a card's state is true of: "paid by Ling and 2 more" has three.
CREATE TABLE card_party (
    card   TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (card, person)
);
INSERT INTO card_party (card, person) SELECT id, state_by FROM card WHERE state_by <> '';
