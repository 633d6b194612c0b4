package report

import (
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

func hasReport(tx store.Tx, reporter id.UserID, clientID string) (bool, error) {
	_, found, err := store.Find(tx, scanOne, `SELECT 1 FROM report WHERE reporter = $1 AND client_id = $2`, string(reporter), clientID)
	return found, err
}

func scanOne(row store.Scanner) (one int, err error) {
	err = row.Scan(&one)
	return one, err
}

func countSince(tx store.Tx, reporter id.UserID, since time.Time) (n int, err error) {
	err = tx.QueryRow(`SELECT count(*) FROM report WHERE reporter = $1 AND at > $2`, string(reporter), since.UnixMilli()).Scan(&n)
	return n, err
}

func insertReport(tx store.Tx, e Entry, clientID string) error {
	_, err := tx.Exec(`INSERT INTO report (id, reporter, reporter_name, client_id, kind, subject, subject_name, place, reason, note, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, string(e.ID), string(e.Reporter), e.ReporterName, clientID, int(e.Kind), e.Subject,
		e.SubjectName, e.Place, int(e.Reason), e.Note, e.At.UnixMilli())
	if err != nil {
		return err
	}
	for n, x := range e.Exhibits {
		if _, err := tx.Exec(`INSERT INTO report_exhibit (report, n, conv, seq, sender, sender_name, sent_at, what, words, content)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, string(e.ID), n, string(x.Conv), x.Seq, string(x.Sender), x.SenderName,
			x.At.UnixMilli(), x.What, x.Words, string(x.Content)); err != nil {
			return err
		}
	}
	return nil
}

// entryColumns are those of report with how many reports there are of the same subject, and of how many people.
const entryColumns = `r.id, r.reporter, r.reporter_name, r.kind, r.subject, r.subject_name, r.place, r.reason, r.note, r.at, r.closed_at, r.outcome,
	(SELECT count(*) FROM report o WHERE o.kind = r.kind AND o.subject = r.subject),
	(SELECT count(DISTINCT o.reporter) FROM report o WHERE o.kind = r.kind AND o.subject = r.subject)`

func scanEntry(row store.Scanner) (e Entry, err error) {
	var at, closed int64
	err = row.Scan(&e.ID, &e.Reporter, &e.ReporterName, &e.Kind, &e.Subject, &e.SubjectName, &e.Place, &e.Reason, &e.Note, &at, &closed, &e.Outcome,
		&e.Times, &e.People)
	e.At = time.UnixMilli(at)
	if closed != 0 {
		e.ClosedAt = time.UnixMilli(closed)
	}
	return e, err
}

// listReports returns reports, the newest first: those that are open, or all.
func listReports(tx store.Tx, all bool, limit int) ([]Entry, error) {
	where := `WHERE r.closed_at = 0 `
	if all {
		where = ""
	}
	return store.List(tx, scanEntry, `SELECT `+entryColumns+` FROM report r `+where+`ORDER BY r.at DESC, r.id DESC LIMIT $1`, limit)
}

func findReport(tx store.Tx, name ID) (Entry, bool, error) {
	return store.Find(tx, scanEntry, `SELECT `+entryColumns+` FROM report r WHERE r.id = $1`, string(name))
}

func listExhibits(tx store.Tx, name ID) ([]Exhibit, error) {
	return store.List(tx, func(row store.Scanner) (x Exhibit, err error) {
		var at int64
		err = row.Scan(&x.Conv, &x.Seq, &x.Sender, &x.SenderName, &at, &x.What, &x.Words, &x.Content)
		x.At = time.UnixMilli(at)
		return x, err
	}, `SELECT conv, seq, sender, sender_name, sent_at, what, words, content FROM report_exhibit WHERE report = $1 ORDER BY n`, string(name))
}

// closeReport closes a report that is open, or all that are of the same subject, and returns how many that were.
func closeReport(tx store.Tx, e Entry, same bool, outcome string, at time.Time) (int64, error) {
	if same {
		return tx.Exec(`UPDATE report SET closed_at = $1, outcome = $2 WHERE kind = $3 AND subject = $4 AND closed_at = 0`,
			at.UnixMilli(), outcome, int(e.Kind), e.Subject)
	}
	return tx.Exec(`UPDATE report SET closed_at = $1, outcome = $2 WHERE id = $3 AND closed_at = 0`, at.UnixMilli(), outcome, string(e.ID))
}

// Contents calls do with every content that an exhibit has: it is kept also when nothing else names it any more.
func Contents(tx store.Tx, do func(hash id.BlobHash, of string) error) error {
	list, err := store.List(tx, func(row store.Scanner) (x Exhibit, err error) {
		err = row.Scan(&x.Content, &x.What)
		return x, err
	}, `SELECT content, what FROM report_exhibit WHERE content <> '' ORDER BY report, n`)
	if err != nil {
		return err
	}
	for _, x := range list {
		if err := do(x.Content, "a reported "+x.What); err != nil {
			return err
		}
	}
	return nil
}
