package app

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

func demoOn(place store.Place) func(context.Context, Config) error {
	return func(ctx context.Context, c Config) error {
		c.DB = place.DB
		return Demo(ctx, DemoConfig{Config: c})
	}
}

func serveOn(place store.Place) func(context.Context, Config) error {
	return func(ctx context.Context, c Config) error {
		c.DB = place.DB
		return Serve(ctx, c)
	}
}

// enter signs in by a demo link and returns the session's cookie.
func enter(t *testing.T, link string) *http.Cookie {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil || len(answer.Cookies()) == 0 {
		t.Fatalf("%s gave no cookie: %s, %v", link, answer.Status, err)
	}
	return answer.Cookies()[0]
}

// me asks an instance who a session's person is.
func me(t *testing.T, origin string, cookie *http.Cookie) string {
	t.Helper()
	_, text := asked(t, origin, cookie, http.MethodPost, "/api/superette.v1.AccountService/Me", []byte("{}"))
	person, _, _ := strings.Cut(string(text), `"instance"`) // which may be the demo, and not any more
	return person
}

func backedUp(t *testing.T, place store.Place) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "backup.tar.gz")
	var said bytes.Buffer
	if err := Backup(t.Context(), BackupConfig{Data: place.Dir, DB: place.DB, Out: out, Now: time.Now, Random: rand.Reader, To: &said}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(said.String(), out) {
		t.Errorf("it says %q", said.String())
	}
	return out
}

func restore(t *testing.T, file, dir string) error {
	t.Helper()
	return Restore(t.Context(), RestoreConfig{File: file, Data: dir, DB: storetest.Address(t, filepath.Dir(dir)), Now: time.Now, Random: rand.Reader, To: io.Discard})
}

func TestBackup(t *testing.T) {
	needsPages(t)
	t.Run("of a running instance, restored, is the same: people are still signed in, and the books agree", func(t *testing.T) {
		data := t.TempDir()
		place := storetest.Place(t, data)
		origin, _, stop := serving(t, data, demoOn(place))
		cookie := enter(t, origin+"/demo/ling")
		before := me(t, origin, cookie)
		if !strings.Contains(before, `"ling"`) {
			t.Fatalf("before: %s", before)
		}
		remarked := remark(t, origin, cookie)
		file := backedUp(t, place)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		outer := t.TempDir()
		again := filepath.Join(outer, "again")
		if err := restore(t, file, again); err != nil {
			t.Fatal(err)
		}
		there := store.Place{Dir: again, DB: storetest.Address(t, outer)}
		if err := sameLedgers(t.Context(), place, there, io.Discard); err != nil {
			t.Error(err)
		}
		for _, folder := range backupFolders() {
			if a, b := files(t, filepath.Join(data, folder)), files(t, filepath.Join(again, folder)); a != b || folder != "demo" && a == "" {
				t.Errorf("%s: files\n%s, restored\n%s", folder, a, b)
			}
		}
		origin, _, _ = serving(t, again, serveOn(there))
		if got := me(t, origin, cookie); got != before {
			t.Errorf("after: %s\nbefore: %s", got, before)
		}
		if got := remarks(t, origin, cookie); got != remarked {
			t.Errorf("remarks after: %s, before: %s", got, remarked)
		}
	})
}

// remark gives somebody's first contact a name of their own, and returns their remarks.
func remark(t *testing.T, origin string, cookie *http.Cookie) string {
	t.Helper()
	contact, _ := contactsOf(t, origin, cookie)
	body := []byte(`{"remark": {"userId": "` + contact + `", "name": "My friend", "note": "of the tea house"}}`)
	if status, said := asked(t, origin, cookie, http.MethodPost, "/api/superette.v1.SocialService/ChangeRemark", body); status != http.StatusOK {
		t.Fatalf("a name for a contact: %d %s", status, said)
	}
	return remarks(t, origin, cookie)
}

func remarks(t *testing.T, origin string, cookie *http.Cookie) string {
	t.Helper()
	_, remarks := contactsOf(t, origin, cookie)
	if !strings.Contains(remarks, "My friend") {
		t.Errorf("remarks: %s", remarks)
	}
	return remarks
}

