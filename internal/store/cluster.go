package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Several processes may serve one PostgreSQL database. Three things keep that as safe as one process:
//
// Commits have one order. Each begins by counting itself in the one row of the table commits, and so waits for the one
// before it, in whatever process. A function given to Write is alone with the database, as it is with one process: what it
// has read stays true until its commit.
//
// A process that was taken for dead can commit nothing. Each commit counts itself in the process's row of the table process
// too; whoever takes the process for dead removes the row, in a commit of its own. From then on there is no row to count
// in, and the process that wakes up late fails with ErrFenced at its first commit, stops, and says so.
//
// What a process keeps in memory has one owner: a lease says who, and since which epoch. Some leases are spread over the
// processes, others go to one of them as a whole and stay there while it lives.
//
// Who is dead is a matter of its heartbeat, a number that it counts up twice a second. Nobody's clock is compared with another's:
// a process is taken for dead by one that has seen the same number in deadAfter looks in a row, each of which reached the
// database, or in goneAfter looks, if it has no session left there: it was killed, and need not be waited for. So a database that was away for a while makes nobody dead, and neither does a sleep of the one who looks.
const (
	beatEvery = 500 * time.Millisecond
	deadAfter = 6 // looks in a row that see no new heartbeat: 3 s
	goneAfter = 3 // the same, of a process without a session
	// A process that is stopped in the middle of a commit keeps the others from theirs. The database ends its transaction.
	idleInCommit = "2s"
	beatLimit    = 2 * time.Second
)

// Cluster says that other processes may serve the same database, and which leases there are.
type Cluster struct {
	Mark   string   // of the folder, the same for all; who has another one cannot join
	Secret string   // a print of what they know each other by, likewise; "" if this one tells none
	Spread []string // each goes to one of the processes, evenly; it moves when a process comes or goes
	Whole  []string // each goes to a process and stays with it as long as it lives

	Wake func() // tells whoever has the lease Outbox that there are events; may be nil
}

// Outbox is the lease of the process that hands out events. It is always among those of a cluster.
const Outbox = "outbox"

// Member is this process among those that serve the database.
type Member struct {
	db      *DB
	config  Cluster
	id      string
	beats   *sql.DB // for heartbeats and looks alone: neither a long commit nor many readers make anybody look dead
	quit    chan struct{}
	ending  sync.Once
	running sync.WaitGroup
	seen    map[string]sighting // of the others; the looking goroutine's

	mu     sync.Mutex
	leases map[string]Lease
	others []string
	change chan struct{} // closed at the next change
	cut    bool
	turned chan struct{} // closed when cut changes
}

type sighting struct {
	n     int64
	again int // looks that have seen the same number since
}

// Member returns this process as a member of a cluster, nil if it is alone.
func (db *DB) Member() *Member { return db.member }

// ID names the process among the members. Each start of a process has a name of its own.
func (m *Member) ID() string { return m.id }

// Lease returns a lease as of the last look, and whether it is this process's. Whether that is still so, its Check tells, in a
// transaction.
func (m *Member) Lease(name string) (lease Lease, mine bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	lease = m.leases[name]
	return lease, lease.Holder == m.id
}

// Note keeps a newer state of a lease than the last look saw.
func (m *Member) Note(l Lease) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if l.Epoch > m.leases[l.Name].Epoch {
		m.leases[l.Name] = l
	}
}

// Others returns the names of the other members, sorted, as of the last look.
func (m *Member) Others() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.others
}

// Changed returns a channel that is closed when a lease or the members change.
func (m *Member) Changed() <-chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.change
}

