package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/push"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
)

// react registers all that follows from an event of one room in another one: whoever wants to know the side effects of
// the house reads them here. Handlers run at least once, so each of them does nothing the second time.
// Demo is nil unless the instance serves the demo.
func react(db *store.DB, server *httpd.Server, k *cluster, t *talk, p *pay.Service, away *push.Service, demo *demo) {
	// Becoming contacts → both learn it, and their conversation begins; who had asked is told also when they are away.
	db.On(social.Added, on(func(ctx context.Context, m social.Meeting) error {
		if _, err := t.chat.Introduce(ctx, m.By, m.Other); err != nil {
			return err
		}
		switch m.Asker {
		case m.By:
			return away.Say(ctx, push.News{To: m.By, Kind: push.Became, Topic: string(m.Other)})
		case m.Other:
			return away.Say(ctx, push.News{To: m.Other, Kind: push.Became, Topic: string(m.By)})
		}
		return nil
	}))
	// Asking somebody to be a contact, taking it back, saying no → the one who is asked sees it on all devices, and is told when they are
	// away, if it still waits then.
	db.On(social.Requested, on(func(ctx context.Context, pair social.Pair) error {
		if err := t.chat.Request(ctx, pair.By, pair.Other); err != nil {
			return err
		}
		return away.Say(ctx, push.News{To: pair.Other, Kind: push.Asked, Topic: string(pair.By)})
	}))
	// Calling a contact otherwise → one's own devices show it, and nobody else's.
	db.On(social.Remarked, on(func(ctx context.Context, pair social.Pair) error {
		return t.chat.Remark(ctx, pair.By, pair.Other)
	}))
	// Blocking somebody → neither writes to the other until it ends.
	db.On(social.Blocked, on(func(ctx context.Context, b social.Block) error {
		return t.chat.Bar(ctx, b.By, b.Other, b.Blocked)
	}))
	// Signing out, here or from another device → the session's sockets close, and its device is told of nothing any more.
	for event, why := range map[string]*fault.Fault{account.SessionEnded: account.ErrSignedOut, account.SessionRevoked: account.ErrRevoked} {
		db.On(event, func(ctx context.Context, e store.Event) error {
			if err := away.Forget(ctx, id.SessionID(e.Payload)); err != nil {
				return err
			}
			return k.endSession(ctx, server, id.SessionID(e.Payload), why)
		})
	}
	// A new version → open hosts may offer it.
	db.On(registry.KindReleased, on(func(_ context.Context, r registry.Released) error {
		t.live.ProgramChanged(r.App, string(r.Package))
		return nil
	}))
	// A new person → 100.00 of test money.
	db.On(account.Registered, func(ctx context.Context, e store.Event) error {
		return grant(ctx, p, id.UserID(e.Payload), newcomerFen)
	})
	// The ledger moved the money of a payment → the payment is paid, whatever happened to the one who asked.
	db.On(ledger.Posted, func(ctx context.Context, e store.Event) error {
		posting, err := ledger.ParsePosting(e.Payload)
		if err != nil {
			return err
		}
		return p.Posted(ctx, posting)
	})
	// A payment arrived → the card that it was made from turns "paid by …", and its payer has it in writing if they are away;
	// money for a contact shows in the conversation.
	db.On(pay.Settled, on(func(ctx context.Context, s pay.Settlement) error {
		if s.Kind == pay.ForTransfer {
			return t.tellTransfer(ctx, s)
		}
		if err := away.Say(ctx, push.News{To: s.Payer, Kind: push.Payment, Topic: string(s.Payment)}); err != nil {
			return err
		}
		if s.Card == "" {
			return nil
		}
		if err := t.chat.ChangeCard(ctx, s.Card, chat.Paid, string(s.Payer)); !gone(err) {
			return err
		}
		return nil
	}))
	// Money was put into a conversation, taken there, or came back → a line there says so.
	db.On(pay.GiftMoved, on(func(ctx context.Context, n pay.GiftNews) error { return t.tellGift(ctx, p, n) }))
	// An order was given back → its payer is told if they are away; if it was all, the card that its payment had turned says so.
	db.On(pay.Refunded, on(func(ctx context.Context, r pay.RefundSettlement) error {
		if err := away.Say(ctx, push.News{To: r.Payer, Kind: push.Refund, Topic: string(r.Refund)}); err != nil {
			return err
		}
		if r.Card == "" || !r.Whole {
			return nil
		}
		if err := t.chat.ChangeCard(ctx, r.Card, chat.Refunded, string(r.Payer)); !gone(err) {
			return err
		}
		return nil
	}))
	reactDemo(db, demo)
}

