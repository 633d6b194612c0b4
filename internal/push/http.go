package push

import (
	"context"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/httpd"
)

// Mount offers PushService.
func Mount(server *httpd.Server, s *Service) {
	server.Connect(superettev1connect.NewPushServiceHandler(&handlers{s}, server.ConnectOptions()...))
}

type handlers struct{ s *Service }

var _ superettev1connect.PushServiceHandler = (*handlers)(nil)

func (h *handlers) GetPush(ctx context.Context, _ *superettev1.GetPushRequest) (*superettev1.GetPushResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	found, ok, err := h.s.Find(ctx, by)
	if err != nil {
		return nil, err
	}
	return &superettev1.GetPushResponse{Key: h.s.PublicKey(), Subscribed: ok, Endpoint: found.Endpoint, Preview: found.Preview, Locale: found.Locale}, nil
}

func (h *handlers) Subscribe(ctx context.Context, r *superettev1.SubscribeRequest) (*superettev1.SubscribeResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	return &superettev1.SubscribeResponse{}, h.s.Subscribe(ctx, by, Subscription{
		Endpoint: r.GetEndpoint(), PublicKey: r.GetPublicKey(), Secret: r.GetSecret(), Locale: r.GetLocale(), Preview: r.GetPreview(),
	})
}

func (h *handlers) Unsubscribe(ctx context.Context, _ *superettev1.UnsubscribeRequest) (*superettev1.UnsubscribeResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	return &superettev1.UnsubscribeResponse{}, h.s.Forget(ctx, by.Session)
}
