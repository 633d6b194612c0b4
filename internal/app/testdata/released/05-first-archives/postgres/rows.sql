









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
    direct bigint DEFAULT 0 NOT NULL,
    undo bigint DEFAULT 0 NOT NULL,
    undo_tries bigint DEFAULT 0 NOT NULL,
    undo_at bigint DEFAULT 0 NOT NULL,
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



CREATE TABLE heartbeat (
    process text NOT NULL COLLATE pg_catalog."C",
    n bigint NOT NULL
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



CREATE TABLE ledger_change (
    currency text NOT NULL COLLATE pg_catalog."C",
    place bigint NOT NULL,
    account bigint NOT NULL,
    change bigint NOT NULL,
    at bigint NOT NULL,
    hash bytea NOT NULL
);



CREATE TABLE ledger_head (
    currency text NOT NULL COLLATE pg_catalog."C",
    size bigint NOT NULL,
    root bytea NOT NULL,
    edge bytea NOT NULL,
    memos bigint DEFAULT 0 NOT NULL,
    memo_hash bytea
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
    at bigint NOT NULL,
    place bigint DEFAULT 0 NOT NULL,
    hash bytea
);



CREATE TABLE ledger_signed (
    currency text NOT NULL COLLATE pg_catalog."C",
    size bigint NOT NULL,
    memos bigint NOT NULL,
    at bigint NOT NULL,
    note text NOT NULL COLLATE pg_catalog."C"
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



CREATE TABLE passkey (
    id text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL COLLATE pg_catalog."C",
    credential bytea NOT NULL,
    public_key bytea NOT NULL,
    counter bigint NOT NULL,
    flags bigint NOT NULL,
    transports text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    used_at bigint NOT NULL,
    removed_at bigint NOT NULL
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
    deposit bigint DEFAULT 0 NOT NULL,
    ending bigint DEFAULT 0 NOT NULL,
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



CREATE TABLE process (
    id text NOT NULL COLLATE pg_catalog."C",
    commits bigint NOT NULL,
    mark text NOT NULL COLLATE pg_catalog."C"
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
    made_at bigint NOT NULL,
    openid text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C"
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



CREATE TABLE push_queue (
    session text NOT NULL COLLATE pg_catalog."C",
    topic text NOT NULL COLLATE pg_catalog."C",
    kind bigint NOT NULL,
    seq bigint NOT NULL,
    queued_at bigint NOT NULL,
    due_at bigint NOT NULL,
    attempts bigint NOT NULL
);



CREATE TABLE push_subscription (
    session text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL COLLATE pg_catalog."C",
    origin text NOT NULL COLLATE pg_catalog."C",
    endpoint text NOT NULL COLLATE pg_catalog."C",
    public_key bytea NOT NULL,
    secret bytea NOT NULL,
    locale text NOT NULL COLLATE pg_catalog."C",
    preview bigint NOT NULL,
    created_at bigint NOT NULL
);



CREATE TABLE reaction (
    conv text NOT NULL COLLATE pg_catalog."C",
    seq bigint NOT NULL,
    person text NOT NULL COLLATE pg_catalog."C",
    emoji text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL
);



CREATE TABLE recovery_code (
    sum bytea NOT NULL,
    person text NOT NULL COLLATE pg_catalog."C"
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



CREATE TABLE schema_push (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);



ALTER TABLE schema_push ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME schema_push_id_seq
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
    seen_at bigint NOT NULL,
    proved_at bigint DEFAULT 0 NOT NULL
);



CREATE TABLE spent_challenge (
    challenge bytea NOT NULL,
    expires_at bigint NOT NULL
);



CREATE TABLE user_event (
    person text NOT NULL COLLATE pg_catalog."C",
    useq bigint NOT NULL,
    kind bigint NOT NULL,
    ref text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL
);



CREATE TABLE wallet_setting (
    person text NOT NULL COLLATE pg_catalog."C",
    ask_first bigint NOT NULL
);






INSERT INTO card VALUES ('crd_01m8k3e0qg9qmkv7za21x6fhah', 'cnv_01m8k3dzqw5mmmhvjtc2ne2rqh', 5, 2, 'usr_01m8k3dzaad8aehtsndpd3rrsj', 1795937470928);



INSERT INTO card_party VALUES ('crd_01m8k3e0qg9qmkv7za21x6fhah', 'usr_01m8k3dzaad8aehtsndpd3rrsj');



INSERT INTO commits VALUES (1, 97);



INSERT INTO contact VALUES ('usr_01m8k3dzaad8aehtsndpd3rrsj', 'usr_01m8k3dzh8324jfwj1e6sevse2', 1795937468129);
INSERT INTO contact VALUES ('usr_01m8k3dzh8324jfwj1e6sevse2', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 1795937468129);
INSERT INTO contact VALUES ('usr_01m8k3dzaad8aehtsndpd3rrsj', 'usr_01m8k3dzm48cj4qj6jmjmtxwcj', 1795937468143);
INSERT INTO contact VALUES ('usr_01m8k3dzm48cj4qj6jmjmtxwcj', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 1795937468144);



INSERT INTO conversation VALUES ('cnv_01m8k3dzsb05v9avjy5whebm38', 1, '', 1, 1795937468203, 1795937468203, '', '', 0, 0, '', 0);
INSERT INTO conversation VALUES ('cnv_01m8k3dzqw5mmmhvjtc2ne2rqh', 1, '', 6, 1795937470163, 1795937468166, '', '', 0, 0, '', 1);
INSERT INTO conversation VALUES ('cnv_01m8k3e10b1h99dyjt3xk5pxsj', 2, 'Tea of before', 3, 1795937471871, 1795937469451, '', '', 0, 0, '', 0);



INSERT INTO direct VALUES ('usr_01m8k3dzaad8aehtsndpd3rrsj', 'usr_01m8k3dzh8324jfwj1e6sevse2', 'cnv_01m8k3dzqw5mmmhvjtc2ne2rqh');
INSERT INTO direct VALUES ('usr_01m8k3dzaad8aehtsndpd3rrsj', 'usr_01m8k3dzm48cj4qj6jmjmtxwcj', 'cnv_01m8k3dzsb05v9avjy5whebm38');



INSERT INTO egress_call VALUES ('req_01m8k3e2eje7dj093k8qzb3vvh', 'merchant 1600000001', '', 1795937470930, 'notify', 'POST', 'https://shop.example/notify', 0, 885, 0, 2, 'egress.no-host');
INSERT INTO egress_call VALUES ('req_01m8k3e327et6fswxaess9hwxe', 'merchant 1600000001', '', 1795937471559, 'notify', 'POST', 'https://shop.example/notify', 0, 821, 0, 1, 'egress.no-host');



INSERT INTO gift VALUES ('gft_01m8k3e39pesw5ac8x8xxsgyv6', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 'gift-of-before', 'cnv_01m8k3e10b1h99dyjt3xk5pxsj', 2, '', 300, 'CNY', 'good luck', 3, 1, '\xbae42c5f988dc253afa8b9e4ce0ecf1b8799bcb50f70285fdddf3d8c071e597c', 2, '', 1, 100, 0, 0, 1795937471798, 1796023871798, 0, 0, 0, 0, 0);



INSERT INTO gift_claim VALUES ('gft_01m8k3e39pesw5ac8x8xxsgyv6', 'usr_01m8k3dzm48cj4qj6jmjmtxwcj', 0, 100, 2, 1795937471857, 1795937471863);












INSERT INTO lease VALUES ('ledger/CNY', 'ledger', 1, 1795941067392, 15);



INSERT INTO ledger_account VALUES ('CNY', 1, 'issuance:test:CNY', 'test', 0, 0, 1795937467743);
INSERT INTO ledger_account VALUES ('CNY', 2, 'person:usr_01m8k3dzaad8aehtsndpd3rrsj:CNY', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 0, 0, 1795937467750);
INSERT INTO ledger_account VALUES ('CNY', 3, 'person:usr_01m8k3dzh8324jfwj1e6sevse2:CNY', 'usr_01m8k3dzh8324jfwj1e6sevse2', 0, 0, 1795937467963);
INSERT INTO ledger_account VALUES ('CNY', 4, 'person:usr_01m8k3dzm48cj4qj6jmjmtxwcj:CNY', 'usr_01m8k3dzm48cj4qj6jmjmtxwcj', 0, 0, 1795937468078);
INSERT INTO ledger_account VALUES ('CNY', 5, 'merchant:1600000001:CNY', '1600000001', 0, 0, 1795937470876);
INSERT INTO ledger_account VALUES ('CNY', 6, 'gift:gft_01m8k3e39pesw5ac8x8xxsgyv6:CNY', 'gft_01m8k3e39pesw5ac8x8xxsgyv6', 0, 0, 1795937471817);



INSERT INTO ledger_balance VALUES ('CNY', 1, 1, 30000, 0, 0, 0, 3, 3, 24322, '\x1088b6470b96397e10aaff8d65230ae7ab505f1bc39900eea6965869241e508e');
INSERT INTO ledger_balance VALUES ('CNY', 3, 0, 0, 11234, 0, 0, 2, 4, 24322, '\xd9658ce1f62e703b0cc3e0ae4163df77b0f5acdfd4101ccd0244a998fdbeaa95');
INSERT INTO ledger_balance VALUES ('CNY', 5, 0, 500, 1500, 0, 2000, 3, 7, 24322, '\x174f0360172cae3ec2004dec7fb6de1f503a5faf2bdfa7728d28bf1ed8b85cc5');
INSERT INTO ledger_balance VALUES ('CNY', 2, 0, 3034, 10500, 2000, 0, 6, 8, 24322, '\x16e016486857c32b37e8c6bb9c50e76bc4c459fa213ca7acc29ecebdd44a16d4');
INSERT INTO ledger_balance VALUES ('CNY', 4, 0, 0, 10100, 0, 0, 2, 9, 24322, '\xb6a4bfb17822634ee3e08dbce18dd2543c6320d634df9fba59ee9348bc32b55f');
INSERT INTO ledger_balance VALUES ('CNY', 6, 0, 100, 300, 0, 0, 2, 9, 24322, '\x61c2df76a387d7ba5f2882119ba7959bbdef679d6697e2159935bd683f76a09e');



INSERT INTO ledger_change VALUES ('CNY', 1, 1, 1, 1795937467743, '\xed1ead035613152e387375ad4f4a214d0eace884f7e5a75023ee7a883cdd8f0d');
INSERT INTO ledger_change VALUES ('CNY', 2, 2, 1, 1795937467750, '\x9c252339d4afb1ea2397c894fcf7874414a01e6df6b38b64ba140d87ae0f52eb');
INSERT INTO ledger_change VALUES ('CNY', 3, 3, 1, 1795937467963, '\x8eaa66dc0fb00fbe957e819d01e90a0e510c68296fc8864c67888630bcf411f4');
INSERT INTO ledger_change VALUES ('CNY', 4, 4, 1, 1795937468078, '\x22f4cfee6f8a84850c63ce1130e175a050eeb4ae85970c5d9272abdafb7d2f77');
INSERT INTO ledger_change VALUES ('CNY', 5, 5, 1, 1795937470876, '\x868c50db9f51d18141fb62ebcc0cb35a56c0248f0b370ec53117101567e4fbe0');
INSERT INTO ledger_change VALUES ('CNY', 6, 6, 1, 1795937471817, '\xcefa1550063d135d3352b793d4bc1dec4d04f1e45bfb9ffa307f0df7e281550b');



INSERT INTO ledger_head VALUES ('CNY', 9, '\xc9f185e63e8364ba702216a7c8c527d70187365f939feee66afda6c37e152210', '\x391c97be53fad7dc96eaf0a9f1f7dacc703897f76f8feb042978dc06be09c1f5070d9eac06f6fc8bebaa2293c9475acde9d4eb27883218c0e273e7d55dda78af', 6, '\xcefa1550063d135d3352b793d4bc1dec4d04f1e45bfb9ffa307f0df7e281550b');



INSERT INTO ledger_hold VALUES ('\x01a226370c0a13d1b09f530b2266178f', 'CNY', 0);



INSERT INTO ledger_month VALUES ('CNY', 1, 24322, 1);
INSERT INTO ledger_month VALUES ('CNY', 2, 24322, 1);
INSERT INTO ledger_month VALUES ('CNY', 3, 24322, 2);
INSERT INTO ledger_month VALUES ('CNY', 4, 24322, 3);
INSERT INTO ledger_month VALUES ('CNY', 5, 24322, 5);
INSERT INTO ledger_month VALUES ('CNY', 6, 24322, 8);









INSERT INTO ledger_transfer VALUES ('CNY', 1, '\x01a22636fd4abb20701f3443d3a87a7e', '\x3f938dd3159719f3b0678a7390a7cf65', 1, NULL, 1, 2, 10000, 0, 'grant', '', 1795937467762, 1, 0, -10000, '\x3c10fd948a5fa42a8796ca1d0ccf9a159c1ead16d9497d587aebc45eddc03944', 1, 0, 10000, '\x64be63eb3fe4f499dea39a6bb66d1b7c5587f47582001b010b833f48b337f112');
INSERT INTO ledger_transfer VALUES ('CNY', 2, '\x01a22636fe287348b01ef9425c66a662', '\xde39b9829de1f4f231b3a21fdfe2eb09', 1, NULL, 1, 3, 10000, 0, 'grant', '', 1795937467965, 2, 1, -20000, '\x25aea68db1075ff47dc08ae171c44277f7ddc62ab603587be050b8c6574846c9', 1, 0, 10000, '\x848811a5c52c6d7ac26050aee872a245da73b9ca32088cb7ffe2f3238564863e');
INSERT INTO ledger_transfer VALUES ('CNY', 3, '\x01a22636fe8463df98099c7f4f22ec74', '\x2b2cb4ca3b1a488d4e170e92d95cb2b9', 1, NULL, 1, 4, 10000, 0, 'grant', '', 1795937468086, 3, 2, -30000, '\x1088b6470b96397e10aaff8d65230ae7ab505f1bc39900eea6965869241e508e', 1, 0, 10000, '\xdf02cf74effba59a60dc149235986641971acf3bb43f7e6c332184a3553b3a5a');
INSERT INTO ledger_transfer VALUES ('CNY', 4, '\x01a226370672290fa057a5b4f13d3381', '\xe1074e036aae8523c435a49aadd39915', 1, NULL, 2, 3, 1234, 0, 'transfer', 'pay_01m8k3e1kj1gn208jfv1rys6vz', 1795937470076, 2, 1, 8766, '\x98eaee424bae1f3e9a5a85e5de6f6ef1332ffd92df87f1224471ba8f7ac865f0', 2, 2, 11234, '\xd9658ce1f62e703b0cc3e0ae4163df77b0f5acdfd4101ccd0244a998fdbeaa95');
INSERT INTO ledger_transfer VALUES ('CNY', 5, '\x01a226370995cf9b5ec7b4636dfeaad6', '\xb60006fc60cf4c4827a460fdfc29b99a', 1, NULL, 2, 5, 1500, 0, 'payment', 'pay_01m8k3e2cn0sbdpnme3ase89cs', 1795937470878, 3, 4, 7266, '\x969030afd060bf7b16864976baf8b00bb9d6393d987616aecb07b5939b98dcdd', 1, 0, 1500, '\x6a9c0c1fc2dac975cb50bc62d159a4cc143a54f8636c63b14ac33523e025db0a');
INSERT INTO ledger_transfer VALUES ('CNY', 6, '\x01a226370aa52682d4527a879e3be208', '\xa087052427bb5e48eb18bd9ef0be4990', 1, NULL, 5, 2, 500, 0, 'refund', 'rfd_01m8k3e2n5fj5k5hf15a27vy7m', 1795937471145, 2, 5, 1000, '\x636701c40bd9d96f4f6110b58dbc8c2584d2b511dbd1f7efc4ad875f75db8122', 4, 5, 7766, '\x407e50ef07a39b77ac49b46be60883c63913ee4e3783e31dbd6033b888cdb8ee');
INSERT INTO ledger_transfer VALUES ('CNY', 7, '\x01a226370c0a13d1b09f530b2266178f', '\xce135e4e08b6e8e68653bfdf9779fc04', 2, NULL, 2, 5, 2000, 1798529471501, 'deposit', 'pay_01m8k3e30a71jvr9qs0zfxw3xy', 1795937471501, 5, 6, 7766, '\x7ef97e65bf6ab86ae61521e3b11598d5c244d23a0d2e3b517babc10bdfd41856', 3, 6, 1000, '\x174f0360172cae3ec2004dec7fb6de1f503a5faf2bdfa7728d28bf1ed8b85cc5');
INSERT INTO ledger_transfer VALUES ('CNY', 8, '\x01a226370d3686a14bcc4ec02a5b75fc', '\x58b77d701ab7aef83327418d5930c953', 1, NULL, 2, 6, 300, 0, 'gift', 'gft_01m8k3e39pesw5ac8x8xxsgyv6', 1795937471823, 6, 7, 7466, '\x16e016486857c32b37e8c6bb9c50e76bc4c459fa213ca7acc29ecebdd44a16d4', 1, 0, 300, '\x5df72abc9971a0de8e6d40205e02997da67da9585e57cd4dd4edb97bb5e5472b');
INSERT INTO ledger_transfer VALUES ('CNY', 9, '\x01a226370d36231408ef470eaad71d84', '\xed52105472949c8adbbdd333be1e1c7a', 1, NULL, 6, 4, 100, 0, 'gift-take', 'gft_01m8k3e39pesw5ac8x8xxsgyv6', 1795937471863, 2, 8, 200, '\x61c2df76a387d7ba5f2882119ba7959bbdef679d6697e2159935bd683f76a09e', 2, 3, 10100, '\xb6a4bfb17822634ee3e08dbce18dd2543c6320d634df9fba59ee9348bc32b55f');



INSERT INTO login_code VALUES ('\xadbbb77605734966e3d4b31398fdf285cb9d95debf1f11032a58cfe9f17ecf2b', 'wx5131f3ee84fbb89b', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 1795937470769, 1);



INSERT INTO member VALUES ('cnv_01m8k3dzsb05v9avjy5whebm38', 'usr_01m8k3dzm48cj4qj6jmjmtxwcj', 0, 0, 0, 0, 0, 0, 1, 1795937468203, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3dzsb05v9avjy5whebm38', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 0, 0, 1, 0, 0, 0, 1, 1795937468203, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3dzqw5mmmhvjtc2ne2rqh', 'usr_01m8k3dzh8324jfwj1e6sevse2', 0, 0, 3, 0, 0, 0, 1, 1795937468166, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3e10b1h99dyjt3xk5pxsj', 'usr_01m8k3dzh8324jfwj1e6sevse2', 0, 0, 0, 0, 0, 0, 1, 1795937469451, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3e10b1h99dyjt3xk5pxsj', 'usr_01m8k3dzm48cj4qj6jmjmtxwcj', 0, 0, 2, 0, 0, 0, 1, 1795937469451, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3dzqw5mmmhvjtc2ne2rqh', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 0, 0, 6, 0, 0, 0, 1, 1795937468166, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3e10b1h99dyjt3xk5pxsj', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 0, 0, 3, 0, 0, 0, 3, 1795937469451, 0, 0);



INSERT INTO merchant VALUES ('1600000001', 'Shop of before', '\x6331313733313038333365383566383231616565366134323433396630613839', 1795937470710);



INSERT INTO merchant_app VALUES ('1600000001', 'wx5131f3ee84fbb89b');



INSERT INTO merchant_certificate VALUES ('1600000001', '7443C2C55FF3E56F85C6F427B133B7E531C516F0', '\x3082032930820211a00302010202147443c2c55ff3e56f85c6f427b133b7e531c516f0300d06092a864886f70d01010b0500302831123010060355040a13095375706572657474653112301006035504031309617574686f72697479301e170d3236313132393036333131305a170d3331313132393037333131305a303231123010060355040a1309537570657265747465311c301a060355040313136d65726368616e742d3136303030303030303130820122300d06092a864886f70d01010105000382010f003082010a0282010100ba9af7f8cc44dbe04bc57c8d00e018f6f552048b18bf0a9e93bc6685f3d066ce4d55cf2ef2f05979bc74dcba690f7f48e5da6abb017c9f197d47b5d6c29765d7f197c5b2e8b917c511b996e847b071bc079886376a8c5aaa178e5f54db4c4c52aa52911798cfe59554c41fc63cf0208f1b8966021535d03ff54262b19c6e213960b4b07ebfab58cacdfbe222a9640848b3516d875fae78b3c5ab8dd1883162353cd711f078c96e4d9fb4e8e749a39e7b43b05b7018d268438c70e8050102d61442530ef66401713440b90da696871afdf7f5dee80b49b753dfdf9744f54061c3530113aaebf2e54dc611aff08808de2b3bb2ece83c244667b4b8a73232c3698f0203010001a341303f300e0603551d0f0101ff040403020780300c0603551d130101ff04023000301f0603551d23041830168014c648d2c4b2f5d23f057826f7eb6760ea02e0aefa300d06092a864886f70d01010b0500038201010029d67455007e2739f9d4fcb9fda81ea9876fb69b30419641a40d234a37c2f70bb95b2e9625a7d67cb44cf54a09102bf32c434838760140182c031546495e5758702b9814534a88a5553e2b23633fea65ca2973b9916d42b8c0b47513cfd9278618e66326b140d77182f17978eb76d6a89ceb95c394a66397245525b09978ab0e8160d0fff52c84fad062541ffd6a0e4c41bdfc9b7aab3ab8ab8f798c8e21590915a2f0d3cbad61a11a899c15449824494fd92b8d5ce825f7615a92b0b6568915ada163e7dd1478a34af547a8f998650221758903a5de7269cc15e29156a552769adc1f9583123b011df3ce9ab610c7072d622d6691c96269dfe8a89b8a17c1e1');



INSERT INTO merchant_notice VALUES ('ntc_01m8k3e2cnvmdw93tse5x832dt', 'pay_01m8k3e2cn0sbdpnme3ase89cs', 'https://shop.example/notify', 1795937470878, 1, 1795937485892, 1, 'compat/wechatpay: notify 1600000001: egress: notify for merchant 1600000001: egress.no-host: There is no server of this name. shop.example: lookup shop.example on 10.255.255.53:53: no such host', '');
INSERT INTO merchant_notice VALUES ('ntc_01m8k3e30a73zscz6vwmyxame7', 'pay_01m8k3e30a71jvr9qs0zfxw3xy', 'https://shop.example/notify', 1795937471501, 1, 1795937486521, 1, 'compat/wechatpay: notify 1600000001: egress: notify for merchant 1600000001: egress.no-host: There is no server of this name. shop.example: lookup shop.example on 10.255.255.53:53: no such host', '');



INSERT INTO message VALUES ('cnv_01m8k3dzqw5mmmhvjtc2ne2rqh', 1, '', 'created', 1795937468166, 3, '\x7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c2242656e204f2748617261225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3dzsb05v9avjy5whebm38', 1, '', 'created', 1795937468203, 3, '\x7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c22506961225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3dzqw5mmmhvjtc2ne2rqh', 3, 'usr_01m8k3dzh8324jfwj1e6sevse2', 'client-1-of-before', 1795937468282, 1, '\x4974277320612071756f74653a202720616e64205c20616e642022', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3dzqw5mmmhvjtc2ne2rqh', 4, 'usr_01m8k3dzaad8aehtsndpd3rrsj', 'client-2-of-before', 1795937468317, 1, '\xe7acace4b889e8a18c0a696e2074776f206c696e657320f09f8db5', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3dzqw5mmmhvjtc2ne2rqh', 2, 'usr_01m8k3dzaad8aehtsndpd3rrsj', 'client-0-of-before', 1795937468246, 1, '\xe4bb8ae5a4a9e5969de4b98ce9be99e88cb6e590973f', 0, '', 0, 1);
INSERT INTO message VALUES ('cnv_01m8k3dzqw5mmmhvjtc2ne2rqh', 5, 'usr_01m8k3dzaad8aehtsndpd3rrsj', 'client-card-of-before', 1795937469168, 2, '\x8e09d858799027351965b2ac7a9a5da3b048635201d82453c8e8625f75393f2a7b226964223a226372645f30316d386b336530716739716d6b76377a613231783666686168222c22617070223a22777835313331663365653834666262383962222c226170705f6e616d65223a224265666f7265222c226170705f636f6c6f72223a2223323433373934222c227469746c65223a224120746561206f66206265666f7265222c2270617468223a2270616765732f7465612f7465613f69643d31222c227072696365223a313530302c2263757272656e6379223a22434e59227d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3e10b1h99dyjt3xk5pxsj', 1, '', 'created', 1795937469451, 3, '\x7b226b6579223a2267726f75702e63726561746564222c2261726773223a5b224e6f726120e8afbae68b89225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3e10b1h99dyjt3xk5pxsj', 2, 'usr_01m8k3dzm48cj4qj6jmjmtxwcj', 'client-group-of-before', 1795937469484, 1, '\x68656c6c6f2c20616c6c206f6620796f75', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3dzqw5mmmhvjtc2ne2rqh', 6, 'usr_01m8k3dzaad8aehtsndpd3rrsj', 'pay_01m8k3e1kj1gn208jfv1rys6vz', 1795937470163, 3, '\x7b226b6579223a227472616e73666572222c2261726773223a5b2231323334222c22434e59222c227573725f30316d386b33647a68383332346a66776a316536736576736532222c22666f7220e88cb6225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3e10b1h99dyjt3xk5pxsj', 3, 'usr_01m8k3dzaad8aehtsndpd3rrsj', 'gft_01m8k3e39pesw5ac8x8xxsgyv6-sent', 1795937471871, 3, '\x7b226b6579223a2267696674222c2261726773223a5b226766745f30316d386b336533397065737735616338783878787367797636222c2232222c22333030222c22434e59222c22222c2233222c22676f6f64206c75636b225d7d', 0, '', 0, 0);



INSERT INTO outbox VALUES ('evt_01m8k3e3c22tcbp8mw6an714rb', 'ledger.Posted', 'gft_01m8k3e39pesw5ac8x8xxsgyv6', '\x7b226964223a227472665f30316d386b3365333970346361306876743731746e6465376334222c226f70223a227472616e73666572222c226465626974223a22676966743a6766745f30316d386b3365333970657377356163387838787873677976363a434e59222c22637265646974223a22706572736f6e3a7573725f30316d386b33647a6d3438636a34716a366a6d6a6d747877636a3a434e59222c22616d6f756e74223a3130302c2263757272656e6379223a22434e59222c22636f6465223a22676966742d74616b65222c227375626a656374223a226766745f30316d386b336533397065737735616338783878787367797636222c226174223a313739353933373437313836337d', 1795937471874, 1795937471874, 0);
INSERT INTO outbox VALUES ('evt_01m8k3e3cd2ahydab06ctbanb0', 'pay.GiftMoved', 'gft_01m8k3e39pesw5ac8x8xxsgyv6', '\x7b2267696674223a226766745f30316d386b336533397065737735616338783878787367797636222c2277686174223a2274616b656e222c226279223a227573725f30316d386b33647a6d3438636a34716a366a6d6a6d747877636a222c226b696e64223a322c22636f6e76223a22636e765f30316d386b33653130623168393964796a7433786b357078736a222c2273656e646572223a227573725f30316d386b33647a6161643861656874736e647064337272736a222c22616d6f756e74223a3330302c2263757272656e6379223a22434e59222c226e6f7465223a22676f6f64206c75636b222c22636f756e74223a337d', 1795937471885, 1795937471885, 0);






INSERT INTO pay_order VALUES ('ord_01m8k3e2b86fjs1324c40fyaaa', '1600000001', 'paid-before', 'wx5131f3ee84fbb89b', 'o7si-cqtzoLHvRel8FrHBEKrQfpY', 'Oolong 乌龙', '', 'https://shop.example/notify', 1500, 'CNY', 0, 1795937470817, 1795944670817, 2, 'pay_01m8k3e2cn0sbdpnme3ase89cs', 1795937470878, 500, 0, 0);
INSERT INTO pay_order VALUES ('ord_01m8k3e2z2f0txesytc6rn3dh9', '1600000001', 'umbrella-before', 'wx5131f3ee84fbb89b', 'o7si-cqtzoLHvRel8FrHBEKrQfpY', 'An umbrella', '', 'https://shop.example/notify', 2000, 'CNY', 0, 1795937471458, 1795944671458, 4, 'pay_01m8k3e30a71jvr9qs0zfxw3xy', 1795937471501, 0, 2000, 0);
INSERT INTO pay_order VALUES ('ord_01m8k3e31rfs7c1d9y6av11eda', '1600000001', 'waits-since-before', 'wx5131f3ee84fbb89b', 'o7si-cqtzoLHvRel8FrHBEKrQfpY', 'Oolong 乌龙', '', 'https://shop.example/notify', 900, 'CNY', 0, 1795937471540, 1795944671540, 1, '', 0, 0, 0, 0);



INSERT INTO payment VALUES ('pay_01m8k3e1kj1gn208jfv1rys6vz', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 'transfer-of-before', 2, '', 'usr_01m8k3dzh8324jfwj1e6sevse2', 1234, 'CNY', 'for 茶', '', 2, '', 1795937470066, 1795937470076);
INSERT INTO payment VALUES ('pay_01m8k3e2cn0sbdpnme3ase89cs', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 'payment-of-before', 1, 'ord_01m8k3e2b86fjs1324c40fyaaa', '1600000001', 1500, 'CNY', 'Oolong 乌龙', 'crd_01m8k3e0qg9qmkv7za21x6fhah', 2, '', 1795937470869, 1795937470878);
INSERT INTO payment VALUES ('pay_01m8k3e30a71jvr9qs0zfxw3xy', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 'deposit-of-before', 3, 'ord_01m8k3e2z2f0txesytc6rn3dh9', '1600000001', 2000, 'CNY', 'An umbrella', '', 2, '', 1795937471498, 1795937471501);



INSERT INTO person VALUES ('usr_01m8k3dzaad8aehtsndpd3rrsj', 'nora', 'Nora 诺拉', 9, '', 0, '$argon2id$v=19$m=19456,t=2,p=1$ji+IeZTtTwVnbr5uPudiuw$UL8MO9s7wTJFqu4LTt8NY99qp3AxKbSJq2+oa8jv8us', 1795937467731);
INSERT INTO person VALUES ('usr_01m8k3dzh8324jfwj1e6sevse2', 'ben', 'Ben O''Hara', 6, '', 0, '$argon2id$v=19$m=19456,t=2,p=1$fPSvN9A8sVQn3n3VKzVYCg$Gw5VDc3r6AXHu77YQ15za3QMx6NFWxSNEaHD2lx+HnY', 1795937467944);
INSERT INTO person VALUES ('usr_01m8k3dzm48cj4qj6jmjmtxwcj', 'pia', 'Pia', 9, '', 0, '$argon2id$v=19$m=19456,t=2,p=1$XW0tbthbatEd5GCI1FttHw$Z6DIMWqUgndOA3h0NkepDwfreRxqrzMeFKOrTGYr9qI', 1795937468044);






INSERT INTO pin VALUES ('usr_01m8k3dzh8324jfwj1e6sevse2', '$argon2id$v=19$m=19456,t=2,p=1$/EI+qYA4wCbgTTUTEluv8A$QZ94NGlok2umqSZnJDHmVv9vnjUr1nBeP4BpAT+4uUU', 0, 0, 0);
INSERT INTO pin VALUES ('usr_01m8k3dzaad8aehtsndpd3rrsj', '$argon2id$v=19$m=19456,t=2,p=1$N+eevyrZl+cCTsxMlpxKew$lXJSXeSzhwbiIf461yGSN3fUzxLlKTfPcNs3j9urS2s', 0, 0, 0);









INSERT INTO program VALUES ('wx5131f3ee84fbb89b', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 1, 1795937469132);



INSERT INTO program_secret VALUES ('wx5131f3ee84fbb89b', '\x2aa0a00efbaa9e09211c60ba8a65ec8a50ac7685107ad1dc73685e59d674467f', 1795937470761);



INSERT INTO program_session VALUES ('wx5131f3ee84fbb89b', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 'REGOkcfuqYiUaH9vjZMaBQ==', 1795937470784, 'o7si-cqtzoLHvRel8FrHBEKrQfpY');






INSERT INTO program_version VALUES ('wx5131f3ee84fbb89b', 1, '8791d0f2cf65fc67657e0f4e4cc5788860c3f92b7c77f0e797883af1a4fa85ec', 'wJ/iRVlcDRUAs37JQ7JYjBCQ/aILf9v2VVM7i8GSt/Briul2OOEyfu8hf3SOTuAzxR7Ocsfl3Jpy7Qs+vFZEAQ==', '', '', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 1795937469132, 'Before', '#243794', '', '', 'wechat', 1, 1400);









INSERT INTO reaction VALUES ('cnv_01m8k3dzqw5mmmhvjtc2ne2rqh', 2, 'usr_01m8k3dzh8324jfwj1e6sevse2', '👍', 1795937468784);






INSERT INTO refund VALUES ('rfd_01m8k3e2n5fj5k5hf15a27vy7m', '1600000001', 'refund-before', 'ord_01m8k3e2b86fjs1324c40fyaaa', 'pay_01m8k3e2cn0sbdpnme3ase89cs', '', '', 500, 2, 1795937471141, 1795937471145);



INSERT INTO schema_account VALUES (1, 0, true, '2026-11-29 07:31:06.011106');
INSERT INTO schema_account VALUES (2, 1, true, '2026-11-29 07:31:06.027381');
INSERT INTO schema_account VALUES (3, 2, true, '2026-11-29 07:31:06.079061');



INSERT INTO schema_chat VALUES (1, 0, true, '2026-11-29 07:31:06.233725');
INSERT INTO schema_chat VALUES (2, 1, true, '2026-11-29 07:31:06.262211');
INSERT INTO schema_chat VALUES (3, 2, true, '2026-11-29 07:31:06.364138');
INSERT INTO schema_chat VALUES (4, 3, true, '2026-11-29 07:31:06.418876');
INSERT INTO schema_chat VALUES (5, 4, true, '2026-11-29 07:31:06.723918');



INSERT INTO schema_deliver VALUES (1, 0, true, '2026-11-29 07:31:07.224286');
INSERT INTO schema_deliver VALUES (2, 1, true, '2026-11-29 07:31:07.233788');



INSERT INTO schema_egress VALUES (1, 0, true, '2026-11-29 07:31:07.250146');
INSERT INTO schema_egress VALUES (2, 1, true, '2026-11-29 07:31:07.2616');



INSERT INTO schema_gateway VALUES (1, 0, true, '2026-11-29 07:31:07.278082');
INSERT INTO schema_gateway VALUES (2, 1, true, '2026-11-29 07:31:07.289542');
INSERT INTO schema_gateway VALUES (3, 2, true, '2026-11-29 07:31:07.30752');



INSERT INTO schema_ledger VALUES (1, 0, true, '2026-11-29 07:31:06.793501');
INSERT INTO schema_ledger VALUES (2, 1, true, '2026-11-29 07:31:06.811522');
INSERT INTO schema_ledger VALUES (3, 2, true, '2026-11-29 07:31:06.911866');



INSERT INTO schema_pay VALUES (1, 0, true, '2026-11-29 07:31:06.944049');
INSERT INTO schema_pay VALUES (2, 1, true, '2026-11-29 07:31:06.959365');
INSERT INTO schema_pay VALUES (3, 2, true, '2026-11-29 07:31:07.064282');
INSERT INTO schema_pay VALUES (4, 3, true, '2026-11-29 07:31:07.088105');
INSERT INTO schema_pay VALUES (5, 4, true, '2026-11-29 07:31:07.124049');
INSERT INTO schema_pay VALUES (6, 5, true, '2026-11-29 07:31:07.142323');



INSERT INTO schema_push VALUES (1, 0, true, '2026-11-29 07:31:07.32313');
INSERT INTO schema_push VALUES (2, 1, true, '2026-11-29 07:31:07.333811');



INSERT INTO schema_registry VALUES (1, 0, true, '2026-11-29 07:31:07.153582');
INSERT INTO schema_registry VALUES (2, 1, true, '2026-11-29 07:31:07.165658');
INSERT INTO schema_registry VALUES (3, 2, true, '2026-11-29 07:31:07.210921');



INSERT INTO schema_social VALUES (1, 0, true, '2026-11-29 07:31:06.144103');
INSERT INTO schema_social VALUES (2, 1, true, '2026-11-29 07:31:06.164096');
INSERT INTO schema_social VALUES (3, 2, true, '2026-11-29 07:31:06.169332');



INSERT INTO schema_store VALUES (1, 0, true, '2026-11-29 07:31:05.897829');
INSERT INTO schema_store VALUES (2, 1, true, '2026-11-29 07:31:05.914651');
INSERT INTO schema_store VALUES (3, 2, true, '2026-11-29 07:31:05.964175');
INSERT INTO schema_store VALUES (4, 3, true, '2026-11-29 07:31:05.968037');
INSERT INTO schema_store VALUES (5, 4, true, '2026-11-29 07:31:05.980085');









INSERT INTO session VALUES ('ses_01m8k3dzam3c8ntdasw1j52djw', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 'dev_01m8k3dzam3c8ntdasw1j52djx', '\x997b6c38fa2793ac6aa5568719a1e2da1bbd2d42d8dd3c99a9251700dc61dbf0', 'node', 1795937467732, 1795937467732, 1795937467732);
INSERT INTO session VALUES ('ses_01m8k3dzdsbh0gk6hbsxb9eq3w', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 'dev_01m8k3dzdsbh0gk6hbsxb9eq3x', '\xa6e9753e9ddaf389b3d9d0baca7915a0e0e99f985f7434339c9e1e9e1dbbb38e', 'node', 1795937467833, 1795937467833, 1795937467833);
INSERT INTO session VALUES ('ses_01m8k3dzh8324jfwj1e6sevse3', 'usr_01m8k3dzh8324jfwj1e6sevse2', 'dev_01m8k3dzh8324jfwj1e6sevse4', '\x223355a35e15c230b8d726e49b6a47ac461ddd93f498004164d6b3290a1c4fa1', 'node', 1795937467944, 1795937467944, 1795937467944);
INSERT INTO session VALUES ('ses_01m8k3dzjsft51pdm5911wtg96', 'usr_01m8k3dzh8324jfwj1e6sevse2', 'dev_01m8k3dzjsft51pdm5911wtg97', '\xe2d1042c1082be051856894f66b1160c7cbba14c2e9f690e8cf478cef991509a', 'node', 1795937467993, 1795937467993, 1795937467993);
INSERT INTO session VALUES ('ses_01m8k3dzmc7bwcxm6vpx4xchsh', 'usr_01m8k3dzm48cj4qj6jmjmtxwcj', 'dev_01m8k3dzmc7bwcxm6vpx4xchsj', '\x26d90812784f32b3d23a5dea234b609c2b1bcdd770719ebb6bc651f1d5e9297a', 'node', 1795937468044, 1795937468044, 1795937468044);
INSERT INTO session VALUES ('ses_01m8k3dzp3c4pg52s5ba72m7b5', 'usr_01m8k3dzm48cj4qj6jmjmtxwcj', 'dev_01m8k3dzp3c4pg52s5ba72m7b6', '\x20d66ef974feee50601f0d311ed6e80a51df9385cba436a9e7c865fee3cfe84a', 'node', 1795937468099, 1795937468099, 1795937468099);
INSERT INTO session VALUES ('ses_01m8k3e0hj1x0zq0y55sy1ccv1', 'usr_01m8k3dzaad8aehtsndpd3rrsj', 'dev_01m8k3e0hj1x0zq0y55sy1ccv2', '\x41d91430a76255d4851e1cfd40f6a208dd0fa409837e581ce165ff5f15d2f3f8', 'superette', 1795937468978, 1795937468978, 1795937468978);






INSERT INTO user_event VALUES ('usr_01m8k3dzaad8aehtsndpd3rrsj', 1, 2, 'usr_01m8k3dzh8324jfwj1e6sevse2', 1795937468143);
INSERT INTO user_event VALUES ('usr_01m8k3dzh8324jfwj1e6sevse2', 1, 2, 'usr_01m8k3dzaad8aehtsndpd3rrsj', 1795937468143);
INSERT INTO user_event VALUES ('usr_01m8k3dzaad8aehtsndpd3rrsj', 2, 1, 'cnv_01m8k3dzqw5mmmhvjtc2ne2rqh', 1795937468166);
INSERT INTO user_event VALUES ('usr_01m8k3dzh8324jfwj1e6sevse2', 2, 1, 'cnv_01m8k3dzqw5mmmhvjtc2ne2rqh', 1795937468166);
INSERT INTO user_event VALUES ('usr_01m8k3dzaad8aehtsndpd3rrsj', 3, 2, 'usr_01m8k3dzm48cj4qj6jmjmtxwcj', 1795937468200);
INSERT INTO user_event VALUES ('usr_01m8k3dzm48cj4qj6jmjmtxwcj', 1, 2, 'usr_01m8k3dzaad8aehtsndpd3rrsj', 1795937468200);
INSERT INTO user_event VALUES ('usr_01m8k3dzaad8aehtsndpd3rrsj', 4, 1, 'cnv_01m8k3dzsb05v9avjy5whebm38', 1795937468203);
INSERT INTO user_event VALUES ('usr_01m8k3dzm48cj4qj6jmjmtxwcj', 2, 1, 'cnv_01m8k3dzsb05v9avjy5whebm38', 1795937468203);
INSERT INTO user_event VALUES ('usr_01m8k3dzaad8aehtsndpd3rrsj', 5, 1, 'cnv_01m8k3e10b1h99dyjt3xk5pxsj', 1795937469451);
INSERT INTO user_event VALUES ('usr_01m8k3dzh8324jfwj1e6sevse2', 3, 1, 'cnv_01m8k3e10b1h99dyjt3xk5pxsj', 1795937469451);
INSERT INTO user_event VALUES ('usr_01m8k3dzm48cj4qj6jmjmtxwcj', 3, 1, 'cnv_01m8k3e10b1h99dyjt3xk5pxsj', 1795937469451);
INSERT INTO user_event VALUES ('usr_01m8k3dzaad8aehtsndpd3rrsj', 6, 3, 'crd_01m8k3e0qg9qmkv7za21x6fhah', 1795937470928);
INSERT INTO user_event VALUES ('usr_01m8k3dzh8324jfwj1e6sevse2', 4, 3, 'crd_01m8k3e0qg9qmkv7za21x6fhah', 1795937470928);






SELECT pg_catalog.setval('schema_account_id_seq', 3, true);



SELECT pg_catalog.setval('schema_chat_id_seq', 5, true);



SELECT pg_catalog.setval('schema_deliver_id_seq', 2, true);



SELECT pg_catalog.setval('schema_egress_id_seq', 2, true);



SELECT pg_catalog.setval('schema_gateway_id_seq', 3, true);



SELECT pg_catalog.setval('schema_ledger_id_seq', 3, true);



SELECT pg_catalog.setval('schema_pay_id_seq', 6, true);



SELECT pg_catalog.setval('schema_push_id_seq', 2, true);



SELECT pg_catalog.setval('schema_registry_id_seq', 3, true);



SELECT pg_catalog.setval('schema_social_id_seq', 3, true);



SELECT pg_catalog.setval('schema_store_id_seq', 5, true);



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



ALTER TABLE ONLY heartbeat
    ADD CONSTRAINT heartbeat_pkey PRIMARY KEY (process);



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



ALTER TABLE ONLY ledger_change
    ADD CONSTRAINT ledger_change_pkey PRIMARY KEY (currency, place);



ALTER TABLE ONLY ledger_head
    ADD CONSTRAINT ledger_head_pkey PRIMARY KEY (currency);



ALTER TABLE ONLY ledger_hold
    ADD CONSTRAINT ledger_hold_pkey PRIMARY KEY (id, currency);



ALTER TABLE ONLY ledger_month
    ADD CONSTRAINT ledger_month_pkey PRIMARY KEY (currency, number, month);



ALTER TABLE ONLY ledger_refusal
    ADD CONSTRAINT ledger_refusal_pkey PRIMARY KEY (id, currency);



ALTER TABLE ONLY ledger_signed
    ADD CONSTRAINT ledger_signed_pkey PRIMARY KEY (currency, size, memos);



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



ALTER TABLE ONLY passkey
    ADD CONSTRAINT passkey_credential_key UNIQUE (credential);



ALTER TABLE ONLY passkey
    ADD CONSTRAINT passkey_pkey PRIMARY KEY (id);



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



ALTER TABLE ONLY process
    ADD CONSTRAINT process_pkey PRIMARY KEY (id);



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



ALTER TABLE ONLY push_queue
    ADD CONSTRAINT push_queue_pkey PRIMARY KEY (session, topic);



ALTER TABLE ONLY push_subscription
    ADD CONSTRAINT push_subscription_endpoint_key UNIQUE (endpoint);



ALTER TABLE ONLY push_subscription
    ADD CONSTRAINT push_subscription_pkey PRIMARY KEY (session);



ALTER TABLE ONLY reaction
    ADD CONSTRAINT reaction_pkey PRIMARY KEY (conv, seq, person, emoji);



ALTER TABLE ONLY recovery_code
    ADD CONSTRAINT recovery_code_pkey PRIMARY KEY (sum);



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



ALTER TABLE ONLY schema_push
    ADD CONSTRAINT schema_push_pkey PRIMARY KEY (id);



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



ALTER TABLE ONLY spent_challenge
    ADD CONSTRAINT spent_challenge_pkey PRIMARY KEY (challenge);



ALTER TABLE ONLY user_event
    ADD CONSTRAINT user_event_pkey PRIMARY KEY (person, useq);



ALTER TABLE ONLY wallet_setting
    ADD CONSTRAINT wallet_setting_pkey PRIMARY KEY (person);



CREATE INDEX block_other ON block USING btree (other);



CREATE UNIQUE INDEX conversation_invite ON conversation USING btree (invite) WHERE (invite <> ''::text);



CREATE INDEX egress_call_at ON egress_call USING btree (at);



CREATE INDEX egress_call_person ON egress_call USING btree (who, person, id);



CREATE INDEX egress_call_who ON egress_call USING btree (who, id);



CREATE INDEX gift_claim_submitted ON gift_claim USING btree (created_at) WHERE (state = 1);



CREATE INDEX gift_open ON gift USING btree (expires_at) WHERE (state = 2);



CREATE INDEX gift_submitted ON gift USING btree (created_at) WHERE ((state = 1) OR (unsettled = 1));



CREATE INDEX gift_undoing ON gift USING btree (undo_at) WHERE (undo = 1);



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



CREATE INDEX passkey_person ON passkey USING btree (person);



CREATE INDEX pay_order_ending ON pay_order USING btree (id) WHERE (ending <> 0);



CREATE INDEX payment_submitted ON payment USING btree (created_at) WHERE (state = 1);



CREATE INDEX picture_owner ON picture USING btree (owner, created_at);



CREATE INDEX program_owner ON program USING btree (owner);



CREATE INDEX program_session_openid ON program_session USING btree (openid);



CREATE INDEX program_upload_expires ON program_upload USING btree (expires_at);



CREATE INDEX program_version_package ON program_version USING btree (package);



CREATE INDEX push_queue_due ON push_queue USING btree (due_at);



CREATE INDEX push_queue_queued ON push_queue USING btree (queued_at);



CREATE INDEX push_subscription_person ON push_subscription USING btree (person, created_at);



CREATE INDEX recovery_code_person ON recovery_code USING btree (person);



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



ALTER TABLE ONLY passkey
    ADD CONSTRAINT passkey_person_fkey FOREIGN KEY (person) REFERENCES person(id);



ALTER TABLE ONLY pay_order
    ADD CONSTRAINT pay_order_mchid_fkey FOREIGN KEY (mchid) REFERENCES merchant(mchid);



ALTER TABLE ONLY program_secret
    ADD CONSTRAINT program_secret_app_fkey FOREIGN KEY (app) REFERENCES program(app);



ALTER TABLE ONLY program_version
    ADD CONSTRAINT program_version_app_fkey FOREIGN KEY (app) REFERENCES program(app);



ALTER TABLE ONLY recovery_code
    ADD CONSTRAINT recovery_code_person_fkey FOREIGN KEY (person) REFERENCES person(id);



ALTER TABLE ONLY refund
    ADD CONSTRAINT refund_mchid_fkey FOREIGN KEY (mchid) REFERENCES merchant(mchid);



ALTER TABLE ONLY refund
    ADD CONSTRAINT refund_payment_fkey FOREIGN KEY (payment) REFERENCES payment(id);



ALTER TABLE ONLY refund
    ADD CONSTRAINT refund_trade_fkey FOREIGN KEY (trade) REFERENCES pay_order(id);



ALTER TABLE ONLY session
    ADD CONSTRAINT session_person_fkey FOREIGN KEY (person) REFERENCES person(id);




