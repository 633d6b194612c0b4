package push_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/superette/superette/internal/push"
)

// serviceOrigin is where browsers of the tests were given addresses.
const serviceOrigin = "https://push.example.org"

// browser is what a subscription is made of on its own side.
type browser struct {
	endpoint string
	key      *ecdh.PrivateKey
	secret   []byte
}

func (b browser) subscription(locale string, preview bool) push.Subscription {
	return push.Subscription{Endpoint: b.endpoint, PublicKey: b.key.PublicKey().Bytes(), Secret: b.secret, Locale: locale, Preview: preview}
}

// pushed is what a browser was handed.
type pushed struct {
	shown push.Shown
	topic string
	bytes int
}

// pushService is a push service that believes nothing: it checks each token and hands on only what its browser can decrypt.
type pushService struct {
	t   *testing.T
	now func() time.Time
	url string
	key []byte // of the only instance that may ask

	mu       sync.Mutex
	browsers map[string]browser // by path
	answers  []answer           // in place of 201, one for each request
	got      map[string][]pushed
	asked    int
	arrived  chan string // paths
}

type answer struct {
	status     int
	retryAfter string
}

func newPushService(t *testing.T, now func() time.Time) *pushService {
	t.Helper()
	p := &pushService{t: t, now: now, browsers: map[string]browser{}, got: map[string][]pushed{}, arrived: make(chan string, 1000)}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// browse makes a browser with an address here.
func (p *pushService) browse() browser {
	p.t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	secret := make([]byte, 16)
	_, _ = rand.Read(secret)
	p.mu.Lock()
	defer p.mu.Unlock()
	path := "/send/" + rand.Text()
	b := browser{serviceOrigin + path, key, secret}
	p.browsers[path] = b
	return b
}

func (p *pushService) answer(list ...answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers = list
}

func (p *pushService) of(b browser) []pushed {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.got[strings.TrimPrefix(b.endpoint, serviceOrigin)]
}

func (p *pushService) requests() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

func (p *pushService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	defer func() { p.arrived <- r.URL.Path }()
	if len(p.answers) > 0 {
		first := p.answers[0]
		p.answers = p.answers[1:]
		if first.retryAfter != "" {
			w.Header().Set("Retry-After", first.retryAfter)
		}
		w.WriteHeader(first.status)
		return
	}
	b, ok := p.browsers[r.URL.Path]
	if !ok {
		w.WriteHeader(http.StatusGone)
		return
	}
	got, err := p.read(r, b)
	if err != nil {
		p.t.Errorf("the push service refuses: %v", err)
		w.WriteHeader(http.StatusForbidden)
		return
	}
	p.got[r.URL.Path] = append(p.got[r.URL.Path], got)
	w.WriteHeader(http.StatusCreated)
}

func (p *pushService) read(r *http.Request, b browser) (got pushed, err error) {
	if r.Method != http.MethodPost || r.Host != "push.example.org" {
		return got, fmt.Errorf("%s at %s", r.Method, r.Host)
	}
	if err := p.checkToken(r.Header.Get("Authorization")); err != nil {
		return got, err
	}
	if ttl, err := strconv.Atoi(r.Header.Get("TTL")); err != nil || ttl <= 0 {
		return got, fmt.Errorf("TTL %q", r.Header.Get("TTL"))
	}
	if u := r.Header.Get("Urgency"); u != "high" && u != "normal" {
		return got, fmt.Errorf("urgency %q", u)
	}
	got.topic = r.Header.Get("Topic")
	if _, err := base64.RawURLEncoding.DecodeString(got.topic); err != nil || len(got.topic) > 32 || got.topic == "" {
		return got, fmt.Errorf("topic %q", got.topic)
	}
	if r.Header.Get("Content-Encoding") != "aes128gcm" {
		return got, errors.New("not aes128gcm")
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 4097))
	if err != nil || len(body) > 4096 {
		return got, fmt.Errorf("a body of %d bytes: %w", len(body), err)
	}
	got.bytes = len(body)
	text, err := decrypt(body, b)
	if err != nil {
		return got, err
	}
	return got, json.Unmarshal(text, &got.shown)
}

// checkToken does what RFC 8292 asks of a push service.
func (p *pushService) checkToken(header string) error {
	rest, ok := strings.CutPrefix(header, "vapid ")
	parts := map[string]string{}
	for pair := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		parts[name] = value
	}
	key, err := base64.RawURLEncoding.DecodeString(parts["k"])
	if !ok || err != nil || string(key) != string(p.key) {
		return fmt.Errorf("authorization %q is not of the instance that this browser subscribed to", header)
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), key)
	if err != nil {
		return err
	}
	fields := strings.Split(parts["t"], ".")
	if len(fields) != 3 {
		return errors.New("no token")
	}
	var decoded [3][]byte
	for i, field := range fields {
		if decoded[i], err = base64.RawURLEncoding.DecodeString(field); err != nil {
			return err
		}
	}
	sum := sha256.Sum256([]byte(fields[0] + "." + fields[1]))
	if len(decoded[2]) != 64 || !ecdsa.Verify(public, sum[:], new(big.Int).SetBytes(decoded[2][:32]), new(big.Int).SetBytes(decoded[2][32:])) {
		return errors.New("the signature is wrong")
	}
	var head struct{ Typ, Alg string }
	var claims struct {
		Aud, Sub string
		Exp      int64
	}
	if err := errors.Join(json.Unmarshal(decoded[0], &head), json.Unmarshal(decoded[1], &claims)); err != nil {
		return err
	}
	left := time.Unix(claims.Exp, 0).Sub(p.now())
	switch {
	case head.Alg != "ES256":
		return fmt.Errorf("signed by %q", head.Alg)
	case claims.Aud != serviceOrigin:
		return fmt.Errorf("for %q", claims.Aud)
	case left <= 0 || left > 24*time.Hour:
		return fmt.Errorf("good for %s", left)
	case !strings.HasPrefix(claims.Sub, "https:") && !strings.HasPrefix(claims.Sub, "mailto:"):
		return fmt.Errorf("of %q", claims.Sub)
	}
	return nil
}

// decrypt does what a browser does: RFC 8291 from the receiver's side.
func decrypt(body []byte, b browser) ([]byte, error) {
	const head = 16 + 4 + 1 + 65
	if len(body) < head || body[20] != 65 {
		return nil, errors.New("no header of aes128gcm")
	}
	salt, record, theirs, sealed := body[:16], binary.BigEndian.Uint32(body[16:20]), body[21:head], body[head:]
	if int(record) < len(sealed) {
		return nil, errors.New("more than one record")
	}
	public, err := ecdh.P256().NewPublicKey(theirs)
	if err != nil {
		return nil, err
	}
	shared, err := b.key.ECDH(public)
	if err != nil {
		return nil, err
	}
	input, err := hkdf.Key(sha256.New, shared, b.secret, "WebPush: info\x00"+string(b.key.PublicKey().Bytes())+string(theirs), 32)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, input, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, err
	}
	nonce, err := hkdf.Key(sha256.New, input, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	open, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	plain, err := open.Open(nil, nonce, sealed, nil)
	if err != nil {
		return nil, err
	}
	text := strings.TrimRight(string(plain), "\x00")
	if !strings.HasSuffix(text, "\x02") {
		return nil, errors.New("no last record")
	}
	return []byte(strings.TrimSuffix(text, "\x02")), nil
}
