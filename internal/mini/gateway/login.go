package gateway

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

const (
	// CodeTTL is how long a code of Login may be changed for an openid.
	CodeTTL = 5 * time.Minute
	// SessionTTL is how long a session key stays the same.
	SessionTTL = 30 * 24 * time.Hour
	// codesKept is how long a used code is known as used rather than as unknown.
	codesKept = time.Hour
)

// profilePrefix begins the codes of people who agreed to show their profile; the others are hex.
const profilePrefix = "u"

// Login gives a program a code for its server: wx.login. It is good for one Exchange within CodeTTL.
func (s *Service) Login(ctx context.Context, by id.Caller) (string, error) {
	return s.login(ctx, by, "")
}

// LoginWithProfile is Login by somebody who agreed that the server learns their name and picture: my.getAuthCode with auth_user.
func (s *Service) LoginWithProfile(ctx context.Context, by id.Caller) (string, error) {
	return s.login(ctx, by, profilePrefix)
}

func (s *Service) login(ctx context.Context, by id.Caller, prefix string) (string, error) {
	code := prefix + id.NewSecret(s.ids)
	now := s.db.Now()
	err := s.db.Write(ctx, func(tx store.Tx) error {
		if err := removeCodesBefore(tx, now.Add(-codesKept)); err != nil {
			return err
		}
		return addCode(tx, sumOf(code), by, now)
	})
	if err != nil {
		return "", fmt.Errorf("gateway: login of %s: %w", by, err)
	}
	return code, nil
}

// Identity is what a program's server learns, and for whom: User is for this instance alone.
type Identity struct {
	OpenID     string
	SessionKey string // base64 of 16 bytes
	User       id.UserID
	Profile    bool // they agreed that the server learns their name and picture
}

// Exchange changes a code for who has the program open, once. The caller has checked that it speaks to the server of app.
// It fails with ErrCode if the code is unknown, too old or another program's, and with ErrCodeUsed.
func (s *Service) Exchange(ctx context.Context, app id.AppID, code string) (Identity, error) {
	now := s.db.Now()
	fresh, err := s.newKey()
	if err != nil {
		return Identity{}, err
	}
	var user id.UserID
	var key string
	err = s.db.Write(ctx, func(tx store.Tx) error {
		c, found, err := findCode(tx, sumOf(code))
		switch {
		case err != nil:
			return err
		case !found || c.app != app || now.Sub(c.madeAt) > CodeTTL:
			return ErrCode
		case c.used:
			return ErrCodeUsed
		}
		if err := useCode(tx, sumOf(code)); err != nil {
			return err
		}
		user = c.user
		var madeAt time.Time
		if key, madeAt, found, err = findKey(tx, app, user); err != nil {
			return err
		}
		if found && now.Sub(madeAt) <= SessionTTL {
			return nil
		}
		key = fresh
		return changeKey(tx, app, user, s.people.OpenID(user, app), key, now)
	})
	if err != nil {
		return Identity{}, fmt.Errorf("gateway: exchange a code of %s: %w", app, err)
	}
	return Identity{OpenID: s.people.OpenID(user, app), SessionKey: key, User: user, Profile: strings.HasPrefix(code, profilePrefix)}, nil
}

// unnamedAtOnce bounds one transaction of fillOpenIDs.
const unnamedAtOnce = 500

// FindOpenID returns the program whose server was told this openid, "" if none was.
func (s *Service) FindOpenID(ctx context.Context, openid string) (app id.AppID, err error) {
	if openid == "" {
		return "", nil
	}
	for found := false; ; {
		unnamed := 0
		err = s.db.Read(ctx, func(tx store.Tx) error {
			if app, found, err = findOpenID(tx, openid); err != nil || found {
				return err
			}
			rows, err := listUnnamed(tx, 1)
			unnamed = len(rows)
			return err
		})
		if err != nil {
			return "", fmt.Errorf("gateway: find an openid: %w", err)
		}
		if found || unnamed == 0 {
			return app, nil
		}
		if err := s.fillOpenIDs(ctx); err != nil {
			return "", err
		}
	}
}

// fillOpenIDs notes openids that were told before they were kept.
func (s *Service) fillOpenIDs(ctx context.Context) error {
	err := s.db.Write(ctx, func(tx store.Tx) error {
		rows, err := listUnnamed(tx, unnamedAtOnce)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := changeOpenID(tx, r.app, r.user, s.people.OpenID(r.user, r.app)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("gateway: fill openids: %w", err)
	}
	return nil
}

// SessionHolds reports whether the program's server has a session key of the user that has not ended.
func (s *Service) SessionHolds(ctx context.Context, by id.Caller) (holds bool, err error) {
	err = s.db.Read(ctx, func(tx store.Tx) error {
		_, madeAt, found, err := findKey(tx, by.App, by.User)
		holds = found && s.db.Now().Sub(madeAt) <= SessionTTL
		return err
	})
	if err != nil {
		return false, fmt.Errorf("gateway: session of %s: %w", by, err)
	}
	return holds, nil
}

func (s *Service) newKey() (string, error) {
	raw, err := hex.DecodeString(id.NewSecret(s.ids))
	if err != nil {
		return "", fmt.Errorf("gateway: make a session key: %w", err)
	}
	return base64.StdEncoding.EncodeToString(raw), nil
}

func sumOf(code string) []byte {
	sum := sha256.Sum256([]byte(code))
	return sum[:]
}
