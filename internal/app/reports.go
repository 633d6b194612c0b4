package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/report"
	"github.com/superette/superette/internal/store"
)

// records looks up what people report, for report: what the reporter may see of it, as the instance has it.
type records struct {
	people   *account.Service
	chat     *chat.Service
	programs *registry.Service
}

var _ report.Records = records{}

// Look returns what there is of a subject.
func (r records) Look(ctx context.Context, by id.Caller, s report.Subject, others []int64) (report.Record, error) {
	switch s.Kind {
	case report.Person:
		p, err := r.people.Find(ctx, s.User)
		return report.Record{Name: report.Named(p), Of: p.ID}, err
	case report.Group:
		c, err := r.chat.Find(ctx, by, s.Conv)
		if err == nil && c.Kind != chat.Group {
			err = report.ErrSubject
		}
		return report.Record{Name: c.Title}, err
	case report.Program:
		p, err := r.programs.Find(ctx, s.App)
		return report.Record{Name: p.Name}, err
	case report.Message:
		return r.message(ctx, by, s, others)
	}
	return report.Record{}, report.ErrSubject
}

func (r records) message(ctx context.Context, by id.Caller, s report.Subject, others []int64) (report.Record, error) {
	messages, err := r.chat.Look(ctx, by, s.Conv, append([]int64{s.Seq}, others...))
	if err != nil {
		return report.Record{}, err
	}
	c, err := r.chat.Find(ctx, by, s.Conv)
	if err != nil {
		return report.Record{}, err
	}
	users := make([]id.UserID, len(messages))
	for n, m := range messages {
		users[n] = m.Sender
	}
	people, err := r.people.People(ctx, users)
	if err != nil {
		return report.Record{}, err
	}
	found := report.Record{Place: "a conversation of two"}
	if c.Kind == chat.Group {
		found.Place = "the group " + c.Title
	}
	for n, m := range messages {
		x := exhibit(m)
		if p, known := people[m.Sender]; known {
			x.SenderName = report.Named(p)
		}
		switch {
		case n == 0 && m.Body.Recalled:
			return report.Record{}, report.ErrGone
		case n == 0 && (m.Sender == "" || m.Body.Hidden):
			return report.Record{}, chat.ErrNoMessage
		case n == 0:
			found.Of, found.Name = m.Sender, x.SenderName
		case m.Seq == s.Seq, m.Body.Recalled, m.Body.Hidden:
			continue
		}
		found.Exhibits = append(found.Exhibits, x)
	}
	return found, nil
}

func exhibit(m chat.Message) report.Exhibit {
	x := report.Exhibit{Conv: m.Conv, Seq: m.Seq, Sender: m.Sender, At: time.UnixMilli(m.TS)}
	switch body := m.Body; {
	case body.Card != nil:
		x.What, x.Words = "card", body.Card.AppName+": "+body.Card.Title+" ("+string(body.Card.App)+" "+body.Card.Path+")"
	case body.Picture != nil:
		x.What, x.Content = "picture", body.Picture.Hash
	case body.File != nil:
		x.What, x.Words, x.Content = "file", body.File.Name, body.File.Hash
	case body.Voice != nil:
		x.What, x.Content = "voice", body.Voice.Hash
	case body.Notice != nil:
		x.What, x.Words = "notice", strings.Join(append([]string{body.Notice.Key}, body.Notice.Args...), " ")
	default:
		x.What, x.Words = "text", body.Text
	}
	return x
}

// ReportsConfig says whose reports are looked at. The instance may be running: it keeps reports as rows, and reads none.
type ReportsConfig struct {
	Data string
	DB   string // the address of the instance's PostgreSQL database, if it has one
	Now  func() time.Time
	To   io.Writer
}

// ListReports prints the reports that are open, or all, the newest first, a line each.
func ListReports(ctx context.Context, c ReportsConfig, all bool) error {
	return c.visit(ctx, func(desk report.Desk) error {
		list, err := desk.List(ctx, all)
		if err != nil {
			return err
		}
		if len(list) == 0 && all {
			fmt.Fprintln(c.To, "nobody has reported anything yet")
		} else if len(list) == 0 {
			fmt.Fprintln(c.To, "no reports are open; --all lists those that were closed")
		}
		for _, e := range list {
			line := fmt.Sprintf("%s  %s  %s: %s, by %s", e.ID, minute(e.At), subjectLine(e), e.Reason, seen(e.ReporterName))
			if e.Times > 1 {
				line += fmt.Sprintf("  %d reports of it by %s", e.Times, people(e.People))
			}
			if !e.ClosedAt.IsZero() {
				line += fmt.Sprintf("  closed %s: %s", minute(e.ClosedAt), seen(e.Outcome))
			}
			fmt.Fprintln(c.To, line)
		}
		return nil
	})
}

