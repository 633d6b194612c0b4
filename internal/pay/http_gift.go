package pay

import (
	"context"
	"encoding/hex"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
)

type gifts struct{ s *Service }

var _ superettev1connect.GiftServiceHandler = (*gifts)(nil)

// giftsAsked bounds ListGifts.
const giftsAsked = 100

func (h *gifts) SendGift(ctx context.Context, r *superettev1.SendGiftRequest) (*superettev1.SendGiftResponse, error) {
	by := httpd.CallerOf(ctx)
	n := NewGift{Request: r.GetRequestId(), Kind: GiftKind(r.GetKind()), Count: int(r.GetCount()), Note: r.GetNote(), PIN: r.GetPin()}
	var err error
	if n.Conv, err = id.Parse[id.ConvID](r.GetConv()); err != nil {
		return nil, ErrMember
	}
	if r.GetUserId() != "" {
		if n.To, err = id.Parse[id.UserID](r.GetUserId()); err != nil {
			return nil, ErrMember
		}
	}
	if n.Amount, err = money.New(r.GetAmount(), money.Currency(r.GetCurrency())); err != nil {
		return nil, ErrAmount
	}
	g, err := h.s.SendGift(ctx, by, n)
	if err != nil {
		return nil, err
	}
	message, err := h.toAPI(ctx, by, g)
	if err != nil {
		return nil, err
	}
	balance, _, _, err := h.s.balance(ctx, by.User)
	if err != nil {
		return nil, err
	}
	return &superettev1.SendGiftResponse{Gift: message, Balance: balance.Minor()}, nil
}

func (h *gifts) TakeGift(ctx context.Context, r *superettev1.TakeGiftRequest) (*superettev1.TakeGiftResponse, error) {
	message, err := h.act(ctx, r.GetId(), h.s.TakeGift)
	if err != nil {
		return nil, err
	}
	return &superettev1.TakeGiftResponse{Gift: message}, nil
}

func (h *gifts) RefuseGift(ctx context.Context, r *superettev1.RefuseGiftRequest) (*superettev1.RefuseGiftResponse, error) {
	message, err := h.act(ctx, r.GetId(), h.s.RefuseGift)
	if err != nil {
		return nil, err
	}
	return &superettev1.RefuseGiftResponse{Gift: message}, nil
}

func (h *gifts) act(ctx context.Context, text string, do func(context.Context, id.Caller, GiftID) (Gift, error)) (*superettev1.Gift, error) {
	gift, err := id.Parse[GiftID](text)
	if err != nil {
		return nil, ErrNoGift
	}
	by := httpd.CallerOf(ctx)
	g, err := do(ctx, by, gift)
	if err != nil {
		return nil, err
	}
	return h.toAPI(ctx, by, g)
}

func (h *gifts) ListGifts(ctx context.Context, r *superettev1.ListGiftsRequest) (*superettev1.ListGiftsResponse, error) {
	if len(r.GetIds()) > giftsAsked {
		return nil, ErrGiftForm.With("At most 100 at a time.")
	}
	by := httpd.CallerOf(ctx)
	var wanted []GiftID
	for _, text := range r.GetIds() {
		if gift, err := id.Parse[GiftID](text); err == nil {
			wanted = append(wanted, gift)
		}
	}
	list, err := h.s.FindGifts(ctx, by, wanted)
	if err != nil {
		return nil, err
	}
	answer := &superettev1.ListGiftsResponse{}
	for _, g := range list {
		message, err := h.toAPI(ctx, by, g)
		if err != nil {
			return nil, err
		}
		answer.Gifts = append(answer.Gifts, message)
	}
	return answer, nil
}

// toAPI writes a gift as one of its conversation sees it.
func (h *gifts) toAPI(ctx context.Context, by id.Caller, g Gift) (*superettev1.Gift, error) {
	users := []id.UserID{g.Sender}
	if g.To != "" {
		users = append(users, g.To)
	}
	for _, c := range g.Claims {
		users = append(users, c.Person)
	}
	people, err := h.s.People.People(ctx, users)
	if err != nil {
		return nil, err
	}
	person := func(user id.UserID) *superettev1.Person {
		if p, ok := people[user]; ok {
			return account.ToAPI(p)
		}
		return nil
	}
	out := &superettev1.Gift{
		Id: string(g.ID), Kind: superettev1.GiftKind(g.Kind), Conv: string(g.Conv), Sender: person(g.Sender), Amount: g.Amount.Minor(), //nolint:gosec // 1 to 3
		Currency: string(g.Amount.Currency()), Note: g.Note, Count: int32(g.Count), Taken: int32(g.Taken), TakenAmount: g.TakenSum, //nolint:gosec // at most 100
		CreatedTs: millis(g.CreatedAt), ExpiresTs: millis(g.ExpiresAt), Direct: g.Direct,
		CanTake: g.canTake(by.User, h.s.Now()),
	}
	if g.To != "" {
		out.Recipient = person(g.To)
	}
	switch g.State {
	case GiftTaken:
		out.State = superettev1.GiftState_GIFT_STATE_TAKEN
		if g.Undo == UndoDone {
			out.State = superettev1.GiftState_GIFT_STATE_SENT_BACK
		}
	case GiftRefused:
		out.State = superettev1.GiftState_GIFT_STATE_REFUSED
	case GiftReturned:
		out.State = superettev1.GiftState_GIFT_STATE_RETURNED
	case GiftOpen, GiftSubmitted, GiftFailed:
		out.State = superettev1.GiftState_GIFT_STATE_OPEN
	}
	over := out.State != superettev1.GiftState_GIFT_STATE_OPEN
	if g.Kind == GiftLucky {
		commitment := g.Seed.Commitment(g.ID, g.Amount, g.Count)
		out.Commitment = hex.EncodeToString(commitment[:])
		if over {
			out.Seed = hex.EncodeToString(g.Seed[:])
		}
	}
	best := luckiest(g)
	for i, c := range g.Claims {
		if c.Person == by.User {
			out.Mine = c.Amount
		}
		out.Claims = append(out.Claims, &superettev1.GiftClaim{
			Person: person(c.Person), Amount: c.Amount, Ts: millis(c.CreatedAt), Luckiest: over && g.Kind == GiftLucky && i == best,
		})
	}
	return out, nil
}

// luckiest returns which claim is the largest, the first of several; -1 for none.
func luckiest(g Gift) int {
	best := -1
	for i, c := range g.Claims {
		if best < 0 || c.Amount > g.Claims[best].Amount {
			best = i
		}
	}
	return best
}
