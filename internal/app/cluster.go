package app

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/superette/superette/internal/bus"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/store"
)

// errands is the lease of the process that carries on with interrupted payments and tells merchants and people who are away.
const errands = "errands"

// What processes tell each other here; the subjects of the rooms are the rooms'.
const (
	subjectEvents  = bus.Subject("app.events")  // there are events to hand out
	subjectNotices = bus.Subject("app.notices") // merchants have to be told
	tellLimit      = 2 * time.Second
)

// cluster is what this process needs to be one among several; nil if it is alone.
type cluster struct {
	routes   []*url.URL
	listen   string
	identity identity                // the same for all processes
	bus      atomic.Pointer[bus.Bus] // nil until it is open
	member   *store.Member
}

// parseCluster reads --cluster and --cluster-addr. It returns a Refusal.
func parseCluster(c Config) (*cluster, error) {
	const hint = "such as --cluster nats://superette:SECRET@10.0.0.1:6222,nats://superette:SECRET@10.0.0.2:6222 --cluster-addr 10.0.0.1:6222"
	if len(c.Cluster) == 0 && c.ClusterAddr == "" {
		return nil, nil //nolint:nilnil // most are alone
	}
	if c.DB == "" {
		return nil, Refusal{
			Text: "several processes cannot serve one SQLite file", Hint: "give them a PostgreSQL database with --db ADDRESS; `superette move` takes the rows there",
			Stay: true,
		}
	}
	if c.ClusterAddr == "" || len(c.Cluster) == 0 {
		return nil, Refusal{Text: "a cluster needs the addresses of its processes, and where this one listens for the others", Hint: hint, Stay: true}
	}
	if _, _, err := net.SplitHostPort(c.ClusterAddr); err != nil {
		return nil, Refusal{Text: fmt.Sprintf("%q is not an address to listen on", c.ClusterAddr), Hint: hint, Stay: true}
	}
	k := &cluster{listen: c.ClusterAddr}
	for _, text := range c.Cluster {
		u, err := url.Parse(text)
		if err != nil || u.Scheme != "nats" || u.Port() == "" {
			return nil, Refusal{Text: "an address of the cluster cannot be read", Hint: hint, Stay: true}
		}
		secret, _ := u.User.Password()
		if u.User.Username() == "" || secret == "" {
			return nil, Refusal{Text: fmt.Sprintf("the address %s of the cluster has no user and secret", u.Host), Hint: hint, Stay: true}
		}
		if len(k.routes) > 0 && u.User.String() != k.routes[0].User.String() {
			return nil, Refusal{Text: "the addresses of the cluster have different users or secrets", Hint: "all processes share one", Stay: true}
		}
		k.routes = append(k.routes, u)
	}
	return k, nil
}

// store says what the database needs to know.
func (k *cluster) store(c Config) (*store.Cluster, error) {
	if k == nil {
		return nil, nil //nolint:nilnil // alone
	}
	// The first process of all begins the folder.
	if err := store.MakeFolder(c.Data); err != nil {
		return nil, err
	}
	one, err := newAuthority(filepath.Join(c.Data, "keys"), c.Now, c.Random).issue(clusterName)
	if err != nil {
		return nil, store.Named(err)
	}
	k.identity = one
	whole := []string{errands}
	for _, currency := range currencies() {
		whole = append(whole, ledger.LeaseOf(currency))
	}
	sum := sha256.Sum256(one.certificate.Raw)
	return &store.Cluster{
		Mark: hex.EncodeToString(sum[:]), Secret: one.print(k.routes[0].User.String()), Spread: chat.Leases(), Whole: whole, Wake: func() { k.tell(subjectEvents) },
	}, nil
}

// print tells a secret from another one. Who reads it in the database, and has not the key, cannot try secrets against it.
func (o identity) print(secret string) string {
	mac := hmac.New(sha256.New, x509.MarshalPKCS1PrivateKey(o.key))
	mac.Write([]byte("cluster " + secret))
	return hex.EncodeToString(mac.Sum(nil))
}

// tell calls those who listen. A call that is lost is made up for by a look every now and then.
func (k *cluster) tell(subject bus.Subject) { k.tellOf(subject, nil) }

func (k *cluster) tellOf(subject bus.Subject, what []byte) {
	if b := k.bus.Load(); b != nil {
		_ = b.Publish(subject, what)
	}
}

