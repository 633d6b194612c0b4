package chat

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
)

// frame is what all connections that get it share. Its JSON form is made when the first one wants it.
type frame struct {
	binary []byte

	once sync.Once
	text []byte
}

func (f *frame) bytes(json bool) []byte {
	if !json {
		return f.binary
	}
	f.once.Do(func() {
		var message superettev1.ServerFrame
		if proto.Unmarshal(f.binary, &message) == nil {
			if text, err := protojson.Marshal(&message); err == nil {
				f.text = text
			}
		}
	})
	return f.text
}

// push queues a live frame, or drops it and remembers the gap when the reader is too slow. It never waits.
func (c *connection) push(f *frame, p parcel) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p.useq > 0 && p.useq <= c.useq {
		return // it was on its way when the Welcome told of it
	}
	if c.queued+len(f.binary) > queueMax {
		if !p.optional {
			c.gaps[p.conv] = max(c.gaps[p.conv], p.seq)
		}
		c.wakeUp()
		return
	}
	c.queued += len(f.binary)
	if c.held {
		c.holding = append(c.holding, held{f, p.useq})
		return
	}
	c.queue = append(c.queue, f)
	c.wakeUp()
}

// lost remembers that pushes of a conversation did not arrive; "" stands for any.
func (c *connection) lost(conv id.ConvID, seq int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gaps[conv] = max(c.gaps[conv], seq)
	c.wakeUp()
}

// wakeUp begins to write what is queued, unless that is under way; the caller holds mu. Whoever is written to has a goroutine
// for it, an idle connection has none.
func (c *connection) wakeUp() {
	if c.writing || c.finished {
		return
	}
	c.writing = true
	c.writers.Go(c.write)
}

