package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/mini/deliver"
	"github.com/superette/superette/internal/mini/gateway"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/push"
	"github.com/superette/superette/internal/report"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
)

// schemas are those of all rooms, lower rooms first.
func schemas() []store.Schema {
	return []store.Schema{
		account.Schema(), social.Schema(), chat.Schema(), ledger.Schema(), pay.Schema(), registry.Schema(), deliver.Schema(),
		egress.Schema(), gateway.Schema(), push.Schema(), report.Schema(),
	}
}

// MoveConfig says which instance moves where.
type MoveConfig struct {
	Data   string // the folder, whose files stay where they are
	From   string // the address of the PostgreSQL database it leaves; "" for SQLite in the folder
	To     string // the address of the one it goes to; "" for SQLite in the folder
	Now    func() time.Time
	Random io.Reader
	Out    io.Writer
}

// Move carries an instance that is not running from one database to another one, which must be empty. It compares the rows
// of every table and the ledgers of both sides, says what it did, and leaves the old database as it was: a SQLite file under
// another name. After a failure the instance is where it was.
func Move(ctx context.Context, c MoveConfig) error {
	from, to := store.Place{Dir: c.Data, DB: c.From}, store.Place{Dir: c.Data, DB: c.To}
	if from == to {
		return Refusal{Text: "an instance cannot move to where it is", Hint: "name another database: --from ADDRESS, --to ADDRESS, or both"}
	}
	counts, err := copyRows(ctx, store.Copy{From: from, To: to, Alone: true, Now: c.Now, Random: c.Random}, c.Out, "start this version on it once, and stop it")
	if err != nil {
		return storeRefusal(err, to)
	}
	if err := sameLedgers(ctx, from, to, c.Out); err != nil {
		return err
	}
	if err := to.Settle(ctx); err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "%d rows of %s moved from %s to %s\n", store.Total(counts), count(len(counts), "table"), from, to)
	start := "superette serve --data " + c.Data
	if c.To != "" {
		start += " --db " + to.String()
	}
	if c.From == "" {
		aside, err := store.SetAside(c.Data)
		if err != nil {
			return fmt.Errorf("app: set the old database aside: %w", err)
		}
		fmt.Fprintf(c.Out, "the old database is kept as %s\n", aside)
	}
	fmt.Fprintf(c.Out, "start with: %s\n", start)
	return nil
}

// copyRows copies all rows and tells its progress. What to do about tables of another version its caller knows.
func copyRows(ctx context.Context, c store.Copy, out io.Writer, otherVersion string) ([]store.Count, error) {
	c.Schemas, c.Log = schemas(), slog.New(slog.DiscardHandler)
	c.Progress = func(table string, rows int64) { fmt.Fprintf(out, "  %-24s %10d\n", table, rows) }
	counts, err := c.Run(ctx)
	switch {
	case errors.Is(err, store.ErrNotEmpty):
		return nil, Refusal{Text: fmt.Sprintf("%s is not empty", c.To), Hint: "give a new database (createdb NAME), or a schema of its own: ?search_path=NAME"}
	case errors.Is(err, store.ErrOtherVersion):
		return nil, Refusal{Text: fmt.Sprintf("%s was last used by another version: %v", c.From, err), Hint: otherVersion}
	case errors.Is(err, store.ErrFull): // where it is copied to, which the caller knows to name
		return nil, err
	case err != nil:
		place := c.From
		if errors.Is(err, store.ErrAway) && c.To.DB != "" {
			place = c.To
		}
		return nil, storeRefusal(err, place)
	}
	return counts, nil
}

// sameLedgers checks the ledgers of two places, and that they are the same.
func sameLedgers(ctx context.Context, from, to store.Place, out io.Writer) error {
	from.Unchecked, to.Unchecked = true, true // the folder knows one of them
	before, err := ledgerOf(ctx, from)
	if err != nil {
		return err
	}
	after, err := ledgerOf(ctx, to)
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(before, after) {
		return Refusal{Text: fmt.Sprintf("the ledgers differ: %+v in %s, %+v in %s", before, from, after, to), Hint: "go on with the old one, and report this"}
	}
	for _, r := range after {
		if len(r.Differences) > 0 {
			return Refusal{Text: fmt.Sprintf("the ledger of %s differs from its own records: %s", r.Currency, r.Differences[0]), Hint: "`superette ledger check` names all of them"}
		}
		fmt.Fprintf(out, "%s: %s, %s, sum 0, tree head %s, the same on both sides\n", r.Currency, count(r.Accounts, "account"), count(int(r.Records), "record"), r.Root)
	}
	return nil
}

func ledgerOf(ctx context.Context, place store.Place) (reports []ledger.Report, err error) {
	db, err := store.OpenReader(ctx, place)
	if err != nil {
		return nil, storeRefusal(err, place)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if reports, err = ledger.Check(ctx, db); err != nil {
		return nil, storeRefusal(err, place)
	}
	return reports, nil
}
