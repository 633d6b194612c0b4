package pack

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
)

// ErrSignature says that a package was not signed by the key in question.
var ErrSignature = fault.New(fault.Invalid, "pack.signature", "This package's signature is not valid.") //nolint:gochecknoglobals // a named failure

// signContext separates signatures over packages from all others that the instance's key may make.
const signContext = "superette package v1\n"

const keyBlock = "SUPERETTE SIGNING KEY"

// Signer holds the instance's signing key.
type Signer struct {
	key ed25519.PrivateKey
}

// OpenSigner reads the instance's key from dir/package.key, or makes it there with randomness from random.
// The folder is made with mode 0700 and the file with 0600; a key that others may read is refused.
func OpenSigner(dir string, random io.Reader) (*Signer, error) {
	name := filepath.Join(dir, "package.key")
	raw, err := os.ReadFile(name) //nolint:gosec // the operator's own folder
	if errors.Is(err, fs.ErrNotExist) {
		return makeSigner(dir, name, random)
	}
	if err != nil {
		return nil, fmt.Errorf("pack: read key: %w", err)
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("pack: read key: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("pack: key %s has mode %#o, readable by others: set it to 0600", name, mode)
	}
	block, _ := pem.Decode(raw)
	if block == nil || block.Type != keyBlock || len(block.Bytes) != ed25519.SeedSize {
		return nil, fmt.Errorf("pack: key %s is damaged", name)
	}
	return &Signer{key: ed25519.NewKeyFromSeed(block.Bytes)}, nil
}

func makeSigner(dir, name string, random io.Reader) (*Signer, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("pack: make key: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("pack: make key: %w", err)
	}
	// Written whole before it gets its name: a crash leaves no half a key behind.
	f, err := os.CreateTemp(dir, "package.key.*")
	if err != nil {
		return nil, fmt.Errorf("pack: make key: %w", err)
	}
	defer os.Remove(f.Name()) //nolint:errcheck // gone already when all went well
	_, err = f.Write(pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: seed}))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("pack: make key: %w", err)
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return nil, fmt.Errorf("pack: make key: %w", err)
	}
	return &Signer{key: ed25519.NewKeyFromSeed(seed)}, nil
}

// Public returns the key that Verify needs, as base64.
func (s *Signer) Public() string {
	return base64.StdEncoding.EncodeToString(s.key.Public().(ed25519.PublicKey)) //nolint:errcheck,forcetypeassert // an ed25519 key's public key is one
}

// Sign returns the signature over a package's hash, as base64.
func (s *Signer) Sign(hash id.BlobHash) string {
	return base64.StdEncoding.EncodeToString(ed25519.Sign(s.key, []byte(signContext+string(hash))))
}

// Verify checks a signature over a package's hash with a key in base64. It fails with ErrSignature.
func Verify(public string, hash id.BlobHash, signature string) error {
	key, err := base64.StdEncoding.DecodeString(public)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return fmt.Errorf("pack: verify %s: the key is malformed: %w", hash, ErrSignature)
	}
	sig, err := base64.StdEncoding.DecodeString(signature)
	if err != nil || !ed25519.Verify(key, []byte(signContext+string(hash)), sig) {
		return fmt.Errorf("pack: verify %s: %w", hash, ErrSignature)
	}
	return nil
}
