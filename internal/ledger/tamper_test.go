package ledger_test

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// vault is a ledger's database without its server and without its constraints, in which anything can be changed for a while.
type vault struct {
	t       *testing.T
	db      *sql.DB
	engine  store.Engine
	columns map[string][]column  // of each table, as the schema has them
	rows    map[string][]rowData // the same
	kept    ledger.SignedHead    // the newest
}

type column struct{ name, kind string }

// rowData is a row: where the database has it, and its values.
type rowData struct {
	place  any
	values []any
}

// full writes a ledger that has something in every column of every table that it leaves anything in, and three signed heads.
func full(t *testing.T) (dir string, kept ledger.SignedHead) {
	t.Helper()
	dir, signer, verifier, _ := signed(t)
	h := openAt(t, dir, 61*24*time.Hour)
	hold := h.transfer(t, "person:ling:CNY", "person:tom:CNY", 7)
	hold.Op, hold.Timeout, hold.Code, hold.Subject = ledger.Hold, time.Second, "code", "subject"
	h.post(t, hold)
	h.skip.Add(int64(time.Minute))
	h.post(t, h.transfer(t, "person:ling:CNY", "person:tom:CNY", 1)) // the hold has run out before it
	must(t, h.UnfreezeAccount(t.Context(), "person:mei:CNY"))
	must(t, h.CloseAccount(t.Context(), h.account(t, "person", "nobody")))
	h.refused(t, h.transfer(t, "person:ling:CNY", "person:nobody:CNY", 1), ledger.ErrAccountClosed)
	if n, err := ledger.SignHeads(t.Context(), h.db, h.now(), signer); err != nil || n != 1 {
		t.Fatalf("SignHeads = %d, %v", n, err)
	}
	notes, err := ledger.PresentHeads(t.Context(), h.db, h.now(), signer)
	must(t, err)
	kept, err = ledger.OpenHead([]byte(notes[0]), verifier)
	must(t, err)
	clean(t, h.db)
	h.close(t)
	return dir, kept
}

// openVault takes the constraints off a ledger that nobody has open.
func openVault(t *testing.T) *vault {
	t.Helper()
	dir, kept := full(t)
	v := &vault{t: t, engine: store.SQLite, columns: map[string][]column{}, rows: map[string][]rowData{}, kept: kept}
	driver, address, tables := "sqlite", filepath.Join(dir, "superette.db"), `SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'ledger%'`
	place := "rowid"
	if postgres := storetest.Address(t, dir); postgres != "" {
		v.engine, driver, address = store.PostgreSQL, "pgx", postgres
		tables = `SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE 'ledger%'`
		place = "CAST(ctid AS TEXT)"
	}
	var err error
	v.db, err = sql.Open(driver, address)
	must(t, err)
	t.Cleanup(func() { must(t, v.db.Close()) })
	v.db.SetMaxOpenConns(1)
	for _, table := range v.list(tables, 1) {
		name, ok := table[0].(string)
		if !ok {
			t.Fatalf("a table is called %v", table[0])
		}
		v.columns[name] = v.kinds(name)
		for _, statement := range []string{
			`CREATE TABLE loose AS SELECT * FROM ` + name, `DROP TABLE ` + name, `ALTER TABLE loose RENAME TO ` + name,
		} {
			_, err := v.db.ExecContext(t.Context(), statement)
			must(t, err)
		}
		for _, values := range v.list(`SELECT `+place+`, t.* FROM `+name+` t`, 1+len(v.columns[name])) {
			v.rows[name] = append(v.rows[name], rowData{values[0], values[1:]})
		}
	}
	return v
}

func (v *vault) list(query string, columns int) (list [][]any) {
	v.t.Helper()
	rows, err := v.db.QueryContext(v.t.Context(), query)
	must(v.t, err)
	defer func() { must(v.t, rows.Close()) }()
	for rows.Next() {
		values, into := make([]any, columns), make([]any, columns)
		for i := range into {
			into[i] = &values[i]
		}
		must(v.t, rows.Scan(into...))
		list = append(list, values)
	}
	must(v.t, rows.Err())
	return list
}

// kinds returns the columns of a table, each with what it holds.
func (v *vault) kinds(table string) (list []column) {
	v.t.Helper()
	rows, err := v.db.QueryContext(v.t.Context(), `SELECT * FROM `+table+` LIMIT 0`)
	must(v.t, err)
	defer func() { must(v.t, rows.Close()) }()
	types, err := rows.ColumnTypes()
	must(v.t, errors.Join(err, rows.Err()))
	for _, c := range types {
		kind := map[string]string{"BIGINT": "number", "INT8": "number", "TEXT": "text", "BYTEA": "bytes"}[c.DatabaseTypeName()]
		if kind == "" {
			v.t.Fatalf("%s.%s is %s: say how to change one", table, c.Name(), c.DatabaseTypeName())
		}
		list = append(list, column{c.Name(), kind})
	}
	return list
}

