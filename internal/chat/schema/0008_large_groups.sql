-- +goose Up

-- A group may have thousands of members: how many is kept, and not counted whenever somebody looks.
ALTER TABLE conversation ADD COLUMN members BIGINT NOT NULL DEFAULT 0;
UPDATE conversation SET members = (SELECT count(*) FROM member m WHERE m.conv = conversation.id);

-- The last message that mentions everybody. Whom a message mentions by name has it in member.mention_seq.
ALTER TABLE conversation ADD COLUMN all_seq BIGINT NOT NULL DEFAULT 0;

-- In this order a large group's members are listed, page by page.
CREATE INDEX member_roll ON member (conv, role DESC, joined_at, person);
