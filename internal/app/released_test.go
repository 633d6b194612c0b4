package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// releasedFolder has what instances of released versions kept: tools/released/make.ts makes it, and says how.
var releasedFolder = filepath.Join("testdata", "released") //nolint:gochecknoglobals // a constant

// facts are what a released version's people did, as facts.json has it.
type facts struct {
	Commit string
	Made   int64 // unix ms: the test's clock goes on from there, since sessions and orders end
	People map[string]struct {
		ID, Token string
		Balance   int64
	}
	Password, PIN string
	Direct        string   // the conversation of nora and ben
	Said          []string // in it, in turns
	Group, Gift   string   // with pia; "" before there were any
	App, Package  string   // nora's program
	Order         *struct {
		Signed map[string]string
		Payee  string
		Amount int64
	} // that waits for nora; nil before there was money
}

// past is an instance of a released version that the present one serves.
type past struct {
	*testing.T
	facts

	place  store.Place
	origin string
	stop   func() error
}

// openPast puts what a released version kept into a database, and serves it: its tables are migrated at this start.
func openPast(t *testing.T, kept string) *past {
	t.Helper()
	p := &past{T: t, place: storetest.Place(t, t.TempDir())}
	text, err := os.ReadFile(filepath.Join(kept, "facts.json"))
	if err == nil {
		err = json.Unmarshal(text, &p.facts)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range []string{"blobs", "keys"} {
		if err := os.CopyFS(filepath.Join(p.place.Dir, each), os.DirFS(filepath.Join(kept, each))); err != nil {
			t.Fatal(err)
		}
	}
	keys, err := filepath.Glob(filepath.Join(p.place.Dir, "keys", "*"))
	for _, key := range keys {
		err = errors.Join(err, os.Chmod(key, 0o600)) // git knows no such thing
	}
	if err != nil || len(keys) == 0 {
		t.Fatalf("keys %v, %v", keys, err)
	}
	rows, err := os.ReadFile(filepath.Join(kept, "rows.sql"))
	if err != nil {
		t.Fatal(err)
	}
	driver, address := "sqlite", filepath.Join(p.place.Dir, "superette.db")
	if p.place.DB != "" {
		driver, address = "pgx", p.place.DB
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), string(rows))
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatalf("the rows of before: %v", err)
	}
	p.serve()
	return p
}

func (p *past) serve() {
	p.Helper()
	ahead := time.Until(time.UnixMilli(p.Made).Add(time.Minute))
	p.origin, _, p.stop = serving(p.T, p.place.Dir, func(ctx context.Context, c Config) error {
		c.DB, c.Now = p.place.DB, func() time.Time { return time.Now().Add(ahead) }
		return Serve(ctx, c)
	})
}

// request asks as somebody who was signed in before; "" is nobody.
func (p *past) request(handle, method, path string, body any) (status int, said []byte) {
	p.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		p.Fatal(err)
	}
	r, err := http.NewRequestWithContext(p.Context(), method, p.origin+path, bytes.NewReader(text))
	if err != nil {
		p.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", p.origin)
	if handle != "" {
		r.Header.Set("Authorization", "Bearer "+p.People[handle].Token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		p.Fatal(err)
	}
	said, err = io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		p.Fatal(err)
	}
	return answer.StatusCode, said
}

type object = map[string]any

// call calls a method that must succeed.
func (p *past) call(handle, method string, body any) (answer object) {
	p.Helper()
	status, said := p.request(handle, http.MethodPost, "/api/superette.v1."+method, body)
	if err := json.Unmarshal(said, &answer); status != http.StatusOK || err != nil {
		p.Fatalf("%s of %s: %d %s, %v", method, handle, status, said, err)
	}
	return answer
}

// in looks a value up, such as in(answer, "wallet", "balance"); nil if it is not there.
func in(value any, path ...string) any {
	for _, name := range path {
		if at, err := strconv.Atoi(name); err == nil {
			list, is := value.([]any)
			if !is || at >= len(list) {
				return nil
			}
			value = list[at]
			continue
		}
		o, is := value.(object)
		if !is {
			return nil
		}
		value = o[name]
	}
	return value
}

func list(value any) []any {
	l, _ := value.([]any)
	return l
}

// balance is what somebody has, in fen.
func (p *past) balance(handle string) int64 {
	p.Helper()
	text, is := in(p.call(handle, "WalletService/GetWallet", object{}), "wallet", "balance").(string)
	if !is {
		return 0 // left out
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		p.Fatal(err)
	}
	return n
}

// wantClean derives every balance anew.
func (p *past) wantClean(when string) {
	p.Helper()
	var said bytes.Buffer
	err := Check(p.Context(), CheckConfig{Data: p.place.Dir, DB: p.place.DB, To: &said})
	if err != nil || !strings.Contains(said.String(), "every balance derived anew, sum 0") && !strings.Contains(said.String(), "no accounts yet") {
		p.Errorf("ledger check %s: %v\n%s", when, err, said.String())
	}
}