// contactsOf returns the id of somebody's first contact, and what they call their contacts.
func contactsOf(t *testing.T, origin string, cookie *http.Cookie) (first, remarks string) {
	t.Helper()
	_, text := asked(t, origin, cookie, http.MethodPost, "/api/superette.v1.SocialService/ListContacts", []byte("{}"))
	var list struct {
		Contacts []struct{ ID string }
		Remarks  []struct{ UserID, Name, Note string }
	}
	if err := json.Unmarshal(text, &list); err != nil || len(list.Contacts) == 0 {
		t.Fatalf("contacts: %s, %v", text, err)
	}
	return list.Contacts[0].ID, fmt.Sprintf("%+v", list.Remarks)
}

// files lists the regular files of a folder.
func files(t *testing.T, folder string) (names string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && entry.Type().IsRegular() {
			names += strings.TrimPrefix(name, folder) + "\n"
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// repacked changes the entries of a backup.
func repacked(t *testing.T, file string, change func(name string, content []byte) (string, []byte)) string {
	t.Helper()
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close() //nolint:errcheck // only read
	zipped, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	to := tar.NewWriter(zip)
	for from := tar.NewReader(zipped); ; {
		header, err := from.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		if header.Name, content = change(header.Name, content); header.Name == "" {
			continue
		}
		header.Size = int64(len(content))
		_, err = to.Write(nil)
		if err := errors.Join(err, to.WriteHeader(header)); err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(to.Close(), zip.Close()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "repacked.tar.gz")
	if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestDamagedBackup(t *testing.T) {
	storetest.OnSQLite(t)
	needsPages(t)
	data := t.TempDir()
	_, _, stop := serving(t, data, demoOn(store.Place{Dir: data}))
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	good := backedUp(t, store.Place{Dir: data})
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(t.TempDir(), "cut.tar.gz")
	if err := os.WriteFile(cut, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	rename := func(from, to string) func(string, []byte) (string, []byte) {
		return func(name string, content []byte) (string, []byte) {
			if strings.HasPrefix(name, from) {
				name = to
			}
			return name, content
		}
	}
	bend := func(prefix string) func(string, []byte) (string, []byte) {
		return func(name string, content []byte) (string, []byte) {
			if strings.HasPrefix(name, prefix) && len(content) > 0 {
				content[len(content)/2] ^= 1
			}
			return name, content
		}
	}
	format := func(name string, content []byte) (string, []byte) {
		if name == backupManifest {
			var m manifest
			if err := json.Unmarshal(content, &m); err != nil {
				t.Fatal(err)
			}
			m.Format = 99
			content, _ = json.Marshal(m) //nolint:errchkjson // it was JSON
		}
		return name, content
	}
	for _, c := range []struct{ name, file, says string }{
		{"cut off in the middle", cut, "no whole backup"},
		{"without its manifest", repacked(t, good, rename(backupManifest, "")), "ends before its manifest"},
		{"without its rows", repacked(t, good, rename(backupRows, "")), "its manifest names"},
		{"with other rows", repacked(t, good, bend(backupRows)), "superette.db is not what was packed"},
		{"with another blob", repacked(t, good, bend("blobs/")), "is not what was packed"},
		{"with another key", repacked(t, good, bend("keys/")), "is not what was packed"},
		{"with a file that climbs out", repacked(t, good, rename("keys/", "keys/../../evil")), "does not belong"},
		{"with an absolute path", repacked(t, good, rename("keys/", "/tmp/evil")), "does not belong"},
		{"of a later format", repacked(t, good, format), "has format 99"},
		{"that is something else", "backup_test.go", "not gzipped"},
		{"that is not there", filepath.Join(t.TempDir(), "none"), "cannot be read"},
	} {
		t.Run(c.name+" is refused, and nothing is left", func(t *testing.T) {
			outer := t.TempDir()
			err := restore(t, c.file, filepath.Join(outer, "again"))
			var refusal Refusal
			if !errors.As(err, &refusal) || !strings.Contains(refusal.Text, c.says) {
				t.Errorf("error = %v, want a refusal with %q", err, c.says)
			}
			if left, err := os.ReadDir(outer); err != nil || len(left) > 0 {
				t.Errorf("left: %v, %v", left, err)
			}
		})
	}
	t.Run("a folder with something in it is left alone", func(t *testing.T) {
		err := restore(t, good, data)
		var refusal Refusal
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Text, "is not empty") {
			t.Errorf("error = %v, want a refusal", err)
		}
	})
	t.Run("a backup does not overwrite another one", func(t *testing.T) {
		err := Backup(t.Context(), BackupConfig{Data: data, Out: good, Now: time.Now, Random: rand.Reader, To: io.Discard})
		var refusal Refusal
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Text, "there already") {
			t.Errorf("error = %v, want a refusal", err)
		}
	})
	t.Run("a ledger that was tampered with is not restored", func(t *testing.T) {
		forged := t.TempDir()
		if err := os.CopyFS(forged, os.DirFS(data)); err != nil {
			t.Fatal(err)
		}
		forge(t, forged)
		file := backedUp(t, store.Place{Dir: forged})
		err := restore(t, file, filepath.Join(t.TempDir(), "again"))
		var refusal Refusal
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Text, "differs from its own records") {
			t.Errorf("error = %v, want a refusal", err)
		}
	})
}

// blobsOf returns the files of a data folder's contents, by name.
func blobsOf(t *testing.T, data string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(filepath.Join(data, "blobs"), func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			found[entry.Name()] = name
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// served returns what a program consists of, by path, its package as "".
func served(t *testing.T, place store.Place) (contents map[string]string) {
	t.Helper()
	contents = map[string]string{}
	db, err := store.OpenReader(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Read(t.Context(), func(tx store.Tx) error {
		return registry.Contents(t.Context(), tx, store.Disk(filepath.Join(place.Dir, "blobs")), func(hash id.BlobHash, of string) error {
			contents[of] = string(hash)
			return nil
		})
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return contents
}

func TestBackupOfADiskThatForgets(t *testing.T) {
	needsPages(t)
	data := t.TempDir()
	place := storetest.Place(t, data)
	_, _, stop := serving(t, data, demoOn(place))
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	var script, pack string
	for of := range served(t, place) {
		if strings.Contains(of, "main.js of") {
			script = of
		}
		if strings.HasPrefix(of, "the package of") {
			pack = of
		}
	}
	contents, files := served(t, place), blobsOf(t, data)
	if script == "" || pack == "" {
		t.Fatalf("no program among %v", contents)
	}
	for _, c := range []struct {
		name, what, says string
		make             func(file string) error
	}{
		{"a damaged file", script, ", damaged (blobs/", func(file string) error { return os.WriteFile(file, []byte("not what it was"), 0o600) }},
		{"an empty file", script, ", damaged (blobs/", func(file string) error { return os.Truncate(file, 0) }},
		{"a missing file", script, ", missing (blobs/", os.Remove},
		{"a damaged package", pack, ", damaged (blobs/", func(file string) error { return os.WriteFile(file, []byte("{}"), 0o600) }},
		{"a missing package", pack, ", missing (blobs/", os.Remove},
	} {
		t.Run(c.name+" is named when it is backed up and restored, and all else is there", func(t *testing.T) {
			spoilt := t.TempDir()
			if err := os.CopyFS(spoilt, os.DirFS(data)); err != nil {
				t.Fatal(err)
			}
			hash := contents[c.what]
			inside, err := filepath.Rel(data, files[hash])
			if err := errors.Join(err, c.make(filepath.Join(spoilt, inside))); err != nil {
				t.Fatal(err)
			}
			out := filepath.Join(t.TempDir(), "backup.tar.gz")
			err = Backup(t.Context(), BackupConfig{Data: spoilt, DB: place.DB, Out: out, Now: time.Now, Random: rand.Reader, To: io.Discard})
			var refusal Refusal
			if !errors.As(err, &refusal) || !strings.Contains(refusal.Text, c.what+c.says) || !strings.Contains(refusal.Text, "lacks 1 file of") {
				t.Errorf("backup: error = %v, want one that names %s%s", err, c.what, c.says)
			}
			if _, lacks, err := lastBackup(spoilt); err != nil || lacks != 1 {
				t.Errorf("the note of the backup: lacks %d, %v; want 1", lacks, err)
			}
			outer := t.TempDir()
			again := filepath.Join(outer, "again")
			var said bytes.Buffer
			err = Restore(t.Context(), RestoreConfig{File: out, Data: again, DB: storetest.Address(t, outer), Now: time.Now, Random: rand.Reader, To: &said})
			if err != nil || !strings.Contains(said.String(), "but for 1 file that had been damaged or lost before: "+c.what) {
				t.Fatalf("restore: %v, says %q; want it restored, and %s named", err, said.String(), c.what)
			}
			there := blobsOf(t, again)
			if _, has := there[hash]; has || len(there) != len(files)-1 {
				t.Errorf("%d files are restored of %d, the spoilt one among them: %v", len(there), len(files), has)
			}
		})
	}
}

func TestMove(t *testing.T) {
	needsPages(t)
	data := t.TempDir()
	sqlite, there := store.Place{Dir: data}, storetest.Place(t, data)
	if there == sqlite {
		// Without a server the refusals are left; the gate runs all of this with one.
		t.Run("to where it is is refused", func(t *testing.T) {
			var refusal Refusal
			if err := Move(t.Context(), MoveConfig{Data: data, Out: io.Discard}); !errors.As(err, &refusal) || !strings.Contains(refusal.Text, "to where it is") {
				t.Errorf("error = %v, want a refusal", err)
			}
		})
		return
	}
	origin, _, stop := serving(t, data, demoOn(sqlite))
	cookie := enter(t, origin+"/demo/ling")
	before := me(t, origin, cookie)
	move := func(from, to string) (string, error) {
		var out bytes.Buffer
		err := Move(t.Context(), MoveConfig{Data: data, From: from, To: to, Now: time.Now, Random: rand.Reader, Out: &out})
		return out.String(), err
	}
	refused := func(t *testing.T, err error, says string) {
		t.Helper()
		var refusal Refusal
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Text, says) {
			t.Errorf("error = %v, want a refusal with %q", err, says)
		}
	}
	t.Run("while it runs is refused", func(t *testing.T) {
		_, err := move("", there.DB)
		refused(t, err, "in use")
	})
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	t.Run("to PostgreSQL and back keeps everybody signed in and the books equal", func(t *testing.T) {
		said, err := move("", there.DB)
		if err != nil || !strings.Contains(said, "the same on both sides") {
			t.Fatalf("%v\n%s", err, said)
		}
		refused(t, Serve(t.Context(), testConfig(t, data, io.Discard)), "PostgreSQL")
		origin, _, stop := serving(t, data, serveOn(there))
		if got := me(t, origin, cookie); got != before {
			t.Errorf("on PostgreSQL: %s\nbefore: %s", got, before)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		_, err = move("", there.DB)
		refused(t, err, "are in PostgreSQL")
		_, err = move(storetest.Address(t, t.TempDir()), "")
		refused(t, err, "in another database than this")
		if said, err = move(there.DB, ""); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		refused(t, serveOn(there)(t.Context(), testConfig(t, data, io.Discard)), "are in its SQLite file")
		origin, _, _ = serving(t, data, serveOn(sqlite))
		if got := me(t, origin, cookie); got != before {
			t.Errorf("on SQLite again: %s\nbefore: %s", got, before)
		}
		_, err = move("", there.DB)
		refused(t, err, "in use")
	})
}

func TestNoteOfABackup(t *testing.T) {
	data := t.TempDir()
	at := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	t.Run("takes the place of one that may not be written to", func(t *testing.T) {
		before, err := os.OpenFile(filepath.Join(data, backupNote), os.O_CREATE|os.O_RDONLY, 0o400)
		if err := errors.Join(err, before.Close(), noteBackup(data, at, 0)); err != nil {
			t.Fatal(err)
		}
		if was, err := os.Stat(filepath.Join(data, backupNote)); err != nil || was.Mode().Perm()&0o200 == 0 {
			t.Errorf("the note is the one before: %v, %v", was, err)
		}
		if last, _, err := lastBackup(data); err != nil || !last.Equal(at) {
			t.Errorf("the last backup was at %v, %v, want %v", last, err, at)
		}
	})
	t.Run("is of the folder's user, though root made the backup", func(t *testing.T) {
		owner := os.Geteuid()
		if owner == 0 { // nobody else can give a folder away
			owner = 4321
		}
		if err := errors.Join(os.Chown(data, owner, -1), noteBackup(data, at, 0)); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(data, backupNote))
		if err != nil {
			t.Fatal(err)
		}
		if is, ok := info.Sys().(*syscall.Stat_t); !ok || int(is.Uid) != owner {
			t.Errorf("it belongs to %+v, want %d", info.Sys(), owner)
		}
	})
}

func TestBackupOfAnOlderVersion(t *testing.T) {
	c := patient(t)
	rows(`DELETE FROM schema_account WHERE version_id = (SELECT max(version_id) FROM schema_account)`)(t, &c)
	out := filepath.Join(t.TempDir(), "b.tar.gz")
	err := Backup(t.Context(), BackupConfig{Data: c.Data, DB: c.DB, Out: out, Now: time.Now, Random: rand.Reader, To: io.Discard})
	var refusal Refusal
	if !errors.As(err, &refusal) || !strings.Contains(refusal.Hint, "the version that served it last") {
		t.Errorf("error = %v, want a refusal that says which version backs it up: to start this one first would change the tables without a backup", err)
	}
	if _, err := os.Stat(out); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something was made: %v", err)
	}
}
