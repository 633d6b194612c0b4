









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






INSERT INTO card VALUES ('crd_01m8k3cdn43fx4f9rmed51f5pf', 'cnv_01m8k3ccaw3v77cv8cjnz7df7w', 5, 2, 'usr_01m8k3cbck5z77s3b541mpn3m8', 1795937419871);



INSERT INTO card_party VALUES ('crd_01m8k3cdn43fx4f9rmed51f5pf', 'usr_01m8k3cbck5z77s3b541mpn3m8');



INSERT INTO commits VALUES (1, 89);



INSERT INTO contact VALUES ('usr_01m8k3cbck5z77s3b541mpn3m8', 'usr_01m8k3cbkzfrkwbb37kpnactb5', 1795937415344);
INSERT INTO contact VALUES ('usr_01m8k3cbkzfrkwbb37kpnactb5', 'usr_01m8k3cbck5z77s3b541mpn3m8', 1795937415368);
INSERT INTO contact VALUES ('usr_01m8k3cbck5z77s3b541mpn3m8', 'usr_01m8k3cbydcjgmxtqnsvft3gmr', 1795937415477);
INSERT INTO contact VALUES ('usr_01m8k3cbydcjgmxtqnsvft3gmr', 'usr_01m8k3cbck5z77s3b541mpn3m8', 1795937415478);



INSERT INTO conversation VALUES ('cnv_01m8k3ccf1egyc6nkrqgq5sq3t', 1, '', 1, 1795937415662, 1795937415662, '', '', 0, 0, '', 0);
INSERT INTO conversation VALUES ('cnv_01m8k3ccaw3v77cv8cjnz7df7w', 1, '', 6, 1795937418512, 1795937415536, '', '', 0, 0, '', 1);
INSERT INTO conversation VALUES ('cnv_01m8k3ceepay61jq4jj0azybrm', 2, 'Tea of before', 4, 1795937421916, 1795937417686, '', '', 0, 0, '', 0);



INSERT INTO direct VALUES ('usr_01m8k3cbck5z77s3b541mpn3m8', 'usr_01m8k3cbkzfrkwbb37kpnactb5', 'cnv_01m8k3ccaw3v77cv8cjnz7df7w');
INSERT INTO direct VALUES ('usr_01m8k3cbck5z77s3b541mpn3m8', 'usr_01m8k3cbydcjgmxtqnsvft3gmr', 'cnv_01m8k3ccf1egyc6nkrqgq5sq3t');



INSERT INTO egress_call VALUES ('req_01m8k3cgjpedqt2kvnn207zm0n', 'merchant 1600000001', '', 1795937419862, 'notify', 'POST', 'https://shop.example/notify', 0, 885, 0, 4, 'egress.no-host');



INSERT INTO gift VALUES ('gft_01m8k3cjbfehjkbgzn2m62fk73', 'usr_01m8k3cbck5z77s3b541mpn3m8', 'gift-of-before', 'cnv_01m8k3ceepay61jq4jj0azybrm', 2, '', 300, 'CNY', 'good luck', 3, 1, '\xf80ec4b22d2c984c4b1d99e838fd99876cba695ae17d3b0e68afac36d379feae', 2, '', 1, 100, 0, 0, 1795937421679, 1796023821679, 0, 0, 0, 0, 0);



INSERT INTO gift_claim VALUES ('gft_01m8k3cjbfehjkbgzn2m62fk73', 'usr_01m8k3cbydcjgmxtqnsvft3gmr', 0, 100, 2, 1795937421786, 1795937421790);












INSERT INTO lease VALUES ('ledger/CNY', 'ledger', 1, 1795941013846, 14);



INSERT INTO ledger_account VALUES ('CNY', 1, 'issuance:test:CNY', 'test', 0, 0, 1795937414598);
INSERT INTO ledger_account VALUES ('CNY', 2, 'person:usr_01m8k3cbck5z77s3b541mpn3m8:CNY', 'usr_01m8k3cbck5z77s3b541mpn3m8', 0, 0, 1795937414619);
INSERT INTO ledger_account VALUES ('CNY', 3, 'person:usr_01m8k3cbkzfrkwbb37kpnactb5:CNY', 'usr_01m8k3cbkzfrkwbb37kpnactb5', 0, 0, 1795937414802);
INSERT INTO ledger_account VALUES ('CNY', 4, 'person:usr_01m8k3cbydcjgmxtqnsvft3gmr:CNY', 'usr_01m8k3cbydcjgmxtqnsvft3gmr', 0, 0, 1795937415130);
INSERT INTO ledger_account VALUES ('CNY', 5, 'merchant:1600000001:CNY', '1600000001', 0, 0, 1795937419735);
INSERT INTO ledger_account VALUES ('CNY', 6, 'gift:gft_01m8k3cjbfehjkbgzn2m62fk73:CNY', 'gft_01m8k3cjbfehjkbgzn2m62fk73', 0, 0, 1795937421711);



