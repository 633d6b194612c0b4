//go:build postgres

package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"

	"github.com/superette/superette/internal/api/superettev1"
)

// crowd is a street of which some write to each other while all pay.
type crowd struct {
	*street
	writers []*writer
	said    func() string // by the processes, for a failure
}

func newCrowd(t *testing.T, payers, writers int) *crowd {
	t.Helper()
	c := &crowd{street: &street{town: newTown(t, payers)}}
	for _, r := range c.people {
		c.payers = append(c.payers, &payer{resident: r})
	}
	for _, r := range c.people[:writers] {
		c.writers = append(c.writers, &writer{resident: r})
	}
	c.said = func() string { return c.server.said.String() }
	return c
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

// pause is what a client does before it repeats a request.
func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(20 * time.Millisecond):
	}
}

// payWhile lets all pay, whatever becomes of the processes, until what goes on beside them has ended.
func (c *crowd) payWhile(t *testing.T, beside func(ctx context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), forMore(3*time.Minute, len(c.payers)))
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
	for _, each := range c.payers {
		again("payer", each.n, func() error { return each.step(ctx, c.street) })
	}
	for _, each := range c.writers {
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
		t.Fatalf("%v\n%s", err, c.said())
	}
}

// morePaid returns once so many more payments were answered as paid.
func (c *crowd) morePaid(ctx context.Context, more int64) error {
	want := c.acked.Load() + more
	return poll(ctx, forMore(time.Minute, len(c.payers)), func() (string, error) {
		if got := c.acked.Load(); got < want {
			return fmt.Sprintf("%d payments answered, want %d", got, want), nil
		}
		return "", nil
	})
}

// freshPaid returns once so many orders were paid and answered whose payment was not asked for before.
func (c *crowd) freshPaid(ctx context.Context, want int64) error {
	c.era.Add(1)
	c.fresh.Store(0)
	return poll(ctx, forMore(time.Minute, len(c.payers)), func() (string, error) {
		if got := c.fresh.Load(); got < want {
			return fmt.Sprintf("%d payments that began since then are answered, want %d", got, want), nil
		}
		return "", nil
	})
}

// complete lets everybody end what is under way.
func (c *crowd) complete(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), forMore(time.Minute, len(c.payers)))
	defer cancel()
	var all errgroup.Group
	for _, each := range c.payers {
		all.Go(func() error {
			for each.under != (deal{}) || len(each.done) == 0 {
				if err := each.step(ctx, c.street); err != nil {
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
		t.Fatalf("%v\n%s", err, c.said())
	}
}

// wantLines looks at what everybody wrote, and returns how many lines that is.
func (c *crowd) wantLines(t *testing.T) (lines int) {
	t.Helper()
	for _, w := range c.writers {
		if lines += len(w.seqs); len(w.seqs) == 0 {
			t.Errorf("writer %d wrote nothing", w.n)
		}
		if err := w.wantLines(t.Context()); err != nil {
			t.Errorf("writer %d: %v", w.n, err)
		}
	}
	return lines
}

// socket is a device of a resident. It reads all the while, as devices do, and so answers what the server asks to know that it is there.
type socket struct {
	*websocket.Conn
	t      *testing.T
	frames chan *superettev1.ServerFrame // closed at the end of the connection
	end    *error                        // why it ended, once frames is closed
}

// unheard is how many frames wait to be heard.
const unheard = 1 << 16

// socket connects a device of the resident to the process that listens there.
func (r *resident) socket(t *testing.T, addr string) socket {
	t.Helper()
	header := http.Header{"Origin": {townOrigin}, "Cookie": {"superette=" + r.token}, "X-Forwarded-For": {"10.1.1.1"}}
	conn, answer, err := websocket.Dial(t.Context(), "ws://"+addr+"/api/live", &websocket.DialOptions{
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
	s := socket{conn, t, make(chan *superettev1.ServerFrame, unheard), new(error)}
	go s.read(t.Context())
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

func (s socket) read(ctx context.Context) {
	defer close(s.frames)
	for {
		_, data, err := s.Read(ctx)
		f := &superettev1.ServerFrame{}
		if err == nil {
			err = proto.Unmarshal(data, f)
		}
		if err != nil {
			*s.end = err
			return
		}
		select {
		case s.frames <- f:
		case <-ctx.Done():
		}
	}
}

// hear returns the next frame that is looked for.
func (s socket) hear(wanted func(*superettev1.ServerFrame) bool) *superettev1.ServerFrame {
	s.t.Helper()
	limit := time.After(readyLimit)
	for {
		select {
		case f, open := <-s.frames:
			if !open {
				s.t.Fatal(*s.end)
			}
			if wanted(f) {
				return f
			}
		case <-limit:
			s.t.Fatalf("nothing such was heard within %v", readyLimit)
		}
	}
}

// awaitEnd returns why the connection ended, once it has.
func (s socket) awaitEnd() error {
	s.t.Helper()
	limit := time.After(readyLimit)
	for {
		select {
		case _, open := <-s.frames:
			if !open {
				return *s.end
			}
		case <-limit:
			s.t.Fatalf("the connection has not ended within %v", readyLimit)
		}
	}
}
