package chat_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
)

func TestTwoPeopleTalk(t *testing.T) {
	h := open(t, options{})
	ling, tom, conv := h.friends(t)
	phone, welcome := tom.online(t, &superettev1.Hello{})
	if len(welcome.GetChanged()) != 1 || welcome.GetUserId() != string(tom.ID) {
		t.Fatalf("welcome = %v, want the one conversation", welcome)
	}
	desk, _ := ling.online(t, &superettev1.Hello{})
	tablet, _ := ling.online(t, &superettev1.Hello{})

	t.Run("a message is acknowledged to its sender and pushed to the other and to the sender's other device", func(t *testing.T) {
		desk.say(sendFrame(conv, "client-0001", "tea?", false))
		ack := desk.hear().GetSendAck()
		if ack.GetSeq() != 2 || ack.GetClientId() != "client-0001" || ack.GetTs() == 0 || ack.GetConv() != string(conv) {
			t.Errorf("ack = %v, want seq 2", ack)
		}
		for _, d := range []*device{phone, tablet} {
			push := d.hear().GetPush().GetMessage()
			if push.GetSeq() != 2 || push.GetText().GetText() != "tea?" || push.GetSender() != string(ling.ID) || push.GetClientId() != "client-0001" {
				t.Errorf("push = %v, want the message", push)
			}
		}
	})
	t.Run("a repeated send is acknowledged again and pushed to nobody", func(t *testing.T) {
		desk.say(sendFrame(conv, "client-0001", "tea?", true))
		if ack := desk.hear().GetSendAck(); ack.GetSeq() != 2 {
			t.Errorf("ack = %v, want seq 2 again", ack)
		}
		if before := phone.pong(1); len(before) != 0 {
			t.Errorf("the other heard %v, want nothing", before)
		}
		tablet.pong(1)
	})
	t.Run("the same over Connect with JSON reaches all devices", func(t *testing.T) {
		status, answer := h.call(t, tom.token, "ChatService/Send", map[string]any{"conv": conv, "clientId": "client-0002", "text": "yes"})
		if status != http.StatusOK {
			t.Fatalf("status %d: %v", status, answer)
		}
		for _, d := range []*device{desk, tablet, phone} {
			if push := d.hear().GetPush().GetMessage(); push.GetSeq() != 3 || push.GetText().GetText() != "yes" {
				t.Errorf("push = %v, want seq 3", push)
			}
		}
	})
	t.Run("a mark is told to the other side and to the reader's other devices, not to the one that set it", func(t *testing.T) {
		desk.say(&superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Mark{Mark: &superettev1.MarkRequest{Conv: string(conv), ReadSeq: 3}}})
		for _, d := range []*device{phone, tablet} {
			if mark := d.hear().GetMark(); mark.GetReadSeq() != 3 || mark.GetUserId() != string(ling.ID) {
				t.Errorf("mark = %v, want Ling at 3", mark)
			}
		}
		if before := desk.pong(2); len(before) != 0 {
			t.Errorf("its own device heard %v", before)
		}
	})
	t.Run("typing is told to the other, with the name set by the server", func(t *testing.T) {
		desk.say(&superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Typing{Typing: &superettev1.Typing{Conv: string(conv), UserId: "usr_somebody_else"}}})
		if typing := phone.hear().GetTyping(); typing.GetUserId() != string(ling.ID) || typing.GetConv() != string(conv) {
			t.Errorf("typing = %v, want Ling", typing)
		}
	})
	t.Run("a card that changes is told to both", func(t *testing.T) {
		m, err := h.chat.ShareCard(t.Context(), ling.by, chat.Send{Conv: conv, ClientID: "client-0003", Body: card()})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.chat.ChangeCard(t.Context(), m.Body.Card.ID, chat.Paid, "Tom"); err != nil {
			t.Fatal(err)
		}
		for _, d := range []*device{desk, phone, tablet} {
			push := d.hear().GetPush().GetMessage().GetCard()
			change := d.hear().GetEvent()
			if push.GetTitle() != "Longjing" || change.GetCard().GetCard().GetState() != superettev1.CardState_CARD_STATE_PAID ||
				change.GetCard().GetCard().GetStateBy() != "Tom" || change.GetCard().GetSeq() != m.Seq || change.GetUseq() == 0 {
				t.Errorf("card = %v, then %v", push, change)
			}
		}
	})
	t.Run("a new contact appears at an open device, and then the conversation", func(t *testing.T) {
		eve := h.person(t)
		h.join(t, eve, tom)
		if _, err := h.chat.Introduce(t.Context(), eve.ID, tom.ID); err != nil {
			t.Fatal(err)
		}
		contact, conversation := phone.hear().GetEvent(), phone.hear().GetEvent()
		if contact.GetContact().GetId() != string(eve.ID) || conversation.GetUseq() != contact.GetUseq()+1 {
			t.Errorf("events = %v, %v", contact, conversation)
		}
		c := conversation.GetConversation()
		if len(c.GetMembers()) != 2 || c.GetLast().GetNotice().GetKey() != "contact.added" || c.GetReadSeq() != 0 || c.GetLastSeq() != 1 {
			t.Errorf("conversation = %v, want its first line, unread", c)
		}
	})
	t.Run("whom somebody calls otherwise is told to all of their devices, and to nobody else's", func(t *testing.T) {
		h.remark(t, ling, tom.ID, "Tea friend")
		for n, d := range []*device{desk, tablet} {
			if e := d.hear().GetEvent(); e.GetRemark().GetUserId() != string(tom.ID) || e.GetRemark().GetName() != "Tea friend" || e.GetUseq() == 0 {
				t.Errorf("device %d of Ling heard %v", n, e)
			}
		}
		if before := phone.pong(9); len(before) != 0 {
			t.Errorf("Tom heard %v", before)
		}
	})
	t.Run("a program's new version is told to everybody", func(t *testing.T) {
		h.live.ProgramChanged("wx0123456789abcdef", "abcd")
		for _, d := range []*device{desk, phone, tablet} {
			if p := d.hear().GetEvent().GetProgram(); p.GetAppId() != "wx0123456789abcdef" || p.GetPackage() != "abcd" {
				t.Errorf("program = %v", p)
			}
		}
	})
}

