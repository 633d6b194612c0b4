package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/superette/superette/bench/drive"
)

// ejabberd is Debian's package with a configuration of the run's own: everything in PostgreSQL, the archive of all messages (mod_mam)
// among it. It keeps a message before it passes it on and before it acknowledges it to its writer (XEP-0198).
type ejabberd struct {
	dir, config string
	code        string // folder with its programs
	name        string
	port        string
	process     *drive.Process
}

const (
	host     = "localhost"
	room     = "everybody@conference." + host
	password = "unasked"
)

// ejabberdConfig has its modules that a chat needs; those that others need only cost.
const ejabberdConfig = `hosts: [%[1]s]
loglevel: error
listen:
  - port: %[2]s
    ip: "127.0.0.1"
    module: ejabberd_c2s
    access: all
    shaper: none
    max_stanza_size: 262144
auth_method: [sql]
auth_password_format: plain
default_db: sql
sql_type: pgsql
sql_server: "127.0.0.1"
sql_port: %[3]s
sql_database: ejabberd
sql_username: %[4]s
sql_password: %[5]s
sql_pool_size: 50
modules:
  mod_disco: {}
  mod_roster: {}
  mod_ping: {}
  mod_offline: {}
  mod_stream_mgmt:
    resume_timeout: 0
  mod_mam:
    default: always
    assume_mam_usage: true
  mod_muc:
    access: all
    access_create: all
    history_size: 0
    max_users: 1000
    max_users_presence: 1000
    default_room_options:
      mam: true
      max_users: 1000
`

const ejabberdHint = "there is no ejabberd\nhint: apt-get install -y --no-install-recommends ejabberd erlang-p1-pgsql; or -only leaves it out"

func openEjabberd(ctx context.Context, c config, dir string, db *drive.Postgres) (_ subject, err error) {
	s := &ejabberd{dir: dir, config: filepath.Join(dir, "ejabberd.yml")}
	apps, err := filepath.Glob("/usr/lib/*/ejabberd-*/ebin/ejabberd.app")
	if err != nil || len(apps) == 0 {
		return nil, errors.Join(errors.New(ejabberdHint), err)
	}
	s.code = filepath.Dir(filepath.Dir(apps[len(apps)-1]))
	s.name = "ejabberd " + strings.TrimPrefix(filepath.Base(s.code), "ejabberd-")
	tables, err := os.ReadFile("/usr/share/ejabberd/sql/pg.sql")
	if err != nil {
		return nil, err
	}
	if s.port, err = drive.FreePort(); err != nil {
		return nil, err
	}
	if _, err := db.Create(ctx, "ejabberd"); err != nil {
		return nil, err
	}
	people := fmt.Sprintf("INSERT INTO users (username, password) SELECT 'p' || n, '%s' FROM generate_series(0, %d) n", password, c.people-1)
	for _, statements := range []string{string(tables), people} {
		if err := db.Exec(ctx, "ejabberd", statements); err != nil {
			return nil, err
		}
	}
	text := fmt.Sprintf(ejabberdConfig, host, s.port, db.Port(), db.User(), password)
	return s, os.WriteFile(s.config, []byte(text), 0o600)
}

func (s *ejabberd) Name() string { return s.name }
func (s *ejabberd) PID() int     { return s.process.PID() }

// Start runs Erlang as the package's ejabberdctl does, but for the node's name, which only a cluster needs.
func (s *ejabberd) Start(ctx context.Context) (err error) {
	erl, err := exec.LookPath("erl")
	if err != nil {
		return err
	}
	spool := filepath.Join(s.dir, "spool")
	s.process, err = drive.Start(ctx, drive.Program{
		Path: erl, Dir: s.dir,
		Args: []string{"+K", "true", "-smp", "auto", "+P", "250000", "+Q", "65536", "-noinput", "-mnesia", "dir", strconv.Quote(spool), "-s", "ejabberd"},
		Env: []string{
			"EJABBERD_CONFIG_PATH=" + s.config, "EJABBERD_LOG_PATH=" + filepath.Join(s.dir, "ejabberd.log"), "ERL_LIBS=" + filepath.Dir(s.code),
			"ERL_CRASH_DUMP=" + filepath.Join(s.dir, "crash"), "HOME=" + s.dir, "ERL_INETRC=/etc/ejabberd/inetrc",
		},
		Ready: func(string) bool { return listens(s.port) },
	})
	if err != nil {
		return err
	}
	// It listens before it is ready: then somebody has to wait for it.
	first, err := s.Connect(ctx, 0, idle, newPost(time.Now)) //nolint:forbidigo // what it counts is not looked at
	if err != nil {
		return err
	}
	return first.Close()
}

// listens reports whether somebody answers at a port of this machine.
func listens(port string) bool {
	conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", port)) //nolint:noctx // a local address answers at once
	return err == nil && conn.Close() == nil
}

func (s *ejabberd) Stop() error { return stopped(&s.process) }

// stopped ends a process if there is one.
func stopped(p **drive.Process) error {
	old := *p
	if *p = nil; old == nil {
		return nil
	}
	return old.Stop()
}

func (s *ejabberd) Close() error { return s.Stop() }

// ejabberdDevice is one connection over TCP, as XMPP's clients on phones and desktops have it.
type ejabberdDevice struct {
	*stream

	person  int
	r       role
	post    *post
	closing atomic.Bool
	ended   chan struct{}

	mu      sync.Mutex
	managed bool  // asks for acknowledgements, from its first line on
	waiting []int // lines that are not acknowledged
	counted int   // stanzas acknowledged to it
	taken   int   // stanzas that it acknowledges to the server; of the reader
	counts  bool  // of the reader: the server has agreed
}

