-- +goose Up

-- How somebody wants transfers from contacts: they arrive at once, unless the person asks to be asked first.
CREATE TABLE wallet_setting (
    person    TEXT   NOT NULL PRIMARY KEY,
    ask_first BIGINT NOT NULL
);

-- A transfer that arrived at once went from wallet to wallet; its recipient may send it back for a day.
ALTER TABLE gift ADD COLUMN direct BIGINT NOT NULL DEFAULT 0;
ALTER TABLE gift ADD COLUMN undo BIGINT NOT NULL DEFAULT 0; -- 0 no, 1 it is on its way back, 2 it is back
ALTER TABLE gift ADD COLUMN undo_tries BIGINT NOT NULL DEFAULT 0; -- a movement that was refused keeps its id: each try has its own
ALTER TABLE gift ADD COLUMN undo_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX gift_undoing ON gift (undo_at) WHERE undo = 1;
