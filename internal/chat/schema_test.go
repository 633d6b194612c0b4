package chat_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// upTo returns the schema as it was when it had so many files.
func upTo(t *testing.T, s store.Schema, files int) store.Schema {
	t.Helper()
	names, err := fs.Glob(s.FS, "schema/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	old := fstest.MapFS{}
	for _, name := range names[:files] {
		content, err := fs.ReadFile(s.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		old[name] = &fstest.MapFile{Data: content}
	}
	return store.Schema{Room: s.Room, FS: old}
}

func TestDataOfTheFirstSchemaSurvives(t *testing.T) {
	dir := t.TempDir()
	db := storetest.OpenAt(t, dir, time.Now, account.Schema(), upTo(t, social.Schema(), 1), upTo(t, chat.Schema(), 1))
	sql, err := os.ReadFile(filepath.Join("testdata", "first_schema.sql"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Write(t.Context(), func(tx store.Tx) error {
		for statement := range strings.SplitSeq(strings.TrimSpace(string(sql)), ";\n") {
			if _, err := tx.Exec(strings.TrimSuffix(statement, ";")); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	h := open(t, options{dir: dir})
	ling, tom := id.AsPerson("usr_1", "ses_1", "dev_1"), id.AsPerson("usr_2", "ses_2", "dev_2")
	t.Run("messages, marks and members are what they were", func(t *testing.T) {
		messages, _, err := h.chat.History(t.Context(), tom, "cnv_d", chat.Page{})
		if err != nil || len(messages) != 2 || messages[1].Body.Text != "你好" || messages[1].Sender != "usr_1" {
			t.Errorf("history = %+v, %v", messages, err)
		}
		c, err := h.chat.Find(t.Context(), tom, "cnv_d")
		if err != nil || c.LastSeq != 2 || c.ReadSeq != 1 || c.PeerReadSeq != 2 || !c.Pin {
			t.Errorf("conversation = %+v, %v", c, err)
		}
	})
	t.Run("a group from before there were roles has an owner", func(t *testing.T) {
		list, err := h.chat.ListMembers(t.Context(), tom, "cnv_g", chat.MemberPage{})
		members := list.Members
		if err != nil || len(members) != 2 || members[0].Person.ID != "usr_1" || members[0].Role != chat.Owner || members[1].Role != chat.Member {
			t.Errorf("members = %+v, %v", members, err)
		}
	})
	t.Run("it goes on from there", func(t *testing.T) {
		m, err := h.chat.SendText(t.Context(), ling, chat.Send{Conv: "cnv_d", ClientID: "client-new", Body: chat.Body{Text: "still here"}})
		if err != nil || m.Seq != 3 {
			t.Errorf("sent = %+v, %v", m, err)
		}
	})
}
