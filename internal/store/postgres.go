package store

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/superette/superette/internal/fault"
)

// The failures of PostgreSQL.
//
//nolint:gochecknoglobals // named failures
var (
	// ErrAddress says that the address of a database cannot be read.
	ErrAddress = fault.New(fault.Invalid, "store.address", "The address of the database is not of the form postgres://USER:PASSWORD@HOST:PORT/NAME.")
	// ErrUnfit says that the database cannot hold an instance: too old, or not in UTF-8.
	ErrUnfit = fault.New(fault.Invalid, "store.unfit", "The database cannot hold an instance.")
	// ErrAway says that the database cannot be reached.
	ErrAway = fault.New(fault.Unavailable, "store.away", "The database cannot be reached.")
	// ErrUncertain says that the connection broke while a commit was being answered, and the database did not come back in time.
	ErrUncertain = fault.New(fault.Unavailable, "store.uncertain", "The database went away. It is not certain whether this was saved.")
)

const (
	oldestPostgres = 130000 // server_version_num
	duplicateKey   = "23505"
	lockClass      = 0x73757072 // "supr": the class of our advisory locks
)

// postgresDialect keeps everything in the schema that the address's search_path names first, "public" by default.
//
// One process at a time writes, as on SQLite: the committer's session holds an advisory lock. A session whose connection
// broke may live on in the server for a while, so its successor ends it by its application_name, which nobody else has.
// Processes of a cluster share the lock, and keep out those of none.
func postgresDialect(address, token string, shared bool) (dialect, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil || !isPostgres(address) {
		// The error of the parser repeats the address, password and all.
		return dialect{}, fmt.Errorf("store: %w", ErrAddress)
	}
	config.DialFunc = (&network{connectLimit: config.ConnectTimeout}).dial
	name := nameOf(token)
	connect := func(connections int, parameters map[string]string) *sql.DB {
		c := config.Copy()
		for name, value := range deadPeer() {
			if _, chosen := c.RuntimeParams[name]; !chosen { // by the address
				c.RuntimeParams[name] = value
			}
		}
		maps.Copy(c.RuntimeParams, parameters)
		db := stdlib.OpenDB(*c)
		db.SetMaxOpenConns(connections)
		db.SetMaxIdleConns(connections)
		return db
	}
	return dialect{
		engine: PostgreSQL,
		goose:  goose.DialectPostgres,
		begin:  "BEGIN",
		reads:  &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		open: func(write bool, connections int) (*sql.DB, error) {
			parameters := map[string]string{
				"synchronous_commit": "on", "application_name": "superette",
				// Commands that people wait for in a queue: one that hangs for ever would stop everybody.
				"lock_timeout": "30s",
			}
			if !write {
				parameters["default_transaction_read_only"] = "on"
				return connect(connections, parameters), nil
			}
			parameters["application_name"] = name
			if shared {
				parameters["idle_in_transaction_session_timeout"] = idleInCommit
			}
			return connect(connections, parameters), nil
		},
		beats: func() (*sql.DB, error) {
			// A heartbeat that a power cut takes back is followed by the next one.
			return connect(2, map[string]string{
				"synchronous_commit": "off", "application_name": name, "statement_timeout": beatLimit.String(),
			}), nil
		},
		enter:   postgresEnter,
		gone:    postgresGone,
		durable: postgresDurable,
		claim:   func(ctx context.Context, conn *sql.Conn) error { return postgresClaim(ctx, conn, name, shared) },
		lost:    postgresLost,
		adapt:   func(files fs.FS) fs.FS { return bytewise{files} },
	}, nil
}

// deadPeer has the server end a session within some 12 s whose machine lost its power or its network: without it the locks of a dead
// process are kept for two hours and more, which is what PostgreSQL's own choice of keepalives comes to. The server leaves out what
// its system lacks, and all of it on a unix socket.
func deadPeer() map[string]string {
	return map[string]string{"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3", "tcp_user_timeout": "10s"}
}

