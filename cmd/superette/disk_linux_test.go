package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/superette/superette/internal/api/superettev1"
)

// traceable becomes the command of its arguments, which everybody may trace: some kernels let only a parent do that.
func traceable() {
	const setTracer, anybody = 0x59616d61, ^uintptr(0)
	if _, _, code := syscall.RawSyscall(syscall.SYS_PRCTL, setTracer, anybody, 0); code != 0 && code != syscall.EINVAL {
		panic(code)
	}
	panic(syscall.Exec(os.Args[1], os.Args[1:], os.Environ())) //nolint:gosec // the test's own server
}

// failDisk makes every fsync of a process fail from when it returns. Injected counts them.
func failDisk(t *testing.T, p *process) (injected func() int) {
	t.Helper()
	_, injected = inject(t, p, "fdatasync,fsync", "EIO")
	return injected
}

// inject makes some calls of a process to its kernel fail from when it returns, until its tracer is let go. Injected counts them.
func inject(t *testing.T, p *process, calls, failure string) (tracer *process, injected func() int) {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Fatalf("%v; apt-get install -y --no-install-recommends strace", err)
	}
	tracer = launch(t, strace, "-f", "-e", "trace="+calls, "-e", "inject="+calls+":error="+failure, "-p", strconv.Itoa(p.cmd.Process.Pid))
	if err := tracer.said.await("attached", tracer.ended, readyLimit); err != nil {
		t.Fatalf("strace: %v\n%s", err, tracer.said)
	}
	return tracer, func() int { return tracer.said.count("(INJECTED)") }
}

// letGo ends a tracer while its process stands still. A call of which the tracer has seen the beginning and not the end would
// fail with ENOSYS otherwise, which is no failure that was asked for.
func letGo(ctx context.Context, p, tracer *process) error {
	if err := p.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	before := ""
	if err := poll(ctx, readyLimit, func() (string, error) {
		now, err := standing(p, tracer)
		if still := err == nil && now != "" && now == before; still {
			return "", nil
		}
		before = now
		return "the server does not stand still", err
	}); err != nil {
		return err
	}
	tracer.kill()
	return p.cmd.Process.Signal(syscall.SIGCONT)
}

// standing names the threads of a process and how often its tracer has slept, or returns "" when one of them is at work.
// When it returns the same again, the tracer had nothing to do in between.
func standing(p, tracer *process) (string, error) {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", p.cmd.Process.Pid))
	if err != nil {
		return "", err
	}
	var said strings.Builder
	still := "tT" // stopped; the tracer sleeps
	for i, name := range append(threads, fmt.Sprintf("/proc/%d/status", tracer.cmd.Process.Pid)) {
		if i == len(threads) {
			still = "S"
		}
		content, err := os.ReadFile(name) //nolint:gosec // of the kernel
		if err != nil {
			return "", err
		}
		_, state, _ := strings.Cut(string(content), "\nState:\t")
		_, slept, _ := strings.Cut(string(content), "\nvoluntary_ctxt_switches:\t")
		if state == "" || !strings.Contains(still, state[:1]) {
			return "", nil
		}
		fmt.Fprintln(&said, name, state[:1], slept)
	}
	return said.String(), nil
}

// startTraceable starts the server so that failDisk can work on it.
func (w *town) startTraceable() {
	w.Helper()
	bin, err := binary()
	if err != nil {
		w.Fatal(err)
	}
	trampoline, err := exec.LookPath("traceable")
	if err != nil {
		w.Fatal(err)
	}
	w.server = launch(w, trampoline, append([]string{bin}, w.arguments()...)...)
	if err := w.server.said.await(ready, w.server.ended, readyLimit); err != nil {
		w.Fatalf("%v:\n%s", err, w.server.said)
	}
}

// wantEnd waits until the server has stopped by itself, and looks at what it says.
func (w *town) wantEnd(t *testing.T) {
	t.Helper()
	select {
	case <-w.server.ended:
	case <-time.After(readyLimit):
		t.Fatalf("it goes on:\n%s", w.server.said)
	}
	said := w.server.said.all()
	if code := w.server.cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	for _, want := range []string{"superette: stopped, because what people send and pay could not be saved", "disk I/O error", "\nhint: "} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
}

