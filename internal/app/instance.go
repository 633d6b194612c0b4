package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/bus"
	"github.com/superette/superette/internal/compat/alipay"
	"github.com/superette/superette/internal/compat/wechat"
	"github.com/superette/superette/internal/compat/wechatpay"
	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/mini/deliver"
	"github.com/superette/superette/internal/mini/gateway"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/push"
	"github.com/superette/superette/internal/report"
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
	name     string // of the instance, the same as long as its keys are
	origin   string
	auto     *automatic // nil unless certificates are got by themselves
	ids      *id.Source

	cluster   *cluster // nil if this process is alone
	db        *store.DB
	bus       *bus.Bus
	people    *account.Service
	contacts  *social.Service
	talk      *talk
	ledger    *ledger.Ledger
	registry  *registry.Service
	deliver   *deliver.Service
	egress    *egress.Egress
	gateway   *gateway.Service
	wechat    *wechat.Service
	authority *authority
	pay       *pay.Service
	wechatpay *wechatpay.Service
	alipay    *alipay.Service
	push      *push.Service
	commands  *commands
	server    *httpd.Server
	demo      *demo    // nil unless this is the demo
	metrics   *metrics // nil unless a monitor asked for them

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
	if m != (mode{}) && (len(c.Cluster) > 0 || c.ClusterAddr != "") {
		return nil, Refusal{Text: "a demo and a program under development run in one process", Hint: "leave --cluster and --cluster-addr out, or use `superette serve`"}
	}
	if err := openKeys(c.Data); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{i.openAddress, i.openMetrics, i.openStore, i.openBus, i.openLedger, i.openRooms, i.openOutside, i.openMoney, i.openPush} {
		if err := step(ctx); err != nil {
			return nil, storeRefusal(err, i.place())
		}
	}
	edge := httpd.Config{Origin: i.origin, TrustProxy: c.TrustProxy, Sessions: i.people, Now: c.Now, IDs: i.ids, Instance: i.name, Log: c.Log}
	if i.metrics != nil {
		edge.Observe = i.metrics.observe
	}
	i.server, err = httpd.New(edge)
	if err != nil {
		return nil, err
	}
	if err := i.mount(m); err != nil {
		return nil, err
	}
	return i, nil
}

// place is where the rows are.
func (i *instance) place() store.Place { return store.Place{Dir: i.config.Data, DB: i.config.DB} }

// keys is the folder of the instance's secrets.
func (i *instance) keys() string { return filepath.Join(i.config.Data, "keys") }

// onClose remembers how to undo the step that was just done.
func (i *instance) onClose(f func() error) { i.closers = append(i.closers, f) }

func (i *instance) openAddress(context.Context) (err error) {
	if i.listener, err = listen("--addr", i.config.Addr); err != nil {
		return err
	}
	i.onClose(func() error {
		if err := i.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return fmt.Errorf("app: stop listening: %w", err)
		}
		return nil
	})
	if i.origin, err = originOf(i.config.URL, i.listener, i.config.TLS != "", i.config.TrustProxy); err != nil {
		return err
	}
	return i.secure()
}

func (i *instance) openStore(ctx context.Context) (err error) {
	if i.cluster, err = parseCluster(i.config); err != nil {
		return err
	}
	cluster, err := i.cluster.store(i.config)
	if err != nil {
		return err
	}
	i.db, err = store.Open(ctx, store.Config{
		Dir: i.config.Data, DB: i.config.DB, Now: i.config.Now, Random: i.config.Random, Log: i.config.Log,
		Schemas: schemas(), Cluster: cluster,
	})
	if err != nil {
		return err
	}
	i.onClose(i.db.Close)
	return nil
}

func (i *instance) openBus(context.Context) (err error) {
	if i.cluster != nil {
		i.bus, err = i.cluster.open(i)
	} else {
		i.bus, err = bus.Open(i.config.Log)
	}
	if err != nil {
		return err
	}
	i.onClose(func() error { i.bus.Close(); return nil })
	return nil
}

func (i *instance) openRooms(ctx context.Context) (err error) {
	c := i.config
	m := machine{
		db: i.db, ids: i.ids, now: c.Now, random: c.Random, keys: i.keys(), origin: i.origin, shared: i.cluster != nil, registration: c.Registration,
		fileLimit: c.fileLimit(),
	}
	if i.people, i.contacts, err = openPeople(m); err != nil {
		return err
	}
	if err := i.settlePasskeys(ctx); err != nil {
		return err
	}
	signer, err := pack.OpenSigner(m.keys, c.Random)
	if err != nil {
		return err
	}
	// Another folder has another key, and is another instance, whatever its address.
	name := sha256.Sum256([]byte("instance " + signer.Public()))
	i.name = hex.EncodeToString(name[:8])
	i.registry = registry.New(i.db, i.db.Blobs(), signer, i.ids, pack.DefaultLimits())
	i.deliver = deliver.New(i.registry, i.db, i.db.Blobs())
	if i.talk, err = openTalk(m, i.bus, i.cluster, i.people, i.contacts, pictures{i.deliver}, c.Log); err != nil {
		return err
	}
	i.onClose(i.talk.Close)
	i.commands = &commands{chat: i.talk.chat, programs: i.registry, deliver: i.deliver}
	return nil
}