// answer queues a frame that must not be dropped. Who asks without ever reading is disconnected.
func (c *connection) answer(message *superettev1.ServerFrame) {
	data, err := proto.Marshal(message)
	if err != nil {
		c.live.config.Log.Error("chat: an answer cannot be encoded", "error", err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.queued += len(data); c.queued > answersMax {
		c.end()
		return
	}
	c.queue = append(c.queue, &frame{binary: data})
	c.wakeUp()
}

func (c *connection) refuse(err error, clientID, conv string) {
	f := fault.Of(err)
	if f.Kind == fault.Internal {
		c.live.config.Log.Error("chat: a frame failed", "by", c.by.String(), "error", err)
	}
	c.answer(&superettev1.ServerFrame{Frame: &superettev1.ServerFrame_Refusal{Refusal: &superettev1.Refusal{
		Code: f.Code, Message: f.Message(), ClientId: clientID, Conv: conv,
	}}})
}

// take empties the queue: the frames, then a Gap for each conversation of which pushes were dropped. Before the Welcome
// there are no Gaps: a Welcome says more. With nothing in it, or after the reader has ended, the write under way is the last.
func (c *connection) take() [][]byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.finished {
		return nil
	}
	var out [][]byte
	for _, f := range c.queue {
		out = append(out, f.bytes(c.json))
		c.queued -= len(f.binary)
	}
	clear(c.queue)
	c.queue = c.queue[:0]
	if cap(c.queue) > 256 {
		c.queue = nil
	}
	if !c.held {
		for conv, seq := range c.gaps {
			gap := &superettev1.ServerFrame{Frame: &superettev1.ServerFrame_Gap{Gap: &superettev1.Gap{Conv: string(conv), LastSeq: seq}}}
			if data, err := proto.Marshal(gap); err == nil {
				out = append(out, (&frame{binary: data}).bytes(c.json))
			}
		}
		clear(c.gaps)
	}
	if len(out) == 0 {
		c.writing = false
	}
	return out
}

// write sends what is queued until there is nothing more, or until the connection ends.
func (c *connection) write() {
	for {
		messages := c.take()
		if len(messages) == 0 {
			return
		}
		if err := c.deliver(messages); err != nil {
			c.mu.Lock()
			c.finished, c.writeErr = true, over(c.ctx, err)
			c.mu.Unlock()
			c.end()
			return
		}
	}
}

// finish ends the writing, if need be by ending the connection, and returns why it failed.
func (c *connection) finish() error {
	c.mu.Lock()
	c.finished = true
	c.mu.Unlock()
	// A write that is cut off breaks the connection, and with it the close that says why.
	cut := time.AfterFunc(finishLimit, c.end)
	defer cut.Stop()
	c.writers.Wait()
	return c.writeErr
}

// over returns why a connection ends: nil if the client left, or if it is ended for a reason that is known elsewhere.
func over(ctx context.Context, err error) error {
	if errors.Is(err, io.EOF) || ctx.Err() != nil {
		err = nil
	}
	return err
}

func (c *connection) deliver(messages [][]byte) error {
	ctx, cancel := context.WithTimeout(c.ctx, flushLimit)
	defer cancel()
	return c.socket.WriteAll(ctx, !c.json, messages)
}

// ping ends the connection unless the other side answers in time.
func (c *connection) ping() {
	defer c.pinging.Store(false)
	ctx, cancel := context.WithTimeout(context.Background(), c.live.config.PongLimit)
	defer cancel()
	if err := c.socket.Ping(ctx); err != nil {
		c.end()
		return
	}
	c.heardAt.Store(c.live.config.Now().UnixMilli())
}

// reading carries out the client's frames until it is gone.
func (c *connection) reading(ctx context.Context) error {
	for {
		binary, data, err := c.socket.Read(ctx)
		if err != nil {
			return over(ctx, err)
		}
		now := c.live.config.Now()
		c.heardAt.Store(now.UnixMilli())
		message, err := decodeFrame(c.json, binary, data)
		inTime := c.limit.AllowN(now, 1)
		if !inTime {
			if c.strikes++; c.strikes > strikesMax {
				return ErrTooFast
			}
			err = ErrTooFast
		}
		if err != nil {
			send := message.GetSend()
			c.refuse(err, send.GetClientId(), send.GetConv())
			continue
		}
		c.carryOut(ctx, message)
	}
}

// aside returns when do has, which has a goroutine of its own: a hello goes deep, and the reader, which waits for the rest of the
// connection's life with as much stack as it ever needed, would keep twice as much. It panics as do does.
func aside(do func()) {
	done := make(chan any)
	go func() {
		defer func() {
			p := recover()
			if p != nil {
				p = fmt.Sprintf("%v\n%s", p, debug.Stack())
			}
			done <- p
		}()
		do()
	}()
	if p := <-done; p != nil {
		panic(p)
	}
}

// decodeFrame reads one frame. The message is never nil; it fails with ErrFrame.
func decodeFrame(json, binary bool, data []byte) (*superettev1.ClientFrame, error) {
	message := &superettev1.ClientFrame{}
	if json == binary {
		return message, ErrFrame.With("Binary frames go with the default protocol, text frames with the subprotocol json.")
	}
	var err error
	if json {
		err = protojson.UnmarshalOptions{DiscardUnknown: true}.Unmarshal(data, message)
	} else {
		err = proto.Unmarshal(data, message)
	}
	if err != nil {
		return &superettev1.ClientFrame{}, fmt.Errorf("%w: %w", ErrFrame, err)
	}
	return message, nil
}

func (c *connection) carryOut(ctx context.Context, message *superettev1.ClientFrame) {
	switch f := message.GetFrame().(type) {
	case *superettev1.ClientFrame_Hello:
		aside(func() {
			if err := c.hello(ctx, f.Hello); err != nil {
				c.refuse(err, "", "")
			}
		})
	case *superettev1.ClientFrame_Send:
		c.send(ctx, f.Send)
	case *superettev1.ClientFrame_Mark:
		c.mark(ctx, f.Mark)
	case *superettev1.ClientFrame_Typing:
		if err := c.typing(ctx, f.Typing); err != nil {
			c.refuse(err, "", f.Typing.GetConv())
		}
	case *superettev1.ClientFrame_Ping:
		c.answer(&superettev1.ServerFrame{Frame: &superettev1.ServerFrame_Pong{Pong: &superettev1.Pong{N: f.Ping.GetN()}}})
	default:
		c.refuse(ErrFrame.With("It holds nothing that is known here."), "", "")
	}
}

// send queues a message; the acknowledgement follows when it is durable. A client may send on without waiting.
func (c *connection) send(ctx context.Context, r *superettev1.SendRequest) {
	conv, clientID := r.GetConv(), r.GetClientId()
	message, err := sendOf(r, c.id)
	if err == nil {
		err = c.s.Submit(ctx, c.by, message, func(receipt Receipt, err error) {
			if err != nil {
				c.refuse(err, clientID, conv)
				return
			}
			c.answer(&superettev1.ServerFrame{Frame: &superettev1.ServerFrame_SendAck{SendAck: &superettev1.SendAck{
				Conv: conv, ClientId: clientID, Seq: receipt.Seq, Ts: receipt.TS,
			}}})
		})
	}
	if err != nil {
		c.refuse(err, clientID, conv)
	}
}

func (c *connection) mark(ctx context.Context, r *superettev1.MarkRequest) {
	conv, err := parseConv(r.GetConv())
	if err == nil {
		_, err = c.s.Mark(ctx, c.by, conv, r.GetReadSeq(), c.id)
	}
	if err != nil {
		c.refuse(err, "", r.GetConv())
	}
}

func (c *connection) typing(ctx context.Context, r *superettev1.Typing) error {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return err
	}
	now := c.live.config.Now()
	if conv == c.typed && now.Sub(c.typedAt) < typingEvery {
		return nil
	}
	others, err := c.s.others(ctx, c.by, conv, typingMembersMax+1)
	if err != nil {
		return err
	}
	c.typed, c.typedAt = conv, now
	if len(others) == 0 {
		return nil
	}
	data, err := proto.Marshal(&superettev1.ServerFrame{Frame: &superettev1.ServerFrame_Typing{Typing: &superettev1.Typing{
		Conv: string(conv), UserId: string(c.by.User),
	}}})
	if err != nil {
		return fmt.Errorf("chat: typing: %w", err)
	}
	c.live.publish([]parcel{{to: others, optional: true, frame: data}})
	return nil
}

