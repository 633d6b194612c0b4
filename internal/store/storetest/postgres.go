package storetest

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver
)

// Variable names the environment variable with the address of a PostgreSQL server for tests. With it set, Open and OpenAt
// use that server, so that the same tests run on both engines. What they make there stays: give them a server that is
// thrown away, as tools/gate does.
const Variable = "SUPERETTE_TEST_POSTGRES"

// OnSQLite has the rest of a test run on SQLite: for tests of its file, or of the disk under it.
func OnSQLite(t *testing.T) {
	t.Helper()
	t.Setenv(Variable, "")
}

// Address returns the address of the PostgreSQL schema that belongs to a folder, made if need be, so that a folder opened
// again finds its rows again, also in another process; or "" if tests are to run on SQLite.
func Address(t testing.TB, dir string) string {
	t.Helper()
	server := os.Getenv(Variable)
	if server == "" {
		return ""
	}
	address, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s: %v", Variable, err)
	}
	mark := filepath.Join(dir, "schema") // says which schema is the folder's
	name, err := os.ReadFile(mark)       //nolint:gosec // a folder of the test's own
	if errors.Is(err, fs.ErrNotExist) {
		name = []byte("test_" + strings.ToLower(rand.Text()))
		makeSchema(t, server, string(name))
		if err = os.MkdirAll(dir, 0o700); err == nil {
			err = os.WriteFile(mark, name, 0o600)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	values := address.Query()
	values.Set("search_path", string(name))
	address.RawQuery = values.Encode()
	return address.String()
}

func makeSchema(t testing.TB, server, name string) {
	t.Helper()
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), "CREATE SCHEMA "+name)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatalf("make a schema: %v", err)
	}
}