INSERT INTO ledger_balance VALUES ('CNY', 1, 1, 30000, 0, 0, 0, 3, 3, 24322, '\x1b34e7a1685a4acc3c2bbd5ec35d1a0a183b928b776a9c40771818279f8068b4');
INSERT INTO ledger_balance VALUES ('CNY', 3, 0, 0, 11234, 0, 0, 2, 4, 24322, '\x0c35d216974aa49f3bca042ff43be8316ab14414d25a48e021d1561e5d848c73');
INSERT INTO ledger_balance VALUES ('CNY', 5, 0, 500, 1500, 0, 0, 2, 6, 24322, '\x5b804ad4f03fe2dc80e47a16d4d0434436339637fd5ab942893035274ecf1f73');
INSERT INTO ledger_balance VALUES ('CNY', 2, 0, 3034, 10500, 0, 0, 5, 7, 24322, '\xe15cab88916117a76c02c12c96c0f4d548a3d11bea6c9799c7b20a4dfad316c5');
INSERT INTO ledger_balance VALUES ('CNY', 6, 0, 100, 300, 0, 0, 2, 8, 24322, '\xbbf9ea809251a55f55fc76a4d4cc71c84f541d9ef988e7494fb467401490aff2');
INSERT INTO ledger_balance VALUES ('CNY', 4, 0, 0, 10100, 0, 0, 2, 8, 24322, '\x232948d6598d63cde90e6ba02a5ec225b83b03313aa39e8d2ff7b6657f956a00');



INSERT INTO ledger_head VALUES ('CNY', 8, '\xde40576e7f3075953b0985e1ea26d32cd57903353025a2ec37d873e67907f510', '\xde40576e7f3075953b0985e1ea26d32cd57903353025a2ec37d873e67907f510');






INSERT INTO ledger_month VALUES ('CNY', 1, 24322, 1);
INSERT INTO ledger_month VALUES ('CNY', 2, 24322, 1);
INSERT INTO ledger_month VALUES ('CNY', 3, 24322, 2);
INSERT INTO ledger_month VALUES ('CNY', 4, 24322, 3);
INSERT INTO ledger_month VALUES ('CNY', 5, 24322, 5);
INSERT INTO ledger_month VALUES ('CNY', 6, 24322, 7);






