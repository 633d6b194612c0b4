package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/md5" //nolint:gosec // how Tinode signs the keys of its clients' programs
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/sync/errgroup"

	"github.com/superette/superette/bench/drive"
)

// tinode is Tinode's server on PostgreSQL. Everything is asked of it by its own protocol, JSON over WebSockets; it keeps a message
// before it acknowledges it and passes it on.
type tinode struct {
	folder, dir string // of its programs; of the run
	config      string
	port, key   string
	pairs       int
	version     string
	process     *drive.Process

	people []tinodePerson
	group  string
}

type tinodePerson struct{ ID, Token string }

func openTinode(ctx context.Context, c config, dir string, db *drive.Postgres) (subject, error) {
	folder, err := filepath.Abs(c.tinode)
	if err != nil {
		return nil, err
	}
	s := &tinode{folder: folder, dir: dir, config: filepath.Join(dir, "tinode.conf")}
	for _, pairs := range c.pairs {
		s.pairs = max(s.pairs, pairs)
	}
	if err := s.configure(db); err != nil {
		return nil, err
	}
	// It makes its database by a connection to the one that is named as its user.
	if _, err := db.Create(ctx, db.User()); err != nil {
		return nil, err
	}
	if said, err := exec.CommandContext(ctx, filepath.Join(s.folder, "init-db"), "-config", s.config).CombinedOutput(); err != nil { //nolint:gosec // as the run says
		return nil, fmt.Errorf("init-db: %w\n%s", err, said)
	}
	if err := s.Start(ctx); err != nil {
		return nil, err
	}
	return s, errors.Join(s.fill(ctx, c), s.Stop())
}

// configure writes its configuration: as many connections to the database as its example means to have, room for the group, and the
// key that its clients show.
func (s *tinode) configure(db *drive.Postgres) (err error) {
	if s.port, err = drive.FreePort(); err != nil {
		return err
	}
	secret := bytes.Repeat([]byte("bench"), 7)
	// The version, 6 bytes that say nothing, and a signature.
	key := append([]byte{1}, make([]byte, 7)...)
	signature := hmac.New(md5.New, secret)
	signature.Write(key)
	s.key = base64.URLEncoding.EncodeToString(signature.Sum(key))
	const connections = "50"
	address, err := url.Parse(db.Address("tinode"))
	if err != nil {
		return err
	}
	query := address.Query()
	query.Set("pool_max_conns", connections)
	address.RawQuery = query.Encode()
	type object map[string]any
	content, err := json.Marshal(object{
		"listen": net.JoinHostPort("127.0.0.1", s.port), "api_path": "/", "api_key_salt": secret, "max_subscriber_count": 1000,
		"ws_compression_disabled": true, "max_message_size": 131072,
		"auth_config": object{
			"logical_names": []string{}, "anonymous": object{},
			"token": object{"expire_in": 1209600, "serial_num": 1, "key": secret},
		},
		"store_config": object{
			"uid_key":  secret[:16],
			"adapters": object{"postgres": object{"dsn": address.String(), "sql_timeout": 30}},
		},
		"push": []object{}, "tls": object{"enabled": false},
	})
	if err != nil {
		return err
	}
	return os.WriteFile(s.config, content, 0o600)
}

func (s *tinode) Name() string { return "Tinode " + s.version }
func (s *tinode) PID() int     { return s.process.PID() }

func (s *tinode) Start(ctx context.Context) (err error) {
	s.process, err = drive.Start(ctx, drive.Program{
		Path: filepath.Join(s.folder, "tinode"), Dir: s.dir, Args: []string{"-config", s.config, "-static_data", "-"},
		Ready: func(string) bool { return listens(s.port) },
	})
	return err
}

func (s *tinode) Stop() error  { return stopped(&s.process) }
func (s *tinode) Close() error { return s.Stop() }