// ShowReport prints all of a report, with the messages that it brought along.
func ShowReport(ctx context.Context, c ReportsConfig, name string) error {
	return c.visit(ctx, func(desk report.Desk) error {
		e, err := desk.Find(ctx, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.To, "%s\n", e.ID)
		row := func(what, text string) { fmt.Fprintf(c.To, "  %-9s %s\n", what, text) }
		row("about", subjectLine(e)+"  "+seen(e.Subject))
		if e.Place != "" {
			row("in", seen(e.Place))
		}
		row("reason", e.Reason.String())
		quoted(c.To, "says", e.Note)
		row("by", seen(e.ReporterName)+"  "+string(e.Reporter))
		row("at", minute(e.At))
		row("how often", fmt.Sprintf("%s of it, by %s", count(e.Times, "report"), people(e.People)))
		if !e.ClosedAt.IsZero() {
			row("closed", minute(e.ClosedAt)+": "+seen(e.Outcome))
		}
		for n, x := range e.Exhibits {
			mark := "along"
			if n == 0 {
				mark = "reported"
			}
			row(mark, fmt.Sprintf("%d  %s  %s  %s", x.Seq, minute(x.At), seen(x.SenderName), x.What))
			quoted(c.To, "", x.Words)
			if x.Content != "" {
				quoted(c.To, "", "in "+blobFile(x.Content))
			}
		}
		return nil
	})
}

// CloseReport closes a report, or all open ones of the same, and says what was done.
func CloseReport(ctx context.Context, c ReportsConfig, name string, same bool, outcome string) error {
	return c.visit(ctx, func(desk report.Desk) error {
		n, err := desk.Close(ctx, name, same, outcome)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.To, "%s closed; who reported is not told, nor is who was reported\n", count(int(n), "report"))
		return nil
	})
}

func subjectLine(e report.Entry) string {
	if e.Kind == report.Message {
		return "message of " + seen(e.SubjectName)
	}
	return e.Kind.String() + " " + seen(e.SubjectName)
}

// seen returns a stranger's text as it may stand on a terminal: without what moves its cursor or turns the direction of a line.
func seen(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\u200d' || unicode.IsGraphic(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// quoted prints a text of a stranger's, each line of it indented, so that none can pass for one of ours.
func quoted(to io.Writer, what, text string) {
	if text == "" {
		return
	}
	for line := range strings.Lines(text) {
		fmt.Fprintf(to, "  %-9s | %s\n", what, seen(strings.TrimRight(line, "\r\n")))
		what = ""
	}
}

// visit opens the instance's database beside whoever serves it, and turns failures that the operator can set right into a Refusal.
func (c ReportsConfig) visit(ctx context.Context, do func(report.Desk) error) (err error) {
	place := store.Place{Dir: c.Data, DB: c.DB}
	guest, err := store.OpenGuest(ctx, place)
	if err != nil {
		return storeRefusal(err, place)
	}
	defer func() { err = errors.Join(err, guest.Close()) }()
	err = do(report.Desk{Files: guest, Now: c.Now})
	switch {
	case errors.Is(err, report.ErrNoReport):
		return Refusal{Text: "there is no such report here", Hint: "give its number as `superette reports list --all` prints it"}
	case errors.Is(err, report.ErrClosed):
		return Refusal{Text: "this report is closed already", Hint: "`superette reports show` prints what was done"}
	case errors.Is(err, report.ErrOutcome):
		return Refusal{Text: "what was done is one line of 1 to 200 characters", Hint: "give it as --done 'warned them'"}
	case errors.Is(err, report.ErrOldTables):
		return Refusal{Text: "this instance was not served by this version yet, and knows no reports", Hint: "start it with this version once"}
	}
	return storeRefusal(err, place)
}
