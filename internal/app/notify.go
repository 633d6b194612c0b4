package app

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/bus"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/push"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
)

// subjectPush calls the process that tells devices; subjectPushJoined says who has subscribed.
const (
	subjectPush       = bus.Subject("app.push")
	subjectPushJoined = bus.Subject("app.push-joined")
)

// notified is between chat and what tells people who are away: it takes messages into the transaction that keeps them, and
// says when that is committed. Push is set once its room is open; before, there is nobody to be told.
type notified struct {
	live *chat.Live
	push atomic.Pointer[push.Service]
}

var (
	_ chat.Absent = (*notified)(nil)
	_ chat.Feed   = (*notified)(nil)
)

// Sent queues messages of people for all other members, in a large group for those whom they mention by name.
func (n *notified) Sent(tx store.Tx, batch []chat.Delivery) error {
	people := n.push.Load()
	if people == nil {
		return nil
	}
	var list []push.News
	for _, d := range batch {
		if d.Message == nil || d.Message.Sender == "" {
			continue
		}
		to := d.To
		if d.Crowd != nil {
			to = d.Named
		}
		for _, user := range to {
			if user != d.Message.Sender && people.Has(user) {
				list = append(list, push.News{To: user, Kind: push.Message, Topic: string(d.Message.Conv), Seq: d.Message.Seq})
			}
		}
	}
	if len(list) == 0 {
		return nil
	}
	return people.Queue(tx, list...)
}

// Deliver follows the commit.
func (n *notified) Deliver(batch []chat.Delivery) {
	n.live.Deliver(batch)
	if people := n.push.Load(); people != nil {
		people.Committed()
	}
}

// openPush builds what tells people who are away.
func (i *instance) openPush(ctx context.Context) error {
	c := i.config
	key, err := openSecret(i.keys(), "push", c.Random)
	if err != nil {
		return err
	}
	config := push.Config{
		DB: i.db, Now: c.Now, Random: c.Random, Key: key, Origin: i.origin, Out: i.egress, Sessions: i.people,
		Teller: teller{i.talk.chat, i.pay, i.contacts, i.people}, Here: i.talk.live.Here, Near: i.talk.live.Near, Log: c.Log,
	}
	if i.cluster != nil {
		config.Elsewhere = i.cluster.elsewhere(subjectPush)
		config.Joined = func(user id.UserID) { i.cluster.tellOf(subjectPushJoined, []byte(user)) }
	}
	if i.push, err = push.New(config); err != nil {
		return err
	}
	if i.cluster != nil {
		if _, err := i.bus.Subscribe(subjectPush, func(bus.Message) { i.push.Wake() }); err != nil {
			return err
		}
		if _, err := i.bus.Subscribe(subjectPushJoined, func(m bus.Message) {
			if err := i.push.Join(context.Background(), id.UserID(m.Data)); err != nil {
				c.Log.Warn("app: who subscribed at another process is not known", "error", err)
			}
		}); err != nil {
			return err
		}
	}
	if err := i.push.Load(ctx); err != nil {
		return err
	}
	i.talk.notified.push.Store(i.push)
	return nil
}

// tendPush tells devices until ctx ends. Wait returns when nothing of it works any more.
func (i *instance) tendPush(ctx context.Context) (wait func()) {
	var running sync.WaitGroup
	running.Go(func() {
		i.cluster.awaitErrands(ctx)
		i.push.Run(ctx)
	})
	running.Go(func() { i.push.Refresh(ctx) })
	return running.Wait
}

// teller says what there is to show of news.
type teller struct {
	chat     *chat.Service
	pay      *pay.Service
	contacts *social.Service
	people   *account.Service
}

func (t teller) Tell(ctx context.Context, n push.News) (push.Shown, bool, error) {
	switch n.Kind {
	case push.Message:
		return t.message(ctx, n)
	case push.Payment:
		r, err := t.pay.PaidBy(ctx, n.To, pay.PaymentID(n.Topic))
		return receipt("paid", n, r, err)
	case push.Refund:
		r, err := t.pay.RefundedTo(ctx, n.To, pay.RefundID(n.Topic))
		return receipt("refunded", n, r, err)
	case push.Asked:
		p, waits, err := t.contacts.Asking(ctx, n.To, id.UserID(n.Topic))
		return meeting("asked", "/contacts/requests", p, waits, err)
	case push.Became:
		p, known, err := t.contact(ctx, n.To, id.UserID(n.Topic))
		return meeting("became", "/contacts/"+n.Topic, p, known, err)
	}
	return push.Shown{}, false, nil
}