// open joins the bus. The connections between processes are encrypted, and each side shows a certificate of the instance's own
// authority, which is in the folder that they share.
func (k *cluster) open(i *instance) (*bus.Bus, error) {
	k.member = i.db.Member()
	b, err := bus.OpenCluster(i.config.Log, bus.Cluster{Name: k.member.ID(), Listen: k.listen, Routes: k.routes, TLS: k.identity.mutual()})
	if err != nil {
		return nil, Refusal{Text: fmt.Sprintf("cannot listen for the cluster on %s: %v", k.listen, err), Hint: "give another address with --cluster-addr HOST:PORT"}
	}
	if _, err := b.Subscribe(subjectEvents, func(bus.Message) { i.db.Wake() }); err != nil {
		b.Close()
		return nil, err
	}
	k.bus.Store(b)
	return b, nil
}

// ledger says what the ledger needs to know.
func (k *cluster) ledger() *ledger.Cluster {
	if k == nil {
		return nil
	}
	return &ledger.Cluster{Member: k.member, Bus: k.bus.Load()}
}

// chat says what the chat needs to know.
func (k *cluster) chat() *chat.Cluster {
	if k == nil {
		return nil
	}
	return &chat.Cluster{Member: k.member, Bus: k.bus.Load()}
}

// awaitErrands returns once this process is the one that runs errands, or ctx ends.
func (k *cluster) awaitErrands(ctx context.Context) {
	for k != nil {
		changed := k.member.Changed()
		if _, mine := k.member.Lease(errands); mine {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

const clusterName = "cluster"

var errStranger = errors.New("app: another process shows no certificate of this instance's cluster") //nolint:gochecknoglobals // a named failure

// mutual returns how connections are secured whose two sides show the same identity.
func (o identity) mutual() *tls.Config {
	return &tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{{Certificate: [][]byte{o.certificate.Raw}, PrivateKey: o.key}},
		ClientAuth:   tls.RequireAnyClientCert,
		// Processes have addresses of all sorts; what counts is that the other side has the instance's own key.
		InsecureSkipVerify: true, //nolint:gosec // VerifyConnection is stricter
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 || !s.PeerCertificates[0].Equal(o.certificate) {
				return errStranger
			}
			return nil
		},
	}
}

// ended is a session that is over, on its way to the other processes.
type ended struct {
	Session id.SessionID `json:"session"`
	Why     *fault.Fault `json:"why"`
}

func subjectEnded(member string) bus.Subject { return bus.Join("app", "ended", member) }

// stepAside has people go to the other processes while the database does not hear this one, until ctx ends.
func (k *cluster) stepAside(ctx context.Context, server *httpd.Server) {
	if k == nil {
		return
	}
	for {
		cut, turned := k.member.Cut()
		if cut {
			server.Aside(store.ErrAway)
		} else {
			server.Aside(nil)
		}
		select {
		case <-turned:
		case <-ctx.Done():
			return
		}
	}
}

// listenForEnds closes the sockets of sessions that ended elsewhere.
func (k *cluster) listenForEnds(server *httpd.Server) error {
	if k == nil {
		return nil
	}
	_, err := k.bus.Load().Answer(subjectEnded(k.member.ID()), func(data []byte, reply func([]byte)) {
		var e ended
		if json.Unmarshal(data, &e) == nil {
			server.EndSession(e.Session, e.Why)
			reply([]byte("done"))
		}
	})
	return err
}

// endSession closes a session's sockets in every process. It fails if a process did not say that it did, so that the event that it
// follows from comes again, until that process has or is no member any more.
func (k *cluster) endSession(ctx context.Context, server *httpd.Server, session id.SessionID, why *fault.Fault) error {
	server.EndSession(session, why)
	if k == nil {
		return nil
	}
	data, err := json.Marshal(ended{session, why})
	if err != nil {
		return err
	}
	// Who came just now has sockets already.
	if err := k.member.Look(ctx); err != nil {
		return fmt.Errorf("app: who else is to know of the end of a session: %w", err)
	}
	var errs []error
	for _, other := range k.member.Others() {
		if _, err := k.bus.Load().Request(ctx, subjectEnded(other), data, tellLimit); err != nil {
			errs = append(errs, fmt.Errorf("app: the end of a session was not told to %s: %w", other, err))
		}
	}
	return errors.Join(errs...)
}

// elsewhere returns what calls the process that runs errands, nil if that is always this one.
func (k *cluster) elsewhere(subject bus.Subject) func() {
	if k == nil {
		return nil
	}
	return func() {
		if _, mine := k.member.Lease(errands); !mine {
			k.tell(subject)
		}
	}
}
