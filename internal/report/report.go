// Package report takes what people report to the operator: a person, a message, a group, a mini program.
//
// Who reports says why, in a word of a short list and in words of their own. What they report is written down as the instance
// has it, never as they say it: names, and of a message what it says, with some of those around it if they wish. It is written down
// at once, so that it is there when its sender takes it back a minute later. Nothing of a report is told to the one that it is about,
// and no answer of this room depends on one.
//
// The operator reads and closes reports beside the running instance, by `superette reports` (desk.go): that the database can be opened is
// what makes an operator, so there is no call for it that somebody could reach from outside. See docs/decisions/0028.
//
// Start reading at Report.
package report

import (
	"context"
	"embed"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// The failures of this room.
//
//nolint:gochecknoglobals // named failures
var (
	ErrReason   = fault.New(fault.Invalid, "report.reason", "Choose why you report this.")
	ErrNote     = fault.New(fault.Invalid, "report.note", "Say what happened in at most 500 characters; if no reason of the list fits, in at least a word.")
	ErrSubject  = fault.New(fault.Invalid, "report.subject", "Say what you report: one person, message, group or mini program.")
	ErrSelf     = fault.New(fault.Invalid, "report.self", "You cannot report yourself.")
	ErrGone     = fault.New(fault.Conflict, "report.gone", "This message was taken back before it was reported.")
	ErrEvidence = fault.New(fault.Invalid, "report.evidence", "At most ten other messages of the same conversation go with a report.")
	ErrMany     = fault.New(fault.Limited, "report.many", "You have reported much today. Wait until tomorrow; what you reported is being looked at.")
	ErrClientID = fault.New(fault.Invalid, "report.client-id", "A report needs a client_id of 8 to 64 printable characters.")
)

const (
	noteMax     = 500 // characters
	evidenceMax = 10  // messages beside the one that is reported
	perDay      = 20
	day         = 24 * time.Hour
)

// Kind says what is reported.
type Kind int

// The kinds of what can be reported.
const (
	Person  Kind = 1
	Message Kind = 2
	Group   Kind = 3
	Program Kind = 4
)

// String returns the kind as the operator reads it.
func (k Kind) String() string {
	switch k {
	case Person:
		return "person"
	case Message:
		return "message"
	case Group:
		return "group"
	case Program:
		return "mini program"
	}
	return "unknown"
}

// Reason is why something is reported.
type Reason int

// The reasons there are.
const (
	Spam       Reason = 1
	Fraud      Reason = 2
	Harassment Reason = 3
	Indecent   Reason = 4
	Danger     Reason = 5 // violence, or somebody is in danger
	Other      Reason = 6
)

// String returns the reason as the operator reads it.
func (r Reason) String() string {
	names := [...]string{Spam: "spam", Fraud: "fraud", Harassment: "harassment", Indecent: "indecent", Danger: "danger", Other: "other"}
	if r < Spam || r > Other {
		return "unknown"
	}
	return names[r]
}

// ID names a report: rep_….
type ID string

// Prefix returns "rep_".
func (ID) Prefix() string { return "rep_" }

// Subject is what is reported. What it is called comes from the instance.
type Subject struct {
	Kind Kind
	User id.UserID // of a person
	Conv id.ConvID // of a message or a group
	Seq  int64     // of a message
	App  id.AppID  // of a program
}

// key returns the subject as rows name it.
func (s Subject) key() string {
	switch s.Kind {
	case Person:
		return string(s.User)
	case Message:
		return fmt.Sprintf("%s %d", s.Conv, s.Seq)
	case Group:
		return string(s.Conv)
	case Program:
		return string(s.App)
	}
	return ""
}

// Exhibit is a message as it was when it was reported.
type Exhibit struct {
	Conv       id.ConvID
	Seq        int64
	Sender     id.UserID
	SenderName string
	At         time.Time
	What       string      // "text", "card", "picture", "file", "voice" or "notice"
	Words      string      // what it says: its text, a card's title, a file's name
	Content    id.BlobHash // of a picture, a file or a voice
}

// Record is what the instance has of a subject, as who reports it may see it.
type Record struct {
	Name     string    // a person with their handle, a group's title, a program with its publisher; of a message its sender
	Of       id.UserID // the person, or the message's sender
	Place    string    // of a message: what its conversation is called
	Exhibits []Exhibit // of a message: the message itself first
}

// Records looks up what is reported; app does. What the caller may not see fails as it does elsewhere, with a fault of kind NotFound; a
// message that was taken back fails with ErrGone. Others are messages around the reported one: what is not there of them is left out.
type Records interface {
	Look(ctx context.Context, by id.Caller, s Subject, others []int64) (Record, error)
}

// Report is what somebody reports.
type Report struct {
	ClientID string // the reporter's own number for it: repeated, it is kept once
	Subject  Subject
	Evidence []int64 // seqs of other messages of the conversation
	Reason   Reason
	Note     string
}

//go:embed schema/*.sql
var schema embed.FS

// Schema returns the tables of this room.
func Schema() store.Schema { return store.Schema{Room: "report", FS: schema} }

// Service is this room at work. It is safe for use by many goroutines.
type Service struct {
	db      *store.DB
	ids     *id.Source
	people  *account.Service
	records Records
}

// New returns the service.
func New(db *store.DB, ids *id.Source, people *account.Service, records Records) *Service {
	return &Service{db: db, ids: ids, people: people, records: records}
}

func (r Report) check() error {
	n := utf8.RuneCountInString(r.Note)
	hidden := func(c rune) bool { return c != '\u200d' && !unicode.IsGraphic(c) && !strings.ContainsRune("\n\r\t", c) }
	switch {
	case r.Subject.key() == "":
		return ErrSubject
	case r.Reason < Spam || r.Reason > Other:
		return ErrReason
	case n > noteMax || !utf8.ValidString(r.Note) || strings.ContainsFunc(r.Note, hidden) || r.Reason == Other && n == 0:
		return ErrNote
	case len(r.Evidence) > evidenceMax || len(r.Evidence) > 0 && r.Subject.Kind != Message:
		return ErrEvidence
	case len(r.ClientID) < 8 || len(r.ClientID) > 64 || strings.ContainsFunc(r.ClientID, func(c rune) bool { return c <= ' ' || c > '~' }):
		return ErrClientID
	}
	return nil
}

// Report keeps what the caller reports, with what the instance has of it. It fails with ErrSubject, ErrReason, ErrNote, ErrEvidence,
// ErrClientID, ErrSelf, ErrGone or ErrMany, or as looking at the subject does.
func (s *Service) Report(ctx context.Context, by id.Caller, r Report) error {
	if by.Kind != id.Person {
		return account.ErrSignedOut
	}
	r.Note = strings.TrimSpace(r.Note)
	if err := r.check(); err != nil {
		return err
	}
	fail := func(err error) error { return fmt.Errorf("report: %s reports %s: %w", by, r.Subject.key(), err) }
	me, err := s.people.Find(ctx, by.User)
	if err != nil {
		return fail(err)
	}
	found, err := s.records.Look(ctx, by, r.Subject, r.Evidence)
	if err != nil {
		return fail(err)
	}
	if found.Of == by.User {
		return ErrSelf
	}
	now := s.db.Now()
	row := Entry{
		ID: id.New[ID](s.ids), Reporter: by.User, ReporterName: Named(me), Kind: r.Subject.Kind, Subject: r.Subject.key(), SubjectName: found.Name,
		Place: found.Place, Reason: r.Reason, Note: r.Note, At: now, Exhibits: found.Exhibits,
	}
	err = s.db.Write(ctx, func(tx store.Tx) error {
		known, err := hasReport(tx, by.User, r.ClientID)
		if err != nil || known {
			return err
		}
		n, err := countSince(tx, by.User, now.Add(-day))
		if err != nil {
			return err
		}
		if n >= perDay {
			return ErrMany
		}
		return insertReport(tx, row, r.ClientID)
	})
	if err != nil {
		return fail(err)
	}
	return nil
}

// Named returns a person as the operator reads of them: two can have one name, and none have one handle.
func Named(p account.Person) string { return "@" + p.Handle + " (" + p.Name + ")" }
