package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/registry"
)

// Mount adds the routes of the gateway to a server; all are for signed-in people:
//
//	POST /api/gateway/<appid>                 wx.request: see http_request.go for the form
//	POST /api/gateway/<appid>/login           {"code"} of wx.login; with ?profile=yes one of who agreed to show theirs
//	GET  /api/gateway/<appid>/session         {"holds"}: whether the session key of wx.login does
//	POST /api/gateway/<appid>/group           {"conv"} → {"encryptedData", "iv"} of wx.getGroupEnterInfo
//	POST /api/gateway/<appid>/people          {"people": ids} → {"openids": {id: openid}} of contacts whom somebody chose
//	GET  /api/gateway/<appid>/picture?url=    a picture of the network
//	GET  /api/gateway/<appid>/calls?before=   the outbound log: a user's own part, a publisher's all
//	GET  /api/gateway/socket                  wx.connectSocket: a WebSocket, see http_socket.go for the form
//	GET  /api/tiles                           the ground of maps, see http_tiles.go
//	GET  /webview/<appid>                     web pages inside a program, see http_webview.go
func (s *Service) Mount(server *httpd.Server) {
	server.HandleUpTo("POST /api/gateway/{app}", maxHead+MaxBytes, s.entered(s.serveRequest))
	server.Sockets("GET /api/gateway/socket", nil, MaxMessage+1, s.serveSocket)
	s.mountTiles(server)
	s.mountWebview(server)
	server.Handle("GET /api/gateway/{app}/picture", s.entered(s.servePicture))
	server.Handle("GET /api/gateway/{app}/calls", s.entered(s.serveCalls))
	server.Handle("POST /api/gateway/{app}/login", s.entered(func(w http.ResponseWriter, r *http.Request, e entry) error {
		login := s.Login
		if r.URL.Query().Get("profile") == "yes" {
			login = s.LoginWithProfile
		}
		code, err := login(r.Context(), e.by)
		if err != nil {
			return err
		}
		return httpd.Reply(w, http.StatusOK, struct {
			Code string `json:"code"`
		}{code})
	}))
	server.Handle("GET /api/gateway/{app}/session", s.entered(func(w http.ResponseWriter, r *http.Request, e entry) error {
		holds, err := s.SessionHolds(r.Context(), e.by)
		if err != nil {
			return err
		}
		return httpd.Reply(w, http.StatusOK, struct {
			Holds bool `json:"holds"`
		}{holds})
	}))
	server.Handle("POST /api/gateway/{app}/group", s.entered(func(w http.ResponseWriter, r *http.Request, e entry) error {
		var asked struct {
			Conv id.ConvID `json:"conv"`
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			return fmt.Errorf("%w: %w", ErrRequest, err)
		}
		sealed, err := s.EnterGroup(r.Context(), e.by, asked.Conv)
		if err != nil {
			return err
		}
		return httpd.Reply(w, http.StatusOK, sealed)
	}))
	server.Handle("POST /api/gateway/{app}/people", s.entered(func(w http.ResponseWriter, r *http.Request, e entry) error {
		var asked struct {
			People []id.UserID `json:"people"`
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			return fmt.Errorf("%w: %w", ErrRequest, err)
		}
		named, err := s.NameContacts(r.Context(), e.by, asked.People)
		if err != nil {
			return err
		}
		return httpd.Reply(w, http.StatusOK, struct {
			OpenIDs map[id.UserID]string `json:"openids"`
		}{named})
	}))
}

// entry is who came through which program's door.
type entry struct {
	by      id.Caller // the program, on behalf of the user
	program registry.Program
}

// entered finds the user and the program of a route.
func (s *Service) entered(h func(http.ResponseWriter, *http.Request, entry) error) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		by, err := httpd.Require(r.Context())
		if err != nil {
			return err
		}
		app, err := id.ParseAppID(r.PathValue("app"))
		if err != nil {
			return err
		}
		p, err := s.programs.Find(r.Context(), app)
		if err != nil {
			return err
		}
		return h(w, r, entry{by.In(app), p})
	}
}

// referer is the one that WeChat sends; servers there check it.
func (e entry) referer() string {
	return fmt.Sprintf("https://servicewechat.com/%s/%d/page-frame.html", e.program.App, e.program.Number)
}

// CallLine is one line of the outbound log, as people read it.
type CallLine struct {
	ID       string `json:"id"`
	TS       int64  `json:"ts"`  // Unix ms
	For      string `json:"for"` // "request" or "picture"
	Method   string `json:"method"`
	URL      string `json:"url"`
	Status   int    `json:"status"`
	Sent     int64  `json:"sent"` // bytes
	Received int64  `json:"received"`
	MS       int64  `json:"ms"`
	Fault    string `json:"fault,omitempty"`
}

// CallList is a part of the log, the newest line first.
type CallList struct {
	Calls []CallLine `json:"calls"`
	All   bool       `json:"all"` // everybody's calls: the reader is the publisher
}

// serveCalls tells a user what the program asked on their behalf, and the publisher what it asked for anybody; the latter
// without saying for whom.
func (s *Service) serveCalls(w http.ResponseWriter, r *http.Request, e entry) error {
	f := egress.Filter{Who: egress.Who(e.by), User: e.by.User, Limit: 50}
	if e.program.Owner == e.by.User {
		f.User = ""
	}
	if text := r.URL.Query().Get("before"); text != "" {
		before, err := id.Parse[id.RequestID](text)
		if err != nil {
			return err
		}
		f.Before = before
	}
	if text := r.URL.Query().Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrRequest, err)
		}
		f.Limit = n
	}
	if err := s.out.Flush(r.Context()); err != nil {
		return err
	}
	calls, err := s.out.Calls(r.Context(), f)
	if err != nil {
		return err
	}
	answer := CallList{Calls: make([]CallLine, len(calls)), All: f.User == ""}
	for i, c := range calls {
		answer.Calls[i] = CallLine{
			ID: string(c.ID), TS: c.At.UnixMilli(), For: c.For, Method: c.Method, URL: c.URL, Status: c.Status,
			Sent: c.Sent, Received: c.Received, MS: c.Took.Milliseconds(), Fault: c.Fault,
		}
	}
	return httpd.Reply(w, http.StatusOK, answer)
}
