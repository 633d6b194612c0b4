package app

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/superette/superette/examples"
	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/gateway"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
)

// role is what somebody is to the person, group, program or order that a request is about.
type role int

const (
	owner role = iota
	nobody
	stranger
	contact
	member
	merchant
	developer
	operator
	rolesCount
)

func (r role) String() string {
	return [rolesCount]string{"owner", "nobody", "stranger", "contact", "member", "merchant", "developer", "operator"}[r]
}

// outcome is what became of a request: passed, the status of a refusal, or empty: an answer that leaves out what was asked for.
type outcome string

const (
	passed     outcome = "yes"
	empty      outcome = "–"
	impossible outcome = "409"
)

// accessWorld is a running instance with somebody in each role.
type accessWorld struct {
	*testing.T
	i       *instance
	ahead   atomic.Int64 // of the clock, so that limits refill
	n       int
	people  [rolesCount]account.Person // those who sign in
	zoe     account.Person             // a contact of everybody, who joins and leaves where somebody is needed
	own     [rolesCount]id.ConvID      // the conversation of each with Zoe
	group   id.ConvID                  // of the owner and the member
	direct  id.ConvID                  // of the owner and the contact
	app     id.AppID                   // the developer's program
	pkg     id.BlobHash
	secret  string // the program's
	shops   [2]shop
	picture string // a hash
	png     []byte
	paid    pay.Payment // of the owner, to the first shop
	trade   string      // its out_trade_no
	refund  string
	dev     *workshop
}

// shop is a merchant with its key. The first is whose orders are asked for.
type shop struct {
	mchid, serial string
	key           *rsa.PrivateKey
}

const accessPassword = "correct horse battery"

func openAccessWorld(t *testing.T) *accessWorld {
	t.Helper()
	needsPages(t)
	w := &accessWorld{T: t}
	config := testConfig(t, t.TempDir(), io.Discard)
	config.Metrics, config.Now, config.Tiles = "127.0.0.1:0", w.now, gateway.Tiles{URL: teahouseOrigin + "/{z}/{x}/{y}.png"}
	// The test refuses more than a thousand requests; only what is the server's own fault is worth a line.
	config.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	i, err := open(t.Context(), config, mode{})
	if err != nil {
		t.Fatal(err)
	}
	w.i = i
	w.settle()
	w.publish()
	w.openShops()
	w.openLocalLinks()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- i.run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, i.close()); err != nil {
			t.Error(err)
		}
	})
	w.write()
	return w
}

func (w *accessWorld) now() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) }

// must ends the test if a step that only prepares something fails.
func must[T any](w *accessWorld) func(value T, err error) T {
	return func(value T, err error) T {
		w.Helper()
		if err != nil {
			w.Fatal(err)
		}
		return value
	}
}

func (w *accessWorld) do(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// settle brings the people in.
func (w *accessWorld) settle() {
	w.Helper()
	ctx := w.Context()
	join := func(handle string) account.Person {
		p := must[account.Person](w)(w.i.people.Ensure(ctx, handle, strings.ToUpper(handle[:1])+handle[1:], false))
		w.do(grant(ctx, w.i.pay, p.ID, 500_00))
		w.do(w.i.pay.EnsurePIN(ctx, p.ID, demoPIN))
		return p
	}
	w.zoe = join("zoe")
	for _, r := range []role{owner, stranger, contact, member, developer, operator} {
		w.people[r] = join(r.String())
		w.do(w.i.contacts.Join(ctx, social.Pair{By: w.people[r].ID, Other: w.zoe.ID}))
		w.own[r] = must[id.ConvID](w)(w.i.talk.chat.Begin(ctx, w.people[r].ID, w.zoe.ID))
	}
	olga := w.people[owner].ID
	w.do(w.i.contacts.Join(ctx, social.Pair{By: olga, Other: w.people[contact].ID}))
	w.direct = must[id.ConvID](w)(w.i.talk.chat.Begin(ctx, olga, w.people[contact].ID))
	w.do(w.i.people.ChangePassword(ctx, w.signIn(owner), accessPassword))
}

// publish puts the developer's program on the shelf.
func (w *accessWorld) publish() {
	w.Helper()
	if _, err := seedExamples(w.Context(), examples.FS, w.i.registry, w.people[developer].ID, w.now); err != nil {
		w.Fatal(err)
	}
	w.app = exampleApp("teahouse")
	p, err := w.i.registry.Find(w.Context(), w.app)
	w.do(err)
	w.pkg = p.Package
	w.secret = must[string](w)(w.i.registry.MakeSecret(w.Context(), as(w.people[developer].ID), w.app))
	var picture bytes.Buffer
	w.do(png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))))
	w.png = picture.Bytes()
	shopServer := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "image/png")
		_, _ = rw.Write(w.png)
	}))
	w.Cleanup(shopServer.Close)
	for _, who := range []id.Caller{{Kind: id.Program, App: w.app}, id.AsSystem()} {
		w.i.egress.Allow(egress.Grant{
			Who: egress.Who(who), Origin: teahouseOrigin, Address: netip.MustParseAddrPort(strings.TrimPrefix(shopServer.URL, "http://")),
		})
	}
}

