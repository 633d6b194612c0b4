package drive

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"

	"github.com/superette/superette/internal/api/superettev1"
)

// line is a message of a usual length.
const line = "a line of a usual length, as people write it"

// Chat is everybody's live sockets, and what becomes of messages.
type Chat struct {
	Connected *Series // from the beginning of a connection to its Welcome

	counts  atomic.Pointer[counts]
	town    *Town
	devices []*Device
	closing atomic.Bool
	reading sync.WaitGroup

	mu   sync.Mutex
	sent []*message
	next atomic.Int64
}

// counts is where the present step counts.
type counts struct {
	acked   *Series // from when a message was due to its acknowledgement: it is on the disk
	pushed  *Series // to its arrival at the other person's device
	unasked *Series // what should not be: gaps, refusals, second copies, sockets that closed
}

// Begin counts into other series from now on.
func (c *Chat) Begin(acked, pushed, unasked *Series) { c.counts.Store(&counts{acked, pushed, unasked}) }

func (c *Chat) fail(err error) { c.counts.Load().unasked.Fail(err) }

// Device is one open socket.
type Device struct {
	person *Person
	conn   *websocket.Conn
}

// message is one that was sent.
type message struct {
	due           time.Time
	acked, pushed atomic.Int32
	done          func() // once it was pushed; may be nil
}

// Connect opens a socket for each of some people and says hello.
func (w *Town) Connect(ctx context.Context, people []*Person) (*Chat, error) {
	c := &Chat{town: w, devices: make([]*Device, len(people)), Connected: NewSeries("connect")}
	c.Begin(NewSeries(""), NewSeries(""), NewSeries("sockets"))
	var all errgroup.Group
	all.SetLimit(atOnce)
	for n, p := range people {
		all.Go(func() error {
			started := w.Now()
			d, err := w.Dial(ctx, p)
			if err != nil {
				return fmt.Errorf("socket %d: %w", n, err)
			}
			c.Connected.Took(w.Now().Sub(started))
			c.devices[n] = d
			c.reading.Go(func() { c.read(d) })
			return nil
		})
	}
	return c, all.Wait()
}

// Dial opens a socket for somebody and says hello. It returns once the server has said welcome.
func (w *Town) Dial(ctx context.Context, p *Person) (*Device, error) {
	conn, answer, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(w.url, "http")+"/api/live", &websocket.DialOptions{
		HTTPClient: w.http, HTTPHeader: http.Header{"Origin": {w.url}, "Cookie": {"superette=" + p.Token}}, CompressionMode: websocket.CompressionDisabled,
	})
	if err != nil {
		return nil, err
	}
	if answer.Body != nil {
		defer answer.Body.Close() //nolint:errcheck // the socket has taken it over
	}
	d := &Device{p, conn}
	if err := d.write(ctx, &superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Hello{Hello: &superettev1.Hello{}}}); err != nil {
		return nil, err
	}
	f, err := d.Read(ctx)
	if err != nil {
		return nil, err
	}
	if f.GetWelcome() == nil {
		return nil, fmt.Errorf("the first frame is %v", f)
	}
	return d, nil
}

func (d *Device) write(ctx context.Context, f *superettev1.ClientFrame) error {
	data, err := proto.Marshal(f)
	if err != nil {
		return err
	}
	return d.conn.Write(ctx, websocket.MessageBinary, data)
}

// Send writes into a conversation. It does not wait for the acknowledgement.
func (d *Device) Send(ctx context.Context, conv, clientID, text string) error {
	return d.write(ctx, &superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Send{Send: &superettev1.SendRequest{
		Conv: conv, ClientId: clientID, Text: text,
	}}})
}

// Read returns what the server says next. It is for one goroutine.
func (d *Device) Read(ctx context.Context) (*superettev1.ServerFrame, error) {
	_, data, err := d.conn.Read(ctx)
	if err != nil {
		return nil, err
	}
	f := &superettev1.ServerFrame{}
	return f, proto.Unmarshal(data, f)
}

// Close breaks the socket off.
func (d *Device) Close() error { return d.conn.CloseNow() }

// read takes what the server sends until the socket ends.
func (c *Chat) read(d *Device) {
	for {
		f, err := d.Read(context.Background())
		if err != nil {
			if !c.closing.Load() {
				c.fail(fmt.Errorf("a socket closed: %w", err))
			}
			return
		}
		switch frame := f.GetFrame().(type) {
		case *superettev1.ServerFrame_SendAck:
			if m := c.find(frame.SendAck.GetClientId()); m != nil {
				if m.acked.Add(1) == 1 {
					c.counts.Load().acked.Took(c.town.Now().Sub(m.due))
				} else {
					c.fail(errors.New("a message was acknowledged twice"))
				}
			}
		case *superettev1.ServerFrame_Push:
			if m := c.find(frame.Push.GetMessage().GetClientId()); m != nil {
				if m.pushed.Add(1) == 1 {
					c.counts.Load().pushed.Took(c.town.Now().Sub(m.due))
					if m.done != nil {
						m.done()
					}
				} else {
					c.fail(errors.New("a message was pushed twice"))
				}
			}
		case *superettev1.ServerFrame_Gap:
			c.fail(errors.New("pushes were dropped"))
		case *superettev1.ServerFrame_Refusal:
			c.fail(fmt.Errorf("refused: %s", frame.Refusal.GetCode()))
		}
	}
}

const ours = "load-"

func (c *Chat) find(clientID string) *message {
	text, ok := strings.CutPrefix(clientID, ours)
	if !ok {
		return nil
	}
	n, err := strconv.Atoi(text)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil || n >= len(c.sent) {
		return nil
	}
	return c.sent[n]
}

// Send lets the next person write to their peer. It does not wait for the acknowledgement; done, if not nil, is called when the
// message has arrived at the other device.
func (c *Chat) Send(due time.Time, done func()) {
	c.SendFrom(int(c.next.Add(1)), due, done)
}

// SendFrom is Send by one of the devices.
func (c *Chat) SendFrom(from int, due time.Time, done func()) {
	m := &message{due: due, done: done}
	c.mu.Lock()
	n := len(c.sent)
	c.sent = append(c.sent, m)
	c.mu.Unlock()
	const stride = 7919 // a prime: neighbours are in one conversation
	d := c.devices[from*stride%len(c.devices)]
	err := d.Send(context.Background(), d.person.Conv, fmt.Sprintf("%s%08d", ours, n), line)
	if err != nil {
		c.fail(fmt.Errorf("send: %w", err))
	}
}

// Sent returns how many messages were sent.
func (c *Chat) Sent() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.sent)
}

// Missing returns how many messages were not acknowledged, and how many not pushed.
func (c *Chat) Missing() (acks, pushes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.sent {
		if m.acked.Load() == 0 {
			acks++
		}
		if m.pushed.Load() == 0 {
			pushes++
		}
	}
	return acks, pushes
}

// Settle returns when every message was acknowledged and pushed. It fails after the limit.
func (c *Chat) Settle(limit time.Duration) error {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		acks, pushes := c.Missing()
		if acks == 0 && pushes == 0 {
			return nil
		}
		select {
		case <-tick.C:
		case <-timer.C:
			return fmt.Errorf("%v after the last message %d of %d are not acknowledged and %d not pushed", limit, acks, c.Sent(), pushes)
		}
	}
}

// Close ends the sockets.
func (c *Chat) Close() {
	c.closing.Store(true)
	for _, d := range c.devices {
		if d != nil {
			_ = d.Close()
		}
	}
	c.reading.Wait()
}
