package pay

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// PaymentKind says what a payment is for.
type PaymentKind int

// The kinds of payments.
const (
	ForOrder    PaymentKind = 1
	ForTransfer PaymentKind = 2
	ForDeposit  PaymentKind = 3 // of an order
)

// PaymentState says how far a payment is.
type PaymentState int

// The states of a payment.
const (
	Submitted PaymentState = 1 // confirmed by the payer; the money has moved or not
	Paid      PaymentState = 2
	Failed    PaymentState = 3 // no money has moved, and none will
)

// Payment is one attempt to move money for a person.
type Payment struct {
	ID        PaymentID
	Payer     id.UserID
	Request   string
	Kind      PaymentKind
	Order     OrderID // ForOrder and ForDeposit
	Payee     string  // mchid or usr_…
	Amount    money.Amount
	Note      string
	Card      id.CardID
	State     PaymentState
	Reason    string // Failed: the code of the refusal
	CreatedAt time.Time
	SettledAt time.Time
}

// PayOrder asks to pay an order.
type PayOrder struct {
	Request     string // 8 to 64 characters, chosen by the client for this one attempt
	Signed      Signed
	Card        id.CardID // the card that the run was opened from, or ""
	ShowInGroup bool
	Payee       string       // mchid, as the sheet showed it
	Amount      money.Amount // as the sheet showed it
	PIN         string
}

// settleLimit is how long a payment is waited for. After it the outcome is open, and Resume goes on.
const settleLimit = 20 * time.Second

func checkRequest(text string) error {
	if len(text) < 8 || len(text) > 64 {
		return ErrRequest
	}
	for _, b := range []byte(text) {
		if b <= ' ' || b > '~' {
			return ErrRequest
		}
	}
	return nil
}

// Pay pays an order for the caller and returns once the money is at the merchant's. A request that is repeated moves
// nothing twice: it gets what the first one got. It fails with the refusals of this room, after which nothing has moved,
// or with ErrPending, after which to repeat is right.
func (s *Service) Pay(ctx context.Context, by id.Caller, r PayOrder) (Payment, error) {
	if by.Kind != id.Person {
		return Payment{}, account.ErrSignedOut
	}
	if err := checkRequest(r.Request); err != nil {
		return Payment{}, err
	}
	order, err := s.orderOf(ctx, by, r.Signed)
	if err != nil {
		return Payment{}, err
	}
	want := Payment{Payer: by.User, Request: r.Request, Kind: ForOrder, Order: order, Payee: r.Payee, Amount: r.Amount}
	if want.Kind, err = s.kindOf(ctx, order); err != nil {
		return Payment{}, err
	}
	if p, found, err := s.repeated(ctx, want); err != nil || found {
		return p, err
	}
	o, _, err := s.demand(ctx, by, r.Signed, order)
	if err != nil {
		return Payment{}, err
	}
	if o.Merchant != r.Payee || o.Amount != r.Amount {
		return Payment{}, ErrChanged
	}
	if err := o.payable(s.Now()); err != nil {
		return Payment{}, err
	}
	place, err := s.place(ctx, by, r.Card, o.App)
	if err != nil {
		return Payment{}, err
	}
	if place.App != "" && want.Kind == ForOrder && (place.Group == "" || r.ShowInGroup) {
		want.Card = r.Card
	}
	if err := s.prove(ctx, by.User, r.PIN); err != nil {
		return Payment{}, err
	}
	want.Note = o.Description
	return s.submit(ctx, want, func(tx store.Tx, p Payment) error {
		now, found, err := findOrder(tx, o.ID)
		if err != nil {
			return err
		}
		if !found {
			return ErrNoOrder
		}
		if err := now.payable(s.Now()); err != nil {
			return err
		}
		return claimOrder(tx, o.ID, p.ID)
	})
}

// NewTransfer asks to send money to a contact.
type NewTransfer struct {
	Request string // 8 to 64 characters, chosen by the client for this one transfer
	To      id.UserID
	Amount  money.Amount
	Note    string // at most 40 characters
	PIN     string
}

// noteMax is how many characters say what a transfer is for.
const noteMax = 40

// transferMax bounds one transfer: 200,000 yuan.
const transferMax = 200_000_00

