package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/bus"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/deliver"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/web"
)

// mode is what sort of instance runs; the host shows it.
type mode struct{ demo, dev bool }

// instance is everything that runs in one process, lowest room first.
type instance struct {
	config   Config
	listener net.Listener
	origin   string
	ids      *id.Source

	db       *store.DB
	bus      *bus.Bus
	people   *account.Service
	contacts *social.Service
	live     *chat.Live
	chats    *chat.Service
	registry *registry.Service
	deliver  *deliver.Service
	server   *httpd.Server

	closers []func() error // in the order in which their things were opened
}

// open builds an instance. It listens, but serves only in run; in between the caller may mount more and seed.
func open(ctx context.Context, c Config, m mode) (_ *instance, err error) {
	i := &instance{config: c, ids: id.NewSource(c.Now, c.Random)}
	defer func() {
		if err != nil {
			err = errors.Join(err, i.close())
		}
	}()
	for _, step := range []func(context.Context) error{i.openAddress, i.openStore, i.openBus, i.openRooms} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	i.server, err = httpd.New(httpd.Config{
		Origin: i.origin, TrustProxy: c.TrustProxy, Sessions: i.people, Now: c.Now, IDs: i.ids, Log: c.Log,
	})
	if err != nil {
		return nil, err
	}
	if err := i.mount(m); err != nil {
		return nil, err
	}
	i.react()
	return i, nil
}

// onClose remembers how to undo the step that was just done.
func (i *instance) onClose(f func() error) { i.closers = append(i.closers, f) }

func (i *instance) openAddress(context.Context) (err error) {
	if i.listener, err = listen(i.config.Addr); err != nil {
		return err
	}
	i.onClose(func() error {
		if err := i.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return fmt.Errorf("app: stop listening: %w", err)
		}
		return nil
	})
	i.origin, err = originOf(i.config.URL, i.listener, i.config.TrustProxy)
	return err
}

func (i *instance) openStore(ctx context.Context) (err error) {
	i.db, err = store.Open(ctx, store.Config{
		Dir: i.config.Data, Now: i.config.Now, Random: i.config.Random, Log: i.config.Log,
		Schemas: []store.Schema{account.Schema(), social.Schema(), chat.Schema(), registry.Schema(), deliver.Schema()},
	})
	if errors.Is(err, store.ErrInUse) {
		return Refusal{Text: i.config.Data + " is in use by another superette", Hint: "stop that one, or give another folder with --data DIR"}
	}
	if err != nil {
		return err
	}
	i.onClose(i.db.Close)
	return nil
}

func (i *instance) openBus(context.Context) (err error) {
	if i.bus, err = bus.Open(i.config.Log); err != nil {
		return err
	}
	i.onClose(func() error { i.bus.Close(); return nil })
	return nil
}

func (i *instance) openRooms(context.Context) error {
	c := i.config
	keys := filepath.Join(c.Data, "keys")
	people, err := secret(keys, "account", c.Random)
	if err != nil {
		return err
	}
	cards, err := secret(keys, "chat", c.Random)
	if err != nil {
		return err
	}
	i.people = account.New(account.Config{DB: i.db, IDs: i.ids, Now: c.Now, Random: c.Random, Key: people})
	i.contacts = social.New(i.db, i.people)

	if i.live, err = chat.OpenLive(chat.LiveConfig{Bus: i.bus, Now: c.Now, IDs: i.ids, Log: c.Log}); err != nil {
		return err
	}
	i.onClose(i.live.Close)
	i.chats = chat.Open(chat.Config{
		DB: i.db, IDs: i.ids, Now: c.Now, Key: cards, People: i.people, Contacts: i.contacts, Feed: i.live, Log: c.Log,
	})
	i.onClose(i.chats.Close)

	signer, err := pack.OpenSigner(keys, c.Random)
	if err != nil {
		return err
	}
	i.registry = registry.New(i.db, i.db.Blobs(), signer, i.ids, pack.DefaultLimits())
	i.deliver = deliver.New(i.registry, i.db, i.db.Blobs())
	return nil
}

// mount gives every room its routes.
func (i *instance) mount(m mode) error {
	s := i.server
	account.Mount(s, i.people, account.Instance{Name: "Superette", Version: Version(), Demo: m.demo, Dev: m.dev})
	social.Mount(s, i.contacts)
	chat.Mount(s, i.chats, i.live)
	i.registry.Mount(s)
	i.deliver.Mount(s)
	s.Connect(superettev1connect.NewProgramServiceHandler(
		programs{registry: i.registry, people: i.people, share: i.share}, s.ConnectOptions()...))
	s.Public("GET /healthz", func(w http.ResponseWriter, r *http.Request) error {
		if err := i.db.Durable(r.Context()); err != nil {
			return err
		}
		return httpd.Reply(w, http.StatusOK, "ok")
	})
	if err := web.Mount(s); err != nil {
		if errors.Is(err, web.ErrNotBuilt) {
			return Refusal{Text: "this binary was built without the web pages", Hint: "build it with `make build`"}
		}
		return err
	}
	return nil
}

// run hands out events and answers requests until ctx ends.
func (i *instance) run(ctx context.Context) error {
	i.db.Start()
	return i.server.Serve(ctx, i.listener)
}

// close undoes what open did, newest first.
func (i *instance) close() error {
	var errs []error
	for n := len(i.closers) - 1; n >= 0; n-- {
		errs = append(errs, i.closers[n]())
	}
	i.closers = nil
	return errors.Join(errs...)
}

// secret returns the 32 bytes in dir/name.secret, and makes them at first. Losing the file would orphan what was derived
// from it, so it is durable before it is used.
func secret(dir, name string, random io.Reader) ([]byte, error) {
	const size = 32
	file := filepath.Join(dir, name+".secret")
	text, err := os.ReadFile(file) //nolint:gosec // a file of the instance's own folder
	if err == nil {
		key, err := hex.DecodeString(string(text))
		if err != nil || len(key) != size {
			return nil, Refusal{Text: file + " does not hold a secret", Hint: "restore it from a backup"}
		}
		return key, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("app: read a secret: %w", err)
	}
	key := make([]byte, size)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, fmt.Errorf("app: make a secret: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("app: make a secret: %w", err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // as above
	if err != nil {
		return nil, fmt.Errorf("app: make a secret: %w", err)
	}
	_, err = f.WriteString(hex.EncodeToString(key))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("app: make a secret: %w", err)
	}
	return key, nil
}