// TestFailingDisk makes every fsync of the server fail while people pay, and while they only write to each other.
func TestFailingDisk(t *testing.T) {
	s := &street{town: newTown(t, 20)}
	for _, r := range s.people {
		s.payers = append(s.payers, &payer{resident: r})
	}
	s.server.stop(t)

	t.Run("no payment and no card is answered as done, the server says why and stops, and nothing is lost or doubled", func(t *testing.T) {
		s.startTraceable()
		injected := s.payWhileDiskFails(t)
		s.wantEnd(t)
		if injected() == 0 {
			t.Error("no fsync failed")
		}
		s.wantClean("after the disk failed")
		s.start()
		s.wantCardsToAgree(t, 0)
		s.finish(t)
		s.wantOnce(t)
		balances := s.balances(t)
		s.server.stop(t)
		s.wantClean("after everybody repeated what was not answered")
		s.wantLedger(t, balances)
	})
	t.Run("no message is answered as sent, and what was answered is there, once", func(t *testing.T) {
		s.startTraceable()
		var failing atomic.Bool
		var answered sync.Map // client id → seq
		writers := s.people
		send := func(r *resident, clientID string, retry bool) error {
			answer, err := r.chat.Send(t.Context(), &superettev1.SendRequest{Conv: r.conv, ClientId: clientID, Text: clientID, Retry: retry})
			if err == nil {
				answered.Store(clientID, answer.GetMessage().GetSeq())
			}
			return err
		}
		ids := make([]string, len(writers)) // what each is at
		var all errgroup.Group
		for i, r := range writers {
			all.Go(func() error {
				for n := 0; ; n++ {
					late := failing.Load()
					ids[i] = fmt.Sprintf("words-%03d-%05d", i, n)
					refused := send(r, ids[i], false) != nil
					if late && !refused {
						return fmt.Errorf("%s was answered as sent after the disk failed", ids[i])
					}
					if refused {
						return nil //nolint:nilerr // the disk has failed, as it should
					}
				}
			})
		}
		if err := poll(t.Context(), readyLimit, func() (string, error) {
			if _, sent := answered.Load("words-000-00002"); !sent {
				return "nobody can write", nil
			}
			return "", nil
		}); err != nil {
			t.Fatal(err)
		}
		injected := failDisk(t, s.server)
		failing.Store(true)
		if err := all.Wait(); err != nil {
			t.Error(err)
		}
		s.wantEnd(t)
		if injected() == 0 {
			t.Error("no fsync failed")
		}
		s.start()
		for i, r := range writers {
			if err := send(r, ids[i], true); err != nil {
				t.Fatal(err)
			}
			found := map[string][]int64{}
			for before := int64(0); ; {
				page, err := r.chat.History(t.Context(), &superettev1.HistoryRequest{Conv: r.conv, BeforeSeq: before, Limit: 100})
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range page.GetMessages() {
					if m.GetSender() == r.user && m.GetText() != nil {
						found[m.GetClientId()] = append(found[m.GetClientId()], m.GetSeq())
					}
				}
				if !page.GetMore() {
					break
				}
				before = page.GetMessages()[0].GetSeq()
			}
			for n := 0; ; n++ {
				clientID := fmt.Sprintf("words-%03d-%05d", i, n)
				seq, _ := answered.Load(clientID)
				if got := found[clientID]; len(got) != 1 || got[0] != seq {
					t.Errorf("%s was answered at %v and is at %v", clientID, seq, got)
				}
				if clientID == ids[i] {
					break
				}
			}
		}
		s.server.stop(t)
	})
}