// join makes the process a member, whose committer can commit.
func (db *DB) join(ctx context.Context, c Cluster) error {
	m := &Member{
		db: db, config: c, id: db.token, quit: make(chan struct{}), seen: map[string]sighting{},
		leases: map[string]Lease{}, change: make(chan struct{}), turned: make(chan struct{}),
	}
	m.config.Whole = append(slices.Clone(c.Whole), Outbox)
	if err := m.belong(ctx); err != nil {
		return err
	}
	_, err := db.commits.conn.ExecContext(ctx, `INSERT INTO process (id, commits, mark) VALUES ($1, 0, $2)`, m.id, c.mark())
	if err == nil {
		_, err = db.commits.conn.ExecContext(ctx, `INSERT INTO heartbeat (process, n) VALUES ($1, 0)`, m.id)
	}
	if err != nil {
		return fmt.Errorf("store: join the cluster: %w", err)
	}
	if m.beats, err = db.dialect.beats(); err != nil {
		return err
	}
	db.member = m
	return nil
}

// mark is what others see of a process.
func (c Cluster) mark() string {
	if c.Secret == "" {
		return c.Mark
	}
	return c.Mark + " " + c.Secret
}

// belongs fails with ErrStranger or ErrSecret for a mark that does not go with this one.
func (c Cluster) belongs(mark string) error {
	folder, secret, told := strings.Cut(mark, " ")
	switch {
	case folder != c.Mark:
		return ErrStranger
	case told && c.Secret != "" && secret != c.Secret: // versions before told none
		return ErrSecret
	}
	return nil
}

// belong fails with ErrStranger or ErrSecret if a process lives whose mark does not go with this one's. Those that died do not count.
func (m *Member) belong(ctx context.Context) error {
	strangers := func() (beats map[string]int64, why map[string]error, err error) {
		beats, why = map[string]int64{}, map[string]error{}
		err = m.db.Read(ctx, func(tx Tx) error {
			_, err := List(tx, func(row Scanner) (struct{}, error) {
				var member, mark string
				var n int64
				if err := row.Scan(&member, &n, &mark); err != nil {
					return struct{}{}, err
				}
				if strange := m.config.belongs(mark); strange != nil {
					beats[member], why[member] = n, strange
				}
				return struct{}{}, nil
			}, `SELECT m.id, coalesce(h.n, 0), m.mark FROM process m LEFT JOIN heartbeat h ON h.process = m.id WHERE m.mark <> $1`, m.config.mark())
			return err
		})
		return beats, why, err
	}
	before, _, err := strangers()
	if err != nil || len(before) == 0 {
		return err
	}
	select {
	case <-time.After(3 * beatEvery):
	case <-ctx.Done():
		return fmt.Errorf("store: join the cluster: %w", ctx.Err())
	}
	after, why, err := strangers()
	for id, n := range after {
		if before[id] != n {
			return fmt.Errorf("store: join the cluster of %s: %w", id, why[id])
		}
	}
	return err
}

// alone forgets former members: whoever has the database for itself has none.
func (db *DB) alone(ctx context.Context) error {
	for _, table := range []string{"process", "heartbeat"} {
		if _, err := db.commits.conn.ExecContext(ctx, `DELETE FROM `+table); err != nil {
			return fmt.Errorf("store: forget former members: %w", err)
		}
	}
	return nil
}

// start takes what is free, and goes on looking.
func (m *Member) start(ctx context.Context) error {
	if err := m.look(ctx); err != nil {
		return err
	}
	unheard := time.AfterFunc(deadAfter*beatEvery, func() { m.turn(true) })
	m.running.Go(func() {
		defer unheard.Stop()
		m.every(func(ctx context.Context) error {
			if err := m.beat(ctx); err != nil {
				return err
			}
			unheard.Reset(deadAfter * beatEvery)
			m.turn(false)
			return nil
		})
	})
	m.running.Go(func() { m.every(m.look) })
	return nil
}

// every does something at every beat until leave. A failure is that of the database: what waits for it says so, and often.
func (m *Member) every(do func(context.Context) error) {
	ticker := time.NewTicker(beatEvery)
	defer ticker.Stop()
	for {
		select {
		case <-m.quit:
			return
		case <-m.db.commits.broken:
			return
		case <-ticker.C:
		}
		if err := do(context.WithoutCancel(m.db.lifetime)); err != nil {
			m.db.log.Debug("store: a heartbeat failed", "error", err)
		}
	}
}

