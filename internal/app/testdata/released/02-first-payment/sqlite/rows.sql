PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_store (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_store VALUES(1,0,1,'2026-11-29 07:12:59');
INSERT INTO schema_store VALUES(2,1,1,'2026-11-29 07:12:59');
INSERT INTO schema_store VALUES(3,2,1,'2026-11-29 07:12:59');
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
INSERT INTO lease VALUES('ledger/CNY','ledger',1,1795939980493,10);
CREATE TABLE schema_account (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_account VALUES(1,0,1,'2026-11-29 07:12:59');
INSERT INTO schema_account VALUES(2,1,1,'2026-11-29 07:12:59');
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
INSERT INTO person VALUES('usr_01m8k2cx4d6k081kvqf041rv3v','nora','Nora 诺拉',9,'',0,'$argon2id$v=19$m=19456,t=2,p=1$XKtBC70kSCBUv3W8NT5B0g$KMDAXSYQf3JcTsNvMxFaV5C4/nsAqEafBSzrNrurcwo',1795936384141);
INSERT INTO person VALUES('usr_01m8k2cyw87v7tsyb2x3yeaj17','ben','Ben O''Hara',6,'',0,'$argon2id$v=19$m=19456,t=2,p=1$a3ZUE3eHcu+fWRSbqJ3/Ag$g2MaSzpN88Iww0/EyFO6OFAXYNSKcVcKYcAeWuux6E8',1795936385928);
INSERT INTO person VALUES('usr_01m8k2d2mxe8fdpy3q0mck9vc6','pia','Pia',9,'',0,'$argon2id$v=19$m=19456,t=2,p=1$egSM70jNlAHTJ/5E0VbHtQ$Lh9aEMiJm9aMxAwNZ8C+XYOrg98EQe61ZxJuTA5MUTw',1795936389790);
CREATE TABLE session (
    id         TEXT   NOT NULL PRIMARY KEY,
    person     TEXT   NOT NULL REFERENCES person (id),
    device     TEXT   NOT NULL,
    token_sum  BYTEA  NOT NULL UNIQUE, -- SHA-256
    agent      TEXT   NOT NULL,        -- what the browser calls itself
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL
);
INSERT INTO session VALUES('ses_01m8k2cx4d6k081kvqf041rv3w','usr_01m8k2cx4d6k081kvqf041rv3v','dev_01m8k2cx4d6k081kvqf041rv3x',X'573b857dccc7f40fae035addc66ca09df47036a5673611154f9b9d43eefa36fa','node',1795936384141,1795936384141);
INSERT INTO session VALUES('ses_01m8k2cydf02ge9czk9wfm2tw3','usr_01m8k2cx4d6k081kvqf041rv3v','dev_01m8k2cydf02ge9czk9wfm2tw4',X'bdf944ac49b35b6f4a4ed8fa68d6041f664d0f57a2b7eed6fe578dcc95be881b','node',1795936385455,1795936385455);
INSERT INTO session VALUES('ses_01m8k2cyw87v7tsyb2x3yeaj18','usr_01m8k2cyw87v7tsyb2x3yeaj17','dev_01m8k2cyw87v7tsyb2x3yeaj19',X'ee70f322b2275571e15ddd34074114d4447ad84c30b2b7a006ff8535f3c89519','node',1795936385928,1795936385928);
INSERT INTO session VALUES('ses_01m8k2d0wmcjqrw9j7amredpkr','usr_01m8k2cyw87v7tsyb2x3yeaj17','dev_01m8k2d0wmcjqrw9j7amredpks',X'f46916a3f6e3bf5a2a6b4a5d2d0e6e499aaf76edaf255030ed5d1fd62493da35','node',1795936387988,1795936387988);
INSERT INTO session VALUES('ses_01m8k2d2my6p8bpgn4p9n6zysh','usr_01m8k2d2mxe8fdpy3q0mck9vc6','dev_01m8k2d2my6p8bpgn4p9n6zysj',X'b6de9da2984459a3a43fd539ec76f37ee9d061e77d6aa8f53990027220d98bfd','node',1795936389790,1795936389790);
INSERT INTO session VALUES('ses_01m8k2d3ms2x26rrtjtqrfr4sj','usr_01m8k2d2mxe8fdpy3q0mck9vc6','dev_01m8k2d3ms2x26rrtjtqrfr4sk',X'95aac8360ca9b9c85cfc3561210b6c78a266c25ff52d4feb194adcba9c884e13','node',1795936390809,1795936390809);
INSERT INTO session VALUES('ses_01m8k2d88z6ww4n242pd39ge6h','usr_01m8k2cx4d6k081kvqf041rv3v','dev_01m8k2d88z6ww4n242pd39ge6j',X'36b1b07dd40b513ffe80fde9a8493c5a70c964270c1239b78b9ff67bd122a764','superette',1795936395551,1795936395551);
CREATE TABLE schema_social (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_social VALUES(1,0,1,'2026-11-29 07:12:59');
INSERT INTO schema_social VALUES(2,1,1,'2026-11-29 07:12:59');
CREATE TABLE contact (
    person   TEXT   NOT NULL,
    other    TEXT   NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (person, other)
);
INSERT INTO contact VALUES('usr_01m8k2cx4d6k081kvqf041rv3v','usr_01m8k2cyw87v7tsyb2x3yeaj17',1795936390919);
INSERT INTO contact VALUES('usr_01m8k2cyw87v7tsyb2x3yeaj17','usr_01m8k2cx4d6k081kvqf041rv3v',1795936390919);
INSERT INTO contact VALUES('usr_01m8k2cx4d6k081kvqf041rv3v','usr_01m8k2d2mxe8fdpy3q0mck9vc6',1795936390988);
INSERT INTO contact VALUES('usr_01m8k2d2mxe8fdpy3q0mck9vc6','usr_01m8k2cx4d6k081kvqf041rv3v',1795936390988);
CREATE TABLE schema_chat (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_chat VALUES(1,0,1,'2026-11-29 07:12:59');
INSERT INTO schema_chat VALUES(2,1,1,'2026-11-29 07:12:59');
CREATE TABLE conversation (
    id         TEXT   NOT NULL PRIMARY KEY,
    kind       BIGINT NOT NULL, -- 1 direct, 2 group
    title      TEXT   NOT NULL,
    last_seq   BIGINT NOT NULL,
    last_ts    BIGINT NOT NULL, -- of the last message, or of the conversation while it is empty
    created_at BIGINT NOT NULL
);
INSERT INTO conversation VALUES('cnv_01m8k2d3tdddprvzw080r1ychf',1,'',6,1795936403669,1795936390989);
INSERT INTO conversation VALUES('cnv_01m8k2d3tj15609w3y9c595mj0',1,'',1,1795936390994,1795936390994);
CREATE TABLE direct (
    low  TEXT NOT NULL,
    high TEXT NOT NULL,
    conv TEXT NOT NULL REFERENCES conversation (id),
    PRIMARY KEY (low, high)
);
INSERT INTO direct VALUES('usr_01m8k2cx4d6k081kvqf041rv3v','usr_01m8k2cyw87v7tsyb2x3yeaj17','cnv_01m8k2d3tdddprvzw080r1ychf');
INSERT INTO direct VALUES('usr_01m8k2cx4d6k081kvqf041rv3v','usr_01m8k2d2mxe8fdpy3q0mck9vc6','cnv_01m8k2d3tj15609w3y9c595mj0');
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
INSERT INTO member VALUES('cnv_01m8k2d3tdddprvzw080r1ychf','usr_01m8k2cx4d6k081kvqf041rv3v',0,0,6,0,0,0);
INSERT INTO member VALUES('cnv_01m8k2d3tdddprvzw080r1ychf','usr_01m8k2cyw87v7tsyb2x3yeaj17',0,0,3,0,0,0);
INSERT INTO member VALUES('cnv_01m8k2d3tj15609w3y9c595mj0','usr_01m8k2cx4d6k081kvqf041rv3v',0,0,1,0,0,0);
INSERT INTO member VALUES('cnv_01m8k2d3tj15609w3y9c595mj0','usr_01m8k2d2mxe8fdpy3q0mck9vc6',0,0,0,0,0,0);
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
INSERT INTO message VALUES('cnv_01m8k2d3tdddprvzw080r1ychf',1,'','created',1795936390989,3,X'7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c2242656e204f2748617261225d7d');
INSERT INTO message VALUES('cnv_01m8k2d3tj15609w3y9c595mj0',1,'','created',1795936390994,3,X'7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c22506961225d7d');
INSERT INTO message VALUES('cnv_01m8k2d3tdddprvzw080r1ychf',2,'usr_01m8k2cx4d6k081kvqf041rv3v','client-0-of-before',1795936391760,1,X'e4bb8ae5a4a9e5969de4b98ce9be99e88cb6e590973f');
INSERT INTO message VALUES('cnv_01m8k2d3tdddprvzw080r1ychf',3,'usr_01m8k2cyw87v7tsyb2x3yeaj17','client-1-of-before',1795936392344,1,X'4974277320612071756f74653a202720616e64205c20616e642022');
INSERT INTO message VALUES('cnv_01m8k2d3tdddprvzw080r1ychf',4,'usr_01m8k2cx4d6k081kvqf041rv3v','client-2-of-before',1795936392434,1,X'e7acace4b889e8a18c0a696e2074776f206c696e657320f09f8db5');
INSERT INTO message VALUES('cnv_01m8k2d3tdddprvzw080r1ychf',5,'usr_01m8k2cx4d6k081kvqf041rv3v','client-card-of-before',1795936397424,2,X'92d6d14e1ee073e0d8dc6448cdea56cd1dd8afc8ee6ff710e6d6c7b4f6b5cefd7b226964223a226372645f30316d386b3264613367396a656d3439667038666331356d7978222c22617070223a22777834613233333737613430303862633765222c226170705f6e616d65223a224265666f7265222c226170705f636f6c6f72223a2223323433373934222c227469746c65223a224120746561206f66206265666f7265222c2270617468223a2270616765732f7465612f7465613f69643d31222c227072696365223a313530302c2263757272656e6379223a22434e59227d');
INSERT INTO message VALUES('cnv_01m8k2d3tdddprvzw080r1ychf',6,'usr_01m8k2cx4d6k081kvqf041rv3v','pay_01m8k2dg3k8znv7cgnt7985sam',1795936403669,3,X'7b226b6579223a227472616e73666572222c2261726773223a5b2231323334222c22434e59222c227573725f30316d386b3263797738377637747379623278337965616a3137222c22666f7220e88cb6225d7d');
CREATE TABLE card (
    id         TEXT   NOT NULL PRIMARY KEY,
    conv       TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    state      BIGINT NOT NULL,
    state_by   TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (conv, seq)
);
INSERT INTO card VALUES('crd_01m8k2da3g9jem49fp8fc15myx','cnv_01m8k2d3tdddprvzw080r1ychf',5,2,'usr_01m8k2cx4d6k081kvqf041rv3v',1795936410247);
CREATE TABLE user_event (
    person TEXT   NOT NULL,
    useq   BIGINT NOT NULL,
    kind   BIGINT NOT NULL, -- 1 conversation, 2 contact, 3 card
    ref    TEXT   NOT NULL, -- the id of what it is about
    at     BIGINT NOT NULL,
    PRIMARY KEY (person, useq)
);
INSERT INTO user_event VALUES('usr_01m8k2cx4d6k081kvqf041rv3v',1,2,'usr_01m8k2cyw87v7tsyb2x3yeaj17',1795936390970);
INSERT INTO user_event VALUES('usr_01m8k2cyw87v7tsyb2x3yeaj17',1,2,'usr_01m8k2cx4d6k081kvqf041rv3v',1795936390970);
INSERT INTO user_event VALUES('usr_01m8k2cx4d6k081kvqf041rv3v',2,1,'cnv_01m8k2d3tdddprvzw080r1ychf',1795936390989);
INSERT INTO user_event VALUES('usr_01m8k2cyw87v7tsyb2x3yeaj17',2,1,'cnv_01m8k2d3tdddprvzw080r1ychf',1795936390989);
INSERT INTO user_event VALUES('usr_01m8k2cx4d6k081kvqf041rv3v',3,2,'usr_01m8k2d2mxe8fdpy3q0mck9vc6',1795936390993);
INSERT INTO user_event VALUES('usr_01m8k2d2mxe8fdpy3q0mck9vc6',1,2,'usr_01m8k2cx4d6k081kvqf041rv3v',1795936390993);
INSERT INTO user_event VALUES('usr_01m8k2cx4d6k081kvqf041rv3v',4,1,'cnv_01m8k2d3tj15609w3y9c595mj0',1795936390994);
INSERT INTO user_event VALUES('usr_01m8k2d2mxe8fdpy3q0mck9vc6',2,1,'cnv_01m8k2d3tj15609w3y9c595mj0',1795936390994);
INSERT INTO user_event VALUES('usr_01m8k2cx4d6k081kvqf041rv3v',5,3,'crd_01m8k2da3g9jem49fp8fc15myx',1795936410247);
INSERT INTO user_event VALUES('usr_01m8k2cyw87v7tsyb2x3yeaj17',3,3,'crd_01m8k2da3g9jem49fp8fc15myx',1795936410247);
CREATE TABLE schema_ledger (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_ledger VALUES(1,0,1,'2026-11-29 07:12:59');
INSERT INTO schema_ledger VALUES(2,1,1,'2026-11-29 07:12:59');
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
INSERT INTO ledger_account VALUES('CNY',1,'issuance:test:CNY','test',0,0,1795936384208);
INSERT INTO ledger_account VALUES('CNY',2,'person:usr_01m8k2cx4d6k081kvqf041rv3v:CNY','usr_01m8k2cx4d6k081kvqf041rv3v',0,0,1795936384241);
INSERT INTO ledger_account VALUES('CNY',3,'person:usr_01m8k2cyw87v7tsyb2x3yeaj17:CNY','usr_01m8k2cyw87v7tsyb2x3yeaj17',0,0,1795936385939);
INSERT INTO ledger_account VALUES('CNY',4,'person:usr_01m8k2d2mxe8fdpy3q0mck9vc6:CNY','usr_01m8k2d2mxe8fdpy3q0mck9vc6',0,0,1795936390197);
INSERT INTO ledger_account VALUES('CNY',5,'merchant:1600000001:CNY','1600000001',0,0,1795936410224);
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
INSERT INTO ledger_balance VALUES('CNY',1,1,30000,0,0,0,3,3,24322,X'76f7bf5a3ce1f90227af3178f7edb7e9bc219ed6bd50498a8447e1b00f855ff1');
INSERT INTO ledger_balance VALUES('CNY',2,0,2734,10000,0,0,3,5,24322,X'3178754615cfa711fdfb79b7de717396754255a1f023e3c9fb6ca6f43f403e5d');
INSERT INTO ledger_balance VALUES('CNY',3,0,0,11234,0,0,2,4,24322,X'a57792c37d66f16c0af9265cf2444237511779a9f177ff0ff21966655429bb6f');
INSERT INTO ledger_balance VALUES('CNY',4,0,0,10000,0,0,1,3,24322,X'0df8a6fa2a3019bc6efa379b1863c429b30fef4bd93eac985834ddccac82b147');
INSERT INTO ledger_balance VALUES('CNY',5,0,0,1500,0,0,1,5,24322,X'594aa4b2d8af53880cc567a0fe6c4d1401226d211ff82a2870c68f749d548689');
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
INSERT INTO ledger_transfer VALUES('CNY',1,X'01a22626748de72ad2e3f3d1aec27c22',X'a5234f57431e3be2038a1df399ebdc74',1,NULL,1,2,10000,0,'grant','',1795936384258,1,0,-10000,X'6020ac093bbc8786968846bbe1642f6dd558d2908b376a48c6978e717d421a8e',1,0,10000,X'4ffbcca1423a445f459c131c717daa0201a32dad47603c3465bf10ef223f9a6b');
INSERT INTO ledger_transfer VALUES('CNY',2,X'01a226267b88dce4413a41872356fa7a',X'4a5c1cacdd35e5277b468b7e59af591a',1,NULL,1,3,10000,0,'grant','',1795936385941,2,1,-20000,X'c3cd668ef93707f0f5f6ca675a5819941f83a5270c50f1ecb067b762feef0518',1,0,10000,X'd5242e66c534c67f4f354e5b633d4b74f172f06ae2900ce952de5db2e6864d6b');
INSERT INTO ledger_transfer VALUES('CNY',3,X'01a226268a9d902d296810b1611241ea',X'b4531d5dcc1ddd998ff7aa8bb6c62338',1,NULL,1,4,10000,0,'grant','',1795936390327,3,2,-30000,X'76f7bf5a3ce1f90227af3178f7edb7e9bc219ed6bd50498a8447e1b00f855ff1',1,0,10000,X'0df8a6fa2a3019bc6efa379b1863c429b30fef4bd93eac985834ddccac82b147');
INSERT INTO ledger_transfer VALUES('CNY',4,X'01a22626c073f4411d3e427bc71ffb62',X'50771ad1495bf27bf8ffefbea9c115ff',1,NULL,2,3,1234,0,'transfer','pay_01m8k2dg3k8znv7cgnt7985sam',1795936403582,2,1,8766,X'37316ae03c92f43eadc40f9361601cf5c61aa01e3ba4fb85f340c43e76458396',2,2,11234,X'a57792c37d66f16c0af9265cf2444237511779a9f177ff0ff21966655429bb6f');
INSERT INTO ledger_transfer VALUES('CNY',5,X'01a22626da562a1d2cead546809435ac',X'9a9c82f199a1f60af3afb12c8fce48c7',1,NULL,2,5,1500,0,'payment','pay_01m8k2dpjp15azppfhr874e9w5',1795936410227,3,4,7266,X'3178754615cfa711fdfb79b7de717396754255a1f023e3c9fb6ca6f43f403e5d',1,0,1500,X'594aa4b2d8af53880cc567a0fe6c4d1401226d211ff82a2870c68f749d548689');
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
INSERT INTO ledger_head VALUES('CNY',5,X'844b93454b02e9cabcf2a4c56a968476c48f97a44b57d1be90806fcb36f11085',X'2e660f10ad9bb366d42367a3db895e2edb8511566a97e2b29d4bbd64a11ffd212773843032862f0d69226c86b6fd7b4f37bbfbbc964a406a84520b07ae1c9e2d');
CREATE TABLE schema_pay (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_pay VALUES(1,0,1,'2026-11-29 07:12:59');
INSERT INTO schema_pay VALUES(2,1,1,'2026-11-29 07:13:00');
CREATE TABLE merchant (
    mchid      TEXT   NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    api_key    BYTEA  NOT NULL, -- 32 bytes
    created_at BIGINT NOT NULL
);
INSERT INTO merchant VALUES('1600000001','Shop of before',X'3038653836323732626632376138323838363763343330366339373839663665',1795936408822);
CREATE TABLE merchant_app (
    mchid TEXT NOT NULL REFERENCES merchant (mchid),
    app   TEXT NOT NULL,
    PRIMARY KEY (mchid, app)
);
INSERT INTO merchant_app VALUES('1600000001','wx4a23377a4008bc7e');
CREATE TABLE merchant_certificate (
    mchid  TEXT  NOT NULL REFERENCES merchant (mchid),
    serial TEXT  NOT NULL, -- upper-case hex
    der    BYTEA NOT NULL,
    PRIMARY KEY (mchid, serial)
);
INSERT INTO merchant_certificate VALUES('1600000001','73781392D36A95394806CF5FE71A3A85BA0AA757',X'3082032930820211a003020102021473781392d36a95394806cf5fe71a3a85ba0aa757300d06092a864886f70d01010b0500302831123010060355040a13095375706572657474653112301006035504031309617574686f72697479301e170d3236313132393036313332385a170d3331313132393037313332385a303231123010060355040a1309537570657265747465311c301a060355040313136d65726368616e742d3136303030303030303130820122300d06092a864886f70d01010105000382010f003082010a028201010099045bbf46382323cfd9213eaf7adb72a64b4244f5bac10eca4051895006e9bbbe19c72ec571d8c718572f9b6cf8d3b18cd1fd76c9a280d76da965c320c67d2e7f2acb2f3c4a109940cd1a87dc908bbb1f4273359edb8ab02b613afd831852c29681dbe993f873166135b40b32badb0e45b68d93111f904e00eae5dc13752f8ea84eee2bb172ef5456cd9fe03eb07eae68de0698c225d0a81f95796d49a65e200ab5f60f8e66e10c1ea8d05d37e80dd8c15bdc5702a6ad04fb3787dfbc552489ffd1c86b46693b30e1616c56750cc0471465acbdc2baf4db169aaf25d481d38af228ea3554ef2f69f85e170b36a8a1e2ba841886c278b953546da63db177f4090203010001a341303f300e0603551d0f0101ff040403020780300c0603551d130101ff04023000301f0603551d2304183016801431aba2c4ad95ab04b293def023bced156cad1fda300d06092a864886f70d01010b05000382010100beec1d03deabc53e09f74823384f0a95ed1eeadd377e39d5119e7472d2e83d08c2d27d0f009cba15a400f295bb98a6db9d5daf0558575a5bfe498ea9f2fcb5d184299a71d24cf741288c24c0620734b5d58da376523d29af222892a50b51372dbda63ee62eb1b109c91e1c72796855d78be8d2cf9a9de4a628e451d0e1b672cbc70c6d8d12e1bc32ebb704c7a7da18b796fda7b9ba55c59c9801fbfeefc0dbfb403af34deb3d26d3842f99d27335224e80ab80df5b84de88592449e4c36c9efc72145a67f369fee7292141ba46de0e086353eb84705944d22d049fc9773ae6daadcc98d5b516339c830bef3ac9aca3eb96436888bb4885eef0f6c0beb3dbd6f3');
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
INSERT INTO pay_order VALUES('ord_01m8k2dpf5f6stryrfpsdyfrgh','1600000001','paid-before','wx4a23377a4008bc7e','oC31YLKEuFJygnCmIqy0VtB9kduc','Oolong 乌龙','','https://shop.example/notify',1500,'CNY',0,1795936410085,1795943610085,2,'pay_01m8k2dpjp15azppfhr874e9w5',1795936410227);
INSERT INTO pay_order VALUES('ord_01m8k2dv2h47kshhn1sx3tysww','1600000001','waits-since-before','wx4a23377a4008bc7e','oC31YLKEuFJygnCmIqy0VtB9kduc','Oolong 乌龙','','https://shop.example/notify',900,'CNY',0,1795936414801,1795943614801,1,'',0);
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
INSERT INTO payment VALUES('pay_01m8k2dg3k8znv7cgnt7985sam','usr_01m8k2cx4d6k081kvqf041rv3v','transfer-of-before',2,'','usr_01m8k2cyw87v7tsyb2x3yeaj17',1234,'CNY','for 茶','',2,'',1795936403571,1795936403582);
INSERT INTO payment VALUES('pay_01m8k2dpjp15azppfhr874e9w5','usr_01m8k2cx4d6k081kvqf041rv3v','payment-of-before',1,'ord_01m8k2dpf5f6stryrfpsdyfrgh','1600000001',1500,'CNY','Oolong 乌龙','crd_01m8k2da3g9jem49fp8fc15myx',2,'',1795936410198,1795936410227);
CREATE TABLE pin (
    person       TEXT   NOT NULL PRIMARY KEY,
    phc          TEXT   NOT NULL, -- argon2id
    misses       BIGINT NOT NULL, -- since the last right one, or since the last lock
    locks        BIGINT NOT NULL, -- since the last right one
    locked_until BIGINT NOT NULL  -- Unix milliseconds
);
INSERT INTO pin VALUES('usr_01m8k2cx4d6k081kvqf041rv3v','$argon2id$v=19$m=19456,t=2,p=1$fwSykPxFw5XytVn/Y2MTxA$TrlZoZz2ta/t0rnj4jjPjCjdfab498iVmckjHFPuYMM',0,0,0);
INSERT INTO pin VALUES('usr_01m8k2cyw87v7tsyb2x3yeaj17','$argon2id$v=19$m=19456,t=2,p=1$Qw52kD1WfsA5W4HVQZK4IA$O+KjRWxBQrA8eSN6M/SoSEDueAr+ijCriuTvvfgrZAc',0,0,0);
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
INSERT INTO merchant_notice VALUES('ntc_01m8k2dpjpanr0mqbpkb6gshbv','pay_01m8k2dpjp15azppfhr874e9w5','https://shop.example/notify',1795936410227,1,1795936425233,1,'compat/wechatpay: notify 1600000001: egress: notify for merchant 1600000001: egress.no-host: There is no server of this name. shop.example: lookup shop.example on 10.255.255.53:53: no such host');
CREATE TABLE schema_registry (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_registry VALUES(1,0,1,'2026-11-29 07:13:00');
INSERT INTO schema_registry VALUES(2,1,1,'2026-11-29 07:13:00');
INSERT INTO schema_registry VALUES(3,2,1,'2026-11-29 07:13:00');
CREATE TABLE program (
    app        TEXT   NOT NULL PRIMARY KEY,
    owner      TEXT   NOT NULL,
    number     BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
INSERT INTO program VALUES('wx4a23377a4008bc7e','usr_01m8k2cx4d6k081kvqf041rv3v',1,1795936397342);
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
INSERT INTO program_version VALUES('wx4a23377a4008bc7e',1,'8791d0f2cf65fc67657e0f4e4cc5788860c3f92b7c77f0e797883af1a4fa85ec','qRC7Pp7w8+M7BG1raQHvL9JusQhu45IiT6hJQtOadxgJoPUK7OCRBAN0AN1CqP3NhZicE1DGSROipgTVrCcSBg==','','','usr_01m8k2cx4d6k081kvqf041rv3v',1795936397342,'Before','#243794','','','wechat',1,1400);
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
INSERT INTO program_secret VALUES('wx4a23377a4008bc7e',X'63fc4118e3eda89ad77e2e1acfe6782ed78aca60a620eea83dca45336483e21a',1795936409155);
CREATE TABLE schema_deliver (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_deliver VALUES(1,0,1,'2026-11-29 07:13:00');
INSERT INTO schema_deliver VALUES(2,1,1,'2026-11-29 07:13:00');
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
INSERT INTO schema_egress VALUES(1,0,1,'2026-11-29 07:13:00');
INSERT INTO schema_egress VALUES(2,1,1,'2026-11-29 07:13:00');
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
INSERT INTO egress_call VALUES('req_01m8k2dpmbbrhpdg49prb7vra2','merchant 1600000001','',1795936410251,'notify','POST','https://shop.example/notify',0,885,0,23,'egress.no-host');
CREATE TABLE schema_gateway (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_gateway VALUES(1,0,1,'2026-11-29 07:13:00');
INSERT INTO schema_gateway VALUES(2,1,1,'2026-11-29 07:13:00');
CREATE TABLE login_code (
    sum     BYTEA  NOT NULL PRIMARY KEY,
    app     TEXT   NOT NULL,
    person  TEXT   NOT NULL,
    made_at BIGINT NOT NULL,
    used    BIGINT NOT NULL
);
INSERT INTO login_code VALUES(X'4a72869101b26a0e6e63a40db12706939190d2e5093156b12c36ce3692e8ac9b','wx4a23377a4008bc7e','usr_01m8k2cx4d6k081kvqf041rv3v',1795936409195,1);
CREATE TABLE program_session (
    app         TEXT   NOT NULL,
    person      TEXT   NOT NULL,
    session_key TEXT   NOT NULL, -- base64 of 16 bytes
    made_at     BIGINT NOT NULL,
    PRIMARY KEY (app, person)
);
INSERT INTO program_session VALUES('wx4a23377a4008bc7e','usr_01m8k2cx4d6k081kvqf041rv3v','PxVd2RxlL/8PZwxSKXPrIQ==',1795936409550);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('schema_store',3);
INSERT INTO sqlite_sequence VALUES('schema_account',2);
INSERT INTO sqlite_sequence VALUES('schema_social',2);
INSERT INTO sqlite_sequence VALUES('schema_chat',2);
INSERT INTO sqlite_sequence VALUES('schema_ledger',2);
INSERT INTO sqlite_sequence VALUES('schema_pay',2);
INSERT INTO sqlite_sequence VALUES('schema_registry',3);
INSERT INTO sqlite_sequence VALUES('schema_deliver',2);
INSERT INTO sqlite_sequence VALUES('schema_egress',2);
INSERT INTO sqlite_sequence VALUES('schema_gateway',2);
CREATE INDEX outbox_key ON outbox (key, id);
CREATE INDEX outbox_due ON outbox (due_at);
CREATE INDEX session_person ON session (person);
CREATE INDEX member_person ON member (person);
CREATE UNIQUE INDEX message_once ON message (conv, sender, client_id);
CREATE UNIQUE INDEX ledger_account_id ON ledger_account (id);
CREATE INDEX ledger_account_owner ON ledger_account (owner);
CREATE UNIQUE INDEX ledger_transfer_id ON ledger_transfer (id, currency);
CREATE INDEX ledger_hold_open ON ledger_hold (currency, ended);
CREATE INDEX payment_submitted ON payment (created_at) WHERE state = 1;
CREATE INDEX merchant_notice_due ON merchant_notice (due_at) WHERE state = 1;
CREATE INDEX program_owner ON program (owner);
CREATE INDEX program_version_package ON program_version (package);
CREATE INDEX program_upload_expires ON program_upload (expires_at);
CREATE INDEX picture_owner ON picture (owner, created_at);
CREATE INDEX egress_call_who ON egress_call (who, id);
CREATE INDEX egress_call_person ON egress_call (who, person, id);
CREATE INDEX egress_call_at ON egress_call (at);
CREATE INDEX login_code_made ON login_code (made_at);
COMMIT;
