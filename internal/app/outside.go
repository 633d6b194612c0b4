package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/superette/superette/internal/compat/wechat"
	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/gateway"
	"github.com/superette/superette/internal/push"
)

// openOutside builds the way out and what uses it: the gateway of programs, and the calls that their servers make here.
func (i *instance) openOutside(context.Context) error {
	c := i.config
	i.egress = egress.Open(egress.Config{DB: i.db, IDs: i.ids, Now: c.Now, Log: c.Log})
	i.onClose(i.egress.Close)
	i.gateway = gateway.New(i.db, i.ids, i.egress, i.registry, i.people)
	if err := c.Tiles.Check(); err != nil {
		return Refusal{Text: fmt.Sprintf("%q is no address of tiles", c.Tiles.URL), Hint: "such as --tiles 'https://tiles.example.org/{z}/{x}/{y}.png'"}
	}
	i.gateway.UseTiles(c.Tiles)
	i.gateway.UseGroups(i.talk.chat)
	i.gateway.UseContacts(i.contacts)
	i.wechat = wechat.New(i.registry, i.gateway, c.Now, c.Log)
	return nil
}

func (i *instance) mountOutside() {
	i.gateway.Mount(i.server)
	i.wechat.Mount(i.server)
}

// private is one exception from the rule that nothing inside this network is asked: --allow-private ADDRESS=WHO[=ORIGIN].
type private struct {
	address netip.AddrPort
	who     string // an appid, an mchid, or a name that the command knows
	origin  string // requests to it go to address instead, or ""
}

// parsePrivate reads the flag's value. It returns a Refusal.
func parsePrivate(text string) (p private, err error) {
	refused := Refusal{
		Text: fmt.Sprintf("%q does not say which address is for whom", text),
		Hint: "such as --allow-private 127.0.0.1:8421=wx0123456789abcdef, or with the origin it stands for: 127.0.0.1:8421=wx0123456789abcdef=https://api.example.org",
	}
	parts := strings.SplitN(text, "=", 3)
	if len(parts) < 2 || parts[1] == "" {
		return p, refused
	}
	p.who = parts[1]
	if p.address, err = netip.ParseAddrPort(parts[0]); err != nil || p.address.Port() == 0 || p.address.Addr().Zone() != "" {
		return p, refused
	}
	if len(parts) == 3 {
		if p.origin, err = egress.ParseOrigin(parts[2]); err != nil {
			return p, refused
		}
	}
	return p, nil
}

// allowPrivate grants what the command line asked for and prints it. names are what WHO may be beside an appid or an mchid:
// for each, the callers that are meant.
func (i *instance) allowPrivate(names map[string][]id.Caller) error {
	for _, text := range i.config.AllowPrivate {
		p, err := parsePrivate(text)
		if err != nil {
			return err
		}
		callers, word := names[p.who], ""
		if p.who == push.For {
			callers, word = []id.Caller{id.AsSystem()}, push.For
		}
		switch app, err := id.ParseAppID(p.who); {
		case err == nil:
			callers = []id.Caller{{Kind: id.Program, App: app}}
		case strings.Trim(p.who, "0123456789") == "":
			callers = []id.Caller{{Kind: id.Merchant, Merchant: p.who}}
		case len(callers) == 0:
			return Refusal{Text: fmt.Sprintf("nobody here is called %q", p.who), Hint: "give an appid (wx and 16 hex digits), a merchant's number, or push" + oneOf(names)}
		}
		for _, by := range callers {
			i.egress.Allow(egress.Grant{Who: egress.Who(by), For: word, Address: p.address, Origin: p.origin})
		}
		fmt.Fprintf(i.config.To, "%s may ask %s on this machine or network", p.who, p.address)
		if p.origin != "" {
			fmt.Fprintf(i.config.To, ", which answers for %s", p.origin)
		}
		fmt.Fprintln(i.config.To)
	}
	return nil
}

func oneOf(names map[string][]id.Caller) string {
	var list []string
	for name := range names {
		list = append(list, name)
	}
	if len(list) == 0 {
		return ""
	}
	slices.Sort(list)
	return ", or one of: " + strings.Join(list, ", ")
}

// SecretConfig says for which program a new secret is made.
type SecretConfig struct {
	App       string
	URL       string // "" means the only saved login, or else DefaultURL
	Token     string // the value of TokenVariable; "" means the saved login
	ConfigDir string
	To        io.Writer
}

// Secret gives a program a new secret for its own server and prints it; the one before ends. It returns a Refusal if the
// instance refuses.
func Secret(ctx context.Context, c SecretConfig) (err error) {
	s, err := readSaved(c.ConfigDir)
	if err != nil {
		return err
	}
	origin, token, err := s.find(c.URL, c.Token)
	if err != nil {
		return err
	}
	app, err := id.ParseAppID(c.App)
	if err != nil {
		return Refusal{Text: fmt.Sprintf("%q is not an appid", c.App), Hint: "an appid is wx and 16 hex digits"}
	}
	caller := newClient(origin, token)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, caller.api+"/secret/"+string(app), http.NoBody)
	if err != nil {
		return fmt.Errorf("app: secret: %w", err)
	}
	answer, err := caller.http.Do(r)
	if err != nil {
		return refused("make a secret", err)
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	var said struct {
		httpd.Failure
		Secret string `json:"secret"`
	}
	const longest = 64 << 10
	if err := json.NewDecoder(io.LimitReader(answer.Body, longest)).Decode(&said); err != nil || said.Secret == "" {
		if said.Message == "" {
			said.Message = answer.Status
		}
		refusal := Refusal{Text: "could not make a secret: " + inText(said.Message)}
		if said.Code == httpd.ErrSignIn.Code {
			refusal.Hint = "superette login --url URL HANDLE"
		}
		return refusal
	}
	fmt.Fprintln(c.To, said.Secret)
	return nil
}