// named changes the ledger, returns what the check names, and undoes the change.
func (v *vault) named(change func(exec func(query string, args ...any)), kept ...ledger.SignedHead) string {
	v.t.Helper()
	tx, err := v.db.BeginTx(v.t.Context(), nil)
	must(v.t, err)
	defer func() { must(v.t, tx.Rollback()) }()
	change(func(query string, args ...any) {
		v.t.Helper()
		if _, err := tx.ExecContext(v.t.Context(), query, args...); err != nil {
			v.t.Fatalf("%s: %v", query, err)
		}
	})
	// Without the instance's key, which can only name more.
	reports, err := ledger.CheckSigned(v.t.Context(), storetest.Inside{Context: v.t.Context(), Tx: tx, Of: v.engine}, nil, kept...)
	if err != nil {
		v.t.Errorf("the check did not go on: %v", err)
	}
	var lines []string
	for _, r := range reports {
		lines = append(lines, r.Differences...)
	}
	return strings.Join(lines, "\n")
}

// at is the condition that is true of a row alone, for the argument of a number.
func (v *vault) at(argument int) string {
	if v.engine == store.PostgreSQL {
		return fmt.Sprintf(`ctid = CAST($%d AS tid)`, argument)
	}
	return fmt.Sprintf(`rowid = $%d`, argument)
}

func (v *vault) set(table string, at int, column string, value any) string {
	v.t.Helper()
	return v.named(func(exec func(string, ...any)) {
		exec(`UPDATE `+table+` SET `+column+` = $1 WHERE `+v.at(2), value, v.rows[table][at].place)
	})
}

