package account_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/superette/superette/internal/account"
)

// authenticator is a browser with one passkey in it. Its fields are what a hostile one would change.
type authenticator struct {
	t       *testing.T
	key     *ecdsa.PrivateKey
	id      []byte
	handle  []byte // of the user
	counter uint32
	flags   byte   // user present and verified
	origin  string // what the browser says the page is
	party   string // whose key it is
	more    string // what the browser says besides
}

const present, verified, attested = 0x01, 0x04, 0x40

func newAuthenticator(t *testing.T) *authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &authenticator{t: t, key: key, id: make([]byte, 32), flags: present | verified, origin: origin, party: "localhost", counter: 1}
	if _, err := rand.Read(a.id); err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *authenticator) clientData(kind string, challenge []byte) []byte {
	data, err := json.Marshal(map[string]any{
		"type": kind, "challenge": base64.RawURLEncoding.EncodeToString(challenge), "origin": a.origin, "crossOrigin": false, "more": a.more,
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return data
}

func (a *authenticator) data(flags byte) []byte {
	party := sha256.Sum256([]byte(a.party))
	return binary.BigEndian.AppendUint32(append(party[:], flags), a.counter)
}

// make answers navigator.credentials.create. The CBOR is written by hand: it is always of the same shape.
func (a *authenticator) make(m account.PasskeyMake) account.Attestation {
	a.handle = m.UserHandle
	public, err := a.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		a.t.Fatal(err)
	}
	cose := append([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}, public[1:33]...) // EC2, ES256, P-256, x:
	return a.attest(m, append(append(cose, 0x22, 0x58, 0x20), public[33:]...))                          // y:
}

// attest answers with any key in COSE.
func (a *authenticator) attest(m account.PasskeyMake, cose []byte) account.Attestation {
	data := append(a.data(a.flags|attested), make([]byte, 16)...) // no AAGUID
	data = binary.BigEndian.AppendUint16(data, uint16(len(a.id))) //nolint:gosec // 32
	data = append(data, a.id...)
	data = append(data, cose...)
	object := append([]byte{0xa3, 0x63}, "fmt"...)
	object = append(append(object, 0x64), "none"...)
	object = append(append(object, 0x67), "attStmt"...)
	object = append(append(object, 0xa0, 0x68), "authData"...)
	object = binary.BigEndian.AppendUint16(append(object, 0x59), uint16(len(data))) //nolint:gosec // below 64 KB
	return account.Attestation{
		Credential: a.id, ClientData: a.clientData("webauthn.create", m.Challenge), Object: append(object, data...), Transports: []string{"internal"},
	}
}

// sign answers navigator.credentials.get.
func (a *authenticator) sign(ask account.PasskeyAsk) account.Assertion {
	a.counter++
	client := a.clientData("webauthn.get", ask.Challenge)
	data := a.data(a.flags)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, digest[:])
	if err != nil {
		a.t.Fatal(err)
	}
	return account.Assertion{Credential: a.id, ClientData: client, AuthenticatorData: data, Signature: signature, UserHandle: a.handle}
}