// hello answers with what the client missed. From its beginning to the Welcome live pushes are held, so that none gets
// lost between what was read and what is told, and none arrives before the Welcome.
func (c *connection) hello(ctx context.Context, r *superettev1.Hello) error {
	if len(r.GetHeads()) > headsMax {
		return ErrHeads
	}
	heads := make(map[id.ConvID]Head, len(r.GetHeads()))
	for _, h := range r.GetHeads() {
		head := Head{Seq: h.GetSeq(), ReadSeq: h.GetReadSeq(), PeerReadSeq: -1, Mod: -1}
		if h.Mod != nil {
			head.Mod = h.GetMod()
		}
		if h.PeerReadSeq != nil {
			head.PeerReadSeq = h.GetPeerReadSeq()
		}
		heads[id.ConvID(h.GetConv())] = head
	}
	c.mu.Lock()
	c.held = true
	clear(c.gaps)
	c.mu.Unlock()
	missed, err := c.s.Sync(ctx, c.by, r.GetUseq(), heads)
	if err != nil {
		return err
	}
	welcome := &superettev1.Welcome{UserId: string(c.by.User), Useq: missed.Useq, More: missed.More, Reset_: missed.Reset}
	size := 0
	for _, conversation := range missed.Changed {
		one := conversationToAPI(conversation)
		if size += proto.Size(one); size > welcomeMax && len(welcome.GetChanged()) > 0 {
			welcome.More = true
			break
		}
		welcome.Changed = append(welcome.Changed, one)
	}
	// The client is where the events have brought it, not before: one that is left between the two asks for them again.
	if last := len(missed.Events) - 1; last >= 0 {
		welcome.Useq, missed.Events[last].Useq = r.GetUseq(), missed.Useq
	}
	c.answer(&superettev1.ServerFrame{Frame: &superettev1.ServerFrame_Welcome{Welcome: welcome}})
	for _, e := range missed.Events {
		c.answer(&superettev1.ServerFrame{Frame: &superettev1.ServerFrame_Event{Event: eventToAPI(e)}})
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = false
	c.useq = missed.Useq
	for _, h := range c.holding {
		if h.useq > 0 && h.useq <= c.useq {
			c.queued -= len(h.frame.binary)
			continue
		}
		c.queue = append(c.queue, h.frame)
	}
	c.holding = nil
	c.wakeUp()
	return nil
}
