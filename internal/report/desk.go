package report

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// The failures of the operator's desk.
//
//nolint:gochecknoglobals // named failures
var (
	ErrOldTables = fault.New(fault.Conflict, "report.old-tables", "This instance knows no reports yet.")
	ErrNoReport  = fault.New(fault.NotFound, "report.none", "There is no such report.")
	ErrClosed    = fault.New(fault.Conflict, "report.closed", "This report is closed already.")
	ErrOutcome   = fault.New(fault.Invalid, "report.outcome", "Say what was done, in one line of 1 to 200 characters.")
)

const (
	outcomeMax = 200 // characters
	listMax    = 500
)

// Entry is a report as the operator sees it.
type Entry struct {
	ID           ID
	Reporter     id.UserID
	ReporterName string
	Kind         Kind
	Subject      string
	SubjectName  string
	Place        string
	Reason       Reason
	Note         string
	At           time.Time
	ClosedAt     time.Time // zero: it is open
	Outcome      string
	Times        int // how many reports there are of the same
	People       int // of how many people
	Exhibits     []Exhibit
}

// Files is where a Desk works: a store.DB, or a store.Guest beside the process that serves the instance.
type Files interface {
	Read(ctx context.Context, fn func(store.Tx) error) error
	Write(ctx context.Context, fn func(store.Tx) error) error
}

// Desk is where an operator reads reports and closes them. All of it fails with ErrOldTables on an instance that this version has not
// served yet.
type Desk struct {
	Files Files
	Now   func() time.Time
}

// List returns the reports that are open, or all, the newest first and at most 500.
func (d Desk) List(ctx context.Context, all bool) (list []Entry, err error) {
	err = d.Files.Read(ctx, func(tx store.Tx) error {
		if err := current(tx); err != nil {
			return err
		}
		list, err = listReports(tx, all, listMax)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("report: list: %w", err)
	}
	return list, nil
}

// Find returns a report with its exhibits. It fails with ErrNoReport.
func (d Desk) Find(ctx context.Context, name string) (e Entry, err error) {
	err = d.Files.Read(ctx, func(tx store.Tx) error {
		if e, err = find(tx, name); err != nil {
			return err
		}
		e.Exhibits, err = listExhibits(tx, e.ID)
		return err
	})
	if err != nil {
		return Entry{}, fmt.Errorf("report: find: %w", err)
	}
	return e, nil
}

// Close says what was done about a report, or about all open ones of the same subject, and returns how many were closed. It fails with
// ErrOutcome, ErrNoReport or ErrClosed.
func (d Desk) Close(ctx context.Context, name string, same bool, outcome string) (closed int64, err error) {
	outcome = strings.TrimSpace(outcome)
	n := utf8.RuneCountInString(outcome)
	if n < 1 || n > outcomeMax || !utf8.ValidString(outcome) || strings.ContainsFunc(outcome, func(r rune) bool { return !unicode.IsGraphic(r) }) {
		return 0, ErrOutcome
	}
	err = d.Files.Write(ctx, func(tx store.Tx) error {
		e, err := find(tx, name)
		if err != nil {
			return err
		}
		if closed, err = closeReport(tx, e, same, outcome, d.Now()); err == nil && closed == 0 {
			err = ErrClosed
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("report: close: %w", err)
	}
	return closed, nil
}

func find(tx store.Tx, name string) (Entry, error) {
	if err := current(tx); err != nil {
		return Entry{}, err
	}
	number, err := id.Parse[ID](strings.TrimSpace(name))
	if err != nil {
		return Entry{}, ErrNoReport
	}
	e, found, err := findReport(tx, number)
	if err == nil && !found {
		err = ErrNoReport
	}
	return e, err
}

func current(tx store.Tx) error {
	known, err := store.HasTable(tx, "report")
	if err == nil && !known {
		err = ErrOldTables
	}
	return err
}
