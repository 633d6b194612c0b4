PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_store (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_store VALUES(1,0,1,'2026-11-29 07:30:02');
INSERT INTO schema_store VALUES(2,1,1,'2026-11-29 07:30:02');
INSERT INTO schema_store VALUES(3,2,1,'2026-11-29 07:30:02');
INSERT INTO schema_store VALUES(4,3,1,'2026-11-29 07:30:02');
INSERT INTO schema_store VALUES(5,4,1,'2026-11-29 07:30:02');
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
INSERT INTO lease VALUES('ledger/CNY','ledger',1,1795941002862,14);
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
INSERT INTO schema_account VALUES(1,0,1,'2026-11-29 07:30:02');
INSERT INTO schema_account VALUES(2,1,1,'2026-11-29 07:30:02');
INSERT INTO schema_account VALUES(3,2,1,'2026-11-29 07:30:02');
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
INSERT INTO person VALUES('usr_01m8k3c0d42tb01e7mrtm34m0d','nora','Nora 诺拉',9,'',0,'$argon2id$v=19$m=19456,t=2,p=1$PxofpC+VZpr3ZTnuYejY0A$aSq5jRWJ4CnHPZ4xtukEdUm/X+/ga3+KtP9gh3EjnqQ',1795937403301);
INSERT INTO person VALUES('usr_01m8k3c0x43rf5309b6w7hpkv6','ben','Ben O''Hara',6,'',0,'$argon2id$v=19$m=19456,t=2,p=1$un3/e+ex4Q72GEwhdCR1mA$MMD9vBNKeX3/XprWJWBoJTZwkN+e05AFR/2gusfkFlg',1795937403812);
INSERT INTO person VALUES('usr_01m8k3c15178gr5ctn3ejehn21','pia','Pia',9,'',0,'$argon2id$v=19$m=19456,t=2,p=1$kX+guoAxDjLRE7IfTCSLIg$KyrEZ3oLFxM6sASNk/AXEXLTWLj19uJBupaMFZPDTZc',1795937404065);
CREATE TABLE session (
    id         TEXT   NOT NULL PRIMARY KEY,
    person     TEXT   NOT NULL REFERENCES person (id),
    device     TEXT   NOT NULL,
    token_sum  BYTEA  NOT NULL UNIQUE, -- SHA-256
    agent      TEXT   NOT NULL,        -- what the browser calls itself
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL
, proved_at BIGINT NOT NULL DEFAULT 0);
INSERT INTO session VALUES('ses_01m8k3c0d5aafd811y3q0et6qn','usr_01m8k3c0d42tb01e7mrtm34m0d','dev_01m8k3c0d5aafd811y3q0et6qp',X'd02fea63c55a567bc73e6c664cc4c1fb73b708c63311008f2e89d46b52945ba4','node',1795937403301,1795937403301,1795937403301);
INSERT INTO session VALUES('ses_01m8k3c0t547zbhq4mkyxk1xp3','usr_01m8k3c0d42tb01e7mrtm34m0d','dev_01m8k3c0t547zbhq4mkyxk1xp4',X'231ca7df6c6269b572cf11b2f2c58c9ee625a95ea2a853b2a385777c49c7da96','node',1795937403717,1795937403717,1795937403717);
INSERT INTO session VALUES('ses_01m8k3c0x43rf5309b6w7hpkv7','usr_01m8k3c0x43rf5309b6w7hpkv6','dev_01m8k3c0x5f4j3kwcpwqj78zgp',X'85e625635117e23dba7d9df6e0e5c0eddef475b465c71a804da04aca8d537a5a','node',1795937403813,1795937403813,1795937403813);
INSERT INTO session VALUES('ses_01m8k3c0zbeffjr6w7hpznccp2','usr_01m8k3c0x43rf5309b6w7hpkv6','dev_01m8k3c0zbeffjr6w7hpznccp3',X'8278377e763407331f04ec2d8c78bbac6c843657a65214dd888682bd6c52ef96','node',1795937403883,1795937403883,1795937403883);
INSERT INTO session VALUES('ses_01m8k3c15178gr5ctn3ejehn22','usr_01m8k3c15178gr5ctn3ejehn21','dev_01m8k3c15178gr5ctn3ejehn23',X'1a12dc76f584df9cddd80170a7d2cf161d4b59badfebc056c5e05cdf86d57c22','node',1795937404065,1795937404065,1795937404065);
INSERT INTO session VALUES('ses_01m8k3c187f87asm325mdjwzen','usr_01m8k3c15178gr5ctn3ejehn21','dev_01m8k3c187f87asm325mdjwzep',X'00d70f0d9c279f34f1dc020d33d3ecb392fcfd6c9a96e93c1a1b34f1b35e58bf','node',1795937404167,1795937404167,1795937404167);
INSERT INTO session VALUES('ses_01m8k3c2bg975hd1xy1j9p32kc','usr_01m8k3c0d42tb01e7mrtm34m0d','dev_01m8k3c2bg975hd1xy1j9p32kd',X'8376ffcd99d3d9bd1814b437daea8abf5a9f4fd9fdc3a04be3f1c5cb98d1f8db','superette',1795937405296,1795937405296,1795937405296);
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
INSERT INTO schema_social VALUES(1,0,1,'2026-11-29 07:30:02');
INSERT INTO schema_social VALUES(2,1,1,'2026-11-29 07:30:02');
INSERT INTO schema_social VALUES(3,2,1,'2026-11-29 07:30:02');
CREATE TABLE contact (
    person   TEXT   NOT NULL,
    other    TEXT   NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (person, other)
);
INSERT INTO contact VALUES('usr_01m8k3c0d42tb01e7mrtm34m0d','usr_01m8k3c0x43rf5309b6w7hpkv6',1795937404216);
INSERT INTO contact VALUES('usr_01m8k3c0x43rf5309b6w7hpkv6','usr_01m8k3c0d42tb01e7mrtm34m0d',1795937404216);
INSERT INTO contact VALUES('usr_01m8k3c0d42tb01e7mrtm34m0d','usr_01m8k3c15178gr5ctn3ejehn21',1795937404263);
INSERT INTO contact VALUES('usr_01m8k3c15178gr5ctn3ejehn21','usr_01m8k3c0d42tb01e7mrtm34m0d',1795937404263);
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
INSERT INTO schema_chat VALUES(1,0,1,'2026-11-29 07:30:02');
INSERT INTO schema_chat VALUES(2,1,1,'2026-11-29 07:30:02');
INSERT INTO schema_chat VALUES(3,2,1,'2026-11-29 07:30:02');
INSERT INTO schema_chat VALUES(4,3,1,'2026-11-29 07:30:02');
INSERT INTO schema_chat VALUES(5,4,1,'2026-11-29 07:30:02');
CREATE TABLE conversation (
    id         TEXT   NOT NULL PRIMARY KEY,
    kind       BIGINT NOT NULL, -- 1 direct, 2 group
    title      TEXT   NOT NULL,
    last_seq   BIGINT NOT NULL,
    last_ts    BIGINT NOT NULL, -- of the last message, or of the conversation while it is empty
    created_at BIGINT NOT NULL
, avatar TEXT NOT NULL DEFAULT '', notice TEXT NOT NULL DEFAULT '', mute_all BIGINT NOT NULL DEFAULT 0, approve BIGINT NOT NULL DEFAULT 0, invite TEXT NOT NULL DEFAULT '', mod BIGINT NOT NULL DEFAULT 0);
INSERT INTO conversation VALUES('cnv_01m8k3c1b76n734a9hvvzaw7d0',1,'',6,1795937407254,1795937404263,'','',0,0,'',1);
INSERT INTO conversation VALUES('cnv_01m8k3c1cr141skstx9hm2e8sk',1,'',1,1795937404367,1795937404367,'','',0,0,'',0);
INSERT INTO conversation VALUES('cnv_01m8k3c3by1rgzhv0807xmkvxz',2,'Tea of before',4,1795937410449,1795937406334,'','',0,0,'',0);
CREATE TABLE direct (
    low  TEXT NOT NULL,
    high TEXT NOT NULL,
    conv TEXT NOT NULL REFERENCES conversation (id),
    PRIMARY KEY (low, high)
);
INSERT INTO direct VALUES('usr_01m8k3c0d42tb01e7mrtm34m0d','usr_01m8k3c0x43rf5309b6w7hpkv6','cnv_01m8k3c1b76n734a9hvvzaw7d0');
INSERT INTO direct VALUES('usr_01m8k3c0d42tb01e7mrtm34m0d','usr_01m8k3c15178gr5ctn3ejehn21','cnv_01m8k3c1cr141skstx9hm2e8sk');
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
INSERT INTO member VALUES('cnv_01m8k3c1b76n734a9hvvzaw7d0','usr_01m8k3c0d42tb01e7mrtm34m0d',0,0,6,0,0,0,1,1795937404263,0,0);
INSERT INTO member VALUES('cnv_01m8k3c1b76n734a9hvvzaw7d0','usr_01m8k3c0x43rf5309b6w7hpkv6',0,0,3,0,0,0,1,1795937404263,0,0);
INSERT INTO member VALUES('cnv_01m8k3c1cr141skstx9hm2e8sk','usr_01m8k3c0d42tb01e7mrtm34m0d',0,0,1,0,0,0,1,1795937404367,0,0);
INSERT INTO member VALUES('cnv_01m8k3c1cr141skstx9hm2e8sk','usr_01m8k3c15178gr5ctn3ejehn21',0,0,0,0,0,0,1,1795937404367,0,0);
INSERT INTO member VALUES('cnv_01m8k3c3by1rgzhv0807xmkvxz','usr_01m8k3c0d42tb01e7mrtm34m0d',0,0,3,0,0,0,3,1795937406334,0,0);
INSERT INTO member VALUES('cnv_01m8k3c3by1rgzhv0807xmkvxz','usr_01m8k3c0x43rf5309b6w7hpkv6',0,0,0,0,0,0,1,1795937406334,0,0);
INSERT INTO member VALUES('cnv_01m8k3c3by1rgzhv0807xmkvxz','usr_01m8k3c15178gr5ctn3ejehn21',0,0,4,0,0,0,1,1795937406334,0,0);
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
INSERT INTO message VALUES('cnv_01m8k3c1b76n734a9hvvzaw7d0',1,'','created',1795937404263,3,X'7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c2242656e204f2748617261225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3c1b76n734a9hvvzaw7d0',2,'usr_01m8k3c0d42tb01e7mrtm34m0d','client-0-of-before',1795937404311,1,X'e4bb8ae5a4a9e5969de4b98ce9be99e88cb6e590973f',0,'',0,1);
INSERT INTO message VALUES('cnv_01m8k3c1cr141skstx9hm2e8sk',1,'','created',1795937404367,3,X'7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c22506961225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3c1b76n734a9hvvzaw7d0',3,'usr_01m8k3c0x43rf5309b6w7hpkv6','client-1-of-before',1795937404386,1,X'4974277320612071756f74653a202720616e64205c20616e642022',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3c1b76n734a9hvvzaw7d0',4,'usr_01m8k3c0d42tb01e7mrtm34m0d','client-2-of-before',1795937404407,1,X'e7acace4b889e8a18c0a696e2074776f206c696e657320f09f8db5',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3c1b76n734a9hvvzaw7d0',5,'usr_01m8k3c0d42tb01e7mrtm34m0d','client-card-of-before',1795937405805,2,X'a4dea0a484f8f7bf41790daa5074a9acac3f020fee8f9653fda7df01e663c7c67b226964223a226372645f30316d386b336332766431736462647879747168367963316a34222c22617070223a22777834666230643230346563363932633731222c226170705f6e616d65223a224265666f7265222c226170705f636f6c6f72223a2223323433373934222c227469746c65223a224120746561206f66206265666f7265222c2270617468223a2270616765732f7465612f7465613f69643d31222c227072696365223a313530302c2263757272656e6379223a22434e59227d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3c3by1rgzhv0807xmkvxz',1,'','created',1795937406334,3,X'7b226b6579223a2267726f75702e63726561746564222c2261726773223a5b224e6f726120e8afbae68b89225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3c3by1rgzhv0807xmkvxz',2,'usr_01m8k3c15178gr5ctn3ejehn21','client-group-of-before',1795937406470,1,X'68656c6c6f2c20616c6c206f6620796f75',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3c1b76n734a9hvvzaw7d0',6,'usr_01m8k3c0d42tb01e7mrtm34m0d','pay_01m8k3c47eegq3qxzn4f3qb8qj',1795937407254,3,X'7b226b6579223a227472616e73666572222c2261726773223a5b2231323334222c22434e59222c227573725f30316d386b3363307834337266353330396236773768706b7636222c22666f7220e88cb6225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3c3by1rgzhv0807xmkvxz',3,'usr_01m8k3c0d42tb01e7mrtm34m0d','gft_01m8k3c7bq6m8dtcz8hks9pds6-sent',1795937410432,3,X'7b226b6579223a2267696674222c2261726773223a5b226766745f30316d386b3363376271366d386474637a38686b733970647336222c2232222c22333030222c22434e59222c22222c2233222c22676f6f64206c75636b225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k3c3by1rgzhv0807xmkvxz',4,'usr_01m8k3c15178gr5ctn3ejehn21','gft_01m8k3c7bq6m8dtcz8hks9pds6-taken',1795937410449,3,X'7b226b6579223a22676966742e7061636b65742e74616b656e222c2261726773223a5b226766745f30316d386b3363376271366d386474637a38686b733970647336222c2232222c22506961222c224e6f726120e8afbae68b89225d7d',0,'',0,0);
CREATE TABLE card (
    id         TEXT   NOT NULL PRIMARY KEY,
    conv       TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    state      BIGINT NOT NULL,
    state_by   TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (conv, seq)
);
INSERT INTO card VALUES('crd_01m8k3c2vd1sdbdxytqh6yc1j4','cnv_01m8k3c1b76n734a9hvvzaw7d0',5,2,'usr_01m8k3c0d42tb01e7mrtm34m0d',1795937408609);
CREATE TABLE user_event (
    person TEXT   NOT NULL,
    useq   BIGINT NOT NULL,
    kind   BIGINT NOT NULL, -- 1 conversation, 2 contact, 3 card
    ref    TEXT   NOT NULL, -- the id of what it is about
    at     BIGINT NOT NULL,
    PRIMARY KEY (person, useq)
);
INSERT INTO user_event VALUES('usr_01m8k3c0d42tb01e7mrtm34m0d',1,2,'usr_01m8k3c0x43rf5309b6w7hpkv6',1795937404231);
INSERT INTO user_event VALUES('usr_01m8k3c0x43rf5309b6w7hpkv6',1,2,'usr_01m8k3c0d42tb01e7mrtm34m0d',1795937404231);
INSERT INTO user_event VALUES('usr_01m8k3c0d42tb01e7mrtm34m0d',2,1,'cnv_01m8k3c1b76n734a9hvvzaw7d0',1795937404263);
INSERT INTO user_event VALUES('usr_01m8k3c0x43rf5309b6w7hpkv6',2,1,'cnv_01m8k3c1b76n734a9hvvzaw7d0',1795937404263);
INSERT INTO user_event VALUES('usr_01m8k3c0d42tb01e7mrtm34m0d',3,2,'usr_01m8k3c15178gr5ctn3ejehn21',1795937404302);
INSERT INTO user_event VALUES('usr_01m8k3c15178gr5ctn3ejehn21',1,2,'usr_01m8k3c0d42tb01e7mrtm34m0d',1795937404302);
INSERT INTO user_event VALUES('usr_01m8k3c0d42tb01e7mrtm34m0d',4,1,'cnv_01m8k3c1cr141skstx9hm2e8sk',1795937404367);
INSERT INTO user_event VALUES('usr_01m8k3c15178gr5ctn3ejehn21',2,1,'cnv_01m8k3c1cr141skstx9hm2e8sk',1795937404367);
INSERT INTO user_event VALUES('usr_01m8k3c0d42tb01e7mrtm34m0d',5,1,'cnv_01m8k3c3by1rgzhv0807xmkvxz',1795937406334);
INSERT INTO user_event VALUES('usr_01m8k3c0x43rf5309b6w7hpkv6',3,1,'cnv_01m8k3c3by1rgzhv0807xmkvxz',1795937406334);
INSERT INTO user_event VALUES('usr_01m8k3c15178gr5ctn3ejehn21',3,1,'cnv_01m8k3c3by1rgzhv0807xmkvxz',1795937406334);
INSERT INTO user_event VALUES('usr_01m8k3c0d42tb01e7mrtm34m0d',6,3,'crd_01m8k3c2vd1sdbdxytqh6yc1j4',1795937408609);
INSERT INTO user_event VALUES('usr_01m8k3c0x43rf5309b6w7hpkv6',4,3,'crd_01m8k3c2vd1sdbdxytqh6yc1j4',1795937408609);
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
INSERT INTO card_party VALUES('crd_01m8k3c2vd1sdbdxytqh6yc1j4','usr_01m8k3c0d42tb01e7mrtm34m0d');
CREATE TABLE reaction (
    conv   TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    person TEXT   NOT NULL,
    emoji  TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (conv, seq, person, emoji)
);
INSERT INTO reaction VALUES('cnv_01m8k3c1b76n734a9hvvzaw7d0',2,'usr_01m8k3c0x43rf5309b6w7hpkv6','👍',1795937405066);
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
INSERT INTO schema_ledger VALUES(1,0,1,'2026-11-29 07:30:02');
INSERT INTO schema_ledger VALUES(2,1,1,'2026-11-29 07:30:02');
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
INSERT INTO ledger_account VALUES('CNY',1,'issuance:test:CNY','test',0,0,1795937403309);
INSERT INTO ledger_account VALUES('CNY',2,'person:usr_01m8k3c0d42tb01e7mrtm34m0d:CNY','usr_01m8k3c0d42tb01e7mrtm34m0d',0,0,1795937403322);
INSERT INTO ledger_account VALUES('CNY',3,'person:usr_01m8k3c0x43rf5309b6w7hpkv6:CNY','usr_01m8k3c0x43rf5309b6w7hpkv6',0,0,1795937403818);
INSERT INTO ledger_account VALUES('CNY',4,'person:usr_01m8k3c15178gr5ctn3ejehn21:CNY','usr_01m8k3c15178gr5ctn3ejehn21',0,0,1795937404069);
INSERT INTO ledger_account VALUES('CNY',5,'merchant:1600000001:CNY','1600000001',0,0,1795937408598);
INSERT INTO ledger_account VALUES('CNY',6,'gift:gft_01m8k3c7bq6m8dtcz8hks9pds6:CNY','gft_01m8k3c7bq6m8dtcz8hks9pds6',0,0,1795937410424);
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
INSERT INTO ledger_balance VALUES('CNY',1,1,30000,0,0,0,3,3,24322,X'f4b5396e429b004f65b2deff28bd5aeabf5ce2738111c2db7cb1addca84f7320');
INSERT INTO ledger_balance VALUES('CNY',2,0,3034,10500,0,0,5,7,24322,X'a838ccddeb5f426785ea371f2146e8f38a6cfdb1cdc830d07d2d881fc4a61eea');
INSERT INTO ledger_balance VALUES('CNY',3,0,0,11234,0,0,2,4,24322,X'5524ce0e724b9c2158108f02b1a2bf0ebddb74e1476dcaad54ec4fc6e9f2ff05');
INSERT INTO ledger_balance VALUES('CNY',4,0,0,10100,0,0,2,8,24322,X'33f8f83a8337e6082de5acc86256e3560d7964127864a7188605abb962dc61e5');
INSERT INTO ledger_balance VALUES('CNY',5,0,500,1500,0,0,2,6,24322,X'fe9435682536c59f4d8ec9086a0e652b0ec572ebb7a08deb86cb7cf451924a97');
INSERT INTO ledger_balance VALUES('CNY',6,0,100,300,0,0,2,8,24322,X'12d5ada36385072299b2fe28128eccec017aa1a95a263c4399b31d26d06a6ec7');
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
INSERT INTO ledger_transfer VALUES('CNY',1,X'01a2263601a45b0bd5895cc56b46b827',X'5143f4f236c6a09f7a545cac525804a0',1,NULL,1,2,10000,0,'grant','',1795937403345,1,0,-10000,X'fa5780ac6afc2a06f28fb846c2a5dd164943a6e44b7326a3aafbd9b99dc88a7f',1,0,10000,X'adb94605820344394ec21c57b949eddf257133320e71793aa302090af0c433fb');
INSERT INTO ledger_transfer VALUES('CNY',2,X'01a2263603a41726174dd888bb8f4ed1',X'0736a70cc29e01c0d3f6b758f85c736f',1,NULL,1,3,10000,0,'grant','',1795937403822,2,1,-20000,X'101b9ac0206c20c9d626f9ae4b3e599fc250184b7d254c1e36cbd440f720f0d5',1,0,10000,X'72d411adee37fac42458e67107c8f5a0641fc508e1ddb45a9ecce56c784c4761');
INSERT INTO ledger_transfer VALUES('CNY',3,X'01a2263604a1e6c269327aa7f889c7f2',X'5153eabcebff36c75123954b72b5f73a',1,NULL,1,4,10000,0,'grant','',1795937404083,3,2,-30000,X'f4b5396e429b004f65b2deff28bd5aeabf5ce2738111c2db7cb1addca84f7320',1,0,10000,X'a352da35b1167d675003f7323043341b741fbd77de944d4ed7a9badfc15cc146');
INSERT INTO ledger_transfer VALUES('CNY',4,X'01a2263610eeb34cec51f2e1817677ac',X'415741b06eabb3d7e5ece1c760c05c7d',1,NULL,2,3,1234,0,'transfer','pay_01m8k3c47eegq3qxzn4f3qb8qj',1795937407220,2,1,8766,X'3a770f518c879f23535552c107a6fc57765b974c9a0270a7b46ae169b6470dcd',2,2,11234,X'5524ce0e724b9c2158108f02b1a2bf0ebddb74e1476dcaad54ec4fc6e9f2ff05');
INSERT INTO ledger_transfer VALUES('CNY',5,X'01a2263616528191a466d38f4469d99c',X'978bdd226782b6fc02e5d823f7f0b79d',1,NULL,2,5,1500,0,'payment','pay_01m8k3c5jj8hzd3kvdycyrdyfs',1795937408599,3,4,7266,X'737c910658636ea457a50b7e014777a8ba2c48dbd45c5271dcc8d125057784e2',1,0,1500,X'c539d42ad9af6af6a50f6386c9d020565a9453d9b70cf07320970cb6ae17d5d9');
INSERT INTO ledger_transfer VALUES('CNY',6,X'01a226361862e6c8985f1f1ace235c4c',X'9a230eb7c15c95d08eeff26ae2e145a1',1,NULL,5,2,500,0,'refund','rfd_01m8k3c6320yj23b9g03g0hrff',1795937409132,2,5,1000,X'fe9435682536c59f4d8ec9086a0e652b0ec572ebb7a08deb86cb7cf451924a97',4,5,7766,X'7fcb8f8a86b7765cb52f39ccf8da631263ebfbcf3ac1c32c27147d031dcdda2e');
INSERT INTO ledger_transfer VALUES('CNY',7,X'01a226361d771713b4f8a5f2ddfc103a',X'9f45fbc708b95eb5f11749e3d9f8476f',1,NULL,2,6,300,0,'gift','gft_01m8k3c7bq6m8dtcz8hks9pds6',1795937410425,5,6,7466,X'a838ccddeb5f426785ea371f2146e8f38a6cfdb1cdc830d07d2d881fc4a61eea',1,0,300,X'b030381590ba459b0cee8a6b714287202bc05de4ba497c4ea7b335178fb0cc6e');
INSERT INTO ledger_transfer VALUES('CNY',8,X'01a226361d779c752bbb280604fb9ca1',X'3bf12e1aeecf5b42d020b700101481bb',1,NULL,6,4,100,0,'gift-take','gft_01m8k3c7bq6m8dtcz8hks9pds6',1795937410440,2,7,200,X'12d5ada36385072299b2fe28128eccec017aa1a95a263c4399b31d26d06a6ec7',2,3,10100,X'33f8f83a8337e6082de5acc86256e3560d7964127864a7188605abb962dc61e5');
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
INSERT INTO ledger_month VALUES('CNY',6,24322,7);
CREATE TABLE ledger_refusal (
    id       BYTEA  NOT NULL,
    currency TEXT   NOT NULL,
    request  BYTEA  NOT NULL,
    code     TEXT   NOT NULL, -- of the fault
    at       BIGINT NOT NULL,
    PRIMARY KEY (id, currency)
);
CREATE TABLE ledger_hold (
    id       BYTEA  NOT NULL,
    currency TEXT   NOT NULL,
    ended    BIGINT NOT NULL, -- 0 while it is open, else the op that ended it
    PRIMARY KEY (id, currency)
);
CREATE TABLE ledger_head (
    currency TEXT   NOT NULL PRIMARY KEY,
    size     BIGINT NOT NULL,
    root     BYTEA  NOT NULL,
    edge     BYTEA  NOT NULL -- roots of the complete subtrees from the left, 32 bytes each: enough to go on
);
INSERT INTO ledger_head VALUES('CNY',8,X'c492243e50322d3ea2a80621fbdabd742c3b257bb66a0f4ae5d2ed1ab7e6600a',X'c492243e50322d3ea2a80621fbdabd742c3b257bb66a0f4ae5d2ed1ab7e6600a');
CREATE TABLE schema_pay (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_pay VALUES(1,0,1,'2026-11-29 07:30:02');
INSERT INTO schema_pay VALUES(2,1,1,'2026-11-29 07:30:02');
INSERT INTO schema_pay VALUES(3,2,1,'2026-11-29 07:30:02');
INSERT INTO schema_pay VALUES(4,3,1,'2026-11-29 07:30:02');
INSERT INTO schema_pay VALUES(5,4,1,'2026-11-29 07:30:02');
CREATE TABLE merchant (
    mchid      TEXT   NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    api_key    BYTEA  NOT NULL, -- 32 bytes
    created_at BIGINT NOT NULL
);
INSERT INTO merchant VALUES('1600000001','Shop of before',X'3466306562313734303731363463653261313738313764623938643663353962',1795937408279);
CREATE TABLE merchant_app (
    mchid TEXT NOT NULL REFERENCES merchant (mchid),
    app   TEXT NOT NULL,
    PRIMARY KEY (mchid, app)
);
INSERT INTO merchant_app VALUES('1600000001','wx4fb0d204ec692c71');
CREATE TABLE merchant_certificate (
    mchid  TEXT  NOT NULL REFERENCES merchant (mchid),
    serial TEXT  NOT NULL, -- upper-case hex
    der    BYTEA NOT NULL,
    PRIMARY KEY (mchid, serial)
);
INSERT INTO merchant_certificate VALUES('1600000001','42D63CB07B41F13A8CAAE64BE08708A20DDFD870',X'3082032930820211a003020102021442d63cb07b41f13a8caae64be08708a20ddfd870300d06092a864886f70d01010b0500302831123010060355040a13095375706572657474653112301006035504031309617574686f72697479301e170d3236313132393036333030385a170d3331313132393037333030385a303231123010060355040a1309537570657265747465311c301a060355040313136d65726368616e742d3136303030303030303130820122300d06092a864886f70d01010105000382010f003082010a0282010100be28d63e226061fafeb5608c583c8f4db7acd86a26a4e82e5a0bc0bc9b7a70cf5c947feaf8533c1930958b70f24b9701c981ad167dd556f390fa858560ca970f0c7ccaf14a9be4fe1895bad798b3e93ee06d1b00bc9d0e0e7707a0cefa5fba95a60afd7f0d0821606b02f5da5e8ce3af52bacb6ef81c3a280e13caac0eaebe6feff016cdf0b1dbe48a35356cf180e59241ffdb65e1a8bf623c384e66261791041db4ef6d595d0078f38a6daeb107acfb9269b86608767b734c94043e04c8d2e43d780be3a8fc2dde37d31743cd08a1051bd21b30c96a30b83aac61283f30cf78fe305fde885c61c5dfef900381bcbc5f381b0e7801b82f4473a1e2aaea19adf50203010001a341303f300e0603551d0f0101ff040403020780300c0603551d130101ff04023000301f0603551d23041830168014889f3ae8a8e5b609c7cc66ba31abd0ef230a9f4f300d06092a864886f70d01010b0500038201010018d3752580e3d51e26e7e6200e52f87f02a52a8a2520c26b144e25a74773aebd0272a7d18bda68acaa970eda69b9bfafb5bc8f316037c868b584ce17675dfac3e304e3b8f31c00dfc5a0d9a3aa6d02081cb8d3945ecb497f33b2a515ce81dce56fde6ffcde93a88324ca7a65442981a835ec35e1273894c8ebc84eab530ef43fb843fbeeea1a1a49bb729516b6c4a6db489ae9185a3dd91fce2f9781e8957372767fd80305662fd019fcc2abf8bcbe917316440af3f91a5a02414f9635faba110b21fab326cf292558a51549d93955a9434d2e3e46279910e3b71fb2e42d8d16039a372300ea05d1316cc94189a1bb4e0f83c17b89ffeb791a232c75037203d5');
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
    paid_at      BIGINT NOT NULL, refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0), -- 0 = not
    UNIQUE (mchid, out_trade_no)
);
INSERT INTO pay_order VALUES('ord_01m8k3c5f36nyq77w3h5zzzr6x','1600000001','paid-before','wx4fb0d204ec692c71','ok9Q8FXeVRV8X-LIQ9b2dg_UUjek','Oolong 乌龙','','https://shop.example/notify',1500,'CNY',0,1795937408483,1795944608483,2,'pay_01m8k3c5jj8hzd3kvdycyrdyfs',1795937408599,500);
INSERT INTO pay_order VALUES('ord_01m8k3c6z5bze5fefat2yz3133','1600000001','waits-since-before','wx4fb0d204ec692c71','ok9Q8FXeVRV8X-LIQ9b2dg_UUjek','Oolong 乌龙','','https://shop.example/notify',900,'CNY',0,1795937409995,1795944609995,1,'',0,0);
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
INSERT INTO payment VALUES('pay_01m8k3c47eegq3qxzn4f3qb8qj','usr_01m8k3c0d42tb01e7mrtm34m0d','transfer-of-before',2,'','usr_01m8k3c0x43rf5309b6w7hpkv6',1234,'CNY','for 茶','',2,'',1795937407214,1795937407220);
INSERT INTO payment VALUES('pay_01m8k3c5jj8hzd3kvdycyrdyfs','usr_01m8k3c0d42tb01e7mrtm34m0d','payment-of-before',1,'ord_01m8k3c5f36nyq77w3h5zzzr6x','1600000001',1500,'CNY','Oolong 乌龙','crd_01m8k3c2vd1sdbdxytqh6yc1j4',2,'',1795937408594,1795937408599);
CREATE TABLE pin (
    person       TEXT   NOT NULL PRIMARY KEY,
    phc          TEXT   NOT NULL, -- argon2id
    misses       BIGINT NOT NULL, -- since the last right one, or since the last lock
    locks        BIGINT NOT NULL, -- since the last right one
    locked_until BIGINT NOT NULL  -- Unix milliseconds
);
INSERT INTO pin VALUES('usr_01m8k3c0d42tb01e7mrtm34m0d','$argon2id$v=19$m=19456,t=2,p=1$UooJkeXhDJJsfNd4n5SWGg$FNq2L008+wx05EhYMfeg/WO2glVDR7PykmTiGgPlQ68',0,0,0);
INSERT INTO pin VALUES('usr_01m8k3c0x43rf5309b6w7hpkv6','$argon2id$v=19$m=19456,t=2,p=1$alrN5yU42RbPljGndPcIKQ$5hUvm6gnCI5RVI8xU8XDNTGs9ddVNGX4NEHCZQ8ti+M',0,0,0);
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
INSERT INTO merchant_notice VALUES('ntc_01m8k3c5jj35ncq3qj1de1k883','pay_01m8k3c5jj8hzd3kvdycyrdyfs','https://shop.example/notify',1795937408599,1,1795937423616,1,'compat/wechatpay: notify 1600000001: egress: notify for merchant 1600000001: egress.no-host: There is no server of this name. shop.example: lookup shop.example on 10.255.255.53:53: no such host','');
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
INSERT INTO refund VALUES('rfd_01m8k3c6320yj23b9g03g0hrff','1600000001','refund-before','ord_01m8k3c5f36nyq77w3h5zzzr6x','pay_01m8k3c5jj8hzd3kvdycyrdyfs','','',500,2,1795937409122,1795937409132);
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
INSERT INTO gift VALUES('gft_01m8k3c7bq6m8dtcz8hks9pds6','usr_01m8k3c0d42tb01e7mrtm34m0d','gift-of-before','cnv_01m8k3c3by1rgzhv0807xmkvxz',2,'',300,'CNY','good luck',3,1,X'212147cb6152aa44a08a2c4624348892d48a588fbfff7474765e77d08628eea6',2,'',1,100,0,0,1795937410423,1796023810423,0,0,0,0,0);
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
INSERT INTO gift_claim VALUES('gft_01m8k3c7bq6m8dtcz8hks9pds6','usr_01m8k3c15178gr5ctn3ejehn21',0,100,2,1795937410439,1795937410440);
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
INSERT INTO schema_registry VALUES(1,0,1,'2026-11-29 07:30:02');
INSERT INTO schema_registry VALUES(2,1,1,'2026-11-29 07:30:02');
INSERT INTO schema_registry VALUES(3,2,1,'2026-11-29 07:30:02');
CREATE TABLE program (
    app        TEXT   NOT NULL PRIMARY KEY,
    owner      TEXT   NOT NULL,
    number     BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
INSERT INTO program VALUES('wx4fb0d204ec692c71','usr_01m8k3c0d42tb01e7mrtm34m0d',1,1795937405650);
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
INSERT INTO program_version VALUES('wx4fb0d204ec692c71',1,'8791d0f2cf65fc67657e0f4e4cc5788860c3f92b7c77f0e797883af1a4fa85ec','GxyD1NqhTjWPVQe7+uAlWzE7DG6eFyfeJ2xzj1drPvdUDGw/puthu64Bz1beqOSiPCbwB1DESS4CqtvQl5gvDQ==','','','usr_01m8k3c0d42tb01e7mrtm34m0d',1795937405650,'Before','#243794','','','wechat',1,1400);
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
INSERT INTO program_secret VALUES('wx4fb0d204ec692c71',X'cd0eee0f41e1134bd2c19fb0321dc177bc39aeb4eb4b869eec9135418ef7a50b',1795937408366);
CREATE TABLE schema_deliver (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_deliver VALUES(1,0,1,'2026-11-29 07:30:02');
INSERT INTO schema_deliver VALUES(2,1,1,'2026-11-29 07:30:02');
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
INSERT INTO schema_egress VALUES(1,0,1,'2026-11-29 07:30:02');
INSERT INTO schema_egress VALUES(2,1,1,'2026-11-29 07:30:02');
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
INSERT INTO egress_call VALUES('req_01m8k3c5mzcgzawk41y6ft1yp3','merchant 1600000001','',1795937408671,'notify','POST','https://shop.example/notify',0,885,0,17,'egress.no-host');
CREATE TABLE schema_gateway (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_gateway VALUES(1,0,1,'2026-11-29 07:30:02');
INSERT INTO schema_gateway VALUES(2,1,1,'2026-11-29 07:30:02');
INSERT INTO schema_gateway VALUES(3,2,1,'2026-11-29 07:30:02');
CREATE TABLE login_code (
    sum     BYTEA  NOT NULL PRIMARY KEY,
    app     TEXT   NOT NULL,
    person  TEXT   NOT NULL,
    made_at BIGINT NOT NULL,
    used    BIGINT NOT NULL
);
INSERT INTO login_code VALUES(X'dae8252b811cc61856d14e5e1503fbba108a2c38be985d697cc90749d1e30c8c','wx4fb0d204ec692c71','usr_01m8k3c0d42tb01e7mrtm34m0d',1795937408385,1);
CREATE TABLE program_session (
    app         TEXT   NOT NULL,
    person      TEXT   NOT NULL,
    session_key TEXT   NOT NULL, -- base64 of 16 bytes
    made_at     BIGINT NOT NULL, openid TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (app, person)
);
INSERT INTO program_session VALUES('wx4fb0d204ec692c71','usr_01m8k3c0d42tb01e7mrtm34m0d','usBso8ubGlGlHkdqNV7Crg==',1795937408401,'ok9Q8FXeVRV8X-LIQ9b2dg_UUjek');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('schema_store',5);
INSERT INTO sqlite_sequence VALUES('schema_account',3);
INSERT INTO sqlite_sequence VALUES('schema_social',3);
INSERT INTO sqlite_sequence VALUES('schema_chat',5);
INSERT INTO sqlite_sequence VALUES('schema_ledger',2);
INSERT INTO sqlite_sequence VALUES('schema_pay',5);
INSERT INTO sqlite_sequence VALUES('schema_registry',3);
INSERT INTO sqlite_sequence VALUES('schema_deliver',2);
INSERT INTO sqlite_sequence VALUES('schema_egress',2);
INSERT INTO sqlite_sequence VALUES('schema_gateway',3);
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
CREATE INDEX program_owner ON program (owner);
CREATE INDEX program_version_package ON program_version (package);
CREATE INDEX program_upload_expires ON program_upload (expires_at);
CREATE INDEX picture_owner ON picture (owner, created_at);
CREATE INDEX egress_call_who ON egress_call (who, id);
CREATE INDEX egress_call_person ON egress_call (who, person, id);
CREATE INDEX egress_call_at ON egress_call (at);
CREATE INDEX login_code_made ON login_code (made_at);
CREATE INDEX program_session_openid ON program_session (openid);
COMMIT;