// contact returns a contact by the name that somebody sees.
func (t teller) contact(ctx context.Context, by, other id.UserID) (p account.Person, known bool, err error) {
	if known, err = t.contacts.Knows(ctx, by, other); err != nil || !known {
		return p, false, err
	}
	if p, err = t.people.Find(ctx, other); err != nil {
		return p, false, err
	}
	p.Name, err = t.contacts.Called(ctx, by, other, p.Name)
	return p, true, err
}

// meeting tells who asks, or said yes, and no more: what somebody writes who asks is a stranger's, and can wait until they are looked at.
func meeting(kind, path string, p account.Person, tell bool, err error) (push.Shown, bool, error) {
	if gone(err) || err == nil && !tell {
		return push.Shown{}, false, nil
	}
	if err != nil {
		return push.Shown{}, false, err
	}
	return push.Shown{Kind: kind, Tag: string(p.ID), Path: path, Title: p.Name}, true, nil
}

func receipt(kind string, n push.News, r pay.Receipt, err error) (push.Shown, bool, error) {
	if gone(err) {
		return push.Shown{}, false, nil
	}
	if err != nil {
		return push.Shown{}, false, err
	}
	return push.Shown{
		Kind: kind, Tag: n.Topic, Path: "/me/wallet", Title: r.Name, Amount: r.Amount.Minor(), Currency: string(r.Amount.Currency()),
	}, true, nil
}

// previewMax is how many characters of a message a notification shows.
const previewMax = 200

func (t teller) message(ctx context.Context, n push.News) (push.Shown, bool, error) {
	g, tell, err := t.chat.Glance(ctx, n.To, id.ConvID(n.Topic), n.Seq)
	if err != nil || !tell {
		return push.Shown{}, false, err
	}
	sender, err := t.contacts.Called(ctx, n.To, g.Sender.ID, g.Sender.Name)
	if err != nil {
		return push.Shown{}, false, err
	}
	shown := push.Shown{Kind: "message", Tag: n.Topic, Path: "/chats/" + n.Topic, TS: g.Message.TS, Title: sender}
	if g.Kind == chat.Group {
		shown.Title, shown.From = g.Title, sender
	}
	switch body := g.Message.Body; {
	case body.Card != nil:
		shown.What, shown.Text = "card", beginning(body.Card.Title)
	case body.Picture != nil:
		shown.What = "picture"
	case body.File != nil:
		shown.What, shown.Text = "file", beginning(body.File.Name)
	case body.Voice != nil:
		shown.What = "voice"
	case body.Notice != nil:
		return t.notice(shown, body.Notice)
	default:
		shown.What, shown.Text = "text", beginning(body.Text)
	}
	return shown, true, nil
}

// notice tells of money. What else the conversation says by itself can wait.
func (t teller) notice(shown push.Shown, line *chat.Notice) (push.Shown, bool, error) {
	arg := func(n int) string {
		if n < len(line.Args) {
			return line.Args[n]
		}
		return ""
	}
	amount := func(text, currency string) {
		shown.Amount, _ = strconv.ParseInt(text, 10, 64)
		shown.What, shown.Currency = "transfer", currency
	}
	switch line.Key {
	case TransferNotice:
		amount(arg(0), arg(1))
	case giftNotice:
		if arg(1) == strconv.Itoa(int(pay.GiftTransfer)) {
			amount(arg(2), arg(3))
		} else {
			shown.What, shown.Text = "gift", beginning(arg(6))
		}
	default:
		return push.Shown{}, false, nil
	}
	return shown, true, nil
}

func beginning(text string) string {
	runes := []rune(text)
	if len(runes) <= previewMax {
		return text
	}
	return string(runes[:previewMax-1]) + "…"
}
