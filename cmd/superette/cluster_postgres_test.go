//go:build postgres

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/store/storetest"
)

const (
	pairPayers  = 60
	pairWriters = 10
	// takenOverLimit is how long after the death of a process another has what it had.
	takenOverLimit = 5 * time.Second
	// paidAgainLimit is how long after it everybody has paid once more: docs/operations.md says 2 to 5 s, on a machine that is not
	// full of sixty who pay, with their shops beside them.
	paidAgainLimit = 20 * time.Second
)

// doors are the addresses of two processes, and the way that clients take: each goes to one of them until that does not answer, and
// then to the other.
type doors struct {
	through http.RoundTripper
	addrs   [2]string

	mu       sync.Mutex
	at       map[string]int // by client: which door it takes
	switched atomic.Int64
}

// RoundTrip sends a request to the door that its client takes.
func (d *doors) RoundTrip(q *http.Request) (*http.Response, error) {
	client := q.Header.Get("X-Forwarded-For") // none for the merchant's server
	d.mu.Lock()
	door, known := d.at[client]
	if !known {
		door = len(d.at) % 2
		d.at[client] = door
	}
	d.mu.Unlock()
	q = q.Clone(q.Context())
	q.URL.Host = d.addrs[door]
	answer, err := d.through.RoundTrip(q)
	if err == nil {
		return answer, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.at[client] == door {
		d.at[client] = 1 - door
		d.switched.Add(1)
	}
	return nil, fmt.Errorf("no answer at door %d: %v", door, err) //nolint:errorlint // a timeout here is not the end of the test's time
}

// send has a client take a door.
func (d *doors) send(client string, door int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at[client] = door
}

// pair is a street whose town is served by two processes on one database.
type pair struct {
	*crowd
	doors   *doors
	args    [2][]string
	servers [2]*process
}

// freeAddress returns an address of this machine that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}

func newPair(t *testing.T) *pair {
	t.Helper()
	if storetest.Address(t, t.TempDir()) == "" {
		t.Fatal(storetest.Variable + " names no server")
	}
	p := &pair{crowd: newCrowd(t, pairPayers, pairWriters)}
	p.said = func() string {
		return fmt.Sprintf("process 0:\n%s\nprocess 1:\n%s", p.servers[0].said, p.servers[1].said)
	}
	p.server.stop(t)
	routes := [2]string{freeAddress(t), freeAddress(t)}
	var cluster []string
	for _, route := range routes {
		cluster = append(cluster, "nats://superette:secret@"+route)
	}
	p.doors = &doors{
		through: &http.Transport{MaxIdleConnsPerHost: 512, MaxIdleConns: 512, ResponseHeaderTimeout: 8 * time.Second},
		addrs:   [2]string{p.addr, freeAddress(t)}, at: map[string]int{},
	}
	for n, addr := range p.doors.addrs {
		args := p.arguments()
		for at, arg := range args {
			if arg == p.addr {
				args[at] = addr
			}
		}
		p.args[n] = append(args, "--cluster", strings.Join(cluster, ","), "--cluster-addr", routes[n])
	}
	p.client.Transport = p.doors
	p.run(t, 0)
	p.run(t, 1)
	return p
}

// run starts one of the processes and returns when it takes requests.
func (p *pair) run(t *testing.T, n int) {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	p.servers[n] = launch(p.tb, bin, p.args[n]...) // it lives longer than a part of the test
	if err := p.servers[n].said.await(ready, p.servers[n].ended, readyLimit); err != nil {
		t.Fatalf("process %d: %v:\n%s", n, err, p.servers[n].said)
	}
}

// TestTwoProcesses has people talk and pay at two processes on one database, kills one without warning, stops one until the other
// has taken over and lets it go on, again and again.
func TestTwoProcesses(t *testing.T) {
	p := newPair(t)
	rounds := *killRounds
	t.Run("people at two processes talk both ways, and see each other", func(t *testing.T) { p.talk(t) })
	t.Run("a session that is revoked at one process ends its socket at the other", func(t *testing.T) { p.revoke(t) })
	for round := range rounds {
		for n := range 2 {
			t.Run(fmt.Sprintf("round %d: process %d is killed, and the other takes over", round, n), func(t *testing.T) {
				p.killOne(t, n)
			})
		}
		for n := range 2 {
			t.Run(fmt.Sprintf("round %d: process %d sleeps for too long, is fenced when it wakes up, and says so", round, n), func(t *testing.T) {
				p.stopOne(t, n)
			})
		}
	}
	t.Run("nothing is lost and nothing is doubled", func(t *testing.T) {
		p.complete(t)
		p.wantAnswered(t)
		p.wantClean("with both processes running")
		p.wantOnce(t)
		lines := p.wantLines(t)
		p.wantNotices(t)
		balances := p.balances(t)
		for _, server := range p.servers {
			server.stop(t)
		}
		p.wantClean("with both stopped")
		p.wantLedger(t, balances)
		t.Logf("%d payments and %d lines answered, %d times a client took the other door, %d notices received", p.acked.Load(), lines, p.doors.switched.Load(), p.notices.count)
	})
}

func (p *pair) killOne(t *testing.T, n int) {
	t.Helper()
	p.payWhile(t, func(ctx context.Context) error {
		if err := p.morePaid(ctx, 80); err != nil {
			return err
		}
		other := p.servers[1-n]
		p.servers[n].kill()
		killed := time.Now()
		if err := other.said.await("is not heard of", other.ended, readyLimit); err != nil {
			return err
		}
		noticed := time.Since(killed)
		// Each payer may have one on the way that is answered yet.
		if err := p.morePaid(ctx, pairPayers+1); err != nil {
			return err
		}
		took := time.Since(killed)
		t.Logf("process %d was killed; the other took over after %v, and %d payments more were answered within %v", n, noticed, pairPayers+1, took)
		if noticed > takenOverLimit {
			t.Errorf("it took %v until the other had taken over, want at most %v", noticed, takenOverLimit)
		}
		if took > paidAgainLimit {
			t.Errorf("it took %v until everybody had paid again, want at most %v", took, paidAgainLimit)
		}
		return p.morePaid(ctx, 40)
	})
	if end := p.servers[n].cmd.ProcessState.String(); end != "signal: killed" {
		t.Fatalf("it ended by %q\n%s", end, p.servers[n].said)
	}
	p.wantClean("after the kill, with the other running")
	p.run(t, n)
}

func (p *pair) stopOne(t *testing.T, n int) {
	t.Helper()
	p.payWhile(t, func(ctx context.Context) error {
		if err := p.morePaid(ctx, 40); err != nil {
			return err
		}
		sleeper, other := p.servers[n], p.servers[1-n]
		if err := sleeper.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
			return err
		}
		if err := other.said.await("is not heard of", other.ended, readyLimit); err != nil {
			return errors.Join(err, sleeper.cmd.Process.Signal(syscall.SIGCONT))
		}
		if err := p.morePaid(ctx, 40); err != nil {
			return errors.Join(err, sleeper.cmd.Process.Signal(syscall.SIGCONT))
		}
		if err := sleeper.cmd.Process.Signal(syscall.SIGCONT); err != nil {
			return err
		}
		if err := sleeper.said.await("fenced", nil, readyLimit); err != nil {
			return err
		}
		select {
		case <-sleeper.ended:
		case <-time.After(readyLimit):
			return errors.New("the process that was fenced goes on")
		}
		return p.morePaid(ctx, 40)
	})
	if code := p.servers[n].cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("it ended with exit code %d, want 1", code)
	}
	if said := p.servers[n].said.all(); !strings.Contains(said, "superette: fenced: the others of the cluster did not hear of this process for 3 s and took over") {
		t.Errorf("it said %s", said)
	}
	p.run(t, n)
}

