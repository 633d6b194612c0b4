package ledger_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/store/storetest"
)

const diskFolder = "LEDGER_DISK_FOLDER"

// TestFailingDisk makes every fsync of another process fail, by strace, while it serves.
func TestFailingDisk(t *testing.T) {
	storetest.OnSQLite(t)
	t.Run("after a failed fsync nothing is answered as done, and the ledger stops and says why", func(t *testing.T) {
		strace, err := exec.LookPath("strace")
		if err != nil {
			t.Fatalf("%v; apt-get install -y --no-install-recommends strace", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		dir := t.TempDir()
		child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestLedgerOnAFailingDisk$") //nolint:gosec // this very program
		child.Env = append(os.Environ(), diskFolder+"="+dir)
		child.Stderr = t.Output()
		in, err := child.StdinPipe()
		must(t, err)
		out, err := child.StdoutPipe()
		must(t, err)
		must(t, child.Start())
		says := bufio.NewScanner(out)
		hear := func() string {
			says.Scan()
			return says.Text()
		}
		if got := hear(); got != "done 0" {
			t.Fatalf("before the disk fails: %q, want a transfer that is done", got)
		}
		tracer := exec.CommandContext(ctx, strace, "-f", "-e", "trace=fdatasync,fsync", "-e", "inject=fdatasync,fsync:error=EIO", "-p", strconv.Itoa(child.Process.Pid)) //nolint:gosec // our child
		told, err := tracer.StderrPipe()
		must(t, err)
		must(t, tracer.Start())
		traced := bufio.NewScanner(told)
		for traced.Scan() && !strings.Contains(traced.Text(), "attached") {
			t.Log(traced.Text())
		}
		injected := make(chan int, 1)
		go func() {
			n := 0
			for traced.Scan() {
				if strings.Contains(traced.Text(), "(INJECTED)") {
					n++
				}
			}
			injected <- n
		}()
		_, err = io.WriteString(in, "go\n")
		must(t, err)
		if got := hear(); got != "ledger.unknown" {
			t.Errorf("the one whose fsync failed: %q, want ledger.unknown", got)
		}
		if got := hear(); got != "ledger.stopped" {
			t.Errorf("the next one: %q, want ledger.stopped", got)
		}
		if got := hear(); !strings.Contains(got, "disk I/O error") {
			t.Errorf("it says %q, want why", got)
		}
		must(t, in.Close())
		must(t, child.Wait())
		if n := <-injected; n == 0 {
			t.Error("strace made no fsync fail")
		}
		must(t, tracer.Wait())
		// Whether the transfer is there now or not, asking again by its id does it once.
		h := openAt(t, dir, 0)
		clean(t, h.db)
		for n := range 3 {
			h.post(t, ledger.Command{ID: crashID(0, n), Op: ledger.Transfer, Debit: "issuance:test:CNY", Credit: "person:ling:CNY", Amount: cny(t, 1)})
		}
		h.want(t, "person:ling:CNY", 3, 0, 0)
		clean(t, h.db)
	})
}

// TestLedgerOnAFailingDisk is the other process of TestFailingDisk; alone it has nothing to do.
func TestLedgerOnAFailingDisk(t *testing.T) {
	dir := os.Getenv(diskFolder)
	if dir == "" {
		return
	}
	// Where a process may only be traced by its parent, this one allows it to everybody.
	const setTracer, anybody = 0x59616d61, ^uintptr(0)
	if _, _, code := syscall.RawSyscall(syscall.SYS_PRCTL, setTracer, anybody, 0); code != 0 && code != syscall.EINVAL {
		t.Fatal(code)
	}
	h := openAt(t, dir, 0)
	source, to := h.account(t, ledger.Issuance, "test"), h.account(t, "person", "ling")
	post := func(n int) {
		_, err := h.Post(t.Context(), ledger.Command{ID: crashID(0, n), Op: ledger.Transfer, Debit: source, Credit: to, Amount: cny(t, 1)})
		switch {
		case errors.Is(err, ledger.ErrUnknown):
			fmt.Println("ledger.unknown") //nolint:forbidigo // tells the parent
		case errors.Is(err, ledger.ErrStopped):
			fmt.Println("ledger.stopped") //nolint:forbidigo // tells the parent
		default:
			fmt.Println("done", n, err) //nolint:forbidigo // tells the parent
		}
	}
	if _, err := h.Post(t.Context(), ledger.Command{ID: crashID(0, 0), Op: ledger.Transfer, Debit: source, Credit: to, Amount: cny(t, 1)}); err != nil {
		t.Fatal(err)
	}
	fmt.Println("done 0") //nolint:forbidigo // tells the parent
	if line, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil || line != "go\n" {
		t.Fatalf("the parent said %q: %v", line, err)
	}
	post(1)
	<-h.Halted()
	post(2)
	fmt.Println(h.Err()) //nolint:forbidigo // tells the parent
	os.Exit(0)           // without closing anything, as a server that was stopped
}
