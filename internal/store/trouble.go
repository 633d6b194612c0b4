package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/superette/superette/internal/fault"
)

// What a machine does to a database, told by names: whoever is refused learns why, and an operator what to look after.
//
//nolint:gochecknoglobals // named failures
var (
	// ErrFull says that the disk has no room left. Nothing of the work happened, and what comes later works once there is room.
	ErrFull = fault.New(fault.Unavailable, "store.full", "The server has no room left. Nothing was changed.")
	// ErrDamaged says that the database's file is not what was written to it.
	ErrDamaged = fault.New(fault.Unavailable, "store.damaged", "The server's database is damaged.")
	// ErrUnwritable says that the data folder may be read alone, or not even that.
	ErrUnwritable = fault.New(fault.Unavailable, "store.unwritable", "The server may not write to its data folder.")
	// ErrDisk says that the disk under a SQLite file can be neither read nor written.
	ErrDisk = fault.New(fault.Unavailable, "store.disk", "The server's disk failed.")
	// ErrForbidden says that the user of a PostgreSQL database may not do what an instance has to.
	ErrForbidden = fault.New(fault.Unavailable, "store.forbidden", "The database does not let its user do this.")
	// ErrReadOnly says that a PostgreSQL database takes no writes, as a standby does.
	ErrReadOnly = fault.New(fault.Unavailable, "store.read-only", "The database may only be read. Nothing was changed.")
	// ErrSchema says that the schema of a PostgreSQL database is not there in which everything was to be kept.
	ErrSchema = fault.New(fault.Invalid, "store.schema", "There is no such schema in the database.")
	// ErrMigration says that the tables of a room could not be brought up to date. A migration happens as a whole or not at all.
	ErrMigration = fault.New(fault.Internal, "store.migration", "The tables could not be brought up to date.")
)

// ErrMigrated says beside ErrMigration that other migrations were done before the one that failed, and stay done: the version before
// does not serve these tables any more.
var ErrMigrated = errors.New("brought up to date before it") //nolint:gochecknoglobals // a named failure

// Named returns err with the trouble of the machine that it is a sign of, if it is one that has a name here.
func Named(err error) error { return named(err) }

// named returns err with the trouble that it is a sign of. What has a name already keeps it.
func named(err error) error {
	if err == nil || fault.Of(err) != fault.Unknown {
		return err
	}
	if trouble := troubleOf(err); trouble != nil {
		return fmt.Errorf("%w (%w)", trouble, err)
	}
	return err
}

func troubleOf(err error) *fault.Fault {
	var lite *sqlite.Error
	switch {
	case errors.As(err, &lite):
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_FULL:
			return ErrFull
		case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
			return ErrDamaged
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
			return ErrUnwritable
		case sqlite3.SQLITE_IOERR:
			return ErrDisk
		}
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrFull
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return ErrUnwritable
	}
	return postgresTrouble(err)
}

// postgresTrouble goes by the codes of PostgreSQL's appendix A.
func postgresTrouble(err error) *fault.Fault {
	var refused *pgconn.PgError
	var unreached *pgconn.ConnectError
	var broken *net.OpError // not net.Error, which every errno is, also one of a file
	var unnamed *net.DNSError
	switch {
	case errors.Is(err, errSilent): // before anybody left
		return ErrAway
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return nil // the caller left; pgx then closes the connection
	case errors.As(err, &refused):
		switch code := refused.Code; {
		case code == "53100":
			return ErrFull
		case code == "XX001", code == "XX002":
			return ErrDamaged
		case code == "42501":
			return ErrForbidden
		case code == readOnly:
			return ErrReadOnly
		// A broken connection, the end by an operator or a crash, too many connections.
		case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "57P"), code == "53300":
			return ErrAway
		}
		return nil
	case errors.As(err, &unreached), errors.As(err, &broken), errors.As(err, &unnamed), errors.Is(err, net.ErrClosed),
		errors.Is(err, os.ErrDeadlineExceeded), pgconn.SafeToRetry(err),
		errors.Is(err, driver.ErrBadConn), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return ErrAway
	}
	return nil
}

const readOnly = "25006" // read_only_sql_transaction

// Code returns PostgreSQL's own code (SQLSTATE) for a failure, "" if it has said none.
func Code(err error) string {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

// isFull reports whether a statement failed for want of room. SQLite may have rolled everything back then.
func isFull(err error) bool {
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_FULL
}