func TestHello(t *testing.T) {
	t.Run("nothing is pushed before the Welcome, and nothing between is lost", func(t *testing.T) {
		h := open(t, options{})
		ling, tom, conv := h.friends(t)
		phone := tom.connect(t)
		phone.pong(1)
		for n := range 20 {
			ling.send(t, conv, fmt.Sprintf("client-%04d", n), "line")
			if n == 10 {
				phone.say(&superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Hello{Hello: &superettev1.Hello{}}})
			}
		}
		welcome := phone.hear().GetWelcome()
		if welcome == nil {
			t.Fatal("something came before the welcome")
		}
		seen := welcome.GetChanged()[0].GetLastSeq()
		for seen < 21 {
			m := phone.hear().GetPush().GetMessage()
			if m.GetSeq() > seen+1 {
				t.Fatalf("seq %d follows %d: a push was lost", m.GetSeq(), seen)
			}
			seen = max(seen, m.GetSeq())
		}
	})
	t.Run("the welcome is about 64 KiB at most, and says that there is more", func(t *testing.T) {
		h := open(t, options{})
		ling := h.person(t)
		for range 10 {
			friend := h.person(t)
			h.join(t, ling, friend)
			c, err := h.chat.OpenDirect(t.Context(), ling.by, friend.ID)
			if err != nil {
				t.Fatal(err)
			}
			friend.send(t, c.ID, "client-0001", strings.Repeat("茶", 8000))
		}
		_, welcome := ling.online(t, &superettev1.Hello{})
		if size := proto.Size(welcome); size > 64<<10+1000 || !welcome.GetMore() || len(welcome.GetChanged()) != 2 {
			t.Errorf("%d bytes, %d conversations, more %v", size, len(welcome.GetChanged()), welcome.GetMore())
		}
	})
	t.Run("the JSON form of the same frames goes under its subprotocol", func(t *testing.T) {
		h := open(t, options{})
		ling, tom, conv := h.friends(t)
		bot := tom.connect(t, "json")
		bot.write(websocket.MessageText, []byte(`{"hello":{},"unknown":1}`))
		hear := func() *superettev1.ServerFrame {
			kind, data, err := bot.conn.Read(t.Context())
			if err != nil || kind != websocket.MessageText {
				t.Fatalf("%v, %v", kind, err)
			}
			f := &superettev1.ServerFrame{}
			if err := protojson.Unmarshal(data, f); err != nil {
				t.Fatal(err)
			}
			return f
		}
		if w := hear().GetWelcome(); len(w.GetChanged()) != 1 {
			t.Errorf("welcome = %v", w)
		}
		ling.send(t, conv, "client-0001", "tea?")
		if push := hear().GetPush().GetMessage(); push.GetText().GetText() != "tea?" {
			t.Errorf("push = %v", push)
		}
		bot.write(websocket.MessageText, []byte(`{"send":{"conv":"`+string(conv)+`","clientId":"client-0001","text":"yes"}}`))
		if ack := hear().GetSendAck(); ack.GetSeq() != 3 {
			t.Errorf("ack = %v", ack)
		}
	})
}