func (w *accessWorld) openShops() {
	w.Helper()
	for n, mchid := range []string{"1900000109", "1900000110"} {
		one, err := w.i.authority.issue("merchant-" + mchid)
		w.do(err)
		w.do(w.i.pay.KeepMerchant(w.Context(), pay.Merchant{
			ID: mchid, Name: "Shop " + mchid, Apps: []id.AppID{w.app}, APIKey: make([]byte, 32), Certificates: []*x509.Certificate{one.certificate},
		}))
		w.shops[n] = shop{mchid, pay.SerialOf(one.certificate), one.key}
	}
}

// openLocalLinks mounts the routes of `superette demo` and `superette dev` too.
func (w *accessWorld) openLocalLinks() {
	w.Helper()
	account.MountDemo(w.i.server, w.i.people, w.people[owner].Handle)
	w.dev = &workshop{people: w.i.people, registry: w.i.registry, app: w.app, secret: "the key of the link", builds: []*devBuild{{pkg: w.pkg}}}
	w.dev.mount(w.i.server)
	must[account.Person](w)(w.i.people.Ensure(w.Context(), devHandle, devName, false))
}

// write makes what there is to be read: the group, a paid order with a refund, a picture.
func (w *accessWorld) write() {
	w.Helper()
	ctx, olga := w.Context(), as(w.people[owner].ID)
	_, err := w.i.gateway.Exchange(ctx, w.app, must[string](w)(w.i.gateway.Login(ctx, olga.In(w.app))))
	w.do(err) // from now on shops know the owner's openid
	c, err := w.i.talk.chat.CreateGroup(ctx, olga, "Tea", []id.UserID{w.zoe.ID, w.people[contact].ID})
	w.do(err)
	w.group = c.ID
	w.heal()
	order, trade := w.order(15_00)
	w.trade = trade
	w.paid, err = w.i.pay.Pay(ctx, olga, pay.PayOrder{
		Request: w.name(), Signed: w.signedBy(order), Payee: w.shops[0].mchid, Amount: order.Amount, PIN: demoPIN,
	})
	w.do(err)
	answer := w.merchantCall(w.shops[0], http.MethodPost, "/v3/refund/domestic/refunds", w.refundOf(w.name()))
	if answer.status != http.StatusOK {
		w.Fatalf("refund: %d %s", answer.status, answer.body)
	}
	var said struct {
		Number string `json:"out_refund_no"`
	}
	w.do(json.Unmarshal(answer.body, &said))
	w.refund = said.Number
	olgas := &accessCell{accessWorld: w, as: owner, token: w.token(owner)}
	var picture struct{ SHA256 string }
	w.do(json.Unmarshal(olgas.http(http.MethodPost, "/api/picture", w.png, "Content-Type", "image/png").body, &picture))
	w.picture = picture.SHA256
	w.do(w.i.db.Write(ctx, func(tx store.Tx) error {
		for _, p := range w.people {
			if p.ID == "" {
				continue
			}
			if _, err := tx.Exec(`INSERT INTO passkey (id, person, credential, public_key, counter, flags, transports, name, created_at, used_at, removed_at)
				VALUES ($1, $2, $3, $4, 0, 0, '', 'phone', 0, 0, 0)`, string(passkeyOf(p)), string(p.ID), []byte(p.ID), []byte{0}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// passkeyOf is a key that nobody has, under a name that follows from its person.
func passkeyOf(p account.Person) id.PasskeyID { return id.PasskeyID("psk_" + string(p.ID)[4:]) }

// heal puts the group back to how each request finds it: the owner's, with the member in it, open to who has the code. What it
// slows down has time to be allowed again.
func (w *accessWorld) heal() {
	w.Helper()
	ctx, s := w.Context(), w.i.talk.chat
	w.ahead.Add(int64(20 * time.Second))
	olga, mia := w.people[owner].ID, w.people[member].ID
	list, err := s.ListMembers(ctx, as(w.people[owner].ID), w.group, chat.MemberPage{})
	w.do(err)
	there := false
	for _, m := range list.Members {
		if m.Role == chat.Owner && m.Person.ID != olga {
			w.do(s.TransferGroup(ctx, as(m.Person.ID), w.group, olga))
		}
	}
	for _, m := range list.Members {
		switch m.Person.ID {
		case olga:
		case mia:
			if there = true; m.Role != chat.Member {
				w.do(s.ChangeRole(ctx, as(olga), w.group, mia, chat.Member))
			}
		default:
			w.do(s.RemoveMember(ctx, as(olga), w.group, m.Person.ID))
		}
	}
	c, err := s.Find(ctx, as(olga), w.group)
	w.do(err)
	if c.Approve || c.MuteAll {
		off := false
		_, err := s.ChangeGroup(ctx, as(olga), w.group, chat.GroupChange{Approve: &off, MuteAll: &off})
		w.do(err)
	}
	if !there {
		code := must[string](w)(s.GetInvite(ctx, as(olga), w.group))
		_, err := s.JoinGroup(ctx, as(mia), code, "")
		w.do(err)
	}
}

// name returns one that was not used before.
func (w *accessWorld) name() string {
	w.n++
	return fmt.Sprintf("name-%08d", w.n)
}

// signIn gives somebody a fresh session: requests may end it.
func (w *accessWorld) signIn(r role) id.Caller {
	w.Helper()
	session, err := w.i.people.SignInAs(w.Context(), account.Origin{Address: "192.0.2.1"}, w.people[r].Handle)
	w.do(err)
	return session.Caller
}

func (w *accessWorld) token(r role) string {
	w.Helper()
	session, err := w.i.people.SignInAs(w.Context(), account.Origin{Address: "192.0.2.1"}, w.people[r].Handle)
	w.do(err)
	return session.Token
}

// say lets somebody write into a conversation.
func (w *accessWorld) say(r role, conv id.ConvID) chat.Message {
	w.Helper()
	m, err := w.i.talk.chat.SendText(w.Context(), as(w.people[r].ID), chat.Send{Conv: conv, ClientID: w.name(), Body: chat.Body{Text: "oolong"}})
	w.do(err)
	return m
}

// order is one of the first shop for the owner.
func (w *accessWorld) order(minor int64) (pay.Order, string) { return w.orderOf(minor, false) }

func (w *accessWorld) orderOf(minor int64, hold bool) (pay.Order, string) {
	w.Helper()
	trade := w.name()
	o, err := w.i.pay.Prepare(w.Context(), id.Caller{Kind: id.Merchant, Merchant: w.shops[0].mchid}, pay.NewOrder{
		App: w.app, OutTradeNo: trade, OpenID: w.i.people.OpenID(w.people[owner].ID, w.app), Description: "Oolong", Amount: fen(w.T, minor), Hold: hold,
		NotifyURL: "https://shop.example/notify",
	})
	w.do(err)
	return o, trade
}

// deposit is one that the owner has confirmed to the first shop.
func (w *accessWorld) deposit() string {
	w.Helper()
	o, trade := w.orderOf(100, true)
	_, err := w.i.pay.Pay(w.Context(), as(w.people[owner].ID), pay.PayOrder{
		Request: w.name(), Signed: w.signedBy(o), Payee: w.shops[0].mchid, Amount: o.Amount, PIN: demoPIN,
	})
	w.do(err)
	return trade
}

func (w *accessWorld) signedBy(o pay.Order) pay.Signed {
	return signedBy(w.T, w.shops[0].key, w.app, o.ID)
}

func (w *accessWorld) refundOf(number string) map[string]any {
	return map[string]any{
		"out_trade_no": w.trade, "out_refund_no": number, "amount": map[string]any{"refund": 1, "total": 15_00, "currency": "CNY"},
	}
}

// answered is an answer as it came.
type answered struct {
	status int
	body   []byte
	header http.Header
}

// sign is the Authorization of a merchant's server.
func (w *accessWorld) sign(s shop, method, uri string, body []byte) string {
	w.Helper()
	timestamp, nonce := strconv.FormatInt(w.now().Unix(), 10), w.name()
	sum := sha256.Sum256([]byte(method + "\n" + uri + "\n" + timestamp + "\n" + nonce + "\n" + string(body) + "\n"))
	raw := must[[]byte](w)(rsa.SignPKCS1v15(rand.Reader, s.key, crypto.SHA256, sum[:]))
	return fmt.Sprintf(`WECHATPAY2-SHA256-RSA2048 mchid="%s",nonce_str="%s",timestamp="%s",serial_no="%s",signature="%s"`,
		s.mchid, nonce, timestamp, s.serial, base64.StdEncoding.EncodeToString(raw))
}

func (w *accessWorld) merchantCall(s shop, method, uri string, value any) answered {
	w.Helper()
	body := bodyOf(w.T, value)
	return w.send(w.i.origin, method, uri, body, "Authorization", w.sign(s, method, uri, body), "Content-Type", "application/json")
}

func bodyOf(t *testing.T, value any) []byte {
	t.Helper()
	if value == nil {
		return nil
	}
	if raw, ok := value.([]byte); ok {
		return raw
	}
	body, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// send sends one request with the given headers, each a name and a value, and follows nothing.
func (w *accessWorld) send(origin, method, uri string, body []byte, headers ...string) answered {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), method, origin+uri, bytes.NewReader(body))
	w.do(err)
	for n := 0; n < len(headers); n += 2 {
		r.Header.Set(headers[n], headers[n+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	w.do(err)
	text, err := io.ReadAll(answer.Body)
	w.do(errors.Join(err, answer.Body.Close()))
	return answered{answer.StatusCode, text, answer.Header}
}

// outcomeOf reads an answer. What is neither passed nor a refusal that has to do with who asks ends the test: then the request
// was not one that could have passed.
func (c *accessCell) outcomeOf(a answered) outcome {
	switch a.status {
	case http.StatusOK, http.StatusNoContent, http.StatusSeeOther:
		return passed
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return outcome(strconv.Itoa(a.status))
	case http.StatusBadRequest:
		// Connect's answer to what is not possible as things are, such as that an owner leaves.
		if bytes.Contains(a.body, []byte(`"failed_precondition"`)) {
			return impossible
		}
	}
	return outcome(fmt.Sprintf("%d %.200s", a.status, a.body))
}

// accessCell is one request of one role.
type accessCell struct {
	*accessWorld

	as    role
	token string // of a session of its own; "" where the role does not sign in
}

// me is who asks; for roles that do not sign in, nobody.
func (c *accessCell) me() account.Person { return c.people[c.as] }

// credentials are the headers by which the role says who it is.
func (c *accessCell) credentials(method, uri string, body []byte) []string {
	headers := []string{"Origin", c.i.origin}
	switch {
	case c.as == merchant:
		headers = append(headers, "Authorization", c.sign(c.shops[1], method, uri, body))
	case c.as == developer: // the command line's way
		headers = append(headers, "Authorization", "Bearer "+c.token)
	case c.token != "":
		headers = append(headers, "Cookie", "superette="+c.token)
	}
	return headers
}

func (c *accessCell) http(method, uri string, body []byte, headers ...string) answered {
	c.Helper()
	return c.send(c.i.origin, method, uri, body, append(c.credentials(method, uri, body), headers...)...)
}

// rpc calls a method of the API by its name, such as "ChatService.Send".
func (c *accessCell) rpc(name string, request proto.Message) answered {
	c.Helper()
	body := must[[]byte](c.accessWorld)(protojson.Marshal(request))
	return c.http(http.MethodPost, "/api/superette.v1."+strings.Replace(name, ".", "/", 1), body, "Content-Type", "application/json")
}
