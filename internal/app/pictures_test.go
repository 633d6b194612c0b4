package app

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// asked is an answer to somebody who is signed in.
func asked(t *testing.T, origin string, cookie *http.Cookie, method, path string, body []byte, headers ...string) (int, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, origin+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(cookie)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", origin)
	for n := 0; n < len(headers); n += 2 {
		r.Header.Set(headers[n], headers[n+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, text
}

// sentPicture is where the picture of a message is, and its small one.
type sentPicture struct{ whole, small, hash string }

// sendPicture lets the demo's Ling send one in her newest conversation.
func sendPicture(t *testing.T, origin string, cookie *http.Cookie) sentPicture {
	t.Helper()
	_, text := asked(t, origin, cookie, http.MethodPost, "/api/superette.v1.ChatService/ListConversations", []byte("{}"))
	var list struct{ Conversations []struct{ ID string } }
	if err := json.Unmarshal(text, &list); err != nil || len(list.Conversations) == 0 {
		t.Fatalf("%v: %s", err, text)
	}
	conv := list.Conversations[0].ID
	var content bytes.Buffer
	if err := png.Encode(&content, image.NewGray(image.Rect(0, 0, 900, 600))); err != nil {
		t.Fatal(err)
	}
	status, text := asked(t, origin, cookie, http.MethodPost, "/api/chat/picture?conv="+conv+"&client_id="+rand.Text(), content.Bytes())
	var said struct {
		Message struct {
			Seq     string
			Picture struct{ Hash, ThumbHash string }
		}
	}
	if err := json.Unmarshal(text, &said); err != nil || status != http.StatusOK {
		t.Fatalf("%d %v: %s", status, err, text)
	}
	at := fmt.Sprintf("/api/chat/picture/%s/%s/", conv, said.Message.Seq)
	return sentPicture{at + said.Message.Picture.Hash, at + said.Message.Picture.ThumbHash, said.Message.Picture.Hash}
}

// sendFile lets the demo's Ling send one in her newest conversation, and returns where it is.
func sendFile(t *testing.T, origin string, cookie *http.Cookie, content string) (address, hash string) {
	t.Helper()
	_, text := asked(t, origin, cookie, http.MethodPost, "/api/superette.v1.ChatService/ListConversations", []byte("{}"))
	var list struct{ Conversations []struct{ ID string } }
	if err := json.Unmarshal(text, &list); err != nil || len(list.Conversations) == 0 {
		t.Fatalf("%v: %s", err, text)
	}
	conv, clientID := list.Conversations[0].ID, rand.Text()
	size := strconv.Itoa(len(content))
	status, text := asked(t, origin, cookie, http.MethodPatch, "/api/chat/upload/"+conv+"/"+clientID, []byte(content), "Upload-Offset", "0", "Upload-Length", size)
	if status != http.StatusNoContent {
		t.Fatalf("%d: %s", status, text)
	}
	status, text = asked(t, origin, cookie, http.MethodPost, "/api/chat/file?name=plan.txt&conv="+conv+"&client_id="+clientID+"&size="+size, nil)
	var said struct {
		Message struct {
			Seq  string
			File struct{ Hash string }
		}
	}
	if err := json.Unmarshal(text, &said); err != nil || status != http.StatusOK {
		t.Fatalf("%d %v: %s", status, err, text)
	}
	return fmt.Sprintf("/api/chat/file/%s/%s/%s", conv, said.Message.Seq, said.Message.File.Hash), said.Message.File.Hash
}

// isThere says whether both contents are given.
func (p sentPicture) isThere(t *testing.T, origin string, cookie *http.Cookie) {
	t.Helper()
	for path, wide := range map[string]int{p.whole: 900, p.small: 640} {
		status, content := asked(t, origin, cookie, http.MethodGet, path, nil)
		if shown, _, err := image.Decode(bytes.NewReader(content)); err != nil || shown.Bounds().Dx() != wide {
			t.Errorf("%s: %d, %v", path, status, err)
		}
	}
}

func TestPicturesAndFilesOfMessagesAreKept(t *testing.T) {
	needsPages(t)
	data := t.TempDir()
	place := storetest.Place(t, data)
	origin, _, stop := serving(t, data, demoOn(place))
	cookie := enter(t, origin+"/demo/ling")
	sent := sendPicture(t, origin, cookie)
	sent.isThere(t, origin, cookie)
	const content = "what was agreed on"
	address, hash := sendFile(t, origin, cookie, content)
	fileIsThere := func(t *testing.T, origin string) {
		t.Helper()
		if status, text := asked(t, origin, cookie, http.MethodGet, address, nil); status != http.StatusOK || string(text) != content {
			t.Errorf("the file: %d %q", status, text)
		}
	}
	fileIsThere(t, origin)
	file := backedUp(t, place) // while it runs
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	t.Run("by a backup, which restores them", func(t *testing.T) {
		outer := t.TempDir()
		again := filepath.Join(outer, "again")
		if err := restore(t, file, again); err != nil {
			t.Fatal(err)
		}
		origin, _, _ := serving(t, again, serveOn(store.Place{Dir: again, DB: storetest.Address(t, outer)}))
		sent.isThere(t, origin, cookie)
		fileIsThere(t, origin)
	})
	t.Run("and one that a disk lost or damaged is named by the backup, the restoring and the doctor", func(t *testing.T) {
		damage := func(file string) error { return os.WriteFile(file, []byte("not what it was"), 0o600) }
		for _, c := range []struct {
			says, hash, what string
			spoil            func(file string) error
		}{
			{"missing", sent.hash, "a picture", os.Remove},
			{"damaged", sent.hash, "a picture", damage},
			{"missing", hash, "a file", os.Remove},
		} {
			says := c.says
			spoilt := t.TempDir()
			if err := os.CopyFS(spoilt, os.DirFS(data)); err != nil {
				t.Fatal(err)
			}
			if err := c.spoil(filepath.Join(spoilt, "blobs", c.hash[:2], c.hash[2:4], c.hash)); err != nil {
				t.Fatal(err)
			}
			want := c.what + " in a message of usr_"
			out := filepath.Join(t.TempDir(), "backup.tar.gz")
			err := Backup(t.Context(), BackupConfig{Data: spoilt, DB: place.DB, Out: out, Now: time.Now, Random: rand.Reader, To: io.Discard})
			var refusal Refusal
			if !errors.As(err, &refusal) || !strings.Contains(refusal.Text, want) || !strings.Contains(refusal.Text, ", "+says+" (blobs/") {
				t.Errorf("backup: %v, want one that names it as %s", err, says)
			}
			ill := patient(t)
			ill.Data, ill.DB = spoilt, place.DB
			if found, _ := examine(t, ill); found["backup"].Severity != Danger || !strings.Contains(found["backup"].Text, "lacks 1 file") {
				t.Errorf("doctor: %+v", found["backup"])
			}
			outer := t.TempDir()
			var said bytes.Buffer
			err = Restore(t.Context(), RestoreConfig{
				File: out, Data: filepath.Join(outer, "again"), DB: storetest.Address(t, outer), Now: time.Now, Random: rand.Reader, To: &said,
			})
			if err != nil || !strings.Contains(said.String(), want) {
				t.Errorf("restore: %v, says %q", err, said.String())
			}
		}
	})
	if place.DB == "" {
		return // without a server there is nowhere to move to; the same test runs on PostgreSQL
	}
	t.Run("by a move to another database", func(t *testing.T) {
		if err := Move(t.Context(), MoveConfig{Data: data, From: place.DB, Now: time.Now, Random: rand.Reader, Out: io.Discard}); err != nil {
			t.Fatal(err)
		}
		origin, _, _ := serving(t, data, serveOn(store.Place{Dir: data}))
		sent.isThere(t, origin, cookie)
		fileIsThere(t, origin)
	})
}