func TestRefusals(t *testing.T) {
	h := open(t, options{})
	ling, tom, conv := h.friends(t)
	eve := h.person(t)
	phone, _ := eve.online(t, &superettev1.Hello{})
	frame := func(f *superettev1.ClientFrame) []byte {
		data, err := proto.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	manyHeads := make([]*superettev1.Head, 1001)
	for i := range manyHeads {
		manyHeads[i] = &superettev1.Head{Seq: 1}
	}
	for name, c := range map[string]struct {
		data           []byte
		code, clientID string
	}{
		"a message into a foreign conversation": {frame(sendFrame(conv, "client-0001", "hi", false)), "chat.no-conversation", "client-0001"},
		"a message to no conversation":          {frame(sendFrame("", "client-0001", "hi", false)), "chat.no-conversation", "client-0001"},
		"a mark in a foreign conversation":      {frame(&superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Mark{Mark: &superettev1.MarkRequest{Conv: string(conv), ReadSeq: 1}}}), "chat.no-conversation", ""},
		"typing in a foreign conversation":      {frame(&superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Typing{Typing: &superettev1.Typing{Conv: string(conv)}}}), "chat.no-conversation", ""},
		"an empty message":                      {frame(sendFrame(conv, "client-0001", "", false)), "chat.text", "client-0001"},
		"an empty frame":                        {nil, "chat.frame", ""},
		"bytes that are no frame":               {[]byte{0xff, 0xff, 0xff}, "chat.frame", ""},
		"a server's frame":                      {frame(&superettev1.ClientFrame{}), "chat.frame", ""},
		"a hello with 1,001 heads":              {frame(&superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Hello{Hello: &superettev1.Hello{Heads: manyHeads}}}), "chat.heads", ""},
	} {
		t.Run(name+" is refused with a sentence, and the connection goes on", func(t *testing.T) {
			phone.write(websocket.MessageBinary, c.data)
			refusal := phone.hear().GetRefusal()
			if refusal.GetCode() != c.code || refusal.GetClientId() != c.clientID || len(refusal.GetMessage()) < 10 {
				t.Errorf("refusal = %v, want %s", refusal, c.code)
			}
			if before := phone.pong(7); len(before) != 0 {
				t.Errorf("then %v", before)
			}
		})
	}
	t.Run("a text frame without the subprotocol is refused", func(t *testing.T) {
		phone.write(websocket.MessageText, []byte(`{"ping":{"n":1}}`))
		if r := phone.hear().GetRefusal(); r.GetCode() != "chat.frame" {
			t.Errorf("refusal = %v", r)
		}
	})
	t.Run("nothing of it reached the others", func(t *testing.T) {
		if all := tom.history(t, conv); len(all) != 1 {
			t.Errorf("messages = %+v, want the first line only", all)
		}
	})
	for name, origin := range map[string]string{"a foreign Origin": "https://evil.example", "the Origin of a sandboxed frame": "null", "no Origin": ""} {
		t.Run("a socket with "+name+" is refused", func(t *testing.T) {
			conn, err := ling.dial(t, origin)
			if err == nil {
				_ = conn.CloseNow()
				t.Fatal("it was opened")
			}
			if !strings.Contains(err.Error(), "403") {
				t.Errorf("error = %v, want status 403", err)
			}
		})
	}
	t.Run("a socket without a session is closed with the reason", func(t *testing.T) {
		stranger := &person{h: h, token: "none"}
		conn, err := stranger.dial(t, h.url)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.CloseNow() }()
		_, _, err = conn.Read(t.Context())
		var closed websocket.CloseError
		if !errors.As(err, &closed) || closed.Code != websocket.StatusPolicyViolation || !strings.Contains(closed.Reason, "sign in") {
			t.Errorf("closed with %v, want the reason", err)
		}
	})
	t.Run("a frame that is too large closes the socket", func(t *testing.T) {
		d := ling.connect(t)
		d.write(websocket.MessageBinary, make([]byte, 65<<10))
		_, _, err := d.conn.Read(t.Context())
		if websocket.CloseStatus(err) != websocket.StatusMessageTooBig {
			t.Errorf("closed with %v, want 1009", err)
		}
	})
	t.Run("signing out closes the session's sockets and no others", func(t *testing.T) {
		leaving, _ := tom.online(t, &superettev1.Hello{})
		staying, _ := ling.online(t, &superettev1.Hello{})
		h.edge.EndSession(tom.by.Session, account.ErrSignedOut)
		if _, _, err := leaving.conn.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
			t.Errorf("read = %v, want 1008", err)
		}
		staying.pong(1)
	})
	t.Run("one person cannot open sockets without end", func(t *testing.T) {
		crowd := h.person(t)
		for range 32 {
			crowd.connect(t).pong(1)
		}
		_, _, err := crowd.connect(t).conn.Read(t.Context())
		if websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
			t.Errorf("the 33rd: %v, want 1008", err)
		}
	})
}

