INSERT INTO conversation (id, kind, title, last_seq, last_ts, created_at) VALUES ('cnv_d', 1, '', 2, 2000, 1000), ('cnv_g', 2, 'Tea', 1, 1500, 1500);
INSERT INTO direct (low, high, conv) VALUES ('usr_1', 'usr_2', 'cnv_d');
INSERT INTO member (conv, person, bot, join_seq, read_seq, clear_seq, mute, pin) VALUES
    ('cnv_d', 'usr_1', 0, 0, 2, 0, 0, 0), ('cnv_d', 'usr_2', 0, 0, 1, 0, 0, 1),
    ('cnv_g', 'usr_1', 0, 0, 1, 0, 0, 0), ('cnv_g', 'usr_2', 0, 0, 0, 0, 0, 0);
INSERT INTO message (conv, seq, sender, client_id, ts, kind, body) VALUES
    ('cnv_d', 1, '', 'created', 1000, 3, '{"key":"contact.added","args":["Ling","Tom"]}'),
    ('cnv_d', 2, 'usr_1', 'client-old', 2000, 1, '你好'),
    ('cnv_g', 1, '', 'created', 1500, 3, '{"key":"group.created","args":["Ling"]}');
INSERT INTO person (id, handle, name, tint, avatar, bot, password, created_at) VALUES
    ('usr_1', 'ling', 'Ling', 1, '', 0, '', 900), ('usr_2', 'tom', 'Tom', 2, '', 0, '', 900);
