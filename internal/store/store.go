// Package store keeps everything that must not be lost: rows in one SQLite file or in a PostgreSQL database, and blobs in a
// folder.
//
// A room asks for work in two ways. Read runs a function on one of several readers, which sees one consistent state.
// Write hands a function to the one committer: it takes all functions that wait, runs them in one transaction, each in
// a savepoint of its own, makes them durable by a single fsync, and only then answers all of them. So a hundred people
// who write at once cost one fsync, a function that fails undoes its own work alone, and no error means "it is on the
// disk". SQLite has one writer anyway; queueing for it in Go replaces lock contention by batching, on PostgreSQL too.
//
// A function given to Write runs on the committer: it must be short, touch nothing but its Tx, not call Write again
// (that would wait for itself), and not call testing's FailNow.
//
// SQL is written once for SQLite and PostgreSQL: $1 placeholders, RETURNING, ON CONFLICT; the types TEXT, BIGINT (also
// for truth values and for times in Unix milliseconds) and BYTEA, which SQLite stores as it is given. A failing
// statement ends its function on both: whatever the function does after it fails too, and is undone.
// What differs between the engines is in sqlite.go and postgres.go; what happens when PostgreSQL goes away, in connection.go.
//
// Emit writes an event into the outbox in the same transaction. After the commit it is given to the handlers that were
// registered by On, at least once, and again after a crash: see outbox.go.
package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
)

// The failures of the store.
//
//nolint:gochecknoglobals // named failures
var (
	// ErrClosed says that the store was closed before the work was done; nothing of it happened.
	ErrClosed = fault.New(fault.Unavailable, "store.closed", "The server is shutting down.")
	// ErrLost says that the disk or the database refused; nothing of the work happened.
	ErrLost = fault.New(fault.Unavailable, "store.lost", "This could not be saved. Nothing was changed.")
	// ErrBroken says that the disk failed, for good until a restart. What was being saved then may be found saved after it,
	// or not; of what came later nothing happened.
	ErrBroken = fault.New(fault.Unavailable, "store.broken", "The server's disk failed. It is not certain whether this was saved.")
	// ErrInUse says that another process has the data folder open.
	ErrInUse = fault.New(fault.Conflict, "store.in-use", "The data folder is in use by another process.")
	// ErrCluster says that several processes were to serve a SQLite file.
	ErrCluster = fault.New(fault.Invalid, "store.cluster", "Several processes need a PostgreSQL database.")
	// ErrStranger says that the processes that serve the database have another mark.
	ErrStranger = fault.New(fault.Conflict, "store.stranger", "The processes that serve this database belong together, and this one does not belong to them.")
	// ErrSecret says that the processes that serve the database know each other by another secret.
	ErrSecret = fault.New(fault.Conflict, "store.secret", "The processes that serve this database have another secret, and would not hear this one.")
	// ErrNotDurable says that the database would acknowledge what a power cut can undo.
	ErrNotDurable = fault.New(fault.Internal, "store.not-durable", "The database is not set up to keep what it acknowledges.")
)

// ErrNoRow is what Scan returns when QueryRow found nothing.
var ErrNoRow = sql.ErrNoRows //nolint:gochecknoglobals // an alias, so that rooms need not import database/sql

var (
	errReadOnly = errors.New("store: write or emit in a read")
	errOver     = errors.New("store: transaction used after its function returned")
)

// Engine is a kind of database.
type Engine int

// The engines.
const (
	SQLite Engine = iota
	PostgreSQL
)

// String returns the engine's name as it stands in the names of migrations.
func (e Engine) String() string { return [...]string{"sqlite", "postgres"}[e] }

// Tx is what a function of Read or Write works on. It is valid until that function returns, in its goroutine only.
// The context given to Read or Write governs all of it.
type Tx interface {
	// Engine says which database this is, for the few statements that cannot be written once.
	Engine() Engine
	// Exec runs one statement and returns how many rows it changed.
	Exec(query string, args ...any) (changed int64, err error)
	// Query returns the rows of a statement; the caller closes them before the next statement, since PostgreSQL answers one
	// at a time. See List and Find.
	Query(query string, args ...any) (*sql.Rows, error)
	// QueryRow returns one row; its Scan fails with ErrNoRow if there is none.
	QueryRow(query string, args ...any) *sql.Row
	// Emit puts an event into the outbox. Events of one key, such as the id of a conversation, are handled in the
	// order of their commits; the key "" promises no order. A read cannot emit.
	Emit(kind, key string, payload []byte) error
	// EmitAll is Emit for many events, in their order.
	EmitAll(events []Outgoing) error
}