func (m *Member) beat(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, beatLimit)
	defer cancel()
	result, err := m.beats.ExecContext(ctx, `UPDATE heartbeat SET n = n + 1 WHERE process = $1`, m.id)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errors.Join(ErrFenced, err) // which the look, or a commit, ends it with
	}
	return nil
}

// Cut reports whether the database did not hear this process for as long as makes the others take it for dead: it may be the database that is
// away, for all, or this process that is cut off from it, alone. It cannot tell, and so stays and waits: one that was given up meanwhile finds that out
// as soon as it reaches the database, and ends, see ErrFenced. Until then nobody is well served here. The channel is closed when that changes.
func (m *Member) Cut() (cut bool, turned <-chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cut, m.turned
}

// turn keeps whether the process is cut off.
func (m *Member) turn(cut bool) {
	m.mu.Lock()
	changed := m.cut != cut
	if changed {
		m.cut = cut
		close(m.turned)
		m.turned = make(chan struct{})
	}
	m.mu.Unlock()
	switch {
	case changed && cut:
		m.db.log.Warn("store: the database does not hear this process, which the others may take for dead; people are sent to them until it does")
	case changed:
		m.db.log.Warn("store: the database hears this process again")
	}
}

// stop ends the heartbeats.
func (m *Member) stop() {
	m.ending.Do(func() { close(m.quit) })
	m.running.Wait()
}

// leave makes the process's leases free at once. Nothing can be committed after it.
func (m *Member) leave(ctx context.Context) error {
	m.stop()
	err := m.db.Write(ctx, func(tx Tx) error { return remove(tx, m.id) })
	if errors.Is(err, ErrFenced) || errors.Is(err, ErrBroken) || errors.Is(err, ErrLost) {
		err = nil // the others find out by themselves
	}
	return errors.Join(err, m.beats.Close())
}