INSERT INTO ledger_transfer VALUES ('CNY', 1, '\x01a226362d938d8f47af56bf5d09c6aa', '\x2acd16f61e5b7e0a4d57a1b9c002bae0', 1, NULL, 1, 2, 10000, 0, 'grant', '', 1795937414637, 1, 0, -10000, '\xd04db3bfcc88eda9797d3ff87aa2449069f867e708bbae9cbc3480918458eaf3', 1, 0, 10000, '\xceac9a3bc3d81a335fb7491b53c603ce85623f2ceae3b84bb3ba9570e3747bfc');
INSERT INTO ledger_transfer VALUES ('CNY', 2, '\x01a226362e7f84eab3cc732be8db6a85', '\x30e04794a23982198b7d205ba7b1d767', 1, NULL, 1, 3, 10000, 0, 'grant', '', 1795937414813, 2, 1, -20000, '\x1fc204cf21446a991b5b5fff648a4f9771f1731a5b82867933d74837b75b5a70', 1, 0, 10000, '\x9cba62edb8db9219f05e4fb512323bd4b528581696563f4c718ba1f070336e87');
INSERT INTO ledger_transfer VALUES ('CNY', 3, '\x01a226362fcd2dac9f3c6fff263fe818', '\x353ccc1564d804481869ff05986af232', 1, NULL, 1, 4, 10000, 0, 'grant', '', 1795937415183, 3, 2, -30000, '\x1b34e7a1685a4acc3c2bbd5ec35d1a0a183b928b776a9c40771818279f8068b4', 1, 0, 10000, '\x9b79b5c2097ad59efe567f0d49f0a626e2f447d2389c5d9532f0bd8c41da1cec');
INSERT INTO ledger_transfer VALUES ('CNY', 4, '\x01a226363cbe0ab4e235eb55b8254ffc', '\x40423e998e793a3af87576017ab8d970', 1, NULL, 2, 3, 1234, 0, 'transfer', 'pay_01m8k3cf5y46w9wa2x2h20fqgx', 1795937418438, 2, 1, 8766, '\x88c69530dab66d6fdaf11b4cfb0f650e6cff73300ddf4482f6816528f44809f4', 2, 2, 11234, '\x0c35d216974aa49f3bca042ff43be8316ab14414d25a48e021d1561e5d848c73');
INSERT INTO ledger_transfer VALUES ('CNY', 5, '\x01a2263641d4f5a0cf747febc4754a19', '\xac875bd5011337a7ccc537b7088440c9', 1, NULL, 2, 5, 1500, 0, 'payment', 'pay_01m8k3cgem7g5gvw7kjszd7ara', 1795937419737, 3, 4, 7266, '\xb6f413a94f90a8701f406bc592b087f31d6bbd96b27e77f5f025201277568669', 1, 0, 1500, '\x5f870b55c0b939bf294d454214ae189a7c4bfcdbd6a5faeb24d18527c915ba48');
INSERT INTO ledger_transfer VALUES ('CNY', 6, '\x01a22636431c0a1e8d0385860bb34622', '\xcaf105b8e3eda01407d5a9ccad545586', 1, NULL, 5, 2, 500, 0, 'refund', 'rfd_01m8k3cgrwe8g841wgdm5ky7bh', 1795937420143, 2, 5, 1000, '\x5b804ad4f03fe2dc80e47a16d4d0434436339637fd5ab942893035274ecf1f73', 4, 5, 7766, '\xf2b2613f33f43c6550ae39d5e5f008f4c88b89283f78c4a8d399da458d50b477');
INSERT INTO ledger_transfer VALUES ('CNY', 7, '\x01a22636496f60fbe4cf97ec78beaaf0', '\x88b57da9018c3b4bec10c253a8f02f46', 1, NULL, 2, 6, 300, 0, 'gift', 'gft_01m8k3cjbfehjkbgzn2m62fk73', 1795937421732, 5, 6, 7466, '\xe15cab88916117a76c02c12c96c0f4d548a3d11bea6c9799c7b20a4dfad316c5', 1, 0, 300, '\x989065888c9f6ceb5345aa71e7833f0b66748b381a37ba591ae10c251159d44c');
INSERT INTO ledger_transfer VALUES ('CNY', 8, '\x01a22636496fb929f63be8f8d6ee8f12', '\xc511b719e67afddb129019a0a15633bf', 1, NULL, 6, 4, 100, 0, 'gift-take', 'gft_01m8k3cjbfehjkbgzn2m62fk73', 1795937421790, 2, 7, 200, '\xbbf9ea809251a55f55fc76a4d4cc71c84f541d9ef988e7494fb467401490aff2', 2, 3, 10100, '\x232948d6598d63cde90e6ba02a5ec225b83b03313aa39e8d2ff7b6657f956a00');



INSERT INTO login_code VALUES ('\xb70cc3a33a54fd5f1d256f76c38d0ffc2ba22696d886c1dfe904afcc33cf8026', 'wx0497855d01beb001', 'usr_01m8k3cbck5z77s3b541mpn3m8', 1795937419212, 1);



