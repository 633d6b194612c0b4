package wechatpay

import (
	"context"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/superette/superette/internal/pay"
)

// Platform is the key that this instance signs with, and its certificate.
type Platform struct {
	Key         *rsa.PrivateKey
	Certificate *x509.Certificate
}

// PublicKeyID is the name of the platform's public key: merchants that verify with the key alone, and hold no certificate, know it by
// this. It follows from the key. The vendor's begin so too, and go on in digits.
func PublicKeyID(p Platform) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(p.Certificate.PublicKey)
	if err != nil {
		return "", fmt.Errorf("compat/wechatpay: the platform's key: %w", err)
	}
	sum := sha256.Sum256(der)
	return fmt.Sprintf("%s01%020d%012d", publicKeyPrefix, binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint32(sum[8:12])), nil
}

const publicKeyPrefix = "PUB_KEY_ID_"

// nameFor returns the name that what we tell a merchant is signed under: the one that it asks for by its header, or else the one that
// it knows, which a header changes from then on. It fails with errSerial for a name that is not ours.
func (s *Service) nameFor(ctx context.Context, p Platform, m pay.Merchant, asked string) (string, error) {
	public, err := PublicKeyID(p)
	if err != nil {
		return "", err
	}
	certificate := serialOf(p.Certificate)
	uses := m.PublicKey
	switch {
	case asked == "":
	case asked == public:
		uses = true
	case strings.EqualFold(asked, certificate):
		uses = false
	default:
		return "", errSerial
	}
	if uses != m.PublicKey {
		if err := s.Pay.UsePublicKey(ctx, m.ID, uses); err != nil {
			return "", err
		}
	}
	if uses {
		return public, nil
	}
	return certificate, nil
}

// algorithm is how the dialect encrypts, with its own name for it.
const algorithm = "AEAD_AES_256_GCM"

// sealed is something encrypted for a merchant.
type sealed struct {
	Algorithm      string `json:"algorithm"`
	Nonce          string `json:"nonce"` // 12 characters
	AssociatedData string `json:"associated_data"`
	Ciphertext     string `json:"ciphertext"` // base64, the tag at its end
	OriginalType   string `json:"original_type,omitempty"`
}

// nonceOf returns n random characters of a to z and 0 to 9.
func (s *Service) nonceOf(n int) (string, error) {
	const alphabet = "0123456789abcdefghijklmnopqrstuv" // 32, so that every byte is worth five even bits
	raw := make([]byte, n)
	if _, err := io.ReadFull(s.Random, raw); err != nil {
		return "", fmt.Errorf("compat/wechatpay: nonce: %w", err)
	}
	for i, b := range raw {
		raw[i] = alphabet[b&31]
	}
	return string(raw), nil
}

// seal encrypts for the holder of a merchant's APIv3 key.
func (s *Service) seal(key []byte, kind string, plain []byte) (sealed, error) {
	nonce, err := s.nonceOf(12)
	if err != nil {
		return sealed{}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return sealed{}, fmt.Errorf("compat/wechatpay: encrypt: %w", err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return sealed{}, fmt.Errorf("compat/wechatpay: encrypt: %w", err)
	}
	text := gcm.Seal(nil, []byte(nonce), plain, []byte(kind))
	return sealed{Algorithm: algorithm, Nonce: nonce, AssociatedData: kind, Ciphertext: base64.StdEncoding.EncodeToString(text)}, nil
}

// signature is what the headers of an answer or a notice say.
type signature struct{ timestamp, nonce, serial, sign string }

// sign signs a body as the platform does, under one of its names: over time, nonce and body, a line each. It waits for one of a few places.
func (s *Service) sign(ctx context.Context, p Platform, name string, body []byte) (signature, error) {
	nonce, err := s.nonceOf(32)
	if err != nil {
		return signature{}, err
	}
	g := signature{timestamp: strconv.FormatInt(s.Now().Unix(), 10), nonce: nonce, serial: name}
	sum := sha256.Sum256([]byte(g.timestamp + "\n" + g.nonce + "\n" + string(body) + "\n"))
	select {
	case s.places <- struct{}{}:
		defer func() { <-s.places }()
	case <-ctx.Done():
		return signature{}, fmt.Errorf("compat/wechatpay: wait to sign: %w", ctx.Err())
	}
	raw, err := rsa.SignPKCS1v15(s.Random, p.Key, crypto.SHA256, sum[:])
	if err != nil {
		return signature{}, fmt.Errorf("compat/wechatpay: sign: %w", err)
	}
	g.sign = base64.StdEncoding.EncodeToString(raw)
	return g, nil
}

// each calls set with each header that carries the signature.
func (g signature) each(set func(name, value string)) {
	set("Wechatpay-Timestamp", g.timestamp)
	set("Wechatpay-Nonce", g.nonce)
	set("Wechatpay-Serial", g.serial)
	set("Wechatpay-Signature", g.sign)
	set("Wechatpay-Signature-Type", scheme)
}