// reactDemo registers what follows in a demo alone.
func reactDemo(db *store.DB, demo *demo) {
	if demo == nil {
		// Nobody is greeted and nobody answers; the events are ticked off, so that a later demo does not answer old ones.
		ignore := func(context.Context, store.Event) error { return nil }
		db.On(account.Registered, ignore)
		db.On(chat.BotHeard, ignore)
		return
	}
	// A new person → Mei is their first contact and greets them.
	db.On(account.Registered, func(ctx context.Context, e store.Event) error {
		return demo.welcome(ctx, id.UserID(e.Payload))
	})
	// A message to Mei → she answers.
	db.On(chat.BotHeard, on(demo.answer))
}

// TransferNotice is the key of the line that shows a transfer. Its arguments are the amount in minor units, the currency,
// the recipient's id and the note; whoever sent it is its sender.
const TransferNotice = "transfer"

// tellTransfer puts a transfer into the conversation of the two, once: its client id is the payment's.
func (t *talk) tellTransfer(ctx context.Context, s pay.Settlement) error {
	by := as(s.Payer)
	conv, err := t.chat.Begin(ctx, s.Payer, id.UserID(s.Payee))
	if err != nil {
		return err
	}
	args := []string{strconv.FormatInt(s.Amount, 10), s.Currency, s.Payee, s.Note}
	_, err = t.chat.Tell(ctx, by, chat.Send{
		Conv: conv, ClientID: string(s.Payment), Body: chat.Body{Notice: &chat.Notice{Key: TransferNotice, Args: args}}, Retry: true,
	})
	return err
}

// giftNotice is the key of the line that shows a gift. Its arguments are the gift's id and kind, the amount in minor units, the
// currency, whom it is for, the number of shares and the note. What becomes of a gift is a line of its own: the gift's id, its
// kind, and the names of whoever did it and of the sender.
const giftNotice = "gift"

func giftLine(n pay.GiftNews, by, sender string) *chat.Notice {
	kind := strconv.Itoa(int(n.Kind))
	if n.What == pay.NewsSent {
		args := []string{string(n.Gift), kind, strconv.FormatInt(n.Amount, 10), n.Currency, string(n.To), strconv.Itoa(n.Count), n.Note}
		return &chat.Notice{Key: giftNotice, Args: args}
	}
	key := "gift.packet."
	if n.Kind == pay.GiftTransfer {
		key = "gift.transfer."
	}
	return &chat.Notice{Key: key + n.What, Args: []string{string(n.Gift), kind, by, sender}}
}

// tellGift puts what has become of a gift into its conversation, each line once: its client id is the gift's, and what happened.
func (t *talk) tellGift(ctx context.Context, p *pay.Service, n pay.GiftNews) error {
	by, err := p.NameOf(ctx, n.By)
	if err != nil {
		return err
	}
	sender, err := p.NameOf(ctx, n.Sender)
	if err != nil {
		return err
	}
	_, err = t.chat.Tell(ctx, as(n.By), chat.Send{
		Conv: n.Conv, ClientID: string(n.Gift) + "-" + n.What, Body: chat.Body{Notice: giftLine(n, by, sender)}, Retry: true,
	})
	// They have left the conversation, or one has blocked the other; what moved is in their wallets.
	if gone(err) || errors.Is(err, chat.ErrBlocked) || errors.Is(err, chat.ErrBarred) {
		return nil
	}
	return err
}

// on decodes an event's payload for a handler.
func on[T any](handle func(context.Context, T) error) store.Handler {
	return func(ctx context.Context, e store.Event) error {
		var payload T
		if err := json.Unmarshal(e.Payload, &payload); err != nil {
			return fmt.Errorf("app: event %s %s: %w", e.Kind, e.ID, err)
		}
		return handle(ctx, payload)
	}
}
