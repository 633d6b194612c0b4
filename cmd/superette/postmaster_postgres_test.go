//go:build postgres

package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"connectrpc.com/connect"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/store/storetest"
)

// What the server says of its database.
const (
	sayBroke   = "the connection to the database broke"
	sayBack    = "the database is back"
	sayUnsaved = "ledger: whether a batch was saved is asked until the database says it"
)

const (
	outagePayers  = 60
	outageWriters = 10
)

// postmaster is the server that the tests were given, which is theirs to kill.
type postmaster struct {
	tb
	data  string // its folder
	pgCtl string
	owner *syscall.Credential // whom its programs run as: PostgreSQL refuses root
}

func findPostmaster(t tb) *postmaster {
	t.Helper()
	address := os.Getenv(storetest.Variable)
	if address == "" {
		t.Fatal(storetest.Variable + " names no server")
	}
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	p := &postmaster{tb: t}
	err = db.QueryRowContext(t.Context(), `SHOW data_directory`).Scan(&p.data)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	options, err := os.ReadFile(filepath.Join(p.data, "postmaster.opts")) // begins with the program
	if err != nil {
		t.Fatal(err)
	}
	program, _, _ := strings.Cut(string(options), " ")
	p.pgCtl = filepath.Join(filepath.Dir(program), "pg_ctl")
	folder, err := os.Stat(p.data)
	if err != nil {
		t.Fatal(err)
	}
	if is, ok := folder.Sys().(*syscall.Stat_t); ok && os.Getuid() == 0 {
		p.owner = &syscall.Credential{Uid: is.Uid, Gid: is.Gid}
	}
	return p
}

// control runs pg_ctl.
func (p *postmaster) control(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, p.pgCtl, append([]string{"-D", p.data, "-w"}, args...)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: p.owner}
	cmd.Dir = p.data
	// What it starts would keep a pipe open.
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("pg_ctl %v: %w", args, err)
	}
	return nil
}

// kill ends it without warning, and with it its children.
func (p *postmaster) kill(context.Context) error {
	content, err := os.ReadFile(filepath.Join(p.data, "postmaster.pid"))
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(content), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		return err
	}
	return syscall.Kill(pid, syscall.SIGKILL)
}

// abort has it end at once, as after a power cut.
func (p *postmaster) abort(ctx context.Context) error {
	return p.control(ctx, "-m", "immediate", "stop")
}

// start starts it again as it was. Children of one that was killed may still keep it from doing so.
func (p *postmaster) start(ctx context.Context) error {
	return poll(ctx, time.Minute, func() (string, error) {
		if err := p.control(ctx, "-l", filepath.Join(p.data, "..", "log"), "restart"); err != nil { // with the options that it had
			return err.Error(), nil //nolint:nilerr // it is tried again, and said in the end
		}
		return "", nil
	})
}

// TestPostmasterKilled kills the database server under people who pay and write, again and again, and starts it anew.
func TestPostmasterKilled(t *testing.T) {
	o := &outage{newCrowd(t, howMany(outagePayers), outageWriters), findPostmaster(t)}
	for round := range *killRounds {
		t.Run(fmt.Sprintf("round %d: its postmaster is killed and comes back at once", round), func(t *testing.T) {
			o.goAway(t, o.postmaster.kill, func(context.Context) error { return nil })
		})
		t.Run(fmt.Sprintf("round %d: it is stopped at once and comes back when nobody waits any more", round), func(t *testing.T) {
			o.goAway(t, o.postmaster.abort, o.refused)
		})
	}
	t.Run("nothing is lost and nothing is doubled", func(t *testing.T) {
		o.complete(t)
		o.wantAnswered(t)
		o.wantClean("on the running instance")
		o.wantOnce(t)
		lines := o.wantLines(t)
		o.wantNotices(t)
		balances := o.balances(t)
		o.server.stop(t)
		o.wantClean("on the stopped instance")
		o.wantLedger(t, balances)
		t.Logf("%d people, %d payments and %d lines answered, %d notices received", len(o.payers), o.acked.Load(), lines, o.notices.count)
	})
}

// outage is a crowd and the database server under it.
type outage struct {
	*crowd
	postmaster *postmaster
}

// goAway has the database server go while all pay and write, start again after until returns, and sees that people are served again by
// themselves, also those who were connected all the while.
func (o *outage) goAway(t *testing.T, end, until func(context.Context) error) {
	t.Helper()
	ling, tom := o.people[0], o.people[0].next
	device := tom.socket(t, o.addr)
	o.payWhile(t, func(ctx context.Context) error {
		if err := o.morePaid(ctx, 40); err != nil {
			return err
		}
		broke, back := o.server.said.count(sayBroke), o.server.said.count(sayBack)
		if err := end(ctx); err != nil {
			return err
		}
		if err := o.says(ctx, sayBroke, broke); err != nil {
			return err
		}
		err := until(ctx)
		if err := errors.Join(err, o.postmaster.start(ctx)); err != nil {
			return err
		}
		if err := o.says(ctx, sayBack, back); err != nil {
			return err
		}
		return o.freshPaid(ctx, 40)
	})
	text := fmt.Sprintf("back-again-%06d", o.acked.Load())
	if _, err := ling.chat.Send(t.Context(), &superettev1.SendRequest{Conv: ling.conv, ClientId: text, Text: text}); err != nil {
		t.Fatalf("%v\n%s", err, o.said())
	}
	device.hear(func(f *superettev1.ServerFrame) bool { return f.GetPush().GetMessage().GetText().GetText() == text })
	if err := o.health(t.Context(), http.StatusOK); err != nil {
		t.Error(err)
	}
	o.wantClean("when the database is back")
}

// says returns once the server has said something more often than before.
func (o *outage) says(ctx context.Context, what string, before int) error {
	return poll(ctx, forMore(readyLimit, len(o.payers)), func() (string, error) {
		if o.server.said.count(what) == before {
			return fmt.Sprintf("it does not say %q", what), nil
		}
		return "", nil
	})
}

// refused returns once nobody waits any more: what people ask for, and what they want saved, is refused with a sentence that says why.
func (o *outage) refused(ctx context.Context) error {
	// The committer's patience is at an end, and so is the ledger's: payers were told that it is not known.
	before := o.server.said.count(sayUnsaved)
	if err := o.says(ctx, sayUnsaved, before); err != nil {
		return err
	}
	r := o.people[1]
	for what, ask := range map[string]func() error{
		"reading": func() error {
			_, err := r.wallet.GetWallet(ctx, &superettev1.GetWalletRequest{})
			return err
		},
		"writing": func() error {
			_, err := r.chat.Send(ctx, &superettev1.SendRequest{Conv: r.conv, ClientId: "client-never", Text: "never"})
			return err
		},
	} {
		err := ask()
		var refusal *connect.Error
		if !errors.As(err, &refusal) || refusal.Code() != connect.CodeUnavailable || refusal.Message() != "The database cannot be reached." {
			return fmt.Errorf("%w: %s: want a refusal that names the database, got %w", errWrong, what, err)
		}
	}
	return o.health(ctx, http.StatusServiceUnavailable)
}

// health asks what a monitor asks.
func (o *outage) health(ctx context.Context, want int) error {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+o.addr+"/healthz", nil)
	if err != nil {
		return err
	}
	answer, err := o.people[0].Do(q)
	if err != nil {
		return err
	}
	if answer.StatusCode != want {
		err = fmt.Errorf("%w: /healthz answers %s", errWrong, answer.Status)
	}
	return errors.Join(err, answer.Body.Close())
}