// savesLimit is how long whoever watches an instance waits for something to be saved.
const savesLimit = 5 * time.Second

// mount gives every room its routes.
func (i *instance) mount(m mode) error {
	s := i.server
	mountPeople(s, i.people, i.contacts, i.talk, account.Instance{Name: "Superette", Version: Version(), Demo: m.demo, Dev: m.dev, FileLimit: i.talk.chat.FileLimit()})
	i.registry.Mount(s)
	i.deliver.Mount(s)
	i.mountOutside()
	i.mountMoney()
	push.Mount(s, i.push)
	report.Mount(s, report.New(i.db, i.ids, i.people, records{i.people, i.talk.chat, i.registry}))
	s.Connect(superettev1connect.NewProgramServiceHandler(
		programs{registry: i.registry, people: i.people, share: i.commands.Share}, s.ConnectOptions()...))
	s.Public("GET /healthz", func(w http.ResponseWriter, r *http.Request) error {
		ctx, cancel := context.WithTimeout(r.Context(), savesLimit)
		defer cancel()
		if err := i.db.Saves(ctx); err != nil {
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

// run reacts to events and answers requests until ctx ends.
func (i *instance) run(ctx context.Context) error {
	if err := i.cluster.listenForEnds(i.server); err != nil {
		return err
	}
	react(i.db, i.server, i.cluster, i.talk, i.pay, i.push, i.demo)
	i.db.Start()
	i.note()
	tending, end := context.WithCancel(ctx)
	defer i.tendMoney(tending)()
	defer i.tendPush(tending)()
	go i.cluster.stepAside(tending, i.server)
	defer end()
	if i.auto != nil {
		defer i.auto.run(ctx)()
	}
	if i.metrics != nil {
		defer i.metrics.serve(i.config.Log)()
	}
	starter := managerOf(os.Getenv, os.Getpid(), i.config.Log)
	starter.tell("READY=1") // who connects from now on waits for Serve at most
	defer context.AfterFunc(ctx, func() { starter.tell("STOPPING=1") })()
	defer starter.watched(tending, i.server.Probe)()
	defer end()
	return i.whileDiskWorks(ctx, func(ctx context.Context) error { return i.server.Serve(ctx, i.listener) })
}

// addressNote is the file of the data folder that says at which address it was served last, for commands that make links.
const addressNote = "address"

// note says in the folder at which address it is served, and which keys it has. It is worth no failure: who lacks the address gives --url, and keys are
// noted when they are made too.
func (i *instance) note() {
	if err := noteKeys(i.config.Data); err != nil {
		i.config.Log.Warn("the keys could not be noted: one that is lost would be made anew", "error", err)
	}
	if err := os.WriteFile(filepath.Join(i.config.Data, addressNote), []byte(i.origin+"\n"), 0o600); err != nil {
		i.config.Log.Warn("the address could not be noted for `superette invite`", "error", err)
	}
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

// plainly returns what went wrong without the code of the failure, which is for programs.
func plainly(err error) string {
	text := err.Error()
	var known *fault.Fault
	if errors.As(err, &known) {
		text = strings.Replace(text, known.Code+": ", "", 1)
	}
	return text
}

// storeRefusal turns what an operator can set right about a database into words, and leaves other failures as they are.
func storeRefusal(err error, place store.Place) error {
	var held *store.HeldError
	switch {
	case errors.Is(err, store.ErrStranger):
		return Refusal{
			Text: place.Dir + " is not the folder of the other processes of the cluster",
			Hint: "give all of them one --data folder, on a shared file system if they are on several machines: keys and files are in it",
		}
	case errors.Is(err, store.ErrSecret):
		return Refusal{
			Text: "the secret of --cluster is not that of the other processes that serve " + place.String() + ": they would not hear each other",
			Hint: "give all of them the same --cluster (or SUPERETTE_CLUSTER); to change the secret, stop all of them before the first one starts with the new one",
			Stay: true,
		}
	case errors.As(err, &held):
		return heldRefusal(held, place)
	case errors.Is(err, store.ErrInUse) && place.DB != "":
		return Refusal{
			Text: place.String() + " or " + place.Dir + " is in use by another superette",
			Hint: "stop that one, or give another database with --db ADDRESS (or a schema in it: ?search_path=NAME) and another folder with --data DIR",
		}
	case errors.Is(err, store.ErrInUse):
		return Refusal{Text: place.Dir + " is in use by another superette", Hint: "stop that one, or give another folder with --data DIR"}
	case errors.Is(err, store.ErrNoData):
		return Refusal{
			Text: "there is no instance in " + place.String(),
			Hint: "name its folder with --data DIR, or its database with --db ADDRESS; `superette serve` makes one",
		}
	case errors.Is(err, store.ErrFolder):
		return Refusal{
			Text: fmt.Sprintf("%s cannot be the data folder: %v", place.Dir, plainly(err)),
			Hint: "name a folder with --data DIR; if it should be on another disk, that may not be mounted",
			Stay: errors.Is(err, syscall.ENOTDIR), // a disk may be mounted yet
		}
	case errors.Is(err, store.ErrElsewhere), errors.Is(err, store.ErrHere):
		return mismatch(err, place)
	}
	return troubleRefusal(err, place)
}

// awayHint says what to do about a database that PostgreSQL does not let this process into, by its code, and whether that has to be done
// before it is tried again.
func awayHint(code string) (hint string, stay bool) {
	switch code {
	case "28P01", "28000":
		return "is the user's password right, and does the server's pg_hba.conf let that user in from this machine?", true
	case "3D000":
		return "make the database with createdb -E UTF8 -O USER NAME, or name another one", true
	case "42704", "22023":
		return "the address sets what the server does not know, or not so: look at what stands after its ?", true
	case "53300":
		return "the server, the database or the user has no connection left: raise max_connections or CONNECTION LIMIT; a process wants 10 and a few more", false
	}
	return "is the server running and to be reached from this machine, are its name and port right, and does it speak TLS if the address asks for that (sslmode)?", false
}

// heldRefusal says which sessions have a database, and how to end those of a machine that is no more.
func heldRefusal(held *store.HeldError, place store.Place) Refusal {
	who, end := make([]string, len(held.By)), make([]string, len(held.By))
	for i, s := range held.By {
		who[i], end[i] = s.String(), fmt.Sprintf("SELECT pg_terminate_backend(%d)", s.PID)
	}
	return Refusal{
		Text: place.String() + " is in use by another superette: " + strings.Join(who, ", ") + " of the database",
		Hint: "stop that one, or give another database with --db ADDRESS (or a schema in it: ?search_path=NAME) and another folder with --data DIR; " +
			"if its machine lost power or network, the database ends it within some 15 s, or you do, with psql: " + strings.Join(end, "; "),
	}
}

// troubleRefusal is storeRefusal for what is wrong with a place that is the right one: its disk, its tables, its database.
func troubleRefusal(err error, place store.Place) error {
	switch {
	case errors.Is(err, store.ErrFull):
		return Refusal{Text: fmt.Sprintf("%s has no room left: %v", place, plainly(err)), Hint: "make room and start again; nothing that was answered as done is lost"}
	case errors.Is(err, store.ErrUnwritable):
		return Refusal{
			Text: fmt.Sprintf("%s cannot be written to: %v", place, plainly(err)),
			Hint: "it must belong to the user that runs this (chown -R USER " + place.Dir + "), on a file system that is not mounted read-only; " +
				"if it cannot be made so, copy the folder as it is to a disk that can be written to (cp -a), and use that with --data DIR",
		}
	case errors.Is(err, store.ErrDisk):
		return Refusal{
			Text: fmt.Sprintf("the disk under %s failed: %v", place, plainly(err)),
			Hint: "look after the disk (journalctl -k), start again and run `superette ledger check`; nothing that was answered as done is lost while its file is whole",
		}
	case errors.Is(err, store.ErrForbidden):
		return Refusal{
			Text: fmt.Sprintf("%s: %v", place, plainly(err)),
			Hint: "since PostgreSQL 15 only the owner of a database makes tables in it, and tables are their owner's: make the database with createdb -O USER NAME, " +
				"or say there ALTER DATABASE NAME OWNER TO USER; for a schema, CREATE SCHEMA NAME AUTHORIZATION USER; for tables that somebody else made, REASSIGN OWNED BY OTHER TO USER",
			Stay: true,
		}
	case errors.Is(err, store.ErrSchema):
		return Refusal{
			Text: fmt.Sprintf("%s: there is no such schema, or its user may not use it: %v", place, plainly(err)),
			Hint: "make it in that database with CREATE SCHEMA NAME AUTHORIZATION USER, or name another one with ?search_path=NAME",
			Stay: true,
		}
	case errors.Is(err, store.ErrRemoved):
		return Refusal{
			Text: fmt.Sprintf("stopped, because the folder of %s was taken away while it was served: %v", place, plainly(err)),
			Hint: "put it back, or restore the last backup, `superette restore FILE --data DIR`, before you start it again: in an empty folder a new instance would begin",
			Stay: true,
		}
	case errors.Is(err, store.ErrDamaged):
		return Refusal{
			Text: fmt.Sprintf("the database of %s is damaged: %v", place, plainly(err)),
			Hint: "keep the folder as it is, look after the disk, restore the last backup into another one, `superette restore FILE --data DIR`, and serve that",
			Stay: true,
		}
	case errors.Is(err, store.ErrMigrated):
		return Refusal{
			Text: fmt.Sprintf("the tables of %s could not be brought up to date: %v", place, plainly(err)),
			Hint: "nothing was lost, and what failed was undone; what was done before it stays, and no version before serves these tables. Keep them as they are and report this: " +
				"a version that mends it goes on from here. Until then run the version before on the backup from before the upgrade, in another folder",
			Stay: true,
		}
	case errors.Is(err, store.ErrMigration):
		return Refusal{
			Text: fmt.Sprintf("the tables of %s could not be brought up to date: %v", place, plainly(err)),
			Hint: "nothing was lost, and nothing was changed: the version before serves these tables as they are; report this",
			Stay: true,
		}
	}
	return databaseRefusal(err, place)
}

// databaseRefusal is storeRefusal for a database that cannot be reached, or cannot do what an instance needs.
func databaseRefusal(err error, place store.Place) error {
	switch {
	case errors.Is(err, store.ErrAddress):
		return Refusal{Text: "the address of the database cannot be read", Hint: "--db postgres://USER:PASSWORD@HOST:PORT/NAME", Stay: true}
	case errors.Is(err, store.ErrReadOnly):
		return Refusal{
			Text: fmt.Sprintf("%s: %v", place, plainly(err)),
			Hint: "name the server that takes writes, or all of them with ?target_session_attrs=read-write; a standby is made the first by pg_ctl promote, " +
				"and what a database is set to by ALTER DATABASE NAME RESET default_transaction_read_only",
		}
	case errors.Is(err, store.ErrAway):
		hint, stay := awayHint(store.Code(err))
		return Refusal{Text: fmt.Sprintf("%s: %v", place, plainly(err)), Hint: hint, Stay: stay}
	case errors.Is(err, store.ErrServed):
		return Refusal{
			Text: fmt.Sprintf("this version has to change tables that another process of the cluster serves as they are: %v", plainly(err)),
			Hint: "stop all processes, make a backup, and start all of them with this version: the first one changes the tables",
		}
	case errors.Is(err, store.ErrNewer):
		return Refusal{
			Text: fmt.Sprintf("%s was used by a newer superette: %v", place, plainly(err)),
			Hint: "run that version again; or restore the backup from before the upgrade into another folder, and serve that with this one",
			Stay: true,
		}
	case errors.Is(err, store.ErrUnfit):
		return Refusal{Text: fmt.Sprintf("%s: %v", place, plainly(err)), Hint: "make one with createdb -E UTF8 -O USER NAME on PostgreSQL 13 or later"}
	case errors.Is(err, store.ErrNotDurable) && place.DB == "":
		return Refusal{
			Text: fmt.Sprintf("%s would lose what it acknowledges: %v", place, plainly(err)),
			Hint: "SQLite could not switch its write-ahead log on (WAL): have the folder on a local disk, no network's share, and end other programs that have superette.db open",
		}
	case errors.Is(err, store.ErrNotDurable):
		return Refusal{Text: fmt.Sprintf("%s would lose what it acknowledges: %v", place, plainly(err)), Hint: "switch fsync, full_page_writes and synchronous_commit on"}
	}
	return err
}

// mismatch says that a folder and a database do not belong together, and what does.
func mismatch(err error, place store.Place) Refusal {
	switch {
	case errors.Is(err, store.ErrHere):
		return Refusal{
			Text: fmt.Sprintf("the rows of %s are in its SQLite file, and not in %s", place.Dir, place),
			Hint: "leave --db out (and SUPERETTE_DB), or carry them there: stop the instance, `superette move --data " + place.Dir + " --to ADDRESS`",
			Stay: true,
		}
	case place.DB == "":
		return Refusal{
			Text: fmt.Sprintf("the rows of %s are in PostgreSQL: %v", place.Dir, err),
			Hint: "name the database with --db ADDRESS, or with SUPERETTE_DB",
			Stay: true,
		}
	}
	return Refusal{
		Text: fmt.Sprintf("the rows of %s are in another database than this: %v", place.Dir, err),
		Hint: "name the right one with --db ADDRESS; `superette move` carries an instance to another database, and another instance has another folder: --data DIR",
		Stay: true,
	}
}
