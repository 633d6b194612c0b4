PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_store (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_store VALUES(1,0,1,'2026-11-29 07:29:30');
INSERT INTO schema_store VALUES(2,1,1,'2026-11-29 07:29:30');
INSERT INTO schema_store VALUES(3,2,1,'2026-11-29 07:29:30');
INSERT INTO schema_store VALUES(4,3,1,'2026-11-29 07:29:30');
INSERT INTO schema_store VALUES(5,4,1,'2026-11-29 07:29:30');
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
INSERT INTO lease VALUES('ledger/CNY','ledger',1,1795940970651,15);
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
INSERT INTO schema_account VALUES(1,0,1,'2026-11-29 07:29:30');
INSERT INTO schema_account VALUES(2,1,1,'2026-11-29 07:29:30');
INSERT INTO schema_account VALUES(3,2,1,'2026-11-29 07:29:30');
INSERT INTO schema_account VALUES(4,3,1,'2026-11-29 07:29:30');
INSERT INTO schema_account VALUES(5,4,1,'2026-11-29 07:29:30');
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
INSERT INTO person VALUES('usr_01m8k3b0xw3zqwnxmrj2j5xa26','nora','Nora 诺拉',9,'',0,'$argon2id$v=19$m=19456,t=2,p=1$JJOojTVgpBDh9dCExJe85A$xoM51MJaaWlnXPnGaS/3qe56+KBHFmqMwISQWhPmWc0',1795937371068);
INSERT INTO person VALUES('usr_01m8k3b16tfb9adhpk7va69c9e','ben','Ben O''Hara',6,'',0,'$argon2id$v=19$m=19456,t=2,p=1$lW3WuPfP3UXgedRNCWR1mg$t58Z3r1dxO4LEBSgrMofKWGGfz9jZ6gRWhZM9BR6PWA',1795937371355);
INSERT INTO person VALUES('usr_01m8k3b1cf7ef14dp3csns4pw9','pia','Pia',9,'',0,'$argon2id$v=19$m=19456,t=2,p=1$UcatIvHUnsnG8dA/wL1Nww$vovq/XuznJGEF4qHPFoxKWFcxRUy8r0g9VvUA2F9Vbw',1795937371535);
CREATE TABLE session (
    id         TEXT   NOT NULL PRIMARY KEY,
    person     TEXT   NOT NULL REFERENCES person (id),
    device     TEXT   NOT NULL,
    token_sum  BYTEA  NOT NULL UNIQUE, -- SHA-256
    agent      TEXT   NOT NULL,        -- what the browser calls itself
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL
, proved_at BIGINT NOT NULL DEFAULT 0);
INSERT INTO session VALUES('ses_01m8k3b0xw3zqwnxmrj2j5xa27','usr_01m8k3b0xw3zqwnxmrj2j5xa26','dev_01m8k3b0xw3zqwnxmrj2j5xa28',X'c3e3eed8ed3407caec6a4401479466e827238203b0478ff1a6661bcaf26cadf0','node',1795937371068,1795937371068,1795937371068);
INSERT INTO session VALUES('ses_01m8k3b14f1jkkvgdc4vemhwg2','usr_01m8k3b0xw3zqwnxmrj2j5xa26','dev_01m8k3b14f1jkkvgdc4vemhwg3',X'6c29630ae3e24035a1d82fae0e9e9a2521d3e77896b721ae4ee0f0dab14e0c2c','node',1795937371279,1795937371279,1795937371279);
INSERT INTO session VALUES('ses_01m8k3b16v7kbvmheqh99wz80m','usr_01m8k3b16tfb9adhpk7va69c9e','dev_01m8k3b16v7kbvmheqh99wz80n',X'e3d6172acf266b55923fc907a226bed27789ca594c8aa508d3774029cf20a2a4','node',1795937371355,1795937371355,1795937371355);
INSERT INTO session VALUES('ses_01m8k3b190dcfytaqajefp541h','usr_01m8k3b16tfb9adhpk7va69c9e','dev_01m8k3b190dcfytaqajefp541j',X'ad2d25dcd0fd1ceb30709cf3fa8299a503e996229b988c279dfcd1b13d329aa0','node',1795937371424,1795937371424,1795937371424);
INSERT INTO session VALUES('ses_01m8k3b1cf7ef14dp3csns4pwa','usr_01m8k3b1cf7ef14dp3csns4pw9','dev_01m8k3b1cf7ef14dp3csns4pwb',X'6a4a11a839de714d050d68673f60698b39c3e6c65e2b0beb78e744615adbaabd','node',1795937371535,1795937371535,1795937371535);
INSERT INTO session VALUES('ses_01m8k3b1dvbkp06zyrbm86gd55','usr_01m8k3b1cf7ef14dp3csns4pw9','dev_01m8k3b1dvbkp06zyrbm86gd56',X'4befa9be0e5a60573a72eb137905aeb4c62bf2eb6211f415566fac0098ca548d','node',1795937371579,1795937371579,1795937371579);
INSERT INTO session VALUES('ses_01m8k3b1rq86wm89zy265jda0w','usr_01m8k3b0xw3zqwnxmrj2j5xa26','dev_01m8k3b1rq86wm89zy265jda0x',X'521d516d1f9b566505f49c14a0d51edc0ba2612fa555df5fceded00f48653d27','superette',1795937371927,1795937371927,1795937371927);
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
, party TEXT NOT NULL DEFAULT '');
CREATE TABLE spent_challenge (
    challenge  BYTEA  NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE TABLE recovery_code (
    sum    BYTEA NOT NULL PRIMARY KEY, -- HMAC-SHA-256 of person and code
    person TEXT  NOT NULL REFERENCES person (id)
);
CREATE TABLE attempt (
    sum     BYTEA  NOT NULL PRIMARY KEY, -- HMAC-SHA-256 of what is limited: no address or name can be read from it
    full_at BIGINT NOT NULL              -- when the whole burst may be had again, unix ms
);
CREATE TABLE schema_social (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_social VALUES(1,0,1,'2026-11-29 07:29:30');
INSERT INTO schema_social VALUES(2,1,1,'2026-11-29 07:29:30');
INSERT INTO schema_social VALUES(3,2,1,'2026-11-29 07:29:30');
CREATE TABLE contact (
    person   TEXT   NOT NULL,
    other    TEXT   NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (person, other)
);
INSERT INTO contact VALUES('usr_01m8k3b0xw3zqwnxmrj2j5xa26','usr_01m8k3b16tfb9adhpk7va69c9e',1795937371584);
INSERT INTO contact VALUES('usr_01m8k3b16tfb9adhpk7va69c9e','usr_01m8k3b0xw3zqwnxmrj2j5xa26',1795937371584);
INSERT INTO contact VALUES('usr_01m8k3b0xw3zqwnxmrj2j5xa26','usr_01m8k3b1cf7ef14dp3csns4pw9',1795937371587);
INSERT INTO contact VALUES('usr_01m8k3b1cf7ef14dp3csns4pw9','usr_01m8k3b0xw3zqwnxmrj2j5xa26',1795937371587);
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
INSERT INTO schema_chat VALUES(1,0,1,'2026-11-29 07:29:30');
INSERT INTO schema_chat VALUES(2,1,1,'2026-11-29 07:29:30');
INSERT INTO schema_chat VALUES(3,2,1,'2026-11-29 07:29:30');
INSERT INTO schema_chat VALUES(4,3,1,'2026-11-29 07:29:30');
INSERT INTO schema_chat VALUES(5,4,1,'2026-11-29 07:29:30');
CREATE TABLE conversation (
    id         TEXT   NOT NULL PRIMARY KEY,
    kind       BIGINT NOT NULL, -- 1 direct, 2 group
    title      TEXT   NOT NULL,
    last_seq   BIGINT NOT NULL,
    last_ts    BIGINT NOT NULL, -- of the last message, or of the conversation while it is empty
    created_at BIGINT NOT NULL
, avatar TEXT NOT NULL DEFAULT '', notice TEXT NOT NULL DEFAULT '', mute_all BIGINT NOT NULL DEFAULT 0, approve BIGINT NOT NULL DEFAULT 0, invite TEXT NOT NULL DEFAULT '', mod BIGINT NOT NULL DEFAULT 0);
INSERT INTO conversation VALUES('cnv_01m8k3b1e906fdn5rjm52v6krd',1,'',6,1795937373902,1795937371593,'','',0,0,'',1);
INSERT INTO conversation VALUES('cnv_01m8k3b1en4yxpfxbb7w6fwsq1',1,'',1,1795937371607,1795937371607,'','',0,0,'',0);
INSERT INTO conversation VALUES('cnv_01m8k3b2g11mp42avkfwyex6hk',2,'Tea of before',4,1795937376812,1795937372673,'','',0,0,'',0);
CREATE TABLE direct (
    low  TEXT NOT NULL,
    high TEXT NOT NULL,
    conv TEXT NOT NULL REFERENCES conversation (id),
    PRIMARY KEY (low, high)
);
INSERT INTO direct VALUES('usr_01m8k3b0xw3zqwnxmrj2j5xa26','usr_01m8k3b16tfb9adhpk7va69c9e','cnv_01m8k3b1e906fdn5rjm52v6krd');
INSERT INTO direct VALUES('usr_01m8k3b0xw3zqwnxmrj2j5xa26','usr_01m8k3b1cf7ef14dp3csns4pw9','cnv_01m8k3b1en4yxpfxbb7w6fwsq1');
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
INSERT INTO member VALUES('cnv_01m8k3b1e906fdn5rjm52v6krd','usr_01m8k3b0xw3zqwnxmrj2j5xa26',0,0,6,0,0,0,1,1795937371593,0,0);
INSERT INTO member VALUES('cnv_01m8k3b1e906fdn5rjm52v6krd','usr_01m8k3b16tfb9adhpk7va69c9e',0,0,3,0,0,0,1,1795937371593,0,0);
INSERT INTO member VALUES('cnv_01m8k3b1en4yxpfxbb7w6fwsq1','usr_01m8k3b0xw3zqwnxmrj2j5xa26',0,0,1,0,0,0,1,1795937371607,0,0);
INSERT INTO member VALUES('cnv_01m8k3b1en4yxpfxbb7w6fwsq1','usr_01m8k3b1cf7ef14dp3csns4pw9',0,0,0,0,0,0,1,1795937371607,0,0);
INSERT INTO member VALUES('cnv_01m8k3b2g11mp42avkfwyex6hk','usr_01m8k3b0xw3zqwnxmrj2j5xa26',0,0,3,0,0,0,3,1795937372673,0,0);
INSERT INTO member VALUES('cnv_01m8k3b2g11mp42avkfwyex6hk','usr_01m8k3b16tfb9adhpk7va69c9e',0,0,0,0,0,0,1,1795937372673,0,0);
INSERT INTO member VALUES('cnv_01m8k3b2g11mp42avkfwyex6hk','usr_01m8k3b1cf7ef14dp3csns4pw9',0,0,4,0,0,0,1,1795937372673,0,0);
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
INSERT INTO message VALUES('cnv_01m8k3b1e906fdn5rjm52v6krd',1,'','created',1795937371593,3,X'7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c2242656e204f2748617261225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3b1e906fdn5rjm52v6krd',2,'usr_01m8k3b0xw3zqwnxmrj2j5xa26','client-0-of-before',1795937371605,1,X'e4bb8ae5a4a9e5969de4b98ce9be99e88cb6e590973f',0,'',0,1);
INSERT INTO message VALUES('cnv_01m8k3b1en4yxpfxbb7w6fwsq1',1,'','created',1795937371607,3,X'7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c22506961225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3b1e906fdn5rjm52v6krd',3,'usr_01m8k3b16tfb9adhpk7va69c9e','client-1-of-before',1795937371613,1,X'4974277320612071756f74653a202720616e64205c20616e642022',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3b1e906fdn5rjm52v6krd',4,'usr_01m8k3b0xw3zqwnxmrj2j5xa26','client-2-of-before',1795937371620,1,X'e7acace4b889e8a18c0a696e2074776f206c696e657320f09f8db5',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3b1e906fdn5rjm52v6krd',5,'usr_01m8k3b0xw3zqwnxmrj2j5xa26','client-card-of-before',1795937372198,2,X'47ea7c7dc7f1f1aec1c22164f451783e4cf27522163566140009416ec66449127b226964223a226372645f30316d386b33623231366230767273676e367a6a7135706a6736222c22617070223a22777866373635316233333565656437383864222c226170705f6e616d65223a224265666f7265222c226170705f636f6c6f72223a2223323433373934222c227469746c65223a224120746561206f66206265666f7265222c2270617468223a2270616765732f7465612f7465613f69643d31222c227072696365223a313530302c2263757272656e6379223a22434e59227d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3b2g11mp42avkfwyex6hk',1,'','created',1795937372673,3,X'7b226b6579223a2267726f75702e63726561746564222c2261726773223a5b224e6f726120e8afbae68b89225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3b2g11mp42avkfwyex6hk',2,'usr_01m8k3b1cf7ef14dp3csns4pw9','client-group-of-before',1795937372756,1,X'68656c6c6f2c20616c6c206f6620796f75',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3b1e906fdn5rjm52v6krd',6,'usr_01m8k3b0xw3zqwnxmrj2j5xa26','pay_01m8k3b3mw8vhpfps03s3wwdpc',1795937373902,3,X'7b226b6579223a227472616e73666572222c2261726773223a5b2231323334222c22434e59222c227573725f30316d386b3362313674666239616468706b3776613639633965222c22666f7220e88cb6225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3b2g11mp42avkfwyex6hk',3,'usr_01m8k3b0xw3zqwnxmrj2j5xa26','gft_01m8k3b6ea7n2fpf0vhryqkahp-sent',1795937376790,3,X'7b226b6579223a2267696674222c2261726773223a5b226766745f30316d386b3362366561376e326670663076687279716b616870222c2232222c22333030222c22434e59222c22222c2233222c22676f6f64206c75636b225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3b2g11mp42avkfwyex6hk',4,'usr_01m8k3b1cf7ef14dp3csns4pw9','gft_01m8k3b6ea7n2fpf0vhryqkahp-taken',1795937376812,3,X'7b226b6579223a22676966742e7061636b65742e74616b656e222c2261726773223a5b226766745f30316d386b3362366561376e326670663076687279716b616870222c2232222c22506961222c224e6f726120e8afbae68b89225d7d',0,'',0,0);
CREATE TABLE card (
    id         TEXT   NOT NULL PRIMARY KEY,
    conv       TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    state      BIGINT NOT NULL,
    state_by   TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (conv, seq)
);
INSERT INTO card VALUES('crd_01m8k3b216b0vrsgn6zjq5pjg6','cnv_01m8k3b1e906fdn5rjm52v6krd',5,2,'usr_01m8k3b0xw3zqwnxmrj2j5xa26',1795937375066);
CREATE TABLE user_event (
    person TEXT   NOT NULL,
    useq   BIGINT NOT NULL,
    kind   BIGINT NOT NULL, -- 1 conversation, 2 contact, 3 card
    ref    TEXT   NOT NULL, -- the id of what it is about
    at     BIGINT NOT NULL,
    PRIMARY KEY (person, useq)
);
INSERT INTO user_event VALUES('usr_01m8k3b0xw3zqwnxmrj2j5xa26',1,2,'usr_01m8k3b16tfb9adhpk7va69c9e',1795937371588);
INSERT INTO user_event VALUES('usr_01m8k3b16tfb9adhpk7va69c9e',1,2,'usr_01m8k3b0xw3zqwnxmrj2j5xa26',1795937371588);
INSERT INTO user_event VALUES('usr_01m8k3b0xw3zqwnxmrj2j5xa26',2,1,'cnv_01m8k3b1e906fdn5rjm52v6krd',1795937371593);
INSERT INTO user_event VALUES('usr_01m8k3b16tfb9adhpk7va69c9e',2,1,'cnv_01m8k3b1e906fdn5rjm52v6krd',1795937371593);
INSERT INTO user_event VALUES('usr_01m8k3b0xw3zqwnxmrj2j5xa26',3,2,'usr_01m8k3b1cf7ef14dp3csns4pw9',1795937371604);
INSERT INTO user_event VALUES('usr_01m8k3b1cf7ef14dp3csns4pw9',1,2,'usr_01m8k3b0xw3zqwnxmrj2j5xa26',1795937371604);
INSERT INTO user_event VALUES('usr_01m8k3b0xw3zqwnxmrj2j5xa26',4,1,'cnv_01m8k3b1en4yxpfxbb7w6fwsq1',1795937371607);
INSERT INTO user_event VALUES('usr_01m8k3b1cf7ef14dp3csns4pw9',2,1,'cnv_01m8k3b1en4yxpfxbb7w6fwsq1',1795937371607);
INSERT INTO user_event VALUES('usr_01m8k3b0xw3zqwnxmrj2j5xa26',5,1,'cnv_01m8k3b2g11mp42avkfwyex6hk',1795937372673);
INSERT INTO user_event VALUES('usr_01m8k3b16tfb9adhpk7va69c9e',3,1,'cnv_01m8k3b2g11mp42avkfwyex6hk',1795937372673);
INSERT INTO user_event VALUES('usr_01m8k3b1cf7ef14dp3csns4pw9',3,1,'cnv_01m8k3b2g11mp42avkfwyex6hk',1795937372673);
INSERT INTO user_event VALUES('usr_01m8k3b0xw3zqwnxmrj2j5xa26',6,3,'crd_01m8k3b216b0vrsgn6zjq5pjg6',1795937375066);
INSERT INTO user_event VALUES('usr_01m8k3b16tfb9adhpk7va69c9e',4,3,'crd_01m8k3b216b0vrsgn6zjq5pjg6',1795937375066);
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
INSERT INTO card_party VALUES('crd_01m8k3b216b0vrsgn6zjq5pjg6','usr_01m8k3b0xw3zqwnxmrj2j5xa26');
CREATE TABLE reaction (
    conv   TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    person TEXT   NOT NULL,
    emoji  TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (conv, seq, person, emoji)
);
INSERT INTO reaction VALUES('cnv_01m8k3b1e906fdn5rjm52v6krd',2,'usr_01m8k3b16tfb9adhpk7va69c9e','👍',1795937371760);
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
INSERT INTO schema_ledger VALUES(1,0,1,'2026-11-29 07:29:30');
INSERT INTO schema_ledger VALUES(2,1,1,'2026-11-29 07:29:30');
INSERT INTO schema_ledger VALUES(3,2,1,'2026-11-29 07:29:30');
INSERT INTO schema_ledger VALUES(4,3,1,'2026-11-29 07:29:30');
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
INSERT INTO ledger_account VALUES('CNY',1,'issuance:test:CNY','test',0,0,1795937371075);
INSERT INTO ledger_account VALUES('CNY',2,'person:usr_01m8k3b0xw3zqwnxmrj2j5xa26:CNY','usr_01m8k3b0xw3zqwnxmrj2j5xa26',0,0,1795937371152);
INSERT INTO ledger_account VALUES('CNY',3,'person:usr_01m8k3b16tfb9adhpk7va69c9e:CNY','usr_01m8k3b16tfb9adhpk7va69c9e',0,0,1795937371368);
INSERT INTO ledger_account VALUES('CNY',4,'person:usr_01m8k3b1cf7ef14dp3csns4pw9:CNY','usr_01m8k3b1cf7ef14dp3csns4pw9',0,0,1795937371544);
INSERT INTO ledger_account VALUES('CNY',5,'merchant:1600000001:CNY','1600000001',0,0,1795937375025);
INSERT INTO ledger_account VALUES('CNY',6,'gift:gft_01m8k3b6ea7n2fpf0vhryqkahp:CNY','gft_01m8k3b6ea7n2fpf0vhryqkahp',0,0,1795937376732);
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
INSERT INTO ledger_balance VALUES('CNY',1,1,30000,0,0,0,3,3,24322,X'681fb935e56ca5b6e2e249e191995fa32915c29023be9c6db14bca5cc1d06f19');
INSERT INTO ledger_balance VALUES('CNY',2,0,3034,10500,2000,0,6,8,24322,X'43dedc4cbebf0388ae89db2f7b36b8b94fdeec34a7dc8e02bfb4b077fde873fd');
INSERT INTO ledger_balance VALUES('CNY',3,0,0,11234,0,0,2,4,24322,X'173d525754239c04a391b8d4d6be256f25583d5f7ae2e9e63aa39391218ab137');
INSERT INTO ledger_balance VALUES('CNY',4,0,0,10100,0,0,2,9,24322,X'7382ee1ba7b3136af39f1a3f1fa3dee040c52939cdcf4071f63f86fafa43582a');
INSERT INTO ledger_balance VALUES('CNY',5,0,500,1500,0,2000,3,7,24322,X'8072ce4ccbb69cee951bfff22a46e346f227f76997ee1e3be6519096e2d204a8');
INSERT INTO ledger_balance VALUES('CNY',6,0,100,300,0,0,2,9,24322,X'06737c37ade05bc762a270df41ceef3280f81b805f7db57f6aaeabf05f599384');
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
INSERT INTO ledger_transfer VALUES('CNY',1,X'01a2263583bcc52c135e79464b251d40',X'b8adeb4892af84c688749b372af6b301',1,NULL,1,2,10000,0,'grant','',1795937371159,1,0,-10000,X'bd01e28cb3f434f620c415534755556bff117234cce13edd38a05a9fe776017f',1,0,10000,X'8e071968719c8cd882e944519f21a53eae2db25fc021fc750ac41a29573b8ba0');
INSERT INTO ledger_transfer VALUES('CNY',2,X'01a2263584dac5e0f3757565283089ac',X'7fce00dcc69d660f296530e84545472c',1,NULL,1,3,10000,0,'grant','',1795937371392,2,1,-20000,X'2f28dca219b8e17dd335c0b6dbd75480244b43ef6437019e427065a3b1a1f41a',1,0,10000,X'f87439340bd632006e3136a3f2c6e2f9ad9d223c7c12eac71f4dc36b4758f9ab');
INSERT INTO ledger_transfer VALUES('CNY',3,X'01a22635858fdc850e9ea957f31439d0',X'bd83e9c4f552e38d2d0760c1029ee922',1,NULL,1,4,10000,0,'grant','',1795937371555,3,2,-30000,X'681fb935e56ca5b6e2e249e191995fa32915c29023be9c6db14bca5cc1d06f19',1,0,10000,X'c0af7b8e9f7a8225bfeafe9cde5fdc85a4e7259572f5db14c1739e20683889d2');
INSERT INTO ledger_transfer VALUES('CNY',4,X'01a226358e9c8202d68782467fb8bf14',X'71b0216d4f938b3b3e4a7c9fcc08bb04',1,NULL,2,3,1234,0,'transfer','pay_01m8k3b3mw8vhpfps03s3wwdpc',1795937373855,2,1,8766,X'b1771d3b51cf05e0d5ab9203792de82e236b8c3080e140dcef017bc46e4c09ff',2,2,11234,X'173d525754239c04a391b8d4d6be256f25583d5f7ae2e9e63aa39391218ab137');
INSERT INTO ledger_transfer VALUES('CNY',5,X'01a226359320284b721b00d42de2ee42',X'091f2037f2f80cef0be0dcdf14307dab',1,NULL,2,5,1500,0,'payment','pay_01m8k3b4s075wf54b73jrvyj9v',1795937375036,3,4,7266,X'4eef8d26286a186ddf1ebac676a0d8bf50531fe9715b4b89eb8f208170147848',1,0,1500,X'0fa04d511c970a9697df641772631c240524e9a53cf4139b7b6a068e48aa8b2e');
INSERT INTO ledger_transfer VALUES('CNY',6,X'01a2263595a40b5b9ef6a77c1558f9df',X'77f48349fe61d790e6edd0ff148e1e28',1,NULL,5,2,500,0,'refund','rfd_01m8k3b5d45hmh4hv31ca0axs2',1795937375662,2,5,1000,X'f4cf51398759cdbb9ba739e8d42745279d1d687c166686749af373eecb0c104e',4,5,7766,X'81c2d4e3d543a42938d289088931d3e1e88bd910b3313c990c73590e1b825360');
INSERT INTO ledger_transfer VALUES('CNY',7,X'01a2263598a82ce5fcc3017774be4413',X'd67ae21495138b7eccb67b8f5f288b06',2,NULL,2,5,2000,1798529376425,'deposit','pay_01m8k3b658cs4q6bxe5ys65dz1',1795937376425,5,6,7766,X'00b874da8cb03ce47b523a0330925a30723e5c0429315388ae7a3ea6d55ac06c',3,6,1000,X'8072ce4ccbb69cee951bfff22a46e346f227f76997ee1e3be6519096e2d204a8');
INSERT INTO ledger_transfer VALUES('CNY',8,X'01a2263599ca7c2cc2bdd24276e97a04',X'89a385fcfb3be678dc6e6c72d2f4c590',1,NULL,2,6,300,0,'gift','gft_01m8k3b6ea7n2fpf0vhryqkahp',1795937376740,6,7,7466,X'43dedc4cbebf0388ae89db2f7b36b8b94fdeec34a7dc8e02bfb4b077fde873fd',1,0,300,X'672b5a055a3f5995a21b1d576a999da3ad4e9fb6b549516628552961dfc95f4f');
INSERT INTO ledger_transfer VALUES('CNY',9,X'01a2263599ca67951883158e951eddd9',X'fc14e08a4baaac4ca2c6c625d89c3eba',1,NULL,6,4,100,0,'gift-take','gft_01m8k3b6ea7n2fpf0vhryqkahp',1795937376805,2,8,200,X'06737c37ade05bc762a270df41ceef3280f81b805f7db57f6aaeabf05f599384',2,3,10100,X'7382ee1ba7b3136af39f1a3f1fa3dee040c52939cdcf4071f63f86fafa43582a');
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
INSERT INTO ledger_hold VALUES(X'01a2263598a82ce5fcc3017774be4413','CNY',0);
CREATE TABLE ledger_head (
    currency TEXT   NOT NULL PRIMARY KEY,
    size     BIGINT NOT NULL,
    root     BYTEA  NOT NULL,
    edge     BYTEA  NOT NULL -- roots of the complete subtrees from the left, 32 bytes each: enough to go on
, memos BIGINT NOT NULL DEFAULT 0, memo_hash BYTEA);
INSERT INTO ledger_head VALUES('CNY',9,X'a4d4996f79f6049cc847b587fb1175ed1220c0aaa1ee7d1c7b773517a1a05d03',X'8ad1bbb4e13ecfc7b46c1b0dc62bddb9f8f047713cc73bc1b3fee13c8a06acb2c07a56f0d0ed165ab295d3c8cd82b162f2410ee34a1a2c0c3a4ac5a727369967',6,X'473fb23aefbe508dd20439d259d1bbe6dbc393c15e801ebb94cb4317c6b7f390');
CREATE TABLE ledger_change (
    currency TEXT   NOT NULL,
    place    BIGINT NOT NULL,
    account  BIGINT NOT NULL, -- its number
    change   BIGINT NOT NULL, -- 1 opened, 2 frozen, 3 unfrozen, 4 closed
    at       BIGINT NOT NULL, -- Unix milliseconds
    hash     BYTEA  NOT NULL,
    PRIMARY KEY (currency, place)
);
INSERT INTO ledger_change VALUES('CNY',1,1,1,1795937371075,X'72629f2773f19d9aba62d681f3f9773d342dabb1c4703e7871443da58ccf80ed');
INSERT INTO ledger_change VALUES('CNY',2,2,1,1795937371152,X'7ca3522c47635a990165a40d84e8ba707d09cfb67a92e30d9fe547d0984039b5');
INSERT INTO ledger_change VALUES('CNY',3,3,1,1795937371368,X'd82d7c36d97f13861d6fa1c0afc54ebe3d66b2fdc9754aa8385eeefd13b49dd5');
INSERT INTO ledger_change VALUES('CNY',4,4,1,1795937371544,X'f10aafbfedd0683b95c7d8132f411016fd01c4eac9f53b34efd0db0431cdc955');
INSERT INTO ledger_change VALUES('CNY',5,5,1,1795937375025,X'a70e91ba954793564cfa14f7e33d651435cce8be0cab932a63374f0c20c787a4');
INSERT INTO ledger_change VALUES('CNY',6,6,1,1795937376732,X'473fb23aefbe508dd20439d259d1bbe6dbc393c15e801ebb94cb4317c6b7f390');
CREATE TABLE ledger_signed (
    currency TEXT   NOT NULL,
    size     BIGINT NOT NULL, -- of the tree
    memos    BIGINT NOT NULL,
    at       BIGINT NOT NULL, -- Unix milliseconds
    note     TEXT   NOT NULL, -- a signed note that says all of this and both hashes
    PRIMARY KEY (currency, size, memos)
);
CREATE TABLE ledger_signing (
    currency TEXT   NOT NULL PRIMARY KEY,
    heads    BIGINT NOT NULL,
    hash     BYTEA  NOT NULL
);
CREATE TABLE ledger_unchained (currency TEXT NOT NULL PRIMARY KEY);
CREATE TABLE schema_pay (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_pay VALUES(1,0,1,'2026-11-29 07:29:30');
INSERT INTO schema_pay VALUES(2,1,1,'2026-11-29 07:29:30');
INSERT INTO schema_pay VALUES(3,2,1,'2026-11-29 07:29:30');
INSERT INTO schema_pay VALUES(4,3,1,'2026-11-29 07:29:30');
INSERT INTO schema_pay VALUES(5,4,1,'2026-11-29 07:29:30');
INSERT INTO schema_pay VALUES(6,5,1,'2026-11-29 07:29:30');
CREATE TABLE merchant (
    mchid      TEXT   NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    api_key    BYTEA  NOT NULL, -- 32 bytes
    created_at BIGINT NOT NULL
);
INSERT INTO merchant VALUES('1600000001','Shop of before',X'6439646565323737383539323865626531326631386466303739646664363332',1795937374694);
CREATE TABLE merchant_app (
    mchid TEXT NOT NULL REFERENCES merchant (mchid),
    app   TEXT NOT NULL,
    PRIMARY KEY (mchid, app)
);
INSERT INTO merchant_app VALUES('1600000001','wxf7651b335eed788d');
CREATE TABLE merchant_certificate (
    mchid  TEXT  NOT NULL REFERENCES merchant (mchid),
    serial TEXT  NOT NULL, -- upper-case hex
    der    BYTEA NOT NULL,
    PRIMARY KEY (mchid, serial)
);
INSERT INTO merchant_certificate VALUES('1600000001','71CBCEDF6DA65A650E8B5A361388FDADF87AE21E',X'3082032930820211a003020102021471cbcedf6da65a650e8b5a361388fdadf87ae21e300d06092a864886f70d01010b0500302831123010060355040a13095375706572657474653112301006035504031309617574686f72697479301e170d3236313132393036323933345a170d3331313132393037323933345a303231123010060355040a1309537570657265747465311c301a060355040313136d65726368616e742d3136303030303030303130820122300d06092a864886f70d01010105000382010f003082010a0282010100b5f9e29ea89157b14ed7eb8be6d4ec7b50cfdff20313007da7adeeee36dedfc7f74af9db46fbf9ad80d032a5f13cfd090757514c88fedd90d7c52b7f3ee1c7dc090344e43042ba8a8a19433f0b02c771ad96ed698d3834de3aae57443613a790b9048dbdfb8422dc8f50b3958b90d8fa7f58779a985454e15bed362cd5d4993178ef7e26835ad7b5a39109f7df8e094244d6913eaca63d49016be0e8152162e1af1e662b759a878df09855c310e4ebffe97a7f4b343558eb6a89224bcefcb532bef085b6004a5dffa6e17310e1a80be1c78a1c0aa38bfdb09e3d2ef8cdc9d4108738eb20a0cb2edf9334b9508bf0150fa16debabcbcb9fd2f3f02e9a2bf197fd0203010001a341303f300e0603551d0f0101ff040403020780300c0603551d130101ff04023000301f0603551d2304183016801452c94d4c9844744498b3549e108a76d40103c1f2300d06092a864886f70d01010b050003820101004af5903c8e514d96854384ea5bcabc338f420df62d08a3df38a81193738df8ff1866d44197b458c1d75745239e70bcb4b3a7c8d823ee526629aa9b728b2d8c6e577229dac768e709b9efbf0c0458deb743f544e61e3ad74b00e1e9a739dc8d23981aa214a8b9c16e67040e9b5a3546a100141660663de2721a591e8f87e65f1d3ad45a239738517ba18dc2fc4ede43f5cfa7f374b090858fe57e68f91ee906e337ba98a5d77acd87bce8e59753d22b8e8a282f3ca3e5e7b2768d42df7bf2a0591d911b6362176e628fa1f987784ad6dfefc4a8a403c210f05bf7ea0a0c8e6b1bd7b39e49968680403e6254574be691b803c1c05f8f7aad1c52c9571cb6075ac6');
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
INSERT INTO pay_order VALUES('ord_01m8k3b4pp945zwvvvgnz7ztcz','1600000001','paid-before','wxf7651b335eed788d','ocfkmVxbUxgSGn652fSAKt_a-NtU','Oolong 乌龙','','https://shop.example/notify',1500,'CNY',0,1795937374934,1795944574934,2,'pay_01m8k3b4s075wf54b73jrvyj9v',1795937375036,500,0,0);
INSERT INTO pay_order VALUES('ord_01m8k3b61c7nqgqs9b35f5gq1a','1600000001','umbrella-before','wxf7651b335eed788d','ocfkmVxbUxgSGn652fSAKt_a-NtU','An umbrella','','https://shop.example/notify',2000,'CNY',0,1795937376300,1795944576300,4,'pay_01m8k3b658cs4q6bxe5ys65dz1',1795937376425,0,2000,0);
INSERT INTO pay_order VALUES('ord_01m8k3b65q24qdrxqa4rtzvzfw','1600000001','waits-since-before','wxf7651b335eed788d','ocfkmVxbUxgSGn652fSAKt_a-NtU','Oolong 乌龙','','https://shop.example/notify',900,'CNY',0,1795937376438,1795944576438,1,'',0,0,0,0);
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
INSERT INTO payment VALUES('pay_01m8k3b3mw8vhpfps03s3wwdpc','usr_01m8k3b0xw3zqwnxmrj2j5xa26','transfer-of-before',2,'','usr_01m8k3b16tfb9adhpk7va69c9e',1234,'CNY','for 茶','',2,'',1795937373852,1795937373855);
INSERT INTO payment VALUES('pay_01m8k3b4s075wf54b73jrvyj9v','usr_01m8k3b0xw3zqwnxmrj2j5xa26','payment-of-before',1,'ord_01m8k3b4pp945zwvvvgnz7ztcz','1600000001',1500,'CNY','Oolong 乌龙','crd_01m8k3b216b0vrsgn6zjq5pjg6',2,'',1795937375008,1795937375036);
INSERT INTO payment VALUES('pay_01m8k3b658cs4q6bxe5ys65dz1','usr_01m8k3b0xw3zqwnxmrj2j5xa26','deposit-of-before',3,'ord_01m8k3b61c7nqgqs9b35f5gq1a','1600000001',2000,'CNY','An umbrella','',2,'',1795937376424,1795937376425);
CREATE TABLE pin (
    person       TEXT   NOT NULL PRIMARY KEY,
    phc          TEXT   NOT NULL, -- argon2id
    misses       BIGINT NOT NULL, -- since the last right one, or since the last lock
    locks        BIGINT NOT NULL, -- since the last right one
    locked_until BIGINT NOT NULL  -- Unix milliseconds
);
INSERT INTO pin VALUES('usr_01m8k3b0xw3zqwnxmrj2j5xa26','$argon2id$v=19$m=19456,t=2,p=1$prSgJaZ6+3im0Y+czPY5EQ$2+HYzTC1NRNUKGmuIRGCqZVFMMf3NNBKU+qIgLxtrRQ',0,0,0);
INSERT INTO pin VALUES('usr_01m8k3b16tfb9adhpk7va69c9e','$argon2id$v=19$m=19456,t=2,p=1$2J1qcueYfniaFJYYqfs3iQ$X+4CdmS7w80VSnDEHH65oxyWBwxT98Bjb7/tFeWJWXg',0,0,0);
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
INSERT INTO merchant_notice VALUES('ntc_01m8k3b4s0wpg1nasn4nx82n60','pay_01m8k3b4s075wf54b73jrvyj9v','https://shop.example/notify',1795937375036,1,1795937390052,1,'compat/wechatpay: notify 1600000001: egress: notify for merchant 1600000001: egress.no-host: There is no server of this name. shop.example: lookup shop.example on 10.255.255.53:53: no such host','');
INSERT INTO merchant_notice VALUES('ntc_01m8k3b658z1y2p11ddpmj1ev7','pay_01m8k3b658cs4q6bxe5ys65dz1','https://shop.example/notify',1795937376425,1,1795937391428,1,'compat/wechatpay: notify 1600000001: egress: notify for merchant 1600000001: egress.no-host: There is no server of this name. shop.example: lookup shop.example on 10.255.255.53:53: no such host','');
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
INSERT INTO refund VALUES('rfd_01m8k3b5d45hmh4hv31ca0axs2','1600000001','refund-before','ord_01m8k3b4pp945zwvvvgnz7ztcz','pay_01m8k3b4s075wf54b73jrvyj9v','','',500,2,1795937375652,1795937375662);
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
INSERT INTO gift VALUES('gft_01m8k3b6ea7n2fpf0vhryqkahp','usr_01m8k3b0xw3zqwnxmrj2j5xa26','gift-of-before','cnv_01m8k3b2g11mp42avkfwyex6hk',2,'',300,'CNY','good luck',3,1,X'f45a4ea57b0631aa3d3ee633334332dc8fce9c8c4edf5b6262936a4e55499f8e',2,'',1,100,0,0,1795937376714,1796023776714,0,0,0,0,0);
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
INSERT INTO gift_claim VALUES('gft_01m8k3b6ea7n2fpf0vhryqkahp','usr_01m8k3b1cf7ef14dp3csns4pw9',0,100,2,1795937376789,1795937376805);
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
INSERT INTO schema_registry VALUES(1,0,1,'2026-11-29 07:29:30');
INSERT INTO schema_registry VALUES(2,1,1,'2026-11-29 07:29:30');
INSERT INTO schema_registry VALUES(3,2,1,'2026-11-29 07:29:30');
CREATE TABLE program (
    app        TEXT   NOT NULL PRIMARY KEY,
    owner      TEXT   NOT NULL,
    number     BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
INSERT INTO program VALUES('wxf7651b335eed788d','usr_01m8k3b0xw3zqwnxmrj2j5xa26',1,1795937372132);
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
INSERT INTO program_version VALUES('wxf7651b335eed788d',1,'8791d0f2cf65fc67657e0f4e4cc5788860c3f92b7c77f0e797883af1a4fa85ec','/xR3KTox9L3mTIHXblglDYL+TRSVWuOZqJ0eGsuVXYXCQ0Kc2C8gLY+j06md4x6hAbh7ykahSoiG3Trgp9hTAA==','','','usr_01m8k3b0xw3zqwnxmrj2j5xa26',1795937372132,'Before','#243794','','','wechat',1,1400);
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
INSERT INTO program_secret VALUES('wxf7651b335eed788d',X'3b0436edee74544f6fcf4df711678351b436627f49ec4dd209fe242e867c7712',1795937374764);
CREATE TABLE schema_deliver (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_deliver VALUES(1,0,1,'2026-11-29 07:29:30');
INSERT INTO schema_deliver VALUES(2,1,1,'2026-11-29 07:29:30');
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
INSERT INTO schema_egress VALUES(1,0,1,'2026-11-29 07:29:30');
INSERT INTO schema_egress VALUES(2,1,1,'2026-11-29 07:29:30');
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
INSERT INTO egress_call VALUES('req_01m8k3b4twcj429x416m5jdpkb','merchant 1600000001','',1795937375068,'notify','POST','https://shop.example/notify',0,885,0,20,'egress.no-host');
INSERT INTO egress_call VALUES('req_01m8k3b65s4z0ykhqa9vtg536y','merchant 1600000001','',1795937376441,'notify','POST','https://shop.example/notify',0,821,0,1,'egress.no-host');
CREATE TABLE schema_gateway (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_gateway VALUES(1,0,1,'2026-11-29 07:29:30');
INSERT INTO schema_gateway VALUES(2,1,1,'2026-11-29 07:29:30');
INSERT INTO schema_gateway VALUES(3,2,1,'2026-11-29 07:29:30');
CREATE TABLE login_code (
    sum     BYTEA  NOT NULL PRIMARY KEY,
    app     TEXT   NOT NULL,
    person  TEXT   NOT NULL,
    made_at BIGINT NOT NULL,
    used    BIGINT NOT NULL
);
INSERT INTO login_code VALUES(X'9315d067e085232f145c403ffce356a42c209fd2f78ea2ee17e5b1a204b84a94','wxf7651b335eed788d','usr_01m8k3b0xw3zqwnxmrj2j5xa26',1795937374774,1);
CREATE TABLE program_session (
    app         TEXT   NOT NULL,
    person      TEXT   NOT NULL,
    session_key TEXT   NOT NULL, -- base64 of 16 bytes
    made_at     BIGINT NOT NULL, openid TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (app, person)
);
INSERT INTO program_session VALUES('wxf7651b335eed788d','usr_01m8k3b0xw3zqwnxmrj2j5xa26','HvCISUEoWH6CMosp6WjjPg==',1795937374799,'ocfkmVxbUxgSGn652fSAKt_a-NtU');
CREATE TABLE schema_push (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_push VALUES(1,0,1,'2026-11-29 07:29:30');
INSERT INTO schema_push VALUES(2,1,1,'2026-11-29 07:29:30');
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
INSERT INTO sqlite_sequence VALUES('schema_account',5);
INSERT INTO sqlite_sequence VALUES('schema_social',3);
INSERT INTO sqlite_sequence VALUES('schema_chat',5);
INSERT INTO sqlite_sequence VALUES('schema_ledger',4);
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
CREATE INDEX attempt_full ON attempt (full_at);
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