const connectLimit = 5 * time.Minute

func (s *ejabberd) Connect(ctx context.Context, person int, r role, p *post) (device, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", s.port))
	if err != nil {
		return nil, err
	}
	d := &ejabberdDevice{stream: newStream(conn), person: person, r: r, post: p, ended: make(chan struct{})}
	err = conn.SetDeadline(time.Now().Add(connectLimit)) //nolint:forbidigo // a socket's deadline is of this clock
	if err == nil {
		err = d.begin()
	}
	if err == nil && r == grouped {
		err = d.join()
	}
	if err = errors.Join(err, conn.SetDeadline(time.Time{})); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	go d.read()
	return d, nil
}

const openStream = "<?xml version='1.0'?><stream:stream to='" + host + "' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"

// begin signs in and says that the device is there. What is written to it comes from then on.
func (d *ejabberdDevice) begin() error {
	secret := base64.StdEncoding.EncodeToString([]byte("\x00" + name(d.person) + "\x00" + password))
	for _, step := range []struct{ say, hear string }{
		{openStream, "stream:features"},
		{"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + secret + "</auth>", "success"},
		{openStream, "stream:features"},
		{"<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "iq"},
	} {
		if err := d.write(step.say); err != nil {
			return err
		}
		stanza, err := d.next()
		if err != nil {
			return err
		}
		if !is(stanza, step.hear) || attribute(stanza, "type") == "error" {
			return fmt.Errorf("it says %s", stanza)
		}
	}
	// The answer comes after the presence was taken in.
	if err := d.write("<presence/><iq type='get' id='here'><ping xmlns='urn:xmpp:ping'/></iq>"); err != nil {
		return err
	}
	return d.until(func(stanza []byte) bool { return is(stanza, "iq") && attribute(stanza, "id") == "here" })
}

// join enters the room of the group.
func (d *ejabberdDevice) join() error {
	if err := d.write("<presence to='" + room + "/" + name(d.person) + "'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>"); err != nil {
		return err
	}
	self := regexp.MustCompile(`<status code=['"]110['"]`)
	return d.until(self.Match)
}

// until reads until the stanza that is waited for.
func (d *ejabberdDevice) until(wanted func(stanza []byte) bool) error {
	for {
		stanza, err := d.next()
		if err != nil {
			return err
		}
		if wanted(stanza) {
			return nil
		}
		if is(stanza, "presence") && attribute(stanza, "type") == "error" || is(stanza, "stream:error") {
			return fmt.Errorf("it says %s", stanza)
		}
	}
}

func name(person int) string { return "p" + strconv.Itoa(person) }

func (d *ejabberdDevice) read() {
	defer close(d.ended)
	for {
		stanza, err := d.next()
		if err == nil {
			err = d.hear(stanza)
		}
		if err != nil {
			if !d.closing.Load() {
				d.post.troubles.Fail(fmt.Errorf("a connection ended: %w", err))
			}
			return
		}
	}
}

func (d *ejabberdDevice) hear(stanza []byte) error {
	switch {
	case is(stanza, "a"):
		return d.acknowledge(attribute(stanza, "h"))
	case is(stanza, "r"):
		return d.write(fmt.Sprintf("<a xmlns='urn:xmpp:sm:3' h='%d'/>", d.taken))
	case is(stanza, "enabled"):
		d.counts = true
	case is(stanza, "failed"), is(stanza, "stream:error"):
		return fmt.Errorf("it says %s", stanza)
	case is(stanza, "message"):
		if attribute(stanza, "type") == "error" {
			n, err := strconv.Atoi(attribute(stanza, "id"))
			d.post.refused(n, errors.Join(fmt.Errorf("refused: %s", stanza), err))
		} else if text := body(stanza); text != "" {
			d.post.heard(d.person, text)
		}
		fallthrough
	case is(stanza, "presence"), is(stanza, "iq"):
		if d.counts {
			d.taken++
		}
	}
	return nil
}

// acknowledge takes the server's word for how many stanzas it has handled, in their order.
func (d *ejabberdDevice) acknowledge(text string) error {
	handled, err := strconv.Atoi(text)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if handled < d.counted || handled-d.counted > len(d.waiting) {
		return fmt.Errorf("%d stanzas are acknowledged after %d, and %d wait", handled, d.counted, len(d.waiting))
	}
	for _, n := range d.waiting[:handled-d.counted] {
		d.post.acked(n)
	}
	d.waiting = d.waiting[handled-d.counted:]
	d.counted = handled
	return nil
}

// Write sends the line and asks whether it was handled. The server counts from the first line on: those who only read are not asked to
// acknowledge, which costs less.
func (d *ejabberdDevice) Write(_ context.Context, n int) error {
	to, kind := name(d.person^1)+"@"+host, "chat"
	if d.r == grouped {
		to, kind = room, "groupchat"
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	text := fmt.Sprintf("<message to='%s' type='%s' id='%d'><body>%s</body></message><r xmlns='urn:xmpp:sm:3'/>", to, kind, n, textOf(n))
	if !d.managed {
		d.managed = true
		text = "<enable xmlns='urn:xmpp:sm:3'/>" + text
	}
	d.waiting = append(d.waiting, n)
	return d.write(text)
}

func (d *ejabberdDevice) Close() error {
	d.closing.Store(true)
	err := errors.Join(d.write("</stream:stream>"), d.conn.Close())
	<-d.ended
	return err
}
