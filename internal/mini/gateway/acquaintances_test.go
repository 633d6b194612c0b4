package gateway_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/superette/superette/internal/id"
)

type contacts map[[2]id.UserID]bool

func (c contacts) Knows(_ context.Context, a, b id.UserID) (bool, error) {
	return c[[2]id.UserID{a, b}], nil
}

func TestWhatAProgramCallsContacts(t *testing.T) {
	w := newWorld(t)
	path := "/api/gateway/" + string(app) + "/people"
	ask := func(body string) map[id.UserID]string {
		t.Helper()
		rec := w.call(t, "ling", "POST", path, []byte(body))
		var got struct{ Openids map[id.UserID]string }
		if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil || rec.Code != http.StatusOK {
			t.Fatalf("answer = %d %s, %v", rec.Code, rec.Body, err)
		}
		return got.Openids
	}
	both := `{"people":["` + string(ling.User) + `","` + string(tom.User) + `","nobody"]}`
	self := map[id.UserID]string{ling.User: people{}.OpenID(ling.User, app)}
	if got := ask(both); !maps.Equal(got, self) {
		t.Errorf("of people whom they do not know: %v, want %v", got, self)
	}
	w.UseContacts(contacts{{ling.User, tom.User}: true})
	want := map[id.UserID]string{ling.User: people{}.OpenID(ling.User, app), tom.User: people{}.OpenID(tom.User, app)}
	if got := ask(both); !maps.Equal(got, want) {
		t.Errorf("of a contact: %v, want %v", got, want)
	}
	for name, body := range map[string]string{
		"what is no JSON":  `{`,
		"too many people":  `{"people":["` + strings.Repeat(`a","`, 100) + `a"]}`,
		"ids of no string": `{"people":[1]}`,
	} {
		if rec := w.call(t, "ling", "POST", path, []byte(body)); rec.Code != http.StatusBadRequest {
			t.Errorf("%s: answer = %d %s, want 400", name, rec.Code, rec.Body)
		}
	}
}
