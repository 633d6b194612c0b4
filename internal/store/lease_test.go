package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

func TestLease(t *testing.T) {
	noon := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	const ttl = 10 * time.Second
	acquire := func(t *testing.T, db *store.DB, holder string, at time.Time) (lease store.Lease, err error) {
		t.Helper()
		err = db.Write(t.Context(), func(tx store.Tx) error {
			lease, err = store.Acquire(tx, "partition/7", holder, at, ttl)
			return err
		})
		return lease, err
	}
	do := func(t *testing.T, db *store.DB, fn func(store.Tx) error) error {
		t.Helper()
		return db.Write(t.Context(), fn)
	}
	t.Run("is one holder's until it runs out", func(t *testing.T) {
		db := storetest.Open(t)
		first, err := acquire(t, db, "a", noon)
		if err != nil || first.Epoch != 1 {
			t.Fatalf("Acquire = %+v, %v; want epoch 1", first, err)
		}
		if _, err := acquire(t, db, "b", noon.Add(ttl-time.Millisecond)); !errors.Is(err, store.ErrHeld) {
			t.Errorf("before the end: error = %v, want ErrHeld", err)
		}
		second, err := acquire(t, db, "b", noon.Add(ttl))
		if err != nil || second.Epoch != 2 {
			t.Errorf("at the end: Acquire = %+v, %v; want epoch 2", second, err)
		}
	})
	t.Run("fences off the writes of a holder who was taken over without noticing", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		first, err := acquire(t, db, "a", noon)
		if err != nil {
			t.Fatal(err)
		}
		second, err := acquire(t, db, "b", noon.Add(ttl))
		if err != nil {
			t.Fatal(err)
		}
		write := func(l store.Lease, name string) error {
			return do(t, db, func(tx store.Tx) error {
				if err := add(name, 1)(tx); err != nil {
					return err
				}
				return l.Check(tx)
			})
		}
		if err := write(first, "stale"); !errors.Is(err, store.ErrFenced) {
			t.Errorf("the old holder: error = %v, want ErrFenced", err)
		}
		if err := write(second, "fresh"); err != nil {
			t.Errorf("the new holder: %v", err)
		}
		wantNames(t, db, "fresh")
	})
	t.Run("can be renewed by its holder only", func(t *testing.T) {
		db := storetest.Open(t)
		first, err := acquire(t, db, "a", noon)
		if err != nil {
			t.Fatal(err)
		}
		if err := do(t, db, func(tx store.Tx) error { return first.Renew(tx, noon.Add(ttl), ttl) }); err != nil {
			t.Errorf("Renew: %v", err)
		}
		if _, err := acquire(t, db, "b", noon.Add(ttl)); !errors.Is(err, store.ErrHeld) {
			t.Errorf("after the renewal: error = %v, want ErrHeld", err)
		}
		if _, err := acquire(t, db, "b", noon.Add(2*ttl)); err != nil {
			t.Fatal(err)
		}
		err = do(t, db, func(tx store.Tx) error { return first.Renew(tx, noon.Add(2*ttl), ttl) })
		if !errors.Is(err, store.ErrFenced) {
			t.Errorf("after the take-over: error = %v, want ErrFenced", err)
		}
	})
	t.Run("of a holder who restarts gets a new epoch at once", func(t *testing.T) {
		db := storetest.Open(t)
		first, err := acquire(t, db, "a", noon)
		if err != nil {
			t.Fatal(err)
		}
		if second, err := acquire(t, db, "a", noon); err != nil || second.Epoch != first.Epoch+1 {
			t.Errorf("Acquire = %+v, %v; want epoch %d", second, err, first.Epoch+1)
		}
	})
	t.Run("is free at once after its release", func(t *testing.T) {
		db := storetest.Open(t)
		first, err := acquire(t, db, "a", noon)
		if err != nil {
			t.Fatal(err)
		}
		if err := do(t, db, first.Release); err != nil {
			t.Fatal(err)
		}
		if second, err := acquire(t, db, "b", noon); err != nil || second.Epoch != 2 {
			t.Errorf("Acquire = %+v, %v; want epoch 2", second, err)
		}
	})
	t.Run("counts commits, each once, also across a take-over", func(t *testing.T) {
		db := storetest.Open(t)
		first, err := acquire(t, db, "a", noon)
		if err != nil {
			t.Fatal(err)
		}
		count := func(l store.Lease) (seq int64, err error) {
			err = do(t, db, func(tx store.Tx) error { seq, err = l.Seq(tx); return err })
			return seq, err
		}
		if err := do(t, db, func(tx store.Tx) error { return first.Advance(tx, 0) }); err != nil {
			t.Fatal(err)
		}
		if err := do(t, db, func(tx store.Tx) error { return first.Advance(tx, 0) }); !errors.Is(err, store.ErrFenced) {
			t.Errorf("the same count twice: error = %v, want ErrFenced", err)
		}
		second, err := acquire(t, db, "b", noon.Add(ttl))
		if err != nil {
			t.Fatal(err)
		}
		if seq, err := count(second); err != nil || seq != 1 {
			t.Errorf("the new holder's count = %d, %v; want 1", seq, err)
		}
		if _, err := count(first); !errors.Is(err, store.ErrFenced) {
			t.Errorf("the old holder's count: error = %v, want ErrFenced", err)
		}
		if err := do(t, db, func(tx store.Tx) error { return first.Advance(tx, 1) }); !errors.Is(err, store.ErrFenced) {
			t.Errorf("the old holder: error = %v, want ErrFenced", err)
		}
	})
}
