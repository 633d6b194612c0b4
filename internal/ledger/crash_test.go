package ledger_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
)

const (
	crashFolder = "LEDGER_CRASH_FOLDER"
	crashNext   = "LEDGER_CRASH_NEXT" // for each worker, at which transfer it is
)

// crashID is the id of a worker's nth transfer, the same in every process.
func crashID(worker, n int) ledger.TransferID {
	name, err := id.Derive[ledger.TransferID](fmt.Sprintf("wrk_%026d", worker), strconv.Itoa(n))
	if err != nil {
		panic(err)
	}
	return name
}

func owner(worker int) string { return fmt.Sprintf("worker%d", worker) }

// TestKillNine lets clients, 64 or with LONG 1,024, move money in another process, kills it without warning again and again, and lets them ask
// again for what was not answered, by the same ids.
func TestKillNine(t *testing.T) {
	rounds, workers := 5, 64
	if n, err := strconv.Atoi(os.Getenv("LONG")); err == nil && n > 0 {
		rounds, workers = 100, 1024
	}
	t.Run("nothing that was answered is lost, nothing is doubled, and the check finds nothing", func(t *testing.T) {
		dir := t.TempDir()
		next := make([]int, workers)
		total := 0
		for round := range rounds {
			before := slices.Clone(next)
			if round == rounds-1 {
				clear(before) // the last time all of them are looked for
			}
			moveUntilKilled(t, dir, next, 200+97*round%700+workers)
			h := openAt(t, dir, 0)
			clean(t, h.db)
			total = 0
			var all errgroup.Group
			all.SetLimit(32) // each waits for its database
			for w := range workers {
				total += next[w]
				all.Go(func() error { return lookAfter(t, h, w, before[w], next[w]) })
			}
			if err := all.Wait(); err != nil {
				t.Errorf("round %d: %v", round, err)
			}
			h.close(t)
			if t.Failed() {
				return
			}
		}
		if total < 200*rounds {
			t.Errorf("only %d transfers were answered in %d rounds", total, rounds)
		}
	})
}

// lookAfter sees that the transfers of a worker that were answered, of the n-th to before the next, are there, and its balance is of these
// and of those that may be there though nobody was told.
func lookAfter(t *testing.T, h *house, worker, first, next int) error {
	done := first
	for n := first; n < next+2; n++ {
		r, err := h.Find(t.Context(), "CNY", crashID(worker, n))
		switch {
		case err == nil && r.Amount.Minor() == 1:
			done++
		case err == nil:
			return fmt.Errorf("worker %d, transfer %d: it is %+v", worker, n, r)
		case !errors.Is(err, ledger.ErrNoTransfer):
			return fmt.Errorf("worker %d, transfer %d: %w", worker, n, err)
		case n < next:
			return fmt.Errorf("transfer %d of worker %d was answered and is lost", n, worker)
		}
	}
	if done == 0 {
		return nil
	}
	b, err := h.Balance(t.Context(), ledger.AccountID("person:"+owner(worker)+":CNY"))
	if err == nil && (b.Posted.Minor() != int64(done) || b.Held.Minor() != 0 || b.Incoming.Minor() != 0) {
		err = fmt.Errorf("worker %d has %+v, want %d posted", worker, b, done)
	}
	return err
}

// moveUntilKilled runs this test binary again and kills it after so many answers. It counts those in next, also the ones that
// were still in the pipe.
func moveUntilKilled(t *testing.T, dir string, next []int, after int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestCrashingLedger$") //nolint:gosec // this very program
	child.Env = append(os.Environ(), crashFolder+"="+dir, crashNext+"="+strings.Trim(fmt.Sprint(next), "[]"))
	child.Stderr = t.Output()
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	lines := bufio.NewReader(out)
	answers := 0
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			if !errors.Is(err, io.EOF) {
				t.Errorf("read from the child: %v", err)
			}
			break
		}
		var w, n int
		if _, err := fmt.Sscanf(line, "%d %d\n", &w, &n); err != nil || n != next[w] {
			t.Fatalf("the child said %q, worker %d is at %d: %v", line, w, next[w], err)
		}
		next[w]++
		if answers++; answers == after {
			must(t, child.Process.Kill())
		}
	}
	if err := child.Wait(); err == nil || answers < after {
		t.Fatalf("the child ended by itself (%v) after %d answers", err, answers)
	}
}

// TestCrashingLedger is the other process of TestKillNine; alone it has nothing to do.
func TestCrashingLedger(t *testing.T) {
	dir := os.Getenv(crashFolder)
	if dir == "" {
		return
	}
	h := openAt(t, dir, 0)
	source := h.account(t, ledger.Issuance, "test")
	var out sync.Mutex
	var all sync.WaitGroup
	for w, text := range strings.Fields(os.Getenv(crashNext)) {
		first, err := strconv.Atoi(text)
		must(t, err)
		to := h.account(t, "person", owner(w))
		all.Go(func() {
			for n := first; ; n++ {
				c := ledger.Command{ID: crashID(w, n), Op: ledger.Transfer, Debit: source, Credit: to, Amount: cny(t, 1), Subject: "pay_1"}
				if _, err := h.Post(context.Background(), c); err != nil {
					t.Error(err)
					return
				}
				out.Lock()
				fmt.Println(w, n) //nolint:forbidigo // the answer
				out.Unlock()
			}
		})
	}
	all.Wait()
}