func TestFrameRate(t *testing.T) {
	h := open(t, options{rate: 0.001, burst: 5})
	ling, tom, conv := h.friends(t)
	d := ling.connect(t)
	t.Run("what is sent too fast is refused by its client id and does not happen", func(t *testing.T) {
		for n := range 7 {
			d.say(sendFrame(conv, fmt.Sprintf("client-%04d", n), "line", false))
		}
		refused := map[string]bool{}
		acked := 0
		for range 7 {
			f := d.hear()
			if r := f.GetRefusal(); r != nil {
				refused[r.GetClientId()] = r.GetCode() == "chat.too-fast"
			} else if f.GetSendAck() != nil {
				acked++
			}
		}
		if acked != 5 || len(refused) != 2 || !refused["client-0005"] || !refused["client-0006"] {
			t.Errorf("%d acknowledged, refused %v", acked, refused)
		}
		if all := tom.history(t, conv); len(all) != 6 {
			t.Errorf("%d messages, want 6", len(all))
		}
	})
	t.Run("whoever goes on is disconnected", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() {
			data, err := proto.Marshal(&superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Ping{Ping: &superettev1.Ping{N: 1}}})
			for err == nil && ctx.Err() == nil {
				err = d.conn.Write(ctx, websocket.MessageBinary, data)
			}
		}()
		for {
			_, _, err := d.conn.Read(t.Context())
			if err == nil {
				continue
			}
			if websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
				t.Errorf("closed with %v, want 1008", err)
			}
			return
		}
	})
}

