package ledger

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/superette/superette/internal/store/storetest"
)

// keeper runs batches, each at a time, on something that keeps them.
type keeper func(batch []*request, at int64) [][]outcome

// inMachine keeps everything in a machine alone.
func inMachine(m *Machine) keeper {
	ended := map[rawID]*hold{}
	return func(batch []*request, at int64) [][]outcome {
		at = max(at, m.at)
		var live []*request
		for _, o := range m.due(at, batchMax) {
			live = append(live, &request{orders: []order{o}})
		}
		expired := len(live)
		live = append(live, batch...)
		m.ask(live)
		m.learn(facts{ended: ended})
		outcomes, d := m.Apply(live, at)
		for _, h := range d.held {
			if h.ended != 0 {
				ended[h.record.id] = h
			}
		}
		m.Commit(d)
		return outcomes[expired:]
	}
}

// inStore keeps everything in a database, and forgets what is in memory now and then, as a restart does.
func inStore(t *testing.T, s *sim) keeper {
	n := 0
	return func(batch []*request, at int64) (all [][]outcome) {
		if n++; n%7 == 0 {
			s.open()
		}
		s.at = at
		mine := make([]*request, len(batch))
		for i, r := range batch {
			mine[i] = &request{orders: r.orders, change: r.change, account: r.account, ticket: ticket{done: make(chan struct{})}}
		}
		if !s.shard.run(t.Context(), mine) {
			t.Fatal(s.shard.failure())
		}
		for _, r := range mine {
			if r.err != nil {
				t.Fatal(r.err)
			}
			all = append(all, r.outcomes)
		}
		return all
	}
}

// state is all that can be asked of a ledger, in words.
func state(m *Machine, accounts []AccountID) string {
	out := fmt.Sprintf("%d %s %d %s", m.tree.size, m.tree.root(), m.memos.size, m.memos.hash)
	for _, name := range accounts {
		if a := m.accounts[name]; a != nil {
			out += fmt.Sprintf("\n%s %+v", name, *a)
		}
	}
	return out
}

// TestEveryStoreIsTheSame gives the same random commands to a machine alone, to SQLite and, if there is one, to PostgreSQL.
func TestEveryStoreIsTheSame(t *testing.T) {
	inMemory(t)
	const batches = 60
	seeds := uint64(6)
	if os.Getenv("LONG") != "" {
		seeds = 100
	}
	postgres := os.Getenv(storetest.Variable)
	engines := map[string]string{"SQLite": ""}
	if postgres != "" {
		engines["PostgreSQL"] = postgres
	}
	accounts := []AccountID{"issuance:test:CNY", "person:a:CNY", "person:b:CNY", "merchant:c:CNY"}
	refusals := []error{ErrShort, ErrNoAccount, ErrFrozen, ErrAccountClosed, ErrNotEmpty, ErrNoHold, ErrHoldSmall, ErrHoldOver, ErrHoldExpired, ErrLinked}
	for _, engine := range []string{"SQLite", "PostgreSQL"} {
		address, there := engines[engine]
		if !there {
			t.Logf("%s was left out: %s names none", engine, storetest.Variable)
			continue
		}
		t.Run("any commands have the same results, balances and hashes in memory and on "+engine, func(t *testing.T) {
			t.Setenv(storetest.Variable, address)
			met := map[error]bool{}
			for seed := range seeds {
				made := &sim{t: t, rand: &dice{seed}, at: 1_000_000, done: map[rawID]outcome{}} // of commands
				kept := &sim{t: t, db: openFaulty(t), at: made.at}
				kept.open()
				m := newMachine("CNY")
				stores := []keeper{inMachine(m), inStore(t, kept)}
				for n := range batches {
					batch := made.batch()
					if n == 0 {
						batch = nil
						for _, name := range accounts {
							account, err := name.parse()
							if err != nil {
								t.Fatal(err)
							}
							batch = append(batch, &request{change: openAccount, account: account})
						}
					}
					made.at += made.rand.Int64N(8)
					var said []string
					for _, keep := range stores {
						said = append(said, fmt.Sprint(keep(slices.Clone(batch), made.at)))
					}
					if said[0] != said[1] {
						t.Fatalf("seed %d, batch %d: in memory %s\non %s %s", seed, n, said[0], engine, said[1])
					}
					for i, outcomes := range stores[0](batch, made.at) { // asked for again it is the same, and the commands that follow know of it
						for j, got := range outcomes {
							for _, why := range refusals {
								met[why] = met[why] || errors.Is(got.err, why)
							}
							if batch[i].change == 0 {
								made.note(&batch[i].orders[j], got)
							}
						}
					}
				}
				kept.open()
				all := append(slices.Clone(accounts), "person:d:CNY", "person:nobody:CNY")
				if err := kept.load(all); err != nil {
					t.Fatal(err)
				}
				if mine, theirs := state(m, all), state(kept.shard.machine, all); mine != theirs {
					t.Fatalf("seed %d: in memory\n%s\non %s\n%s", seed, mine, engine, theirs)
				}
			}
			for _, why := range refusals {
				if !met[why] {
					t.Errorf("nothing was refused with %v: the commands are too tame to show anything", why)
				}
			}
		})
	}
}

// load has a machine know all accounts.
func (s *sim) load(accounts []AccountID) error {
	found, err := s.shard.find(s.t.Context(), question{accounts: accounts})
	s.shard.machine.learn(found)
	return err
}
