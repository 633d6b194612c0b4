package app

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// authority is the instance's own certificate authority. It vouches for the key that payments are signed with, and for
// those of merchants. All of it is made at its first use, since RSA keys take a moment to find and most instances that
// only chat need none.
type authority struct {
	dir    string // the folder of keys
	now    func() time.Time
	random io.Reader

	mu    sync.Mutex
	known map[string]identity
}

// identity is a key with its certificate.
type identity struct {
	key         *rsa.PrivateKey
	certificate *x509.Certificate
}

// keyBits is what WeChat Pay's own keys have; client libraries check nothing longer.
const keyBits = 2048

const (
	authorityName  = "authority"
	authorityYears = 20
	identityYears  = 5 // as long as WeChat Pay's certificates are valid
)

func newAuthority(dir string, now func() time.Time, random io.Reader) *authority {
	return &authority{dir: dir, now: now, random: random, known: map[string]identity{}}
}

// issue returns the identity of a name, made at its first use and kept in the folder of keys as NAME.pem, which holds the
// private key and its certificate.
func (a *authority) issue(name string) (identity, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	root, err := a.open(authorityName, nil)
	if err != nil {
		return identity{}, err
	}
	return a.open(name, &root)
}

// certify makes a new key with its certificate for somebody else, and keeps nothing of it here.
func (a *authority) certify(name string) (identity, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	root, err := a.open(authorityName, nil)
	if err != nil {
		return identity{}, err
	}
	one, err := a.create(name, &root)
	if err != nil {
		return identity{}, fmt.Errorf("app: certify %s: %w", name, err)
	}
	return one, nil
}

func (a *authority) open(name string, by *identity) (identity, error) {
	if one, ok := a.known[name]; ok {
		return one, nil
	}
	path := filepath.Join(a.dir, name+".pem")
	content, err := os.ReadFile(path) //nolint:gosec // names are ours
	var one identity
	switch {
	case err == nil:
		one, err = parseIdentity(content)
	case errors.Is(err, fs.ErrNotExist):
		if err = errors.Join(a.make(path, name, by), rememberKey(filepath.Dir(a.dir), name+".pem")); err == nil {
			content, err = os.ReadFile(path) //nolint:gosec // as above; another process may have been faster
		}
		if err == nil {
			one, err = parseIdentity(content)
		}
	}
	if err != nil {
		return identity{}, fmt.Errorf("app: the key %s: %w", path, err)
	}
	a.known[name] = one
	return one, nil
}

var errIdentity = errors.New("it does not hold a key and its certificate") //nolint:gochecknoglobals // a named failure

func parseIdentity(content []byte) (one identity, err error) {
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "PRIVATE KEY":
			key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil {
				return identity{}, err
			}
			one.key, _ = key.(*rsa.PrivateKey)
		case "CERTIFICATE":
			if one.certificate, err = x509.ParseCertificate(block.Bytes); err != nil {
				return identity{}, err
			}
		}
	}
	if one.key == nil || one.certificate == nil || !one.key.PublicKey.Equal(one.certificate.PublicKey) {
		return identity{}, errIdentity
	}
	return one, nil
}

// make makes an identity and writes it down, unless there is one by then.
func (a *authority) make(path, name string, by *identity) error {
	one, err := a.create(name, by)
	if err != nil {
		return err
	}
	return writeSecret(a.dir, path, append(one.keyPEM(), one.certificatePEM()...))
}

// create makes a key and its certificate, signed by another one, or by itself.
func (a *authority) create(name string, by *identity) (identity, error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return identity{}, err
	}
	serial := make([]byte, 20) // as long as RFC 5280 lets it be, and as WeChat Pay's
	if _, err := io.ReadFull(a.random, serial); err != nil {
		return identity{}, err
	}
	serial[0] = serial[0]&0x7f | 0x40 // positive, and always written with 40 digits
	now := a.now().Truncate(time.Second)
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(serial), Subject: pkix.Name{CommonName: name, Organization: []string{"Superette"}},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(identityYears, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true,
	}
	parent, signer := template, key
	if by == nil {
		template.IsCA, template.KeyUsage, template.NotAfter = true, x509.KeyUsageCertSign, now.AddDate(authorityYears, 0, 0)
	} else {
		parent, signer = by.certificate, by.key
	}
	der, err := x509.CreateCertificate(a.random, template, parent, key.Public(), signer)
	if err != nil {
		return identity{}, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return identity{}, err
	}
	return identity{key, certificate}, nil
}

func (o identity) keyPEM() []byte {
	der, err := x509.MarshalPKCS8PrivateKey(o.key)
	if err != nil {
		panic(err) // an RSA key can always be written
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// publicPEM is the key that verifies what the identity signs.
func (o identity) publicPEM() ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(o.certificate.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("app: a public key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

func (o identity) certificatePEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: o.certificate.Raw})
}