func TestSlowReader(t *testing.T) {
	h := open(t, options{})
	ling, tom, conv := h.friends(t)
	slow, _ := tom.online(t, &superettev1.Hello{})
	quick, _ := tom.online(t, &superettev1.Hello{})
	// Far more than the queue and all buffers of the network hold together.
	const messages = 900
	text := strings.Repeat("茶", 8000)
	done := make(chan error, 1)
	go func() {
		for n := range messages {
			body := chat.Body{Text: text}
			_, err := h.chat.SendText(context.WithoutCancel(t.Context()), ling.by, chat.Send{Conv: conv, ClientID: fmt.Sprintf("client-%04d", n), Body: body})
			if err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	last := int64(messages + 1)
	t.Run("others are not held up: the quick device hears every message in order", func(t *testing.T) {
		for seq := int64(2); seq <= last; seq++ {
			f := quick.hear()
			if m := f.GetPush().GetMessage(); m.GetSeq() != seq {
				t.Fatalf("heard seq %d (gap %v), want %d", m.GetSeq(), f.GetGap(), seq)
			}
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	})
	t.Run("the slow one hears what fitted, then a gap that names the conversation and its end", func(t *testing.T) {
		gap, before := slow.until(func(f *superettev1.ServerFrame) bool { return f.GetGap() != nil })
		if g := gap.GetGap(); g.GetConv() != string(conv) || g.GetLastSeq() <= int64(len(before)) || g.GetLastSeq() > last {
			t.Errorf("gap = %v after %d pushes", g, len(before))
		}
		rest := slow.pong(9)
		heard := map[int64]bool{}
		highest := gap.GetGap().GetLastSeq()
		for _, f := range append(before, rest...) {
			heard[f.GetPush().GetMessage().GetSeq()] = true
			highest = max(highest, f.GetGap().GetLastSeq(), f.GetPush().GetMessage().GetSeq())
		}
		if highest != last || len(heard) >= messages {
			t.Errorf("it knows of %d of %d and heard %d: want it to know the end and to have lost some", highest, last, len(heard))
		}
	})
	t.Run("history tells it the rest", func(t *testing.T) {
		if all := tom.history(t, conv); int64(len(all)) != last {
			t.Errorf("%d messages, want %d", len(all), last)
		}
	})
}

func TestConnectCalls(t *testing.T) {
	h := open(t, options{})
	ling, tom, conv := h.friends(t)
	eve := h.person(t)
	m, err := h.chat.ShareCard(t.Context(), ling.by, chat.Send{Conv: conv, ClientID: "client-0001", Body: card()})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		by     *person
		method string
		body   map[string]any
		status int
		code   string
	}{
		"a conversation to its member":       {tom, "GetConversation", map[string]any{"conv": conv}, 200, ""},
		"a foreign conversation":             {eve, "GetConversation", map[string]any{"conv": conv}, 404, "not_found"},
		"the history of a foreign one":       {eve, "History", map[string]any{"conv": conv}, 404, "not_found"},
		"a message into a foreign one":       {eve, "Send", map[string]any{"conv": conv, "clientId": "client-0001", "text": "hi"}, 404, "not_found"},
		"a mark in a foreign one":            {eve, "Mark", map[string]any{"conv": conv, "readSeq": 1}, 404, "not_found"},
		"a card to its member":               {tom, "GetCard", map[string]any{"id": m.Body.Card.ID}, 200, ""},
		"a foreign card":                     {eve, "GetCard", map[string]any{"id": m.Body.Card.ID}, 404, "not_found"},
		"a card that does not exist":         {tom, "GetCard", map[string]any{"id": "crd_00000000000000000000000000"}, 404, "not_found"},
		"a card by a forged name":            {tom, "GetCard", map[string]any{"id": "' OR 1=1 --"}, 404, "not_found"},
		"a stranger's direct conversation":   {eve, "OpenDirect", map[string]any{"userId": tom.ID}, 403, "permission_denied"},
		"a message with a card in its frame": {tom, "Send", map[string]any{"conv": conv, "clientId": "client-0009", "card": map[string]any{"title": "forged"}}, 400, "invalid_argument"},
		"anything without a session":         {&person{h: h}, "ListConversations", map[string]any{}, 401, "unauthenticated"},
	} {
		t.Run(fmt.Sprintf("%s is answered with %d", name, c.status), func(t *testing.T) {
			status, answer := h.call(t, c.by.token, "ChatService/"+c.method, c.body)
			if code, _ := answer["code"].(string); status != c.status || code != c.code {
				t.Errorf("%d %v", status, answer)
			}
		})
	}
}

func FuzzFrame(f *testing.F) {
	good, err := proto.Marshal(sendFrame("cnv_00000000000000000000000000", "client-0001", "tea", false))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(true, good)
	f.Add(false, []byte(`{"send":{"conv":"x","clientId":"y"}}`))
	f.Add(true, []byte{0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f})
	h := open(f, options{rate: 1e9, burst: 1e9})
	p := h.person(f)
	binary, text := p.connect(f), p.connect(f, "json")
	var n int64
	f.Fuzz(func(t *testing.T, isBinary bool, data []byte) {
		if len(data) > 60<<10 {
			return
		}
		// The server must survive whatever comes and still answer on the same connection.
		n++
		if isBinary {
			d := &device{t, binary.conn}
			d.write(websocket.MessageBinary, data)
			d.pong(-n)
			return
		}
		d := &device{t, text.conn}
		d.write(websocket.MessageText, data)
		d.write(websocket.MessageText, fmt.Appendf(nil, `{"ping":{"n":"%d"}}`, -n))
		want := fmt.Appendf(nil, `"%d"`, -n)
		for {
			_, answer, err := text.conn.Read(t.Context())
			if err != nil {
				t.Fatalf("after %q: %v", data, err)
			}
			if bytes.Contains(answer, []byte("pong")) && bytes.Contains(answer, want) {
				return
			}
		}
	})
}

func TestIdleConnections(t *testing.T) {
	var mu sync.Mutex
	now := time.Now()
	// The limit is what waiting for the dead one costs; a busy machine answers for the other one within it.
	h := open(t, options{now: func() time.Time { mu.Lock(); defer mu.Unlock(); return now }, pong: 2 * time.Second})
	ling, tom := h.person(t), h.person(t)
	alive, _ := ling.online(t, &superettev1.Hello{})
	dead := tom.raw(t)
	mu.Lock()
	now = now.Add(time.Minute)
	mu.Unlock()
	heard, broken := make(chan []byte, 1), make(chan error, 1)
	go func() { // reading is what answers pings
		_, data, err := alive.conn.Read(t.Context())
		if err != nil {
			broken <- err
			return
		}
		heard <- data
	}()
	h.live.Sweep()
	t.Run("one that does not answer a ping is ended", func(t *testing.T) {
		rest, err := io.ReadAll(dead)
		if err != nil || !bytes.Contains(rest, []byte{0x89}) { // a ping, and then the end
			t.Errorf("read %q, %v; want a ping and the end", rest, err)
		}
	})
	t.Run("one that answers stays", func(t *testing.T) {
		alive.say(&superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Ping{Ping: &superettev1.Ping{N: 5}}})
		select {
		case data := <-heard:
			f := &superettev1.ServerFrame{}
			if err := proto.Unmarshal(data, f); err != nil || f.GetPong().GetN() != 5 {
				t.Errorf("heard %v, %v; want the pong", f, err)
			}
		case err := <-broken:
			t.Errorf("the connection ended: %v", err)
		case <-time.After(patience):
			t.Error("nothing was heard")
		}
	})
}

// raw opens a socket by hand that answers no ping, and returns what comes. When it returns the server counts the socket
// among its open ones.
func (p *person) raw(t *testing.T) *bufio.Reader {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.h.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	ping, err := proto.Marshal(&superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Ping{Ping: &superettev1.Ping{N: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nCookie: superette=%s\r\n\r\n",
		chat.LivePath, strings.TrimPrefix(p.h.url, "http://"), p.h.url, p.token)
	if err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(conn)
	for line := ""; line != "\r\n"; {
		if line, err = r.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	// A whole binary message, masked with zeros: who is answered has been let in.
	if _, err := conn.Write(append([]byte{0x82, 0x80 | byte(len(ping)), 0, 0, 0, 0}, ping...)); err != nil {
		t.Fatal(err)
	}
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil || head[0] != 0x82 || head[1] > 125 {
		t.Fatalf("the answer begins with %x, %v; want a short binary message", head, err)
	}
	if _, err := r.Discard(int(head[1])); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLostOnTheBus(t *testing.T) {
	h := open(t, options{})
	ling, tom, conv := h.friends(t)
	phone, _ := tom.online(t, &superettev1.Hello{})
	ling.send(t, conv, "client-0001", "one")
	phone.hear()
	t.Run("after a loss every device is told to say hello again", func(t *testing.T) {
		h.live.LoseOne()
		ling.send(t, conv, "client-0002", "two")
		gap, _ := phone.until(func(f *superettev1.ServerFrame) bool { return f.GetGap() != nil })
		if gap.GetGap().GetConv() != "" {
			t.Errorf("gap = %v, want one for all", gap)
		}
	})
	t.Run("and the hello tells what was lost", func(t *testing.T) {
		phone.say(&superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Hello{Hello: &superettev1.Hello{
			Heads: []*superettev1.Head{{Conv: string(conv), Seq: 2}},
		}}})
		welcome, _ := phone.until(func(f *superettev1.ServerFrame) bool { return f.GetWelcome() != nil })
		if c := welcome.GetWelcome().GetChanged(); len(c) != 1 || c[0].GetLastSeq() != 3 {
			t.Errorf("welcome = %v", welcome)
		}
	})
}

// A device may be left between any two frames; what it holds by then must not look whole.
func TestDeviceLeftBetweenTwoFrames(t *testing.T) {
	h := open(t, options{})
	ling, tom, _ := h.friends(t)
	mei := h.person(t)
	h.join(t, ling, mei)
	group, err := h.chat.CreateGroup(t.Context(), ling.by, "Three", []id.UserID{tom.ID, mei.ID})
	if err != nil {
		t.Fatal(err)
	}
	t.Run("what a group is now comes before the line that moves its head", func(t *testing.T) {
		phone, _ := tom.online(t, &superettev1.Hello{})
		if err := h.chat.LeaveGroup(t.Context(), mei.by, group.ID); err != nil {
			t.Fatal(err)
		}
		change, line := phone.hear(), phone.hear()
		if n := change.GetEvent().GetGroup().GetGroup().GetMemberCount(); n != 2 {
			t.Errorf("the first frame is %v, want the group of two", change)
		}
		if key := line.GetPush().GetMessage().GetNotice().GetKey(); key != "group.left" {
			t.Errorf("the second frame is %v, want the line", line)
		}
	})
	t.Run("a Welcome with events leaves the place where it was, and the last of them moves it to the end", func(t *testing.T) {
		_, before := ling.online(t, &superettev1.Hello{})
		for range 2 {
			late := h.person(t)
			h.join(t, late, ling)
			if _, err := h.chat.Introduce(t.Context(), late.ID, ling.ID); err != nil {
				t.Fatal(err)
			}
		}
		phone, welcome := ling.online(t, &superettev1.Hello{Useq: before.GetUseq()})
		if welcome.GetUseq() != before.GetUseq() {
			t.Errorf("place after the Welcome = %d, want %d as before", welcome.GetUseq(), before.GetUseq())
		}
		_, now := ling.online(t, &superettev1.Hello{})
		var last int64
		for last < now.GetUseq() {
			e := phone.hear().GetEvent()
			if e.GetUseq() <= last {
				t.Fatalf("event %v after place %d", e, last)
			}
			last = e.GetUseq()
		}
		if last != now.GetUseq() || last < before.GetUseq()+4 {
			t.Errorf("place after the last event = %d, want the end %d", last, now.GetUseq())
		}
	})
}
