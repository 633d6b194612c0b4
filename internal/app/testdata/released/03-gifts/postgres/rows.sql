
CREATE TABLE block (
    person text NOT NULL COLLATE pg_catalog."C",
    other text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL
);
CREATE TABLE card (
    id text NOT NULL COLLATE pg_catalog."C",
    conv text NOT NULL COLLATE pg_catalog."C",
    seq bigint NOT NULL,
    state bigint NOT NULL,
    state_by text NOT NULL COLLATE pg_catalog."C",
    changed_at bigint NOT NULL
);
CREATE TABLE card_party (
    card text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE commits (
    one bigint NOT NULL,
    n bigint NOT NULL,
    CONSTRAINT commits_one_check CHECK ((one = 1))
);
CREATE TABLE contact (
    person text NOT NULL COLLATE pg_catalog."C",
    other text NOT NULL COLLATE pg_catalog."C",
    added_at bigint NOT NULL
);
CREATE TABLE conversation (
    id text NOT NULL COLLATE pg_catalog."C",
    kind bigint NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    last_seq bigint NOT NULL,
    last_ts bigint NOT NULL,
    created_at bigint NOT NULL,
    avatar text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    notice text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    mute_all bigint DEFAULT 0 NOT NULL,
    approve bigint DEFAULT 0 NOT NULL,
    invite text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    mod bigint DEFAULT 0 NOT NULL
);
CREATE TABLE direct (
    low text NOT NULL COLLATE pg_catalog."C",
    high text NOT NULL COLLATE pg_catalog."C",
    conv text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE egress_call (
    id text NOT NULL COLLATE pg_catalog."C",
    who text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL,
    purpose text NOT NULL COLLATE pg_catalog."C",
    method text NOT NULL COLLATE pg_catalog."C",
    url text NOT NULL COLLATE pg_catalog."C",
    status bigint NOT NULL,
    sent bigint NOT NULL,
    received bigint NOT NULL,
    took_ms bigint NOT NULL,
    fault text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE gift (
    id text NOT NULL COLLATE pg_catalog."C",
    sender text NOT NULL COLLATE pg_catalog."C",
    request text NOT NULL COLLATE pg_catalog."C",
    conv text NOT NULL COLLATE pg_catalog."C",
    kind bigint NOT NULL,
    recipient text NOT NULL COLLATE pg_catalog."C",
    amount bigint NOT NULL,
    currency text NOT NULL COLLATE pg_catalog."C",
    note text NOT NULL COLLATE pg_catalog."C",
    count bigint NOT NULL,
    crowd bigint NOT NULL,
    seed bytea NOT NULL,
    state bigint NOT NULL,
    reason text NOT NULL COLLATE pg_catalog."C",
    taken bigint NOT NULL,
    taken_amount bigint NOT NULL,
    returned bigint NOT NULL,
    unsettled bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    CONSTRAINT gift_amount_check CHECK ((amount > 0)),
    CONSTRAINT gift_check CHECK (((taken <= count) AND ((taken_amount + returned) <= amount))),
    CONSTRAINT gift_count_check CHECK ((count > 0))
);
CREATE TABLE gift_claim (
    gift text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    amount bigint NOT NULL,
    state bigint NOT NULL,
    created_at bigint NOT NULL,
    settled_at bigint NOT NULL,
    CONSTRAINT gift_claim_amount_check CHECK ((amount > 0))
);
CREATE TABLE hidden (
    conv text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL COLLATE pg_catalog."C",
    seq bigint NOT NULL
);
CREATE TABLE join_request (
    conv text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL COLLATE pg_catalog."C",
    note text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL
);
CREATE TABLE lease (
    name text NOT NULL COLLATE pg_catalog."C",
    holder text NOT NULL COLLATE pg_catalog."C",
    epoch bigint NOT NULL,
    expires_at bigint NOT NULL,
    seq bigint DEFAULT 0 NOT NULL
);
CREATE TABLE ledger_account (
    currency text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    frozen bigint NOT NULL,
    closed bigint NOT NULL,
    opened_at bigint NOT NULL
);
CREATE TABLE ledger_balance (
    currency text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    issues bigint NOT NULL,
    debits bigint NOT NULL,
    credits bigint NOT NULL,
    debits_held bigint NOT NULL,
    credits_held bigint NOT NULL,
    entries bigint NOT NULL,
    last bigint NOT NULL,
    month bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT ledger_balance_check CHECK (((issues = 1) OR ((debits + debits_held) <= credits))),
    CONSTRAINT ledger_balance_credits_check CHECK ((credits >= 0)),
    CONSTRAINT ledger_balance_credits_held_check CHECK ((credits_held >= 0)),
    CONSTRAINT ledger_balance_debits_check CHECK ((debits >= 0)),
    CONSTRAINT ledger_balance_debits_held_check CHECK ((debits_held >= 0))
);
CREATE TABLE ledger_head (
    currency text NOT NULL COLLATE pg_catalog."C",
    size bigint NOT NULL,
    root bytea NOT NULL,
    edge bytea NOT NULL
);
CREATE TABLE ledger_hold (
    id bytea NOT NULL,
    currency text NOT NULL COLLATE pg_catalog."C",
    ended bigint NOT NULL
);
CREATE TABLE ledger_month (
    currency text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    month bigint NOT NULL,
    "position" bigint NOT NULL
);
CREATE TABLE ledger_refusal (
    id bytea NOT NULL,
    currency text NOT NULL COLLATE pg_catalog."C",
    request bytea NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL
);
CREATE TABLE ledger_transfer (
    currency text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    id bytea NOT NULL,
    request bytea NOT NULL,
    op bigint NOT NULL,
    held bytea,
    debit bigint NOT NULL,
    credit bigint NOT NULL,
    amount bigint NOT NULL,
    deadline bigint NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL,
    debit_entry bigint NOT NULL,
    debit_prev bigint NOT NULL,
    debit_balance bigint NOT NULL,
    debit_hash bytea NOT NULL,
    credit_entry bigint NOT NULL,
    credit_prev bigint NOT NULL,
    credit_balance bigint NOT NULL,
    credit_hash bytea NOT NULL
);
CREATE TABLE login_code (
    sum bytea NOT NULL,
    app text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL COLLATE pg_catalog."C",
    made_at bigint NOT NULL,
    used bigint NOT NULL
);
CREATE TABLE member (
    conv text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL COLLATE pg_catalog."C",
    bot bigint NOT NULL,
    join_seq bigint NOT NULL,
    read_seq bigint NOT NULL,
    clear_seq bigint NOT NULL,
    mute bigint NOT NULL,
    pin bigint NOT NULL,
    role bigint DEFAULT 1 NOT NULL,
    joined_at bigint DEFAULT 0 NOT NULL,
    barred bigint DEFAULT 0 NOT NULL,
    mention_seq bigint DEFAULT 0 NOT NULL
);
CREATE TABLE merchant (
    mchid text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    api_key bytea NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE merchant_app (
    mchid text NOT NULL COLLATE pg_catalog."C",
    app text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE merchant_certificate (
    mchid text NOT NULL COLLATE pg_catalog."C",
    serial text NOT NULL COLLATE pg_catalog."C",
    der bytea NOT NULL
);
CREATE TABLE merchant_notice (
    id text NOT NULL COLLATE pg_catalog."C",
    payment text NOT NULL COLLATE pg_catalog."C",
    url text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    attempts bigint NOT NULL,
    due_at bigint NOT NULL,
    state bigint NOT NULL,
    outcome text NOT NULL COLLATE pg_catalog."C",
    refund text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE message (
    conv text NOT NULL COLLATE pg_catalog."C",
    seq bigint NOT NULL,
    sender text NOT NULL COLLATE pg_catalog."C",
    client_id text NOT NULL COLLATE pg_catalog."C",
    ts bigint NOT NULL,
    kind bigint NOT NULL,
    body bytea NOT NULL,
    reply_to bigint DEFAULT 0 NOT NULL,
    mentions text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    edited_at bigint DEFAULT 0 NOT NULL,
    mod bigint DEFAULT 0 NOT NULL
);
CREATE TABLE outbox (
    id text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    payload bytea NOT NULL,
    at bigint NOT NULL,
    due_at bigint NOT NULL,
    attempts bigint NOT NULL
);
CREATE TABLE pay_order (
    id text NOT NULL COLLATE pg_catalog."C",
    mchid text NOT NULL COLLATE pg_catalog."C",
    out_trade_no text NOT NULL COLLATE pg_catalog."C",
    app text NOT NULL COLLATE pg_catalog."C",
    openid text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL COLLATE pg_catalog."C",
    attach text NOT NULL COLLATE pg_catalog."C",
    notify_url text NOT NULL COLLATE pg_catalog."C",
    amount bigint NOT NULL,
    currency text NOT NULL COLLATE pg_catalog."C",
    deadline bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    state bigint NOT NULL,
    payment text NOT NULL COLLATE pg_catalog."C",
    paid_at bigint NOT NULL,
    refunded bigint DEFAULT 0 NOT NULL,
    CONSTRAINT pay_order_amount_check CHECK ((amount > 0)),
    CONSTRAINT pay_order_refunded_check CHECK ((refunded >= 0))
);
CREATE TABLE payment (
    id text NOT NULL COLLATE pg_catalog."C",
    payer text NOT NULL COLLATE pg_catalog."C",
    request text NOT NULL COLLATE pg_catalog."C",
    kind bigint NOT NULL,
    trade text NOT NULL COLLATE pg_catalog."C",
    payee text NOT NULL COLLATE pg_catalog."C",
    amount bigint NOT NULL,
    currency text NOT NULL COLLATE pg_catalog."C",
    note text NOT NULL COLLATE pg_catalog."C",
    card text NOT NULL COLLATE pg_catalog."C",
    state bigint NOT NULL,
    reason text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    settled_at bigint NOT NULL,
    CONSTRAINT payment_amount_check CHECK ((amount > 0))
);
CREATE TABLE person (
    id text NOT NULL COLLATE pg_catalog."C",
    handle text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    tint bigint NOT NULL,
    avatar text NOT NULL COLLATE pg_catalog."C",
    bot bigint NOT NULL,
    password text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL
);
CREATE TABLE picture (
    hash text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL COLLATE pg_catalog."C",
    width bigint NOT NULL,
    height bigint NOT NULL,
    size_bytes bigint NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE pin (
    person text NOT NULL COLLATE pg_catalog."C",
    phc text NOT NULL COLLATE pg_catalog."C",
    misses bigint NOT NULL,
    locks bigint NOT NULL,
    locked_until bigint NOT NULL
);
CREATE TABLE privacy (
    person text NOT NULL COLLATE pg_catalog."C",
    presence bigint NOT NULL,
    receipts bigint NOT NULL
);
CREATE TABLE program (
    app text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE program_secret (
    app text NOT NULL COLLATE pg_catalog."C",
    sum bytea NOT NULL,
    made_at bigint NOT NULL
);
CREATE TABLE program_session (
    app text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL COLLATE pg_catalog."C",
    session_key text NOT NULL COLLATE pg_catalog."C",
    made_at bigint NOT NULL
);
CREATE TABLE program_upload (
    owner text NOT NULL COLLATE pg_catalog."C",
    hash text NOT NULL COLLATE pg_catalog."C",
    size_bytes bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE program_version (
    app text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    package text NOT NULL COLLATE pg_catalog."C",
    signature text NOT NULL COLLATE pg_catalog."C",
    version text NOT NULL COLLATE pg_catalog."C",
    note text NOT NULL COLLATE pg_catalog."C",
    publisher text NOT NULL COLLATE pg_catalog."C",
    released_at bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    color text NOT NULL COLLATE pg_catalog."C",
    logo text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL COLLATE pg_catalog."C",
    dialect text NOT NULL COLLATE pg_catalog."C",
    page_count bigint NOT NULL,
    size_bytes bigint NOT NULL
);
CREATE TABLE reaction (
    conv text NOT NULL COLLATE pg_catalog."C",
    seq bigint NOT NULL,
    person text NOT NULL COLLATE pg_catalog."C",
    emoji text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL
);
CREATE TABLE refund (
    id text NOT NULL COLLATE pg_catalog."C",
    mchid text NOT NULL COLLATE pg_catalog."C",
    out_refund_no text NOT NULL COLLATE pg_catalog."C",
    trade text NOT NULL COLLATE pg_catalog."C",
    payment text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    notify_url text NOT NULL COLLATE pg_catalog."C",
    amount bigint NOT NULL,
    state bigint NOT NULL,
    created_at bigint NOT NULL,
    settled_at bigint NOT NULL,
    CONSTRAINT refund_amount_check CHECK ((amount > 0))
);
CREATE TABLE schema_account (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);
ALTER TABLE schema_account ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME schema_account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE schema_chat (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);
ALTER TABLE schema_chat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME schema_chat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE schema_deliver (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);
ALTER TABLE schema_deliver ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME schema_deliver_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE schema_egress (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);
ALTER TABLE schema_egress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME schema_egress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE schema_gateway (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);
ALTER TABLE schema_gateway ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME schema_gateway_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE schema_ledger (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);
ALTER TABLE schema_ledger ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME schema_ledger_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE schema_pay (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);
ALTER TABLE schema_pay ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME schema_pay_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE schema_registry (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);
ALTER TABLE schema_registry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME schema_registry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE schema_social (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);
ALTER TABLE schema_social ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME schema_social_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE schema_store (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);
ALTER TABLE schema_store ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME schema_store_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE search_head (
    conv text NOT NULL COLLATE pg_catalog."C",
    seq bigint NOT NULL
);
CREATE TABLE search_term (
    conv text NOT NULL COLLATE pg_catalog."C",
    term text NOT NULL COLLATE pg_catalog."C",
    seq bigint NOT NULL
);
CREATE TABLE session (
    id text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL COLLATE pg_catalog."C",
    device text NOT NULL COLLATE pg_catalog."C",
    token_sum bytea NOT NULL,
    agent text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    seen_at bigint NOT NULL
);
CREATE TABLE user_event (
    person text NOT NULL COLLATE pg_catalog."C",
    useq bigint NOT NULL,
    kind bigint NOT NULL,
    ref text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL
);
INSERT INTO card VALUES ('crd_01m8k33kqye302vne4wqkhn8ab', 'cnv_01m8k33jhzcy41r721skqns785', 5, 2, 'usr_01m8k33gwh6e10yjpea1rhnyts', 1795937132392);
INSERT INTO card_party VALUES ('crd_01m8k33kqye302vne4wqkhn8ab', 'usr_01m8k33gwh6e10yjpea1rhnyts');
INSERT INTO commits VALUES (1, 89);
INSERT INTO contact VALUES ('usr_01m8k33gwh6e10yjpea1rhnyts', 'usr_01m8k33hb98senw6mk4wv3xy6c', 1795937126664);
INSERT INTO contact VALUES ('usr_01m8k33hb98senw6mk4wv3xy6c', 'usr_01m8k33gwh6e10yjpea1rhnyts', 1795937126689);
INSERT INTO contact VALUES ('usr_01m8k33gwh6e10yjpea1rhnyts', 'usr_01m8k33hr7axtnwyw4cm8h1b1q', 1795937126932);
INSERT INTO contact VALUES ('usr_01m8k33hr7axtnwyw4cm8h1b1q', 'usr_01m8k33gwh6e10yjpea1rhnyts', 1795937126946);
INSERT INTO conversation VALUES ('cnv_01m8k33jn6dzzdtqbs2nk16tzn', 1, '', 1, 1795937127088, 1795937127088, '', '', 0, 0, '', 0);
INSERT INTO conversation VALUES ('cnv_01m8k33jhzcy41r721skqns785', 1, '', 6, 1795937130630, 1795937126979, '', '', 0, 0, '', 1);
INSERT INTO conversation VALUES ('cnv_01m8k33mb8bqpzppp4f5mkcynv', 2, 'Tea of before', 4, 1795937136050, 1795937128808, '', '', 0, 0, '', 0);
INSERT INTO direct VALUES ('usr_01m8k33gwh6e10yjpea1rhnyts', 'usr_01m8k33hb98senw6mk4wv3xy6c', 'cnv_01m8k33jhzcy41r721skqns785');
INSERT INTO direct VALUES ('usr_01m8k33gwh6e10yjpea1rhnyts', 'usr_01m8k33hr7axtnwyw4cm8h1b1q', 'cnv_01m8k33jn6dzzdtqbs2nk16tzn');
INSERT INTO egress_call VALUES ('req_01m8k33qrq09p339yaxfk905za', 'merchant 1600000001', '', 1795937132311, 'notify', 'POST', 'https://shop.example/notify', 0, 885, 0, 1, 'egress.no-host');
INSERT INTO gift VALUES ('gft_01m8k33tw8eh6ar94xeestq1vs', 'usr_01m8k33gwh6e10yjpea1rhnyts', 'gift-of-before', 'cnv_01m8k33mb8bqpzppp4f5mkcynv', 2, '', 300, 'CNY', 'good luck', 3, 1, '\xf5b3c48f829c49418dbb124f8951ac9abf5b27e516e5ff30aed7b0893e295ee9', 2, '', 1, 100, 0, 0, 1795937135496, 1796023535496, 0);
INSERT INTO gift_claim VALUES ('gft_01m8k33tw8eh6ar94xeestq1vs', 'usr_01m8k33hr7axtnwyw4cm8h1b1q', 0, 100, 2, 1795937135864, 1795937135905);
INSERT INTO lease VALUES ('ledger/CNY', 'ledger', 1, 1795940724865, 14);
INSERT INTO ledger_account VALUES ('CNY', 1, 'issuance:test:CNY', 'test', 0, 0, 1795937125480);
INSERT INTO ledger_account VALUES ('CNY', 2, 'person:usr_01m8k33gwh6e10yjpea1rhnyts:CNY', 'usr_01m8k33gwh6e10yjpea1rhnyts', 0, 0, 1795937125514);
INSERT INTO ledger_account VALUES ('CNY', 3, 'person:usr_01m8k33hb98senw6mk4wv3xy6c:CNY', 'usr_01m8k33hb98senw6mk4wv3xy6c', 0, 0, 1795937125766);
INSERT INTO ledger_account VALUES ('CNY', 4, 'person:usr_01m8k33hr7axtnwyw4cm8h1b1q:CNY', 'usr_01m8k33hr7axtnwyw4cm8h1b1q', 0, 0, 1795937126317);
INSERT INTO ledger_account VALUES ('CNY', 5, 'merchant:1600000001:CNY', '1600000001', 0, 0, 1795937132093);
INSERT INTO ledger_account VALUES ('CNY', 6, 'gift:gft_01m8k33tw8eh6ar94xeestq1vs:CNY', 'gft_01m8k33tw8eh6ar94xeestq1vs', 0, 0, 1795937135609);
INSERT INTO ledger_balance VALUES ('CNY', 1, 1, 30000, 0, 0, 0, 3, 3, 24322, '\x9d11c0cc8e5bc917f24f4bceb7d1d9251b16b46d1e25bf524048026c6ce17758');
INSERT INTO ledger_balance VALUES ('CNY', 3, 0, 0, 11234, 0, 0, 2, 4, 24322, '\x60dd60f05f340f8a751cbb5f05f69df03496603a003049007b044bcee4171f3a');
INSERT INTO ledger_balance VALUES ('CNY', 5, 0, 500, 1500, 0, 0, 2, 6, 24322, '\xe839e84b9465ea8af64795505f6a67df33487af1d16f1a8ba89c5a284ada8833');
INSERT INTO ledger_balance VALUES ('CNY', 2, 0, 3034, 10500, 0, 0, 5, 7, 24322, '\x3e77c33fb378bd74153c379aecd4b05e9ea914ed2a12ae7c4052bf8a2e7171e6');
INSERT INTO ledger_balance VALUES ('CNY', 6, 0, 100, 300, 0, 0, 2, 8, 24322, '\x8945ad4d0c06946afc9e9353a135e67db6d4f23960c11b5eb561b641600dafec');
INSERT INTO ledger_balance VALUES ('CNY', 4, 0, 0, 10100, 0, 0, 2, 8, 24322, '\x2bc3e3e7b62c6ecad9eceae6811743e6bed2112d2043917eb5d4d31753631589');
INSERT INTO ledger_head VALUES ('CNY', 8, '\x9bdc35dc5eec1d19a332bc9d6385f78d0081012d5417b3952f7cdcfea51516a6', '\x9bdc35dc5eec1d19a332bc9d6385f78d0081012d5417b3952f7cdcfea51516a6');
INSERT INTO ledger_month VALUES ('CNY', 1, 24322, 1);
INSERT INTO ledger_month VALUES ('CNY', 2, 24322, 1);
INSERT INTO ledger_month VALUES ('CNY', 3, 24322, 2);
INSERT INTO ledger_month VALUES ('CNY', 4, 24322, 3);
INSERT INTO ledger_month VALUES ('CNY', 5, 24322, 5);
INSERT INTO ledger_month VALUES ('CNY', 6, 24322, 7);
INSERT INTO ledger_transfer VALUES ('CNY', 1, '\x01a22631c391d682b29c47ffa8af478a', '\x70029d8eba4178f8acdeaf6e9b04c2f8', 1, NULL, 1, 2, 10000, 0, 'grant', '', 1795937125531, 1, 0, -10000, '\xf024001afbeabe575bb07828a32fe9201fbcb99ee6cfab7ba6b49670dc143d77', 1, 0, 10000, '\x18a2fd0f5c60872b84cbf02affade1698daa6baaccf1bed20c9744ff8b9c6075');
INSERT INTO ledger_transfer VALUES ('CNY', 2, '\x01a22631c5696d8b15010c79ee829a94', '\x4751c9b466d84378ac5fe80fae8e4712', 1, NULL, 1, 3, 10000, 0, 'grant', '', 1795937125916, 2, 1, -20000, '\xbf6a6c2623c809eb1f16629273049334da59d2b4395b2b6ff01d09c1f11e2273', 1, 0, 10000, '\x1df445bc90b64b943f240252b46c2cbef8b4c7dc5bf579effce5f51fc123eb02');
INSERT INTO ledger_transfer VALUES ('CNY', 3, '\x01a22631c707d2a84887bbd93a2de5b6', '\x2c28247bd3164758382e9a3b4eab2883', 1, NULL, 1, 4, 10000, 0, 'grant', '', 1795937126451, 3, 2, -30000, '\x9d11c0cc8e5bc917f24f4bceb7d1d9251b16b46d1e25bf524048026c6ce17758', 1, 0, 10000, '\xe54656761580827fb2d67e0d778bdcdc498afa7b1f7d7ad28038da36a2a9a695');
INSERT INTO ledger_transfer VALUES ('CNY', 4, '\x01a22631d774368db573fc4bf8ace114', '\x871f8c049ab22f3d456c11b2e955428b', 1, NULL, 2, 3, 1234, 0, 'transfer', 'pay_01m8k33nvmfh64dn5k0f1smf17', 1795937130425, 2, 1, 8766, '\x8bf07642282349bc3496f47dedb31dc85b02663f2ce49df22d4399637b775fd6', 2, 2, 11234, '\x60dd60f05f340f8a751cbb5f05f69df03496603a003049007b044bcee4171f3a');
INSERT INTO ledger_transfer VALUES ('CNY', 5, '\x01a22631ddfff616d9c20223d7d5dcf4', '\x5dcbc3fbb1376b8ea74859d04ecd53d4', 1, NULL, 2, 5, 1500, 0, 'payment', 'pay_01m8k33qfz0djrdc2pj2hctb89', 1795937132181, 3, 4, 7266, '\x3f30957147c045d99728fd1d3df4b35c9be0c2bd86f15c251c4240934457732c', 1, 0, 1500, '\x88897ef1d0ac8eea3ae2872e384f364fd1469d01531d0187f8db85d65d5312d7');
INSERT INTO ledger_transfer VALUES ('CNY', 6, '\x01a22631e0ccfebbdb59a3526baf2a2b', '\xa46484f78dfa7ecf7cc6fb6d03382401', 1, NULL, 5, 2, 500, 0, 'refund', 'rfd_01m8k33r6c3t7kqkt3rnemt0t5', 1795937132784, 2, 5, 1000, '\xe839e84b9465ea8af64795505f6a67df33487af1d16f1a8ba89c5a284ada8833', 4, 5, 7766, '\xe7feaa248a626bc95aa1fc53a95d40ea6dbecb1b71eca2448c3d7327df6e0e41');
INSERT INTO ledger_transfer VALUES ('CNY', 7, '\x01a22631eb889d220a55cbacd98a7a9d', '\xec7071ac50d731335b596531aa76ecbf', 1, NULL, 2, 6, 300, 0, 'gift', 'gft_01m8k33tw8eh6ar94xeestq1vs', 1795937135630, 5, 6, 7466, '\x3e77c33fb378bd74153c379aecd4b05e9ea914ed2a12ae7c4052bf8a2e7171e6', 1, 0, 300, '\x39b6c3bc0aaeaa2383b458d933f945427b95dcf963415f21a14a968f074beb77');
INSERT INTO ledger_transfer VALUES ('CNY', 8, '\x01a22631eb8832d1350f8d9d41ed30ba', '\x2061d545aae8f21c35d032b00d1e4966', 1, NULL, 6, 4, 100, 0, 'gift-take', 'gft_01m8k33tw8eh6ar94xeestq1vs', 1795937135905, 2, 7, 200, '\x8945ad4d0c06946afc9e9353a135e67db6d4f23960c11b5eb561b641600dafec', 2, 3, 10100, '\x2bc3e3e7b62c6ecad9eceae6811743e6bed2112d2043917eb5d4d31753631589');
INSERT INTO login_code VALUES ('\xfb6b753fee934a777be9bf2e718221a80a496c310d8b5a8fe7ecae3945f5f8d6', 'wx1ae4ecff9d95ac85', 'usr_01m8k33gwh6e10yjpea1rhnyts', 1795937131614, 1);
INSERT INTO member VALUES ('cnv_01m8k33jhzcy41r721skqns785', 'usr_01m8k33hb98senw6mk4wv3xy6c', 0, 0, 3, 0, 0, 0, 1, 1795937126979, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k33jn6dzzdtqbs2nk16tzn', 'usr_01m8k33hr7axtnwyw4cm8h1b1q', 0, 0, 0, 0, 0, 0, 1, 1795937127088, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k33jn6dzzdtqbs2nk16tzn', 'usr_01m8k33gwh6e10yjpea1rhnyts', 0, 0, 1, 0, 0, 0, 1, 1795937127088, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k33mb8bqpzppp4f5mkcynv', 'usr_01m8k33hb98senw6mk4wv3xy6c', 0, 0, 0, 0, 0, 0, 1, 1795937128808, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k33jhzcy41r721skqns785', 'usr_01m8k33gwh6e10yjpea1rhnyts', 0, 0, 6, 0, 0, 0, 1, 1795937126979, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k33mb8bqpzppp4f5mkcynv', 'usr_01m8k33gwh6e10yjpea1rhnyts', 0, 0, 3, 0, 0, 0, 3, 1795937128808, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k33mb8bqpzppp4f5mkcynv', 'usr_01m8k33hr7axtnwyw4cm8h1b1q', 0, 0, 4, 0, 0, 0, 1, 1795937128808, 0, 0);
INSERT INTO merchant VALUES ('1600000001', 'Shop of before', '\x3365393036306665636537306665643037326435356363646463666439653863', 1795937131265);
INSERT INTO merchant_app VALUES ('1600000001', 'wx1ae4ecff9d95ac85');
INSERT INTO merchant_certificate VALUES ('1600000001', '70D073A10EC74F8732E18FB0D4BAD995AF117358', '\x3082032930820211a003020102021470d073a10ec74f8732e18fb0d4bad995af117358300d06092a864886f70d01010b0500302831123010060355040a13095375706572657474653112301006035504031309617574686f72697479301e170d3236313132393036323533315a170d3331313132393037323533315a303231123010060355040a1309537570657265747465311c301a060355040313136d65726368616e742d3136303030303030303130820122300d06092a864886f70d01010105000382010f003082010a0282010100ddcdbba8295429631b04143a3ba595a56965ee396e1358ab49dd985a85ca4de6345928b2cfe9b5e6b39eb01b2befa9d9cb91b37eb8a8e7ee0dd7f0484d08b7da124b03592d018eb634df7e6d44357c780f033f0683f75d417f1ff9255a2284845f4377668fbbb6ed366ffda1e782bcc3709400ea881618a1da5060ea5a52781de68557205a1a0418754364a0d4c5e48326ea3de270386538784452db80f16f03b994978524fc6dd8757b75519178ed68923f0725a15b8d4c4963c559b1e428cdb0da83d585a2e57c41ee135cf9fd16d16d36a53551d8d4cb19106e26366ac7026c98fc93d7f19bbc213fd6e34d6644759d213cb97cbaca8b24d199cd294f04310203010001a341303f300e0603551d0f0101ff040403020780300c0603551d130101ff04023000301f0603551d23041830168014a54d6d70c2d3275b2f5f1499754a0cd0fc927555300d06092a864886f70d01010b05000382010100bda0c3d85b6875ce8abc0b079db3d80c48b6d40fc633ead271a842c9c2d48b6dea752e0d15b18d9da62a25f1ba49ea70de0fe1364ec28ae94114b1b5856b07d934042c74c33fe0042d958a27fa40cea532d28a3f27b9ccd254992e3413eb211333b06c202b88891374a387c03929b8054407429321810aa498135c78da60e0f4f49f7002256c326110118295897e28f7d5badd011dda4bea2e9f9d5b36ee49e26262f57d24d9e0452b048767ce8cfe4c999603d9342edcdc67a2f3bc365b783801474a0dbaeeb9dbd96f80d369832812019f6737aff08162ace669e49704cd2e5a69b0b4d2d379de8b6da1f59a7a96cf8486bdc54d39987743dee919f9bc8567');
INSERT INTO merchant_notice VALUES ('ntc_01m8k33qfzv93zfd04sgfe5e4r', 'pay_01m8k33qfz0djrdc2pj2hctb89', 'https://shop.example/notify', 1795937132181, 1, 1795937147258, 1, 'compat/wechatpay: notify 1600000001: egress: notify for merchant 1600000001: egress.no-host: There is no server of this name. shop.example: lookup shop.example on 10.255.255.53:53: no such host', '');
INSERT INTO message VALUES ('cnv_01m8k33jhzcy41r721skqns785', 1, '', 'created', 1795937126979, 3, '\x7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c2242656e204f2748617261225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k33jhzcy41r721skqns785', 3, 'usr_01m8k33hb98senw6mk4wv3xy6c', 'client-1-of-before', 1795937127076, 1, '\x4974277320612071756f74653a202720616e64205c20616e642022', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k33jn6dzzdtqbs2nk16tzn', 1, '', 'created', 1795937127088, 3, '\x7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c22506961225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k33jhzcy41r721skqns785', 4, 'usr_01m8k33gwh6e10yjpea1rhnyts', 'client-2-of-before', 1795937127144, 1, '\xe7acace4b889e8a18c0a696e2074776f206c696e657320f09f8db5', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k33jhzcy41r721skqns785', 2, 'usr_01m8k33gwh6e10yjpea1rhnyts', 'client-0-of-before', 1795937127026, 1, '\xe4bb8ae5a4a9e5969de4b98ce9be99e88cb6e590973f', 0, '', 0, 1);
INSERT INTO message VALUES ('cnv_01m8k33jhzcy41r721skqns785', 5, 'usr_01m8k33gwh6e10yjpea1rhnyts', 'client-card-of-before', 1795937128190, 2, '\x8508c56130142916db8e87177bb00f655203db37b2a9818a0994e2d486b234817b226964223a226372645f30316d386b33336b717965333032766e653477716b686e386162222c22617070223a22777831616534656366663964393561633835222c226170705f6e616d65223a224265666f7265222c226170705f636f6c6f72223a2223323433373934222c227469746c65223a224120746561206f66206265666f7265222c2270617468223a2270616765732f7465612f7465613f69643d31222c227072696365223a313530302c2263757272656e6379223a22434e59227d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k33mb8bqpzppp4f5mkcynv', 1, '', 'created', 1795937128808, 3, '\x7b226b6579223a2267726f75702e63726561746564222c2261726773223a5b224e6f726120e8afbae68b89225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k33mb8bqpzppp4f5mkcynv', 2, 'usr_01m8k33hr7axtnwyw4cm8h1b1q', 'client-group-of-before', 1795937128986, 1, '\x68656c6c6f2c20616c6c206f6620796f75', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k33jhzcy41r721skqns785', 6, 'usr_01m8k33gwh6e10yjpea1rhnyts', 'pay_01m8k33nvmfh64dn5k0f1smf17', 1795937130630, 3, '\x7b226b6579223a227472616e73666572222c2261726773223a5b2231323334222c22434e59222c227573725f30316d386b33336862393873656e77366d6b3477763378793663222c22666f7220e88cb6225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k33mb8bqpzppp4f5mkcynv', 3, 'usr_01m8k33gwh6e10yjpea1rhnyts', 'gft_01m8k33tw8eh6ar94xeestq1vs-sent', 1795937135756, 3, '\x7b226b6579223a2267696674222c2261726773223a5b226766745f30316d386b333374773865683661723934786565737471317673222c2232222c22333030222c22434e59222c22222c2233222c22676f6f64206c75636b225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k33mb8bqpzppp4f5mkcynv', 4, 'usr_01m8k33hr7axtnwyw4cm8h1b1q', 'gft_01m8k33tw8eh6ar94xeestq1vs-taken', 1795937136050, 3, '\x7b226b6579223a22676966742e7061636b65742e74616b656e222c2261726773223a5b226766745f30316d386b333374773865683661723934786565737471317673222c2232222c22506961222c224e6f726120e8afbae68b89225d7d', 0, '', 0, 0);
INSERT INTO pay_order VALUES ('ord_01m8k33qbn91x0za0gk2qwfeqq', '1600000001', 'paid-before', 'wx1ae4ecff9d95ac85', 'ohJOJgsIP0lygN6gNEZt75830i9s', 'Oolong 乌龙', '', 'https://shop.example/notify', 1500, 'CNY', 0, 1795937131890, 1795944331890, 2, 'pay_01m8k33qfz0djrdc2pj2hctb89', 1795937132181, 500);
INSERT INTO pay_order VALUES ('ord_01m8k33sm69cjep9whr61gabpe', '1600000001', 'waits-since-before', 'wx1ae4ecff9d95ac85', 'ohJOJgsIP0lygN6gNEZt75830i9s', 'Oolong 乌龙', '', 'https://shop.example/notify', 900, 'CNY', 0, 1795937134213, 1795944334213, 1, '', 0, 0);
INSERT INTO payment VALUES ('pay_01m8k33nvmfh64dn5k0f1smf17', 'usr_01m8k33gwh6e10yjpea1rhnyts', 'transfer-of-before', 2, '', 'usr_01m8k33hb98senw6mk4wv3xy6c', 1234, 'CNY', 'for 茶', '', 2, '', 1795937130356, 1795937130425);
INSERT INTO payment VALUES ('pay_01m8k33qfz0djrdc2pj2hctb89', 'usr_01m8k33gwh6e10yjpea1rhnyts', 'payment-of-before', 1, 'ord_01m8k33qbn91x0za0gk2qwfeqq', '1600000001', 1500, 'CNY', 'Oolong 乌龙', 'crd_01m8k33kqye302vne4wqkhn8ab', 2, '', 1795937132031, 1795937132181);
INSERT INTO person VALUES ('usr_01m8k33gwh6e10yjpea1rhnyts', 'nora', 'Nora 诺拉', 9, '', 0, '$argon2id$v=19$m=19456,t=2,p=1$rVd2Pvmeo11m/3tR10kGgQ$jNvU7LCcgoGT2O7b3EBTLYx/9vFbQrAlcX+lwlHvw8s', 1795937125358);
INSERT INTO person VALUES ('usr_01m8k33hb98senw6mk4wv3xy6c', 'ben', 'Ben O''Hara', 6, '', 0, '$argon2id$v=19$m=19456,t=2,p=1$bwjnHwfHq8oG7RS/59sW0A$8OTZe3+cSHYCn44vDCWHO8JI81DCqRNLKbGeqVt70bg', 1795937125758);
INSERT INTO person VALUES ('usr_01m8k33hr7axtnwyw4cm8h1b1q', 'pia', 'Pia', 9, '', 0, '$argon2id$v=19$m=19456,t=2,p=1$1EsEo9i1IxKf7yf+rVubKg$SPhRS0KAV5fxC9aFSYGl/1Z0uHEczYxSg+nrwr6gufQ', 1795937126175);
INSERT INTO pin VALUES ('usr_01m8k33hb98senw6mk4wv3xy6c', '$argon2id$v=19$m=19456,t=2,p=1$mfSX07aeYaM9XEI+YYBdrw$2bEoU15gSjXqrSvgN0BQkB1oqHkQt5LGTPo2dnVpsVI', 0, 0, 0);
INSERT INTO pin VALUES ('usr_01m8k33gwh6e10yjpea1rhnyts', '$argon2id$v=19$m=19456,t=2,p=1$Jov0orQP/f1mW2VECHcJjw$QIw4Zq5JV0R8Nj/Nrk+xfHj3zf2ie9bDOVcLGGcY6Eo', 0, 0, 0);
INSERT INTO program VALUES ('wx1ae4ecff9d95ac85', 'usr_01m8k33gwh6e10yjpea1rhnyts', 1, 1795937128009);
INSERT INTO program_secret VALUES ('wx1ae4ecff9d95ac85', '\x88972dc4fcfc62dbc0ad5851af6481b239554b3362fb96f26f3b950de21b5a31', 1795937131524);
INSERT INTO program_session VALUES ('wx1ae4ecff9d95ac85', 'usr_01m8k33gwh6e10yjpea1rhnyts', 'grr7TpxAgVkzrbYiCIepng==', 1795937131692);
INSERT INTO program_version VALUES ('wx1ae4ecff9d95ac85', 1, '8791d0f2cf65fc67657e0f4e4cc5788860c3f92b7c77f0e797883af1a4fa85ec', 'PDB4EwpqwUsJzd5TVI1Cmtvle0axw6MGDQxvWvxsPU4+hb3oxL77mg1XoQaCXXMP35FWPl5rXTxZCxwHH49yCw==', '', '', 'usr_01m8k33gwh6e10yjpea1rhnyts', 1795937128009, 'Before', '#243794', '', '', 'wechat', 1, 1400);
INSERT INTO reaction VALUES ('cnv_01m8k33jhzcy41r721skqns785', 2, 'usr_01m8k33hb98senw6mk4wv3xy6c', '👍', 1795937127348);
INSERT INTO refund VALUES ('rfd_01m8k33r6c3t7kqkt3rnemt0t5', '1600000001', 'refund-before', 'ord_01m8k33qbn91x0za0gk2qwfeqq', 'pay_01m8k33qfz0djrdc2pj2hctb89', '', '', 500, 2, 1795937132748, 1795937132784);
INSERT INTO schema_account VALUES (1, 0, true, '2026-11-29 07:25:23.474169');
INSERT INTO schema_account VALUES (2, 1, true, '2026-11-29 07:25:23.492318');
INSERT INTO schema_chat VALUES (1, 0, true, '2026-11-29 07:25:23.639821');
INSERT INTO schema_chat VALUES (2, 1, true, '2026-11-29 07:25:23.647309');
INSERT INTO schema_chat VALUES (3, 2, true, '2026-11-29 07:25:23.779811');
INSERT INTO schema_chat VALUES (4, 3, true, '2026-11-29 07:25:23.843671');
INSERT INTO schema_chat VALUES (5, 4, true, '2026-11-29 07:25:23.964917');
INSERT INTO schema_deliver VALUES (1, 0, true, '2026-11-29 07:25:24.682576');
INSERT INTO schema_deliver VALUES (2, 1, true, '2026-11-29 07:25:24.695358');
INSERT INTO schema_egress VALUES (1, 0, true, '2026-11-29 07:25:24.715676');
INSERT INTO schema_egress VALUES (2, 1, true, '2026-11-29 07:25:24.733265');
INSERT INTO schema_gateway VALUES (1, 0, true, '2026-11-29 07:25:24.758993');
INSERT INTO schema_gateway VALUES (2, 1, true, '2026-11-29 07:25:24.765163');
INSERT INTO schema_ledger VALUES (1, 0, true, '2026-11-29 07:25:24.074386');
INSERT INTO schema_ledger VALUES (2, 1, true, '2026-11-29 07:25:24.0847');
INSERT INTO schema_pay VALUES (1, 0, true, '2026-11-29 07:25:24.22351');
INSERT INTO schema_pay VALUES (2, 1, true, '2026-11-29 07:25:24.265766');
INSERT INTO schema_pay VALUES (3, 2, true, '2026-11-29 07:25:24.432209');
INSERT INTO schema_pay VALUES (4, 3, true, '2026-11-29 07:25:24.50014');
INSERT INTO schema_registry VALUES (1, 0, true, '2026-11-29 07:25:24.609068');
INSERT INTO schema_registry VALUES (2, 1, true, '2026-11-29 07:25:24.630606');
INSERT INTO schema_registry VALUES (3, 2, true, '2026-11-29 07:25:24.673674');
INSERT INTO schema_social VALUES (1, 0, true, '2026-11-29 07:25:23.564102');
INSERT INTO schema_social VALUES (2, 1, true, '2026-11-29 07:25:23.576888');
INSERT INTO schema_social VALUES (3, 2, true, '2026-11-29 07:25:23.585167');
INSERT INTO schema_store VALUES (1, 0, true, '2026-11-29 07:25:23.387941');
INSERT INTO schema_store VALUES (2, 1, true, '2026-11-29 07:25:23.423389');
INSERT INTO schema_store VALUES (3, 2, true, '2026-11-29 07:25:23.454394');
INSERT INTO schema_store VALUES (4, 3, true, '2026-11-29 07:25:23.464058');
INSERT INTO session VALUES ('ses_01m8k33h00ctcwmhp07c2smdhw', 'usr_01m8k33gwh6e10yjpea1rhnyts', 'dev_01m8k33h00ctcwmhp07c2smdhx', '\xdad86c137de4b5a5831a90e9eaf37d0fe6039eb93afa2914654a9eb1b9e067cb', 'node', 1795937125376, 1795937125376);
INSERT INTO session VALUES ('ses_01m8k33h6p6cv2d20n4yvjvg5r', 'usr_01m8k33gwh6e10yjpea1rhnyts', 'dev_01m8k33h6p6cv2d20n4yvjvg5s', '\xf00ad6c4924e2dd5ed49171a035b9ee1d6f5566d3d95183ae7d7689698a573ad', 'node', 1795937125590, 1795937125590);
INSERT INTO session VALUES ('ses_01m8k33hbzeq6jyh9jtar4333r', 'usr_01m8k33hb98senw6mk4wv3xy6c', 'dev_01m8k33hbzeq6jyh9jtar4333s', '\x25907cf8417b266e0edac6d632f22018997f13af4894580cab4246a641557bec', 'node', 1795937125759, 1795937125759);
INSERT INTO session VALUES ('ses_01m8k33hjr13bebyg4fztf6c9n', 'usr_01m8k33hb98senw6mk4wv3xy6c', 'dev_01m8k33hjr13bebyg4fztf6c9p', '\xa46eb7f47b0da18d033288f078c89decedd3819a5ee038eea99ea6a62faf58c4', 'node', 1795937125976, 1795937125976);
INSERT INTO session VALUES ('ses_01m8k33hs4bzmzz526qhq8kndv', 'usr_01m8k33hr7axtnwyw4cm8h1b1q', 'dev_01m8k33hs4bzmzz526qhq8kndw', '\x6c2116d7971604c8854ed851f3f1a74baa07262d02f1151f23af328d616ed729', 'node', 1795937126180, 1795937126180);
INSERT INTO session VALUES ('ses_01m8k33j1k9dqbkkcsq9c6tac3', 'usr_01m8k33hr7axtnwyw4cm8h1b1q', 'dev_01m8k33j1k9dqbkkcsq9c6tac4', '\xde6701270648edcf94b4acf5735d1595aa1028ab408570fa7b6613c513928a42', 'node', 1795937126451, 1795937126451);
INSERT INTO session VALUES ('ses_01m8k33k608cgpn8j8bg24y34h', 'usr_01m8k33gwh6e10yjpea1rhnyts', 'dev_01m8k33k608cgpn8j8bg24y34j', '\x9108df9e731c83701c19b6711611e50aba16dd5fd28fe0bdb39c601d333a6f91', 'superette', 1795937127616, 1795937127616);
INSERT INTO user_event VALUES ('usr_01m8k33gwh6e10yjpea1rhnyts', 1, 2, 'usr_01m8k33hb98senw6mk4wv3xy6c', 1795937126868);
INSERT INTO user_event VALUES ('usr_01m8k33hb98senw6mk4wv3xy6c', 1, 2, 'usr_01m8k33gwh6e10yjpea1rhnyts', 1795937126868);
INSERT INTO user_event VALUES ('usr_01m8k33gwh6e10yjpea1rhnyts', 2, 1, 'cnv_01m8k33jhzcy41r721skqns785', 1795937126979);
INSERT INTO user_event VALUES ('usr_01m8k33hb98senw6mk4wv3xy6c', 2, 1, 'cnv_01m8k33jhzcy41r721skqns785', 1795937126979);
INSERT INTO user_event VALUES ('usr_01m8k33gwh6e10yjpea1rhnyts', 3, 2, 'usr_01m8k33hr7axtnwyw4cm8h1b1q', 1795937127048);
INSERT INTO user_event VALUES ('usr_01m8k33hr7axtnwyw4cm8h1b1q', 1, 2, 'usr_01m8k33gwh6e10yjpea1rhnyts', 1795937127048);
INSERT INTO user_event VALUES ('usr_01m8k33gwh6e10yjpea1rhnyts', 4, 1, 'cnv_01m8k33jn6dzzdtqbs2nk16tzn', 1795937127088);
INSERT INTO user_event VALUES ('usr_01m8k33hr7axtnwyw4cm8h1b1q', 2, 1, 'cnv_01m8k33jn6dzzdtqbs2nk16tzn', 1795937127088);
INSERT INTO user_event VALUES ('usr_01m8k33gwh6e10yjpea1rhnyts', 5, 1, 'cnv_01m8k33mb8bqpzppp4f5mkcynv', 1795937128808);
INSERT INTO user_event VALUES ('usr_01m8k33hb98senw6mk4wv3xy6c', 3, 1, 'cnv_01m8k33mb8bqpzppp4f5mkcynv', 1795937128808);
INSERT INTO user_event VALUES ('usr_01m8k33hr7axtnwyw4cm8h1b1q', 3, 1, 'cnv_01m8k33mb8bqpzppp4f5mkcynv', 1795937128808);
INSERT INTO user_event VALUES ('usr_01m8k33gwh6e10yjpea1rhnyts', 6, 3, 'crd_01m8k33kqye302vne4wqkhn8ab', 1795937132392);
INSERT INTO user_event VALUES ('usr_01m8k33hb98senw6mk4wv3xy6c', 4, 3, 'crd_01m8k33kqye302vne4wqkhn8ab', 1795937132392);
SELECT pg_catalog.setval('schema_account_id_seq', 2, true);
SELECT pg_catalog.setval('schema_chat_id_seq', 5, true);
SELECT pg_catalog.setval('schema_deliver_id_seq', 2, true);
SELECT pg_catalog.setval('schema_egress_id_seq', 2, true);
SELECT pg_catalog.setval('schema_gateway_id_seq', 2, true);
SELECT pg_catalog.setval('schema_ledger_id_seq', 2, true);
SELECT pg_catalog.setval('schema_pay_id_seq', 4, true);
SELECT pg_catalog.setval('schema_registry_id_seq', 3, true);
SELECT pg_catalog.setval('schema_social_id_seq', 3, true);
SELECT pg_catalog.setval('schema_store_id_seq', 4, true);
ALTER TABLE ONLY block
    ADD CONSTRAINT block_pkey PRIMARY KEY (person, other);
ALTER TABLE ONLY card
    ADD CONSTRAINT card_conv_seq_key UNIQUE (conv, seq);
ALTER TABLE ONLY card_party
    ADD CONSTRAINT card_party_pkey PRIMARY KEY (card, person);
ALTER TABLE ONLY card
    ADD CONSTRAINT card_pkey PRIMARY KEY (id);
ALTER TABLE ONLY commits
    ADD CONSTRAINT commits_pkey PRIMARY KEY (one);
ALTER TABLE ONLY contact
    ADD CONSTRAINT contact_pkey PRIMARY KEY (person, other);
ALTER TABLE ONLY conversation
    ADD CONSTRAINT conversation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY direct
    ADD CONSTRAINT direct_pkey PRIMARY KEY (low, high);
ALTER TABLE ONLY egress_call
    ADD CONSTRAINT egress_call_pkey PRIMARY KEY (id);
ALTER TABLE ONLY gift_claim
    ADD CONSTRAINT gift_claim_gift_position_key UNIQUE (gift, "position");
ALTER TABLE ONLY gift_claim
    ADD CONSTRAINT gift_claim_pkey PRIMARY KEY (gift, person);
ALTER TABLE ONLY gift
    ADD CONSTRAINT gift_pkey PRIMARY KEY (id);
ALTER TABLE ONLY gift
    ADD CONSTRAINT gift_sender_request_key UNIQUE (sender, request);
ALTER TABLE ONLY hidden
    ADD CONSTRAINT hidden_pkey PRIMARY KEY (conv, person, seq);
ALTER TABLE ONLY join_request
    ADD CONSTRAINT join_request_pkey PRIMARY KEY (conv, person);
ALTER TABLE ONLY lease
    ADD CONSTRAINT lease_pkey PRIMARY KEY (name);
ALTER TABLE ONLY ledger_account
    ADD CONSTRAINT ledger_account_pkey PRIMARY KEY (currency, number);
ALTER TABLE ONLY ledger_balance
    ADD CONSTRAINT ledger_balance_pkey PRIMARY KEY (currency, number);
ALTER TABLE ONLY ledger_head
    ADD CONSTRAINT ledger_head_pkey PRIMARY KEY (currency);
ALTER TABLE ONLY ledger_hold
    ADD CONSTRAINT ledger_hold_pkey PRIMARY KEY (id, currency);
ALTER TABLE ONLY ledger_month
    ADD CONSTRAINT ledger_month_pkey PRIMARY KEY (currency, number, month);
ALTER TABLE ONLY ledger_refusal
    ADD CONSTRAINT ledger_refusal_pkey PRIMARY KEY (id, currency);
ALTER TABLE ONLY ledger_transfer
    ADD CONSTRAINT ledger_transfer_pkey PRIMARY KEY (currency, "position");
ALTER TABLE ONLY login_code
    ADD CONSTRAINT login_code_pkey PRIMARY KEY (sum);
ALTER TABLE ONLY member
    ADD CONSTRAINT member_pkey PRIMARY KEY (conv, person);
ALTER TABLE ONLY merchant_app
    ADD CONSTRAINT merchant_app_pkey PRIMARY KEY (mchid, app);
ALTER TABLE ONLY merchant_certificate
    ADD CONSTRAINT merchant_certificate_pkey PRIMARY KEY (mchid, serial);
ALTER TABLE ONLY merchant_notice
    ADD CONSTRAINT merchant_notice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY merchant
    ADD CONSTRAINT merchant_pkey PRIMARY KEY (mchid);
ALTER TABLE ONLY message
    ADD CONSTRAINT message_pkey PRIMARY KEY (conv, seq);
ALTER TABLE ONLY outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY pay_order
    ADD CONSTRAINT pay_order_mchid_out_trade_no_key UNIQUE (mchid, out_trade_no);
ALTER TABLE ONLY pay_order
    ADD CONSTRAINT pay_order_pkey PRIMARY KEY (id);
ALTER TABLE ONLY payment
    ADD CONSTRAINT payment_payer_request_key UNIQUE (payer, request);
ALTER TABLE ONLY payment
    ADD CONSTRAINT payment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY person
    ADD CONSTRAINT person_handle_key UNIQUE (handle);
ALTER TABLE ONLY person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);
ALTER TABLE ONLY picture
    ADD CONSTRAINT picture_pkey PRIMARY KEY (hash, owner);
ALTER TABLE ONLY pin
    ADD CONSTRAINT pin_pkey PRIMARY KEY (person);
ALTER TABLE ONLY privacy
    ADD CONSTRAINT privacy_pkey PRIMARY KEY (person);
ALTER TABLE ONLY program
    ADD CONSTRAINT program_pkey PRIMARY KEY (app);
ALTER TABLE ONLY program_secret
    ADD CONSTRAINT program_secret_pkey PRIMARY KEY (app);
ALTER TABLE ONLY program_session
    ADD CONSTRAINT program_session_pkey PRIMARY KEY (app, person);
ALTER TABLE ONLY program_upload
    ADD CONSTRAINT program_upload_pkey PRIMARY KEY (owner, hash);
ALTER TABLE ONLY program_version
    ADD CONSTRAINT program_version_pkey PRIMARY KEY (app, number);
ALTER TABLE ONLY reaction
    ADD CONSTRAINT reaction_pkey PRIMARY KEY (conv, seq, person, emoji);
ALTER TABLE ONLY refund
    ADD CONSTRAINT refund_mchid_out_refund_no_key UNIQUE (mchid, out_refund_no);
ALTER TABLE ONLY refund
    ADD CONSTRAINT refund_pkey PRIMARY KEY (id);
ALTER TABLE ONLY schema_account
    ADD CONSTRAINT schema_account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY schema_chat
    ADD CONSTRAINT schema_chat_pkey PRIMARY KEY (id);
ALTER TABLE ONLY schema_deliver
    ADD CONSTRAINT schema_deliver_pkey PRIMARY KEY (id);
ALTER TABLE ONLY schema_egress
    ADD CONSTRAINT schema_egress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY schema_gateway
    ADD CONSTRAINT schema_gateway_pkey PRIMARY KEY (id);
ALTER TABLE ONLY schema_ledger
    ADD CONSTRAINT schema_ledger_pkey PRIMARY KEY (id);
ALTER TABLE ONLY schema_pay
    ADD CONSTRAINT schema_pay_pkey PRIMARY KEY (id);
ALTER TABLE ONLY schema_registry
    ADD CONSTRAINT schema_registry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY schema_social
    ADD CONSTRAINT schema_social_pkey PRIMARY KEY (id);
ALTER TABLE ONLY schema_store
    ADD CONSTRAINT schema_store_pkey PRIMARY KEY (id);
ALTER TABLE ONLY search_head
    ADD CONSTRAINT search_head_pkey PRIMARY KEY (conv);
ALTER TABLE ONLY search_term
    ADD CONSTRAINT search_term_pkey PRIMARY KEY (conv, term, seq);
ALTER TABLE ONLY session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);
ALTER TABLE ONLY session
    ADD CONSTRAINT session_token_sum_key UNIQUE (token_sum);
ALTER TABLE ONLY user_event
    ADD CONSTRAINT user_event_pkey PRIMARY KEY (person, useq);
CREATE INDEX block_other ON block USING btree (other);
CREATE UNIQUE INDEX conversation_invite ON conversation USING btree (invite) WHERE (invite <> ''::text);
CREATE INDEX egress_call_at ON egress_call USING btree (at);
CREATE INDEX egress_call_person ON egress_call USING btree (who, person, id);
CREATE INDEX egress_call_who ON egress_call USING btree (who, id);
CREATE INDEX gift_claim_submitted ON gift_claim USING btree (created_at) WHERE (state = 1);
CREATE INDEX gift_open ON gift USING btree (expires_at) WHERE (state = 2);
CREATE INDEX gift_submitted ON gift USING btree (created_at) WHERE ((state = 1) OR (unsettled = 1));
CREATE UNIQUE INDEX ledger_account_id ON ledger_account USING btree (id);
CREATE INDEX ledger_account_owner ON ledger_account USING btree (owner);
CREATE INDEX ledger_hold_open ON ledger_hold USING btree (currency, ended);
CREATE UNIQUE INDEX ledger_transfer_id ON ledger_transfer USING btree (id, currency);
CREATE INDEX login_code_made ON login_code USING btree (made_at);
CREATE INDEX member_person ON member USING btree (person);
CREATE INDEX merchant_notice_due ON merchant_notice USING btree (due_at) WHERE (state = 1);
CREATE INDEX message_mod ON message USING btree (conv, mod) WHERE (mod > 0);
CREATE UNIQUE INDEX message_once ON message USING btree (conv, sender, client_id);
CREATE INDEX outbox_due ON outbox USING btree (due_at);
CREATE INDEX outbox_key ON outbox USING btree (key, id);
CREATE INDEX payment_submitted ON payment USING btree (created_at) WHERE (state = 1);
CREATE INDEX picture_owner ON picture USING btree (owner, created_at);
CREATE INDEX program_owner ON program USING btree (owner);
CREATE INDEX program_upload_expires ON program_upload USING btree (expires_at);
CREATE INDEX program_version_package ON program_version USING btree (package);
CREATE INDEX refund_submitted ON refund USING btree (created_at) WHERE (state = 1);
CREATE INDEX refund_trade ON refund USING btree (trade);
CREATE INDEX search_term_seq ON search_term USING btree (conv, seq);
CREATE INDEX session_person ON session USING btree (person);
ALTER TABLE ONLY direct
    ADD CONSTRAINT direct_conv_fkey FOREIGN KEY (conv) REFERENCES conversation(id);
ALTER TABLE ONLY gift_claim
    ADD CONSTRAINT gift_claim_gift_fkey FOREIGN KEY (gift) REFERENCES gift(id);
ALTER TABLE ONLY join_request
    ADD CONSTRAINT join_request_conv_fkey FOREIGN KEY (conv) REFERENCES conversation(id);
ALTER TABLE ONLY member
    ADD CONSTRAINT member_conv_fkey FOREIGN KEY (conv) REFERENCES conversation(id);
ALTER TABLE ONLY merchant_app
    ADD CONSTRAINT merchant_app_mchid_fkey FOREIGN KEY (mchid) REFERENCES merchant(mchid);
ALTER TABLE ONLY merchant_certificate
    ADD CONSTRAINT merchant_certificate_mchid_fkey FOREIGN KEY (mchid) REFERENCES merchant(mchid);
ALTER TABLE ONLY message
    ADD CONSTRAINT message_conv_fkey FOREIGN KEY (conv) REFERENCES conversation(id);
ALTER TABLE ONLY pay_order
    ADD CONSTRAINT pay_order_mchid_fkey FOREIGN KEY (mchid) REFERENCES merchant(mchid);
ALTER TABLE ONLY program_secret
    ADD CONSTRAINT program_secret_app_fkey FOREIGN KEY (app) REFERENCES program(app);
ALTER TABLE ONLY program_version
    ADD CONSTRAINT program_version_app_fkey FOREIGN KEY (app) REFERENCES program(app);
ALTER TABLE ONLY refund
    ADD CONSTRAINT refund_mchid_fkey FOREIGN KEY (mchid) REFERENCES merchant(mchid);
ALTER TABLE ONLY refund
    ADD CONSTRAINT refund_payment_fkey FOREIGN KEY (payment) REFERENCES payment(id);
ALTER TABLE ONLY refund
    ADD CONSTRAINT refund_trade_fkey FOREIGN KEY (trade) REFERENCES pay_order(id);
ALTER TABLE ONLY session
    ADD CONSTRAINT session_person_fkey FOREIGN KEY (person) REFERENCES person(id);