// talk has two people, each at a process of their own, write in turns: each is acknowledged, and reaches the other as the next one.
func (p *pair) talk(t *testing.T) {
	t.Helper()
	for _, who := range p.people[:6] { // conversations of either process
		ling, tom := who.socket(t, p.doors.addrs[0]), who.next.socket(t, p.doors.addrs[1])
		last := int64(0)
		for n := range 10 {
			from, to := ling, tom
			if n%2 == 1 {
				from, to = tom, ling
			}
			text := fmt.Sprintf("line %d", n)
			from.send(&superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Send{Send: &superettev1.SendRequest{
				Conv: who.conv, ClientId: fmt.Sprintf("client-%04d", n), Text: text,
			}}})
			seq := from.hear(func(f *superettev1.ServerFrame) bool { return f.GetSendAck() != nil }).GetSendAck().GetSeq()
			if last != 0 && seq != last+1 {
				t.Errorf("%q is message %d, after %d", text, seq, last)
			}
			last = seq
			push := to.hear(func(f *superettev1.ServerFrame) bool { return f.GetPush().GetMessage().GetText() != nil }).GetPush().GetMessage()
			if push.GetText().GetText() != text || push.GetSeq() != seq {
				t.Errorf("the other one got %q as %d, want %q as %d", push.GetText().GetText(), push.GetSeq(), text, seq)
			}
		}
		if err := poll(t.Context(), readyLimit, func() (string, error) {
			here, err := who.chat.GetPresence(t.Context(), &superettev1.GetPresenceRequest{UserIds: []string{who.next.user}})
			if err == nil && len(here.GetHere()) != 1 {
				return "who is at the other process is not seen", nil
			}
			return "", err
		}); err != nil {
			t.Error(err)
		}
	}
}

// revoke ends a session at one process while its socket is open at the other.
func (p *pair) revoke(t *testing.T) {
	t.Helper()
	for door := range 2 {
		r := p.people[10+door]
		s := r.socket(t, p.doors.addrs[door])
		p.doors.send(fmt.Sprintf("10.0.%d.%d", r.n/200, r.n%200+1), 1-door)
		if _, err := r.account.SignOut(t.Context(), &superettev1.SignOutRequest{}); err != nil {
			t.Fatal(err)
		}
		if err := s.awaitEnd(); websocket.CloseStatus(err) == -1 {
			t.Errorf("the socket at process %d ended by %v", door, err)
		}
		r.token = ""
		_, header, err := r.call(http.MethodPost, "/api/superette.v1.AccountService/SignIn", fmt.Appendf(nil, `{"handle":"r%04d","password":"correct horse"}`, r.n))
		if err != nil {
			t.Fatal(err)
		}
		r.token = (&http.Response{Header: header}).Cookies()[0].Value
	}
}
