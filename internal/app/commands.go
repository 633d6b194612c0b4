package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/deliver"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
)

//nolint:gochecknoglobals // a named failure
var errNoPicture = fault.New(fault.Invalid, "share.picture", "This picture is not in the mini program's package.")

// commands are what spans several nouns.
type commands struct {
	chat     *chat.Service
	programs *registry.Service
	deliver  *deliver.Service
}

// share is a program's page that goes into a conversation.
type share struct {
	app       id.AppID
	conv      id.ConvID
	clientID  string
	title     string
	path      string
	imageBlob id.BlobHash // a picture of the caller's, or empty
	imagePath string      // or a picture in the program's package
	price     int64       // minor units; 0 = none
	currency  money.Currency
	purpose   chat.Purpose
}

// share puts a card into a conversation of the caller. All that the card says of the program comes from the registry, and
// its picture must be one that the caller uploaded or that the program brought along; the caller chooses page, title and
// price, as the program's author does in WeChat.
func (c *commands) share(ctx context.Context, by id.Caller, s share) (chat.Message, error) {
	path := strings.TrimPrefix(s.path, "/")
	program, err := c.programs.FindPage(ctx, s.app, path)
	if err != nil {
		return chat.Message{}, err
	}
	card := chat.Snapshot{
		App: s.app, AppName: program.Name, AppColor: program.Color, AppLogo: program.LogoURL(), Title: strings.TrimSpace(s.title), Path: path,
		Purpose: s.purpose,
	}
	if card.Image, err = c.picture(ctx, by, program, s); err != nil {
		return chat.Message{}, err
	}
	if s.price != 0 {
		if _, err := money.New(s.price, s.currency); err != nil {
			return chat.Message{}, err
		}
		card.Price, card.Currency = s.price, string(s.currency)
	}
	m, err := c.chat.ShareCard(ctx, by, chat.Send{Conv: s.conv, ClientID: s.clientID, Body: chat.Body{Card: &chat.Card{Snapshot: card}}})
	if err != nil {
		return chat.Message{}, fmt.Errorf("app: share %s: %w", s.app, err)
	}
	return m, nil
}

// picture returns the address of the card's picture on this instance, or "".
func (c *commands) picture(ctx context.Context, by id.Caller, program registry.Program, s share) (string, error) {
	if s.imageBlob != "" {
		found, err := c.deliver.FindPicture(ctx, by, s.imageBlob)
		if err != nil {
			return "", err
		}
		return found.URL(), nil
	}
	path := strings.TrimPrefix(s.imagePath, "/")
	if path == "" {
		return "", nil
	}
	file, err := c.deliver.Resolve(ctx, program.Package, path)
	if err != nil {
		if fault.Of(err).Kind == fault.NotFound {
			return "", errNoPicture
		}
		return "", err
	}
	if !strings.HasPrefix(file.Type, "image/") {
		return "", errNoPicture
	}
	return pack.URL(program.Package, path), nil
}

// Share answers superette.v1.ProgramService/Share.
func (c *commands) Share(ctx context.Context, r *superettev1.ShareRequest) (*superettev1.ShareResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	s := share{
		clientID: r.GetClientId(), title: r.GetTitle(), path: r.GetPath(),
		imagePath: r.GetImagePath(), price: r.GetPrice(), currency: money.Currency(r.GetCurrency()),
		purpose: chat.Purpose(r.GetPurpose()),
	}
	if s.app, err = id.ParseAppID(r.GetAppId()); err != nil {
		return nil, err
	}
	if s.conv, err = id.Parse[id.ConvID](r.GetConv()); err != nil {
		return nil, chat.ErrNoConversation
	}
	if r.GetImageBlob() != "" {
		if s.imageBlob, err = id.ParseBlobHash(r.GetImageBlob()); err != nil {
			return nil, err
		}
	}
	m, err := c.share(ctx, by, s)
	if err != nil {
		return nil, err
	}
	return &superettev1.ShareResponse{Message: chat.MessageToAPI(m)}, nil
}

// pictures says who uploaded a picture, for chat: a group's picture is one of the person who sets it.
type pictures struct{ deliver *deliver.Service }

// HasPicture fails with a fault of kind NotFound if the caller uploaded no such picture.
func (p pictures) HasPicture(ctx context.Context, by id.Caller, hash id.BlobHash) error {
	_, err := p.deliver.FindPicture(ctx, by, hash)
	return err
}

// PlaceOf says where a card is, for pay: a payment turns a card that its payer can see.
func (c *commands) PlaceOf(ctx context.Context, by id.Caller, card id.CardID) (pay.Place, error) {
	found, err := c.chat.FindCard(ctx, by, card)
	if err != nil {
		return pay.Place{}, err
	}
	place := pay.Place{App: found.Card.App}
	conv, err := c.chat.Find(ctx, by, found.Conv)
	if err != nil {
		return pay.Place{}, err
	}
	// An order shows who paid it; what somebody bought of a product is theirs to tell.
	if conv.Kind == chat.Group && found.Card.Purpose == chat.Product {
		place.Group = conv.Title
	}
	return place, nil
}
