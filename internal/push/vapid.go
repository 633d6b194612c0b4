package push

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
)

// tokenTTL is how long a token is good for. RFC 8292 allows a day; clocks differ.
const tokenTTL = 12 * time.Hour

// signer proves to push services that it is always the same instance that asks.
type signer struct {
	secret  []byte
	private *ecdsa.PrivateKey
	public  []byte // uncompressed
	subject string // whom the service's operator may turn to
}

// newSigner derives the key. One number in four billion is no key of P-256: then the next is taken.
func newSigner(secret []byte, origin string) (*signer, error) {
	s := &signer{secret: secret, subject: origin}
	if !strings.HasPrefix(origin, "https:") { // RFC 8292 knows https and mailto
		s.subject = "mailto:operator@localhost"
	}
	for n := byte(0); s.private == nil; n++ {
		sum := sha256.Sum256(append([]byte("superette push vapid\x00"), append([]byte{n}, secret...)...))
		s.private, _ = ecdsa.ParseRawPrivateKey(elliptic.P256(), sum[:])
	}
	var err error
	if s.public, err = s.private.PublicKey.Bytes(); err != nil {
		return nil, fmt.Errorf("push: the key: %w", err)
	}
	return s, nil
}

// authorization returns the header by which the service of an endpoint knows us.
func (s *signer) authorization(endpoint string, now time.Time, random io.Reader) (string, error) {
	u, err := url.Parse(endpoint)
	if err != nil {
		return "", fmt.Errorf("push: endpoint: %w", err)
	}
	claims, err := json.Marshal(struct {
		Audience string `json:"aud"`
		Expires  int64  `json:"exp"`
		Subject  string `json:"sub"`
	}{u.Scheme + "://" + u.Host, now.Add(tokenTTL).Unix(), s.subject})
	if err != nil {
		return "", fmt.Errorf("push: token: %w", err)
	}
	text := encode([]byte(`{"typ":"JWT","alg":"ES256"}`)) + "." + encode(claims)
	sum := sha256.Sum256([]byte(text))
	r, v, err := ecdsa.Sign(random, s.private, sum[:])
	if err != nil {
		return "", fmt.Errorf("push: sign: %w", err)
	}
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	v.FillBytes(signature[32:])
	return "vapid t=" + text + "." + encode(signature) + ", k=" + encode(s.public), nil
}

// topic names a topic for a push service, which replaces what it has not delivered by what comes later of the same name. Each
// device's are names of its own: who keeps them learns from no two devices that they speak of one thing.
func (s *signer) topic(session, topic string) string {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte("topic\x00" + session + "\x00" + topic))
	const longest = 24 // 32 characters
	return encode(mac.Sum(nil)[:longest])
}

func encode(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
