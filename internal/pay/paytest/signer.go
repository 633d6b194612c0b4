// Package paytest has what tests of merchants need: keys with certificates.
package paytest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"sync"
	"time"
)

// Signer is a key with its certificate, which is valid for as long as anybody will run tests.
type Signer struct {
	Key         *rsa.PrivateKey
	Certificate *x509.Certificate
}

// Signers returns three, the same ones whenever a test binary asks: making RSA keys takes long.
func Signers() [3]Signer { return signers() }

var signers = sync.OnceValue(func() [3]Signer { //nolint:gochecknoglobals // see Signers
	return [3]Signer{newSigner(0x1000_0001), newSigner(0x1000_0002), newSigner(0x1000_0003)}
})

func newSigner(serial int64) Signer {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "test"},
		NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2120, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return Signer{key, certificate}
}
