package wechat

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/gateway"
	"github.com/superette/superette/internal/mini/registry"
)

// Prefix stands before WeChat's own paths for those who want them apart.
const Prefix = "/compat/wechat"

const (
	callsPerSecond = 50 // of one address
	callBurst      = 500
)

// Service answers WeChat's calls. It is safe for use by many goroutines.
type Service struct {
	programs *registry.Service
	gateway  *gateway.Service
	limit    *httpd.Limiter
	log      *slog.Logger
}

// New returns the dialect over the rooms that know the answers.
func New(programs *registry.Service, g *gateway.Service, now func() time.Time, log *slog.Logger) *Service {
	return &Service{programs: programs, gateway: g, limit: httpd.NewLimiter(now, callsPerSecond, callBurst), log: log}
}

// Mount adds WeChat's paths to a server, plain and below Prefix.
func (s *Service) Mount(server *httpd.Server) {
	for _, prefix := range []string{"", Prefix} {
		server.Public("GET "+prefix+"/sns/jscode2session", s.answering(s.jscode2session))
	}
}

// answering writes what a call returns, or its failure in WeChat's form.
func (s *Service) answering(call func(*http.Request) (any, error)) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Type", "text/plain")
		var value any
		err := s.limit.Allow(httpd.AddressOf(r.Context()))
		if err == nil {
			value, err = call(r)
		}
		if err != nil {
			f := failureOf(err)
			if f == systemBusy {
				s.log.Error("compat/wechat: failed", "path", r.URL.Path, "error", err)
			}
			f.Message += ", rid: " + w.Header().Get("X-Request-Id")
			value = f
		}
		body, err := json.Marshal(value)
		if err != nil {
			return fmt.Errorf("compat/wechat: encode: %w", err)
		}
		if _, err := w.Write(body); err != nil {
			return fmt.Errorf("compat/wechat: answer: %w", err)
		}
		return nil
	}
}

type session struct {
	SessionKey string `json:"session_key"`
	OpenID     string `json:"openid"`
}

// jscode2session changes the code of wx.login for an openid and a session key. It checks in WeChat's order: the form, the
// program, its secret, the code; a wrong secret therefore uses no code up.
func (s *Service) jscode2session(r *http.Request) (any, error) {
	q := r.URL.Query()
	switch {
	case q.Get("appid") == "":
		return nil, noAppID
	case q.Get("secret") == "":
		return nil, noSecret
	case q.Get("js_code") == "":
		return nil, noCode
	case q.Get("grant_type") != "authorization_code":
		return nil, invalidGrant
	}
	app, err := id.ParseAppID(q.Get("appid"))
	if err != nil {
		return nil, err
	}
	if err := s.programs.CheckSecret(r.Context(), app, q.Get("secret")); err != nil {
		return nil, err
	}
	who, err := s.gateway.Exchange(r.Context(), app, q.Get("js_code"))
	if err != nil {
		return nil, err
	}
	return session{SessionKey: who.SessionKey, OpenID: who.OpenID}, nil
}