// fill makes the people, with accounts that need no password: its hash is made to take long. Then the pairs, and the group of the first.
func (s *tinode) fill(ctx context.Context, c config) error {
	first, err := s.dial(ctx)
	if err != nil {
		return err
	}
	s.version = first.version
	if err := first.conn.CloseNow(); err != nil {
		return err
	}
	s.people = make([]tinodePerson, c.people)
	var all errgroup.Group
	all.SetLimit(atOnce)
	for n := range s.people {
		all.Go(func() error {
			d, err := s.dial(ctx)
			if err != nil {
				return err
			}
			defer d.conn.CloseNow() //nolint:errcheck // it has done its work
			const access = `{"auth":"JRWPAS","anon":"JRWPAS"}`
			answer, err := d.ask(ctx, `{"acc":{"id":"acc","user":"new","scheme":"anonymous","login":true,"desc":{"defacs":`+access+`}}}`)
			s.people[n] = tinodePerson{answer.Params.User, answer.Params.Token}
			return err
		})
	}
	if err := all.Wait(); err != nil {
		return err
	}
	for n := 0; n < 2*s.pairs; n += 2 {
		all.Go(func() error { return s.as(ctx, n, `{"sub":{"id":"sub","topic":"`+s.people[n+1].ID+`"}}`, nil) })
	}
	if err := all.Wait(); err != nil {
		return err
	}
	const access = `{"auth":"JRWPS","anon":"JRWPS"}`
	return s.as(ctx, 0, `{"sub":{"id":"sub","topic":"new","set":{"desc":{"defacs":`+access+`}}}}`, &s.group)
}

// as asks for something as one of the people; topic, if not nil, gets what it is about.
func (s *tinode) as(ctx context.Context, person int, question string, topic *string) error {
	d, err := s.dial(ctx)
	if err != nil {
		return err
	}
	defer d.conn.CloseNow() //nolint:errcheck // it has done its work
	if err := d.login(ctx, s.people[person]); err != nil {
		return err
	}
	answer, err := d.ask(ctx, question)
	if err == nil && topic != nil {
		*topic = answer.Topic
	}
	return err
}

// tinodeDevice is one socket.
type tinodeDevice struct {
	conn    *websocket.Conn
	version string // of the server
	to      string
	closing atomic.Bool
	ended   chan struct{}
}

// tinodeAnswer is what Tinode says to what it was asked.
type tinodeAnswer struct {
	ID     string `json:"id"`
	Topic  string `json:"topic"`
	Code   int    `json:"code"`
	Text   string `json:"text"`
	Params struct {
		User  string `json:"user"`
		Token string `json:"token"`
		Ver   string `json:"ver"`
	} `json:"params"`
}

// dial opens a socket and says hi.
func (s *tinode) dial(ctx context.Context) (*tinodeDevice, error) {
	conn, answer, err := websocket.Dial(ctx, "ws://"+net.JoinHostPort("127.0.0.1", s.port)+"/v0/channels", &websocket.DialOptions{
		HTTPHeader: http.Header{"X-Tinode-APIKey": {s.key}}, CompressionMode: websocket.CompressionDisabled,
	})
	if err != nil {
		return nil, err
	}
	if answer.Body != nil {
		defer answer.Body.Close() //nolint:errcheck // the socket has taken it over
	}
	d := &tinodeDevice{conn: conn, ended: make(chan struct{})}
	hi, err := d.ask(ctx, `{"hi":{"id":"hi","ver":"0.25","ua":"bench"}}`)
	if err != nil {
		return nil, errors.Join(err, conn.CloseNow())
	}
	d.version = hi.Params.Ver
	return d, nil
}

// ask writes a question and returns the answer to it. What else comes meanwhile is passed over.
func (d *tinodeDevice) ask(ctx context.Context, question string) (a tinodeAnswer, err error) {
	if err := d.conn.Write(ctx, websocket.MessageText, []byte(question)); err != nil {
		return a, err
	}
	for {
		_, data, err := d.conn.Read(ctx)
		if err != nil {
			return a, err
		}
		var frame struct {
			Ctrl *tinodeAnswer `json:"ctrl"`
		}
		if err := json.Unmarshal(data, &frame); err != nil {
			return a, err
		}
		if frame.Ctrl == nil {
			continue
		}
		if frame.Ctrl.Code >= http.StatusMultipleChoices {
			return a, fmt.Errorf("to %s it says %w", question, tinodeRefusal{frame.Ctrl.Code, frame.Ctrl.Text})
		}
		return *frame.Ctrl, nil
	}
}