// TestReleased serves what each released version kept, on the engine that is tested.
func TestReleased(t *testing.T) {
	needsPages(t)
	engine := "sqlite"
	if storetest.Place(t, t.TempDir()).DB != "" {
		engine = "postgres"
	}
	kept, err := filepath.Glob(filepath.Join(releasedFolder, "*", engine))
	if err != nil || len(kept) == 0 {
		t.Fatalf("%s has %v, %v; want some versions", releasedFolder, kept, err)
	}
	for _, folder := range kept {
		t.Run("what "+filepath.Base(filepath.Dir(folder))+" kept is migrated, and every room works", func(t *testing.T) {
			p := openPast(t, folder)
			p.wantClean("right after the upgrade")
			p.wantPeople()
			p.wantTalk()
			p.wantGroup()
			p.wantPrograms()
			p.wantMoney()
			p.wantClean("while it runs")
			if err := p.stop(); err != nil {
				t.Fatal(err)
			}
			p.wantClean("when it has ended")
			p.serve()
			p.wantPeople()
			p.wantKept()
		})
	}
}

// wantPeople looks whether who was signed in still is, the password still fits, and contacts are contacts.
func (p *past) wantPeople() {
	p.Helper()
	for handle, person := range p.People {
		if me := p.call(handle, "AccountService/Me", object{}); in(me, "me", "id") != person.ID {
			p.Errorf("the session of %s is of %v", handle, me)
		}
		signed := p.call("", "AccountService/SignIn", object{"handle": handle, "password": p.Password})
		if in(signed, "me", "id") != person.ID {
			p.Errorf("the password of %s signs %v in", handle, signed)
		}
	}
	if contacts := list(in(p.call("nora", "SocialService/ListContacts", object{}), "contacts")); len(contacts) != 2 {
		p.Errorf("contacts = %v, want two", contacts)
	}
	if security := p.call("ben", "SecurityService/GetSecurity", object{}); in(security, "password") != true {
		p.Errorf("security = %v, want a password", security)
	}
	if status, _ := p.request("", http.MethodPost, "/api/superette.v1.AccountService/SignIn", object{"handle": "ben", "password": "another horse"}); status == http.StatusOK {
		p.Errorf("another password signs ben in")
	}
	if push := p.call("pia", "PushService/GetPush", object{}); push == nil {
		p.Errorf("push = %v", push)
	}
}

// texts are the texts of a conversation, oldest first.
func (p *past) texts(handle, conv string) (texts []string) {
	p.Helper()
	for _, m := range list(in(p.call(handle, "ChatService/History", object{"conv": conv}), "messages")) {
		if text, is := in(m, "text", "text").(string); is {
			texts = append(texts, text)
		}
	}
	return texts
}

// wantTalk reads what was said, finds its words, goes on with it, and looks at the card.
func (p *past) wantTalk() {
	p.Helper()
	if got := p.texts("ben", p.Direct); !slices.Equal(got, p.Said) {
		p.Errorf("said = %q, want %q", got, p.Said)
	}
	for _, word := range []string{"乌龙", "quote"} {
		if found := list(in(p.call("ben", "ChatService/Search", object{"query": word}), "messages")); len(found) != 1 {
			p.Errorf("search for %q = %v, want the message of before", word, found)
		}
	}
	p.call("ben", "ChatService/Send", object{"conv": p.Direct, "clientId": "client-after", "text": "after the upgrade"})
	p.call("ben", "ChatService/React", object{"conv": p.Direct, "seq": "3", "emoji": "❤️", "on": true})
	var card object
	for _, m := range list(in(p.call("nora", "ChatService/History", object{"conv": p.Direct}), "messages")) {
		if c, is := in(m, "card").(object); is {
			card = c
		}
	}
	if card["title"] != "A tea of before" || card["appId"] != p.App || p.Order != nil && card["state"] == "CARD_STATE_WAITING" {
		p.Errorf("card = %v", card)
	}
	if got := p.texts("nora", p.Direct); len(got) != len(p.Said)+1 || got[len(got)-1] != "after the upgrade" {
		p.Errorf("the other one reads %q", got)
	}
}

// wantGroup goes on in the group of before, or in a new one.
func (p *past) wantGroup() {
	p.Helper()
	if p.Group != "" {
		if got := p.texts("ben", p.Group); !slices.Equal(got, []string{"hello, all of you"}) {
			p.Errorf("the group said %q", got)
		}
	} else {
		p.Group, _ = in(p.call("nora", "GroupService/CreateGroup", object{"userIds": []string{p.People["ben"].ID, p.People["pia"].ID}}), "conversation", "id").(string)
	}
	p.call("pia", "ChatService/Send", object{"conv": p.Group, "clientId": "client-after-group", "text": "after, in the group"})
	members := list(in(p.call("pia", "GroupService/ListMembers", object{"conv": p.Group}), "members"))
	if len(members) != 3 || in(members, "0", "person", "handle") != "nora" {
		p.Errorf("members = %v, want three, nora first", members)
	}
	if got := p.texts("nora", p.Group); len(got) == 0 || got[len(got)-1] != "after, in the group" {
		p.Errorf("the group reads %q", got)
	}
}

