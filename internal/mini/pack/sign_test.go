package pack_test

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/pack"
)

func TestSigner(t *testing.T) {
	open := func(t *testing.T, dir string) *pack.Signer {
		t.Helper()
		s, err := pack.OpenSigner(dir, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	hash := id.HashBlob([]byte("tea"))
	t.Run("keeps one key across restarts, readable by its owner alone", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "keys")
		first, second := open(t, dir), open(t, dir)
		if first.Public() != second.Public() {
			t.Errorf("the key changed from %s to %s", first.Public(), second.Public())
		}
		info, err := os.Stat(filepath.Join(dir, "package.key"))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode = %v, %v; want 0600", info.Mode(), err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 1 {
			t.Errorf("%d files in the folder, %v; want the key alone", len(entries), err)
		}
	})
	t.Run("signs what Verify accepts, for this hash and key only", func(t *testing.T) {
		s, other := open(t, t.TempDir()), open(t, t.TempDir())
		sig := s.Sign(hash)
		changed := "A" + sig[1:]
		if changed == sig {
			changed = "B" + sig[1:]
		}
		if err := pack.Verify(s.Public(), hash, sig); err != nil {
			t.Errorf("the true signature: %v", err)
		}
		for name, err := range map[string]error{
			"another hash":       pack.Verify(s.Public(), id.HashBlob([]byte("coffee")), sig),
			"another key":        pack.Verify(other.Public(), hash, sig),
			"a changed sign":     pack.Verify(s.Public(), hash, changed),
			"no signature":       pack.Verify(s.Public(), hash, ""),
			"a malformed key":    pack.Verify("AAAA", hash, sig),
			"a key not in ASCII": pack.Verify("茶", hash, sig),
		} {
			if !errors.Is(err, pack.ErrSignature) {
				t.Errorf("%s: error = %v, want ErrSignature", name, err)
			}
		}
	})
	t.Run("refuses a key that others may read", func(t *testing.T) {
		dir := t.TempDir()
		open(t, dir)
		if err := os.Chmod(filepath.Join(dir, "package.key"), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := pack.OpenSigner(dir, rand.Reader); err == nil || !strings.Contains(err.Error(), "readable by others") {
			t.Errorf("error = %v, want one about the mode", err)
		}
	})
	t.Run("refuses a damaged key rather than making a new one", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "package.key"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := pack.OpenSigner(dir, rand.Reader); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("error = %v, want one about damage", err)
		}
	})
	t.Run("fails without randomness", func(t *testing.T) {
		dir := t.TempDir()
		if _, err := pack.OpenSigner(dir, strings.NewReader("short")); err == nil {
			t.Error("made a key from five bytes")
		}
	})
}
