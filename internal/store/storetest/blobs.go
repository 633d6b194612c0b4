package storetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// Blobs holds a driver of blobs to its contract. Each call of open must return an empty one.
func Blobs(t *testing.T, open func(t *testing.T) store.Blobs) {
	t.Helper()
	blobsKeep(t, open)
	blobsRefuse(t, open)
}

func blobsKeep(t *testing.T, open func(t *testing.T) store.Blobs) {
	t.Helper()
	put := func(t *testing.T, b store.Blobs, text string) id.BlobHash {
		t.Helper()
		hash, size, err := b.Put(t.Context(), strings.NewReader(text), 1<<20)
		if err != nil || size != int64(len(text)) {
			t.Fatalf("Put(%q) = %s, %d, %v; want its size", text, hash, size, err)
		}
		return hash
	}
	t.Run("content is named by its SHA-256 and comes back as it was", func(t *testing.T) {
		b := open(t)
		hash := put(t, b, "oolong")
		if want := id.HashBlob([]byte("oolong")); hash != want {
			t.Errorf("hash = %s, want %s", hash, want)
		}
		f, err := b.Open(t.Context(), hash)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(f)
		if err := errors.Join(err, f.Close()); err != nil || string(got) != "oolong" {
			t.Errorf("content = %q, %v; want oolong", got, err)
		}
	})
	t.Run("content can be read from the middle", func(t *testing.T) {
		b := open(t)
		f, err := b.Open(t.Context(), put(t, b, "jasmine tea"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.Seek(8, io.SeekStart)
		got, readErr := io.ReadAll(f)
		if err := errors.Join(err, readErr, f.Close()); err != nil || string(got) != "tea" {
			t.Errorf("content = %q, %v; want tea", got, err)
		}
	})
	t.Run("the same content twice is one blob", func(t *testing.T) {
		b := open(t)
		if first, second := put(t, b, "pu'er"), put(t, b, "pu'er"); first != second {
			t.Errorf("hashes = %s and %s, want one", first, second)
		}
	})
	t.Run("nothing at all is content too", func(t *testing.T) {
		b := open(t)
		if ok, err := b.Has(t.Context(), put(t, b, "")); err != nil || !ok {
			t.Errorf("Has = %v, %v; want true", ok, err)
		}
	})
}

func blobsRefuse(t *testing.T, open func(t *testing.T) store.Blobs) {
	t.Helper()
	t.Run("exactly the limit fits, one byte more does not and leaves nothing", func(t *testing.T) {
		b := open(t)
		if _, size, err := b.Put(t.Context(), strings.NewReader("12345"), 5); err != nil || size != 5 {
			t.Errorf("Put of 5 bytes = %d, %v; want 5", size, err)
		}
		if _, _, err := b.Put(t.Context(), strings.NewReader("123456"), 5); !errors.Is(err, store.ErrBlobTooLong) {
			t.Errorf("Put of 6 bytes: error = %v, want ErrBlobTooLong", err)
		}
		if ok, err := b.Has(t.Context(), id.HashBlob([]byte("123456"))); err != nil || ok {
			t.Errorf("Has = %v, %v; want false", ok, err)
		}
	})
	t.Run("a source that breaks off leaves nothing", func(t *testing.T) {
		b := open(t)
		broken := errors.New("the line went dead")
		r := io.MultiReader(strings.NewReader("half"), errReader{broken})
		if _, _, err := b.Put(t.Context(), r, 100); !errors.Is(err, broken) {
			t.Errorf("error = %v, want the source's", err)
		}
		if ok, err := b.Has(t.Context(), id.HashBlob([]byte("half"))); err != nil || ok {
			t.Errorf("Has = %v, %v; want false", ok, err)
		}
	})
	t.Run("an ended context stops the copy", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := open(t).Put(ctx, bytes.NewReader(make([]byte, 100)), 100); !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want canceled", err)
		}
	})
	t.Run("what was never put is not there", func(t *testing.T) {
		b := open(t)
		hash := id.HashBlob([]byte("matcha"))
		if ok, err := b.Has(t.Context(), hash); err != nil || ok {
			t.Errorf("Has = %v, %v; want false", ok, err)
		}
		if f, err := b.Open(t.Context(), hash); !errors.Is(err, store.ErrNoBlob) {
			t.Errorf("Open = %v, %v; want ErrNoBlob", f, err)
		}
	})
	t.Run("a name that is no hash reaches no file", func(t *testing.T) {
		b := open(t)
		for _, name := range []id.BlobHash{"", "../../lock", id.BlobHash(strings.Repeat("/", 64))} {
			if f, err := b.Open(t.Context(), name); !errors.Is(err, id.ErrMalformed) {
				t.Errorf("Open(%q) = %v, %v; want ErrMalformed", name, f, err)
			}
			if _, err := b.Has(t.Context(), name); !errors.Is(err, id.ErrMalformed) {
				t.Errorf("Has(%q): error = %v, want ErrMalformed", name, err)
			}
		}
	})
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }
