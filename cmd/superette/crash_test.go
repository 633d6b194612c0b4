package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"connectrpc.com/connect"
	"golang.org/x/sync/errgroup"

	"github.com/superette/superette/internal/api/superettev1"
)

var (
	killRounds = flag.Int("rounds", 1, "how often TestKillNineWhilePeoplePay kills the server; make test does so 20 times, or 100")
	killPeople = flag.Int("people", 0, "how many pay meanwhile; make test LONG=1 has 1,024; 0: as many as a test has by itself")
)

// howMany is how many people pay if a test has so many by itself.
func howMany(byItself int) int {
	if *killPeople > 0 {
		return *killPeople
	}
	return byItself
}

const (
	payers = 200
	// agreeLimit is how long after a restart a card may say something else than the ledger, while so many pay.
	agreeLimit = 5 * time.Second
	// noticeLimit is how long the merchant may hear nothing of an order.
	noticeLimit = 2 * time.Minute
)

// deal is one order and how far its payer has come with it. Every step is repeated under the same ids until it is done.
type deal struct {
	trade    string
	fen      int64
	prepay   string
	card     string
	payment  string // once it is answered as paid
	transfer string // the payment, or the gift, that sends money to the next resident, once it is answered as paid
	inChat   bool   // it is sent from the chat, and arrives at once
	back     bool   // and it is sent back
	isBack   bool   // which was answered
	era      int64  // in which its payment was first asked for
}

// payer is a resident who buys tea: orders it, shares its card, pays from the card, sends some money to a contact, who sends some of
// it back.
type payer struct {
	*resident
	under deal // under way
	done  []deal
}

// street is all payers.
type street struct {
	*town
	payers []*payer
	acked  atomic.Int64 // payments that were answered as paid
	era    atomic.Int64 // begins anew when a test says so
	fresh  atomic.Int64 // orders paid and answered that were first asked for in the present era
}

// TestKillNineWhilePeoplePay lets 200 people, or as many as -people says, order, pay from cards and send money, kills the server without warning again
// and again, and has everybody repeat under the same ids what they got no answer to.
func TestKillNineWhilePeoplePay(t *testing.T) {
	rounds := *killRounds
	t.Run("nothing is lost, nothing is doubled, and every card agrees with the ledger within 5 s of the restart", func(t *testing.T) {
		began := time.Now()
		s := &street{town: newTown(t, howMany(payers))}
		for _, r := range s.people {
			s.payers = append(s.payers, &payer{resident: r})
		}
		t.Logf("%d people in %v", len(s.payers), time.Since(began))
		for round := range rounds {
			s.payUntilKilled(t, round)
			s.wantClean(fmt.Sprintf("after kill %d, on the stopped instance", round+1))
			s.start()
			if round%4 != 3 { // every fourth time it is killed again while it still recovers
				s.wantCardsToAgree(t, round)
			}
		}
		t.Logf("%d rounds in %v", rounds, time.Since(began))
		s.finish(t)
		s.wantAnswered(t)
		s.wantClean("on the running instance")
		s.wantOnce(t)
		s.wantNotices(t)
		balances := s.balances(t)
		s.server.stop(t)
		s.wantClean("on the instance that was stopped")
		s.wantLedger(t, balances)
		t.Logf("%d rounds, %d people, %d payments answered, %d notices received", rounds, len(s.payers), s.acked.Load(), s.notices.count)
	})
}

// payUntilKilled lets all pay until so many payments were answered, kills the server, and returns when everybody has
// noticed.
func (s *street) payUntilKilled(t *testing.T, round int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), forMore(time.Minute, len(s.payers)))
	defer cancel()
	after := s.acked.Load() + int64(1+round*53%160)
	var kill sync.Once
	var all errgroup.Group
	for _, p := range s.payers {
		all.Go(func() error {
			for {
				err := p.step(ctx, s)
				if err != nil && ctx.Err() == nil && waits(err) {
					if s.server.breathe() {
						return nil
					}
					continue
				}
				if err != nil {
					return fmt.Errorf("payer %d: %w", p.n, err)
				}
				if s.acked.Load() >= after {
					kill.Do(s.server.kill)
				}
			}
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatalf("round %d: %v\n%s", round, err, s.server.said)
	}
	// It ended because it was killed, at that moment, and not by itself or before anybody had paid.
	if got, end := s.acked.Load(), s.server.cmd.ProcessState.String(); got < after || end != "signal: killed" {
		t.Fatalf("round %d: %d payments were answered, want at least %d; the server ended by %q\n%s", round, got, after, end, s.server.said)
	}
}

// wantAnswered counts the answers: everybody has bought a tea and sent money, and each payment was answered as paid to its
// payer exactly once.
func (s *street) wantAnswered(t *testing.T) {
	t.Helper()
	deals := 0
	for _, p := range s.payers {
		if len(p.done) == 0 {
			t.Errorf("payer %d has paid nothing", p.n)
		}
		deals += len(p.done)
	}
	if got, want := s.acked.Load(), int64(2*deals); got != want {
		t.Errorf("%d payments were answered as paid, want %d: two for each of %d deals", got, want, deals)
	}
}

// finish lets everybody complete what is under way.
func (s *street) finish(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), forMore(time.Minute, len(s.payers)))
	defer cancel()
	var all errgroup.Group
	for _, p := range s.payers {
		all.Go(func() error {
			for p.under != (deal{}) {
				if err := p.step(ctx, s); err != nil && (!waits(err) || s.server.breathe()) {
					return fmt.Errorf("payer %d: %w", p.n, err)
				}
			}
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, s.server.said)
	}
}

// breathe is the pause before a request is repeated. It reports whether the process has ended.
func (p *process) breathe() (ended bool) {
	select {
	case <-p.ended:
		return true
	case <-time.After(20 * time.Millisecond):
		return false
	}
}

// waits reports whether a failure is one after which a client repeats its request: no answer, or one that says so.
func waits(err error) bool {
	var answered *connect.Error
	var refused merchantError
	switch {
	case errors.As(err, &answered) && connect.IsWireError(err): // what the server said, and not the end of a connection
		return slices.Contains([]connect.Code{connect.CodeUnavailable, connect.CodeResourceExhausted}, answered.Code())
	case errors.As(err, &refused):
		return refused.status >= 500
	}
	return !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, errWrong)
}

// errWrong is an answer that must not be.
var errWrong = errors.New("wrong answer")

// step does the next thing of a deal, or begins one.
func (p *payer) step(ctx context.Context, s *street) error {
	d := &p.under
	switch {
	case d.trade == "":
		n := len(p.done)
		kind := p.n + n
		*d = deal{trade: fmt.Sprintf("tea-%04d-%06d", p.n, n), fen: int64(1 + kind%3), inChat: kind%2 == 1, back: kind%4 == 1}
	case d.prepay == "":
		prepay, err := p.prepay(d.trade, p.openid, d.fen)
		if err != nil {
			return err
		}
		d.prepay = prepay
	case d.card == "":
		shared, err := p.program.Share(ctx, &superettev1.ShareRequest{
			AppId: p.app, Conv: p.conv, ClientId: d.trade, Title: "Tea", Path: "pages/tea/tea?id=" + d.trade,
		})
		if err != nil {
			return err
		}
		d.card = shared.GetMessage().GetCard().GetId()
	case d.payment == "":
		signed, err := p.signedFor(d.prepay)
		if err != nil {
			return err
		}
		if d.era == 0 {
			d.era = s.era.Load() + 1
		}
		paid, err := p.pay.Pay(ctx, &superettev1.PayRequest{
			RequestId: "pay-" + d.trade, Signed: signed, CardId: d.card, PayeeId: townMerchant, Amount: d.fen, Currency: "CNY", Pin: townPIN,
		})
		if err != nil {
			return err
		}
		if err := isPaid(paid.GetPayment(), d.fen); err != nil {
			return err
		}
		d.payment = paid.GetPayment().GetId()
		s.acked.Add(1)
		if d.era == s.era.Load()+1 {
			s.fresh.Add(1)
		}
	case d.transfer == "":
		sent, err := p.sendMoney(ctx, d)
		if err != nil {
			return err
		}
		d.transfer = sent
		s.acked.Add(1)
	case d.back && !d.isBack:
		sent, err := p.next.gifts.RefuseGift(ctx, &superettev1.RefuseGiftRequest{Id: d.transfer})
		if err != nil {
			return err
		}
		if got := sent.GetGift().GetState(); got != superettev1.GiftState_GIFT_STATE_SENT_BACK {
			return fmt.Errorf("%w: sent back, it is %v", errWrong, got)
		}
		d.isBack = true
	default:
		p.done, p.under = append(p.done, *d), deal{}
	}
	return nil
}

