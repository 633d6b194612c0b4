package gateway_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/gateway"
)

// groups has members by group.
type groups map[id.ConvID][]id.UserID

func (g groups) InGroup(_ context.Context, user id.UserID, conv id.ConvID) (bool, error) {
	for _, each := range g[conv] {
		if each == user {
			return true, nil
		}
	}
	return false, nil
}

// open reads what is sealed as a program's server does.
func open(t *testing.T, s gateway.Sealed, key string) (got struct {
	OpenGID   string `json:"openGId"`
	Opengid   string `json:"opengid"`
	Watermark struct {
		Timestamp int64
		AppID     string
	}
},
) {
	t.Helper()
	raw := make([][]byte, 3)
	for i, text := range []string{s.EncryptedData, s.IV, key} {
		var err error
		if raw[i], err = base64.StdEncoding.DecodeString(text); err != nil {
			t.Fatal(err)
		}
	}
	block, err := aes.NewCipher(raw[2])
	if err != nil {
		t.Fatal(err)
	}
	data := raw[0]
	cipher.NewCBCDecrypter(block, raw[1]).CryptBlocks(data, data)
	if err := json.Unmarshal(data[:len(data)-int(data[len(data)-1])], &got); err != nil {
		t.Fatalf("%q: %v", data, err)
	}
	return got
}

func TestTheGroupThatAProgramWasOpenedIn(t *testing.T) {
	w := newWorld(t)
	const conv = id.ConvID("cnv_tea")
	ask := func(by id.Caller) (gateway.Sealed, error) { return w.EnterGroup(t.Context(), by.In(app), conv) }
	if _, err := ask(ling); !errors.Is(err, gateway.ErrGroup) {
		t.Errorf("without anybody who tells of groups: %v, want ErrGroup", err)
	}
	w.UseGroups(groups{conv: {ling.User, tom.User}})
	keys := map[id.UserID]string{}
	for _, by := range []id.Caller{ling, tom} {
		if _, err := ask(by); !errors.Is(err, gateway.ErrNoSession) {
			t.Errorf("before its server signed %s in: %v, want ErrNoSession", by, err)
		}
		code, err := w.Login(t.Context(), by.In(app))
		if err != nil {
			t.Fatal(err)
		}
		who, err := w.Exchange(t.Context(), app, code)
		if err != nil {
			t.Fatal(err)
		}
		keys[by.User] = who.SessionKey
	}
	t.Run("has one id for all of its members, which the program's server alone reads", func(t *testing.T) {
		var ivs []string
		for _, by := range []id.Caller{ling, tom, tom} {
			sealed, err := ask(by)
			if err != nil {
				t.Fatal(err)
			}
			got := open(t, sealed, keys[by.User])
			want := people{}.OpenGID(conv, app)
			if got.OpenGID != want || got.Opengid != want || got.Watermark.AppID != string(app) || got.Watermark.Timestamp != w.clock().Unix() {
				t.Errorf("%s: %+v, want %s in %s", by, got, want, app)
			}
			ivs = append(ivs, sealed.IV)
		}
		if ivs[1] == ivs[2] {
			t.Error("two answers begin with the same vector")
		}
	})
	t.Run("is nothing for whoever left it", func(t *testing.T) {
		w.UseGroups(groups{conv: {ling.User}})
		if _, err := ask(tom); !errors.Is(err, gateway.ErrGroup) {
			t.Errorf("got %v, want ErrGroup", err)
		}
		if rec := w.call(t, "tom", "POST", "/api/gateway/"+string(app)+"/group", []byte(`{"conv":"cnv_tea"}`)); rec.Code != http.StatusNotFound {
			t.Errorf("answer = %d %s, want 404", rec.Code, rec.Body)
		}
		if rec := w.call(t, "tom", "POST", "/api/gateway/"+string(app)+"/group", []byte(`{`)); rec.Code != http.StatusBadRequest {
			t.Errorf("answer = %d %s, want 400", rec.Code, rec.Body)
		}
	})
	t.Run("is nothing once the session key has ended", func(t *testing.T) {
		w.later(gateway.SessionTTL + time.Second)
		if _, err := ask(ling); !errors.Is(err, gateway.ErrNoSession) {
			t.Errorf("got %v, want ErrNoSession", err)
		}
	})
}