// Transfer sends money to a contact, who has it when this returns. Repeats and failures are those of Pay; it fails with ErrAsksFirst
// if the contact wants to be asked, as SendGift does.
func (s *Service) Transfer(ctx context.Context, by id.Caller, r NewTransfer) (Payment, error) {
	if by.Kind != id.Person {
		return Payment{}, account.ErrSignedOut
	}
	if err := checkRequest(r.Request); err != nil {
		return Payment{}, err
	}
	if len([]rune(r.Note)) > noteMax {
		return Payment{}, ErrRequest.With("A note has at most 40 characters.")
	}
	if !shownText(r.Note) {
		return Payment{}, ErrRequest.With("A note is one line of text, without characters that change its direction.")
	}
	want := Payment{Payer: by.User, Request: r.Request, Kind: ForTransfer, Payee: string(r.To), Amount: r.Amount, Note: r.Note}
	if p, found, err := s.repeated(ctx, want); err != nil || found {
		return p, err
	}
	if r.Amount.Currency() != CNY || r.Amount.Minor() < 1 || r.Amount.Minor() > transferMax {
		return Payment{}, ErrAmount
	}
	known, err := s.Contacts.Knows(ctx, by.User, r.To)
	if err != nil {
		return Payment{}, fmt.Errorf("pay: %s sends to %s: %w", by, r.To, err)
	}
	if !known || r.To == by.User {
		return Payment{}, ErrNotContact
	}
	if err := s.prove(ctx, by.User, r.PIN); err != nil {
		return Payment{}, err
	}
	return s.submit(ctx, want, func(tx store.Tx, _ Payment) error {
		asks, err := findAskFirst(tx, r.To)
		if err == nil && asks {
			err = ErrAsksFirst
		}
		return err
	})
}

// same reports whether a payment is what a request asks for. What an order is for follows from the order.
func (p Payment) same(want Payment) bool {
	note := p.Kind != ForTransfer || p.Note == want.Note
	return note && p.Kind == want.Kind && p.Order == want.Order && p.Payee == want.Payee && p.Amount == want.Amount
}

// repeated goes on with the payment of a request that came before, and reports whether there is one. It needs no PIN: it
// was right the first time, and nothing new is done. It fails with ErrReplayed if the request was another one.
func (s *Service) repeated(ctx context.Context, want Payment) (Payment, bool, error) {
	var p Payment
	var found bool
	err := s.DB.Read(ctx, func(tx store.Tx) (err error) {
		p, found, err = findRequest(tx, want.Payer, want.Request)
		return err
	})
	if err != nil {
		return Payment{}, false, fmt.Errorf("pay: request %s of %s: %w", want.Request, want.Payer, err)
	}
	if !found {
		return Payment{}, false, nil
	}
	if !p.same(want) {
		return Payment{}, false, ErrReplayed
	}
	p, err = s.settle(ctx, p)
	return p, true, err
}

// submit is commit (a), and what follows. Claim runs in the same transaction and may refuse.
func (s *Service) submit(ctx context.Context, p Payment, claim func(store.Tx, Payment) error) (Payment, error) {
	p.ID, p.State, p.CreatedAt = id.New[PaymentID](s.IDs), Submitted, s.Now()
	err := s.DB.Write(ctx, func(tx store.Tx) error {
		old, found, err := findRequest(tx, p.Payer, p.Request)
		if err != nil {
			return err
		}
		if found { // the same request, at the same time
			if !old.same(p) {
				return ErrReplayed
			}
			p = old
			return nil
		}
		if err := claim(tx, p); err != nil {
			return err
		}
		return insertPayment(tx, p)
	})
	if err != nil {
		return Payment{}, fmt.Errorf("pay: submit for %s: %w", p.Payer, err)
	}
	return s.settle(ctx, p)
}

// settle carries a submitted payment through (b) and (c), whether or not whoever asked still waits. A payment that has
// ended comes back as it ended.
func (s *Service) settle(ctx context.Context, p Payment) (Payment, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleLimit)
	defer cancel()
	leave, err := s.settling.enter(ctx, p.ID)
	if err != nil {
		return p, ErrPending
	}
	defer leave()
	if p, err = s.payment(ctx, p.ID); err != nil {
		return p, err
	}
	switch p.State {
	case Paid:
		return p, nil
	case Failed:
		return p, refusalOf(p.Reason)
	case Submitted:
	}
	command, err := s.command(ctx, p)
	if err != nil {
		return p, s.settleFailed(ctx, p, command, err)
	}
	result, err := s.Ledger.Post(ctx, command)
	if err != nil {
		return p, s.settleFailed(ctx, p, command, err)
	}
	return s.finish(ctx, p.ID, result.At)
}

// command returns the movement of a payment. Its id follows from the payment's, so that it is one movement however often
// it is asked for.
func (s *Service) command(ctx context.Context, p Payment) (c ledger.Command, err error) {
	c = ledger.Command{Op: ledger.Transfer, Amount: p.Amount, Subject: string(p.ID), Code: "payment"}
	if c.ID, err = id.Derive[ledger.TransferID](string(p.ID), "pay"); err != nil {
		return c, err
	}
	if c.Debit, err = ledger.AccountOf(personAccount, string(p.Payer), p.Amount.Currency()); err != nil {
		return c, err
	}
	kind := merchantAccount
	switch p.Kind {
	case ForTransfer:
		kind, c.Code = personAccount, "transfer"
	case ForDeposit:
		c.Op, c.Timeout, c.Code = ledger.Hold, depositTTL, "deposit"
	case ForOrder:
	}
	c.Credit, err = s.Ledger.OpenAccount(ctx, kind, p.Payee, p.Amount.Currency())
	return c, err
}

