PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_store (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_store VALUES(1,0,1,'2026-11-29 07:25:15');
INSERT INTO schema_store VALUES(2,1,1,'2026-11-29 07:25:15');
INSERT INTO schema_store VALUES(3,2,1,'2026-11-29 07:25:15');
INSERT INTO schema_store VALUES(4,3,1,'2026-11-29 07:25:15');
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
INSERT INTO lease VALUES('ledger/CNY','ledger',1,1795940715799,14);
CREATE TABLE commits (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    n   BIGINT NOT NULL
);
INSERT INTO commits VALUES(1,0);
CREATE TABLE schema_account (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_account VALUES(1,0,1,'2026-11-29 07:25:15');
INSERT INTO schema_account VALUES(2,1,1,'2026-11-29 07:25:15');
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
INSERT INTO person VALUES('usr_01m8k33859a30pkaga4q27aece','nora','Nora 诺拉',9,'',0,'$argon2id$v=19$m=19456,t=2,p=1$M3vAUqFwRHae9oHEU66fWw$PUVMABIIGOW7g5XQ9JW5qasltPgteupeHvVLQn4ouRY',1795937116329);
INSERT INTO person VALUES('usr_01m8k338h50e4jyatxy4nptr0g','ben','Ben O''Hara',6,'',0,'$argon2id$v=19$m=19456,t=2,p=1$pg8h3W9r5Rm6UEmGgz1RKA$08A+A1P2hSdieN1h52X/CRENzhs1zFYP7d8D2R9mskI',1795937116709);
INSERT INTO person VALUES('usr_01m8k3396x8reab7n9yhg16r23','pia','Pia',9,'',0,'$argon2id$v=19$m=19456,t=2,p=1$DuH2v2VhlMyDNcI98/BX6A$Pdx5MdArMD/1BQLr0xxF/O+ex2mySiBCBVgiKdvc8RI',1795937117406);
CREATE TABLE session (
    id         TEXT   NOT NULL PRIMARY KEY,
    person     TEXT   NOT NULL REFERENCES person (id),
    device     TEXT   NOT NULL,
    token_sum  BYTEA  NOT NULL UNIQUE, -- SHA-256
    agent      TEXT   NOT NULL,        -- what the browser calls itself
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL
);
INSERT INTO session VALUES('ses_01m8k33859a30pkaga4q27aecf','usr_01m8k33859a30pkaga4q27aece','dev_01m8k33859a30pkaga4q27aecg',X'b0221111095cae3511f3f49cf3a3435493645dc6ecbb7bd19c188828c9e1e3c6','node',1795937116329,1795937116329);
INSERT INTO session VALUES('ses_01m8k338dg88d9ye6hnpjq9cqx','usr_01m8k33859a30pkaga4q27aece','dev_01m8k338dg88d9ye6hnpjq9cqy',X'89e9582a5c511d61ff3843af086a2a1c1176bf5433fd7f085163a1623f45b0cf','node',1795937116592,1795937116592);
INSERT INTO session VALUES('ses_01m8k338h50e4jyatxy4nptr0h','usr_01m8k338h50e4jyatxy4nptr0g','dev_01m8k338h50e4jyatxy4nptr0j',X'ff0e94cd8e7be3a9413ffb0aeeb6aa94e7f0b45658bd6f73ba13a6a6244dff0d','node',1795937116709,1795937116709);
INSERT INTO session VALUES('ses_01m8k338wt9as764fancy549ev','usr_01m8k338h50e4jyatxy4nptr0g','dev_01m8k338wt9as764fancy549ew',X'e1202d64caac7d315bab461af7464ec067016f55a1f3f05bab49ea5e26ebbccf','node',1795937117082,1795937117082);
INSERT INTO session VALUES('ses_01m8k3396y0q6687rst5tdky3b','usr_01m8k3396x8reab7n9yhg16r23','dev_01m8k3396y0q6687rst5tdky3c',X'3c788ee5486711676056afb0b14ee684fe1da8adf282ef6e958ce8d40a28fecf','node',1795937117406,1795937117406);
INSERT INTO session VALUES('ses_01m8k339adcgvgwv3pgcrtbh1h','usr_01m8k3396x8reab7n9yhg16r23','dev_01m8k339adcgvgwv3pgcrtbh1j',X'664b341127eaf570de6a15452d938405cde79092f85def4ac9b402d06c7be7ed','node',1795937117517,1795937117517);
INSERT INTO session VALUES('ses_01m8k339xx7c0arnnqpssy42yh','usr_01m8k33859a30pkaga4q27aece','dev_01m8k339xx7c0arnnqpssy42yj',X'b184318d4a5423c6f439ae6831476c3825f32f236425074d0431004c494e0d6e','superette',1795937118141,1795937118141);
CREATE TABLE schema_social (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_social VALUES(1,0,1,'2026-11-29 07:25:15');
INSERT INTO schema_social VALUES(2,1,1,'2026-11-29 07:25:15');
INSERT INTO schema_social VALUES(3,2,1,'2026-11-29 07:25:15');
CREATE TABLE contact (
    person   TEXT   NOT NULL,
    other    TEXT   NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (person, other)
);
INSERT INTO contact VALUES('usr_01m8k33859a30pkaga4q27aece','usr_01m8k338h50e4jyatxy4nptr0g',1795937117542);
INSERT INTO contact VALUES('usr_01m8k338h50e4jyatxy4nptr0g','usr_01m8k33859a30pkaga4q27aece',1795937117542);
INSERT INTO contact VALUES('usr_01m8k33859a30pkaga4q27aece','usr_01m8k3396x8reab7n9yhg16r23',1795937117560);
INSERT INTO contact VALUES('usr_01m8k3396x8reab7n9yhg16r23','usr_01m8k33859a30pkaga4q27aece',1795937117560);
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
INSERT INTO schema_chat VALUES(1,0,1,'2026-11-29 07:25:15');
INSERT INTO schema_chat VALUES(2,1,1,'2026-11-29 07:25:15');
INSERT INTO schema_chat VALUES(3,2,1,'2026-11-29 07:25:15');
INSERT INTO schema_chat VALUES(4,3,1,'2026-11-29 07:25:15');
INSERT INTO schema_chat VALUES(5,4,1,'2026-11-29 07:25:15');
CREATE TABLE conversation (
    id         TEXT   NOT NULL PRIMARY KEY,
    kind       BIGINT NOT NULL, -- 1 direct, 2 group
    title      TEXT   NOT NULL,
    last_seq   BIGINT NOT NULL,
    last_ts    BIGINT NOT NULL, -- of the last message, or of the conversation while it is empty
    created_at BIGINT NOT NULL
, avatar TEXT NOT NULL DEFAULT '', notice TEXT NOT NULL DEFAULT '', mute_all BIGINT NOT NULL DEFAULT 0, approve BIGINT NOT NULL DEFAULT 0, invite TEXT NOT NULL DEFAULT '', mod BIGINT NOT NULL DEFAULT 0);
INSERT INTO conversation VALUES('cnv_01m8k339bn6fxgbagv04ww98qa',1,'',6,1795937119981,1795937117557,'','',0,0,'',1);
INSERT INTO conversation VALUES('cnv_01m8k339cp39k6vq1q4jky9rq4',1,'',1,1795937117610,1795937117610,'','',0,0,'',0);
INSERT INTO conversation VALUES('cnv_01m8k33amybkv9hhx5ebccpcq2',2,'Tea of before',4,1795937122716,1795937118878,'','',0,0,'',0);
CREATE TABLE direct (
    low  TEXT NOT NULL,
    high TEXT NOT NULL,
    conv TEXT NOT NULL REFERENCES conversation (id),
    PRIMARY KEY (low, high)
);
INSERT INTO direct VALUES('usr_01m8k33859a30pkaga4q27aece','usr_01m8k338h50e4jyatxy4nptr0g','cnv_01m8k339bn6fxgbagv04ww98qa');
INSERT INTO direct VALUES('usr_01m8k33859a30pkaga4q27aece','usr_01m8k3396x8reab7n9yhg16r23','cnv_01m8k339cp39k6vq1q4jky9rq4');
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
INSERT INTO member VALUES('cnv_01m8k339bn6fxgbagv04ww98qa','usr_01m8k33859a30pkaga4q27aece',0,0,6,0,0,0,1,1795937117557,0,0);
INSERT INTO member VALUES('cnv_01m8k339bn6fxgbagv04ww98qa','usr_01m8k338h50e4jyatxy4nptr0g',0,0,3,0,0,0,1,1795937117557,0,0);
INSERT INTO member VALUES('cnv_01m8k339cp39k6vq1q4jky9rq4','usr_01m8k33859a30pkaga4q27aece',0,0,1,0,0,0,1,1795937117610,0,0);
INSERT INTO member VALUES('cnv_01m8k339cp39k6vq1q4jky9rq4','usr_01m8k3396x8reab7n9yhg16r23',0,0,0,0,0,0,1,1795937117610,0,0);
INSERT INTO member VALUES('cnv_01m8k33amybkv9hhx5ebccpcq2','usr_01m8k33859a30pkaga4q27aece',0,0,3,0,0,0,3,1795937118878,0,0);
INSERT INTO member VALUES('cnv_01m8k33amybkv9hhx5ebccpcq2','usr_01m8k338h50e4jyatxy4nptr0g',0,0,0,0,0,0,1,1795937118878,0,0);
INSERT INTO member VALUES('cnv_01m8k33amybkv9hhx5ebccpcq2','usr_01m8k3396x8reab7n9yhg16r23',0,0,4,0,0,0,1,1795937118878,0,0);
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
INSERT INTO message VALUES('cnv_01m8k339bn6fxgbagv04ww98qa',1,'','created',1795937117557,3,X'7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c2242656e204f2748617261225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k339bn6fxgbagv04ww98qa',2,'usr_01m8k33859a30pkaga4q27aece','client-0-of-before',1795937117588,1,X'e4bb8ae5a4a9e5969de4b98ce9be99e88cb6e590973f',0,'',0,1);
INSERT INTO message VALUES('cnv_01m8k339cp39k6vq1q4jky9rq4',1,'','created',1795937117610,3,X'7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c22506961225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k339bn6fxgbagv04ww98qa',3,'usr_01m8k338h50e4jyatxy4nptr0g','client-1-of-before',1795937117649,1,X'4974277320612071756f74653a202720616e64205c20616e642022',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k339bn6fxgbagv04ww98qa',4,'usr_01m8k33859a30pkaga4q27aece','client-2-of-before',1795937117732,1,X'e7acace4b889e8a18c0a696e2074776f206c696e657320f09f8db5',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k339bn6fxgbagv04ww98qa',5,'usr_01m8k33859a30pkaga4q27aece','client-card-of-before',1795937118475,2,X'7f3757b130675600f14c08b2a850b11a2a2baeef4042ed6f633439b4bafa604c7b226964223a226372645f30316d386b3333613862647077316a706e327361396b76766636222c22617070223a22777832353561356336336166303534346361222c226170705f6e616d65223a224265666f7265222c226170705f636f6c6f72223a2223323433373934222c227469746c65223a224120746561206f66206265666f7265222c2270617468223a2270616765732f7465612f7465613f69643d31222c227072696365223a313530302c2263757272656e6379223a22434e59227d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k33amybkv9hhx5ebccpcq2',1,'','created',1795937118878,3,X'7b226b6579223a2267726f75702e63726561746564222c2261726773223a5b224e6f726120e8afbae68b89225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k33amybkv9hhx5ebccpcq2',2,'usr_01m8k3396x8reab7n9yhg16r23','client-group-of-before',1795937118983,1,X'68656c6c6f2c20616c6c206f6620796f75',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k339bn6fxgbagv04ww98qa',6,'usr_01m8k33859a30pkaga4q27aece','pay_01m8k33bpqfxpxgaf04spntk16',1795937119981,3,X'7b226b6579223a227472616e73666572222c2261726773223a5b2231323334222c22434e59222c227573725f30316d386b33333868353065346a7961747879346e7074723067222c22666f7220e88cb6225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k33amybkv9hhx5ebccpcq2',3,'usr_01m8k33859a30pkaga4q27aece','gft_01m8k33e7a3j2hdwwscy84ft4a-sent',1795937122579,3,X'7b226b6579223a2267696674222c2261726773223a5b226766745f30316d386b3333653761336a3268647777736379383466743461222c2232222c22333030222c22434e59222c22222c2233222c22676f6f64206c75636b225d7d',0,'',0,0);
INSERT INTO message VALUES('cnv_01m8k33amybkv9hhx5ebccpcq2',4,'usr_01m8k3396x8reab7n9yhg16r23','gft_01m8k33e7a3j2hdwwscy84ft4a-taken',1795937122716,3,X'7b226b6579223a22676966742e7061636b65742e74616b656e222c2261726773223a5b226766745f30316d386b3333653761336a3268647777736379383466743461222c2232222c22506961222c224e6f726120e8afbae68b89225d7d',0,'',0,0);
CREATE TABLE card (
    id         TEXT   NOT NULL PRIMARY KEY,
    conv       TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    state      BIGINT NOT NULL,
    state_by   TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (conv, seq)
);
INSERT INTO card VALUES('crd_01m8k33a8bdpw1jpn2sa9kvvf6','cnv_01m8k339bn6fxgbagv04ww98qa',5,2,'usr_01m8k33859a30pkaga4q27aece',1795937121501);
CREATE TABLE user_event (
    person TEXT   NOT NULL,
    useq   BIGINT NOT NULL,
    kind   BIGINT NOT NULL, -- 1 conversation, 2 contact, 3 card
    ref    TEXT   NOT NULL, -- the id of what it is about
    at     BIGINT NOT NULL,
    PRIMARY KEY (person, useq)
);
INSERT INTO user_event VALUES('usr_01m8k33859a30pkaga4q27aece',1,2,'usr_01m8k338h50e4jyatxy4nptr0g',1795937117549);
INSERT INTO user_event VALUES('usr_01m8k338h50e4jyatxy4nptr0g',1,2,'usr_01m8k33859a30pkaga4q27aece',1795937117549);
INSERT INTO user_event VALUES('usr_01m8k33859a30pkaga4q27aece',2,1,'cnv_01m8k339bn6fxgbagv04ww98qa',1795937117557);
INSERT INTO user_event VALUES('usr_01m8k338h50e4jyatxy4nptr0g',2,1,'cnv_01m8k339bn6fxgbagv04ww98qa',1795937117557);
INSERT INTO user_event VALUES('usr_01m8k33859a30pkaga4q27aece',3,2,'usr_01m8k3396x8reab7n9yhg16r23',1795937117572);
INSERT INTO user_event VALUES('usr_01m8k3396x8reab7n9yhg16r23',1,2,'usr_01m8k33859a30pkaga4q27aece',1795937117572);
INSERT INTO user_event VALUES('usr_01m8k33859a30pkaga4q27aece',4,1,'cnv_01m8k339cp39k6vq1q4jky9rq4',1795937117610);
INSERT INTO user_event VALUES('usr_01m8k3396x8reab7n9yhg16r23',2,1,'cnv_01m8k339cp39k6vq1q4jky9rq4',1795937117610);
INSERT INTO user_event VALUES('usr_01m8k33859a30pkaga4q27aece',5,1,'cnv_01m8k33amybkv9hhx5ebccpcq2',1795937118878);
INSERT INTO user_event VALUES('usr_01m8k338h50e4jyatxy4nptr0g',3,1,'cnv_01m8k33amybkv9hhx5ebccpcq2',1795937118878);
INSERT INTO user_event VALUES('usr_01m8k3396x8reab7n9yhg16r23',3,1,'cnv_01m8k33amybkv9hhx5ebccpcq2',1795937118878);
INSERT INTO user_event VALUES('usr_01m8k33859a30pkaga4q27aece',6,3,'crd_01m8k33a8bdpw1jpn2sa9kvvf6',1795937121501);
INSERT INTO user_event VALUES('usr_01m8k338h50e4jyatxy4nptr0g',4,3,'crd_01m8k33a8bdpw1jpn2sa9kvvf6',1795937121501);
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
INSERT INTO card_party VALUES('crd_01m8k33a8bdpw1jpn2sa9kvvf6','usr_01m8k33859a30pkaga4q27aece');
CREATE TABLE reaction (
    conv   TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    person TEXT   NOT NULL,
    emoji  TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (conv, seq, person, emoji)
);
INSERT INTO reaction VALUES('cnv_01m8k339bn6fxgbagv04ww98qa',2,'usr_01m8k338h50e4jyatxy4nptr0g','👍',1795937118047);
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
INSERT INTO schema_ledger VALUES(1,0,1,'2026-11-29 07:25:15');
INSERT INTO schema_ledger VALUES(2,1,1,'2026-11-29 07:25:15');
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
INSERT INTO ledger_account VALUES('CNY',1,'issuance:test:CNY','test',0,0,1795937116364);
INSERT INTO ledger_account VALUES('CNY',2,'person:usr_01m8k33859a30pkaga4q27aece:CNY','usr_01m8k33859a30pkaga4q27aece',0,0,1795937116384);
INSERT INTO ledger_account VALUES('CNY',3,'person:usr_01m8k338h50e4jyatxy4nptr0g:CNY','usr_01m8k338h50e4jyatxy4nptr0g',0,0,1795937116764);
INSERT INTO ledger_account VALUES('CNY',4,'person:usr_01m8k3396x8reab7n9yhg16r23:CNY','usr_01m8k3396x8reab7n9yhg16r23',0,0,1795937117410);
INSERT INTO ledger_account VALUES('CNY',5,'merchant:1600000001:CNY','1600000001',0,0,1795937121306);
INSERT INTO ledger_account VALUES('CNY',6,'gift:gft_01m8k33e7a3j2hdwwscy84ft4a:CNY','gft_01m8k33e7a3j2hdwwscy84ft4a',0,0,1795937122541);
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
INSERT INTO ledger_balance VALUES('CNY',1,1,30000,0,0,0,3,3,24322,X'739ae5ddd79c798f4c2076e909801f7480b8882959e4dfa66e73497727041892');
INSERT INTO ledger_balance VALUES('CNY',2,0,3034,10500,0,0,5,7,24322,X'e071fdae11630d407b84a56adec6b66b68276c24e595dc054787b4f3101548f6');
INSERT INTO ledger_balance VALUES('CNY',3,0,0,11234,0,0,2,4,24322,X'7b8187fee26eeea05914a5c7d907609567c0e2df36cb0a8e5322205f30ca37bc');
INSERT INTO ledger_balance VALUES('CNY',4,0,0,10100,0,0,2,8,24322,X'fef3d59ee09e1679e74cbb37c571170d81e68fe30e68dbe8dcf9d22869b03ec5');
INSERT INTO ledger_balance VALUES('CNY',5,0,500,1500,0,0,2,6,24322,X'c580bba59bfb57ff7f1a839b9deb6e1461bd2c761f2f48e244b705326d8750ab');
INSERT INTO ledger_balance VALUES('CNY',6,0,100,300,0,0,2,8,24322,X'cf75d5eb43551345adfe983e3b85dd08f3cf90f6e065685d5fb228229223f69f');
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
INSERT INTO ledger_transfer VALUES('CNY',1,X'01a22631a0a92fea9e97446cb06ef9f3',X'20d18d13fbcd5b3c5fb42825b655c82b',1,NULL,1,2,10000,0,'grant','',1795937116493,1,0,-10000,X'a6ffdbaeab432047ae852098060ac59b8c91283e63cdc1844a3334c265b02115',1,0,10000,X'1be7a04fafe6f4f77c4c19a809bc7087ce969efe4936a55d8cae1d8f0494792d');
INSERT INTO ledger_transfer VALUES('CNY',2,X'01a22631a225eb902a69a1c1bbc67cab',X'7b208186b140ddef9c77de71c87e76df',1,NULL,1,3,10000,0,'grant','',1795937116769,2,1,-20000,X'e4d9c66726d919e2ada9e8b6ab5bdd6ff26b33b3f27aa51c97cb242e49b33bf5',1,0,10000,X'7bf7f191ddb5d7e5124c0480cb2ac4107d313b062642d228a418b71c00e317dd');
INSERT INTO ledger_transfer VALUES('CNY',3,X'01a22631a4ddd8bcac223359cfa93804',X'06d089072bc75244b365b3c427a10515',1,NULL,1,4,10000,0,'grant','',1795937117428,3,2,-30000,X'739ae5ddd79c798f4c2076e909801f7480b8882959e4dfa66e73497727041892',1,0,10000,X'ef34ef9f88eb93e62614dedf561948fff6feacdc69ec049eb15a4f1518d27afe');
INSERT INTO ledger_transfer VALUES('CNY',4,X'01a22631aed728fa4dd61b17645a2286',X'6d86105d8026b3570541999d61ee1fcc',1,NULL,2,3,1234,0,'transfer','pay_01m8k33bpqfxpxgaf04spntk16',1795937119962,2,1,8766,X'a60ef58a283784bf7a20e207b567f367243bcb253d7e76d8381f9390b376c8a0',2,2,11234,X'7b8187fee26eeea05914a5c7d907609567c0e2df36cb0a8e5322205f30ca37bc');
INSERT INTO ledger_transfer VALUES('CNY',5,X'01a22631b4172d832dcaefc9619fd3ed',X'3f1e30e399fed3c8030d5b5e80b99b8b',1,NULL,2,5,1500,0,'payment','pay_01m8k33d0q6rjefyjmwgam2byj',1795937121309,3,4,7266,X'7574f55aec4b4b70c3473f782e8994151f176406307438b167c4be3f2b8ae1ea',1,0,1500,X'0144eea750d664e8c0e9e700c5dc6d126dbb8e4d48757c1dde8fb291555224a0');
INSERT INTO ledger_transfer VALUES('CNY',6,X'01a22631b6444c9917d632bd9a9191fe',X'fd2d05ab6e701df52432cd6ad6e1e8d6',1,NULL,5,2,500,0,'refund','rfd_01m8k33dj4dbqge9a086b8jwqd',1795937121864,2,5,1000,X'c580bba59bfb57ff7f1a839b9deb6e1461bd2c761f2f48e244b705326d8750ab',4,5,7766,X'c0ddc1f89ff19dd88e512907799fc06e2a7802cb82438ec3835deec8c71d3a80');
INSERT INTO ledger_transfer VALUES('CNY',7,X'01a22631b8ea105938e350fc96d433e3',X'63c0eb357031307e39bb0236109b0cf1',1,NULL,2,6,300,0,'gift','gft_01m8k33e7a3j2hdwwscy84ft4a',1795937122548,5,6,7466,X'e071fdae11630d407b84a56adec6b66b68276c24e595dc054787b4f3101548f6',1,0,300,X'673ed63a177cde5178547d9afa246cdaa056a2440b33a5a08464a970ba51d701');
INSERT INTO ledger_transfer VALUES('CNY',8,X'01a22631b8ea16c0f1b8c6bc3aee430b',X'454d074170d9a50896034f3787ff43b0',1,NULL,6,4,100,0,'gift-take','gft_01m8k33e7a3j2hdwwscy84ft4a',1795937122646,2,7,200,X'cf75d5eb43551345adfe983e3b85dd08f3cf90f6e065685d5fb228229223f69f',2,3,10100,X'fef3d59ee09e1679e74cbb37c571170d81e68fe30e68dbe8dcf9d22869b03ec5');
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
INSERT INTO ledger_head VALUES('CNY',8,X'e50a01f53a00626280a23c62d33049d83808307e986a7a13801f36b24437c981',X'e50a01f53a00626280a23c62d33049d83808307e986a7a13801f36b24437c981');
CREATE TABLE schema_pay (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_pay VALUES(1,0,1,'2026-11-29 07:25:15');
INSERT INTO schema_pay VALUES(2,1,1,'2026-11-29 07:25:15');
INSERT INTO schema_pay VALUES(3,2,1,'2026-11-29 07:25:15');
INSERT INTO schema_pay VALUES(4,3,1,'2026-11-29 07:25:15');
CREATE TABLE merchant (
    mchid      TEXT   NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    api_key    BYTEA  NOT NULL, -- 32 bytes
    created_at BIGINT NOT NULL
);
INSERT INTO merchant VALUES('1600000001','Shop of before',X'6264316136393463623038353734303937396262636564616130636631393935',1795937120932);
CREATE TABLE merchant_app (
    mchid TEXT NOT NULL REFERENCES merchant (mchid),
    app   TEXT NOT NULL,
    PRIMARY KEY (mchid, app)
);
INSERT INTO merchant_app VALUES('1600000001','wx255a5c63af0544ca');
CREATE TABLE merchant_certificate (
    mchid  TEXT  NOT NULL REFERENCES merchant (mchid),
    serial TEXT  NOT NULL, -- upper-case hex
    der    BYTEA NOT NULL,
    PRIMARY KEY (mchid, serial)
);
INSERT INTO merchant_certificate VALUES('1600000001','7D008406109FA26B6B9087BD30BEE424E5ACF81B',X'3082032930820211a00302010202147d008406109fa26b6b9087bd30bee424e5acf81b300d06092a864886f70d01010b0500302831123010060355040a13095375706572657474653112301006035504031309617574686f72697479301e170d3236313132393036323532305a170d3331313132393037323532305a303231123010060355040a1309537570657265747465311c301a060355040313136d65726368616e742d3136303030303030303130820122300d06092a864886f70d01010105000382010f003082010a0282010100df6578bb80004a5a8bc11b48ff07dbd97cb44fd7de62c2aad070212cb6b7e63ad1e3ca30e3b1681839aec17a85e9f79fa4984cd9c31cecf34a6cbea418b136f708bad9a51e2c28d196ee4bb3ea8663d70247be9b8525729584fb75a061038e221d496bac6e8d0cf9935b9384afa9aaa98d6cdd55675160369b4c92cca9a7ccec09c1699fda9b043de02b4d1ea7c0fff03aa90f6526e577657f127ed5130edd327e6ebe098f784b9ad56e09926249816cba6aa1b1425c726bf4f8e69032c1f8c642592c79f255cd82bdf4ac650e3db1c1a5d2b1be16c3c77cefc4f342193d771903bdd77d252b93ce2589a50260704649f8fb87cf80d7e357e657772219d1e6ad0203010001a341303f300e0603551d0f0101ff040403020780300c0603551d130101ff04023000301f0603551d23041830168014375ad39faaf2888983d79101cfe6942b2914c464300d06092a864886f70d01010b0500038201010000730c8afb8633e1a0953f346c38072608d19084f0501a7da66685fdce8fa81fda9f9f0c71af6934fc74242991d6653c29dcf56ddb2763c3a1f54ecdff87cce73179a922893efea7ac376abaec12265635e4bd9270c2e04374c32b9e1b00e187e7a5a35a25b9c8798c65beb76bb25f87d0097fcf6e99fcf23e912e0093b93b5c0667192c331a23fe770a81b4ee4d402f487b4c68ab85d66b57f9cc7e1f50cb39e38635a587630a5b5107169ccc3b3a7a393eb388737a05ecab6d4f0bda8368aa365a688c3aacdcfca85539fc4de65595f1d20ed9b3c4e30bd477500830f2bee5533df49759c5bb330dd44fcdc4d4470e216de03c4915db721859126fa57a6846');
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
INSERT INTO pay_order VALUES('ord_01m8k33cxt6ehdk8zbyb9377ev','1600000001','paid-before','wx255a5c63af0544ca','oyKXDHlm92XnS3nv3tTnNAeAT0o8','Oolong 乌龙','','https://shop.example/notify',1500,'CNY',0,1795937121210,1795944321210,2,'pay_01m8k33d0q6rjefyjmwgam2byj',1795937121309,500);
INSERT INTO pay_order VALUES('ord_01m8k33dwy2xm70z6t85vxt6bg','1600000001','waits-since-before','wx255a5c63af0544ca','oyKXDHlm92XnS3nv3tTnNAeAT0o8','Oolong 乌龙','','https://shop.example/notify',900,'CNY',0,1795937122206,1795944322206,1,'',0,0);
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
INSERT INTO payment VALUES('pay_01m8k33bpqfxpxgaf04spntk16','usr_01m8k33859a30pkaga4q27aece','transfer-of-before',2,'','usr_01m8k338h50e4jyatxy4nptr0g',1234,'CNY','for 茶','',2,'',1795937119959,1795937119962);
INSERT INTO payment VALUES('pay_01m8k33d0q6rjefyjmwgam2byj','usr_01m8k33859a30pkaga4q27aece','payment-of-before',1,'ord_01m8k33cxt6ehdk8zbyb9377ev','1600000001',1500,'CNY','Oolong 乌龙','crd_01m8k33a8bdpw1jpn2sa9kvvf6',2,'',1795937121303,1795937121309);
CREATE TABLE pin (
    person       TEXT   NOT NULL PRIMARY KEY,
    phc          TEXT   NOT NULL, -- argon2id
    misses       BIGINT NOT NULL, -- since the last right one, or since the last lock
    locks        BIGINT NOT NULL, -- since the last right one
    locked_until BIGINT NOT NULL  -- Unix milliseconds
);
INSERT INTO pin VALUES('usr_01m8k33859a30pkaga4q27aece','$argon2id$v=19$m=19456,t=2,p=1$GMRq7vh8f6KL5nQ+EBkU5w$ZsL604/rSpfrZz/xikafdzo/QxOotwm6FTbui80zCZA',0,0,0);
INSERT INTO pin VALUES('usr_01m8k338h50e4jyatxy4nptr0g','$argon2id$v=19$m=19456,t=2,p=1$LTjY4iWA+H6GHVMVVxMG+w$VTamWqXR9cbV/NkL99TjgQYsgzvxhqJGGpiA/gjDiBA',0,0,0);
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
INSERT INTO merchant_notice VALUES('ntc_01m8k33d0qhywcc2j5badtb78y','pay_01m8k33d0q6rjefyjmwgam2byj','https://shop.example/notify',1795937121309,1,1795937136495,1,'compat/wechatpay: notify 1600000001: egress: notify for merchant 1600000001: egress.no-host: There is no server of this name. shop.example: lookup shop.example on 10.255.255.53:53: no such host','');
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
INSERT INTO refund VALUES('rfd_01m8k33dj4dbqge9a086b8jwqd','1600000001','refund-before','ord_01m8k33cxt6ehdk8zbyb9377ev','pay_01m8k33d0q6rjefyjmwgam2byj','','',500,2,1795937121860,1795937121864);
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
INSERT INTO gift VALUES('gft_01m8k33e7a3j2hdwwscy84ft4a','usr_01m8k33859a30pkaga4q27aece','gift-of-before','cnv_01m8k33amybkv9hhx5ebccpcq2',2,'',300,'CNY','good luck',3,1,X'ff742ff04e8adf69c31eef2e5f8f3f2dfd65636f39483c878eebb9cfcc1b5569',2,'',1,100,0,0,1795937122538,1796023522538,0);
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
INSERT INTO gift_claim VALUES('gft_01m8k33e7a3j2hdwwscy84ft4a','usr_01m8k3396x8reab7n9yhg16r23',0,100,2,1795937122628,1795937122646);
CREATE TABLE schema_registry (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_registry VALUES(1,0,1,'2026-11-29 07:25:15');
INSERT INTO schema_registry VALUES(2,1,1,'2026-11-29 07:25:15');
INSERT INTO schema_registry VALUES(3,2,1,'2026-11-29 07:25:15');
CREATE TABLE program (
    app        TEXT   NOT NULL PRIMARY KEY,
    owner      TEXT   NOT NULL,
    number     BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
INSERT INTO program VALUES('wx255a5c63af0544ca','usr_01m8k33859a30pkaga4q27aece',1,1795937118433);
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
INSERT INTO program_version VALUES('wx255a5c63af0544ca',1,'8791d0f2cf65fc67657e0f4e4cc5788860c3f92b7c77f0e797883af1a4fa85ec','ldO+u2pmbMf8c/UiABCXvdOvG0z6XvjY3L/p8HMbo5tviv5ie3XN0W+USqaQ2ZNiBAFHJcVgkcbn9KxmHhfAAA==','','','usr_01m8k33859a30pkaga4q27aece',1795937118433,'Before','#243794','','','wechat',1,1400);
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
INSERT INTO program_secret VALUES('wx255a5c63af0544ca',X'2ee56e9dbec53d13e9921b061f64792bedf71abe1532f0c868edc67485590f72',1795937121052);
CREATE TABLE schema_deliver (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_deliver VALUES(1,0,1,'2026-11-29 07:25:15');
INSERT INTO schema_deliver VALUES(2,1,1,'2026-11-29 07:25:15');
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
INSERT INTO schema_egress VALUES(1,0,1,'2026-11-29 07:25:15');
INSERT INTO schema_egress VALUES(2,1,1,'2026-11-29 07:25:15');
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
INSERT INTO egress_call VALUES('req_01m8k33d89crfabbvhzz6w3cq2','merchant 1600000001','',1795937121545,'notify','POST','https://shop.example/notify',0,885,0,11,'egress.no-host');
CREATE TABLE schema_gateway (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO schema_gateway VALUES(1,0,1,'2026-11-29 07:25:15');
INSERT INTO schema_gateway VALUES(2,1,1,'2026-11-29 07:25:15');
CREATE TABLE login_code (
    sum     BYTEA  NOT NULL PRIMARY KEY,
    app     TEXT   NOT NULL,
    person  TEXT   NOT NULL,
    made_at BIGINT NOT NULL,
    used    BIGINT NOT NULL
);
INSERT INTO login_code VALUES(X'de514e460d808a0f6b4286fc97fc840e499189dd233299f4fd47eb8d5b648097','wx255a5c63af0544ca','usr_01m8k33859a30pkaga4q27aece',1795937121059,1);
CREATE TABLE program_session (
    app         TEXT   NOT NULL,
    person      TEXT   NOT NULL,
    session_key TEXT   NOT NULL, -- base64 of 16 bytes
    made_at     BIGINT NOT NULL,
    PRIMARY KEY (app, person)
);
INSERT INTO program_session VALUES('wx255a5c63af0544ca','usr_01m8k33859a30pkaga4q27aece','wuk2JzRt8BiyxCXL4ksSLg==',1795937121103);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('schema_store',4);
INSERT INTO sqlite_sequence VALUES('schema_account',2);
INSERT INTO sqlite_sequence VALUES('schema_social',3);
INSERT INTO sqlite_sequence VALUES('schema_chat',5);
INSERT INTO sqlite_sequence VALUES('schema_ledger',2);
INSERT INTO sqlite_sequence VALUES('schema_pay',4);
INSERT INTO sqlite_sequence VALUES('schema_registry',3);
INSERT INTO sqlite_sequence VALUES('schema_deliver',2);
INSERT INTO sqlite_sequence VALUES('schema_egress',2);
INSERT INTO sqlite_sequence VALUES('schema_gateway',2);
CREATE INDEX outbox_key ON outbox (key, id);
CREATE INDEX outbox_due ON outbox (due_at);
CREATE INDEX session_person ON session (person);
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
CREATE INDEX program_owner ON program (owner);
CREATE INDEX program_version_package ON program_version (package);
CREATE INDEX program_upload_expires ON program_upload (expires_at);
CREATE INDEX picture_owner ON picture (owner, created_at);
CREATE INDEX egress_call_who ON egress_call (who, id);
CREATE INDEX egress_call_person ON egress_call (who, person, id);
CREATE INDEX egress_call_at ON egress_call (at);
CREATE INDEX login_code_made ON login_code (made_at);
COMMIT;
