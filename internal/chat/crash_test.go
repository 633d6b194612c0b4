package chat_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"google.golang.org/protobuf/proto"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/id"
)

const crashFolder = "CHAT_CRASH_FOLDER"

// writer is one person of the crash test: it sends the next message only after the one before was acknowledged, and
// repeats it until it is.
type writer struct {
	token string
	next  int              // the message it is at
	acked map[string]int64 // client id → seq
}

// TestKillNine lets eight people write to a chat server in another process, kills it without warning again and again,
// and looks at what is left.
func TestKillNine(t *testing.T) {
	rounds := 3
	if n, err := strconv.Atoi(os.Getenv("LONG")); err == nil && n > 0 {
		rounds = 100
	}
	t.Run("every acknowledged message is there, once, where it was said to be, and there are no holes", func(t *testing.T) {
		dir := t.TempDir()
		conv, writers := crashGroup(t, dir)
		for round := range rounds {
			writeUntilKilled(t, dir, conv, writers, int64(60+31*round%200))
		}
		h := open(t, options{dir: dir})
		by, err := h.people.ByToken(t.Context(), writers[0].token)
		if err != nil {
			t.Fatal(err)
		}
		reader := &person{by: by, h: h}
		all := reader.history(t, conv)
		at := map[string]int64{}
		for i, m := range all {
			if m.Seq != int64(i+1) {
				t.Fatalf("message %d has seq %d", i, m.Seq)
			}
			if earlier, twice := at[m.ClientID]; twice {
				t.Errorf("%s is there at %d and at %d", m.ClientID, earlier, m.Seq)
			}
			at[m.ClientID] = m.Seq
		}
		acked := 0
		for _, w := range writers {
			last := int64(0)
			for n := range w.next {
				clientID := messageID(w, n)
				seq := w.acked[clientID]
				if acked++; at[clientID] != seq || seq <= last {
					t.Errorf("%s was acknowledged at %d after %d and is at %d", clientID, seq, last, at[clientID])
				}
				last = seq
			}
		}
		if acked < 60*rounds {
			t.Errorf("only %d messages were acknowledged in %d rounds", acked, rounds)
		}
	})
}

func messageID(w *writer, n int) string { return fmt.Sprintf("%s-%06d", w.token[:8], n) }

// crashGroup makes the people and their group, and leaves the folder to the child.
func crashGroup(t *testing.T, dir string) (conv id.ConvID, writers []*writer) {
	t.Helper()
	t.Run("set up", func(t *testing.T) {
		h := open(t, options{dir: dir})
		var others []id.UserID
		first := h.person(t)
		writers = append(writers, &writer{token: first.token, acked: map[string]int64{}})
		for range 7 {
			p := h.person(t)
			h.join(t, first, p)
			others = append(others, p.ID)
			writers = append(writers, &writer{token: p.token, acked: map[string]int64{}})
		}
		group, err := h.chat.CreateGroup(t.Context(), first.by, "Crash", others)
		if err != nil {
			t.Fatal(err)
		}
		conv = group.ID
	})
	return conv, writers
}

// writeUntilKilled runs this test binary again as the server, lets all write to it over sockets, and kills it after so
// many acknowledgements.
func writeUntilKilled(t *testing.T, dir string, conv id.ConvID, writers []*writer, after int64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestCrashingServer$") //nolint:gosec // this very program
	child.Env = append(os.Environ(), crashFolder+"="+dir)
	child.Stderr = t.Output()
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the server does not say its address: %v", err)
	}
	h := &house{url: strings.TrimSpace(line)}
	var acks atomic.Int64
	var kill sync.Once
	var all sync.WaitGroup
	// All are connected before the first one writes: the quick ones could have the server killed before the slow ones came.
	conns := make([]*websocket.Conn, len(writers))
	for i, w := range writers {
		p := &person{token: w.token, h: h}
		if conns[i], err = p.dial(t, h.url); err != nil {
			t.Fatal(err)
		}
	}
	for i, w := range writers {
		conn := conns[i]
		all.Go(func() {
			defer func() { _ = conn.CloseNow() }()
			for w.send(ctx, conn, conv) == nil {
				if acks.Add(1) >= after {
					kill.Do(func() {
						if err := child.Process.Kill(); err != nil {
							t.Error(err)
						}
					})
				}
			}
		})
	}
	all.Wait()
	if err := child.Wait(); err == nil || acks.Load() < after {
		t.Fatalf("the server ended by itself (%v) after %d acknowledgements", err, acks.Load())
	}
}

var errRefused = errors.New("the server refused")

// send sends the writer's message and waits for its acknowledgement.
func (w *writer) send(ctx context.Context, conn *websocket.Conn, conv id.ConvID) error {
	clientID := messageID(w, w.next)
	data, err := proto.Marshal(sendFrame(conv, clientID, "message "+clientID, true))
	if err != nil {
		return err
	}
	if err := conn.Write(ctx, websocket.MessageBinary, data); err != nil {
		return err
	}
	for {
		_, data, err := conn.Read(ctx)
		if err != nil {
			return err
		}
		var f superettev1.ServerFrame
		if err := proto.Unmarshal(data, &f); err != nil {
			return err
		}
		if f.GetRefusal() != nil {
			return errRefused
		}
		if ack := f.GetSendAck(); ack.GetClientId() == clientID {
			w.acked[clientID] = ack.GetSeq()
			w.next++
			return nil
		}
	}
}

// TestCrashingServer is the other process of TestKillNine; alone it has nothing to do.
func TestCrashingServer(t *testing.T) {
	dir := os.Getenv(crashFolder)
	if dir == "" {
		return
	}
	h := open(t, options{dir: dir, rate: 1e6, burst: 1e6})
	fmt.Println(h.url) //nolint:forbidigo // tells the parent
	select {}
}