// sendMoney sends the next resident some, and returns what it is known by once they have it.
func (p *payer) sendMoney(ctx context.Context, d *deal) (string, error) {
	if d.inChat {
		sent, err := p.gifts.SendGift(ctx, &superettev1.SendGiftRequest{
			RequestId: "send-" + d.trade, Conv: p.conv, Kind: superettev1.GiftKind_GIFT_KIND_TRANSFER, UserId: p.next.user,
			Amount: 4 - d.fen, Currency: "CNY", Count: 1, Note: d.trade, Pin: townPIN,
		})
		if err != nil {
			return "", err
		}
		if g := sent.GetGift(); g.GetState() != superettev1.GiftState_GIFT_STATE_TAKEN || !g.GetDirect() || g.GetAmount() != 4-d.fen {
			return "", fmt.Errorf("%w: %v, want %d that have arrived", errWrong, g, 4-d.fen)
		}
		return sent.GetGift().GetId(), nil
	}
	sent, err := p.wallet.Transfer(ctx, &superettev1.TransferRequest{
		RequestId: "send-" + d.trade, UserId: p.next.user, Amount: 4 - d.fen, Currency: "CNY", Note: d.trade, Pin: townPIN,
	})
	if err != nil {
		return "", err
	}
	return sent.GetPayment().GetId(), isPaid(sent.GetPayment(), 4-d.fen)
}

func isPaid(p *superettev1.Payment, fen int64) error {
	if p.GetState() != superettev1.PaymentState_PAYMENT_STATE_PAID || p.GetAmount() != fen || p.GetId() == "" {
		return fmt.Errorf("%w: %v, want %d paid", errWrong, p, fen)
	}
	return nil
}

// wantCardsToAgree looks at what was under way when the server died, before its payers repeat anything: soon nothing is
// half paid, and order, card and the ledger's entries say the same.
func (s *street) wantCardsToAgree(t *testing.T, round int) {
	t.Helper()
	restarted := time.Now()
	var all errgroup.Group
	all.SetLimit(16)
	looked := 0
	look := func(p *payer, d deal) {
		looked++
		all.Go(func() error {
			return poll(t.Context(), forMore(agreeLimit, len(s.payers))-time.Since(restarted), func() (string, error) { return p.agrees(t.Context(), d) })
		})
	}
	for _, p := range s.payers {
		if p.under.card != "" {
			look(p, p.under)
		}
	}
	for _, p := range s.payers {
		if n := len(p.done); n > 0 {
			look(p, p.done[n-1])
		}
	}
	if err := all.Wait(); err != nil {
		t.Fatalf("round %d: %v\n%s", round, err, s.server.said)
	}
	if looked == 0 {
		t.Errorf("round %d: there was no card to look at", round)
	}
	t.Logf("round %d: restarted, and all %d cards agree after %v", round, looked, time.Since(restarted))
}

