









CREATE TABLE attempt (
    sum bytea NOT NULL,
    full_at bigint NOT NULL
);



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



CREATE TABLE ledger_signing (
    currency text NOT NULL COLLATE pg_catalog."C",
    heads bigint NOT NULL,
    hash bytea NOT NULL
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



CREATE TABLE ledger_unchained (
    currency text NOT NULL COLLATE pg_catalog."C"
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
    removed_at bigint NOT NULL,
    party text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C"
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









INSERT INTO card VALUES ('crd_01m8k3bhdd824wk6avdjhr9f7j', 'cnv_01m8k3bcfhfvmbe86pxwy0qjmt', 5, 2, 'usr_01m8k3bb87ae201zw2wdp2kfsr', 1795937393960);



INSERT INTO card_party VALUES ('crd_01m8k3bhdd824wk6avdjhr9f7j', 'usr_01m8k3bb87ae201zw2wdp2kfsr');



INSERT INTO commits VALUES (1, 96);



INSERT INTO contact VALUES ('usr_01m8k3bb87ae201zw2wdp2kfsr', 'usr_01m8k3bc50ff5dwb81y5zb0xxa', 1795937382882);
INSERT INTO contact VALUES ('usr_01m8k3bc50ff5dwb81y5zb0xxa', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 1795937382882);
INSERT INTO contact VALUES ('usr_01m8k3bb87ae201zw2wdp2kfsr', 'usr_01m8k3bcb0fjhxafxq9nprv2ff', 1795937383556);
INSERT INTO contact VALUES ('usr_01m8k3bcb0fjhxafxq9nprv2ff', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 1795937383557);



INSERT INTO conversation VALUES ('cnv_01m8k3bd5q3gyzqgfrp60v56n9', 1, '', 1, 1795937383612, 1795937383612, '', '', 0, 0, '', 0);
INSERT INTO conversation VALUES ('cnv_01m8k3bcfhfvmbe86pxwy0qjmt', 1, '', 6, 1795937391679, 1795937382897, '', '', 0, 0, '', 1);
INSERT INTO conversation VALUES ('cnv_01m8k3bjfzb6e3sefwkzzcsksd', 2, 'Tea of before', 3, 1795937396048, 1795937389055, '', '', 0, 0, '', 0);



INSERT INTO direct VALUES ('usr_01m8k3bb87ae201zw2wdp2kfsr', 'usr_01m8k3bc50ff5dwb81y5zb0xxa', 'cnv_01m8k3bcfhfvmbe86pxwy0qjmt');
INSERT INTO direct VALUES ('usr_01m8k3bb87ae201zw2wdp2kfsr', 'usr_01m8k3bcb0fjhxafxq9nprv2ff', 'cnv_01m8k3bd5q3gyzqgfrp60v56n9');



INSERT INTO egress_call VALUES ('req_01m8k3bq765y0d0k6ak42vtr2n', 'merchant 1600000001', '', 1795937393894, 'notify', 'POST', 'https://shop.example/notify', 0, 885, 0, 1, 'egress.no-host');
INSERT INTO egress_call VALUES ('req_01m8k3brgd8me2myz1dzmjx7gt', 'merchant 1600000001', '', 1795937395213, 'notify', 'POST', 'https://shop.example/notify', 0, 821, 0, 1, 'egress.no-host');



INSERT INTO gift VALUES ('gft_01m8k3brxq085x70zv4ey540g3', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 'gift-of-before', 'cnv_01m8k3bjfzb6e3sefwkzzcsksd', 2, '', 300, 'CNY', 'good luck', 3, 1, '\x91dd37522d62393f76cba6faab19979ac425b60116625cc46e974e3a95223fcf', 2, '', 1, 100, 0, 0, 1795937395639, 1796023795639, 0, 0, 0, 0, 0);



INSERT INTO gift_claim VALUES ('gft_01m8k3brxq085x70zv4ey540g3', 'usr_01m8k3bcb0fjhxafxq9nprv2ff', 0, 100, 2, 1795937395888, 1795937395937);












INSERT INTO lease VALUES ('ledger/CNY', 'ledger', 1, 1795940980256, 15);



INSERT INTO ledger_account VALUES ('CNY', 1, 'issuance:test:CNY', 'test', 0, 0, 1795937381771);
INSERT INTO ledger_account VALUES ('CNY', 2, 'person:usr_01m8k3bb87ae201zw2wdp2kfsr:CNY', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 0, 0, 1795937381838);
INSERT INTO ledger_account VALUES ('CNY', 3, 'person:usr_01m8k3bc50ff5dwb81y5zb0xxa:CNY', 'usr_01m8k3bc50ff5dwb81y5zb0xxa', 0, 0, 1795937382626);
INSERT INTO ledger_account VALUES ('CNY', 4, 'person:usr_01m8k3bcb0fjhxafxq9nprv2ff:CNY', 'usr_01m8k3bcb0fjhxafxq9nprv2ff', 0, 0, 1795937382804);
INSERT INTO ledger_account VALUES ('CNY', 5, 'merchant:1600000001:CNY', '1600000001', 0, 0, 1795937393431);
INSERT INTO ledger_account VALUES ('CNY', 6, 'gift:gft_01m8k3brxq085x70zv4ey540g3:CNY', 'gft_01m8k3brxq085x70zv4ey540g3', 0, 0, 1795937395654);



INSERT INTO ledger_balance VALUES ('CNY', 1, 1, 30000, 0, 0, 0, 3, 3, 24322, '\xd5b28cf789a7fae4d9413a3977721fd7e4ca01729993aca985652f85be38e7d8');
INSERT INTO ledger_balance VALUES ('CNY', 3, 0, 0, 11234, 0, 0, 2, 4, 24322, '\xdd8e9298dae0f09a2abb894538762536d81a2e4715e9a984762aa382f45d1a5e');
INSERT INTO ledger_balance VALUES ('CNY', 5, 0, 500, 1500, 0, 2000, 3, 7, 24322, '\x59209ecbb7324c4039da73ef06dc21f86c4e7ea443f36d986f2e293ab2b33ab2');
INSERT INTO ledger_balance VALUES ('CNY', 2, 0, 3034, 10500, 2000, 0, 6, 8, 24322, '\x3d04bf10e88e13180af861427069d19b1c7807485872a87249a7854ff892783d');
INSERT INTO ledger_balance VALUES ('CNY', 4, 0, 0, 10100, 0, 0, 2, 9, 24322, '\xa798cb09a11d51373d2eee31dca9519be4a75f858dda51039638f3a5be6d4f1c');
INSERT INTO ledger_balance VALUES ('CNY', 6, 0, 100, 300, 0, 0, 2, 9, 24322, '\x6f5d32153091db706b11d1655d27071c6666b5e3ed5f99d22ab8149597bab20d');



INSERT INTO ledger_change VALUES ('CNY', 1, 1, 1, 1795937381771, '\xbd23517a8f7696cfc8c17b5340457de3ff031b46a4315976a4487d3b9e4197cc');
INSERT INTO ledger_change VALUES ('CNY', 2, 2, 1, 1795937381838, '\x258510c83578c170b269b25b3285821c0b490aa4f2c14fa0fa32227cf4c49912');
INSERT INTO ledger_change VALUES ('CNY', 3, 3, 1, 1795937382626, '\xe35b773f919f852c42ae3578f1b8f04664d2b847a7637d025917c05b753dce37');
INSERT INTO ledger_change VALUES ('CNY', 4, 4, 1, 1795937382804, '\x26321b530a70326f2326475216fbdf518c854a1be019fb71632594d6ed6ad259');
INSERT INTO ledger_change VALUES ('CNY', 5, 5, 1, 1795937393431, '\x5a49ed32cef7170e61695fc9db83a0b24ce977df76bf3a164a8f4123f0400fab');
INSERT INTO ledger_change VALUES ('CNY', 6, 6, 1, 1795937395654, '\x123974682bd6ceb33295f9ce4d6e5e2d96eebd1d4de251177a8d79f1afb82a47');



INSERT INTO ledger_head VALUES ('CNY', 9, '\xc1272b395167a7cf35658f6af9a27d9378d72bfa2724c815762b7f8fe919c3ff', '\xf126d38c2c682309e59be4fbf16f9dfd8425fb4d6af38f8ea8e885cd2083fcfcfdf4b4ecb3014b54b185f3a97e709738799cd3e7cda449cfa74625c755010faf', 6, '\x123974682bd6ceb33295f9ce4d6e5e2d96eebd1d4de251177a8d79f1afb82a47');



INSERT INTO ledger_hold VALUES ('\x01a22635e1799a8e9b2f2b6b896792e4', 'CNY', 0);



INSERT INTO ledger_month VALUES ('CNY', 1, 24322, 1);
INSERT INTO ledger_month VALUES ('CNY', 2, 24322, 1);
INSERT INTO ledger_month VALUES ('CNY', 3, 24322, 2);
INSERT INTO ledger_month VALUES ('CNY', 4, 24322, 3);
INSERT INTO ledger_month VALUES ('CNY', 5, 24322, 5);
INSERT INTO ledger_month VALUES ('CNY', 6, 24322, 8);












INSERT INTO ledger_transfer VALUES ('CNY', 1, '\x01a22635ad07d2ecb29e0a79405adb36', '\xbf3909b12b5b9f9f43777b44c3a6909b', 1, NULL, 1, 2, 10000, 0, 'grant', '', 1795937381891, 1, 0, -10000, '\xdefd0867f42506ff8fa0f1fe65bd7f8d4ffb4f8e826bf73b83b0c6d964000d52', 1, 0, 10000, '\x8f1cfc405454350e0df5fbc8a58053b43fcb32c4149412ca28b42f7212302a55');
INSERT INTO ledger_transfer VALUES ('CNY', 2, '\x01a22635b0a033778b78bf67fba8fde5', '\xc691879b0d1d37698fc9af681158ad90', 1, NULL, 1, 3, 10000, 0, 'grant', '', 1795937382647, 2, 1, -20000, '\xbb4de7568a18d2bdacf7866e24e353449e0f833423f68d77462cf90e5665e826', 1, 0, 10000, '\x4177b00db06f9de23b16d0817cd936b7f84390c6c80508206ee60dabaadc6dcd');
INSERT INTO ledger_transfer VALUES ('CNY', 3, '\x01a22635b160634a2b377fe758265f2f', '\x74a2540c0268f0d6d604b62a7748b777', 1, NULL, 1, 4, 10000, 0, 'grant', '', 1795937382844, 3, 2, -30000, '\xd5b28cf789a7fae4d9413a3977721fd7e4ca01729993aca985652f85be38e7d8', 1, 0, 10000, '\x69dd6e188003d6b08e250eb8ffd8c255438c323e59f8708ad867b3e62136b5a3');
INSERT INTO ledger_transfer VALUES ('CNY', 4, '\x01a22635d33a7412f318bfec02e8150f', '\xfd93eac16923fdcd091381fbdee00e26', 1, NULL, 2, 3, 1234, 0, 'transfer', 'pay_01m8k3bmst2x8dhgvbpywpg1mm', 1795937391480, 2, 1, 8766, '\xa668c2033d240f4eef398ba89bd11f143019bc66e50423c59105ad12ec18e985', 2, 2, 11234, '\xdd8e9298dae0f09a2abb894538762536d81a2e4715e9a984762aa382f45d1a5e');
INSERT INTO ledger_transfer VALUES ('CNY', 5, '\x01a22635db09f0581c0c258e5735469f', '\x73ab42adaf1cd63f8e79c550153eeb4a', 1, NULL, 2, 5, 1500, 0, 'payment', 'pay_01m8k3bpr90dbj4jqhqgzchp1k', 1795937393454, 3, 4, 7266, '\x86ccf5fb1e6c0edaff6ffee22e449572e1440b3685c59c35bb8246707bf2168c', 1, 0, 1500, '\x3c5bd0d0c05ea40bd41d8d57a71fb8d6d354895d8b8087f4e886e863b1e6d675');
INSERT INTO ledger_transfer VALUES ('CNY', 6, '\x01a22635dd93e9efb80770cf12b4af76', '\x15b5c8778a17f4d61fa5c80fbe9e7471', 1, NULL, 5, 2, 500, 0, 'refund', 'rfd_01m8k3bqck7ag611cbspvgaa8v', 1795937394081, 2, 5, 1000, '\x84760feeffcb0226755599c9690a314cfb6de44eeb6578b08c76dc4f534e22f4', 4, 5, 7766, '\x76e98af06aca05129c2a997188e19636d2218594c8910cedc1b4505e58612b92');
INSERT INTO ledger_transfer VALUES ('CNY', 7, '\x01a22635e1799a8e9b2f2b6b896792e4', '\x9e90f894c7f121697e996e164de5c336', 2, NULL, 2, 5, 2000, 1798529395080, 'deposit', 'pay_01m8k3brbsbx4yaj3ex5ktsnp6', 1795937395080, 5, 6, 7766, '\x4e9fbd6bc122623eccb8cc2f5a45ebcd7186fc3e47b5bc96979f3c447c3557c4', 3, 6, 1000, '\x59209ecbb7324c4039da73ef06dc21f86c4e7ea443f36d986f2e293ab2b33ab2');
INSERT INTO ledger_transfer VALUES ('CNY', 8, '\x01a22635e3b7ba2241a4e9d3c1159d2e', '\x970b8276949f3b40d528afc3970850be', 1, NULL, 2, 6, 300, 0, 'gift', 'gft_01m8k3brxq085x70zv4ey540g3', 1795937395686, 6, 7, 7466, '\x3d04bf10e88e13180af861427069d19b1c7807485872a87249a7854ff892783d', 1, 0, 300, '\x7446c99156910aa6d546d571ad15b1ab24a162f8db99fd47a4b28fd36fa29ff0');
INSERT INTO ledger_transfer VALUES ('CNY', 9, '\x01a22635e3b7d39d939460d0b3fa7d01', '\xf0d1d7c6dc59546c360654bd50e6f0a5', 1, NULL, 6, 4, 100, 0, 'gift-take', 'gft_01m8k3brxq085x70zv4ey540g3', 1795937395937, 2, 8, 200, '\x6f5d32153091db706b11d1655d27071c6666b5e3ed5f99d22ab8149597bab20d', 2, 3, 10100, '\xa798cb09a11d51373d2eee31dca9519be4a75f858dda51039638f3a5be6d4f1c');






INSERT INTO login_code VALUES ('\xc162007546460d2741257f8e29e4d39b3c9f99ea1488b6685f0f37dac4f3209e', 'wx662cf43f8e452fcb', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 1795937392868, 1);



INSERT INTO member VALUES ('cnv_01m8k3bcfhfvmbe86pxwy0qjmt', 'usr_01m8k3bc50ff5dwb81y5zb0xxa', 0, 0, 3, 0, 0, 0, 1, 1795937382897, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3bd5q3gyzqgfrp60v56n9', 'usr_01m8k3bcb0fjhxafxq9nprv2ff', 0, 0, 0, 0, 0, 0, 1, 1795937383612, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3bd5q3gyzqgfrp60v56n9', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 0, 0, 1, 0, 0, 0, 1, 1795937383612, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3bjfzb6e3sefwkzzcsksd', 'usr_01m8k3bc50ff5dwb81y5zb0xxa', 0, 0, 0, 0, 0, 0, 1, 1795937389055, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3bjfzb6e3sefwkzzcsksd', 'usr_01m8k3bcb0fjhxafxq9nprv2ff', 0, 0, 2, 0, 0, 0, 1, 1795937389055, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3bcfhfvmbe86pxwy0qjmt', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 0, 0, 6, 0, 0, 0, 1, 1795937382897, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3bjfzb6e3sefwkzzcsksd', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 0, 0, 3, 0, 0, 0, 3, 1795937389055, 0, 0);



INSERT INTO merchant VALUES ('1600000001', 'Shop of before', '\x6435386361656463383462643039316631653434376431343939303661383863', 1795937392300);



INSERT INTO merchant_app VALUES ('1600000001', 'wx662cf43f8e452fcb');



INSERT INTO merchant_certificate VALUES ('1600000001', '7955C383A9C79B16A66FEB7D20C9665C978BD4AF', '\x3082032930820211a00302010202147955c383a9c79b16a66feb7d20c9665c978bd4af300d06092a864886f70d01010b0500302831123010060355040a13095375706572657474653112301006035504031309617574686f72697479301e170d3236313132393036323935325a170d3331313132393037323935325a303231123010060355040a1309537570657265747465311c301a060355040313136d65726368616e742d3136303030303030303130820122300d06092a864886f70d01010105000382010f003082010a0282010100b2b87742221e90ba7f0ddb583f17fd25ae53905086231f1abaebbdf3b2b6625d9eb72e52b89b12488f88aa6214846f98bab93cf237df98b1af7fff06177ffbf93786ab7e8981ad101c1dbaef57b6b2f1929969c19a337b26b72e44325e5a30cfa44182e0b576279ce53bf7877420188f65e7fdbf2fb98c35a1516c4138108bd59b4bdebe10ab18f51e58dbb6866a7a5c15f20aa875d5685903246713b9f65d6e895b52e45996785517b04c3165aa14e1b1ae6d7643bc18aa4c1e15e93e763e3af4d56c58e3ad0b6610042e01e5cc581ee859ff5c68934818a89bbcf02805593d5c417a3d54f621d3ba4155cea610b1bed0b3165fd097d203e8ad645e1a1200990203010001a341303f300e0603551d0f0101ff040403020780300c0603551d130101ff04023000301f0603551d23041830168014ccc59232bcdb8cad3254526f58e5b76cf7c0c781300d06092a864886f70d01010b050003820101000c7b3ad3825d90ed1d904e8b2b799a3cc61644ea05be30ff73dede85c154fb6f155e501abccae4d6555b3554147977e4253fbad371e5e3693d4a18266eb589711e4ef6d80f7e4f29339c78cf5e17aada819f0d3eff8af387517a573d772962b3d1c521e8dc95ec981f6f28068370bd12481434a9d5ce87daa78787c46f7b56e8ebd96beaa64aa03ec5d544ee3f123a9bc669e29b2fde5b68e143d067bf5467f159aaf7c1572fd352061b5313740be607dfd4aa9500d9db93dea91cdd15b5561eb52dc1866947e434debef2b4557a290bb84a6cda646b4a0d3df61db11ccdee095bfb089a184752b93c042966e5651b87541a03f77e9d049079e63a0c4163b738');



INSERT INTO merchant_notice VALUES ('ntc_01m8k3bpr9y1vsdxfntgws65b7', 'pay_01m8k3bpr90dbj4jqhqgzchp1k', 'https://shop.example/notify', 1795937393454, 1, 1795937408597, 1, 'compat/wechatpay: notify 1600000001: egress: notify for merchant 1600000001: egress.no-host: There is no server of this name. shop.example: lookup shop.example on 10.255.255.53:53: no such host', '');
INSERT INTO merchant_notice VALUES ('ntc_01m8k3brbsbs8ttshbjz66v9fc', 'pay_01m8k3brbsbx4yaj3ex5ktsnp6', 'https://shop.example/notify', 1795937395080, 1, 1795937410116, 1, 'compat/wechatpay: notify 1600000001: egress: notify for merchant 1600000001: egress.no-host: There is no server of this name. shop.example: lookup shop.example on 10.255.255.53:53: no such host', '');



INSERT INTO message VALUES ('cnv_01m8k3bcfhfvmbe86pxwy0qjmt', 1, '', 'created', 1795937382897, 3, '\x7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c2242656e204f2748617261225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3bcfhfvmbe86pxwy0qjmt', 3, 'usr_01m8k3bc50ff5dwb81y5zb0xxa', 'client-1-of-before', 1795937383605, 1, '\x4974277320612071756f74653a202720616e64205c20616e642022', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3bd5q3gyzqgfrp60v56n9', 1, '', 'created', 1795937383612, 3, '\x7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c22506961225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3bcfhfvmbe86pxwy0qjmt', 4, 'usr_01m8k3bb87ae201zw2wdp2kfsr', 'client-2-of-before', 1795937384008, 1, '\xe7acace4b889e8a18c0a696e2074776f206c696e657320f09f8db5', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3bcfhfvmbe86pxwy0qjmt', 2, 'usr_01m8k3bb87ae201zw2wdp2kfsr', 'client-0-of-before', 1795937383583, 1, '\xe4bb8ae5a4a9e5969de4b98ce9be99e88cb6e590973f', 0, '', 0, 1);
INSERT INTO message VALUES ('cnv_01m8k3bcfhfvmbe86pxwy0qjmt', 5, 'usr_01m8k3bb87ae201zw2wdp2kfsr', 'client-card-of-before', 1795937387949, 2, '\x980ff87e899b880976c91b0b3b9a027d82da86b3772e340d5de6ee7567d8b13e7b226964223a226372645f30316d386b3362686464383234776b366176646a68723966376a222c22617070223a22777836363263663433663865343532666362222c226170705f6e616d65223a224265666f7265222c226170705f636f6c6f72223a2223323433373934222c227469746c65223a224120746561206f66206265666f7265222c2270617468223a2270616765732f7465612f7465613f69643d31222c227072696365223a313530302c2263757272656e6379223a22434e59227d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3bjfzb6e3sefwkzzcsksd', 1, '', 'created', 1795937389055, 3, '\x7b226b6579223a2267726f75702e63726561746564222c2261726773223a5b224e6f726120e8afbae68b89225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3bjfzb6e3sefwkzzcsksd', 2, 'usr_01m8k3bcb0fjhxafxq9nprv2ff', 'client-group-of-before', 1795937389314, 1, '\x68656c6c6f2c20616c6c206f6620796f75', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3bcfhfvmbe86pxwy0qjmt', 6, 'usr_01m8k3bb87ae201zw2wdp2kfsr', 'pay_01m8k3bmst2x8dhgvbpywpg1mm', 1795937391679, 3, '\x7b226b6579223a227472616e73666572222c2261726773223a5b2231323334222c22434e59222c227573725f30316d386b3362633530666635647762383179357a6230787861222c22666f7220e88cb6225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3bjfzb6e3sefwkzzcsksd', 3, 'usr_01m8k3bb87ae201zw2wdp2kfsr', 'gft_01m8k3brxq085x70zv4ey540g3-sent', 1795937396048, 3, '\x7b226b6579223a2267696674222c2261726773223a5b226766745f30316d386b33627278713038357837307a763465793534306733222c2232222c22333030222c22434e59222c22222c2233222c22676f6f64206c75636b225d7d', 0, '', 0, 0);



INSERT INTO outbox VALUES ('evt_01m8k3bs8medzqrkr2kkzcxywh', 'ledger.Posted', 'gft_01m8k3brxq085x70zv4ey540g3', '\x7b226964223a227472665f30316d386b336272787174656573373533307432737a6d7a3831222c226f70223a227472616e73666572222c226465626974223a22676966743a6766745f30316d386b33627278713038357837307a7634657935343067333a434e59222c22637265646974223a22706572736f6e3a7573725f30316d386b3362636230666a687861667871396e7072763266663a434e59222c22616d6f756e74223a3130302c2263757272656e6379223a22434e59222c22636f6465223a22676966742d74616b65222c227375626a656374223a226766745f30316d386b33627278713038357837307a763465793534306733222c226174223a313739353933373339353933377d', 1795937395988, 1795937395988, 0);
INSERT INTO outbox VALUES ('evt_01m8k3bs90872etw242x2r4kad', 'pay.GiftMoved', 'gft_01m8k3brxq085x70zv4ey540g3', '\x7b2267696674223a226766745f30316d386b33627278713038357837307a763465793534306733222c2277686174223a2274616b656e222c226279223a227573725f30316d386b3362636230666a687861667871396e707276326666222c226b696e64223a322c22636f6e76223a22636e765f30316d386b33626a667a62366533736566776b7a7a63736b7364222c2273656e646572223a227573725f30316d386b336262383761653230317a7732776470326b667372222c22616d6f756e74223a3330302c2263757272656e6379223a22434e59222c226e6f7465223a22676f6f64206c75636b222c22636f756e74223a337d', 1795937396000, 1795937396000, 0);






INSERT INTO pay_order VALUES ('ord_01m8k3bpp73fysyeh8g2p51qve', '1600000001', 'paid-before', 'wx662cf43f8e452fcb', 'oMMGLGZ5vKBZlBBBhob-DgR2mHD0', 'Oolong 乌龙', '', 'https://shop.example/notify', 1500, 'CNY', 0, 1795937393335, 1795944593335, 2, 'pay_01m8k3bpr90dbj4jqhqgzchp1k', 1795937393454, 500, 0, 0);
INSERT INTO pay_order VALUES ('ord_01m8k3br3yac8a9be9fwgf8gg5', '1600000001', 'umbrella-before', 'wx662cf43f8e452fcb', 'oMMGLGZ5vKBZlBBBhob-DgR2mHD0', 'An umbrella', '', 'https://shop.example/notify', 2000, 'CNY', 0, 1795937394813, 1795944594813, 4, 'pay_01m8k3brbsbx4yaj3ex5ktsnp6', 1795937395080, 0, 2000, 0);
INSERT INTO pay_order VALUES ('ord_01m8k3brhc6gby3p2xe3b6v3zc', '1600000001', 'waits-since-before', 'wx662cf43f8e452fcb', 'oMMGLGZ5vKBZlBBBhob-DgR2mHD0', 'Oolong 乌龙', '', 'https://shop.example/notify', 900, 'CNY', 0, 1795937395224, 1795944595224, 1, '', 0, 0, 0, 0);



INSERT INTO payment VALUES ('pay_01m8k3bmst2x8dhgvbpywpg1mm', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 'transfer-of-before', 2, '', 'usr_01m8k3bc50ff5dwb81y5zb0xxa', 1234, 'CNY', 'for 茶', '', 2, '', 1795937391418, 1795937391480);
INSERT INTO payment VALUES ('pay_01m8k3bpr90dbj4jqhqgzchp1k', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 'payment-of-before', 1, 'ord_01m8k3bpp73fysyeh8g2p51qve', '1600000001', 1500, 'CNY', 'Oolong 乌龙', 'crd_01m8k3bhdd824wk6avdjhr9f7j', 2, '', 1795937393417, 1795937393454);
INSERT INTO payment VALUES ('pay_01m8k3brbsbx4yaj3ex5ktsnp6', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 'deposit-of-before', 3, 'ord_01m8k3br3yac8a9be9fwgf8gg5', '1600000001', 2000, 'CNY', 'An umbrella', '', 2, '', 1795937395065, 1795937395080);



INSERT INTO person VALUES ('usr_01m8k3bb87ae201zw2wdp2kfsr', 'nora', 'Nora 诺拉', 9, '', 0, '$argon2id$v=19$m=19456,t=2,p=1$3VxEG1BL2O9sxEUudL3F4g$aMwWmFmICaJ9X1dC460rwm7gakSd6Sjyrzs38At3Kk0', 1795937381694);
INSERT INTO person VALUES ('usr_01m8k3bc50ff5dwb81y5zb0xxa', 'ben', 'Ben O''Hara', 6, '', 0, '$argon2id$v=19$m=19456,t=2,p=1$BM/Q6SdHrd0KtyBlXrUTcA$ucYOsWO5WxxL0usHLFHQndpIAF5hZKUOMx2x6z/G+Bk', 1795937382578);
INSERT INTO person VALUES ('usr_01m8k3bcb0fjhxafxq9nprv2ff', 'pia', 'Pia', 9, '', 0, '$argon2id$v=19$m=19456,t=2,p=1$FlIL/ZTCnV30kskn1cxEvg$7lxL9be4oWEfIn5M4dI4N03rTXQBQTHjODodLaBU6bU', 1795937382756);






INSERT INTO pin VALUES ('usr_01m8k3bc50ff5dwb81y5zb0xxa', '$argon2id$v=19$m=19456,t=2,p=1$vXGS5voLzZsaeCqE8/lDsA$DEHQh+ewdeamjylGEeyiXpjP/StumIhm7p8dpq2iC+o', 0, 0, 0);
INSERT INTO pin VALUES ('usr_01m8k3bb87ae201zw2wdp2kfsr', '$argon2id$v=19$m=19456,t=2,p=1$WHaFj99oY3eYGMfppCNfpQ$rDjmdNz5riJwrQCRDpgBpH5+G+075PkYckEbYgnn07I', 0, 0, 0);









INSERT INTO program VALUES ('wx662cf43f8e452fcb', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 1, 1795937387564);



INSERT INTO program_secret VALUES ('wx662cf43f8e452fcb', '\xbf2cadb9c90704fa507c3d098414ae0f02f297439d57cb6166f37da508b8372f', 1795937392753);



INSERT INTO program_session VALUES ('wx662cf43f8e452fcb', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 'qCuKSwcNoHWibUKJxGKb3A==', 1795937392972, 'oMMGLGZ5vKBZlBBBhob-DgR2mHD0');






INSERT INTO program_version VALUES ('wx662cf43f8e452fcb', 1, '8791d0f2cf65fc67657e0f4e4cc5788860c3f92b7c77f0e797883af1a4fa85ec', 'mt1WFp5u7UWU5SylKKJsIUmpLP9XII1ZjeQlGk3L8zhfpGifiqKy8TdhFJSzkouG1B0x7aWReVi3r4jvZRFoCQ==', '', '', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 1795937387564, 'Before', '#243794', '', '', 'wechat', 1, 1400);









INSERT INTO reaction VALUES ('cnv_01m8k3bcfhfvmbe86pxwy0qjmt', 2, 'usr_01m8k3bc50ff5dwb81y5zb0xxa', '👍', 1795937386282);






INSERT INTO refund VALUES ('rfd_01m8k3bqck7ag611cbspvgaa8v', '1600000001', 'refund-before', 'ord_01m8k3bpp73fysyeh8g2p51qve', 'pay_01m8k3bpr90dbj4jqhqgzchp1k', '', '', 500, 2, 1795937394067, 1795937394081);



INSERT INTO schema_account VALUES (1, 0, true, '2026-11-29 07:29:37.679551');
INSERT INTO schema_account VALUES (2, 1, true, '2026-11-29 07:29:37.746841');
INSERT INTO schema_account VALUES (3, 2, true, '2026-11-29 07:29:37.822374');
INSERT INTO schema_account VALUES (4, 3, true, '2026-11-29 07:29:37.948363');
INSERT INTO schema_account VALUES (5, 4, true, '2026-11-29 07:29:37.958704');



INSERT INTO schema_chat VALUES (1, 0, true, '2026-11-29 07:29:38.075996');
INSERT INTO schema_chat VALUES (2, 1, true, '2026-11-29 07:29:38.115498');
INSERT INTO schema_chat VALUES (3, 2, true, '2026-11-29 07:29:38.191158');
INSERT INTO schema_chat VALUES (4, 3, true, '2026-11-29 07:29:38.278108');
INSERT INTO schema_chat VALUES (5, 4, true, '2026-11-29 07:29:38.395474');



INSERT INTO schema_deliver VALUES (1, 0, true, '2026-11-29 07:29:39.653336');
INSERT INTO schema_deliver VALUES (2, 1, true, '2026-11-29 07:29:39.917729');



INSERT INTO schema_egress VALUES (1, 0, true, '2026-11-29 07:29:39.997764');
INSERT INTO schema_egress VALUES (2, 1, true, '2026-11-29 07:29:40.012649');



INSERT INTO schema_gateway VALUES (1, 0, true, '2026-11-29 07:29:40.02474');
INSERT INTO schema_gateway VALUES (2, 1, true, '2026-11-29 07:29:40.039638');
INSERT INTO schema_gateway VALUES (3, 2, true, '2026-11-29 07:29:40.095631');



INSERT INTO schema_ledger VALUES (1, 0, true, '2026-11-29 07:29:38.482064');
INSERT INTO schema_ledger VALUES (2, 1, true, '2026-11-29 07:29:38.566276');
INSERT INTO schema_ledger VALUES (3, 2, true, '2026-11-29 07:29:38.728728');
INSERT INTO schema_ledger VALUES (4, 3, true, '2026-11-29 07:29:38.757293');



INSERT INTO schema_pay VALUES (1, 0, true, '2026-11-29 07:29:38.819916');
INSERT INTO schema_pay VALUES (2, 1, true, '2026-11-29 07:29:38.864264');
INSERT INTO schema_pay VALUES (3, 2, true, '2026-11-29 07:29:39.237506');
INSERT INTO schema_pay VALUES (4, 3, true, '2026-11-29 07:29:39.41821');
INSERT INTO schema_pay VALUES (5, 4, true, '2026-11-29 07:29:39.478683');
INSERT INTO schema_pay VALUES (6, 5, true, '2026-11-29 07:29:39.510955');



INSERT INTO schema_push VALUES (1, 0, true, '2026-11-29 07:29:40.099806');
INSERT INTO schema_push VALUES (2, 1, true, '2026-11-29 07:29:40.111452');



INSERT INTO schema_registry VALUES (1, 0, true, '2026-11-29 07:29:39.540186');
INSERT INTO schema_registry VALUES (2, 1, true, '2026-11-29 07:29:39.563908');
INSERT INTO schema_registry VALUES (3, 2, true, '2026-11-29 07:29:39.637413');



INSERT INTO schema_social VALUES (1, 0, true, '2026-11-29 07:29:38.041029');
INSERT INTO schema_social VALUES (2, 1, true, '2026-11-29 07:29:38.053734');
INSERT INTO schema_social VALUES (3, 2, true, '2026-11-29 07:29:38.064079');



INSERT INTO schema_store VALUES (1, 0, true, '2026-11-29 07:29:37.490518');
INSERT INTO schema_store VALUES (2, 1, true, '2026-11-29 07:29:37.517758');
INSERT INTO schema_store VALUES (3, 2, true, '2026-11-29 07:29:37.588555');
INSERT INTO schema_store VALUES (4, 3, true, '2026-11-29 07:29:37.611572');
INSERT INTO schema_store VALUES (5, 4, true, '2026-11-29 07:29:37.637332');









INSERT INTO session VALUES ('ses_01m8k3bbagasek7dcqmnt9krb5', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 'dev_01m8k3bbagasek7dcqmnt9krb6', '\x0f52ccad5c68b984b7abb44c39937440d0f6c187aa094bd49d2e98e6fe577634', 'node', 1795937381712, 1795937381712, 1795937381712);
INSERT INTO session VALUES ('ses_01m8k3bbeeekj3macxn1pckm15', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 'dev_01m8k3bbeeekj3macxn1pckm16', '\x57f2a3d0746f01688fe09ce4182c38bc639d970868b07c15670de3ff5de9860e', 'node', 1795937381838, 1795937381838, 1795937381838);
INSERT INTO session VALUES ('ses_01m8k3bc5j0xy4s6p5ds84g6x5', 'usr_01m8k3bc50ff5dwb81y5zb0xxa', 'dev_01m8k3bc5j0xy4s6p5ds84g6x6', '\x0ac1a0015b627b1fe61edeb473227d13cb5587a5d447f47175e568dd389630c2', 'node', 1795937382578, 1795937382578, 1795937382578);
INSERT INTO session VALUES ('ses_01m8k3bc7q2gz24tef4qx8r5gr', 'usr_01m8k3bc50ff5dwb81y5zb0xxa', 'dev_01m8k3bc7q2gz24tef4qx8r5gs', '\x5cf354a71b986d41c79589839fa95f14b99319e91fc09a12196d7c71744b9959', 'node', 1795937382647, 1795937382647, 1795937382647);
INSERT INTO session VALUES ('ses_01m8k3bcb47m0qxszx6adchb0e', 'usr_01m8k3bcb0fjhxafxq9nprv2ff', 'dev_01m8k3bcb47m0qxszx6adchb0f', '\x0e2507de0f1f11d111080975f222a56ecd2a8fb19eae9d7d725283c4e034676c', 'node', 1795937382756, 1795937382756, 1795937382756);
INSERT INTO session VALUES ('ses_01m8k3bcee3z7fnn65qjrp1xkk', 'usr_01m8k3bcb0fjhxafxq9nprv2ff', 'dev_01m8k3bcee3z7fnn65qjrp1xkm', '\xdf5a22bc44dbeb9b4e41d8d9754d2e25da7a64bcf00b20c9add2d195dcc039f4', 'node', 1795937382862, 1795937382862, 1795937382862);
INSERT INTO session VALUES ('ses_01m8k3bg1b531n6x8pcdr14w02', 'usr_01m8k3bb87ae201zw2wdp2kfsr', 'dev_01m8k3bg1b531n6x8pcdr14w03', '\x076a8447ca9a0f717aba12df6356b782c2e5483c752f7b8fec6ac12184e6eae6', 'superette', 1795937386539, 1795937386539, 1795937386539);






INSERT INTO user_event VALUES ('usr_01m8k3bb87ae201zw2wdp2kfsr', 1, 2, 'usr_01m8k3bc50ff5dwb81y5zb0xxa', 1795937382890);
INSERT INTO user_event VALUES ('usr_01m8k3bc50ff5dwb81y5zb0xxa', 1, 2, 'usr_01m8k3bb87ae201zw2wdp2kfsr', 1795937382890);
INSERT INTO user_event VALUES ('usr_01m8k3bb87ae201zw2wdp2kfsr', 2, 1, 'cnv_01m8k3bcfhfvmbe86pxwy0qjmt', 1795937382897);
INSERT INTO user_event VALUES ('usr_01m8k3bc50ff5dwb81y5zb0xxa', 2, 1, 'cnv_01m8k3bcfhfvmbe86pxwy0qjmt', 1795937382897);
INSERT INTO user_event VALUES ('usr_01m8k3bb87ae201zw2wdp2kfsr', 3, 2, 'usr_01m8k3bcb0fjhxafxq9nprv2ff', 1795937383590);
INSERT INTO user_event VALUES ('usr_01m8k3bcb0fjhxafxq9nprv2ff', 1, 2, 'usr_01m8k3bb87ae201zw2wdp2kfsr', 1795937383590);
INSERT INTO user_event VALUES ('usr_01m8k3bb87ae201zw2wdp2kfsr', 4, 1, 'cnv_01m8k3bd5q3gyzqgfrp60v56n9', 1795937383612);
INSERT INTO user_event VALUES ('usr_01m8k3bcb0fjhxafxq9nprv2ff', 2, 1, 'cnv_01m8k3bd5q3gyzqgfrp60v56n9', 1795937383612);
INSERT INTO user_event VALUES ('usr_01m8k3bb87ae201zw2wdp2kfsr', 5, 1, 'cnv_01m8k3bjfzb6e3sefwkzzcsksd', 1795937389055);
INSERT INTO user_event VALUES ('usr_01m8k3bc50ff5dwb81y5zb0xxa', 3, 1, 'cnv_01m8k3bjfzb6e3sefwkzzcsksd', 1795937389055);
INSERT INTO user_event VALUES ('usr_01m8k3bcb0fjhxafxq9nprv2ff', 3, 1, 'cnv_01m8k3bjfzb6e3sefwkzzcsksd', 1795937389055);
INSERT INTO user_event VALUES ('usr_01m8k3bb87ae201zw2wdp2kfsr', 6, 3, 'crd_01m8k3bhdd824wk6avdjhr9f7j', 1795937393960);
INSERT INTO user_event VALUES ('usr_01m8k3bc50ff5dwb81y5zb0xxa', 4, 3, 'crd_01m8k3bhdd824wk6avdjhr9f7j', 1795937393960);






SELECT pg_catalog.setval('schema_account_id_seq', 5, true);



SELECT pg_catalog.setval('schema_chat_id_seq', 5, true);



SELECT pg_catalog.setval('schema_deliver_id_seq', 2, true);



SELECT pg_catalog.setval('schema_egress_id_seq', 2, true);



SELECT pg_catalog.setval('schema_gateway_id_seq', 3, true);



SELECT pg_catalog.setval('schema_ledger_id_seq', 4, true);



SELECT pg_catalog.setval('schema_pay_id_seq', 6, true);



SELECT pg_catalog.setval('schema_push_id_seq', 2, true);



SELECT pg_catalog.setval('schema_registry_id_seq', 3, true);



SELECT pg_catalog.setval('schema_social_id_seq', 3, true);



SELECT pg_catalog.setval('schema_store_id_seq', 5, true);



ALTER TABLE ONLY attempt
    ADD CONSTRAINT attempt_pkey PRIMARY KEY (sum);



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



ALTER TABLE ONLY ledger_signing
    ADD CONSTRAINT ledger_signing_pkey PRIMARY KEY (currency);



ALTER TABLE ONLY ledger_transfer
    ADD CONSTRAINT ledger_transfer_pkey PRIMARY KEY (currency, "position");



ALTER TABLE ONLY ledger_unchained
    ADD CONSTRAINT ledger_unchained_pkey PRIMARY KEY (currency);



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



CREATE INDEX attempt_full ON attempt USING btree (full_at);



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