// settleFailed ends a payment that the ledger refused for good, and returns the refusal. Whatever else it answers (that it is busy,
// stopped or does not know) says nothing of an earlier request for the same movement, which may have been carried out: the payment
// stays submitted, and Resume or the client's repetition finds out.
func (s *Service) settleFailed(ctx context.Context, p Payment, c ledger.Command, cause error) error {
	refusal := s.moneyRefusal(ctx, c, cause)
	if refusal == nil {
		return fmt.Errorf("pay: settle %s: %w: %w", p.ID, ErrPending, cause)
	}
	err := s.DB.Write(ctx, func(tx store.Tx) error {
		if err := failPayment(tx, p.ID, refusal.Code, s.Now()); err != nil {
			return err
		}
		return releaseOrder(tx, p.Order, p.ID)
	})
	if err != nil {
		// The money has not moved, but that could not be noted: Resume would move it later.
		return fmt.Errorf("pay: settle %s: %w: %w", p.ID, ErrPending, err)
	}
	return fmt.Errorf("pay: settle %s: %w", p.ID, refusal)
}

// finish is commit (c): the ledger has moved the money. Doing it again changes nothing.
func (s *Service) finish(ctx context.Context, payment PaymentID, at time.Time) (p Payment, err error) {
	told := false
	err = s.DB.Write(ctx, func(tx store.Tx) error {
		var found bool
		if p, found, err = findPayment(tx, payment); err != nil {
			return err
		}
		if !found {
			return fmt.Errorf("pay: the ledger moved money for %s, which is not known", payment)
		}
		if p.State == Paid {
			return nil
		}
		p.State, p.SettledAt = Paid, at
		if err := settlePayment(tx, p.ID, at); err != nil {
			return err
		}
		if p.Kind != ForTransfer {
			if told, err = s.fulfil(tx, p); err != nil {
				return err
			}
		}
		if p.Kind == ForDeposit {
			return nil // nothing was paid yet
		}
		return p.emitSettled(tx, p.Amount)
	})
	if err != nil {
		return p, fmt.Errorf("pay: finish %s: %w: %w", payment, ErrPending, err)
	}
	if told {
		s.wakeNotices()
	}
	return p, nil
}

// emitSettled says that so much of a payment has arrived: all of it, or what was taken of a deposit.
func (p Payment) emitSettled(tx store.Tx, amount money.Amount) error {
	payload, err := json.Marshal(Settlement{
		Payment: p.ID, Kind: p.Kind, Payer: p.Payer, Payee: p.Payee, Amount: amount.Minor(),
		Currency: string(amount.Currency()), Note: p.Note, Order: p.Order, Card: p.Card,
	})
	if err != nil {
		return err
	}
	return tx.Emit(Settled, string(p.ID), payload)
}

// fulfil marks the order of a payment as paid and queues the merchant's notice.
func (s *Service) fulfil(tx store.Tx, p Payment) (told bool, err error) {
	o, found, err := findOrder(tx, p.Order)
	if err != nil {
		return false, err
	}
	if !found {
		return false, fmt.Errorf("pay: %s pays %s, which is not known", p.ID, p.Order)
	}
	mark := payOrder
	if p.Kind == ForDeposit {
		mark = holdOrder
	}
	if err := mark(tx, p.Order, p.ID, p.SettledAt); err != nil || o.NotifyURL == "" {
		return false, err
	}
	if o, _, err = findOrder(tx, p.Order); err != nil {
		return false, err
	}
	return true, s.tell(tx, o, "notice", p.SettledAt)
}

func (s *Service) payment(ctx context.Context, payment PaymentID) (p Payment, err error) {
	err = s.DB.Read(ctx, func(tx store.Tx) error {
		var found bool
		if p, found, err = findPayment(tx, payment); err == nil && !found {
			err = ErrNoOrder
		}
		return err
	})
	if err != nil {
		return p, fmt.Errorf("pay: payment %s: %w", payment, err)
	}
	return p, nil
}

// Posted follows from the ledger's event of that name: the money of a payment has moved, so the payment is paid.
func (s *Service) Posted(ctx context.Context, posting ledger.Posting) error {
	if refund, err := id.Parse[RefundID](posting.Subject); err == nil {
		return s.refundPosted(ctx, refund, posting.Time())
	}
	if gift, err := id.Parse[GiftID](posting.Subject); err == nil {
		return s.giftPosted(ctx, gift, posting)
	}
	payment, err := id.Parse[PaymentID](posting.Subject)
	if err != nil {
		return nil //nolint:nilerr // a movement of somebody else's
	}
	if posting.Op != ledger.Transfer.String() && posting.Op != ledger.Hold.String() {
		return s.depositPosted(ctx, payment, posting)
	}
	// As a rule whoever asked for the payment has finished it by now, and there is nothing to write.
	if p, err := s.payment(ctx, payment); err == nil && p.State == Paid {
		return nil
	}
	_, err = s.finish(ctx, payment, posting.Time())
	return err
}
