package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// A SQLite file of which a page is not what was written goes on to answer: what is in other pages, and sometimes what is in none.
// So damage ends the instance, whoever meets it: every connection tells what fails on it, whatever the room that asked makes of
// that. And a file is looked through before it is served: at once if that takes a moment, or if damage was met before; else while
// people come in. Text inside of a row that was overwritten has the form of a page still, which SQLite cannot tell: for money the
// ledger's own records do.

// checkedAtOnce is how large a file may be to be looked through before anything else happens, in bytes: about a second's work.
const checkedAtOnce = 256 << 20

// damageNote is the file in a folder that says what was found damaged.
const damageNote = "damaged"

// damage is why an instance ended: ErrDamaged, after which nothing is saved, as after ErrBroken.
type damage struct{ why error }

func (d damage) Error() string   { return fmt.Sprintf("%s (%s)", ErrDamaged, d.why) }
func (d damage) Unwrap() []error { return []error{ErrDamaged, ErrBroken, d.why} }

// isDamage reports whether err is SQLite's word that its file is not what was written to it.
func isDamage(err error) bool {
	var lite *sqlite.Error
	return errors.As(err, &lite) && (lite.Code()&0xff == sqlite3.SQLITE_CORRUPT || lite.Code()&0xff == sqlite3.SQLITE_NOTADB)
}

// failed hears of what failed on a connection.
func (db *DB) failed(err error) {
	if db.commits != nil && isDamage(err) {
		db.damaged(err)
	}
}

// damaged ends the instance's writing, and remembers why for its next start.
func (db *DB) damaged(why error) {
	if db.Err() != nil {
		return
	}
	err := db.commits.damaged(why)
	// The file is damaged, and perhaps the disk: that this cannot be noted is no news.
	if noted := os.WriteFile(filepath.Join(db.dir, damageNote), []byte(err.Error()+"\n"), 0o600); noted != nil {
		db.log.Warn("store: that the database is damaged could not be noted", "error", noted)
	}
}

// examine looks through a SQLite file before anything in it is changed. It fails with ErrDamaged. Later is set if the file is so
// large, larger than atOnce bytes, that this is for later.
func (db *DB) examine(ctx context.Context, atOnce int64) (later bool, err error) {
	if db.dialect.engine != SQLite {
		return false, nil
	}
	note := filepath.Join(db.dir, damageNote)
	_, err = os.Stat(note)
	noted := err == nil
	if info, err := os.Stat(sqliteFile(db.dir)); err == nil && info.Size() > atOnce && !noted {
		return true, nil
	}
	if err := whole(ctx, db.writer); err != nil {
		return false, err
	}
	if noted {
		db.log.Warn("store: the database was found damaged before, and is whole now")
		if err := os.Remove(note); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, fmt.Errorf("store: forget that the database was damaged: %w", err)
		}
	}
	return false, nil
}

// examineLater looks through a large file while it is served, over a connection of its own. Its log is not emptied meanwhile.
func (db *DB) examineLater(ctx context.Context) {
	from, err := sqliteVisitor(db.dir, "ro").open(false, 1)
	if err == nil {
		err = errors.Join(whole(ctx, from), from.Close())
	}
	switch {
	case ctx.Err() != nil:
	case errors.Is(err, ErrDamaged):
		db.damaged(err)
	case err != nil:
		db.log.Error("store: the database could not be looked through", "error", err)
	default:
		db.log.Info("store: the database was looked through, and is whole")
	}
}

// whole fails with ErrDamaged, and what SQLite found first.
func whole(ctx context.Context, db *sql.DB) error {
	said, err := quickCheck(ctx, db)
	switch {
	case isDamage(err):
		return fmt.Errorf("%w (%w)", ErrDamaged, err)
	case err != nil:
		return err
	case said != "":
		return fmt.Errorf("%w (%s)", ErrDamaged, said)
	}
	return nil
}

func quickCheck(ctx context.Context, db *sql.DB) (string, error) {
	var said string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&said); err != nil {
		return "", fmt.Errorf("store: check the file: %w", err)
	}
	if said == "ok" {
		return "", nil
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(said, "*** in database main ***", "")), " "), nil
}