// agrees says in what order, ledger and card of a deal differ, "" if in nothing.
func (p *payer) agrees(ctx context.Context, d deal) (string, error) {
	state := "SUCCESS" // of one that was answered as paid; the merchant is asked about the others
	if d.payment == "" {
		o, err := p.query(d.trade)
		if err != nil {
			return "", err
		}
		state = o.TradeState
	}
	list, err := p.wallet.ListEntries(ctx, &superettev1.ListEntriesRequest{ToTs: time.Now().Add(time.Hour).UnixMilli(), Limit: 20})
	if err != nil {
		return "", err
	}
	entries := 0
	for _, e := range list.GetEntries() {
		if e.GetKind() == superettev1.EntryKind_ENTRY_KIND_ORDER && e.GetNote() == "Tea "+d.trade {
			entries++
		}
	}
	found, err := p.chat.GetCard(ctx, &superettev1.GetCardRequest{Id: d.card})
	if err != nil {
		return "", err
	}
	card := found.GetCard()
	turned := card.GetState() == superettev1.CardState_CARD_STATE_PAID && card.GetStateBy() == p.user
	said := fmt.Sprintf("%s: the order is %s, the ledger has %d entries, the card is %v by %q", d.trade, state, entries, card.GetState(), card.GetStateBy())
	switch {
	case state == "SUCCESS" && entries == 1 && turned:
		return "", nil
	case state == "NOTPAY" && entries == 0 && card.GetState() == superettev1.CardState_CARD_STATE_UNSPECIFIED && d.payment == "":
		return "", nil
	}
	return said, nil
}

// wantOnce reads every conversation: each card is there once and paid by its payer, each transfer is told once,
// and so is each that was sent back.
func (s *street) wantOnce(t *testing.T) {
	t.Helper()
	limit := agreeLimit
	if len(s.payers) > payers {
		limit = noticeLimit // what more people leave behind is handed out as fast as the machine can
	}
	s.each(func(r *resident) error {
		p := s.payers[r.n]
		return poll(t.Context(), limit, func() (string, error) {
			cards, told, back, wantBack := map[string]int{}, 0, 0, 0
			for before := int64(0); ; {
				page, err := p.chat.History(t.Context(), &superettev1.HistoryRequest{Conv: p.conv, BeforeSeq: before, Limit: 100})
				if err != nil {
					return "", err
				}
				for _, m := range page.GetMessages() {
					if c := m.GetCard(); c != nil {
						cards[c.GetId()]++
						if c.GetState() != superettev1.CardState_CARD_STATE_PAID || c.GetStateBy() != p.user {
							return fmt.Sprintf("card %s is %v by %q", c.GetId(), c.GetState(), c.GetStateBy()), nil
						}
					}
					switch m.GetNotice().GetKey() {
					case "transfer", "gift":
						told++
					case "gift.transfer.sentback":
						back++
					}
				}
				if !page.GetMore() {
					break
				}
				before = page.GetMessages()[0].GetSeq()
			}
			if told != len(p.done) || len(cards) != len(p.done) {
				return fmt.Sprintf("%d cards, %d transfers told, want %d of each", len(cards), told, len(p.done)), nil
			}
			for _, d := range p.done {
				if cards[d.card] != 1 {
					return fmt.Sprintf("card %s is there %d times", d.card, cards[d.card]), nil
				}
				if d.back {
					wantBack++
				}
			}
			if back != wantBack {
				return fmt.Sprintf("%d transfers told as sent back, want %d", back, wantBack), nil
			}
			return "", nil
		})
	})
}