// isPostgres reports whether an address names a PostgreSQL database.
func isPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// redacted returns an address of a database without its password, for people to read.
func redacted(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "postgres://…"
	}
	// libpq takes it in the query too.
	query := u.Query()
	for _, secret := range []string{"password", "sslpassword"} {
		if query.Has(secret) {
			query.Set(secret, "xxxxx")
			u.RawQuery = query.Encode()
		}
	}
	return u.Redacted()
}

// postgresDurable asks for what a commit needs to survive a power cut. A replica that lags loses nothing that a restart finds.
func postgresDurable(ctx context.Context, db *sql.DB) error {
	var version int
	var encoding, fsync, pages, commits, schema, path string
	var standby bool
	err := db.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),
		current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
		coalesce(current_schema(), ''), current_setting('search_path'),
		pg_is_in_recovery() OR EXISTS (SELECT 1 FROM pg_db_role_setting
			WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
			AND setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = current_user))
			AND 'default_transaction_read_only=on' = ANY (setconfig))`).
		Scan(&version, &encoding, &fsync, &pages, &commits, &schema, &path, &standby)
	if err != nil {
		return fmt.Errorf("store: read the database's settings: %w (%w)", ErrAway, err)
	}
	if schema == "" {
		return fmt.Errorf("store: search_path %s: %w", path, ErrSchema)
	}
	if standby {
		return fmt.Errorf("store: a standby, or default_transaction_read_only: %w", ErrReadOnly)
	}
	if version < oldestPostgres || encoding != "UTF8" {
		return fmt.Errorf("store: server version %d, encoding %s; needed are %d and UTF8: %w", version, encoding, oldestPostgres, ErrUnfit)
	}
	if fsync != "on" || pages != "on" || commits == "off" {
		return fmt.Errorf("store: fsync %s, full_page_writes %s, synchronous_commit %s: %w", fsync, pages, commits, ErrNotDurable)
	}
	return nil
}

// nameOf returns the application_name of the sessions by which a process writes.
func nameOf(token string) string { return "superette " + token }

// postgresGone reports whether a process has none of the sessions by which it writes.
func postgresGone(ctx context.Context, db *sql.DB, token string) (gone bool, err error) {
	err = db.QueryRowContext(ctx, `SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity
		WHERE application_name = $1 AND datname = current_database())`, nameOf(token)).Scan(&gone)
	return gone, err
}

// postgresEnter waits until no other process migrates the database.
func postgresEnter(ctx context.Context, conn *sql.Conn) (leave func() error, err error) {
	call := func(ctx context.Context, function string) error {
		_, err := conn.ExecContext(ctx, `SELECT `+function+`($1, hashtext(current_schema()))`, lockClass+1)
		if err != nil {
			return fmt.Errorf("store: take turns with other processes: %w", err)
		}
		return nil
	}
	return func() error { return call(context.WithoutCancel(ctx), "pg_advisory_unlock") }, call(ctx, "pg_advisory_lock")
}

// postgresClaim makes this session the only one that writes, or one of those that share that. It fails with ErrInUse if another
// process is in its way.
func postgresClaim(ctx context.Context, conn *sql.Conn, name string, shared bool) error {
	try := "pg_try_advisory_lock"
	if shared {
		try = "pg_try_advisory_lock_shared"
	}
	_, err := conn.ExecContext(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE application_name = $1 AND datname = current_database() AND pid <> pg_backend_pid()`, name)
	if err != nil {
		return fmt.Errorf("store: end the former session: %w", err)
	}
	for wait := 10 * time.Millisecond; ; wait *= 2 {
		var mine sql.NullBool
		err := conn.QueryRowContext(ctx, `SELECT `+try+`($1, hashtext(current_schema()))`, lockClass).Scan(&mine)
		if err != nil {
			return fmt.Errorf("store: claim the database: %w", err)
		}
		if !mine.Valid {
			return fmt.Errorf("store: claim the database: %w", ErrSchema)
		}
		if mine.Bool {
			return nil
		}
		if wait > time.Second { // a session that was ended just now is gone by then
			return fmt.Errorf("store: claim the database: %w", postgresHolders(ctx, conn))
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return fmt.Errorf("store: claim the database: %w", ctx.Err())
		}
	}
}

