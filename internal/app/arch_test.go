package app_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// update rewrites what this test generates: the map in docs/architecture.md.
var update = flag.Bool("update", false, "rewrite generated files") //nolint:gochecknoglobals // a test's flag

const module = "github.com/superette/superette/"

// room is one row of the map: a folder of internal, what lives there, and which rooms it may import. Folders below a room
// belong to it.
type room struct{ name, holds, imports string }

// ladder is the map, lowest room first. In imports, "+" stands for all of foundation, "*" for everything.
func ladder() []room {
	return []room{
		{"fault", "kinds of failure, named failures, safe text", ""},
		{"money", "amounts in minor units, exact split, no floats", "fault"},
		{"id", "sortable ids, one Go type per noun; the caller", "fault"},
		{"api", "generated from `proto/`; only `http*.go` files import it", ""},
		{"store", "SQLite or PostgreSQL behind one committer, migrations, outbox, leases, blobs; knows no noun", "fault id"},
		{"bus", "NATS in process or as a cluster: fan-out, wake-ups, questions between processes; never the only copy of a fact", "fault id"},
		{"httpd", "routes, sessions, the Origin rule, fault → status, rate limits, sockets; knows no noun", "fault id"},
		{"egress", "the one guarded way out: address rules, allow-lists, limits, a log per caller", "fault id store"},
		{"picture", "pictures of strangers, encoded again as nothing but their pixels; small ones and blurs of them", ""},
		{"account", "people, sign-in, sessions, ids per program", "+"},
		{"push", "notices to devices of people who are away: Web Push by VAPID, encrypted, from a queue", "+ account"},
		{"social", "contacts, blocks", "+ account"},
		{"chat", "conversations, messages, cards, pictures, the live socket", "+ picture account social"},
		{"ledger", "accounts by double entry, holds; the only writer of balances", "+"},
		{"pay", "merchants' orders, payments, transfers, PINs, notices to merchants", "+ account ledger"},
		{"mini/compile", "templates, style sheets, scripts and JSON of a mini program, WeChat's or Alipay's, to JavaScript, CSS and compiled templates", "+"},
		{"mini/pack", "the package format: manifest, hashes, signature", "+ mini/compile"},
		{"mini/registry", "programs and their versions", "+ account mini/compile mini/pack"},
		{"mini/deliver", "immutable files of packages, pictures of people", "+ picture account mini/compile mini/pack mini/registry"},
		{"mini/gateway", "what a program may reach outside: wx.request, network pictures, sign-in codes for its server", "+ account mini/pack mini/registry"},
		{"compat/wechat", "WeChat's server API, as existing backends of mini programs speak it", "+ account mini/registry mini/gateway"},
		{"compat/wechatpay", "WeChat Pay's APIv3, as existing merchants' backends speak it", "+ pay"},
		{"compat/alipay", "Alipay's OpenAPI, as existing merchants' backends speak it", "+ account mini/gateway pay"},
		{"report", "what people report to the operator, with the messages as they were", "+ account"},
		{"app", "builds all of the above, mounts routes; commands and reactions that span nouns", "*"},
	}
}

func foundation() []string {
	return strings.Fields("fault money id api store bus httpd egress")
}

// allowed returns the rooms that r may import.
func (r room) allowed(all []room) (names []string) {
	for _, name := range strings.Fields(r.imports) {
		switch name {
		case "+":
			names = append(names, foundation()...)
		case "*":
			for _, other := range all {
				names = append(names, other.name)
			}
		default:
			names = append(names, name)
		}
	}
	return names
}

// statement finds SQL in a string. Words alone do not count, only the beginnings of statements.
var statement = regexp.MustCompile(`(?is)\b(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(table|index)\s)`) //nolint:gochecknoglobals // a compiled pattern

// booksTable finds a table of the ledger in SQL, however it is written: whoever else could write there could make money.
var booksTable = regexp.MustCompile(`(?i)\bledger_\w`) //nolint:gochecknoglobals // a compiled pattern