// tinodeRefusal is an answer that is no.
type tinodeRefusal struct {
	code int
	text string
}

func (r tinodeRefusal) Error() string { return fmt.Sprintf("%d %s", r.code, r.text) }

// subscribe takes part in a topic. While Tinode loads it for somebody else it says so, and is to be asked again.
func (d *tinodeDevice) subscribe(ctx context.Context, topic string) error {
	const (
		tries = 200
		pause = 50 * time.Millisecond
	)
	for n := 1; ; n++ {
		_, err := d.ask(ctx, `{"sub":{"id":"sub","topic":"`+topic+`"}}`)
		var r tinodeRefusal
		if n == tries || !errors.As(err, &r) || r.code != http.StatusServiceUnavailable {
			return err
		}
		wait(ctx, pause)
	}
}

func (d *tinodeDevice) login(ctx context.Context, p tinodePerson) error {
	_, err := d.ask(ctx, `{"login":{"id":"login","scheme":"token","secret":"`+p.Token+`"}}`)
	return err
}

// Connect signs in and subscribes to what a client has open: the topic of oneself, and the conversation.
func (s *tinode) Connect(ctx context.Context, person int, r role, p *post) (device, error) {
	d, err := s.dial(ctx)
	if err != nil {
		return nil, err
	}
	topics := []string{"me"}
	switch r {
	case paired:
		d.to = s.people[person^1].ID
		topics = append(topics, d.to)
	case grouped:
		d.to = s.group
		topics = append(topics, d.to)
	}
	err = d.login(ctx, s.people[person])
	for _, topic := range topics {
		if err == nil {
			err = d.subscribe(ctx, topic)
		}
	}
	if err != nil {
		return nil, errors.Join(err, d.conn.CloseNow())
	}
	go d.read(person, p)
	return d, nil
}

func (d *tinodeDevice) read(person int, p *post) {
	defer close(d.ended)
	for {
		_, data, err := d.conn.Read(context.Background())
		if err == nil {
			err = d.hear(data, person, p)
		}
		if err != nil {
			if !d.closing.Load() {
				p.troubles.Fail(fmt.Errorf("a socket closed: %w", err))
			}
			return
		}
	}
}

// hear takes one frame. Messages, of which there are thousands in a second, are not read as JSON: what is looked for stands at one place.
func (d *tinodeDevice) hear(data []byte, person int, p *post) error {
	if bytes.HasPrefix(data, []byte(`{"data":`)) {
		_, after, found := bytes.Cut(data, []byte(`"content":"`))
		text, _, ends := bytes.Cut(after, []byte(`"`))
		if !found || !ends {
			return fmt.Errorf("a message without a text: %s", data)
		}
		p.heard(person, string(text))
		return nil
	}
	if !bytes.HasPrefix(data, []byte(`{"ctrl":`)) {
		return nil // who is there, and what they have read
	}
	var frame struct {
		Ctrl tinodeAnswer `json:"ctrl"`
	}
	if err := json.Unmarshal(data, &frame); err != nil {
		return err
	}
	// What is no number answers something else.
	if n, err := strconv.Atoi(frame.Ctrl.ID); err == nil && frame.Ctrl.Code >= http.StatusMultipleChoices {
		p.refused(n, fmt.Errorf("refused: %w", tinodeRefusal{frame.Ctrl.Code, frame.Ctrl.Text}))
	} else if err == nil {
		p.acked(n)
	}
	return nil
}

func (d *tinodeDevice) Write(ctx context.Context, n int) error {
	text := fmt.Sprintf(`{"pub":{"id":"%d","topic":"%s","noecho":true,"content":"%s"}}`, n, d.to, textOf(n))
	return d.conn.Write(ctx, websocket.MessageText, []byte(text))
}

func (d *tinodeDevice) Close() error {
	d.closing.Store(true)
	err := d.conn.CloseNow()
	<-d.ended
	return err
}