// HeldError is an ErrInUse that knows the sessions of the database by which others have it, the oldest first.
type HeldError struct{ By []Session }

// Session is one of a database.
type Session struct {
	PID     int
	Address string    // of the machine that it is of; "" for this one, or if that may not be known
	Since   time.Time // zero if that may not be known
}

// Error implements error.
func (e *HeldError) Error() string {
	texts := make([]string, len(e.By))
	for i, s := range e.By {
		texts[i] = s.String()
	}
	return ErrInUse.Error() + " (" + strings.Join(texts, ", ") + ")"
}

// Unwrap returns ErrInUse.
func (e *HeldError) Unwrap() error { return ErrInUse }

// String says it for people.
func (s Session) String() string {
	text := fmt.Sprintf("session %d", s.PID)
	if s.Address != "" {
		text += " from " + s.Address
	}
	if !s.Since.IsZero() {
		text += " since " + s.Since.UTC().Format("2006-01-02 15:04:05") + " UTC"
	}
	return text
}

// postgresHolders returns a HeldError, or ErrInUse alone if nobody holds the database any more.
func postgresHolders(ctx context.Context, conn *sql.Conn) error {
	// A lock of two numbers has them in classid and objid, without their signs, and 2 in objsubid.
	rows, err := conn.QueryContext(ctx, `SELECT l.pid, coalesce(host(a.client_addr), ''), a.backend_start FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
		WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = $1::bigint::oid AND l.objid = (hashtext(current_schema())::bigint & 4294967295)::oid
			AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
		ORDER BY a.backend_start, l.pid`, int64(lockClass))
	if err != nil {
		return errors.Join(ErrInUse, err)
	}
	defer rows.Close() //nolint:errcheck // read to its end, or its error is returned
	held := &HeldError{}
	for rows.Next() {
		var s Session
		var since sql.NullTime
		if err := rows.Scan(&s.PID, &s.Address, &since); err != nil {
			return errors.Join(ErrInUse, err)
		}
		s.Since = since.Time
		held.By = append(held.By, s)
	}
	if err := rows.Err(); err != nil || len(held.By) == 0 {
		return errors.Join(ErrInUse, err)
	}
	return held
}

// postgresLost reports whether the connection is gone: what was begun on it and not committed will never be.
func postgresLost(conn *sql.Conn, err error) bool {
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) {
		return true
	}
	closed := false
	if raw := conn.Raw(func(c any) error {
		if c, ok := c.(*stdlib.Conn); ok {
			closed = c.Conn().IsClosed()
		}
		return nil
	}); raw != nil {
		return true
	}
	return closed
}

func isPostgresDuplicate(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == duplicateKey
}

// bytewise has texts sorted by their bytes, as SQLite and Go do, whatever the database's locale.
type bytewise struct{ fs.FS }

var textType = regexp.MustCompile(`\bTEXT\b`) //nolint:gochecknoglobals // compiled once

// ReadDir lists a folder as the files beneath do.
func (b bytewise) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(b.FS, name) }

// Open returns a file whose columns of type TEXT are collated by their bytes.
func (b bytewise) Open(name string) (fs.File, error) {
	f, err := b.FS.Open(name)
	if err != nil || path.Ext(name) != ".sql" {
		return f, err
	}
	content, err := io.ReadAll(f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return adapted{f, bytes.NewReader(textType.ReplaceAll(content, []byte(`TEXT COLLATE "C"`)))}, nil
}

type adapted struct {
	fs.File
	content *bytes.Reader
}

func (a adapted) Read(p []byte) (int, error) { return a.content.Read(p) }