INSERT INTO member VALUES ('cnv_01m8k3ccaw3v77cv8cjnz7df7w', 'usr_01m8k3cbkzfrkwbb37kpnactb5', 0, 0, 3, 0, 0, 0, 1, 1795937415536, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3ccf1egyc6nkrqgq5sq3t', 'usr_01m8k3cbydcjgmxtqnsvft3gmr', 0, 0, 0, 0, 0, 0, 1, 1795937415662, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3ccf1egyc6nkrqgq5sq3t', 'usr_01m8k3cbck5z77s3b541mpn3m8', 0, 0, 1, 0, 0, 0, 1, 1795937415662, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3ceepay61jq4jj0azybrm', 'usr_01m8k3cbkzfrkwbb37kpnactb5', 0, 0, 0, 0, 0, 0, 1, 1795937417686, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3ccaw3v77cv8cjnz7df7w', 'usr_01m8k3cbck5z77s3b541mpn3m8', 0, 0, 6, 0, 0, 0, 1, 1795937415536, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3ceepay61jq4jj0azybrm', 'usr_01m8k3cbck5z77s3b541mpn3m8', 0, 0, 3, 0, 0, 0, 3, 1795937417686, 0, 0);
INSERT INTO member VALUES ('cnv_01m8k3ceepay61jq4jj0azybrm', 'usr_01m8k3cbydcjgmxtqnsvft3gmr', 0, 0, 4, 0, 0, 0, 1, 1795937417686, 0, 0);



INSERT INTO merchant VALUES ('1600000001', 'Shop of before', '\x3338633832313233636331646462366633326639643962376439656463373036', 1795937418979);



INSERT INTO merchant_app VALUES ('1600000001', 'wx0497855d01beb001');



INSERT INTO merchant_certificate VALUES ('1600000001', '5FCFEDEAA4438B59EC99099A285F3F44CA63816D', '\x3082032930820211a00302010202145fcfedeaa4438b59ec99099a285f3f44ca63816d300d06092a864886f70d01010b0500302831123010060355040a13095375706572657474653112301006035504031309617574686f72697479301e170d3236313132393036333031385a170d3331313132393037333031385a303231123010060355040a1309537570657265747465311c301a060355040313136d65726368616e742d3136303030303030303130820122300d06092a864886f70d01010105000382010f003082010a0282010100bd00df94820b8598fb4c26a263020e37ac616e8cd5f32be4a191f0947b565131cacfea1db9ee3b30efb0b15067608150050f32fc2e7db436ba7b44fb153d45705afca57724f7c8b7798ba4f11063b5e9d73c77a0f8ca5ee2e010d32c132eb19dc39dd2fcbe6cc9c028818b4393c5bfb998bd974015bde3380e3fef180cefe53da39c50b8ad10fffe045369c2600003cf16229211fa7291a85cddaccd4be8e48de7cf98842b89032132c5b0ea63591a533c38d5292107c9793df0ea465b59bb39438a33ea3b4ba4b1b48a976bb07c91cfb5b9fd374ba5f39b404350bedf582d967c3bd803584a9323852ee39569a25d90f9cf06a90869d194770e33090ee0ffcb0203010001a341303f300e0603551d0f0101ff040403020780300c0603551d130101ff04023000301f0603551d230418301680147dec3f993fecad84ea24d953ce41f1e38f0db1f5300d06092a864886f70d01010b05000382010100c869c1af94cc1df807d90664460e58397f8e68f0653742dbad46157502f27a3bc3873dcd95615fb11e28ea2289d2d5111e173b3a8909b32edbdf9b5bd9e46b09c3b6f731dd80324745213cce749749188ff5f6e62f378e03809d4dfe312885306ee30d3045682dfd34314a98688ea7a012b2ba76d9115f2e8b18abcd9794ce257059bcc56c015efb30d562bdaa8c3b734a478bda8a525b2f9b90fcc0626d21e69a8ee94949e76efc387b8f0d9b19baf9d2734ab7fe101164556ab4a1ed08dc450f418f436f0f8c7a546d84e4a33a9cf212d5b21823d3ccf1465949a15290b6a8057755e76dc30972f7395eb22bb2006cccff089d02b7088c6bd41d9dbd1d3b8d');



INSERT INTO merchant_notice VALUES ('ntc_01m8k3cgem8wtfphzhc0nqtvtf', 'pay_01m8k3cgem7g5gvw7kjszd7ara', 'https://shop.example/notify', 1795937419737, 1, 1795937434760, 1, 'compat/wechatpay: notify 1600000001: egress: notify for merchant 1600000001: egress.no-host: There is no server of this name. shop.example: lookup shop.example on 10.255.255.53:53: no such host', '');



INSERT INTO message VALUES ('cnv_01m8k3ccaw3v77cv8cjnz7df7w', 1, '', 'created', 1795937415536, 3, '\x7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c2242656e204f2748617261225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3ccaw3v77cv8cjnz7df7w', 3, 'usr_01m8k3cbkzfrkwbb37kpnactb5', 'client-1-of-before', 1795937415648, 1, '\x4974277320612071756f74653a202720616e64205c20616e642022', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3ccf1egyc6nkrqgq5sq3t', 1, '', 'created', 1795937415662, 3, '\x7b226b6579223a22636f6e746163742e6164646564222c2261726773223a5b224e6f726120e8afbae68b89222c22506961225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3ccaw3v77cv8cjnz7df7w', 4, 'usr_01m8k3cbck5z77s3b541mpn3m8', 'client-2-of-before', 1795937415752, 1, '\xe7acace4b889e8a18c0a696e2074776f206c696e657320f09f8db5', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3ccaw3v77cv8cjnz7df7w', 2, 'usr_01m8k3cbck5z77s3b541mpn3m8', 'client-0-of-before', 1795937415586, 1, '\xe4bb8ae5a4a9e5969de4b98ce9be99e88cb6e590973f', 0, '', 0, 1);
INSERT INTO message VALUES ('cnv_01m8k3ccaw3v77cv8cjnz7df7w', 5, 'usr_01m8k3cbck5z77s3b541mpn3m8', 'client-card-of-before', 1795937416868, 2, '\xb50dcd6aeb55f312d540b8d2f25e3327db2eca3f801519823228fda9926bdc6b7b226964223a226372645f30316d386b3363646e34336678346639726d6564353166357066222c22617070223a22777830343937383535643031626562303031222c226170705f6e616d65223a224265666f7265222c226170705f636f6c6f72223a2223323433373934222c227469746c65223a224120746561206f66206265666f7265222c2270617468223a2270616765732f7465612f7465613f69643d31222c227072696365223a313530302c2263757272656e6379223a22434e59227d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3ceepay61jq4jj0azybrm', 1, '', 'created', 1795937417686, 3, '\x7b226b6579223a2267726f75702e63726561746564222c2261726773223a5b224e6f726120e8afbae68b89225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3ceepay61jq4jj0azybrm', 2, 'usr_01m8k3cbydcjgmxtqnsvft3gmr', 'client-group-of-before', 1795937417782, 1, '\x68656c6c6f2c20616c6c206f6620796f75', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3ccaw3v77cv8cjnz7df7w', 6, 'usr_01m8k3cbck5z77s3b541mpn3m8', 'pay_01m8k3cf5y46w9wa2x2h20fqgx', 1795937418512, 3, '\x7b226b6579223a227472616e73666572222c2261726773223a5b2231323334222c22434e59222c227573725f30316d386b3363626b7a66726b77626233376b706e6163746235222c22666f7220e88cb6225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3ceepay61jq4jj0azybrm', 3, 'usr_01m8k3cbck5z77s3b541mpn3m8', 'gft_01m8k3cjbfehjkbgzn2m62fk73-sent', 1795937421793, 3, '\x7b226b6579223a2267696674222c2261726773223a5b226766745f30316d386b33636a626665686a6b62677a6e326d3632666b3733222c2232222c22333030222c22434e59222c22222c2233222c22676f6f64206c75636b225d7d', 0, '', 0, 0);
INSERT INTO message VALUES ('cnv_01m8k3ceepay61jq4jj0azybrm', 4, 'usr_01m8k3cbydcjgmxtqnsvft3gmr', 'gft_01m8k3cjbfehjkbgzn2m62fk73-taken', 1795937421916, 3, '\x7b226b6579223a22676966742e7061636b65742e74616b656e222c2261726773223a5b226766745f30316d386b33636a626665686a6b62677a6e326d3632666b3733222c2232222c22506961222c224e6f726120e8afbae68b89225d7d', 0, '', 0, 0);



INSERT INTO outbox VALUES ('evt_01m8k3cjfh6jwm03jtxp1rknph', 'pay.GiftMoved', 'gft_01m8k3cjbfehjkbgzn2m62fk73', '\x7b2267696674223a226766745f30316d386b33636a626665686a6b62677a6e326d3632666b3733222c2277686174223a2274616b656e222c226279223a227573725f30316d386b3363627964636a676d7874716e7376667433676d72222c226b696e64223a322c22636f6e76223a22636e765f30316d386b3363656570617936316a71346a6a30617a7962726d222c2273656e646572223a227573725f30316d386b336362636b357a37377333623534316d706e336d38222c22616d6f756e74223a3330302c2263757272656e6379223a22434e59222c226e6f7465223a22676f6f64206c75636b222c22636f756e74223a337d', 1795937421809, 1795937422088, 1);






INSERT INTO pay_order VALUES ('ord_01m8k3cgaj5yrrhvvn436d2hqr', '1600000001', 'paid-before', 'wx0497855d01beb001', 'ohq8h_OmIsRG5YEQEBDSSjGvzFPY', 'Oolong 乌龙', '', 'https://shop.example/notify', 1500, 'CNY', 0, 1795937419601, 1795944619601, 2, 'pay_01m8k3cgem7g5gvw7kjszd7ara', 1795937419737, 500);
INSERT INTO pay_order VALUES ('ord_01m8k3chmmcnp6cf5g3jxaxfnd', '1600000001', 'waits-since-before', 'wx0497855d01beb001', 'ohq8h_OmIsRG5YEQEBDSSjGvzFPY', 'Oolong 乌龙', '', 'https://shop.example/notify', 900, 'CNY', 0, 1795937420948, 1795944620948, 1, '', 0, 0);



INSERT INTO payment VALUES ('pay_01m8k3cf5y46w9wa2x2h20fqgx', 'usr_01m8k3cbck5z77s3b541mpn3m8', 'transfer-of-before', 2, '', 'usr_01m8k3cbkzfrkwbb37kpnactb5', 1234, 'CNY', 'for 茶', '', 2, '', 1795937418430, 1795937418438);
INSERT INTO payment VALUES ('pay_01m8k3cgem7g5gvw7kjszd7ara', 'usr_01m8k3cbck5z77s3b541mpn3m8', 'payment-of-before', 1, 'ord_01m8k3cgaj5yrrhvvn436d2hqr', '1600000001', 1500, 'CNY', 'Oolong 乌龙', 'crd_01m8k3cdn43fx4f9rmed51f5pf', 2, '', 1795937419732, 1795937419737);



INSERT INTO person VALUES ('usr_01m8k3cbck5z77s3b541mpn3m8', 'nora', 'Nora 诺拉', 9, '', 0, '$argon2id$v=19$m=19456,t=2,p=1$70R08vYoi8YSVYxVeQO4/g$jK0eGPGEMzt9k3zvgRAeqivre6WDa8LVibqVdHWW40I', 1795937414552);
INSERT INTO person VALUES ('usr_01m8k3cbkzfrkwbb37kpnactb5', 'ben', 'Ben O''Hara', 6, '', 0, '$argon2id$v=19$m=19456,t=2,p=1$Kr8LM6s0yoiVT8P2Taf+vw$FvBTGdt9GR14YMaoka+Ts5dsRwSnazzCQnvhTIjsgjI', 1795937414796);
INSERT INTO person VALUES ('usr_01m8k3cbydcjgmxtqnsvft3gmr', 'pia', 'Pia', 9, '', 0, '$argon2id$v=19$m=19456,t=2,p=1$3tMk3Llc73jr5s09bNt4nQ$dbJwCDFPcSKLSmtyprlBNs3g3Yuih1t7ScJuNvLjpy0', 1795937415117);






INSERT INTO pin VALUES ('usr_01m8k3cbkzfrkwbb37kpnactb5', '$argon2id$v=19$m=19456,t=2,p=1$+ghnVI5FV/Z6h1nPyhJP1w$xEHlz+UyIxqz+tdE7qY/EcvLuP98tCEB4Gz/v0k1B7s', 0, 0, 0);
INSERT INTO pin VALUES ('usr_01m8k3cbck5z77s3b541mpn3m8', '$argon2id$v=19$m=19456,t=2,p=1$SwS+OjQksMFT/QAxb5gMJw$YcK8k9bXzmyqmnlyGBGollQu7P4qtjrDpph7nvUzuqs', 0, 0, 0);









INSERT INTO program VALUES ('wx0497855d01beb001', 'usr_01m8k3cbck5z77s3b541mpn3m8', 1, 1795937416767);



INSERT INTO program_secret VALUES ('wx0497855d01beb001', '\xc6bf689e92b582a1326ef71f8587b413b9bed9984cf9686ae4fc980b7a5cdbae', 1795937419070);



INSERT INTO program_session VALUES ('wx0497855d01beb001', 'usr_01m8k3cbck5z77s3b541mpn3m8', 'svJ/xQlj92Iq1PKYudN6Ow==', 1795937419280, 'ohq8h_OmIsRG5YEQEBDSSjGvzFPY');






INSERT INTO program_version VALUES ('wx0497855d01beb001', 1, '8791d0f2cf65fc67657e0f4e4cc5788860c3f92b7c77f0e797883af1a4fa85ec', 'GALtbSM5Lb4SWnJ50cyXg3Atz8PIwYSd4hID3gGruAl+OqyowT5Ihgx0931qKQudMax2L4KSfck/+OnugxmWCw==', '', '', 'usr_01m8k3cbck5z77s3b541mpn3m8', 1795937416767, 'Before', '#243794', '', '', 'wechat', 1, 1400);



INSERT INTO reaction VALUES ('cnv_01m8k3ccaw3v77cv8cjnz7df7w', 2, 'usr_01m8k3cbkzfrkwbb37kpnactb5', '👍', 1795937416362);






INSERT INTO refund VALUES ('rfd_01m8k3cgrwe8g841wgdm5ky7bh', '1600000001', 'refund-before', 'ord_01m8k3cgaj5yrrhvvn436d2hqr', 'pay_01m8k3cgem7g5gvw7kjszd7ara', '', '', 500, 2, 1795937420060, 1795937420143);



INSERT INTO schema_account VALUES (1, 0, true, '2026-11-29 07:30:11.481432');
INSERT INTO schema_account VALUES (2, 1, true, '2026-11-29 07:30:11.529967');
INSERT INTO schema_account VALUES (3, 2, true, '2026-11-29 07:30:11.587726');



INSERT INTO schema_chat VALUES (1, 0, true, '2026-11-29 07:30:11.736168');
INSERT INTO schema_chat VALUES (2, 1, true, '2026-11-29 07:30:11.754344');
INSERT INTO schema_chat VALUES (3, 2, true, '2026-11-29 07:30:12.066465');
INSERT INTO schema_chat VALUES (4, 3, true, '2026-11-29 07:30:12.154256');
INSERT INTO schema_chat VALUES (5, 4, true, '2026-11-29 07:30:12.303748');



INSERT INTO schema_deliver VALUES (1, 0, true, '2026-11-29 07:30:13.271899');
INSERT INTO schema_deliver VALUES (2, 1, true, '2026-11-29 07:30:13.300322');



INSERT INTO schema_egress VALUES (1, 0, true, '2026-11-29 07:30:13.46791');
INSERT INTO schema_egress VALUES (2, 1, true, '2026-11-29 07:30:13.612027');



INSERT INTO schema_gateway VALUES (1, 0, true, '2026-11-29 07:30:13.745087');
INSERT INTO schema_gateway VALUES (2, 1, true, '2026-11-29 07:30:13.761124');
INSERT INTO schema_gateway VALUES (3, 2, true, '2026-11-29 07:30:13.784019');



INSERT INTO schema_ledger VALUES (1, 0, true, '2026-11-29 07:30:12.418922');
INSERT INTO schema_ledger VALUES (2, 1, true, '2026-11-29 07:30:12.568989');



INSERT INTO schema_pay VALUES (1, 0, true, '2026-11-29 07:30:12.717692');
INSERT INTO schema_pay VALUES (2, 1, true, '2026-11-29 07:30:12.73477');
INSERT INTO schema_pay VALUES (3, 2, true, '2026-11-29 07:30:12.877796');
INSERT INTO schema_pay VALUES (4, 3, true, '2026-11-29 07:30:12.918606');
INSERT INTO schema_pay VALUES (5, 4, true, '2026-11-29 07:30:12.988322');



INSERT INTO schema_registry VALUES (1, 0, true, '2026-11-29 07:30:13.031571');
INSERT INTO schema_registry VALUES (2, 1, true, '2026-11-29 07:30:13.04633');
INSERT INTO schema_registry VALUES (3, 2, true, '2026-11-29 07:30:13.240716');



INSERT INTO schema_social VALUES (1, 0, true, '2026-11-29 07:30:11.668177');
INSERT INTO schema_social VALUES (2, 1, true, '2026-11-29 07:30:11.685269');
INSERT INTO schema_social VALUES (3, 2, true, '2026-11-29 07:30:11.714293');



INSERT INTO schema_store VALUES (1, 0, true, '2026-11-29 07:30:11.270792');
INSERT INTO schema_store VALUES (2, 1, true, '2026-11-29 07:30:11.320034');
INSERT INTO schema_store VALUES (3, 2, true, '2026-11-29 07:30:11.364165');
INSERT INTO schema_store VALUES (4, 3, true, '2026-11-29 07:30:11.372132');
INSERT INTO schema_store VALUES (5, 4, true, '2026-11-29 07:30:11.438768');









INSERT INTO session VALUES ('ses_01m8k3cbd14m59czpz58mn48dn', 'usr_01m8k3cbck5z77s3b541mpn3m8', 'dev_01m8k3cbd14m59czpz58mn48dp', '\x70680f05733903c0760069e27444a33b3734cdfeb5f67ff157f35de033c7a2d3', 'node', 1795937414561, 1795937414561, 1795937414561);
INSERT INTO session VALUES ('ses_01m8k3cbgvb9sgxc01ampqcz5d', 'usr_01m8k3cbck5z77s3b541mpn3m8', 'dev_01m8k3cbgvb9sgxc01ampqcz5e', '\x18bd8aae7a3e7ad5da190949ec90c2ff0ba832d9d46954e721d87d5a865a3ecd', 'node', 1795937414683, 1795937414683, 1795937414683);
INSERT INTO session VALUES ('ses_01m8k3cbmd49sk58nt2jq5ssvm', 'usr_01m8k3cbkzfrkwbb37kpnactb5', 'dev_01m8k3cbmd49sk58nt2jq5ssvn', '\x64efebc3f485655fc0d5732f9a4ba58cb053490bddfd1e21decc7f7c42e667c0', 'node', 1795937414797, 1795937414797, 1795937414797);
INSERT INTO session VALUES ('ses_01m8k3cbpy1gqx6zr44ggt7ybt', 'usr_01m8k3cbkzfrkwbb37kpnactb5', 'dev_01m8k3cbpy1gqx6zr44ggt7ybv', '\xc77754bd7a31aec7a744e9bf0e8a8e15c5946a0a85575930b8f0554aa939e67c', 'node', 1795937414878, 1795937414878, 1795937414878);
INSERT INTO session VALUES ('ses_01m8k3cbydcjgmxtqnsvft3gms', 'usr_01m8k3cbydcjgmxtqnsvft3gmr', 'dev_01m8k3cbydcjgmxtqnsvft3gmt', '\x0ee0bb2741d97c2aff55d6e340f2bfecac292016da8cf970dd0be06c4b1ebf47', 'node', 1795937415117, 1795937415117, 1795937415117);
INSERT INTO session VALUES ('ses_01m8k3cc1c2d7zsg8cb5jhw4nr', 'usr_01m8k3cbydcjgmxtqnsvft3gmr', 'dev_01m8k3cc1c2d7zsg8cb5jhw4ns', '\xcdbe5dcb6d7a97745afc2eae1a30b17bd505624199b342d0ceef83f638ff96a8', 'node', 1795937415212, 1795937415212, 1795937415212);
INSERT INTO session VALUES ('ses_01m8k3cdc599cvje38p7y3epeq', 'usr_01m8k3cbck5z77s3b541mpn3m8', 'dev_01m8k3cdc599cvje38p7y3eper', '\x4f19a9dd66fb2975b29595e7fd50b3155c7bf29b20aad088658efd5224a19987', 'superette', 1795937416581, 1795937416581, 1795937416581);






INSERT INTO user_event VALUES ('usr_01m8k3cbck5z77s3b541mpn3m8', 1, 2, 'usr_01m8k3cbkzfrkwbb37kpnactb5', 1795937415451);
INSERT INTO user_event VALUES ('usr_01m8k3cbkzfrkwbb37kpnactb5', 1, 2, 'usr_01m8k3cbck5z77s3b541mpn3m8', 1795937415451);
INSERT INTO user_event VALUES ('usr_01m8k3cbck5z77s3b541mpn3m8', 2, 1, 'cnv_01m8k3ccaw3v77cv8cjnz7df7w', 1795937415536);
INSERT INTO user_event VALUES ('usr_01m8k3cbkzfrkwbb37kpnactb5', 2, 1, 'cnv_01m8k3ccaw3v77cv8cjnz7df7w', 1795937415536);
INSERT INTO user_event VALUES ('usr_01m8k3cbck5z77s3b541mpn3m8', 3, 2, 'usr_01m8k3cbydcjgmxtqnsvft3gmr', 1795937415617);
INSERT INTO user_event VALUES ('usr_01m8k3cbydcjgmxtqnsvft3gmr', 1, 2, 'usr_01m8k3cbck5z77s3b541mpn3m8', 1795937415617);
INSERT INTO user_event VALUES ('usr_01m8k3cbck5z77s3b541mpn3m8', 4, 1, 'cnv_01m8k3ccf1egyc6nkrqgq5sq3t', 1795937415662);
INSERT INTO user_event VALUES ('usr_01m8k3cbydcjgmxtqnsvft3gmr', 2, 1, 'cnv_01m8k3ccf1egyc6nkrqgq5sq3t', 1795937415662);
INSERT INTO user_event VALUES ('usr_01m8k3cbck5z77s3b541mpn3m8', 5, 1, 'cnv_01m8k3ceepay61jq4jj0azybrm', 1795937417686);
INSERT INTO user_event VALUES ('usr_01m8k3cbkzfrkwbb37kpnactb5', 3, 1, 'cnv_01m8k3ceepay61jq4jj0azybrm', 1795937417686);
INSERT INTO user_event VALUES ('usr_01m8k3cbydcjgmxtqnsvft3gmr', 3, 1, 'cnv_01m8k3ceepay61jq4jj0azybrm', 1795937417686);
INSERT INTO user_event VALUES ('usr_01m8k3cbck5z77s3b541mpn3m8', 6, 3, 'crd_01m8k3cdn43fx4f9rmed51f5pf', 1795937419871);
INSERT INTO user_event VALUES ('usr_01m8k3cbkzfrkwbb37kpnactb5', 4, 3, 'crd_01m8k3cdn43fx4f9rmed51f5pf', 1795937419871);






SELECT pg_catalog.setval('schema_account_id_seq', 3, true);



SELECT pg_catalog.setval('schema_chat_id_seq', 5, true);



SELECT pg_catalog.setval('schema_deliver_id_seq', 2, true);



SELECT pg_catalog.setval('schema_egress_id_seq', 2, true);



SELECT pg_catalog.setval('schema_gateway_id_seq', 3, true);



SELECT pg_catalog.setval('schema_ledger_id_seq', 2, true);



SELECT pg_catalog.setval('schema_pay_id_seq', 5, true);



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



CREATE INDEX payment_submitted ON payment USING btree (created_at) WHERE (state = 1);



CREATE INDEX picture_owner ON picture USING btree (owner, created_at);



CREATE INDEX program_owner ON program USING btree (owner);



CREATE INDEX program_session_openid ON program_session USING btree (openid);



CREATE INDEX program_upload_expires ON program_upload USING btree (expires_at);



CREATE INDEX program_version_package ON program_version USING btree (package);



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