func remove(tx Tx, member string) error {
	if _, err := tx.Exec(`DELETE FROM heartbeat WHERE process = $1`, member); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM process WHERE id = $1`, member)
	return err
}

// view is what a look sees.
type view struct {
	members map[string]int64 // with their heartbeats
	leases  map[string]Lease
}

func readView(tx Tx) (v view, err error) {
	v = view{map[string]int64{}, map[string]Lease{}}
	_, err = List(tx, func(row Scanner) (struct{}, error) {
		var member string
		var n int64
		err := row.Scan(&member, &n)
		v.members[member] = n
		return struct{}{}, err
	}, `SELECT m.id, coalesce(h.n, 0) FROM process m LEFT JOIN heartbeat h ON h.process = m.id`)
	if err != nil {
		return v, err
	}
	_, err = List(tx, func(row Scanner) (struct{}, error) {
		var l Lease
		err := row.Scan(&l.Name, &l.Holder, &l.Epoch)
		v.leases[l.Name] = l
		return struct{}{}, err
	}, `SELECT name, holder, epoch FROM lease`)
	return v, err
}

// Look asks the database at once who has which lease.
func (m *Member) Look(ctx context.Context) error {
	v, err := m.view(ctx)
	if err == nil {
		m.note(v)
	}
	return err
}

func (m *Member) view(ctx context.Context) (v view, err error) {
	err = read(ctx, m.beats, m.db.dialect, func(tx Tx) (err error) {
		v, err = readView(tx)
		return err
	})
	return v, err
}

// look finds out who is dead and what is free, and takes that.
func (m *Member) look(ctx context.Context) error {
	reading, cancel := context.WithTimeout(ctx, beatLimit)
	defer cancel()
	v, err := m.view(reading)
	if err != nil {
		clear(m.seen)
		return fmt.Errorf("store: look after the other members: %w", err)
	}
	_, member := v.members[m.id]
	dead, err := m.dead(reading, v)
	if err != nil {
		return fmt.Errorf("store: look after the other members: %w", err)
	}
	for id := range dead {
		delete(v.members, id)
	}
	if member && len(dead) == 0 && len(m.wanted(v)) == 0 {
		m.note(v)
		return nil
	}
	// A process that is no member any more fails here, which ends it.
	err = m.db.Write(ctx, func(tx Tx) (err error) {
		v, err = m.take(tx, dead)
		return err
	})
	if err != nil {
		return fmt.Errorf("store: take leases: %w", err)
	}
	for id := range dead {
		if _, alive := v.members[id]; !alive {
			m.db.log.Warn("store: another process of the cluster is not heard of; what it had is taken over", "process", id)
		}
	}
	m.note(v)
	return nil
}

// dead returns the others that were not heard of for too long.
func (m *Member) dead(ctx context.Context, v view) (map[string]int64, error) {
	dead, seen := map[string]int64{}, map[string]sighting{}
	for id, n := range v.members {
		if id == m.id {
			continue
		}
		s, known := m.seen[id]
		if !known || s.n != n {
			s = sighting{n, -1}
		}
		s.again++
		seen[id] = s
		gone := s.again >= deadAfter
		if s.again >= goneAfter && !gone {
			var err error
			if gone, err = m.db.dialect.gone(ctx, m.beats, id); err != nil {
				return nil, err
			}
		}
		if gone {
			dead[id] = n
		}
	}
	m.seen = seen
	return dead, nil
}

// take removes the dead, unless they were heard of meanwhile, and takes what is this process's then.
func (m *Member) take(tx Tx, dead map[string]int64) (v view, err error) {
	for id, n := range dead {
		gone, err := tx.Exec(`DELETE FROM heartbeat WHERE process = $1 AND n = $2`, id, n)
		if err != nil {
			return v, err
		}
		if gone == 1 {
			if err := remove(tx, id); err != nil {
				return v, err
			}
		}
	}
	if v, err = readView(tx); err != nil {
		return v, err
	}
	for _, name := range m.wanted(v) {
		l := Lease{Name: name, Holder: m.id}
		err := tx.QueryRow(`INSERT INTO lease (name, holder, epoch, expires_at) VALUES ($1, $2, 1, 0)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, epoch = lease.epoch + 1, expires_at = 0
			RETURNING epoch`, name, m.id).Scan(&l.Epoch)
		if err != nil {
			return v, fmt.Errorf("store: take %s: %w", name, err)
		}
		v.leases[name] = l
	}
	return v, nil
}

// wanted returns the leases that are to be this process's and are not.
func (m *Member) wanted(v view) (names []string) {
	for _, name := range m.config.Spread {
		if v.leases[name].Holder != m.id && v.due(name) == m.id {
			names = append(names, name)
		}
	}
	for _, name := range m.config.Whole {
		if _, alive := v.members[v.leases[name].Holder]; !alive {
			names = append(names, name)
		}
	}
	return names
}

// due returns the member to whom a lease belongs that is spread: the one with the highest number, which all members come to
// alike, and which moves no lease between two members when a third one comes or goes.
func (v view) due(name string) (member string) {
	var highest uint64
	for id := range v.members {
		sum := sha256.Sum256([]byte(name + " " + id))
		if n := binary.BigEndian.Uint64(sum[:]); member == "" || n > highest || n == highest && id > member {
			member, highest = id, n
		}
	}
	return member
}

// note keeps what was seen, and tells those who wait for a change.
func (m *Member) note(v view) {
	delete(v.members, m.id)
	others := slices.Sorted(maps.Keys(v.members))
	m.mu.Lock()
	for name, l := range m.leases {
		if l.Epoch > v.leases[name].Epoch { // noted since
			v.leases[name] = l
		}
	}
	changed := !maps.Equal(m.leases, v.leases) || !slices.Equal(m.others, others)
	m.leases, m.others = v.leases, others
	if changed {
		close(m.change)
		m.change = make(chan struct{})
	}
	m.mu.Unlock()
	if changed {
		m.db.outbox.wake()
	}
}