// payWhileDiskFails lets all pay, makes the disk fail, and returns when everybody has been refused. Nothing that was first
// asked for after that may be answered as done.
func (s *street) payWhileDiskFails(t *testing.T) (injected func() int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var failing atomic.Bool
	var all errgroup.Group
	for _, p := range s.payers {
		all.Go(func() error {
			for {
				late, before := failing.Load(), p.under
				err := p.step(ctx, s)
				switch {
				case err != nil && waits(err):
					if s.server.breathe() {
						return nil
					}
				case err != nil:
					return fmt.Errorf("payer %d: %w", p.n, err)
				case late && before.trade != "" && p.under.trade != "": // to begin a deal and to end one ask nothing of the server
					return fmt.Errorf("payer %d: after the disk failed, %+v became %+v", p.n, before, p.under)
				}
			}
		})
	}
	err := poll(ctx, readyLimit, func() (string, error) {
		if s.acked.Load() < 40 {
			return "nobody can pay", nil
		}
		return "", nil
	})
	if err == nil {
		injected = failDisk(t, s.server)
		failing.Store(true)
	}
	if err := errors.Join(err, all.Wait()); err != nil {
		t.Fatalf("%v\n%s", err, s.server.said)
	}
	return injected
}

// TestFullDisk leaves the server no room while people pay and write, and then makes some.
func TestFullDisk(t *testing.T) {
	s := &street{town: newTown(t, 20)}
	for _, r := range s.people {
		s.payers = append(s.payers, &payer{resident: r})
	}
	s.server.stop(t)
	s.startTraceable()
	t.Run("what does not fit is refused with the reason, and the server goes on by itself once there is room", func(t *testing.T) {
		s.payWhileFull(t)
		s.finish(t)
		s.wantAnswered(t)
		s.wantClean("after there was room again")
		s.wantOnce(t)
		balances := s.balances(t)
		s.server.stop(t)
		s.wantLedger(t, balances)
	})
}

// payWhileFull lets all pay, has the disk fill up, and makes room again when people were told.
func (s *street) payWhileFull(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	over := make(chan struct{})
	var told atomic.Bool
	var all errgroup.Group
	for _, p := range s.payers {
		all.Go(func() error {
			for {
				select {
				case <-over:
					return nil
				default:
				}
				err := p.step(ctx, s)
				if err != nil && (!waits(err) || s.server.breathe()) {
					return fmt.Errorf("payer %d: %w", p.n, err)
				}
				if err != nil && strings.Contains(err.Error(), "The server has no room left. Nothing was changed.") {
					told.Store(true)
				}
			}
		})
	}
	more := func(n int64) error {
		want := s.acked.Load() + n
		return poll(ctx, readyLimit, func() (string, error) {
			if s.acked.Load() < want {
				return "nobody can pay", nil
			}
			return "", nil
		})
	}
	all.Go(func() error {
		defer close(over)
		if err := more(40); err != nil {
			return err
		}
		tracer, injected := inject(t, s.server, "pwrite64", "ENOSPC")
		if err := poll(ctx, readyLimit, func() (string, error) {
			if !told.Load() {
				return "nobody is told that the disk is full", nil
			}
			return "", nil
		}); err != nil {
			return err
		}
		if injected() == 0 {
			return errors.New("no write failed")
		}
		if err := letGo(ctx, s.server, tracer); err != nil {
			return err
		}
		return more(60)
	})
	if err := all.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, s.server.said)
	}
}

// TestUnwritableFolder serves a folder as somebody who may not write to it.
func TestUnwritableFolder(t *testing.T) {
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	serve := exec.Command(bin, "serve", "--data", data, "--addr", "127.0.0.1:0")
	if os.Getuid() == 0 { // who may write to everything
		for _, folder := range []string{filepath.Dir(data), builtIn} {
			if err := os.Chmod(folder, 0o755); err != nil { //nolint:gosec // somebody else runs what is in it
				t.Fatal(err)
			}
		}
		const nobody = 65534
		serve.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	if err := os.Chmod(data, 0o555); err != nil { //nolint:gosec // others may look
		t.Fatal(err)
	}
	out, err := serve.CombinedOutput()
	var exit *exec.ExitError
	if want := "superette: " + data + " cannot be written to: "; !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.HasPrefix(string(out), want) || !strings.Contains(string(out), "\nhint: ") {
		t.Errorf("%v: %s\nwant %q and a hint", err, out, want)
	}
}