// check holds the files of a repository to the map and returns what breaks it, one sentence each.
func check(t *testing.T, repository fs.FS, all []room) (faults []string) {
	t.Helper()
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	seen := map[string]bool{}
	for n, r := range all {
		for _, name := range r.allowed(all) {
			if at := slices.IndexFunc(all, func(other room) bool { return other.name == name }); at < 0 {
				say("the row of %s lists %s, which has no row", r.name, name)
			} else if at > n {
				say("the row of %s points upward to %s", r.name, name)
			}
		}
	}
	err := fs.WalkDir(repository, "internal", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "testdata" {
			return fs.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(name, ".sql") && !strings.HasPrefix(name, "internal/ledger/") {
			source, err := fs.ReadFile(repository, name)
			if booksTable.Match(source) {
				say("%s names a table of the ledger; nobody else touches a balance", name)
			}
			return err
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		at := roomOf(path.Dir(name), all)
		if at < 0 {
			say("%s belongs to no room of the map", name)
			return nil
		}
		seen[all[at].name] = true
		source, err := fs.ReadFile(repository, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		checkImports(name, file, all[at], all, say)
		checkCode(name, file, all[at], say)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if !seen[r.name] {
			say("the map has a row for %s, which does not exist", r.name)
		}
	}
	return faults
}

// roomOf returns the row of the room that a folder belongs to, or -1.
func roomOf(folder string, all []room) int {
	return slices.IndexFunc(all, func(r room) bool {
		return folder == "internal/"+r.name || strings.HasPrefix(folder, "internal/"+r.name+"/")
	})
}

func checkImports(name string, file *ast.File, r room, all []room, say func(string, ...any)) {
	edge := strings.HasPrefix(path.Base(name), "http") || slices.Contains([]string{"httpd", "egress", "api", "app"}, r.name) || strings.HasPrefix(r.name, "compat/")
	for _, i := range file.Imports {
		target, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			say("%s: import %s cannot be read", name, i.Path.Value)
			continue
		}
		if target == "net/http" && !edge {
			say("%s imports net/http; that is for http*.go", name)
		}
		own, ours := strings.CutPrefix(target, module)
		if !ours || r.name == "app" {
			continue
		}
		at := roomOf(own, all)
		switch {
		case at < 0:
			say("%s imports %s, which is no room", name, own)
		case all[at].name == r.name:
		case !slices.Contains(r.allowed(all), all[at].name):
			say("%s imports %s, which the row of %s does not list", name, all[at].name, r.name)
		case all[at].name == "api" && !edge:
			say("%s imports api; that is for http*.go", name)
		}
	}
}

// checkCode looks for SQL outside store*.go, and for calls of the ledger in functions that are given a Tx: those would wait
// for the committer on the committer.
func checkCode(name string, file *ast.File, r room, say func(string, ...any)) {
	stores := r.name == "store" || strings.HasPrefix(path.Base(name), "store")
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if n.Kind == token.STRING && r.name != "ledger" && booksTable.MatchString(n.Value) {
				say("%s names a table of the ledger; nobody else touches a balance", name)
			}
			if n.Kind == token.STRING && !stores && statement.MatchString(n.Value) {
				say("%s holds SQL; that is for store*.go", name)
			}
		case *ast.FuncDecl:
			if n.Body != nil && takesTx(n.Type) && calls(n.Body, "ledger") {
				say("%s: %s takes a Tx and calls the ledger", name, n.Name.Name)
			}
		case *ast.FuncLit:
			if takesTx(n.Type) && calls(n.Body, "ledger") {
				say("%s: a function takes a Tx and calls the ledger", name)
			}
		}
		return true
	})
}

func takesTx(f *ast.FuncType) bool {
	return slices.ContainsFunc(f.Params.List, func(p *ast.Field) bool {
		s, ok := p.Type.(*ast.SelectorExpr)
		return ok && s.Sel.Name == "Tx" && fmt.Sprint(s.X) == "store"
	})
}

func calls(body ast.Node, name string) (found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if s, ok := call.Fun.(*ast.SelectorExpr); ok && (fmt.Sprint(s.X) == name || endsIn(s.X, name)) {
				found = true
			}
		}
		return !found
	})
	return found
}

// endsIn reports whether an expression such as s.ledger ends in the field name.
func endsIn(e ast.Expr, name string) bool {
	s, ok := e.(*ast.SelectorExpr)
	return ok && strings.EqualFold(s.Sel.Name, name)
}

func TestTheMapHolds(t *testing.T) {
	for _, fault := range check(t, os.DirFS("../.."), ladder()) {
		t.Error(fault)
	}
}

func TestTheMapIsPrinted(t *testing.T) {
	const file, begin, end = "../../docs/architecture.md", "<!-- map: begin -->\n", "<!-- map: end -->\n"
	var table strings.Builder
	table.WriteString("| Room | What lives there | May import |\n|---|---|---|\n")
	for _, r := range ladder() {
		imports := strings.ReplaceAll(r.imports, "*", "everything")
		fmt.Fprintf(&table, "| `%s` | %s | %s |\n", r.name, r.holds, imports)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, okBegin := strings.Cut(string(content), begin)
	_, after, okEnd := strings.Cut(rest, end)
	if !okBegin || !okEnd {
		t.Fatalf("%s lacks its markers", file)
	}
	want := before + begin + table.String() + end + after
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil { //nolint:gosec // a document for everybody
			t.Fatal(err)
		}
		return
	}
	if string(content) != want {
		t.Errorf("%s is not what the map says; run `go test ./internal/app -run TestTheMap -update`", file)
	}
}