// Outgoing is an event that is on its way into the outbox.
type Outgoing struct {
	Kind, Key string
	Payload   []byte
}

// Scanner is a row to be read: *sql.Row or *sql.Rows.
type Scanner interface {
	Scan(dest ...any) error
}

// List returns all rows of a query, each read by scan. The result is nil if there are none.
func List[T any](tx Tx, scan func(Scanner) (T, error), query string, args ...any) (list []T, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("store: scan: %w", err)
		}
		list = append(list, item)
	}
	return list, rows.Err()
}

// HasTable reports whether there is such a table: what only looks may meet those of a version before.
func HasTable(tx Tx, name string) (there bool, err error) {
	query := `SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1)`
	if tx.Engine() == PostgreSQL {
		query = `SELECT to_regclass($1) IS NOT NULL`
	}
	err = tx.QueryRow(query, name).Scan(&there)
	return there, err
}

// Find returns the one row of a query, read by scan, and whether there was one.
func Find[T any](tx Tx, scan func(Scanner) (T, error), query string, args ...any) (item T, found bool, err error) {
	item, err = scan(tx.QueryRow(query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		var zero T
		return zero, false, nil
	}
	if err != nil {
		return item, false, fmt.Errorf("store: scan: %w", err)
	}
	return item, true, nil
}

// Schema is what one room keeps: numbered goose migrations in the folder "schema" of FS, such as schema/0001_chat.sql.
// Each room has its own sequence of versions. A migration that cannot be written once is two files of one number, such as
// 0004_search.sqlite.sql and 0004_search.postgres.sql. Tables whose names begin with "search_" are made from other tables: they
// are not copied with them, and the room makes them anew when it finds them empty.
type Schema struct {
	Room string // the room's name, such as "chat"
	FS   fs.FS  // holds schema/*.sql; usually the room's embed.FS
}

// Config says what to open.
type Config struct {
	Dir     string           // the data folder; created if missing, mode 0700
	DB      string           // the address of a PostgreSQL database; "" means SQLite in the data folder
	Schemas []Schema         // of all rooms, lower rooms first
	Readers int              // how many reads run at once; 0 means 4
	AtOnce  int64            // the size of a SQLite file up to which it is looked through before it is served; 0 means 256 MiB
	Cluster *Cluster         // other processes may serve the same database; nil means that this one is alone
	Now     func() time.Time // the clock
	Random  io.Reader        // crypto/rand.Reader
	Log     *slog.Logger     // nil means none
}

// DB is an open data folder.
type DB struct {
	dir     string
	now     func() time.Time
	ids     *id.Source
	log     *slog.Logger
	dialect dialect
	writer  *sql.DB
	readers *sql.DB
	commits *committer
	outbox  *outbox
	unlock  func() error
	token   string  // names this process among those that ever opened the database
	member  *Member // nil unless there may be others

	trials     trials
	held       held           // the files that it was opened with
	unexamined bool           // the file is looked through later
	background sync.WaitGroup // while that is done, and the folder looked after

	closing   sync.Once
	closeErr  error
	lifetime  context.Context //nolint:containedctx // the lifetime of the handlers, ended by Close
	endOfLife context.CancelFunc
}

//go:embed schema/*.sql
var schema embed.FS

// Open locks the folder, opens the database in it, looks a SQLite file through (a large one later), brings every schema up to date
// and checks that the database keeps what it acknowledges. It fails with ErrDamaged, with ErrInUse if another process has the folder or the database, with ErrNotDurable, with
// ErrElsewhere if the folder's rows are in a PostgreSQL database that config does not name, with ErrHere if they are in its SQLite file while
// config names a database, and with ErrAddress, ErrAway or
// ErrUnfit if that cannot be used, and with ErrCluster or ErrStranger for a cluster
// that cannot be.
// Events left over from the last run wait for Start.
func Open(ctx context.Context, config Config) (*DB, error) {
	place := Place{Dir: config.Dir, DB: config.DB}
	if err := place.expected(ctx); err != nil {
		return nil, err
	}
	db, err := assemble(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := place.Settle(ctx); err != nil {
		return nil, errors.Join(err, db.closeFiles())
	}
	if db.held, err = hold(db.dir, db.dialect.engine); err != nil {
		return nil, errors.Join(err, db.closeFiles())
	}
	db.lifetime, db.endOfLife = context.WithCancel(context.WithoutCancel(ctx))
	db.outbox = newOutbox(db)
	go db.commits.loop()
	db.background.Go(func() { db.lookAfter(db.lifetime) })
	if db.unexamined {
		db.background.Go(func() { db.examineLater(db.lifetime) })
	}
	if db.member != nil {
		if err := db.member.start(ctx); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return db, nil
}

// MakeFolder makes a data folder unless it is there. It fails with ErrFolder, ErrFull, or ErrUnwritable.
func MakeFolder(dir string) error {
	err := os.MkdirAll(dir, 0o700)
	switch {
	case err == nil:
		return nil
	case troubleOf(err) != nil:
		return named(fmt.Errorf("store: make the data folder: %w", err))
	}
	return fmt.Errorf("%w (%w)", ErrFolder, err)
}

// assemble opens a database that nothing runs on yet.
func assemble(ctx context.Context, config Config) (_ *DB, err error) {
	defer func() { err = diagnosed(config.Dir, err) }()
	if err := MakeFolder(config.Dir); err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(config.Dir)
	if err != nil {
		return nil, fmt.Errorf("store: find the data folder: %w", err)
	}
	if config.Cluster != nil && config.DB == "" {
		return nil, ErrCluster
	}
	unlock, err := lock(dir, config.Cluster != nil)
	if err != nil {
		return nil, err
	}
	log := config.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	db := &DB{
		dir: dir, now: config.Now, ids: id.NewSource(config.Now, config.Random), log: log,
		unlock: unlock,
	}
	db.dialect = sqliteDialect(dir, db.failed)
	if config.DB != "" {
		db.token = string(id.New[id.EventID](db.ids))
		db.dialect, err = postgresDialect(config.DB, db.token, config.Cluster != nil)
	}
	if err == nil {
		err = db.open(ctx, config)
	}
	if err != nil {
		return nil, errors.Join(err, db.closeFiles())
	}
	return db, nil
}

func (db *DB) open(ctx context.Context, config Config) error {
	var err error
	// One connection for the committer, who claims the database with it before anything in it is changed, and one to migrate.
	if db.writer, err = db.dialect.open(true, 2); err != nil {
		return err
	}
	if err := db.dialect.durable(ctx, db.writer); err != nil {
		return err
	}
	if db.commits, err = newCommitter(ctx, db); err != nil {
		return err
	}
	if db.unexamined, err = db.examine(ctx, cmp.Or(config.AtOnce, checkedAtOnce)); err != nil {
		return err
	}
	if err := db.migrateAll(ctx, config); err != nil {
		return err
	}
	readers := config.Readers
	if readers == 0 {
		readers = 4
	}
	if db.readers, err = db.dialect.open(false, readers); err != nil {
		return err
	}
	db.writer.SetMaxOpenConns(1)
	if config.Cluster != nil {
		err = db.join(ctx, *config.Cluster)
	} else {
		err = db.alone(ctx)
	}
	if err != nil {
		return err
	}
	return db.commits.recount(ctx)
}

// migrateAll brings every schema up to date, while no other process does.
func (db *DB) migrateAll(ctx context.Context, config Config) (err error) {
	if config.Cluster != nil {
		leave, err := db.dialect.enter(ctx, db.commits.conn)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, leave()) }()
	}
	all := append([]Schema{{Room: "store", FS: schema}}, config.Schemas...)
	if config.Cluster != nil {
		if err := db.aloneToMigrate(ctx, all); err != nil {
			return err
		}
	}
	var changed []string
	for _, s := range all {
		did, err := migrate(ctx, db.writer, db.dialect, s)
		if did {
			changed = append(changed, s.Room)
		}
		if errors.Is(err, ErrMigration) && len(changed) > 0 {
			return fmt.Errorf("%w (%w: %s)", err, ErrMigrated, strings.Join(changed, ", "))
		}
		if err != nil {
			return err
		}
	}
	return db.identify(ctx)
}

// Durable asks the database again whether what it acknowledges survives a power cut. It returns nil or ErrNotDurable.
func (db *DB) Durable(ctx context.Context) error {
	return db.dialect.durable(ctx, db.readers)
}

// Now returns the time by the store's clock, for rows that carry one.
func (db *DB) Now() time.Time { return db.now() }

// Read runs fn on a reader. All of fn sees one state of the database: the newest commit at its first statement, so a
// read that starts after Write returned sees that write. It returns fn's error, or what the machine did: ErrAway,
// ErrDamaged.
func (db *DB) Read(ctx context.Context, fn func(Tx) error) error {
	err := read(ctx, db.readers, db.dialect, fn)
	if why := db.Err(); err != nil && errors.Is(why, ErrDamaged) && !errors.Is(err, ErrDamaged) {
		return fmt.Errorf("%w (%w)", why, err) // its rows may be the damaged ones, whatever the room called that
	}
	return err
}

func read(ctx context.Context, from *sql.DB, d dialect, fn func(Tx) error) (err error) {
	defer func() { err = named(err) }()
	sqlTx, err := from.BeginTx(ctx, d.reads)
	if err != nil {
		return fmt.Errorf("store: read: %w", err)
	}
	defer func() {
		// Nothing was written, so there is nothing to commit; ending the snapshot is all that is wanted.
		if end := sqlTx.Rollback(); end != nil && !errors.Is(end, sql.ErrTxDone) {
			err = errors.Join(err, fmt.Errorf("store: end read: %w", end))
		}
	}()
	t := &readTx{ctx: ctx, tx: sqlTx, engine: d.engine}
	defer func() { t.over = true }()
	return fn(t)
}

// Write queues fn for the committer and returns when it is durable, or with fn's error when it was undone.
// If it returns an error, nothing of fn happened; that holds for an ended context too. With ErrFull it works again once there is room.
func (db *DB) Write(ctx context.Context, fn func(Tx) error) error {
	return db.commits.write(ctx, fn)
}

// Broken returns a channel that is closed when the disk failed, see ErrBroken, or the database was found damaged, by whoever
// read or wrote. The process should end then, since what it shows may not be what a restart finds. Err says why.
func (db *DB) Broken() <-chan struct{} { return db.commits.broken }

// Err returns how the disk failed, ErrBroken wrapped with its cause; nil while it works. If the database is damaged it is
// ErrDamaged too.
func (db *DB) Err() error { return db.commits.failure() }

// Close lets the queued writes finish, ends the handlers and closes the database. It is safe to call twice.
func (db *DB) Close() error {
	db.closing.Do(func() {
		db.endOfLife()
		db.background.Wait()
		db.outbox.stop()
		var left error
		if db.member != nil {
			left = db.member.leave(context.WithoutCancel(db.lifetime))
		}
		db.commits.stop()
		db.closeErr = errors.Join(left, db.closeFiles())
	})
	return db.closeErr
}

func (db *DB) closeFiles() error {
	var errs []error
	if db.commits != nil {
		errs = append(errs, db.commits.close())
	}
	for _, pool := range []*sql.DB{db.readers, db.writer} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	errs = append(errs, db.unlock())
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("store: close: %w", err)
	}
	return nil
}

