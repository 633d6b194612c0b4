package alipay

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/superette/superette/internal/id"
)

const (
	accessTTL  = 15 * 24 * time.Hour
	refreshTTL = 30 * 24 * time.Hour
)

// token is what a code is changed for. It is nowhere kept: it says what it stands for, sealed, so that nobody else reads or makes one.
type token struct {
	Kind    string    `json:"k"` // access or refresh
	App     id.AppID  `json:"a"`
	User    id.UserID `json:"u"`
	Profile bool      `json:"p,omitempty"` // the person agreed to show name and picture
	Ends    int64     `json:"e"`           // Unix seconds
}

const (
	accessKind  = "a"
	refreshKind = "r"
)

func (s *Service) seal(t token) (string, error) {
	box, err := s.Tokens()
	if err != nil {
		return "", err
	}
	plain, err := json.Marshal(t)
	if err != nil {
		return "", fmt.Errorf("compat/alipay: seal a token: %w", err)
	}
	nonce := make([]byte, box.NonceSize())
	if _, err := io.ReadFull(s.Random, nonce); err != nil {
		return "", fmt.Errorf("compat/alipay: seal a token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(box.Seal(nonce, nonce, plain, nil)), nil
}

// open reads a token of an app. It fails with errToken or errTokenOld.
func (s *Service) open(text, kind string, app id.AppID) (t token, err error) {
	box, err := s.Tokens()
	if err != nil {
		return t, err
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < box.NonceSize() {
		return t, errToken
	}
	plain, err := box.Open(nil, raw[:box.NonceSize()], raw[box.NonceSize():], nil)
	if err != nil || json.Unmarshal(plain, &t) != nil || t.Kind != kind || t.App != app {
		return token{}, errToken
	}
	if s.Now().Unix() >= t.Ends {
		return token{}, errTokenOld
	}
	return t, nil
}

// tokenAnswer has no code when it is good, as the vendor's. An openid stands for the user_id too: nobody is known by the same number in two
// apps.
type tokenAnswer struct {
	User      string `json:"user_id"`
	OpenID    string `json:"open_id"`
	Access    string `json:"access_token"`
	Expires   string `json:"expires_in"`
	Refresh   string `json:"refresh_token"`
	ReExpires string `json:"re_expires_in"`
	AuthStart string `json:"auth_start"`
}

// token changes a code of my.getAuthCode, or a refresh_token, for tokens.
func (s *Service) token(ctx context.Context, r request) (any, error) {
	var t token
	now := s.Now()
	ends := now.Add(refreshTTL)
	switch r.params["grant_type"] {
	case "authorization_code":
		if r.params["code"] == "" {
			return nil, missing("code")
		}
		who, err := s.Codes.Exchange(ctx, r.app, r.params["code"])
		if err != nil {
			return nil, err
		}
		t = token{App: r.app, User: who.User, Profile: who.Profile}
	case "refresh_token":
		if r.params["refresh_token"] == "" {
			return nil, missing("refresh-token")
		}
		var err error
		if t, err = s.open(r.params["refresh_token"], refreshKind, r.app); err != nil {
			if failureOf(err) == errTokenOld {
				return nil, invalid("refresh-token-time-out", errTokenOld.Text)
			}
			return nil, invalid("refresh-token-invalid", errToken.Text)
		}
		ends = time.Unix(t.Ends, 0) // a month after the person signed in, however often it is renewed
	case "":
		return nil, missing("grant-type")
	default:
		return nil, invalid("grant-type-invalid", "grant_type is authorization_code or refresh_token.")
	}
	openid := s.People.OpenID(t.User, r.app)
	access := min(accessTTL, ends.Sub(now))
	answer := tokenAnswer{
		User: openid, OpenID: openid, Expires: seconds(access), ReExpires: seconds(ends.Sub(now)), AuthStart: timeText(now),
	}
	var err error
	t.Kind, t.Ends = accessKind, now.Add(access).Unix()
	if answer.Access, err = s.seal(t); err != nil {
		return nil, err
	}
	t.Kind, t.Ends = refreshKind, ends.Unix()
	answer.Refresh, err = s.seal(t)
	return answer, err
}

func seconds(d time.Duration) string { return strconv.FormatInt(int64(d/time.Second), 10) }

type profile struct {
	success
	User   string `json:"user_id"`
	OpenID string `json:"open_id"`
	Name   string `json:"nick_name"`
	Avatar string `json:"avatar,omitempty"`
}

// share tells the name and the picture of a person who agreed to that.
func (s *Service) share(ctx context.Context, r request) (any, error) {
	if r.params["auth_token"] == "" {
		return nil, missing("auth-token")
	}
	t, err := s.open(r.params["auth_token"], accessKind, r.app)
	if err != nil {
		return nil, err
	}
	if !t.Profile {
		return nil, errScope
	}
	found, err := s.People.People(ctx, []id.UserID{t.User})
	if err != nil {
		return nil, err
	}
	person, there := found[t.User]
	if !there {
		return nil, errToken
	}
	openid := s.People.OpenID(t.User, r.app)
	p := profile{success: done(), User: openid, OpenID: openid, Name: person.Name}
	if person.Avatar != "" {
		p.Avatar = s.Origin + "/blob/" + person.Avatar
	}
	return p, nil
}
