package push

import (
	"strconv"
	"strings"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// subscription is where one device is told.
type subscription struct {
	session   id.SessionID
	person    id.UserID
	endpoint  string
	publicKey []byte
	secret    []byte
	locale    string
	preview   bool
	createdAt time.Time
}

// job is one row of the queue with the subscription that it is for.
type job struct {
	subscription

	news     News
	attempts int
	queuedAt time.Time
}

const subscriptionColumns = `s.session, s.person, s.endpoint, s.public_key, s.secret, s.locale, s.preview, s.created_at`

// into returns where the columns of a subscription go, and what is to be done when they are there.
func (s *subscription) into() (dest []any, finish func()) {
	var preview, created int64
	dest = []any{&s.session, &s.person, &s.endpoint, &s.publicKey, &s.secret, &s.locale, &preview, &created}
	return dest, func() { s.preview, s.createdAt = preview != 0, time.UnixMilli(created) }
}

func scanSubscription(row store.Scanner) (s subscription, err error) {
	dest, finish := s.into()
	err = row.Scan(dest...)
	finish()
	return s, err
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// putSubscription keeps a session's subscription in the place of the one before, and of another's of the same browser.
func putSubscription(tx store.Tx, s subscription, origin string) error {
	if _, err := tx.Exec(`DELETE FROM push_subscription WHERE endpoint = $1 AND session <> $2`, s.endpoint, string(s.session)); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO push_subscription (session, person, origin, endpoint, public_key, secret, locale, preview, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (session) DO UPDATE SET person = excluded.person, origin = excluded.origin,
		endpoint = excluded.endpoint, public_key = excluded.public_key, secret = excluded.secret, locale = excluded.locale,
		preview = excluded.preview, created_at = excluded.created_at`,
		string(s.session), string(s.person), origin, s.endpoint, s.publicKey, s.secret, s.locale, bit(s.preview), s.createdAt.UnixMilli())
	return err
}

func findSubscription(tx store.Tx, session id.SessionID) (subscription, bool, error) {
	return store.Find(tx, scanSubscription, `SELECT `+subscriptionColumns+` FROM push_subscription s WHERE s.session = $1`, string(session))
}

// listOf returns a person's subscriptions, the newest first.
func listOf(tx store.Tx, user id.UserID) ([]subscription, error) {
	return store.List(tx, scanSubscription, `SELECT `+subscriptionColumns+` FROM push_subscription s WHERE s.person = $1
		ORDER BY s.created_at DESC, s.session DESC`, string(user))
}

type holder struct {
	person  id.UserID
	session id.SessionID
}

// listHolders returns who has subscribed at an address of the instance.
func listHolders(tx store.Tx, origin string) ([]holder, error) {
	return store.List(tx, func(row store.Scanner) (h holder, err error) {
		err = row.Scan(&h.person, &h.session)
		return h, err
	}, `SELECT person, session FROM push_subscription WHERE origin = $1`, origin)
}

func removeSubscription(tx store.Tx, session id.SessionID) error {
	if _, err := tx.Exec(`DELETE FROM push_queue WHERE session = $1`, string(session)); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM push_subscription WHERE session = $1`, string(session))
	return err
}

// entry is what is queued for one device.
type entry struct {
	session id.SessionID
	news    News
	due     time.Time
}

// entriesAtOnce keeps a statement's arguments far below every engine's limit.
const entriesAtOnce = 100

// queue keeps entries, none of which are for the same device and topic. What waits for a device already is brought up to date:
// sooner if it was not tried yet, but never before a service wants to be asked again.
func queue(tx store.Tx, list []entry, now time.Time) error {
	for len(list) > 0 {
		some := list[:min(len(list), entriesAtOnce)]
		list = list[len(some):]
		var values []string
		var args []any
		for _, e := range some {
			var marks []string
			for _, arg := range []any{string(e.session), e.news.Topic, int(e.news.Kind), e.news.Seq, now.UnixMilli(), e.due.UnixMilli()} {
				args = append(args, arg)
				marks = append(marks, "$"+strconv.Itoa(len(args)))
			}
			values = append(values, "("+strings.Join(marks, ", ")+", 0)")
		}
		_, err := tx.Exec(`INSERT INTO push_queue (session, topic, kind, seq, queued_at, due_at, attempts) VALUES `+strings.Join(values, ", ")+`
			ON CONFLICT (session, topic) DO UPDATE SET kind = excluded.kind, seq = excluded.seq, queued_at = excluded.queued_at,
			due_at = CASE WHEN push_queue.attempts = 0 AND excluded.due_at < push_queue.due_at THEN excluded.due_at ELSE push_queue.due_at END`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// listDue returns what is due at an address of the instance, the oldest first.
func listDue(tx store.Tx, origin string, now time.Time, limit int) ([]job, error) {
	return store.List(tx, func(row store.Scanner) (j job, err error) {
		dest, finish := j.into()
		var queued int64
		err = row.Scan(append(dest, &j.news.Topic, &j.news.Kind, &j.news.Seq, &queued, &j.attempts)...)
		finish()
		j.news.To, j.queuedAt = j.person, time.UnixMilli(queued)
		return j, err
	}, `SELECT `+subscriptionColumns+`, q.topic, q.kind, q.seq, q.queued_at, q.attempts
		FROM push_queue q JOIN push_subscription s ON s.session = q.session
		WHERE q.due_at <= $1 AND s.origin = $2 ORDER BY q.due_at, q.session, q.topic LIMIT $3`, now.UnixMilli(), origin, limit)
}

// nextDue returns when the next row after now is due, or idle if that is earlier.
func nextDue(tx store.Tx, now, idle time.Time) (time.Time, error) {
	var next *int64
	if err := tx.QueryRow(`SELECT min(due_at) FROM push_queue WHERE due_at > $1`, now.UnixMilli()).Scan(&next); err != nil {
		return idle, err
	}
	if next != nil && time.UnixMilli(*next).Before(idle) {
		return time.UnixMilli(*next), nil
	}
	return idle, nil
}

func postpone(tx store.Tx, session id.SessionID, topic string, attempts int, due time.Time) error {
	_, err := tx.Exec(`UPDATE push_queue SET attempts = $1, due_at = $2 WHERE session = $3 AND topic = $4`,
		attempts, due.UnixMilli(), string(session), topic)
	return err
}

// settle takes away what was told. If more came meanwhile, that is due now.
func settle(tx store.Tx, j job, now time.Time) error {
	if _, err := tx.Exec(`DELETE FROM push_queue WHERE session = $1 AND topic = $2 AND seq = $3`, string(j.session), j.news.Topic, j.news.Seq); err != nil {
		return err
	}
	return postpone(tx, j.session, j.news.Topic, 0, now)
}

// forgetBefore drops what is too old to be told.
func forgetBefore(tx store.Tx, queued time.Time) error {
	_, err := tx.Exec(`DELETE FROM push_queue WHERE queued_at < $1`, queued.UnixMilli())
	return err
}
