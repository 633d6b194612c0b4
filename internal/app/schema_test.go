package app

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/superette/superette/internal/store"
)

// ofOneEngine are words of SQL that one engine alone understands, or that mean something else on the other.
var ofOneEngine = regexp.MustCompile(`(?i)\b(virtual\s+table|fts5|autoincrement|integer\s+primary\s+key|without\s+rowid|strict|pragma|bigserial|jsonb|identity|tsvector|blob|boolean|timestamp|create\s+trigger)\b`)

func TestMigrations(t *testing.T) {
	for _, s := range schemas() {
		t.Run("of "+s.Room+" are the same on both engines, or there is one for each", func(t *testing.T) {
			files, err := fs.Glob(s.FS, "schema/*.sql")
			if err != nil {
				t.Fatal(err)
			}
			versions := map[store.Engine][]string{}
			for _, name := range files {
				base := strings.TrimSuffix(path.Base(name), ".sql")
				number, _, _ := strings.Cut(base, "_")
				shared := true
				for _, e := range []store.Engine{store.SQLite, store.PostgreSQL} {
					if strings.HasSuffix(base, "."+e.String()) {
						versions[e], shared = append(versions[e], number), false
					}
				}
				if !shared {
					continue
				}
				for _, e := range []store.Engine{store.SQLite, store.PostgreSQL} {
					versions[e] = append(versions[e], number)
				}
				text, err := fs.ReadFile(s.FS, name)
				if err != nil {
					t.Fatal(err)
				}
				code := regexp.MustCompile(`--.*`).ReplaceAllString(string(text), "")
				if word := ofOneEngine.FindString(code); word != "" {
					t.Errorf("%s: %q is for one engine alone: make %s.sqlite.sql and %s.postgres.sql of it, tell statements apart by tx.Engine(), and run "+
						"`cd tools && go run ./gate test \"go test on PostgreSQL\"`", name, word, base, base)
				}
			}
			if !slices.Equal(versions[store.SQLite], versions[store.PostgreSQL]) {
				t.Errorf("SQLite has %v, PostgreSQL %v", versions[store.SQLite], versions[store.PostgreSQL])
			}
		})
	}
}
