package pay

import (
	"context"
	"fmt"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
)

// Mount offers WalletService, GiftService and PayService.
func Mount(server *httpd.Server, s *Service) {
	server.Connect(superettev1connect.NewWalletServiceHandler(&wallets{s}, server.ConnectOptions()...))
	server.Connect(superettev1connect.NewGiftServiceHandler(&gifts{s}, server.ConnectOptions()...))
	server.Connect(superettev1connect.NewPayServiceHandler(&payments{s}, server.ConnectOptions()...))
}

type wallets struct{ s *Service }

type payments struct{ s *Service }

var (
	_ superettev1connect.WalletServiceHandler = (*wallets)(nil)
	_ superettev1connect.PayServiceHandler    = (*payments)(nil)
)

func (h *wallets) GetWallet(ctx context.Context, _ *superettev1.GetWalletRequest) (*superettev1.GetWalletResponse, error) {
	w, err := h.s.Wallet(ctx, httpd.CallerOf(ctx))
	if err != nil {
		return nil, err
	}
	return &superettev1.GetWalletResponse{Wallet: walletToAPI(w)}, nil
}

func (h *wallets) ListEntries(ctx context.Context, r *superettev1.ListEntriesRequest) (*superettev1.ListEntriesResponse, error) {
	list, more, err := h.s.ListEntries(ctx, httpd.CallerOf(ctx), Span{
		From: time.UnixMilli(r.GetFromTs()), To: time.UnixMilli(r.GetToTs()), Before: r.GetBefore(), Limit: int(r.GetLimit()),
	})
	if err != nil {
		return nil, err
	}
	answer := &superettev1.ListEntriesResponse{More: more, Entries: make([]*superettev1.Entry, len(list))}
	for i, e := range list {
		answer.Entries[i] = entryToAPI(e)
	}
	return answer, nil
}

func (h *wallets) SetPin(ctx context.Context, r *superettev1.SetPinRequest) (*superettev1.SetPinResponse, error) {
	by := httpd.CallerOf(ctx)
	if err := h.s.SetPIN(ctx, by, r.GetOldPin(), r.GetPin()); err != nil {
		return nil, err
	}
	w, err := h.s.Wallet(ctx, by)
	if err != nil {
		return nil, err
	}
	return &superettev1.SetPinResponse{Wallet: walletToAPI(w)}, nil
}

func (h *wallets) ChangeTransfers(ctx context.Context, r *superettev1.ChangeTransfersRequest) (*superettev1.ChangeTransfersResponse, error) {
	by := httpd.CallerOf(ctx)
	if err := h.s.ChangeTransfers(ctx, by, r.GetAskFirst()); err != nil {
		return nil, err
	}
	w, err := h.s.Wallet(ctx, by)
	if err != nil {
		return nil, err
	}
	return &superettev1.ChangeTransfersResponse{Wallet: walletToAPI(w)}, nil
}

func (h *wallets) Transfer(ctx context.Context, r *superettev1.TransferRequest) (*superettev1.TransferResponse, error) {
	by := httpd.CallerOf(ctx)
	to, err := id.Parse[id.UserID](r.GetUserId())
	if err != nil {
		return nil, ErrNotContact
	}
	amount, err := money.New(r.GetAmount(), money.Currency(r.GetCurrency()))
	if err != nil {
		return nil, ErrAmount
	}
	p, err := h.s.Transfer(ctx, by, NewTransfer{Request: r.GetRequestId(), To: to, Amount: amount, Note: r.GetNote(), PIN: r.GetPin()})
	if err != nil {
		return nil, err
	}
	message, err := h.s.paymentToAPI(ctx, by, p)
	if err != nil {
		return nil, err
	}
	return &superettev1.TransferResponse{Payment: message}, nil
}

