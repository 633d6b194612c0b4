//go:build postgres

package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/superette/superette/internal/store"
)

const soon = 20 * time.Second // by when a member acts that does so within seconds

// spread is as many leases as are enough for each of two members to be due some.
func spread() (names []string) {
	for n := range 32 {
		names = append(names, fmt.Sprintf("part/%02d", n))
	}
	return names
}

// member opens a database as one of a cluster, in a folder that all members share.
func member(t *testing.T, address, dir string, c store.Cluster) *store.DB {
	t.Helper()
	c.Spread, c.Whole = spread(), []string{"books"}
	db, err := store.Open(t.Context(), store.Config{
		Dir: dir, DB: address, Schemas: []store.Schema{tea(t)}, Now: time.Now, Random: rand.Reader,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Cluster: &c,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// mine counts the leases that a member has.
func mine(db *store.DB) (n int) {
	for _, name := range spread() {
		if _, mine := db.Member().Lease(name); mine {
			n++
		}
	}
	return n
}

// await returns once the members have come to something.
func await(t *testing.T, what string, there func() bool, members ...*store.DB) {
	t.Helper()
	over := time.After(soon)
	for {
		changed := members[0].Member().Changed()
		if there() {
			return
		}
		select {
		case <-changed:
		case <-over:
			t.Fatalf("not within %v: %s", soon, what)
		}
	}
}

func TestCluster(t *testing.T) {
	write := func(t *testing.T, db *store.DB, name string) error {
		t.Helper()
		return db.Write(t.Context(), add(name, 1))
	}
	t.Run("spreads leases over its members, and gives those of one that leaves to the others", func(t *testing.T) {
		address, _ := server(t)
		dir := t.TempDir()
		one := member(t, address, dir, store.Cluster{})
		if got := mine(one); got != 32 {
			t.Fatalf("the first member has %d leases, want all 32", got)
		}
		two := member(t, address, dir, store.Cluster{})
		await(t, "each has some", func() bool { return mine(one)+mine(two) == 32 && mine(two) > 0 }, one, two)
		if got := mine(one); got < 4 || got > 28 {
			t.Errorf("of 32 leases one of two members has %d", got)
		}
		if _, whole := one.Member().Lease("books"); !whole {
			t.Error("what is not spread moved without need")
		}
		if got := one.Member().Others(); len(got) != 1 || got[0] != two.Member().ID() {
			t.Errorf("the others are %v, want %s", got, two.Member().ID())
		}
		if err := one.Close(); err != nil {
			t.Fatal(err)
		}
		await(t, "the other has all", func() bool {
			_, books := two.Member().Lease("books")
			return mine(two) == 32 && books && len(two.Member().Others()) == 0
		}, two)
	})
	t.Run("takes over from a member that is not heard of, whose late commit fails", func(t *testing.T) {
		address, _ := server(t)
		dir := t.TempDir()
		one := member(t, address, dir, store.Cluster{})
		two := member(t, address, dir, store.Cluster{})
		old, _ := one.Member().Lease("books")
		one.Member().Faint()
		if err := write(t, one, "before"); err != nil {
			t.Fatal(err)
		}
		await(t, "the other has all", func() bool { return mine(two) == 32 }, two)
		if now, got := two.Member().Lease("books"); !got || now.Epoch != old.Epoch+1 {
			t.Errorf("the lease went from %+v to %+v, want the next epoch", old, now)
		}
		if err := write(t, one, "late"); !errors.Is(err, store.ErrFenced) {
			t.Errorf("the late commit: error = %v, want ErrFenced", err)
		}
		<-one.Broken()
		if err := one.Err(); !errors.Is(err, store.ErrFenced) {
			t.Errorf("Err = %v, want ErrFenced", err)
		}
		if err := write(t, two, "after"); err != nil {
			t.Errorf("the other one: %v", err)
		}
		if got := strings.Join(names(t, two), " "); got != "after before" {
			t.Errorf("there is %q, want what was committed before, and after", got)
		}
	})
	t.Run("tells one that a network cuts off from the database in silence, whose others take over; back again it is fenced", func(t *testing.T) {
		address, _ := server(t)
		dir := t.TempDir()
		line := newLine(t, address)
		one := member(t, line.address, dir, store.Cluster{})
		two := member(t, address, dir, store.Cluster{})
		cut, turned := one.Member().Cut()
		if cut {
			t.Fatal("cut off from the start")
		}
		line.silent.Store(true)
		<-turned
		if cut, _ := one.Member().Cut(); !cut {
			t.Error("not cut off")
		}
		await(t, "the other has all", func() bool { return mine(two) == 32 }, two)
		if cut, _ := two.Member().Cut(); cut {
			t.Error("the other one is cut off, too")
		}
		line.silent.Store(false)
		<-one.Broken()
		if err := one.Err(); !errors.Is(err, store.ErrFenced) {
			t.Errorf("Err = %v, want ErrFenced", err)
		}
	})
	t.Run("goes on where it was if the database was away for all and nobody took over", func(t *testing.T) {
		address, _ := server(t)
		line := newLine(t, address)
		one := member(t, line.address, t.TempDir(), store.Cluster{})
		_, turned := one.Member().Cut()
		line.silent.Store(true)
		<-turned
		_, turned = one.Member().Cut()
		line.silent.Store(false)
		<-turned
		for {
			err := write(t, one, "after")
			if err == nil {
				break
			}
			if !errors.Is(err, store.ErrLost) {
				t.Fatal(err)
			}
		}
		if err := one.Err(); err != nil {
			t.Error(err)
		}
	})
	t.Run("commits one after the other, so that what a commit has read stays true", func(t *testing.T) {
		address, _ := server(t)
		dir := t.TempDir()
		members := []*store.DB{member(t, address, dir, store.Cluster{}), member(t, address, dir, store.Cluster{})}
		if err := write(t, members[0], "sum"); err != nil {
			t.Fatal(err)
		}
		const each = 200
		var all sync.WaitGroup
		for _, db := range members {
			for range each {
				all.Go(func() {
					if err := db.Write(t.Context(), func(tx store.Tx) error {
						var n int
						if err := tx.QueryRow(`SELECT price FROM tea WHERE name = 'sum'`).Scan(&n); err != nil {
							return err
						}
						_, err := tx.Exec(`UPDATE tea SET price = $1 WHERE name = 'sum'`, n+1)
						return err
					}); err != nil {
						t.Error(err)
					}
				})
			}
		}
		all.Wait()
		var got int
		if err := members[1].Read(t.Context(), func(tx store.Tx) error {
			return tx.QueryRow(`SELECT price FROM tea WHERE name = 'sum'`).Scan(&got)
		}); err != nil || got != 1+2*each {
			t.Errorf("the sum is %d (%v), want %d", got, err, 1+2*each)
		}
	})
	t.Run("hands out the events of all at one of them", func(t *testing.T) {
		address, _ := server(t)
		dir := t.TempDir()
		one := member(t, address, dir, store.Cluster{})
		two := member(t, address, dir, store.Cluster{Wake: one.Wake})
		handled := make(chan string, 10)
		for n, db := range []*store.DB{one, two} {
			db.On("tea.Poured", func(_ context.Context, e store.Event) error {
				handled <- fmt.Sprintf("%s at %d", e.Key, n)
				return nil
			})
			db.Start()
		}
		for n, db := range []*store.DB{one, two} {
			if err := db.Write(t.Context(), func(tx store.Tx) error { return tx.Emit("tea.Poured", fmt.Sprint("from ", n), nil) }); err != nil {
				t.Fatal(err)
			}
			if got, want := <-handled, fmt.Sprintf("from %d at 0", n); got != want {
				t.Errorf("handled %q, want %q", got, want)
			}
		}
	})
	t.Run("ends the transaction of a process that stops in the middle of a commit", func(t *testing.T) {
		address, _ := server(t)
		dir := t.TempDir()
		one := member(t, address, dir, store.Cluster{})
		two := member(t, address, dir, store.Cluster{})
		inside, resume := make(chan struct{}), make(chan struct{})
		stopped := make(chan error, 1)
		go func() {
			stopped <- one.Write(t.Context(), func(tx store.Tx) error {
				close(inside)
				<-resume
				return add("half", 1)(tx)
			})
		}()
		<-inside
		if err := write(t, two, "goes on"); err != nil {
			t.Errorf("the other one: %v", err)
		}
		close(resume)
		if err := <-stopped; err == nil {
			t.Error("the stopped commit went through")
		}
		if got := names(t, two); slices.Contains(got, "half") {
			t.Errorf("there is %q", got)
		}
	})
	t.Run("lets in nobody who does not belong to those who live", func(t *testing.T) {
		address, _ := server(t)
		dir := t.TempDir()
		one := member(t, address, dir, store.Cluster{Mark: "ours"})
		c := store.Cluster{Mark: "theirs"}
		stranger := store.Config{Dir: t.TempDir(), DB: address, Now: time.Now, Random: rand.Reader, Cluster: &c}
		if _, err := store.Open(t.Context(), stranger); !errors.Is(err, store.ErrStranger) {
			t.Errorf("error = %v, want ErrStranger", err)
		}
		for _, known := range []string{"", "a"} { // a version before told no secret
			two, err := store.Open(t.Context(), store.Config{
				Dir: dir, DB: address, Schemas: []store.Schema{tea(t)}, Now: time.Now, Random: rand.Reader, Cluster: &store.Cluster{Mark: "ours", Secret: known},
			})
			if err != nil {
				t.Fatalf("of the same folder, with the secret %q: %v", known, err)
			}
			if known == "a" {
				other := store.Config{Dir: dir, DB: address, Schemas: []store.Schema{tea(t)}, Now: time.Now, Random: rand.Reader, Cluster: &store.Cluster{Mark: "ours", Secret: "b"}}
				if _, err := store.Open(t.Context(), other); !errors.Is(err, store.ErrSecret) {
					t.Errorf("error = %v, want ErrSecret", err)
				}
			}
			if err := two.Close(); err != nil {
				t.Error(err)
			}
		}
		one.Member().Faint() // as if it had died
		db, err := store.Open(t.Context(), stranger)
		if err != nil {
			t.Fatalf("with nobody alive: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Run("and a process of its own keep each other out", func(t *testing.T) {
		address, _ := server(t)
		one := member(t, address, t.TempDir(), store.Cluster{})
		_, err := store.Open(t.Context(), store.Config{Dir: t.TempDir(), DB: address, Now: time.Now, Random: rand.Reader})
		if !errors.Is(err, store.ErrInUse) {
			t.Errorf("error = %v, want ErrInUse", err)
		}
		if err := one.Close(); err != nil {
			t.Fatal(err)
		}
		alone := openPostgres(t, address, tea(t))
		if alone.Member() != nil {
			t.Error("who is alone is a member")
		}
		c := store.Cluster{}
		_, err = store.Open(t.Context(), store.Config{Dir: t.TempDir(), DB: address, Now: time.Now, Random: rand.Reader, Cluster: &c})
		if !errors.Is(err, store.ErrInUse) {
			t.Errorf("error = %v, want ErrInUse", err)
		}
	})
}

func TestUpgradeOfACluster(t *testing.T) {
	address, _ := server(t)
	dir := t.TempDir()
	content, err := testdata.ReadFile("testdata/tea/schema/0001_tea.sql")
	if err != nil {
		t.Fatal(err)
	}
	next := store.Schema{Room: "tea", FS: fstest.MapFS{
		"schema/0001_tea.sql":  {Data: content},
		"schema/0002_more.sql": {Data: []byte("-- +goose Up\nALTER TABLE tea ADD COLUMN origin TEXT;\n")},
	}}
	open := func(s store.Schema) (*store.DB, error) {
		return store.Open(t.Context(), store.Config{
			Dir: dir, DB: address, Schemas: []store.Schema{s}, Now: time.Now, Random: rand.Reader,
			Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Cluster: &store.Cluster{Spread: spread(), Whole: []string{"books"}},
		})
	}
	first := member(t, address, dir, store.Cluster{})
	write(t, first, add("oolong", 1))
	t.Run("one process after the other is replaced by a version with the same tables", func(t *testing.T) {
		second, err := open(tea(t))
		if err != nil {
			t.Fatal(err)
		}
		if err := second.Close(); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("a version that changes tables waits until nobody serves them, and changes nothing before", func(t *testing.T) {
		if _, err := open(next); !errors.Is(err, store.ErrServed) {
			t.Fatalf("error = %v, want ErrServed", err)
		}
		write(t, first, add("sencha", 1))
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		second, err := open(next)
		if err != nil {
			t.Fatal(err)
		}
		wantNames(t, second, "oolong", "sencha")
		if err := second.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
