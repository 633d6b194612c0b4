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
	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/store/storetest"
)

const (
	pairPayers  = 60
	pairWriters = 10
	// takenOverLimit is how long after the death of a process another has what it had.
	takenOverLimit = 5 * time.Second
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
	*street
	doors   *doors
	args    [2][]string
	servers [2]*process
	writers []*writer
}

// writer is a resident who writes to the next one, line after line, each until it is acknowledged.
type writer struct {
	*resident
	seqs []int64 // where each line was said to be
}

// write sends the next line.
func (w *writer) write(ctx context.Context) error {
	n := len(w.seqs)
	sent, err := w.chat.Send(ctx, &superettev1.SendRequest{Conv: w.conv, ClientId: fmt.Sprintf("line-%06d", n), Text: fmt.Sprint("row ", n), Retry: n%2 == 0})
	if err != nil {
		return err
	}
	w.seqs = append(w.seqs, sent.GetMessage().GetSeq())
	return nil
}

// wantLines fails unless every acknowledged line is there, once, where it was said to be, and there are no holes.
func (w *writer) wantLines(ctx context.Context) error {
	at := map[string][]int64{}
	for next := int64(0); ; {
		page, err := w.chat.History(ctx, &superettev1.HistoryRequest{Conv: w.conv, BeforeSeq: next, Limit: 100})
		if err != nil {
			return err
		}
		list := page.GetMessages()
		for i, m := range list {
			if i > 0 && m.GetSeq() != list[i-1].GetSeq()+1 {
				return fmt.Errorf("%w: message %d follows %d", errWrong, m.GetSeq(), list[i-1].GetSeq())
			}
			if m.GetSender() == w.user && m.GetText() != nil {
				at[m.GetText().GetText()] = append(at[m.GetText().GetText()], m.GetSeq())
			}
		}
		if !page.GetMore() {
			break
		}
		next = list[0].GetSeq()
	}
	for n, seq := range w.seqs {
		if got := at[fmt.Sprint("row ", n)]; len(got) != 1 || got[0] != seq {
			return fmt.Errorf("%w: line %d is at %v, acknowledged was %d", errWrong, n, got, seq)
		}
	}
	return nil
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
	p := &pair{street: &street{town: newTown(t, pairPayers)}}
	for _, r := range p.people {
		p.payers = append(p.payers, &payer{resident: r})
	}
	for _, r := range p.people[:pairWriters] {
		p.writers = append(p.writers, &writer{resident: r})
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

func (p *pair) said() string {
	return fmt.Sprintf("process 0:\n%s\nprocess 1:\n%s", p.servers[0].said, p.servers[1].said)
}

// pause is what a client does before it repeats a request.
func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(20 * time.Millisecond):
	}
}

// payWhile lets all pay, whatever becomes of the processes, until what goes on beside them has ended.
func (p *pair) payWhile(t *testing.T, beside func(ctx context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	over := make(chan struct{})
	var all errgroup.Group
	again := func(who string, n int, step func() error) {
		all.Go(func() error {
			for {
				select {
				case <-over:
					return nil
				default:
				}
				if err := step(); err != nil {
					if ctx.Err() != nil || !waits(err) {
						return fmt.Errorf("%s %d: %w", who, n, err)
					}
					pause(ctx)
				}
			}
		})
	}
	for _, each := range p.payers {
		again("payer", each.n, func() error { return each.step(ctx, p.street) })
	}
	for _, each := range p.writers {
		again("writer", each.n, func() error {
			defer pause(ctx)
			return each.write(ctx)
		})
	}
	all.Go(func() error {
		defer close(over)
		return beside(ctx)
	})
	if err := all.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, p.said())
	}
}

// morePaid returns once so many more payments were answered as paid.
func (p *pair) morePaid(ctx context.Context, more int64) error {
	want := p.acked.Load() + more
	return poll(ctx, time.Minute, func() (string, error) {
		if got := p.acked.Load(); got < want {
			return fmt.Sprintf("%d payments answered, want %d", got, want), nil
		}
		return "", nil
	})
}

// complete lets everybody end what is under way.
func (p *pair) complete(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var all errgroup.Group
	for _, each := range p.payers {
		all.Go(func() error {
			for each.under != (deal{}) || len(each.done) == 0 {
				if err := each.step(ctx, p.street); err != nil {
					if ctx.Err() != nil || !waits(err) {
						return fmt.Errorf("payer %d: %w", each.n, err)
					}
					pause(ctx)
				}
			}
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, p.said())
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
		lines := 0
		for _, w := range p.writers {
			if lines += len(w.seqs); len(w.seqs) == 0 {
				t.Errorf("writer %d wrote nothing", w.n)
			}
			if err := w.wantLines(t.Context()); err != nil {
				t.Errorf("writer %d: %v", w.n, err)
			}
		}
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
	if said := p.servers[n].said.String(); !strings.Contains(said, "superette: fenced: the others of the cluster did not hear of this process for 3 s and took over") {
		t.Errorf("it said %s", said)
	}
	p.run(t, n)
}

// socket is a device of a resident at one of the processes.
type socket struct {
	*websocket.Conn
	t *testing.T
}

func (p *pair) socket(t *testing.T, r *resident, door int) socket {
	t.Helper()
	header := http.Header{"Origin": {townOrigin}, "Cookie": {"superette=" + r.token}, "X-Forwarded-For": {"10.1.1.1"}}
	conn, answer, err := websocket.Dial(t.Context(), "ws://"+p.doors.addrs[door]+"/api/live", &websocket.DialOptions{
		HTTPHeader: header, Host: strings.TrimPrefix(townOrigin, "https://"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if answer.Body != nil {
		if err := answer.Body.Close(); err != nil {
			t.Fatal(err)
		}
	}
	conn.SetReadLimit(1 << 20)
	t.Cleanup(func() { _ = conn.CloseNow() })
	s := socket{conn, t}
	s.send(&superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Hello{Hello: &superettev1.Hello{}}})
	s.hear(func(f *superettev1.ServerFrame) bool { return f.GetWelcome() != nil })
	return s
}

func (s socket) send(f *superettev1.ClientFrame) {
	s.t.Helper()
	data, err := proto.Marshal(f)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.Write(s.t.Context(), websocket.MessageBinary, data); err != nil {
		s.t.Fatal(err)
	}
}

// hear returns the next frame that is looked for.
func (s socket) hear(wanted func(*superettev1.ServerFrame) bool) *superettev1.ServerFrame {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), readyLimit)
	defer cancel()
	for {
		_, data, err := s.Read(ctx)
		if err != nil {
			s.t.Fatal(err)
		}
		f := &superettev1.ServerFrame{}
		if err := proto.Unmarshal(data, f); err != nil {
			s.t.Fatal(err)
		}
		if wanted(f) {
			return f
		}
	}
}

// talk has two people, each at a process of their own, write in turns: each is acknowledged, and reaches the other as the next one.
func (p *pair) talk(t *testing.T) {
	t.Helper()
	for _, who := range p.people[:6] { // conversations of either process
		ling, tom := p.socket(t, who, 0), p.socket(t, who.next, 1)
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
		s := p.socket(t, r, door)
		p.doors.send(fmt.Sprintf("10.0.%d.%d", r.n/200, r.n%200+1), 1-door)
		if _, err := r.account.SignOut(t.Context(), &superettev1.SignOutRequest{}); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), readyLimit)
		defer cancel()
		var err error
		for err == nil {
			_, _, err = s.Read(ctx)
		}
		if websocket.CloseStatus(err) == -1 {
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
