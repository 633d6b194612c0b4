package report_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/report"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// office is the room with what it has records of.
type office struct {
	*report.Service
	report.Desk

	db     *store.DB
	people *account.Service
	passed atomic.Int64 // ns that the clock is ahead
	found  report.Record
	fails  error
	asked  []int64
}

func (o *office) Look(_ context.Context, _ id.Caller, _ report.Subject, others []int64) (report.Record, error) {
	o.asked = others
	return o.found, o.fails
}

func open(t *testing.T) *office {
	t.Helper()
	o := &office{}
	now := func() time.Time { return time.Now().Add(time.Duration(o.passed.Load())) }
	o.db = storetest.OpenAt(t, t.TempDir(), now, account.Schema(), report.Schema())
	ids := id.NewSource(now, rand.Reader)
	o.people = account.New(account.Config{DB: o.db, IDs: ids, Now: now, Random: rand.Reader, Key: bytes.Repeat([]byte{1}, 32)})
	o.Service = report.New(o.db, ids, o.people, o)
	o.Desk = report.Desk{Files: o.db, Now: now}
	return o
}

func (o *office) person(t *testing.T, handle string) id.Caller {
	t.Helper()
	p, err := o.people.Ensure(t.Context(), handle, strings.ToUpper(handle[:1])+handle[1:], false)
	if err != nil {
		t.Fatal(err)
	}
	return id.AsPerson(p.ID, "ses_1", "dev_1")
}