func (v *vault) insert(table string, values []any) string {
	v.t.Helper()
	places := make([]string, len(values))
	for i := range places {
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	return v.named(func(exec func(string, ...any)) {
		exec(`INSERT INTO `+table+` VALUES (`+strings.Join(places, ", ")+`)`, values...)
	})
}

// others returns what a value can be changed into, with the change's name.
func (v *vault) others(kind string, value any) map[string]any {
	all := map[string]any{"NULL": nil}
	switch value := value.(type) {
	case nil:
		delete(all, "NULL")
		all["zeros"], all["a byte"] = make([]byte, 16), []byte{1}
	case int64:
		all["one more"], all["one less"], all["256 more"], all["negative"] = value+1, value-1, value+256, -value-1
		all["2^32 more"], all["the largest"], all["the smallest"] = value+1<<32, int64(math.MaxInt64), int64(math.MinInt64)
	case string:
		all["longer"], all["longer by a space"], all["in capitals"], all["in small letters"] = value+"x", value+" ", strings.ToUpper(value), strings.ToLower(value)
		if value != "" {
			all["shorter"], all["empty"] = value[:len(value)-1], ""
			flipped, end := []byte(value), []byte(value)
			flipped[0] ^= 1
			end[len(end)-1] ^= 2
			all["flipped"], all["flipped at its end"] = string(flipped), string(end)
		}
	case []byte:
		flipped, end := slices.Clone(value), slices.Clone(value)
		flipped[0] ^= 1
		end[len(end)-1] ^= 128
		all["longer"], all["shorter"], all["empty"] = append(slices.Clone(value), 0), value[:len(value)-1], []byte{}
		all["flipped"], all["flipped at its end"] = flipped, end
	default:
		v.t.Fatalf("a value is %T", value)
	}
	if v.engine == store.SQLite { // PostgreSQL has types
		switch value := value.(type) {
		case int64:
			all["of another type"], all["a fraction"], all["text"] = []byte{1}, 1.5, "x"
		case string:
			all["of another type"], all["longer by a zero byte"] = []byte(value), value+"\x00"
		case []byte:
			all["of another type"], all["a number"] = string(value), int64(7)
		}
	}
	for name, other := range all {
		if fmt.Sprintf("%T %v", other, other) == fmt.Sprintf("%T %v", value, value) {
			delete(all, name)
		}
	}
	return all
}

// whose returns what a line may call a row by, after something in it was changed.
func (v *vault) whose(table string, row rowData, changed any) []string {
	cell := func(name string) any {
		return row.values[slices.IndexFunc(v.columns[table], func(c column) bool { return c.name == name })]
	}
	account := func(number any) string {
		for _, a := range v.rows["ledger_account"] {
			if a.values[1] == number {
				return fmt.Sprintf("account %v: ", a.values[2])
			}
		}
		return "no account"
	}
	place := func() []string {
		n, _ := cell("place").(int64)
		return []string{fmt.Sprintf(" at place %d: ", n), fmt.Sprintf(": it follows place %d; ", n-1), "head of refusals and changes of accounts: "}
	}
	switch table {
	case "ledger_account":
		return []string{account(cell("number")), fmt.Sprintf("account number %v: ", cell("number")), fmt.Sprintf("account %v", changed)}
	case "ledger_balance":
		return []string{account(cell("number"))}
	case "ledger_transfer":
		return []string{fmt.Sprintf("at position %v: ", cell("position")), "tree head: it is over "}
	case "ledger_month":
		return []string{account(cell("number")) + fmt.Sprintf("its month %v", cell("month"))}
	case "ledger_refusal", "ledger_change":
		return place()
	case "ledger_hold":
		raw, _ := cell("id").([]byte)
		return []string{"hold " + string(id.FromRaw[ledger.TransferID]([16]byte(raw)))}
	case "ledger_head":
		return []string{"tree head: ", "head of refusals and changes of accounts: "}
	case "ledger_signed":
		return []string{"signed head over ", "count of signed heads: "}
	case "ledger_signing":
		return []string{"count of signed heads: "}
	}
	v.t.Fatalf("%s: say by what its rows are called", table)
	return nil
}

func wantNamed(t *testing.T, how, got string, calls []string) {
	t.Helper()
	if !slices.ContainsFunc(calls, func(name string) bool { return strings.Contains(got, name) }) {
		t.Errorf("%s: none of %q is named in:\n%s", how, calls, got)
	}
}

// TestTampering changes whatever can be changed in a ledger's tables, as the schema has them: a column or a table that is new is changed too.
func TestTampering(t *testing.T) {
	v := openVault(t)
	if got := v.named(func(func(string, ...any)) {}, v.kept); got != "" {
		t.Fatalf("before anything is changed, there is named:\n%s", got)
	}
	every := os.Getenv("LONG") != ""
	turn := 0
	for _, table := range slices.Sorted(maps.Keys(v.columns)) {
		columns, rows := v.columns[table], v.rows[table]
		for at, c := range columns {
			t.Run("the check names a row of "+table+" whose "+c.name+" was changed", func(t *testing.T) {
				v.t = t
				for i, row := range rows {
					others := v.others(c.kind, row.values[at])
					for _, how := range slices.Sorted(maps.Keys(others)) {
						other := others[how]
						if turn++; !every && (turn+i)%len(rows) != 0 && len(rows) > 3 {
							continue
						}
						wantNamed(t, fmt.Sprintf("row %d, %s", i+1, how), v.set(table, i, c.name, other), v.whose(table, row, other))
					}
				}
			})
		}
		t.Run("the check names a row that was taken out of "+table, func(t *testing.T) {
			v.t = t
			for i, row := range rows {
				got := v.named(func(exec func(string, ...any)) { exec(`DELETE FROM `+table+` WHERE `+v.at(1), row.place) })
				wantNamed(t, fmt.Sprintf("row %d", i+1), got, v.whose(table, row, nil))
			}
			if got := v.named(func(exec func(string, ...any)) { exec(`DELETE FROM ` + table) }); got == "" && len(rows) > 0 {
				t.Error("all of them, and nothing is named")
			}
		})
		t.Run("the check names a row that was put into "+table, func(t *testing.T) {
			v.t = t
			if len(rows) == 0 {
				made := rowData{}
				for _, c := range columns {
					made.values = append(made.values, map[string]any{"number": int64(1), "text": "CNY", "bytes": make([]byte, 32)}[c.kind])
				}
				rows = append(rows, made)
				if got := v.insert(table, made.values); got == "" {
					t.Error("one, and nothing is named")
				}
			}
			for i, row := range rows {
				if got := v.insert(table, row.values); got == "" {
					t.Errorf("row %d twice, and nothing is named", i+1)
				}
				for at, c := range columns {
					if !every && (i+at)%len(rows) != 0 {
						continue
					}
					others := v.others(c.kind, row.values[at])
					if c.name == "currency" {
						others["of an empty ledger"], others["unknown"] = "JPY", "ZZZ"
					}
					for how, other := range others {
						values := slices.Clone(row.values)
						values[at] = other
						if got := v.insert(table, values); got == "" {
							t.Errorf("row %d again with its %s %s, and nothing is named", i+1, c.name, how)
						}
					}
				}
			}
		})
	}
	v.t = t
	everything := func(but ...string) func(exec func(string, ...any)) {
		return func(exec func(string, ...any)) {
			for table := range v.columns {
				if !slices.Contains(but, table) {
					exec(`DELETE FROM ` + table)
				}
			}
		}
	}
	t.Run("a ledger that was taken out as a whole is named by its own signed heads, and by one that was kept", func(t *testing.T) {
		const missing = "records when it was signed, and the last one is at position 0"
		if got := v.named(everything("ledger_signed")); !strings.Contains(got, missing) {
			t.Errorf("named by its own: %q", got)
		}
		if got := v.named(everything(), v.kept); !strings.Contains(got, missing) || !strings.Contains(got, "there were 3 signed heads before it, and there are 0") {
			t.Errorf("named by the one that was kept: %q", got)
		}
	})
	t.Run("a ledger whose count of signed heads is gone, as if it were of the version before, is named", func(t *testing.T) {
		if got := v.named(func(exec func(string, ...any)) { exec(`DROP TABLE ledger_signing`) }); !strings.Contains(got, "count of signed heads: it is") {
			t.Errorf("named: %q", got)
		}
	})
	t.Run("signed heads that were taken out with their count are named by one that was kept", func(t *testing.T) {
		all := func(exec func(string, ...any)) { exec(`DELETE FROM ledger_signed`); exec(`DELETE FROM ledger_signing`) }
		if got := v.named(all, v.kept); !strings.Contains(got, "there were 3 signed heads before it, and there are 0") {
			t.Errorf("named: %q", got)
		}
	})
}
