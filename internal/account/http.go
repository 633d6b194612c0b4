package account

import (
	"context"
	"net/http"
	"net/netip"

	"connectrpc.com/connect"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

// Instance is what the host's pages show of the server.
type Instance struct {
	Name    string
	Version string
	Demo    bool
	Dev     bool

	FileLimit int64 // bytes of a file in a conversation; 0: there are none
}

// Mount offers AccountService and SecurityService.
func Mount(server *httpd.Server, s *Service, instance Instance) {
	h := &handlers{s, server, instance}
	server.Connect(superettev1connect.NewAccountServiceHandler(h, server.ConnectOptions()...))
	server.Connect(superettev1connect.NewSecurityServiceHandler(securityHandlers{h}, server.ConnectOptions()...))
}

type handlers struct {
	s        *Service
	server   *httpd.Server
	instance Instance
}

var _ superettev1connect.AccountServiceHandler = (*handlers)(nil)

// ToAPI returns what the API says of a person.
func ToAPI(p Person) *superettev1.Person {
	return &superettev1.Person{
		Id: string(p.ID), Handle: p.Handle, Name: p.Name,
		AvatarTint: int32(p.Tint), AvatarBlob: p.Avatar, Bot: p.Bot, //nolint:gosec // 0 to 11
	}
}

func (h *handlers) Me(ctx context.Context, _ *superettev1.MeRequest) (*superettev1.MeResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	p, err := h.s.Find(ctx, by.User)
	if err != nil {
		return nil, err
	}
	h.renew(ctx)
	return &superettev1.MeResponse{Me: ToAPI(p), Instance: &superettev1.Instance{
		Name: h.instance.Name, Version: h.instance.Version, Demo: h.instance.Demo, Dev: h.instance.Dev,
		FileLimitBytes: h.instance.FileLimit,
	}}, nil
}

// renew lets the browser keep its cookie as long as the session: 90 days from now.
func (h *handlers) renew(ctx context.Context) {
	info, ok := connect.CallInfoForHandlerContext(ctx)
	if !ok {
		return
	}
	r := http.Request{Header: info.RequestHeader()}
	if cookie, err := r.Cookie(httpd.CookieName); err == nil && httpd.TokenOf(&r) == cookie.Value {
		h.setCookie(ctx, cookie.Value)
	}
}

func (h *handlers) setCookie(ctx context.Context, token string) {
	if info, ok := connect.CallInfoForHandlerContext(ctx); ok {
		info.ResponseHeader().Add("Set-Cookie", h.server.SessionCookie(token, int(SessionTTL.Seconds())).String())
	}
}

// newcomerOf is originOf of somebody who wants to register, with the invitation that they have.
func newcomerOf(ctx context.Context, invitation string) Origin {
	from := originOf(ctx)
	from.Invitation = invitation
	return from
}

func originOf(ctx context.Context) Origin {
	from := Origin{Address: httpd.AddressOf(ctx)}
	if info, ok := connect.CallInfoForHandlerContext(ctx); ok {
		from.Agent = info.RequestHeader().Get("User-Agent")
	}
	return from
}

// replace ends the session that the browser had, so that a new sign-in leaves no forgotten one behind.
func (h *handlers) replace(ctx context.Context, session Session) error {
	if old := httpd.CallerOf(ctx); old.Kind == id.Person {
		if err := h.s.SignOut(ctx, old); err != nil {
			return err
		}
	}
	h.setCookie(ctx, session.Token)
	return nil
}

func (h *handlers) Register(ctx context.Context, r *superettev1.RegisterRequest) (*superettev1.RegisterResponse, error) {
	session, err := h.s.Register(ctx, newcomerOf(ctx, r.GetInvitation()), r.GetHandle(), r.GetName(), r.GetPassword())
	if err != nil {
		return nil, err
	}
	if err := h.replace(ctx, session); err != nil {
		return nil, err
	}
	return &superettev1.RegisterResponse{Me: ToAPI(session.Person)}, nil
}

func (h *handlers) SignIn(ctx context.Context, r *superettev1.SignInRequest) (*superettev1.SignInResponse, error) {
	session, err := h.s.SignIn(ctx, originOf(ctx), r.GetHandle(), r.GetPassword())
	if err != nil {
		return nil, err
	}
	if r.GetWantToken() {
		return &superettev1.SignInResponse{Me: ToAPI(session.Person), Token: session.Token}, nil
	}
	if err := h.replace(ctx, session); err != nil {
		return nil, err
	}
	return &superettev1.SignInResponse{Me: ToAPI(session.Person)}, nil
}

func (h *handlers) SignOut(ctx context.Context, _ *superettev1.SignOutRequest) (*superettev1.SignOutResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.s.SignOut(ctx, by); err != nil {
		return nil, err
	}
	h.setCookie(ctx, "")
	return &superettev1.SignOutResponse{}, nil
}

func (h *handlers) ChangeProfile(ctx context.Context, r *superettev1.ChangeProfileRequest) (*superettev1.ChangeProfileResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	p, err := h.s.Rename(ctx, by, r.GetName())
	if err != nil {
		return nil, err
	}
	return &superettev1.ChangeProfileResponse{Me: ToAPI(p)}, nil
}

// MountDemo offers one-tap sign-in links, GET /demo/HANDLE, for the given handles, to browsers on this machine only.
func MountDemo(server *httpd.Server, s *Service, handles ...string) {
	for _, handle := range handles {
		server.Handle("GET /demo/"+handle, func(w http.ResponseWriter, r *http.Request) error {
			if !local(r) {
				return ErrNotLocal
			}
			session, err := s.SignInAs(r.Context(), Origin{Address: httpd.AddressOf(r.Context()), Agent: r.UserAgent()}, handle)
			if err != nil {
				return err
			}
			if old := httpd.CallerOf(r.Context()); old.Kind == id.Person {
				if err := s.SignOut(r.Context(), old); err != nil {
					return err
				}
			}
			http.SetCookie(w, server.SessionCookie(session.Token, int(SessionTTL.Seconds())))
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return nil
		})
	}
}

// local reports whether the request was made on this machine. A proxy here would make everybody look local, so what one
// has passed on counts as foreign, whether we trust the proxy or not.
func local(r *http.Request) bool {
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		if r.Header.Get(name) != "" {
			return false
		}
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && peer.Addr().Unmap().IsLoopback()
}
