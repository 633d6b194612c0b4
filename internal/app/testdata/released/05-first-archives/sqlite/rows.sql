PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_store (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_store VALUES(1,0,1,'2026-11-29 07:31:00');
INSERT INTO schema_store VALUES(2,1,1,'2026-11-29 07:31:00');
INSERT INTO schema_store VALUES(3,2,1,'2026-11-29 07:31:00');
INSERT INTO schema_store VALUES(4,3,1,'2026-11-29 07:31:00');
INSERT INTO schema_store VALUES(5,4,1,'2026-11-29 07:31:00');
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
, seq BIGINT NOT NULL DEFAULT 0);
INSERT INTO lease VALUES('ledger/CNY','ledger',1,1795941060568,15);
CREATE TABLE commits (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    n   BIGINT NOT NULL
);
INSERT INTO commits VALUES(1,0);
CREATE TABLE process (
    id      TEXT   NOT NULL PRIMARY KEY,
    commits BIGINT NOT NULL,
    mark    TEXT   NOT NULL -- what all of them have in common
);
CREATE TABLE heartbeat (
    process TEXT   NOT NULL PRIMARY KEY,
    n       BIGINT NOT NULL
);
CREATE TABLE schema_account (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_account VALUES(1,0,1,'2026-11-29 07:31:00');
INSERT INTO schema_account VALUES(2,1,1,'2026-11-29 07:31:00');
INSERT INTO schema_account VALUES(3,2,1,'2026-11-29 07:31:00');
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
INSERT INTO person VALUES('usr_01m8k3drw83hnrcq6xha4nrejz','nora','Nora 诺拉',9,'',0,'$argon2id$v=19$m=19456,t=2,p=1$72HVFR+OrQ1c+Xio0rGjhA$t1VKDt7k3R2vWsAzGdPpoSC1e1cFVeacqAHBG2cSIx8',1795937461128);
INSERT INTO person VALUES('usr_01m8k3dsg8f0p6ga8gd4jwq06k','ben','Ben O''Hara',6,'',0,'$argon2id$v=19$m=19456,t=2,p=1$+FtvZV4V986hfcMtKPYf7g$nWGOL+4PWjkxZh0TZMN9JM+wdL16VCKDvz5qWNEQjk0',1795937461768);
INSERT INTO person VALUES('usr_01m8k3dsmx8dkc6jz1nk0vgmz7','pia','Pia',9,'',0,'$argon2id$v=19$m=19456,t=2,p=1$ovjS5h/ItoqNEEIsRTm0Vg$deEB+BJ96BRbY2YpBXeyMuVbphG19IYxg+jHNLfF8gI',1795937461918);
CREATE TABLE session (
    id         TEXT   NOT NULL PRIMARY KEY,
    person     TEXT   NOT NULL REFERENCES person (id),
    device     TEXT   NOT NULL,
    token_sum  BYTEA  NOT NULL UNIQUE, -- SHA-256
    agent      TEXT   NOT NULL,        -- what the browser calls itself
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL
, proved_at BIGINT NOT NULL DEFAULT 0);
INSERT INTO session VALUES('ses_01m8k3drw83hnrcq6xha4nrek0','usr_01m8k3drw83hnrcq6xha4nrejz','dev_01m8k3drw83hnrcq6xha4nrek1',X'4c2e7e102ccd73af0dcec82bdccacfa583df10da13b981ebae16e37e27ef5652','node',1795937461128,1795937461128,1795937461128);
INSERT INTO session VALUES('ses_01m8k3ds8x38x0ebefxh4yzew0','usr_01m8k3drw83hnrcq6xha4nrejz','dev_01m8k3ds8x38x0ebefxh4yzew1',X'42f261b8fca4bdb72712e1bb6b616f8b60b73545283124fe2d4c419759823aee','node',1795937461533,1795937461533,1795937461533);
INSERT INTO session VALUES('ses_01m8k3dsg8f0p6ga8gd4jwq06m','usr_01m8k3dsg8f0p6ga8gd4jwq06k','dev_01m8k3dsg8f0p6ga8gd4jwq06n',X'b4041002e5880a3e10afce362251af528a543eb866f4f998f2d02983ed7a1433','node',1795937461768,1795937461768,1795937461768);
INSERT INTO session VALUES('ses_01m8k3dsj98ygcpm44nr23ehgp','usr_01m8k3dsg8f0p6ga8gd4jwq06k','dev_01m8k3dsj98ygcpm44nr23ehgq',X'ff71470ca7b44d09e246dafce6ba291c6b496c4043aa94eef8bc0de8ab1dbb0c','node',1795937461833,1795937461833,1795937461833);
INSERT INTO session VALUES('ses_01m8k3dsmy5fkczg0v57nrh6bn','usr_01m8k3dsmx8dkc6jz1nk0vgmz7','dev_01m8k3dsmy5fkczg0v57nrh6bp',X'2471429f7cfecfa67dd99ad95f1890d8c9bb6c86aa8a004753e22843b04808d3','node',1795937461918,1795937461918,1795937461918);
INSERT INTO session VALUES('ses_01m8k3dsq1d4qd7vm89xr8k3es','usr_01m8k3dsmx8dkc6jz1nk0vgmz7','dev_01m8k3dsq1d4qd7vm89xr8k3et',X'ed818fcf228cacc00493c62ff0e718a5bd96534c03432c0a554a68fc185d1976','node',1795937461985,1795937461985,1795937461985);
INSERT INTO session VALUES('ses_01m8k3dt9z4vtwwg3bsjtwcg96','usr_01m8k3drw83hnrcq6xha4nrejz','dev_01m8k3dt9z4vtwwg3bsjtwcg97',X'27e5a85ed57f60e35b49fb29589b133c7c51c4f467e2f65a623084238102cf86','superette',1795937462591,1795937462591,1795937462591);
CREATE TABLE passkey (
    id         TEXT   NOT NULL PRIMARY KEY,
    person     TEXT   NOT NULL REFERENCES person (id),
    credential BYTEA  NOT NULL UNIQUE, -- the authenticator's own id of it
    public_key BYTEA  NOT NULL,        -- COSE
    counter    BIGINT NOT NULL,        -- of signatures; 0 where the authenticator does not count
    flags      BIGINT NOT NULL,        -- of the authenticator data: user verified, backup eligible, backed up
    transports TEXT   NOT NULL,        -- with spaces between
    name       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,        -- 0 = never
    removed_at BIGINT NOT NULL         -- 0 = not; it can be put back for a while
);
CREATE TABLE spent_challenge (
    challenge  BYTEA  NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE TABLE recovery_code (
    sum    BYTEA NOT NULL PRIMARY KEY, -- HMAC-SHA-256 of person and code
    person TEXT  NOT NULL REFERENCES person (id)
);
CREATE TABLE schema_social (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_social VALUES(1,0,1,'2026-11-29 07:31:00');
INSERT INTO schema_social VALUES(2,1,1,'2026-11-29 07:31:00');
INSERT INTO schema_social VALUES(3,2,1,'2026-11-29 07:31:00');
CREATE TABLE contact (
    person   TEXT   NOT NULL,
    other    TEXT   NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (person, other)
);
INSERT INTO contact VALUES('usr_01m8k3drw83hnrcq6xha4nrejz','usr_01m8k3dsg8f0p6ga8gd4jwq06k',1795937461990);
INSERT INTO contact VALUES('usr_01m8k3dsg8f0p6ga8gd4jwq06k','usr_01m8k3drw83hnrcq6xha4nrejz',1795937461990);
INSERT INTO contact VALUES('usr_01m8k3drw83hnrcq6xha4nrejz','usr_01m8k3dsmx8dkc6jz1nk0vgmz7',1795937462000);
INSERT INTO contact VALUES('usr_01m8k3dsmx8dkc6jz1nk0vgmz7','usr_01m8k3drw83hnrcq6xha4nrejz',1795937462000);
CREATE TABLE block (
    person TEXT   NOT NULL,
    other  TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (person, other)
);
CREATE TABLE schema_chat (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_chat VALUES(1,0,1,'2026-11-29 07:31:00');
INSERT INTO schema_chat VALUES(2,1,1,'2026-11-29 07:31:00');
INSERT INTO schema_chat VALUES(3,2,1,'2026-11-29 07:31:00');
INSERT INTO schema_chat VALUES(4,3,1,'2026-11-29 07:31:00');
INSERT INTO schema_chat VALUES(5,4,1,'2026-11-29 07:31:00');
CREATE TABLE conversation (
    id         TEXT   NOT NULL PRIMARY KEY,
    kind       BIGINT NOT NULL, -- 1 direct, 2 group
    title      TEXT   NOT NULL,
    last_seq   BIGINT NOT NULL,
    last_ts    BIGINT NOT NULL, -- of the last message, or of the conversation while it is empty
    created_at BIGINT NOT NULL
, avatar TEXT NOT NULL DEFAULT '', notice TEXT NOT NULL DEFAULT '', mute_all BIGINT NOT NULL DEFAULT 0, approve BIGINT NOT NULL DEFAULT 0, invite TEXT NOT NULL DEFAULT '', mod BIGINT NOT NULL DEFAULT 0);
INSERT INTO conversation VALUES('cnv_01m8k3dsqgdjv05cxj013192qy',1,'',6,1795937463614,1795937462000,'','',0,0,'',1);
INSERT INTO conversation VALUES('cnv_01m8k3dsqxa7f0jqhdgy0c2dhs',1,'',1,1795937462013,1795937462013,'','',0,0,'',0);
INSERT INTO conversation VALUES('cnv_01m8k3dtr422gwtgzhe5005me7',2,'Tea of before',4,1795937465332,1795937463044,'','',0,0,'',0);
CREATE TABLE direct (
    low  TEXT NOT NULL,
    high TEXT NOT NULL,
    conv TEXT NOT NULL REFERENCES conversation (id),
    PRIMARY KEY (low, high)
);
INSERT INTO direct VALUES('usr_01m8k3drw83hnrcq6xha4nrejz','usr_01m8k3dsg8f0p6ga8gd4jwq06k','cnv_01m8k3dsqgdjv05cxj013192qy');
INSERT INTO direct VALUES('usr_01m8k3drw83hnrcq6xha4nrejz','usr_01m8k3dsmx8dkc6jz1nk0vgmz7','cnv_01m8k3dsqxa7f0jqhdgy0c2dhs');
CREATE TABLE member (
    conv      TEXT   NOT NULL REFERENCES conversation (id),
    person    TEXT   NOT NULL,
    bot       BIGINT NOT NULL,
    join_seq  BIGINT NOT NULL, -- sees messages above it
    read_seq  BIGINT NOT NULL,
    clear_seq BIGINT NOT NULL, -- has removed messages up to it
    mute      BIGINT NOT NULL,
    pin       BIGINT NOT NULL, role BIGINT NOT NULL DEFAULT 1, joined_at BIGINT NOT NULL DEFAULT 0, barred BIGINT NOT NULL DEFAULT 0, mention_seq BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (conv, person)
);
INSERT INTO member VALUES('cnv_01m8k3dsqgdjv05cxj013192qy','usr_01m8k3drw83hnrcq6xha4nrejz',0,0,6,0,0,0,1,1795937462000,0,0);
INSERT INTO member VALUES('cnv_01m8k3dsqgdjv05cxj013192qy','usr_01m8k3dsg8f0p6ga8gd4jwq06k',0,0,3,0,0,0,1,1795937462000,0,0);
INSERT INTO member VALUES('cnv_01m8k3dsqxa7f0jqhdgy0c2dhs','usr_01m8k3drw83hnrcq6xha4nrejz',0,0,1,0,0,0,1,1795937462013,0,0);
INSERT INTO member VALUES('cnv_01m8k3dsqxa7f0jqhdgy0c2dhs','usr_01m8k3dsmx8dkc6jz1nk0vgmz7',0,0,0,0,0,0,1,1795937462013,0,0);
INSERT INTO member VALUES('cnv_01m8k3dtr422gwtgzhe5005me7','usr_01m8k3drw83hnrcq6xha4nrejz',0,0,3,0,0,0,3,1795937463044,0,0);
INSERT INTO member VALUES('cnv_01m8k3dtr422gwtgzhe5005me7','usr_01m8k3dsg8f0p6ga8gd4jwq06k',0,0,0,0,0,0,1,1795937463044,0,0);
INSERT INTO member VALUES('cnv_01m8k3dtr422gwtgzhe5005me7','usr_01m8k3dsmx8dkc6jz1nk0vgmz7',0,0,4,0,0,0,1,1795937463044,0,0);
CREATE TABLE message (
    conv      TEXT   NOT NULL REFERENCES conversation (id),
    seq       BIGINT NOT NULL,
    sender    TEXT   NOT NULL, -- empty: the conversation itself
    client_id TEXT   NOT NULL,
    ts        BIGINT NOT NULL,
    kind      BIGINT NOT NULL, -- 1 text, 2 card, 3 notice
    body      BYTEA  NOT NULL, reply_to BIGINT NOT NULL DEFAULT 0, mentions TEXT NOT NULL DEFAULT '', edited_at BIGINT NOT NULL DEFAULT 0, mod BIGINT NOT NULL DEFAULT 0, -- text: UTF-8; card: signature and snapshot; notice: JSON
    PRIMARY KEY (conv, seq)
);
INSERT INTO message VALUES('cnv_01m8k3dsqgdjv05cxj013192qy',1,'','created',1795937462000,3,X'7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c2242656e204f2748617261225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3dsqxa7f0jqhdgy0c2dhs',1,'','created',1795937462013,3,X'7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c22506961225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3dsqgdjv05cxj013192qy',2,'usr_01m8k3drw83hnrcq6xha4nrejz','client-0-of-before',1795937462026,1,X'e4bb8ae5a4a9e5969de4b98ce9be99e88cb6e590973f',0,'',0,1);
INSERT INTO message VALUES('cnv_01m8k3dsqgdjv05cxj013192qy',3,'usr_01m8k3dsg8f0p6ga8gd4jwq06k','client-1-of-before',1795937462071,1,X'4974277320612071756f74653a202720616e64205c20616e642022',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3dsqgdjv05cxj013192qy',4,'usr_01m8k3drw83hnrcq6xha4nrejz','client-2-of-before',1795937462080,1,X'e7acace4b889e8a18c0a696e2074776f206c696e657320f09f8db5',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3dsqgdjv05cxj013192qy',5,'usr_01m8k3drw83hnrcq6xha4nrejz','client-card-of-before',1795937462684,2,X'128da29d4a474dbbaa184783ea5b77873603fc2236d93e0bac4b2ae79978f4e87b226964223a226372645f30316d386b33647463773776766a71677a3373633565656e7936222c22617070223a22777865643736373031386439393537626435222c226170705f6e616d65223a224265666f7265222c226170705f636f6c6f72223a2223323433373934222c227469746c65223a224120746561206f66206265666f7265222c2270617468223a2270616765732f7465612f7465613f69643d31222c227072696365223a313530302c2263757272656e6379223a22434e59227d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3dtr422gwtgzhe5005me7',1,'','created',1795937463044,3,X'7b226b6579223a2267726f75702e63726561746564222c2261726773223a5b224e6f726120e8afbae68b89225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3dtr422gwtgzhe5005me7',2,'usr_01m8k3dsmx8dkc6jz1nk0vgmz7','client-group-of-before',1795937463051,1,X'68656c6c6f2c20616c6c206f6620796f75',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3dsqgdjv05cxj013192qy',6,'usr_01m8k3drw83hnrcq6xha4nrejz','pay_01m8k3dv9hb5hy7a3dnkt40fdz',1795937463614,3,X'7b226b6579223a227472616e73666572222c2261726773223a5b2231323334222c22434e59222c227573725f30316d386b3364736738663070366761386764346a777130366b222c22666f7220e88cb6225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3dtr422gwtgzhe5005me7',3,'usr_01m8k3drw83hnrcq6xha4nrejz','gft_01m8k3dwyyefwe7h4dwvbstn09-sent',1795937465317,3,X'7b226b6579223a2267696674222c2261726773223a5b226766745f30316d386b3364777979656677653768346477766273746e3039222c2232222c22333030222c22434e59222c22222c2233222c22676f6f64206c75636b225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3dtr422gwtgzhe5005me7',4,'usr_01m8k3dsmx8dkc6jz1nk0vgmz7','gft_01m8k3dwyyefwe7h4dwvbstn09-taken',1795937465332,3,X'7b226b6579223a22676966742e7061636b65742e74616b656e222c2261726773223a5b226766745f30316d386b3364777979656677653768346477766273746e3039222c2232222c22506961222c224e6f726120e8afbae68b89225d7d',0,'',0,0);
CREATE TABLE card (
    id         TEXT   NOT NULL PRIMARY KEY,
    conv       TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    state      BIGINT NOT NULL,
    state_by   TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (conv, seq)
);
INSERT INTO card VALUES('crd_01m8k3dtcw7vvjqgz3sc5eeny6','cnv_01m8k3dsqgdjv05cxj013192qy',5,2,'usr_01m8k3drw83hnrcq6xha4nrejz',1795937464241);
CREATE TABLE user_event (
    person TEXT   NOT NULL,
    useq   BIGINT NOT NULL,
    kind   BIGINT NOT NULL, -- 1 conversation, 2 contact, 3 card
    ref    TEXT   NOT NULL, -- the id of what it is about
    at     BIGINT NOT NULL,
    PRIMARY KEY (person, useq)
);
INSERT INTO user_event VALUES('usr_01m8k3drw83hnrcq6xha4nrejz',1,2,'usr_01m8k3dsg8f0p6ga8gd4jwq06k',1795937461993);
INSERT INTO user_event VALUES('usr_01m8k3dsg8f0p6ga8gd4jwq06k',1,2,'usr_01m8k3drw83hnrcq6xha4nrejz',1795937461993);
INSERT INTO user_event VALUES('usr_01m8k3drw83hnrcq6xha4nrejz',2,1,'cnv_01m8k3dsqgdjv05cxj013192qy',1795937462000);
INSERT INTO user_event VALUES('usr_01m8k3dsg8f0p6ga8gd4jwq06k',2,1,'cnv_01m8k3dsqgdjv05cxj013192qy',1795937462000);
INSERT INTO user_event VALUES('usr_01m8k3drw83hnrcq6xha4nrejz',3,2,'usr_01m8k3dsmx8dkc6jz1nk0vgmz7',1795937462007);
INSERT INTO user_event VALUES('usr_01m8k3dsmx8dkc6jz1nk0vgmz7',1,2,'usr_01m8k3drw83hnrcq6xha4nrejz',1795937462007);
INSERT INTO user_event VALUES('usr_01m8k3drw83hnrcq6xha4nrejz',4,1,'cnv_01m8k3dsqxa7f0jqhdgy0c2dhs',1795937462013);
INSERT INTO user_event VALUES('usr_01m8k3dsmx8dkc6jz1nk0vgmz7',2,1,'cnv_01m8k3dsqxa7f0jqhdgy0c2dhs',1795937462013);
INSERT INTO user_event VALUES('usr_01m8k3drw83hnrcq6xha4nrejz',5,1,'cnv_01m8k3dtr422gwtgzhe5005me7',1795937463044);
INSERT INTO user_event VALUES('usr_01m8k3dsg8f0p6ga8gd4jwq06k',3,1,'cnv_01m8k3dtr422gwtgzhe5005me7',1795937463044);
INSERT INTO user_event VALUES('usr_01m8k3dsmx8dkc6jz1nk0vgmz7',3,1,'cnv_01m8k3dtr422gwtgzhe5005me7',1795937463044);
INSERT INTO user_event VALUES('usr_01m8k3drw83hnrcq6xha4nrejz',6,3,'crd_01m8k3dtcw7vvjqgz3sc5eeny6',1795937464241);
INSERT INTO user_event VALUES('usr_01m8k3dsg8f0p6ga8gd4jwq06k',4,3,'crd_01m8k3dtcw7vvjqgz3sc5eeny6',1795937464241);
CREATE TABLE join_request (
    conv   TEXT   NOT NULL REFERENCES conversation (id),
    person TEXT   NOT NULL,
    note   TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (conv, person)
);
CREATE TABLE card_party (
    card   TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (card, person)
);
INSERT INTO card_party VALUES('crd_01m8k3dtcw7vvjqgz3sc5eeny6','usr_01m8k3drw83hnrcq6xha4nrejz');
CREATE TABLE reaction (
    conv   TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    person TEXT   NOT NULL,
    emoji  TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (conv, seq, person, emoji)
);
INSERT INTO reaction VALUES('cnv_01m8k3dsqgdjv05cxj013192qy',2,'usr_01m8k3dsg8f0p6ga8gd4jwq06k','👍',1795937462442);
CREATE TABLE hidden (
    conv   TEXT   NOT NULL,
    person TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    PRIMARY KEY (conv, person, seq)
);
CREATE TABLE privacy (
    person   TEXT   NOT NULL PRIMARY KEY,
    presence BIGINT NOT NULL,
    receipts BIGINT NOT NULL
);
CREATE TABLE search_head (
    conv TEXT   NOT NULL PRIMARY KEY,
    seq  BIGINT NOT NULL
);
CREATE TABLE search_term (
    conv TEXT   NOT NULL,
    term TEXT   NOT NULL,
    seq  BIGINT NOT NULL,
    PRIMARY KEY (conv, term, seq)
);
CREATE TABLE schema_ledger (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_ledger VALUES(1,0,1,'2026-11-29 07:31:00');
INSERT INTO schema_ledger VALUES(2,1,1,'2026-11-29 07:31:00');
INSERT INTO schema_ledger VALUES(3,2,1,'2026-11-29 07:31:00');
CREATE TABLE ledger_account (
    currency  TEXT   NOT NULL,
    number    BIGINT NOT NULL, -- from 1 in each currency
    id        TEXT   NOT NULL,
    owner     TEXT   NOT NULL,
    frozen    BIGINT NOT NULL,
    closed    BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    PRIMARY KEY (currency, number)
);
INSERT INTO ledger_account VALUES('CNY',1,'issuance:test:CNY','test',0,0,1795937461132);
INSERT INTO ledger_account VALUES('CNY',2,'person:usr_01m8k3drw83hnrcq6xha4nrejz:CNY','usr_01m8k3drw83hnrcq6xha4nrejz',0,0,1795937461148);
INSERT INTO ledger_account VALUES('CNY',3,'person:usr_01m8k3dsg8f0p6ga8gd4jwq06k:CNY','usr_01m8k3dsg8f0p6ga8gd4jwq06k',0,0,1795937461777);
INSERT INTO ledger_account VALUES('CNY',4,'person:usr_01m8k3dsmx8dkc6jz1nk0vgmz7:CNY','usr_01m8k3dsmx8dkc6jz1nk0vgmz7',0,0,1795937461929);
INSERT INTO ledger_account VALUES('CNY',5,'merchant:1600000001:CNY','1600000001',0,0,1795937464188);
INSERT INTO ledger_account VALUES('CNY',6,'gift:gft_01m8k3dwyyefwe7h4dwvbstn09:CNY','gft_01m8k3dwyyefwe7h4dwvbstn09',0,0,1795937465312);
CREATE TABLE ledger_balance (
    currency     TEXT   NOT NULL,
    number       BIGINT NOT NULL,
    issues       BIGINT NOT NULL,
    debits       BIGINT NOT NULL CHECK (debits >= 0),
    credits      BIGINT NOT NULL CHECK (credits >= 0),
    debits_held  BIGINT NOT NULL CHECK (debits_held >= 0),
    credits_held BIGINT NOT NULL CHECK (credits_held >= 0),
    entries      BIGINT NOT NULL, -- how many records name the account
    last         BIGINT NOT NULL, -- position of the newest of them, 0 if there is none
    month        BIGINT NOT NULL, -- of that one: 12 * year + month from 0, in UTC
    hash         BYTEA  NOT NULL, -- of that one
    PRIMARY KEY (currency, number),
    CHECK (issues = 1 OR debits + debits_held <= credits)
);
INSERT INTO ledger_balance VALUES('CNY',1,1,30000,0,0,0,3,3,24322,X'b31bb651a683b7e862a24351e4bc85ad338ca6b60f405f13b2fbb0f8c79f23a8');
INSERT INTO ledger_balance VALUES('CNY',2,0,3034,10500,2000,0,6,8,24322,X'04409f34b24e12dbda6e0a870a50dead20e310483cd19484083562a7eadacef3');
INSERT INTO ledger_balance VALUES('CNY',3,0,0,11234,0,0,2,4,24322,X'74761b379c57cdc2d581de46b5447d7f51c8d2ad284fbbadcbe9b17f94743b57');
INSERT INTO ledger_balance VALUES('CNY',4,0,0,10100,0,0,2,9,24322,X'3278a0fb90af4dca8d59ced0d5d51294494f9b408542ffceeb342f21d4251b23');
INSERT INTO ledger_balance VALUES('CNY',5,0,500,1500,0,2000,3,7,24322,X'39a83f87584cbf7e81bff3b41f46eaf45c90e870c31cd58fcca26047c729fce7');
INSERT INTO ledger_balance VALUES('CNY',6,0,100,300,0,0,2,9,24322,X'7b6a2858811bbf7b70c227d239f75957e206904cb7c98834f61c2c0d8967ac89');
CREATE TABLE ledger_transfer (
    currency       TEXT   NOT NULL,
    position       BIGINT NOT NULL, -- from 1 in each currency
    id             BYTEA  NOT NULL,
    request        BYTEA  NOT NULL, -- hash of the command's fields: the same id must bring the same
    op             BIGINT NOT NULL, -- 1 transfer, 2 hold, 3 post, 4 void, 5 expire
    held           BYTEA,           -- post, void, expire: the id of the hold
    debit          BIGINT NOT NULL, -- number of the account
    credit         BIGINT NOT NULL,
    amount         BIGINT NOT NULL,
    deadline       BIGINT NOT NULL, -- hold: Unix milliseconds, 0 for none
    code           TEXT   NOT NULL,
    subject        TEXT   NOT NULL,
    at             BIGINT NOT NULL, -- Unix milliseconds
    debit_entry    BIGINT NOT NULL, -- how many records name the debit account, this one included
    debit_prev     BIGINT NOT NULL, -- position of the record before it that names the debit account, 0 if there is none
    debit_balance  BIGINT NOT NULL, -- credits less debits posted on it, after this
    debit_hash     BYTEA  NOT NULL,
    credit_entry   BIGINT NOT NULL,
    credit_prev    BIGINT NOT NULL,
    credit_balance BIGINT NOT NULL,
    credit_hash    BYTEA  NOT NULL,
    PRIMARY KEY (currency, position)
);
INSERT INTO ledger_transfer VALUES('CNY',1,X'01a22636e388b3dd18f012a9e0c9c892',X'b679d56c454d0a049f0d2132a8b00750',1,NULL,1,2,10000,0,'grant','',1795937461154,1,0,-10000,X'4400d708a770decc96eb43b27142d3b91abe59eb2a4a384219779ae9924bb3ad',1,0,10000,X'7b3205ff9079e30828c23a50829b9a1027252881c6b793677dee06aef027bed5');
INSERT INTO ledger_transfer VALUES('CNY',2,X'01a22636e608f739e63010d8fdbcfecf',X'a0a1bf9a461056ec53244fff96d9ce16',1,NULL,1,3,10000,0,'grant','',1795937461781,2,1,-20000,X'8b4ed84e878b72b5217c73ae39cd2772947e58f35f4fdd7b7ae05cb212d1ebc7',1,0,10000,X'151f38d1a7f5efcbf5adf0f9218deeba7746257e4f6aad2b30ed4fa71c07ed9b');
INSERT INTO ledger_transfer VALUES('CNY',3,X'01a22636e69dea8e4da68ecd6fc3b547',X'7ed97ce3c79577c09e3b278b322fb3e0',1,NULL,1,4,10000,0,'grant','',1795937461967,3,2,-30000,X'b31bb651a683b7e862a24351e4bc85ad338ca6b60f405f13b2fbb0f8c79f23a8',1,0,10000,X'13f44ce513362c157279b31920d3d9ee219c0bc684e75aeae0a589f5b67e3b70');
INSERT INTO ledger_transfer VALUES('CNY',4,X'01a22636ed314871adf09c3c43d33b3a',X'6b96ae5fcd6061ae366cd179c95b5e93',1,NULL,2,3,1234,0,'transfer','pay_01m8k3dv9hb5hy7a3dnkt40fdz',1795937463602,2,1,8766,X'5d81828bc5e1b99f41571a135a56fbafbd62b232af30da19965273045d76ad8b',2,2,11234,X'74761b379c57cdc2d581de46b5447d7f51c8d2ad284fbbadcbe9b17f94743b57');
INSERT INTO ledger_transfer VALUES('CNY',5,X'01a22636ef7a5337c610c61d3ec4b822',X'fc8893eeb5c3ce2b741fc9dd87e7f3d0',1,NULL,2,5,1500,0,'payment','pay_01m8k3dvvt3zjwkt9k70jymrfx',1795937464190,3,4,7266,X'd3e3d98c401027b5bc6f5b3170b09383079b975cf5870a9111aafa10e83ab4e0',1,0,1500,X'2288751e2dcf112cc925b5a971f70c64c07ce4b8544463aab2f86e897c678edb');
INSERT INTO ledger_transfer VALUES('CNY',6,X'01a22636f10d59f1fa063c467442c1de',X'59dfc484f911d9ddfc4e275445a3fbeb',1,NULL,5,2,500,0,'refund','rfd_01m8k3dw8d5hvq7yq3kea8n83a',1795937464598,2,5,1000,X'06d75b86f0cb8271398a263ae05fe8eedde4e6d36ac4085ecb951c2ac9ba0604',4,5,7766,X'baa999e0be99e1663052011edd64ac4e3b4a6c41bcef5f385c4b183671364178');
INSERT INTO ledger_transfer VALUES('CNY',7,X'01a22636f258c4d630221fa11601a5bb',X'a50072afc7c8b4e5aeccf59c6ffdd410',2,NULL,2,5,2000,1798529464922,'deposit','pay_01m8k3dwjraezy9bbcrjjnyfkp',1795937464922,5,6,7766,X'748ecb14698d87af0e2577981324316f8fa1be7c84dce194dd6a93dfe7983ef2',3,6,1000,X'39a83f87584cbf7e81bff3b41f46eaf45c90e870c31cd58fcca26047c729fce7');
INSERT INTO ledger_transfer VALUES('CNY',8,X'01a22636f3deadae7a1bb2cf4e60bf0c',X'0105b69df58d84cf793c58ef3380e634',1,NULL,2,6,300,0,'gift','gft_01m8k3dwyyefwe7h4dwvbstn09',1795937465313,6,7,7466,X'04409f34b24e12dbda6e0a870a50dead20e310483cd19484083562a7eadacef3',1,0,300,X'cc1a315023541fded1b0bb53f112b137c3d8655a0bebd04e0370b9b0b468f443');
INSERT INTO ledger_transfer VALUES('CNY',9,X'01a22636f3de572a15a8afe5ce961e64',X'05a942ba21c1e9c467ad9f2ee2601826',1,NULL,6,4,100,0,'gift-take','gft_01m8k3dwyyefwe7h4dwvbstn09',1795937465327,2,8,200,X'7b6a2858811bbf7b70c227d239f75957e206904cb7c98834f61c2c0d8967ac89',2,3,10100,X'3278a0fb90af4dca8d59ced0d5d51294494f9b408542ffceeb342f21d4251b23');
CREATE TABLE ledger_month (
    currency TEXT   NOT NULL,
    number   BIGINT NOT NULL,
    month    BIGINT NOT NULL, -- as in ledger_balance
    position BIGINT NOT NULL, -- of the first record of the month that names the account
    PRIMARY KEY (currency, number, month)
);
INSERT INTO ledger_month VALUES('CNY',1,24322,1);
INSERT INTO ledger_month VALUES('CNY',2,24322,1);
INSERT INTO ledger_month VALUES('CNY',3,24322,2);
INSERT INTO ledger_month VALUES('CNY',4,24322,3);
INSERT INTO ledger_month VALUES('CNY',5,24322,5);
INSERT INTO ledger_month VALUES('CNY',6,24322,8);
CREATE TABLE ledger_refusal (
    id       BYTEA  NOT NULL,
    currency TEXT   NOT NULL,
    request  BYTEA  NOT NULL,
    code     TEXT   NOT NULL, -- of the fault
    at       BIGINT NOT NULL, place BIGINT NOT NULL DEFAULT 0, hash BYTEA,
    PRIMARY KEY (id, currency)
);
CREATE TABLE ledger_hold (
    id       BYTEA  NOT NULL,
    currency TEXT   NOT NULL,
    ended    BIGINT NOT NULL, -- 0 while it is open, else the op that ended it
    PRIMARY KEY (id, currency)
);
INSERT INTO ledger_hold VALUES(X'01a22636f258c4d630221fa11601a5bb','CNY',0);
CREATE TABLE ledger_head (
    currency TEXT   NOT NULL PRIMARY KEY,
    size     BIGINT NOT NULL,
    root     BYTEA  NOT NULL,
    edge     BYTEA  NOT NULL -- roots of the complete subtrees from the left, 32 bytes each: enough to go on
, memos BIGINT NOT NULL DEFAULT 0, memo_hash BYTEA);
INSERT INTO ledger_head VALUES('CNY',9,X'eb061441efb33b5777cc9e4a45aef64572561ab2724bc1cd24d8a299a7df5be2',X'b9e118db90ca8b80355bbf8d8852e7487fb4c2d10d5c1154d59339f3378e36387f788fcb1ab089b410f4891d1ea4b258057b7ae63b77bbdc04f2dcfb34ab22f6',6,X'895dc138a9be138a7627656adff7780944b6dce582a4385f3fffde57a3cdbf27');
CREATE TABLE ledger_change (
    currency TEXT   NOT NULL,
    place    BIGINT NOT NULL,
    account  BIGINT NOT NULL, -- its number
    change   BIGINT NOT NULL, -- 1 opened, 2 frozen, 3 unfrozen, 4 closed
    at       BIGINT NOT NULL, -- Unix milliseconds
    hash     BYTEA  NOT NULL,
    PRIMARY KEY (currency, place)
);
INSERT INTO ledger_change VALUES('CNY',1,1,1,1795937461132,X'045d73869e7a67def57a2f065c28fb56d91a31f0b5e32c34a3bea81c9c87e130');
INSERT INTO ledger_change VALUES('CNY',2,2,1,1795937461148,X'bf04ed9240eb0e980397a7d89a39a14caa815e790ee269667d341cad36c57743');
INSERT INTO ledger_change VALUES('CNY',3,3,1,1795937461777,X'9ac4687358f8c551b41e5198208db766792a44d6968cc659ca19d5676d8f2b25');
INSERT INTO ledger_change VALUES('CNY',4,4,1,1795937461929,X'f8d2babdc7218eb2186a7a375353190bcebb892940c726e4edc82c3f6fd974c4');
INSERT INTO ledger_change VALUES('CNY',5,5,1,1795937464188,X'3c3e50443e5107d7e98c28ec9fd32f7b13e8f40cc00c8ac56dd4777d3f2abf1d');
INSERT INTO ledger_change VALUES('CNY',6,6,1,1795937465312,X'895dc138a9be138a7627656adff7780944b6dce582a4385f3fffde57a3cdbf27');
CREATE TABLE ledger_signed (
    currency TEXT   NOT NULL,
    size     BIGINT NOT NULL, -- of the tree
    memos    BIGINT NOT NULL,
    at       BIGINT NOT NULL, -- Unix milliseconds
    note     TEXT   NOT NULL, -- a signed note that says all of this and both hashes
    PRIMARY KEY (currency, size, memos)
);
CREATE TABLE schema_pay (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_pay VALUES(1,0,1,'2026-11-29 07:31:00');
INSERT INTO schema_pay VALUES(2,1,1,'2026-11-29 07:31:00');
INSERT INTO schema_pay VALUES(3,2,1,'2026-11-29 07:31:00');
INSERT INTO schema_pay VALUES(4,3,1,'2026-11-29 07:31:00');
INSERT INTO schema_pay VALUES(5,4,1,'2026-11-29 07:31:00');
INSERT INTO schema_pay VALUES(6,5,1,'2026-11-29 07:31:00');
CREATE TABLE merchant (
    mchid      TEXT   NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    api_key    BYTEA  NOT NULL, -- 32 bytes
    created_at BIGINT NOT NULL
);
INSERT INTO merchant VALUES('1600000001','Shop of before',X'3336313035643965306266333838313364613138386436663161353035616166',1795937464019);
CREATE TABLE merchant_app (
    mchid TEXT NOT NULL REFERENCES merchant (mchid),
    app   TEXT NOT NULL,
    PRIMARY KEY (mchid, app)
);
INSERT INTO merchant_app VALUES('1600000001','wxed767018d9957bd5');
CREATE TABLE merchant_certificate (
    mchid  TEXT  NOT NULL REFERENCES merchant (mchid),
    serial TEXT  NOT NULL, -- upper-case hex
    der    BYTEA NOT NULL,
    PRIMARY KEY (mchid, serial)
);
INSERT INTO merchant_certificate VALUES('1600000001','5EBD27B3535F05A18FC10EBDD07BF050AD8A4C79',X'3082032930820211a00302010202145ebd27b3535f05a18fc10ebdd07bf050ad8a4c79300d06092a864886f70d01010b0500302831123010060355040a13095375706572657474653112301006035504031309617574686f72697479301e170d3236313132393036333130335a170d3331313132393037333130335a303231123010060355040a1309537570657265747465311c301a060355040313136d65726368616e742d3136303030303030303130820122300d06092a864886f70d01010105000382010f003082010a0282010100e35cfc1bf7c7c4c3a1133ae8c827c7826f380a24d000e5101e944aaabc0cc9188f0020b793508594724a88d89e4e9ad96416c5f9e185f5e9fa8d1e284e5c9e33be0bc244487637afab7642a304c3a04e6dcd956de77b489fd66a949a93b0536ebdfbc4915f8a49a438c5cb266d4447d082a835261dc7e02623b6f1e4d8e9ba52e326bddffc61bb323162ce2b951d958ed0c921d1d8432702fe2c0a0f42935bc5b3bbb9d5ec783938248eee9dd5a901460803d386c506e9d7bad545322e4e624afe976f5eca654d5eeff79b8ac01dc05d58cbad0df2dff4c20cc2a5441933060064f7b461128849139f333b289f61ad2dfad98ced9ef3ed5fbd79393ca8ed94b50203010001a341303f300e0603551d0f0101ff040403020780300c0603551d130101ff04023000301f0603551d23041830168014cd675aaaa256187eeecf6f05a7c55287f0d68a9b300d06092a864886f70d01010b050003820101001fe5d706831614318c5c672899f870c0c3db1e4578265434b3822d622e361c30d9fb237d48fe9395f512c5e1e7fa3e7130532c48d5ca45b44d3f403a83f8924a01e1f3581d64a1eb0af554420746994d7f53fd42ff7fcab905b2720c653ad52a641cfa18807b81c61b6945499e1c7796980b2b2b6f3270dfc89e471cf83c47f0d1f6a348720578b08ee468cc6ae4a904dc1ae3df5ff9a9f25ee9a06730763ac5c21ff577dedbe206f9c1036e4130bc104c362b67f7cb355b62effa2b869fa2567d4d790e64ffb5295da4f536666ecf15479493eeb7b3d5ea5e9bc81689faccf797f4511c44515d1859aba75a5ab8e66cffd42d228c10c6b05ae716053b5743b2');
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
    paid_at      BIGINT NOT NULL, refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0), deposit BIGINT NOT NULL DEFAULT 0, ending BIGINT NOT NULL DEFAULT 0, -- 0 = not
    UNIQUE (mchid, out_trade_no)
);
INSERT INTO pay_order VALUES('ord_01m8k3dvv36f8bkqyk6h7a3t14','1600000001','paid-before','wxed767018d9957bd5','o7f9nrxf-K8I8tyhcvfh5RXDoIXE','Oolong 乌龙','','https://shop.example/notify',1500,'CNY',0,1795937464163,1795944664163,2,'pay_01m8k3dvvt3zjwkt9k70jymrfx',1795937464190,500,0,0);
INSERT INTO pay_order VALUES('ord_01m8k3dwj62y8p07yny2w1q2pz','1600000001','umbrella-before','wxed767018d9957bd5','o7f9nrxf-K8I8tyhcvfh5RXDoIXE','An umbrella','','https://shop.example/notify',2000,'CNY',0,1795937464902,1795944664902,4,'pay_01m8k3dwjraezy9bbcrjjnyfkp',1795937464922,0,2000,0);
INSERT INTO pay_order VALUES('ord_01m8k3dwkn02v1swz173dr2zm1','1600000001','waits-since-before','wxed767018d9957bd5','o7f9nrxf-K8I8tyhcvfh5RXDoIXE','Oolong 乌龙','','https://shop.example/notify',900,'CNY',0,1795937464949,1795944664949,1,'',0,0,0,0);
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
INSERT INTO payment VALUES('pay_01m8k3dv9hb5hy7a3dnkt40fdz','usr_01m8k3drw83hnrcq6xha4nrejz','transfer-of-before',2,'','usr_01m8k3dsg8f0p6ga8gd4jwq06k',1234,'CNY','for 茶','',2,'',1795937463601,1795937463602);
INSERT INTO payment VALUES('pay_01m8k3dvvt3zjwkt9k70jymrfx','usr_01m8k3drw83hnrcq6xha4nrejz','payment-of-before',1,'ord_01m8k3dvv36f8bkqyk6h7a3t14','1600000001',1500,'CNY','Oolong 乌龙','crd_01m8k3dtcw7vvjqgz3sc5eeny6',2,'',1795937464186,1795937464190);
INSERT INTO payment VALUES('pay_01m8k3dwjraezy9bbcrjjnyfkp','usr_01m8k3drw83hnrcq6xha4nrejz','deposit-of-before',3,'ord_01m8k3dwj62y8p07yny2w1q2pz','1600000001',2000,'CNY','An umbrella','',2,'',1795937464920,1795937464922);
CREATE TABLE pin (
    person       TEXT   NOT NULL PRIMARY KEY,
    phc          TEXT   NOT NULL, -- argon2id
    misses       BIGINT NOT NULL, -- since the last right one, or since the last lock
    locks        BIGINT NOT NULL, -- since the last right one
    locked_until BIGINT NOT NULL  -- Unix milliseconds
);
INSERT INTO pin VALUES('usr_01m8k3drw83hnrcq6xha4nrejz','$argon2id$v=19$m=19456,t=2,p=1$T6Sogz8QZ88++bclH59auw$/4j11ciK5Fz9m5CHoJNHGQD33DtRsg3A7tGA3ee0JHg',0,0,0);
INSERT INTO pin VALUES('usr_01m8k3dsg8f0p6ga8gd4jwq06k','$argon2id$v=19$m=19456,t=2,p=1$nBB4NTRH9hUB3oN/50nj5g$o48COl1XUCjDkAjp9tgKLxrTRFk+EN38Mmoj2mpa3QY',0,0,0);
CREATE TABLE merchant_notice (
    id         TEXT   NOT NULL PRIMARY KEY, -- the same at every attempt
    payment    TEXT   NOT NULL,
    url        TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    state      BIGINT NOT NULL, -- 1 waiting, 2 taken, 3 given up
    outcome    TEXT   NOT NULL  -- of the last attempt
, refund TEXT NOT NULL DEFAULT '');
INSERT INTO merchant_notice VALUES('ntc_01m8k3dvvth5s7w0yw7d1cpe5s','pay_01m8k3dvvt3zjwkt9k70jymrfx','https://shop.example/notify',1795937464190,1,1795937479194,1,'compat/wechatpay: notify 1600000001: egress: notify for merchant 1600000001: egress.no-host: There is no server of this name. shop.example: lookup shop.example on 10.255.255.53:53: no such host','');
INSERT INTO merchant_notice VALUES('ntc_01m8k3dwjryq397yng76hzvf2c','pay_01m8k3dwjraezy9bbcrjjnyfkp','https://shop.example/notify',1795937464922,1,1795937479935,1,'compat/wechatpay: notify 1600000001: egress: notify for merchant 1600000001: egress.no-host: There is no server of this name. shop.example: lookup shop.example on 10.255.255.53:53: no such host','');
CREATE TABLE refund (
    id            TEXT   NOT NULL PRIMARY KEY, -- the refund_id
    mchid         TEXT   NOT NULL REFERENCES merchant (mchid),
    out_refund_no TEXT   NOT NULL,
    trade         TEXT   NOT NULL REFERENCES pay_order (id),
    payment       TEXT   NOT NULL REFERENCES payment (id),
    reason        TEXT   NOT NULL,
    notify_url    TEXT   NOT NULL,
    amount        BIGINT NOT NULL CHECK (amount > 0),
    state         BIGINT NOT NULL, -- 1 submitted, 2 done
    created_at    BIGINT NOT NULL,
    settled_at    BIGINT NOT NULL, -- 0 = not
    UNIQUE (mchid, out_refund_no)
);
INSERT INTO refund VALUES('rfd_01m8k3dw8d5hvq7yq3kea8n83a','1600000001','refund-before','ord_01m8k3dvv36f8bkqyk6h7a3t14','pay_01m8k3dvvt3zjwkt9k70jymrfx','','',500,2,1795937464589,1795937464598);
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
    ended_at     BIGINT NOT NULL, direct BIGINT NOT NULL DEFAULT 0, undo BIGINT NOT NULL DEFAULT 0, undo_tries BIGINT NOT NULL DEFAULT 0, undo_at BIGINT NOT NULL DEFAULT 0, -- 0 = not
    UNIQUE (sender, request),
    CHECK (taken <= count AND taken_amount + returned <= amount)
);
INSERT INTO gift VALUES('gft_01m8k3dwyyefwe7h4dwvbstn09','usr_01m8k3drw83hnrcq6xha4nrejz','gift-of-before','cnv_01m8k3dtr422gwtgzhe5005me7',2,'',300,'CNY','good luck',3,1,X'3c96388ba2d3cceff98c3d466a22a55d36476c1b01acdc34f4fc79191c06b721',2,'',1,100,0,0,1795937465310,1796023865310,0,0,0,0,0);
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
INSERT INTO gift_claim VALUES('gft_01m8k3dwyyefwe7h4dwvbstn09','usr_01m8k3dsmx8dkc6jz1nk0vgmz7',0,100,2,1795937465326,1795937465327);
CREATE TABLE wallet_setting (
    person    TEXT   NOT NULL PRIMARY KEY,
    ask_first BIGINT NOT NULL
);
CREATE TABLE schema_registry (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_registry VALUES(1,0,1,'2026-11-29 07:31:00');
INSERT INTO schema_registry VALUES(2,1,1,'2026-11-29 07:31:00');
INSERT INTO schema_registry VALUES(3,2,1,'2026-11-29 07:31:00');
CREATE TABLE program (
    app        TEXT   NOT NULL PRIMARY KEY,
    owner      TEXT   NOT NULL,
    number     BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
INSERT INTO program VALUES('wxed767018d9957bd5','usr_01m8k3drw83hnrcq6xha4nrejz',1,1795937462665);
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
INSERT INTO program_version VALUES('wxed767018d9957bd5',1,'8791d0f2cf65fc67657e0f4e4cc5788860c3f92b7c77f0e797883af1a4fa85ec','hOOsp9/dvuowXKqlPOhy9Gwdo4oF2rh2yCAI74+XiPzrdWCxw44VgmNsr6PVM3ULG+YY7s5CPIvFGgwYZhK3CA==','','','usr_01m8k3drw83hnrcq6xha4nrejz',1795937462665,'Before','#243794','','','wechat',1,1400);
CREATE TABLE program_upload (
    owner      TEXT   NOT NULL,
    hash       TEXT   NOT NULL,
    size_bytes BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (owner, hash)
);
CREATE TABLE program_secret (
    app     TEXT   NOT NULL PRIMARY KEY REFERENCES program (app),
    sum     BYTEA  NOT NULL,
    made_at BIGINT NOT NULL
);
INSERT INTO program_secret VALUES('wxed767018d9957bd5',X'28db2d73b4b45a549513de3b2a932f714125719dd649674f8bc3ab3ac884e026',1795937464095);
CREATE TABLE schema_deliver (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_deliver VALUES(1,0,1,'2026-11-29 07:31:00');
INSERT INTO schema_deliver VALUES(2,1,1,'2026-11-29 07:31:00');
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
CREATE TABLE schema_egress (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_egress VALUES(1,0,1,'2026-11-29 07:31:00');
INSERT INTO schema_egress VALUES(2,1,1,'2026-11-29 07:31:00');
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
INSERT INTO egress_call VALUES('req_01m8k3dvwt2g1x5b6xte3xhsxf','merchant 1600000001','',1795937464218,'notify','POST','https://shop.example/notify',0,885,0,29,'egress.no-host');
INSERT INTO egress_call VALUES('req_01m8k3dwkn02v1swz173dr2zm0','merchant 1600000001','',1795937464949,'notify','POST','https://shop.example/notify',0,821,0,2,'egress.no-host');
CREATE TABLE schema_gateway (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_gateway VALUES(1,0,1,'2026-11-29 07:31:00');
INSERT INTO schema_gateway VALUES(2,1,1,'2026-11-29 07:31:00');
INSERT INTO schema_gateway VALUES(3,2,1,'2026-11-29 07:31:00');
CREATE TABLE login_code (
    sum     BYTEA  NOT NULL PRIMARY KEY,
    app     TEXT   NOT NULL,
    person  TEXT   NOT NULL,
    made_at BIGINT NOT NULL,
    used    BIGINT NOT NULL
);
INSERT INTO login_code VALUES(X'1dc3c3ab18408a7ae16b861dd7b1f4196fffaa027b43f84ca31adefcfaeb3f35','wxed767018d9957bd5','usr_01m8k3drw83hnrcq6xha4nrejz',1795937464104,1);
CREATE TABLE program_session (
    app         TEXT   NOT NULL,
    person      TEXT   NOT NULL,
    session_key TEXT   NOT NULL, -- base64 of 16 bytes
    made_at     BIGINT NOT NULL, openid TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (app, person)
);
INSERT INTO program_session VALUES('wxed767018d9957bd5','usr_01m8k3drw83hnrcq6xha4nrejz','maF7yZG+0mNEFS1CIWPeAQ==',1795937464115,'o7f9nrxf-K8I8tyhcvfh5RXDoIXE');
CREATE TABLE schema_push (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_push VALUES(1,0,1,'2026-11-29 07:31:00');
INSERT INTO schema_push VALUES(2,1,1,'2026-11-29 07:31:00');
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
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('schema_store',5);
INSERT INTO sqlite_sequence VALUES('schema_account',3);
INSERT INTO sqlite_sequence VALUES('schema_social',3);
INSERT INTO sqlite_sequence VALUES('schema_chat',5);
INSERT INTO sqlite_sequence VALUES('schema_ledger',3);
INSERT INTO sqlite_sequence VALUES('schema_pay',6);
INSERT INTO sqlite_sequence VALUES('schema_registry',3);
INSERT INTO sqlite_sequence VALUES('schema_deliver',2);
INSERT INTO sqlite_sequence VALUES('schema_egress',2);
INSERT INTO sqlite_sequence VALUES('schema_gateway',3);
INSERT INTO sqlite_sequence VALUES('schema_push',2);
CREATE INDEX outbox_key ON outbox (key, id);
CREATE INDEX outbox_due ON outbox (due_at);
CREATE INDEX session_person ON session (person);
CREATE INDEX passkey_person ON passkey (person);
CREATE INDEX recovery_code_person ON recovery_code (person);
CREATE INDEX block_other ON block (other);
CREATE INDEX member_person ON member (person);
CREATE UNIQUE INDEX message_once ON message (conv, sender, client_id);
CREATE UNIQUE INDEX conversation_invite ON conversation (invite) WHERE invite <> '';
CREATE INDEX message_mod ON message (conv, mod) WHERE mod > 0;
CREATE INDEX search_term_seq ON search_term (conv, seq);
CREATE UNIQUE INDEX ledger_account_id ON ledger_account (id);
CREATE INDEX ledger_account_owner ON ledger_account (owner);
CREATE UNIQUE INDEX ledger_transfer_id ON ledger_transfer (id, currency);
CREATE INDEX ledger_hold_open ON ledger_hold (currency, ended);
CREATE INDEX payment_submitted ON payment (created_at) WHERE state = 1;
CREATE INDEX merchant_notice_due ON merchant_notice (due_at) WHERE state = 1;
CREATE INDEX refund_submitted ON refund (created_at) WHERE state = 1;
CREATE INDEX refund_trade ON refund (trade);
CREATE INDEX gift_open ON gift (expires_at) WHERE state = 2;
CREATE INDEX gift_submitted ON gift (created_at) WHERE state = 1 OR unsettled = 1;
CREATE INDEX gift_claim_submitted ON gift_claim (created_at) WHERE state = 1;
CREATE INDEX gift_undoing ON gift (undo_at) WHERE undo = 1;
CREATE INDEX pay_order_ending ON pay_order (id) WHERE ending <> 0;
CREATE INDEX program_owner ON program (owner);
CREATE INDEX program_version_package ON program_version (package);
CREATE INDEX program_upload_expires ON program_upload (expires_at);
CREATE INDEX picture_owner ON picture (owner, created_at);
CREATE INDEX egress_call_who ON egress_call (who, id);
CREATE INDEX egress_call_person ON egress_call (who, person, id);
CREATE INDEX egress_call_at ON egress_call (at);
CREATE INDEX login_code_made ON login_code (made_at);
CREATE INDEX program_session_openid ON program_session (openid);
CREATE INDEX push_subscription_person ON push_subscription (person, created_at);
CREATE INDEX push_queue_due ON push_queue (due_at);
CREATE INDEX push_queue_queued ON push_queue (queued_at);
COMMIT;