func TestTheCheckerFinds(t *testing.T) {
	rooms := []room{{"fault", "", ""}, {"api", "", ""}, {"store", "", "fault"}, {"pay", "", "fault api store"}, {"app", "", "*"}}
	house := func(extra map[string]string) fstest.MapFS {
		files := fstest.MapFS{}
		for _, r := range rooms {
			files["internal/"+r.name+"/"+r.name+".go"] = &fstest.MapFile{Data: []byte("package " + r.name)}
		}
		for name, source := range extra {
			files[name] = &fstest.MapFile{Data: []byte(source)}
		}
		return files
	}
	imports := func(pkg string, paths ...string) string {
		return "package " + pkg + "\nimport (\n\"" + strings.Join(paths, "\"\n\"") + "\"\n)\n"
	}
	for _, c := range []struct {
		name, file, source string
		rooms              []room
		want               string // "" means that nothing is wrong
	}{
		{name: "nothing in a house that keeps to its map", file: "internal/pay/x.go", source: imports("pay", module+"internal/fault", module+"internal/store", "fmt")},
		{name: "an import that is not listed", file: "internal/fault/x.go", source: imports("fault", module+"internal/store"), want: "internal/fault/x.go imports store, which the row of fault does not list"},
		{name: "an unlisted import from a folder inside a room", file: "internal/store/storetest/x.go", source: imports("storetest", module+"internal/pay"), want: "internal/store/storetest/x.go imports pay, which the row of store does not list"},
		{name: "a room that is not on the map", file: "internal/util/x.go", source: "package util", want: "internal/util/x.go belongs to no room of the map"},
		{name: "an import of something that is no room", file: "internal/pay/x.go", source: imports("pay", module+"web"), want: "internal/pay/x.go imports web, which is no room"},
		{name: "net/http in the rules of a room", file: "internal/pay/service.go", source: imports("pay", "net/http"), want: "internal/pay/service.go imports net/http; that is for http*.go"},
		{name: "nothing in net/http at a room's edge", file: "internal/pay/http_notify.go", source: imports("pay", "net/http", module+"internal/api/superettev1")},
		{name: "api in the rules of a room", file: "internal/pay/service.go", source: imports("pay", module+"internal/api/superettev1"), want: "internal/pay/service.go imports api; that is for http*.go"},
		{name: "SQL outside store*.go", file: "internal/pay/service.go", source: "package pay\nconst q = `SELECT id\nFROM payment WHERE id = $1`", want: "internal/pay/service.go holds SQL; that is for store*.go"},
		{name: "nothing in SQL in store*.go", file: "internal/pay/store_read.go", source: "package pay\nconst q = `SELECT id FROM payment`"},
		{name: "nothing in English that sounds like SQL", file: "internal/pay/service.go", source: "package pay\nconst s = `Select a tea, update it and delete it.`"},
		{name: "the ledger called inside a transaction", file: "internal/pay/service.go", source: "package pay\nfunc settle(tx store.Tx) { ledger.Post(nil) }", want: "internal/pay/service.go: settle takes a Tx and calls the ledger"},
		{name: "the ledger called by a field inside a transaction", file: "internal/pay/service.go", source: "package pay\nfunc (s *S) f() { s.db.Write(func(tx store.Tx) error { return s.ledger.Post() }) }", want: "internal/pay/service.go: a function takes a Tx and calls the ledger"},
		{name: "the ledger called by an exported field inside a transaction", file: "internal/pay/service.go", source: "package pay\nfunc (s *S) f() { s.DB.Write(func(tx store.Tx) error { return s.Ledger.Post() }) }", want: "internal/pay/service.go: a function takes a Tx and calls the ledger"},
		{name: "a balance written by another room", file: "internal/pay/store_x.go", source: "package pay\nconst q = `UPDATE ledger_balance SET credits = 0`", want: "internal/pay/store_x.go names a table of the ledger; nobody else touches a balance"},
		{name: "a balance written by another room's trigger", file: "internal/pay/schema/0009_x.sql", source: "CREATE TRIGGER t AFTER INSERT ON payment BEGIN UPDATE ledger_balance SET credits = 0; END;", want: "internal/pay/schema/0009_x.sql names a table of the ledger; nobody else touches a balance"},
		{name: "nothing in the ledger called outside one", file: "internal/pay/service.go", source: "package pay\nfunc settle() { ledger.Post(nil) }"},
		{name: "a row that points upward", rooms: []room{{"fault", "", "store"}, {"api", "", ""}, {"store", "", ""}, {"pay", "", ""}, {"app", "", "*"}}, want: "the row of fault points upward to store"},
		{name: "a row without a room", rooms: append(slices.Clone(rooms[:4]), room{"ledger", "", ""}, rooms[4]), want: "the map has a row for ledger, which does not exist"},
		{name: "a row that lists what has no row", rooms: append([]room{{"fault", "", "ghost"}}, rooms[1:]...), want: "the row of fault lists ghost, which has no row"},
	} {
		t.Run(c.name, func(t *testing.T) {
			extra := map[string]string{}
			if c.file != "" {
				extra[c.file] = c.source
			}
			table := rooms
			if c.rooms != nil {
				table = c.rooms
			}
			got := strings.Join(check(t, house(extra), table), "\n")
			if got != c.want {
				t.Errorf("found:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}
