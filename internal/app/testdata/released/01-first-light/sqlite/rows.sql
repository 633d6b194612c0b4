PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_store (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_store VALUES(1,0,1,'2026-11-29 07:12:33');
INSERT INTO schema_store VALUES(2,1,1,'2026-11-29 07:12:33');
CREATE TABLE outbox (
    id       TEXT   NOT NULL PRIMARY KEY,
    kind     TEXT   NOT NULL,
    key      TEXT   NOT NULL,
    payload  BYTEA  NOT NULL,
    at       BIGINT NOT NULL,
    due_at   BIGINT NOT NULL,
    attempts BIGINT NOT NULL
);
CREATE TABLE lease (
    name       TEXT   NOT NULL PRIMARY KEY,
    holder     TEXT   NOT NULL,
    epoch      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE TABLE schema_account (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_account VALUES(1,0,1,'2026-11-29 07:12:33');
INSERT INTO schema_account VALUES(2,1,1,'2026-11-29 07:12:33');
CREATE TABLE person (
    id         TEXT   NOT NULL PRIMARY KEY,
    handle     TEXT   NOT NULL UNIQUE,
    name       TEXT   NOT NULL,
    tint       BIGINT NOT NULL,
    avatar     TEXT   NOT NULL,
    bot        BIGINT NOT NULL,
    password   TEXT   NOT NULL, -- PHC string of argon2id, or empty
    created_at BIGINT NOT NULL
);
INSERT INTO person VALUES('usr_01m8k2c1ega9k4dv1sfjyyqk5z','nora','Nora 诺拉',9,'',0,'$argon2id$v=19$m=19456,t=2,p=1$aHknhLrrj3pdLQiYBKATDg$FDLtkYIKIpWXTwfycrppMznpqt/Znn6Dz0CtjYbW5ug',1795936355801);
INSERT INTO person VALUES('usr_01m8k2c2sw6s9kfyae9kv9ntwy','ben','Ben O''Hara',6,'',0,'$argon2id$v=19$m=19456,t=2,p=1$ud9oh+VjavRtZ47dk40xtw$nNiKNZ1+Ia15+KKWyiQL9UY0KIVcboQXZZEB9rlog+w',1795936357180);
INSERT INTO person VALUES('usr_01m8k2c4rd9p8vtfd3phk2d53j','pia','Pia',9,'',0,'$argon2id$v=19$m=19456,t=2,p=1$3hKa59o4WqxUzkbMnRq6Ug$fxe8fqFEQLcXufEWuAzjCGmrjklaMKB8I0Gsn9KKMck',1795936359181);
CREATE TABLE session (
    id         TEXT   NOT NULL PRIMARY KEY,
    person     TEXT   NOT NULL REFERENCES person (id),
    device     TEXT   NOT NULL,
    token_sum  BYTEA  NOT NULL UNIQUE, -- SHA-256
    agent      TEXT   NOT NULL,        -- what the browser calls itself
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL
);
INSERT INTO session VALUES('ses_01m8k2c1es2tvn71w3hr79d1k7','usr_01m8k2c1ega9k4dv1sfjyyqk5z','dev_01m8k2c1es2tvn71w3hr79d1k8',X'a32b0d07466b9c03cefe973427b7ab9398f3bb1c557a5be33a5a0bfe59aaa413','node',1795936355801,1795936355801);
INSERT INTO session VALUES('ses_01m8k2c2ac80v1qjqyzrj5hbha','usr_01m8k2c1ega9k4dv1sfjyyqk5z','dev_01m8k2c2ac80v1qjqyzrj5hbhb',X'b0cb2b9833af1dc558a555f0e3ff047558bb96c1bf83f405d4f49db3b3e2fec5','node',1795936356684,1795936356684);
INSERT INTO session VALUES('ses_01m8k2c2sw6s9kfyae9kv9ntwz','usr_01m8k2c2sw6s9kfyae9kv9ntwy','dev_01m8k2c2sw6s9kfyae9kv9ntx0',X'91d8ea8eb12336e337f1c2f555cf178ff0d1ffb7b3687934b663dae49f6d47a5','node',1795936357180,1795936357180);
INSERT INTO session VALUES('ses_01m8k2c475bhq0gbzmbrwr3vcp','usr_01m8k2c2sw6s9kfyae9kv9ntwy','dev_01m8k2c475bhq0gbzmbrwr3vcq',X'8f5267a72f1909881814a49f0534bef9940f1a4ddabbed47a75471fadf1a8b5b','node',1795936358629,1795936358629);
INSERT INTO session VALUES('ses_01m8k2c4rd9p8vtfd3phk2d53k','usr_01m8k2c4rd9p8vtfd3phk2d53j','dev_01m8k2c4rd9p8vtfd3phk2d53m',X'5aca4d3f86bb51ca13d89727bef14246a997336fa018c0fa1cc0ee0ff8c56343','node',1795936359181,1795936359181);
INSERT INTO session VALUES('ses_01m8k2c5caf3k9p68vzj1t67me','usr_01m8k2c4rd9p8vtfd3phk2d53j','dev_01m8k2c5caf3k9p68vzj1t67mf',X'2e9bfb8a92958ddd4fd05ce418d61f486ccb9a302a39ebed41279a3b958efee8','node',1795936359818,1795936359818);
INSERT INTO session VALUES('ses_01m8k2c9x70w6c197va5qrgzch','usr_01m8k2c1ega9k4dv1sfjyyqk5z','dev_01m8k2c9x70w6c197va5qrgzcj',X'cf425b931c3fcf0dde066c711e39c66e87c668b6ca85eb98ec318ebe45191952','superette',1795936364455,1795936364455);
CREATE TABLE schema_social (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_social VALUES(1,0,1,'2026-11-29 07:12:34');
INSERT INTO schema_social VALUES(2,1,1,'2026-11-29 07:12:34');
CREATE TABLE contact (
    person   TEXT   NOT NULL,
    other    TEXT   NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (person, other)
);
INSERT INTO contact VALUES('usr_01m8k2c1ega9k4dv1sfjyyqk5z','usr_01m8k2c2sw6s9kfyae9kv9ntwy',1795936359934);
INSERT INTO contact VALUES('usr_01m8k2c2sw6s9kfyae9kv9ntwy','usr_01m8k2c1ega9k4dv1sfjyyqk5z',1795936359934);
INSERT INTO contact VALUES('usr_01m8k2c1ega9k4dv1sfjyyqk5z','usr_01m8k2c4rd9p8vtfd3phk2d53j',1795936360266);
INSERT INTO contact VALUES('usr_01m8k2c4rd9p8vtfd3phk2d53j','usr_01m8k2c1ega9k4dv1sfjyyqk5z',1795936360267);
CREATE TABLE schema_chat (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_chat VALUES(1,0,1,'2026-11-29 07:12:34');
INSERT INTO schema_chat VALUES(2,1,1,'2026-11-29 07:12:34');
CREATE TABLE conversation (
    id         TEXT   NOT NULL PRIMARY KEY,
    kind       BIGINT NOT NULL, -- 1 direct, 2 group
    title      TEXT   NOT NULL,
    last_seq   BIGINT NOT NULL,
    last_ts    BIGINT NOT NULL, -- of the last message, or of the conversation while it is empty
    created_at BIGINT NOT NULL
);
INSERT INTO conversation VALUES('cnv_01m8k2c5qs1bsc1dfn939ka1pv',1,'',5,1795936366085,1795936360185);
INSERT INTO conversation VALUES('cnv_01m8k2c5x2f5x7vdakkyqvt7hp',1,'',1,1795936360354,1795936360354);
CREATE TABLE direct (
    low  TEXT NOT NULL,
    high TEXT NOT NULL,
    conv TEXT NOT NULL REFERENCES conversation (id),
    PRIMARY KEY (low, high)
);
INSERT INTO direct VALUES('usr_01m8k2c1ega9k4dv1sfjyyqk5z','usr_01m8k2c2sw6s9kfyae9kv9ntwy','cnv_01m8k2c5qs1bsc1dfn939ka1pv');
INSERT INTO direct VALUES('usr_01m8k2c1ega9k4dv1sfjyyqk5z','usr_01m8k2c4rd9p8vtfd3phk2d53j','cnv_01m8k2c5x2f5x7vdakkyqvt7hp');
CREATE TABLE member (
    conv      TEXT   NOT NULL REFERENCES conversation (id),
    person    TEXT   NOT NULL,
    bot       BIGINT NOT NULL,
    join_seq  BIGINT NOT NULL, -- sees messages above it
    read_seq  BIGINT NOT NULL,
    clear_seq BIGINT NOT NULL, -- has removed messages up to it
    mute      BIGINT NOT NULL,
    pin       BIGINT NOT NULL,
    PRIMARY KEY (conv, person)
);
INSERT INTO member VALUES('cnv_01m8k2c5qs1bsc1dfn939ka1pv','usr_01m8k2c1ega9k4dv1sfjyyqk5z',0,0,5,0,0,0);
INSERT INTO member VALUES('cnv_01m8k2c5qs1bsc1dfn939ka1pv','usr_01m8k2c2sw6s9kfyae9kv9ntwy',0,0,3,0,0,0);
INSERT INTO member VALUES('cnv_01m8k2c5x2f5x7vdakkyqvt7hp','usr_01m8k2c1ega9k4dv1sfjyyqk5z',0,0,1,0,0,0);
INSERT INTO member VALUES('cnv_01m8k2c5x2f5x7vdakkyqvt7hp','usr_01m8k2c4rd9p8vtfd3phk2d53j',0,0,0,0,0,0);
CREATE TABLE message (
    conv      TEXT   NOT NULL REFERENCES conversation (id),
    seq       BIGINT NOT NULL,
    sender    TEXT   NOT NULL, -- empty: the conversation itself
    client_id TEXT   NOT NULL,
    ts        BIGINT NOT NULL,
    kind      BIGINT NOT NULL, -- 1 text, 2 card, 3 notice
    body      BYTEA  NOT NULL, -- text: UTF-8; card: signature and snapshot; notice: JSON
    PRIMARY KEY (conv, seq)
);
INSERT INTO message VALUES('cnv_01m8k2c5qs1bsc1dfn939ka1pv',1,'','created',1795936360185,3,X'7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c2242656e204f2748617261225d7d');
INSERT INTO message VALUES('cnv_01m8k2c5x2f5x7vdakkyqvt7hp',1,'','created',1795936360354,3,X'7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c22506961225d7d');
INSERT INTO message VALUES('cnv_01m8k2c5qs1bsc1dfn939ka1pv',2,'usr_01m8k2c1ega9k4dv1sfjyyqk5z','client-0-of-before',1795936361007,1,X'e4bb8ae5a4a9e5969de4b98ce9be99e88cb6e590973f');
INSERT INTO message VALUES('cnv_01m8k2c5qs1bsc1dfn939ka1pv',3,'usr_01m8k2c2sw6s9kfyae9kv9ntwy','client-1-of-before',1795936361248,1,X'4974277320612071756f74653a202720616e64205c20616e642022');
INSERT INTO message VALUES('cnv_01m8k2c5qs1bsc1dfn939ka1pv',4,'usr_01m8k2c1ega9k4dv1sfjyyqk5z','client-2-of-before',1795936361376,1,X'e7acace4b889e8a18c0a696e2074776f206c696e657320f09f8db5');
INSERT INTO message VALUES('cnv_01m8k2c5qs1bsc1dfn939ka1pv',5,'usr_01m8k2c1ega9k4dv1sfjyyqk5z','client-card-of-before',1795936366085,2,X'ec1cade7fc3f6f7d2897c1d693cc105b8efc1fa25531f37990bf0c95abbd4b197b226964223a226372645f30316d386b326362673531793968777264677976646b6e676738222c22617070223a22777862386534636466626466613466356630222c226170705f6e616d65223a224265666f7265222c226170705f636f6c6f72223a2223323433373934222c227469746c65223a224120746561206f66206265666f7265222c2270617468223a2270616765732f7465612f7465613f69643d31222c227072696365223a313530302c2263757272656e6379223a22434e59227d');
CREATE TABLE card (
    id         TEXT   NOT NULL PRIMARY KEY,
    conv       TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    state      BIGINT NOT NULL,
    state_by   TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (conv, seq)
);
INSERT INTO card VALUES('crd_01m8k2cbg51y9hwrdgyvdkngg8','cnv_01m8k2c5qs1bsc1dfn939ka1pv',5,0,'',1795936366085);
CREATE TABLE user_event (
    person TEXT   NOT NULL,
    useq   BIGINT NOT NULL,
    kind   BIGINT NOT NULL, -- 1 conversation, 2 contact, 3 card
    ref    TEXT   NOT NULL, -- the id of what it is about
    at     BIGINT NOT NULL,
    PRIMARY KEY (person, useq)
);
INSERT INTO user_event VALUES('usr_01m8k2c1ega9k4dv1sfjyyqk5z',1,2,'usr_01m8k2c2sw6s9kfyae9kv9ntwy',1795936360174);
INSERT INTO user_event VALUES('usr_01m8k2c2sw6s9kfyae9kv9ntwy',1,2,'usr_01m8k2c1ega9k4dv1sfjyyqk5z',1795936360174);
INSERT INTO user_event VALUES('usr_01m8k2c1ega9k4dv1sfjyyqk5z',2,1,'cnv_01m8k2c5qs1bsc1dfn939ka1pv',1795936360185);
INSERT INTO user_event VALUES('usr_01m8k2c2sw6s9kfyae9kv9ntwy',2,1,'cnv_01m8k2c5qs1bsc1dfn939ka1pv',1795936360185);
INSERT INTO user_event VALUES('usr_01m8k2c1ega9k4dv1sfjyyqk5z',3,2,'usr_01m8k2c4rd9p8vtfd3phk2d53j',1795936360322);
INSERT INTO user_event VALUES('usr_01m8k2c4rd9p8vtfd3phk2d53j',1,2,'usr_01m8k2c1ega9k4dv1sfjyyqk5z',1795936360322);
INSERT INTO user_event VALUES('usr_01m8k2c1ega9k4dv1sfjyyqk5z',4,1,'cnv_01m8k2c5x2f5x7vdakkyqvt7hp',1795936360354);
INSERT INTO user_event VALUES('usr_01m8k2c4rd9p8vtfd3phk2d53j',2,1,'cnv_01m8k2c5x2f5x7vdakkyqvt7hp',1795936360354);
CREATE TABLE schema_registry (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_registry VALUES(1,0,1,'2026-11-29 07:12:34');
INSERT INTO schema_registry VALUES(2,1,1,'2026-11-29 07:12:34');
CREATE TABLE program (
    app        TEXT   NOT NULL PRIMARY KEY,
    owner      TEXT   NOT NULL,
    number     BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
INSERT INTO program VALUES('wxb8e4cdfbdfa4f5f0','usr_01m8k2c1ega9k4dv1sfjyyqk5z',1,1795936365448);
CREATE TABLE program_version (
    app         TEXT   NOT NULL REFERENCES program (app),
    number      BIGINT NOT NULL,
    package     TEXT   NOT NULL,
    signature   TEXT   NOT NULL,
    version     TEXT   NOT NULL,
    note        TEXT   NOT NULL,
    publisher   TEXT   NOT NULL,
    released_at BIGINT NOT NULL,
    name        TEXT   NOT NULL,
    color       TEXT   NOT NULL,
    logo        TEXT   NOT NULL,
    description TEXT   NOT NULL,
    dialect     TEXT   NOT NULL,
    page_count  BIGINT NOT NULL,
    size_bytes  BIGINT NOT NULL,
    PRIMARY KEY (app, number)
);
INSERT INTO program_version VALUES('wxb8e4cdfbdfa4f5f0',1,'8791d0f2cf65fc67657e0f4e4cc5788860c3f92b7c77f0e797883af1a4fa85ec','MiY2JczHmWAfAyHtw0QUuPsC3ZGJzY77qvVoCBMz+BHxy6GxQJEGMm983+dvKHy6w/RbqINXGyNQEGZvy8CiCw==','','','usr_01m8k2c1ega9k4dv1sfjyyqk5z',1795936365448,'Before','#243794','','','wechat',1,1400);
CREATE TABLE program_upload (
    owner      TEXT   NOT NULL,
    hash       TEXT   NOT NULL,
    size_bytes BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (owner, hash)
);
CREATE TABLE schema_deliver (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_deliver VALUES(1,0,1,'2026-11-29 07:12:34');
INSERT INTO schema_deliver VALUES(2,1,1,'2026-11-29 07:12:34');
CREATE TABLE picture (
    hash       TEXT   NOT NULL,
    owner      TEXT   NOT NULL,
    type       TEXT   NOT NULL,
    width      BIGINT NOT NULL,
    height     BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (hash, owner)
);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('schema_store',2);
INSERT INTO sqlite_sequence VALUES('schema_account',2);
INSERT INTO sqlite_sequence VALUES('schema_social',2);
INSERT INTO sqlite_sequence VALUES('schema_chat',2);
INSERT INTO sqlite_sequence VALUES('schema_registry',2);
INSERT INTO sqlite_sequence VALUES('schema_deliver',2);
CREATE INDEX outbox_key ON outbox (key, id);
CREATE INDEX outbox_due ON outbox (due_at);
CREATE INDEX session_person ON session (person);
CREATE INDEX member_person ON member (person);
CREATE UNIQUE INDEX message_once ON message (conv, sender, client_id);
CREATE INDEX program_owner ON program (owner);
CREATE INDEX program_version_package ON program_version (package);
CREATE INDEX program_upload_expires ON program_upload (expires_at);
CREATE INDEX picture_owner ON picture (owner, created_at);
COMMIT;