// wantPrograms delivers the program of before, lets somebody sign in to it, and publishes its next version.
func (p *past) wantPrograms() {
	p.Helper()
	of := func() any {
		return in(p.call("ben", "ProgramService/GetProgram", object{"appId": p.App}), "program", "package")
	}
	if got := of(); got != p.Package {
		p.Errorf("package = %v, want %s", got, p.Package)
	}
	status, manifest := p.request("", http.MethodGet, "/pkg/"+p.Package+"/manifest.json", nil)
	if status != http.StatusOK || !bytes.Contains(manifest, []byte("pages/tea/tea")) {
		p.Errorf("manifest: %d %s", status, manifest)
	}
	status, said := p.request("ben", http.MethodPost, "/api/gateway/"+p.App+"/login", nil)
	if status != http.StatusOK || !bytes.Contains(said, []byte("code")) {
		p.Errorf("login in a program: %d %s", status, said)
	}
	err := Publish(p.Context(), PublishConfig{
		Dir: folder(p.T, nil), URL: p.origin, App: p.App, Token: p.People["nora"].Token, ConfigDir: p.TempDir(), Now: time.Now, To: io.Discard,
	})
	if got := of(); err != nil || got == p.Package {
		p.Errorf("after publishing: package %v, %v; want another one", got, err)
	}
}

// wantMoney pays in each way that there is now, from what people had.
func (p *past) wantMoney() {
	p.Helper()
	for handle, person := range p.People {
		if got := p.balance(handle); got != person.Balance {
			p.Errorf("%s has %d, had %d", handle, got, person.Balance)
		}
	}
	if p.Order == nil { // no money yet: nobody has any, and a wallet is there for whoever comes
		if wallet := p.call("nora", "WalletService/SetPin", object{"pin": p.PIN}); in(wallet, "wallet", "pinSet") != true {
			p.Errorf("wallet = %v, want one with a PIN", wallet)
		}
		return
	}
	p.call("ben", "WalletService/Transfer", object{
		"requestId": "transfer-after", "userId": p.People["nora"].ID, "amount": "34", "currency": "CNY", "pin": p.PIN,
	})
	shown := p.call("nora", "PayService/Present", object{"signed": p.Order.Signed})
	if in(shown, "amount") != strconv.FormatInt(p.Order.Amount, 10) || in(shown, "payee") != "Shop of before" {
		p.Errorf("the sheet shows %v", shown)
	}
	paid := p.call("nora", "PayService/Pay", object{
		"requestId": "payment-after", "signed": p.Order.Signed, "payeeId": p.Order.Payee, "amount": in(shown, "amount"), "currency": "CNY", "pin": p.PIN,
	})
	if in(paid, "payment", "state") != "PAYMENT_STATE_PAID" {
		p.Errorf("the order of before: %v", paid)
	}
	want := map[string]int64{"nora": 34 - p.Order.Amount, "ben": -34}
	if p.Gift != "" {
		p.call("ben", "GiftService/TakeGift", object{"id": p.Gift})
		want["ben"] += 100
	}
	for handle, change := range want {
		if got := p.balance(handle); got != p.People[handle].Balance+change {
			p.Errorf("%s has %d after what was paid, want %d", handle, got, p.People[handle].Balance+change)
		}
	}
	now := time.UnixMilli(p.Made)
	entries := list(in(p.call("nora", "WalletService/ListEntries", object{
		"fromTs": strconv.FormatInt(now.Add(-time.Hour).UnixMilli(), 10), "toTs": strconv.FormatInt(now.Add(time.Hour).UnixMilli(), 10),
	}), "entries"))
	names := fmt.Sprint(entries)
	for _, part := range []string{"for 茶", "Oolong 乌龙", "ENTRY_KIND_GRANT"} {
		if !strings.Contains(names, part) {
			p.Errorf("the wallet's history has no %q: %v", part, names)
		}
	}
}

// wantKept looks after another start at what was written after the upgrade.
func (p *past) wantKept() {
	p.Helper()
	if got := p.texts("nora", p.Direct); len(got) != len(p.Said)+1 {
		p.Errorf("after another start: %q", got)
	}
	out := filepath.Join(p.TempDir(), "backup.tar.gz")
	err := Backup(p.Context(), BackupConfig{Data: p.place.Dir, DB: p.place.DB, Out: out, Now: time.Now, Random: rand.Reader, To: io.Discard})
	if err == nil {
		err = restore(p.T, out, filepath.Join(p.TempDir(), "again"))
	}
	if err != nil {
		p.Errorf("backed up and restored after the upgrade: %v", err)
	}
}