// wantNotices waits until the merchant has heard of every order.
func (s *street) wantNotices(t *testing.T) {
	t.Helper()
	orders := 0
	for _, p := range s.payers {
		orders += len(p.done)
	}
	b := s.notices
	err := poll(t.Context(), noticeLimit, func() (string, error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.faults) > 0 {
			return "", errors.New(b.faults[0])
		}
		if len(b.paid) < orders {
			return fmt.Sprintf("the merchant heard of %d orders, want %d", len(b.paid), orders), nil
		}
		return "", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.payers {
		for _, d := range p.done {
			if o := b.paid[d.trade]; o.TransactionID != d.payment || o.TradeState != "SUCCESS" || o.Amount.Total != d.fen {
				t.Errorf("the merchant heard %+v of %s, want %d paid by %s", o, d.trade, d.fen, d.payment)
			}
		}
	}
	if len(b.paid) != orders {
		t.Errorf("the merchant heard of %d orders, want %d", len(b.paid), orders)
	}
}

// balances returns what each wallet shows.
func (s *street) balances(t *testing.T) map[string]int64 {
	t.Helper()
	var mu sync.Mutex
	shown := map[string]int64{}
	s.each(func(r *resident) error {
		answer, err := r.wallet.GetWallet(t.Context(), &superettev1.GetWalletRequest{})
		mu.Lock()
		defer mu.Unlock()
		shown[r.user] = answer.GetWallet().GetBalance()
		return err
	})
	return shown
}

// movement is a payment as the ledger has it.
type movement struct {
	debit, credit string
	fen           int64
}

// wantLedger compares the stopped instance's ledger with what was answered: each payment once, nothing else, and the
// balances that follow.
func (s *street) wantLedger(t *testing.T, shown map[string]int64) {
	t.Helper()
	person := func(user string) string { return "person:" + user + ":CNY" }
	const merchant = "merchant:" + townMerchant + ":CNY"
	want, balance := map[string]movement{}, map[string]int64{}
	for _, p := range s.payers {
		balance[person(p.user)] += newcomerFen
		for _, d := range p.done {
			movements := map[string]movement{
				d.payment + " payment": {person(p.user), merchant, d.fen}, d.transfer + " transfer": {person(p.user), person(p.next.user), 4 - d.fen},
			}
			if d.inChat {
				movements[d.transfer+" gift-now"] = movements[d.transfer+" transfer"]
				delete(movements, d.transfer+" transfer")
			}
			if d.back {
				movements[d.transfer+" gift-undo"] = movement{person(p.next.user), person(p.user), 4 - d.fen}
			}
			for payment, m := range movements {
				if earlier, twice := want[payment]; twice {
					t.Errorf("%s was answered for %+v and for %+v", payment, earlier, m)
				}
				want[payment] = m
				balance[m.debit] -= m.fen
				balance[m.credit] += m.fen
			}
		}
	}
	s.sql(s.data, func(db *sql.DB) (err error) {
		rows, err := db.QueryContext(t.Context(), `SELECT t.subject || ' ' || t.code, d.id, c.id, t.amount FROM ledger_transfer t
			JOIN ledger_account d ON d.currency = t.currency AND d.number = t.debit
			JOIN ledger_account c ON c.currency = t.currency AND c.number = t.credit WHERE t.subject LIKE 'pay_%' OR t.subject LIKE 'gft_%'`)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		moved := map[string]int{}
		for rows.Next() {
			var payment string
			var m movement
			if err := rows.Scan(&payment, &m.debit, &m.credit, &m.fen); err != nil {
				return err
			}
			if moved[payment]++; moved[payment] > 1 || want[payment] != m {
				t.Errorf("the ledger moved %+v for %s (%d times), answered was %+v", m, payment, moved[payment], want[payment])
			}
		}
		if len(moved) != len(want) {
			t.Errorf("the ledger has %d payments, %d were answered", len(moved), len(want))
		}
		if err := rows.Err(); err != nil {
			return err
		}
		for account, fen := range balance {
			var got int64
			err := db.QueryRowContext(t.Context(), `SELECT b.credits - b.debits FROM ledger_balance b
				JOIN ledger_account a ON a.currency = b.currency AND a.number = b.number WHERE a.id = $1`, account).Scan(&got)
			if err != nil {
				return fmt.Errorf("%s: %w", account, err)
			}
			if got != fen {
				t.Errorf("%s holds %d, want %d", account, got, fen)
			}
		}
		for _, p := range s.payers {
			if shown[p.user] != balance[person(p.user)] {
				t.Errorf("the wallet of %s showed %d, want %d", p.user, shown[p.user], balance[person(p.user)])
			}
		}
		var waiting int
		if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM payment WHERE state <> 2`).Scan(&waiting); err != nil {
			return err
		}
		if waiting != 0 {
			t.Errorf("%d payments are not paid", waiting)
		}
		return nil
	})
}
