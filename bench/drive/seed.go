package drive

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/crypto/argon2"
	"golang.org/x/sync/errgroup"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/mini/deliver"
	"github.com/superette/superette/internal/mini/gateway"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
)

const (
	atOnce = 64 // seeded in one commit
	purse  = 1_000_000_00
)

// rooms are those of an instance that seeding goes through.
type rooms struct {
	db       *store.DB
	people   *account.Service
	contacts *social.Service
	chat     *chat.Service
	ledger   *ledger.Ledger
	pay      *pay.Service
	egress   *egress.Egress
	gateway  *gateway.Service
}

func (w *Town) openRooms(ctx context.Context) (r *rooms, err error) {
	r = &rooms{}
	r.db, err = store.Open(ctx, store.Config{Dir: w.Data, DB: w.DB, Now: w.Now, Random: rand.Reader, Schemas: []store.Schema{
		account.Schema(), social.Schema(), chat.Schema(), ledger.Schema(), pay.Schema(), registry.Schema(), deliver.Schema(), egress.Schema(), gateway.Schema(),
	}})
	if err != nil {
		return r, err
	}
	keys := filepath.Join(w.Data, "keys")
	openids, err := os.ReadFile(filepath.Join(keys, "openid.key")) //nolint:gosec // the run's own folder
	if err != nil {
		return r, err
	}
	cards, err := os.ReadFile(filepath.Join(keys, "card.key")) //nolint:gosec // the run's own folder
	if err != nil {
		return r, err
	}
	ids := id.NewSource(w.Now, rand.Reader)
	r.people = account.New(account.Config{DB: r.db, IDs: ids, Now: w.Now, Random: rand.Reader, Key: openids})
	r.contacts = social.New(r.db, r.people)
	if r.chat, err = chat.Open(chat.Config{DB: r.db, IDs: ids, Now: w.Now, Key: cards, People: r.people, Contacts: r.contacts}); err != nil {
		return r, err
	}
	if r.ledger, err = ledger.Open(ctx, ledger.Config{DB: r.db, Currencies: []money.Currency{pay.CNY}, Now: w.Now}); err != nil {
		return r, err
	}
	r.pay = pay.New(pay.Config{DB: r.db, IDs: ids, Now: w.Now, Random: rand.Reader, Ledger: r.ledger, People: r.people, Contacts: r.contacts})
	r.egress = egress.Open(egress.Config{DB: r.db, IDs: ids, Now: w.Now})
	signer, err := pack.OpenSigner(keys, rand.Reader)
	if err != nil {
		return r, err
	}
	programs := registry.New(r.db, r.db.Blobs(), signer, ids, pack.DefaultLimits())
	r.gateway = gateway.New(r.db, ids, r.egress, programs, r.people)
	return r, nil
}

func (r *rooms) close() error {
	var errs []error
	if r.egress != nil {
		errs = append(errs, r.egress.Close())
	}
	if r.ledger != nil {
		r.ledger.Close()
	}
	if r.chat != nil {
		errs = append(errs, r.chat.Close())
	}
	if r.db != nil {
		errs = append(errs, r.db.Close())
	}
	return errors.Join(errs...)
}

// seed makes people, each with a session, in pairs who are contacts and have a conversation; the first of them can pay, and have a
// group.
func (w *Town) seed(ctx context.Context, c Config) (err error) {
	r, err := w.openRooms(ctx)
	defer func() { err = errors.Join(err, r.close()) }()
	if err != nil {
		return err
	}
	w.People = make([]*Person, c.People)
	var all errgroup.Group
	all.SetLimit(atOnce)
	for n := range w.People {
		all.Go(func() error {
			handle := fmt.Sprintf("load_%05d", n)
			p, err := r.people.Ensure(ctx, handle, fmt.Sprintf("Person %d", n), false)
			if err != nil {
				return err
			}
			session, err := r.people.SignInAs(ctx, account.Origin{Address: "127.0.0.1", Agent: "bench"}, handle)
			w.People[n] = &Person{User: string(p.ID), Token: session.Token}
			return err
		})
	}
	if err := all.Wait(); err != nil {
		return err
	}
	for n := 0; n+1 < c.People; n += 2 {
		a, b := w.People[n], w.People[n+1]
		a.Peer, b.Peer = b, a
		all.Go(func() error { return r.befriend(ctx, a, b) })
	}
	if err := all.Wait(); err != nil {
		return err
	}
	if c.Group > 0 {
		if w.Group, err = r.gather(ctx, w.People[:c.Group]); err != nil {
			return err
		}
	}
	w.Payers = w.People[:c.Payers]
	phc := cheapPIN()
	for _, p := range w.Payers {
		all.Go(func() error { return r.endow(ctx, p, w.shop.app, phc) })
	}
	return all.Wait()
}

// befriend makes contacts of two people, with their conversation.
func (r *rooms) befriend(ctx context.Context, a, b *Person) error {
	if err := r.know(ctx, [2]string{a.User, b.User}); err != nil {
		return err
	}
	conv, err := r.chat.Begin(ctx, id.UserID(a.User), id.UserID(b.User))
	a.Conv, b.Conv = string(conv), string(conv)
	return err
}

// know makes contacts of pairs of people without the events that the server would have to follow up at its start.
func (r *rooms) know(ctx context.Context, pairs ...[2]string) error {
	return r.db.Write(ctx, func(tx store.Tx) error {
		for _, p := range pairs {
			for _, one := range [][2]string{p, {p[1], p[0]}} {
				if _, err := tx.Exec(`INSERT INTO contact (person, other, added_at) VALUES ($1, $2, 0)`, one[0], one[1]); err != nil { //nolint:noctx // a Tx has its own
					return err
				}
			}
		}
		return nil
	})
}

// gather makes a group of people, all of them contacts of the first, who owns it.
func (r *rooms) gather(ctx context.Context, people []*Person) (string, error) {
	owner := people[0]
	var others []id.UserID
	var pairs [][2]string
	for _, p := range people[1:] {
		others = append(others, id.UserID(p.User))
		if p != owner.Peer {
			pairs = append(pairs, [2]string{owner.User, p.User})
		}
	}
	if err := r.know(ctx, pairs...); err != nil {
		return "", err
	}
	group, err := r.chat.CreateGroup(ctx, id.AsPerson(id.UserID(owner.User), "", ""), "Everybody", others)
	return string(group.ID), err
}

// endow gives somebody money and a PIN, and tells the shop who they are.
func (r *rooms) endow(ctx context.Context, p *Person, app id.AppID, phc string) error {
	amount, err := money.New(purse, pay.CNY)
	if err != nil {
		return err
	}
	user := id.UserID(p.User)
	if err := r.pay.Grant(ctx, user, amount); err != nil {
		return err
	}
	code, err := r.gateway.Login(ctx, id.AsPerson(user, "", "").In(app))
	if err != nil {
		return err
	}
	who, err := r.gateway.Exchange(ctx, app, code)
	if err != nil {
		return err
	}
	p.OpenID = who.OpenID
	return r.db.Write(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(`INSERT INTO pin (person, phc, misses, locks, locked_until) VALUES ($1, $2, 0, 0, 0)`, p.User, phc) //nolint:noctx // a Tx has its own
		return err
	})
}

// cheapPIN is the PIN at the least cost that the format knows: a run would otherwise begin by measuring argon2id.
func cheapPIN() string {
	salt := []byte("salt of the town")
	sum := argon2.IDKey([]byte(PIN), salt, 1, 8, 1, 32)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=8,t=1,p=1$%s$%s", argon2.Version, b64.EncodeToString(salt), b64.EncodeToString(sum))
}