func (h *payments) Present(ctx context.Context, r *superettev1.PresentRequest) (*superettev1.PresentResponse, error) {
	by := httpd.CallerOf(ctx)
	card, err := parseCard(r.GetCardId())
	if err != nil {
		return nil, err
	}
	sheet, err := h.s.Present(ctx, by, signedOf(r.GetSigned()), card)
	if err != nil {
		return nil, err
	}
	w, err := h.s.Wallet(ctx, by)
	if err != nil {
		return nil, err
	}
	o := sheet.Order
	return &superettev1.PresentResponse{
		Payee: sheet.Payee, PayeeId: o.Merchant, Amount: o.Amount.Minor(), Currency: string(o.Amount.Currency()), Description: o.Description,
		ExpiresTs: o.ExpiresAt.UnixMilli(), Wallet: walletToAPI(w), Paid: o.State == OrderPaid || o.State == OrderHeld, Group: sheet.Group, Deposit: o.Hold,
	}, nil
}

func (h *payments) Pay(ctx context.Context, r *superettev1.PayRequest) (*superettev1.PayResponse, error) {
	by := httpd.CallerOf(ctx)
	card, err := parseCard(r.GetCardId())
	if err != nil {
		return nil, err
	}
	amount, err := money.New(r.GetAmount(), money.Currency(r.GetCurrency()))
	if err != nil {
		return nil, ErrChanged
	}
	p, err := h.s.Pay(ctx, by, PayOrder{
		Request: r.GetRequestId(), Signed: signedOf(r.GetSigned()), Card: card, ShowInGroup: r.GetShowInGroup(),
		Payee: r.GetPayeeId(), Amount: amount, PIN: r.GetPin(),
	})
	if err != nil {
		return nil, err
	}
	message, err := h.s.paymentToAPI(ctx, by, p)
	if err != nil {
		return nil, err
	}
	return &superettev1.PayResponse{Payment: message}, nil
}

// parseCard reads the id of a card. What is no id is refused as a card that nobody has.
func parseCard(text string) (id.CardID, error) {
	if text == "" {
		return "", nil
	}
	card, err := id.Parse[id.CardID](text)
	if err != nil {
		return "", fmt.Errorf("pay: card %q: %w", text, ErrCard)
	}
	return card, nil
}

func signedOf(g *superettev1.Signed) Signed {
	return Signed{
		App: id.AppID(g.GetAppId()), TimeStamp: g.GetTimeStamp(), Nonce: g.GetNonceStr(), Package: g.GetPackage(),
		SignType: g.GetSignType(), Sign: g.GetPaySign(), TradeNo: g.GetTradeNo(), OrderText: g.GetOrderText(),
	}
}

func walletToAPI(w Wallet) *superettev1.Wallet {
	return &superettev1.Wallet{
		Balance: w.Balance.Minor(), Currency: string(w.Balance.Currency()), TestMoney: true, PinSet: w.PIN.Set, AskFirst: w.AskFirst, Held: w.Held.Minor(),
		Frozen: w.Frozen, Closed: w.Closed,
		PinLockedUntilTs: millis(w.PIN.LockedUntil), PinTriesLeft: int32(w.PIN.TriesLeft), //nolint:gosec // 0 to 5
	}
}

func entryToAPI(e Entry) *superettev1.Entry {
	out := &superettev1.Entry{
		Position: e.Position, Ts: e.At.UnixMilli(), Incoming: e.Incoming, Amount: e.Amount.Minor(), Currency: string(e.Amount.Currency()),
		Balance: e.Balance.Minor(), Kind: superettev1.EntryKind(e.Kind), Name: e.Name, Note: e.Note, Payment: string(e.Payment), //nolint:gosec // 1 to 6
		Packet: e.Packet,
	}
	if e.Person != nil {
		out.Person = account.ToAPI(*e.Person)
	}
	return out
}

// paymentToAPI writes a payment with its payee's shown name and the payer's balance.
func (s *Service) paymentToAPI(ctx context.Context, by id.Caller, p Payment) (*superettev1.Payment, error) {
	name, err := s.payeeName(ctx, p)
	if err != nil {
		return nil, err
	}
	balance, _, _, err := s.balance(ctx, by.User)
	if err != nil {
		return nil, err
	}
	return &superettev1.Payment{
		Id: string(p.ID), State: superettev1.PaymentState(p.State), Amount: p.Amount.Minor(), Currency: string(p.Amount.Currency()), //nolint:gosec // 1 to 3
		Ts: millis(p.SettledAt), Payee: name, Balance: balance.Minor(),
	}, nil
}