func (o *office) list(t *testing.T, all bool) []report.Entry {
	t.Helper()
	list, err := o.List(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestReports(t *testing.T) {
	o := open(t)
	ling, mei, tom := o.person(t, "ling"), o.person(t, "mei"), o.person(t, "tom")
	sent := time.UnixMilli(1_700_000_000_000)
	o.found = report.Record{Name: "@tom (Tom)", Of: tom.User, Place: "the group Tea", Exhibits: []report.Exhibit{
		{Conv: "cnv_1", Seq: 7, Sender: tom.User, SenderName: "@tom (Tom)", At: sent, What: "text", Words: "buy my coins"},
		{Conv: "cnv_1", Seq: 6, Sender: mei.User, SenderName: "@mei (Mei)", At: sent, What: "picture", Content: "ab"},
	}}
	message := report.Report{
		ClientID: "client-0001", Subject: report.Subject{Kind: report.Message, Conv: "cnv_1", Seq: 7}, Evidence: []int64{6}, Reason: report.Fraud, Note: " He asks everybody.\n",
	}
	t.Run("a report has what the instance has of it, and what its reporter says", func(t *testing.T) {
		if err := o.Report(t.Context(), ling, message); err != nil {
			t.Fatal(err)
		}
		list := o.list(t, false)
		if len(list) != 1 || !slices.Equal(o.asked, []int64{6}) {
			t.Fatalf("%d reports, asked for %v", len(list), o.asked)
		}
		e, err := o.Find(t.Context(), string(list[0].ID))
		if err != nil {
			t.Fatal(err)
		}
		if e.ReporterName != "@ling (Ling)" || e.SubjectName != "@tom (Tom)" || e.Place != "the group Tea" || e.Reason != report.Fraud || e.Note != "He asks everybody." {
			t.Errorf("it is %+v", e)
		}
		if !slices.Equal(e.Exhibits, o.found.Exhibits) {
			t.Errorf("exhibits %+v, want %+v", e.Exhibits, o.found.Exhibits)
		}
	})
	t.Run("repeated it is kept once", func(t *testing.T) {
		if err := o.Report(t.Context(), ling, message); err != nil {
			t.Fatal(err)
		}
		if n := len(o.list(t, true)); n != 1 {
			t.Errorf("%d reports", n)
		}
	})
	t.Run("the operator sees how often, and closes all of the same with what was done", func(t *testing.T) {
		for n, by := range []id.Caller{mei, ling} {
			again := message
			again.ClientID = "client-000" + string(rune('2'+n))
			if err := o.Report(t.Context(), by, again); err != nil {
				t.Fatal(err)
			}
		}
		list := o.list(t, false)
		if len(list) != 3 || list[0].Times != 3 || list[0].People != 2 {
			t.Fatalf("list = %+v, want 3 reports of 2 people", list)
		}
		if n, err := o.Close(t.Context(), string(list[2].ID), false, "looked at it"); err != nil || n != 1 {
			t.Errorf("closed %d, %v", n, err)
		}
		if _, err := o.Close(t.Context(), string(list[2].ID), false, "again"); !errors.Is(err, report.ErrClosed) {
			t.Errorf("closed again: %v", err)
		}
		if n, err := o.Close(t.Context(), string(list[0].ID), true, " warned Tom "); err != nil || n != 2 {
			t.Errorf("closed %d, %v", n, err)
		}
		if open := o.list(t, false); len(open) != 0 {
			t.Errorf("open: %+v", open)
		}
		all := o.list(t, true)
		if all[0].Outcome != "warned Tom" || all[0].ClosedAt.IsZero() || all[2].Outcome != "looked at it" {
			t.Errorf("closed: %+v", all)
		}
	})
	t.Run("contents of exhibits are named, so that no backup lacks them", func(t *testing.T) {
		var found []id.BlobHash
		err := o.db.Read(t.Context(), func(tx store.Tx) error {
			return report.Contents(tx, func(hash id.BlobHash, _ string) error { found = append(found, hash); return nil })
		})
		if err != nil || len(found) != 3 || found[0] != "ab" {
			t.Errorf("found %v, %v", found, err)
		}
	})
	for name, c := range map[string]struct {
		by     id.Caller
		change func(*report.Report)
		want   error
	}{
		"by nobody":                       {id.Caller{}, func(*report.Report) {}, account.ErrSignedOut},
		"by a program":                    {ling.In("wx0123456789abcdef"), func(*report.Report) {}, account.ErrSignedOut},
		"of oneself":                      {tom, func(*report.Report) {}, report.ErrSelf},
		"of nothing":                      {ling, func(r *report.Report) { r.Subject = report.Subject{} }, report.ErrSubject},
		"without a reason":                {ling, func(r *report.Report) { r.Reason = 0 }, report.ErrReason},
		"with a reason that there is not": {ling, func(r *report.Report) { r.Reason = 7 }, report.ErrReason},
		"of something else without words": {ling, func(r *report.Report) { r.Reason, r.Note = report.Other, " \n" }, report.ErrNote},
		"with too many words":             {ling, func(r *report.Report) { r.Note = strings.Repeat("茶", 501) }, report.ErrNote},
		"with words that turn the line":   {ling, func(r *report.Report) { r.Note = "a\u202eb" }, report.ErrNote},
		"with words that move a cursor":   {ling, func(r *report.Report) { r.Note = "a\x1b[2Jb" }, report.ErrNote},
		"with words that are not UTF-8":   {ling, func(r *report.Report) { r.Note = "\xff" }, report.ErrNote},
		"with too much evidence":          {ling, func(r *report.Report) { r.Evidence = make([]int64, 11) }, report.ErrEvidence},
		"of a person with evidence": {ling, func(r *report.Report) {
			r.Subject = report.Subject{Kind: report.Person, User: tom.User}
		}, report.ErrEvidence},
		"without a number of its own": {ling, func(r *report.Report) { r.ClientID = "short" }, report.ErrClientID},
		"with a number of two lines":  {ling, func(r *report.Report) { r.ClientID = "client\n0001" }, report.ErrClientID},
	} {
		t.Run("refuses a report "+name, func(t *testing.T) {
			before := len(o.list(t, true))
			r := message
			r.ClientID = "client-0100"
			c.change(&r)
			if err := o.Report(t.Context(), c.by, r); !errors.Is(err, c.want) {
				t.Errorf("error = %v, want %v", err, c.want)
			}
			if n := len(o.list(t, true)); n != before {
				t.Errorf("it is kept")
			}
		})
	}
	t.Run("what its reporter may not see is not reported", func(t *testing.T) {
		o.fails = fault.New(fault.NotFound, "test.none", "It is not there.")
		defer func() { o.fails = nil }()
		r := message
		r.ClientID = "client-0101"
		if err := o.Report(t.Context(), ling, r); !errors.Is(err, o.fails) {
			t.Errorf("error = %v", err)
		}
	})
	t.Run("twenty can be reported a day, by each", func(t *testing.T) {
		fan := o.person(t, "fan")
		try := func(by id.Caller, n int) error {
			r := message
			r.ClientID = "fan-client-" + string(rune('a'+n))
			return o.Report(t.Context(), by, r)
		}
		for n := range 21 {
			err := try(fan, n)
			if n < 20 && err != nil || n == 20 && !errors.Is(err, report.ErrMany) {
				t.Fatalf("number %d: %v", n+1, err)
			}
		}
		if err := try(fan, 0); err != nil {
			t.Errorf("one that is kept, repeated: %v", err)
		}
		if err := try(mei, 20); err != nil {
			t.Errorf("somebody else: %v", err)
		}
		o.passed.Add(int64(25 * time.Hour))
		if err := try(fan, 20); err != nil {
			t.Errorf("the next day: %v", err)
		}
	})
	for name, c := range map[string]struct {
		report, done string
		want         error
	}{
		"that there is not": {"rep_00000000000000000000000000", "done", report.ErrNoReport},
		"by no number":      {"nonsense", "done", report.ErrNoReport},
		"without a word":    {string(o.list(t, true)[0].ID), " ", report.ErrOutcome},
		"in two lines":      {string(o.list(t, true)[0].ID), "a\nb", report.ErrOutcome},
		"at length":         {string(o.list(t, true)[0].ID), strings.Repeat("x", 201), report.ErrOutcome},
	} {
		t.Run("refuses to close one "+name, func(t *testing.T) {
			if _, err := o.Close(t.Context(), c.report, false, c.done); !errors.Is(err, c.want) {
				t.Errorf("error = %v, want %v", err, c.want)
			}
		})
	}
}
