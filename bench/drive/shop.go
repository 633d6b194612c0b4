package drive

import (
	"bytes"
	"context"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/id"
)

// shop is a merchant's server: it places orders and is told what was paid.
type shop struct {
	mchid    string
	app      id.AppID
	serial   string
	key      *rsa.PrivateKey
	apiKey   []byte
	platform *rsa.PublicKey
	board    *httptest.Server
	nonces   atomic.Int64

	mu    sync.Mutex
	told  map[string]time.Time // by out_trade_no
	wrong []error
}

// openShop reads what the demo tells the merchant's server.
func openShop(file string) (*shop, error) {
	content, err := os.ReadFile(file) //nolint:gosec // the run's own folder
	if err != nil {
		return nil, err
	}
	env := map[string]string{}
	for _, m := range regexp.MustCompile(`(?s)(\w+)="(.*?)"\n`).FindAllStringSubmatch(string(content), -1) {
		env[m[1]] = m[2]
	}
	key, _ := pem.Decode([]byte(env["WECHATPAY_MERCHANT_KEY"]))
	certificate, _ := pem.Decode([]byte(env["WECHATPAY_PLATFORM_CERTIFICATE"]))
	if key == nil || certificate == nil {
		return nil, fmt.Errorf("%s lacks a key or a certificate", file)
	}
	s := &shop{
		mchid: env["WECHATPAY_MCHID"], app: id.AppID(env["WECHAT_APPID"]), serial: env["WECHATPAY_MERCHANT_SERIAL"],
		apiKey: []byte(env["WECHATPAY_APIV3_KEY"]), told: map[string]time.Time{},
	}
	private, err := x509.ParsePKCS8PrivateKey(key.Bytes)
	if err != nil {
		return nil, err
	}
	platform, err := x509.ParseCertificate(certificate.Bytes)
	if err != nil {
		return nil, err
	}
	var right [2]bool
	s.key, right[0] = private.(*rsa.PrivateKey)
	s.platform, right[1] = platform.PublicKey.(*rsa.PublicKey)
	if right != [2]bool{true, true} || s.mchid == "" {
		return nil, fmt.Errorf("%s is not what a merchant needs", file)
	}
	s.board = httptest.NewServer(http.HandlerFunc(s.take))
	return s, nil
}

func (s *shop) address() string { return strings.TrimPrefix(s.board.URL, "http://") }
func (s *shop) close()          { s.board.Close() }

func (s *shop) sign(parts ...string) (string, error) {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n") + "\n"))
	raw, err := rsa.SignPKCS1v15(rand.Reader, s.key, crypto.SHA256, sum[:])
	return base64.StdEncoding.EncodeToString(raw), err
}

func (s *shop) nonce() string { return fmt.Sprintf("%d-%d", os.Getpid(), s.nonces.Add(1)) }

// verify checks the platform's signature.
func (s *shop) verify(h http.Header, body []byte) error {
	sign, err := base64.StdEncoding.DecodeString(h.Get("Wechatpay-Signature"))
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(h.Get("Wechatpay-Timestamp") + "\n" + h.Get("Wechatpay-Nonce") + "\n" + string(body) + "\n"))
	return rsa.VerifyPKCS1v15(s.platform, crypto.SHA256, sum[:], sign)
}

// prepay places an order for somebody and returns its prepay_id.
func (w *Town) prepay(ctx context.Context, trade string, p *Person, fen int64) (string, error) {
	s := w.shop
	body, err := json.Marshal(map[string]any{
		"appid": s.app, "mchid": s.mchid, "description": "Tea " + trade, "out_trade_no": trade, "notify_url": s.board.URL + "/notify",
		"amount": map[string]any{"total": fen, "currency": "CNY"}, "payer": map[string]any{"openid": p.OpenID},
	})
	if err != nil {
		return "", err
	}
	const uri = "/v3/pay/transactions/jsapi"
	timestamp, nonce := strconv.FormatInt(w.Now().Unix(), 10), s.nonce()
	signature, err := s.sign(http.MethodPost, uri, timestamp, nonce, string(body))
	if err != nil {
		return "", err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url+uri, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Authorization", fmt.Sprintf(`WECHATPAY2-SHA256-RSA2048 mchid="%s",nonce_str="%s",timestamp="%s",serial_no="%s",signature="%s"`,
		s.mchid, nonce, timestamp, s.serial, signature))
	header, answer, err := w.do(q)
	if err != nil {
		return "", err
	}
	if err := s.verify(header, answer); err != nil {
		return "", err
	}
	var said struct {
		PrepayID string `json:"prepay_id"`
	}
	return said.PrepayID, json.Unmarshal(answer, &said)
}

// signed is what the shop's program hands to wx.requestPayment.
func (w *Town) signed(prepay string) (*superettev1.Signed, error) {
	s := w.shop
	g := &superettev1.Signed{
		AppId: string(s.app), TimeStamp: strconv.FormatInt(w.Now().Unix(), 10), NonceStr: s.nonce(), Package: "prepay_id=" + prepay, SignType: "RSA",
	}
	var err error
	g.PaySign, err = s.sign(g.AppId, g.TimeStamp, g.NonceStr, g.Package)
	return g, err
}

// take is the shop's notify_url.
func (s *shop) take(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var trade string
	if err == nil {
		trade, err = s.open(r.Header, body)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, again := s.told[trade]; again {
		err = fmt.Errorf("the shop was told twice of %s", trade)
	}
	if err != nil {
		s.wrong = append(s.wrong, err)
		rw.WriteHeader(http.StatusBadRequest)
		return
	}
	s.told[trade] = time.Time{}
}

// open checks and decrypts a notice and returns its out_trade_no.
func (s *shop) open(h http.Header, body []byte) (string, error) {
	if err := s.verify(h, body); err != nil {
		return "", fmt.Errorf("a notice with a wrong signature: %w", err)
	}
	var n struct {
		Resource struct {
			Nonce, Ciphertext string
			AssociatedData    string `json:"associated_data"`
		}
	}
	if err := json.Unmarshal(body, &n); err != nil {
		return "", err
	}
	text, err := base64.StdEncoding.DecodeString(n.Resource.Ciphertext)
	if err != nil {
		return "", err
	}
	block, err := aes.NewCipher(s.apiKey)
	if err != nil {
		return "", err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return "", err
	}
	plain, err := gcm.Open(nil, []byte(n.Resource.Nonce), text, []byte(n.Resource.AssociatedData))
	if err != nil {
		return "", fmt.Errorf("a notice that cannot be opened: %w", err)
	}
	var o struct {
		OutTradeNo string `json:"out_trade_no"`
		TradeState string `json:"trade_state"`
	}
	if err := json.Unmarshal(plain, &o); err != nil {
		return "", err
	}
	if o.TradeState != "SUCCESS" {
		return "", fmt.Errorf("a notice of state %q", o.TradeState)
	}
	return o.OutTradeNo, nil
}

func (s *shop) state() (told int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.told), errors.Join(s.wrong...)
}
