package app

import (
	"bytes"
	"crypto/rand"
	"errors"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/report"
)

func TestReported(t *testing.T) {
	s := openStage(t, t.TempDir())
	ling, both := s.with(t, "ling")
	tom, _ := s.with(t, "tom")
	mei := as(s.demo.mei.ID)
	reports := report.New(s.db, s.ids, s.people, records{s.people, s.talk.chat, s.commands.programs})
	desk := report.Desk{Files: s.db, Now: s.now}
	about := func(subject report.Subject, others ...int64) error {
		return reports.Report(t.Context(), ling, report.Report{ClientID: rand.Text(), Subject: subject, Evidence: others, Reason: report.Harassment})
	}
	// kept reports and returns what is kept of it.
	kept := func(t *testing.T, subject report.Subject, others ...int64) report.Entry {
		t.Helper()
		if err := about(subject, others...); err != nil {
			t.Fatal(err)
		}
		list, err := desk.List(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		e, err := desk.Find(t.Context(), string(list[0].ID))
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	send := func(t *testing.T, text string) chat.Message {
		t.Helper()
		m, err := s.talk.chat.SendText(t.Context(), mei, chat.Send{Conv: both, ClientID: rand.Text(), Body: chat.Body{Text: text}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	words := func(e report.Entry) string {
		var all []string
		for _, x := range e.Exhibits {
			all = append(all, x.What+": "+x.Words)
		}
		return strings.Join(all, " | ")
	}
	t.Run("a message stays as it was, and those around it, when their sender changes and takes them back", func(t *testing.T) {
		before, bad := send(t, "listen"), send(t, "you fool")
		e := kept(t, report.Subject{Kind: report.Message, Conv: both, Seq: bad.Seq}, before.Seq)
		if _, err := s.talk.chat.ChangeMessage(t.Context(), mei, both, before.Seq, "good morning"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.talk.chat.RecallMessage(t.Context(), mei, both, bad.Seq); err != nil {
			t.Fatal(err)
		}
		e, err := desk.Find(t.Context(), string(e.ID))
		if got := words(e); err != nil || got != "text: you fool | text: listen" || !strings.HasPrefix(e.SubjectName, "@mei (") || e.Place != "a conversation of two" {
			t.Errorf("it has %q of %q in %q, %v", got, e.SubjectName, e.Place, err)
		}
		if err := about(report.Subject{Kind: report.Message, Conv: both, Seq: bad.Seq}); !errors.Is(err, report.ErrGone) {
			t.Errorf("reported after it was taken back: %v", err)
		}
		if got := words(kept(t, report.Subject{Kind: report.Message, Conv: both, Seq: before.Seq}, bad.Seq)); got != "text: good morning" {
			t.Errorf("with one that was taken back: %q", got)
		}
	})
	t.Run("a picture is kept by its content", func(t *testing.T) {
		var content bytes.Buffer
		if err := png.Encode(&content, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
			t.Fatal(err)
		}
		m, err := s.talk.chat.SendPicture(t.Context(), mei, chat.Send{Conv: both, ClientID: rand.Text()}, &content)
		if err != nil {
			t.Fatal(err)
		}
		e := kept(t, report.Subject{Kind: report.Message, Conv: both, Seq: m.Seq})
		if x := e.Exhibits[0]; x.What != "picture" || x.Content != m.Body.Picture.Hash {
			t.Errorf("it is %+v", x)
		}
	})
	t.Run("people, groups and mini programs go by what the instance calls them", func(t *testing.T) {
		group, err := s.talk.chat.CreateGroup(t.Context(), ling, "Tea club", []id.UserID{tom.User})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			subject report.Subject
			want    string
		}{
			{report.Subject{Kind: report.Person, User: tom.User}, "person @tom (Tom"},
			{report.Subject{Kind: report.Group, Conv: group.ID}, "group Tea club"},
			{report.Subject{Kind: report.Program, App: exampleApp("teahouse")}, "mini program "},
		} {
			if got := subjectLine(kept(t, c.subject)); !strings.HasPrefix(got, c.want) || got == c.want && c.subject.Kind == report.Program {
				t.Errorf("it is about %q, want %q", got, c.want)
			}
		}
	})
	mine, err := s.talk.chat.SendText(t.Context(), ling, chat.Send{Conv: both, ClientID: rand.Text(), Body: chat.Body{Text: "mine"}})
	if err != nil {
		t.Fatal(err)
	}
	theirs, elsewhere := s.with(t, "tom")
	secret, err := s.talk.chat.SendText(t.Context(), theirs, chat.Send{Conv: elsewhere, ClientID: rand.Text(), Body: chat.Body{Text: "a secret"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		subject report.Subject
		others  []int64
		want    error
	}{
		"of somebody who does not exist":       {report.Subject{Kind: report.Person, User: "usr_00000000000000000000000000"}, nil, account.ErrNobody},
		"of a message of one's own":            {report.Subject{Kind: report.Message, Conv: both, Seq: mine.Seq}, nil, report.ErrSelf},
		"of a line that the conversation says": {report.Subject{Kind: report.Message, Conv: both, Seq: 1}, nil, chat.ErrNoMessage},
		"of a message that there is not":       {report.Subject{Kind: report.Message, Conv: both, Seq: 9999}, nil, chat.ErrNoMessage},
		"of a conversation of others":          {report.Subject{Kind: report.Message, Conv: elsewhere, Seq: secret.Seq}, nil, chat.ErrNoConversation},
		"with a message that there is not":     {report.Subject{Kind: report.Message, Conv: both, Seq: mine.Seq}, []int64{-1}, chat.ErrNoMessage},
		"of a group of others":                 {report.Subject{Kind: report.Group, Conv: elsewhere}, nil, chat.ErrNoConversation},
		"of a conversation of two as a group":  {report.Subject{Kind: report.Group, Conv: both}, nil, report.ErrSubject},
		"of a program that there is not":       {report.Subject{Kind: report.Program, App: "wx0123456789abcdef"}, nil, registry.ErrNoProgram},
	} {
		t.Run("refuses a report "+name, func(t *testing.T) {
			if err := about(c.subject, c.others...); !errors.Is(err, c.want) {
				t.Errorf("error = %v, want %v", err, c.want)
			}
		})
	}
	t.Run("what strangers wrote moves no cursor and turns no line of the operator's terminal", func(t *testing.T) {
		var said bytes.Buffer
		quoted(&said, "says", "one\x1b[2J\u009b31m\n\u202etwo")
		if got, want := said.String(), "  says      | one\ufffd[2J\ufffd31m\n            | \ufffdtwo\n"; got != want {
			t.Errorf("printed %q, want %q", got, want)
		}
	})
}