// readTx is the Tx of Read.
type readTx struct {
	ctx    context.Context //nolint:containedctx // lives as long as the call of Read that was given it
	tx     *sql.Tx
	engine Engine
	over   bool
}

func (t *readTx) Engine() Engine { return t.engine }

func (t *readTx) Exec(string, ...any) (int64, error) { return 0, errReadOnly }

func (t *readTx) Emit(string, string, []byte) error { return errReadOnly }

func (t *readTx) EmitAll([]Outgoing) error { return errReadOnly }

func (t *readTx) Query(query string, args ...any) (*sql.Rows, error) {
	if t.over {
		return nil, errOver
	}
	rows, err := t.tx.QueryContext(t.ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("store: query: %w", err)
	}
	return rows, nil
}

func (t *readTx) QueryRow(query string, args ...any) *sql.Row {
	if t.over {
		return refusedRow(t.ctx, errOver)
	}
	return t.tx.QueryRowContext(t.ctx, query, args...)
}

// refusedRow returns a row whose Scan fails with err. Only database/sql can make one that carries an error.
func refusedRow(ctx context.Context, err error) *sql.Row {
	db := sql.OpenDB(refusing{err})
	row := db.QueryRowContext(ctx, "")
	if err := db.Close(); err != nil {
		panic("store: closing a database without connections failed: " + err.Error())
	}
	return row
}

// refusing connects to nothing.
type refusing struct{ why error }

func (r refusing) Connect(context.Context) (driver.Conn, error) { return nil, r.why }
func (r refusing) Driver() driver.Driver                        { return nil }
