// Package pay moves money for people: it pays merchants' orders and sends money to contacts.
//
// The ledger knows accounts and movements; this room knows what they are for. A payment takes three commits:
//
//	(a) the payment is submitted: the PIN was right, the order is claimed, nothing has moved;
//	(b) ledger.Post, durable before it answers, with an id derived from the payment's, so that it happens once;
//	(c) submitted → paid, the order is paid, the merchant's notice is queued, Settled is emitted: one transaction.
//
// The ledger is the truth of "paid". After a crash between (a) and (b), Resume posts what the person had confirmed; after
// one between (b) and (c), the ledger's own event runs (c). An order has at most one payment at a time, so two devices
// cannot both pay it. A client repeats what it got no answer to under the same request id, and gets the same answer.
//
// Every refusal says in its sentence whether money moved. See order.go for merchants' orders, dialect.go for what differs by the dialect in
// which they are asked for, payment.go for the three commits, pin.go for the PIN, wallet.go for what people see, notice.go for what merchants are told.
package pay

import (
	"context"
	"embed"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// Refusals of payments. None of them moved money, but for ErrPending, which says so.
//
//nolint:gochecknoglobals // named failures
var (
	ErrPIN        = fault.New(fault.Forbidden, "pay.pin", "This PIN is not right. Nothing was taken.")
	ErrLocked     = fault.New(fault.Limited, "pay.locked", "There were too many wrong PINs. Nothing was taken.")
	ErrBusy       = fault.New(fault.Unavailable, "pay.busy", "Many people are paying right now. Nothing was taken. Please try again.")
	ErrNoPIN      = fault.New(fault.Conflict, "pay.no-pin", "Set a PIN first. Nothing was taken.")
	ErrPINForm    = fault.New(fault.Invalid, "pay.pin-form", "A PIN has six digits, and is neither 123456 nor six times the same.")
	ErrShort      = fault.New(fault.Conflict, "pay.short", "There is not enough money in your wallet. Nothing was taken.")
	ErrRefused    = fault.New(fault.Conflict, "pay.refused", "This payment is not possible. Nothing was taken.")
	ErrPending    = fault.New(fault.Unavailable, "pay.pending", "It is not known yet whether the money was taken. Try again; it is taken once at most.")
	ErrReplayed   = fault.New(fault.Conflict, "pay.replayed", "This request belongs to another payment. Nothing was taken.")
	ErrChanged    = fault.New(fault.Conflict, "pay.changed", "The order is not what was shown. Nothing was taken.")
	ErrSignature  = fault.New(fault.Forbidden, "pay.signature", "The merchant's signature does not fit. Nothing was taken.")
	ErrNotYours   = fault.New(fault.Forbidden, "pay.not-yours", "This order was made for somebody else. Nothing was taken.")
	ErrNoOrder    = fault.New(fault.NotFound, "pay.no-order", "There is no such order. Nothing was taken.")
	ErrExpired    = fault.New(fault.Conflict, "pay.expired", "The time to pay this order is over. Nothing was taken.")
	ErrClosed     = fault.New(fault.Conflict, "pay.closed", "The merchant closed this order. Nothing was taken.")
	ErrPaid       = fault.New(fault.Conflict, "pay.paid", "This order is already paid. Nothing more was taken.")
	ErrBeingPaid  = fault.New(fault.Conflict, "pay.being-paid", "This order is being paid on another device. Nothing more was taken.")
	ErrNotContact = fault.New(fault.Forbidden, "pay.not-contact", "Money can be sent to contacts only. Nothing was taken.")
	ErrCard       = fault.New(fault.NotFound, "pay.card", "This card cannot be found. Nothing was taken. You can pay without the card.")
	ErrAmount     = fault.New(fault.Invalid, "pay.amount", "This amount cannot be sent. Nothing was taken.")
	ErrRequest    = fault.New(fault.Invalid, "pay.request", "This request cannot be read. Nothing was taken.")
)

// Refusals to merchants.
//
//nolint:gochecknoglobals // named failures
var (
	ErrOrder         = fault.New(fault.Invalid, "pay.order", "This order is not complete.")
	ErrOpenID        = fault.New(fault.Invalid, "pay.openid", "Nobody has this openid.")
	ErrOpenIDApp     = fault.New(fault.Invalid, "pay.openid-app", "This openid is one of another appid.")
	ErrTradeUsed     = fault.New(fault.Conflict, "pay.trade-used", "This out_trade_no was used for another order.")
	ErrAppMismatch   = fault.New(fault.Invalid, "pay.app", "The appid does not belong to this merchant.")
	ErrMerchant      = fault.New(fault.Invalid, "pay.merchant", "This merchant is not complete.")
	ErrMerchantTaken = fault.New(fault.Conflict, "pay.merchant-taken", "This number belongs to another merchant.")
	ErrNoCertificate = fault.New(fault.NotFound, "pay.no-certificate", "This merchant has no certificate of this serial number.")
	ErrNoMerchant    = fault.New(fault.NotFound, "pay.no-merchant", "There is no such merchant.")
)

// Settled is emitted when money has arrived, of a deposit when a part of it was taken. The payload is a Settlement in JSON.
const Settled = "pay.Settled"

// Settlement says what was paid.
type Settlement struct {
	Payment  PaymentID   `json:"payment"`
	Kind     PaymentKind `json:"kind"`
	Payer    id.UserID   `json:"payer"`
	Payee    string      `json:"payee"` // mchid or usr_…
	Amount   int64       `json:"amount"`
	Currency string      `json:"currency"`
	Note     string      `json:"note"`
	Order    OrderID     `json:"order,omitempty"`
	Card     id.CardID   `json:"card,omitempty"` // the card that turns paid
}

// PaymentID names an attempt to pay: pay_…. It is the transaction_id that merchants see.
type PaymentID string

// Prefix returns "pay_".
func (PaymentID) Prefix() string { return "pay_" }

// OrderID names a merchant's order: ord_…. It is the prepay_id.
type OrderID string

// Prefix returns "ord_".
func (OrderID) Prefix() string { return "ord_" }

// NoticeID names what a merchant is told, the same at every attempt: ntc_….
type NoticeID string

// Prefix returns "ntc_".
func (NoticeID) Prefix() string { return "ntc_" }

// CNY is the currency of wallets.
const CNY money.Currency = "CNY"

// The kinds of accounts that this room posts to; see ledger.AccountOf.
const (
	personAccount   = "person"
	merchantAccount = "merchant"
	testMoney       = "test" // the owner of the issuance account
)

// People finds people and what programs call them; account does.
type People interface {
	People(ctx context.Context, users []id.UserID) (map[id.UserID]account.Person, error)
	OpenID(user id.UserID, app id.AppID) string
}

// Contacts says who may send money to whom; social does.
type Contacts interface {
	Knows(ctx context.Context, a, b id.UserID) (bool, error)
}

// Place is where a card is, as far as a payment goes.
type Place struct {
	App   id.AppID
	Group string // the title of a group, or "" for a conversation of two
}

// Cards looks a card of the caller's up. It fails with a fault of kind NotFound for one that is in no conversation of the
// caller's (any more), be it somebody else's, taken back, or nobody's. Absent, no payment turns a card.
type Cards interface {
	PlaceOf(ctx context.Context, by id.Caller, card id.CardID) (Place, error)
}

// OpenIDs tells which program's server was told an openid, "" for none; the gateway does, which tells them. Absent, an order for an
// openid that nobody has is taken, and nobody can pay it.
type OpenIDs interface {
	FindOpenID(ctx context.Context, openid string) (id.AppID, error)
}

// Ledger is what this room needs of the ledger.
type Ledger interface {
	Post(ctx context.Context, c ledger.Command) (ledger.Result, error)
	OpenAccount(ctx context.Context, kind, owner string, currency money.Currency) (ledger.AccountID, error)
	Balance(ctx context.Context, account ledger.AccountID) (ledger.Balance, error)
	ListEntries(ctx context.Context, account ledger.AccountID, p ledger.Page) ([]ledger.Entry, error)
}

// Courier brings a notice to a merchant, in the dialect of its order. Any error, a refusal of the merchant's included, has
// it tried again later.
type Courier interface {
	Deliver(ctx context.Context, n Notice) error
}

// Config is what a Service needs.
type Config struct {
	DB       *store.DB
	IDs      *id.Source
	Now      func() time.Time
	Random   io.Reader
	Ledger   Ledger
	People   People
	Contacts Contacts
	Cards    Cards    // may be nil
	OpenIDs  OpenIDs  // may be nil
	Accounts Accounts // may be nil
	Members  Members  // may be nil: then no gift can be sent or taken
	Log      *slog.Logger

	Elsewhere func() // is called when a merchant has to be told, for the process that does; nil means that it is this one
}

// Service is this room at work. It is safe for use by many goroutines.
type Service struct {
	Config
	hasher *account.Hasher

	settling  locks[PaymentID]
	refunding locks[RefundID]
	gifting   locks[GiftID]
	proving   locks[id.UserID]

	mu      sync.Mutex
	pinKey  []byte
	pinSums map[id.UserID]rightPIN

	wake chan struct{} // a notice is due

	texts OrderTexts // nil: no order comes as a text
}

// New returns the service.
func New(c Config) *Service {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{
		Config: c, hasher: account.NewHasher(c.Random),
		pinSums: map[id.UserID]rightPIN{}, wake: make(chan struct{}, 1),
	}
}

//go:embed schema/*.sql
var schema embed.FS

// Schema returns the tables of this room.
func Schema() store.Schema { return store.Schema{Room: "pay", FS: schema} }
