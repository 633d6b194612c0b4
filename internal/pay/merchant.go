package pay

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// Merchant takes money for goods, in some mini programs.
type Merchant struct {
	ID   string // mchid
	Name string
	Apps []id.AppID
	// APIKey encrypts what the merchant is told: 32 bytes.
	APIKey []byte
	// Certificates are those whose keys the merchant signs with.
	Certificates []*x509.Certificate
	// PublicKey is set if the merchant knows the platform by its public key instead of its certificate; see UsePublicKey. What a merchant
	// is kept as leaves it alone.
	PublicKey bool
}

// SerialOf returns the serial number of a certificate as the dialects write it: upper-case hex.
func SerialOf(c *x509.Certificate) string {
	return strings.ToUpper(c.SerialNumber.Text(16))
}

// KeepMerchant makes a merchant, or changes the one of that id to what is given; certificates are added. Its account is
// opened. It fails with ErrMerchant.
func (s *Service) KeepMerchant(ctx context.Context, m Merchant) error {
	if err := m.check(); err != nil {
		return err
	}
	if _, err := s.Ledger.OpenAccount(ctx, merchantAccount, m.ID, CNY); err != nil {
		return fmt.Errorf("pay: keep merchant %s: %w", m.ID, err)
	}
	if err := s.DB.Write(ctx, func(tx store.Tx) error { return upsertMerchant(tx, m, s.Now()) }); err != nil {
		return fmt.Errorf("pay: keep merchant %s: %w", m.ID, err)
	}
	return nil
}

// UsePublicKey notes by what a merchant knows the platform that signs what it is told.
func (s *Service) UsePublicKey(ctx context.Context, mchid string, uses bool) error {
	if err := s.DB.Write(ctx, func(tx store.Tx) error { return usePublicKey(tx, mchid, uses) }); err != nil {
		return fmt.Errorf("pay: merchant %s: %w", mchid, err)
	}
	return nil
}

// check holds a merchant to its form: the mchid is 8 to 10 digits, as WeChat Pay's, and the name one line that can be shown.
func (m Merchant) check() error {
	switch {
	case len(m.ID) < 8 || len(m.ID) > 10 || strings.Trim(m.ID, "0123456789") != "":
		return ErrMerchant.With("A merchant's number has 8 to 10 digits.")
	case m.Name == "" || utf8.RuneCountInString(m.Name) > merchantNameMax || !shownText(m.Name):
		return ErrMerchant.With("A merchant's name is one line of 1 to 64 characters.")
	case len(m.APIKey) != 32:
		return ErrMerchant.With("A merchant's API key has 32 bytes.")
	}
	for _, c := range m.Certificates {
		if _, ok := c.PublicKey.(*rsa.PublicKey); !ok {
			return ErrMerchant.With("A merchant's certificate has an RSA key.")
		}
	}
	return nil
}

const merchantNameMax = 64

// FindMerchant returns a merchant. It fails with ErrNoMerchant.
func (s *Service) FindMerchant(ctx context.Context, mchid string) (m Merchant, err error) {
	err = s.DB.Read(ctx, func(tx store.Tx) error {
		var found bool
		if m, found, err = findMerchant(tx, mchid); err == nil && !found {
			err = ErrNoMerchant
		}
		return err
	})
	if err != nil {
		return Merchant{}, fmt.Errorf("pay: merchant %s: %w", mchid, err)
	}
	return m, nil
}

// MerchantsOf returns the merchants that may take money in a program.
func (s *Service) MerchantsOf(ctx context.Context, app id.AppID) (list []Merchant, err error) {
	err = s.DB.Read(ctx, func(tx store.Tx) error {
		list, err = listMerchantsOf(tx, app)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("pay: merchants of %s: %w", app, err)
	}
	return list, nil
}

// Signed is what a program wants to have paid. To wx.requestPayment it hands the merchant's signature over the program, a time, a nonce
// and the order; see merchant-pay documentation of APIv3, "paySign". To my.tradePay it hands the number of an order, or an order as its
// merchant signed it. One of Package, TradeNo and OrderText is set.
type Signed struct {
	App       id.AppID
	TimeStamp string
	Nonce     string
	Package   string // prepay_id=ord_…
	SignType  string // RSA
	Sign      string // base64

	TradeNo   string // tradeNO: ord_…
	OrderText string // orderStr; see OrderTexts
}

// text is what is signed.
func (g Signed) text() []byte {
	return []byte(string(g.App) + "\n" + g.TimeStamp + "\n" + g.Nonce + "\n" + g.Package + "\n")
}

// Signed reports whether a key of a certificate of the merchant's that is valid now signed a text, by RSA with SHA-256.
func (m Merchant) Signed(text, sign []byte, now time.Time) bool {
	sum := sha256.Sum256(text)
	return slices.ContainsFunc(m.Certificates, func(c *x509.Certificate) bool {
		key, ok := c.PublicKey.(*rsa.PublicKey)
		return ok && validAt(c, now) && rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], sign) == nil
	})
}

func validAt(c *x509.Certificate, now time.Time) bool {
	return !now.Before(c.NotBefore) && !now.After(c.NotAfter)
}

// verify checks the signature against the merchant's certificates. What carries none (an order that goes by its number, or that was
// verified as it was read) needs a merchant that has not lost all of them. It fails with ErrSignature.
func (s *Service) verify(ctx context.Context, mchid string, g Signed) error {
	if g.dialect() == Alipay {
		m, err := s.FindMerchant(ctx, mchid)
		if err != nil {
			return err
		}
		if now := s.Now(); !slices.ContainsFunc(m.Certificates, func(c *x509.Certificate) bool { return validAt(c, now) }) {
			return ErrSignature
		}
		return nil
	}
	if g.SignType != "RSA" || len(g.TimeStamp) > 32 || len(g.Nonce) > 64 {
		return ErrSignature
	}
	sign, err := base64.StdEncoding.DecodeString(g.Sign)
	if err != nil {
		return ErrSignature
	}
	// Read each time: a certificate that the operator revoked, in another process, ends at once.
	m, err := s.FindMerchant(ctx, mchid)
	if err != nil {
		return err
	}
	if !m.Signed(g.text(), sign, s.Now()) {
		return ErrSignature
	}
	return nil
}

// payeeName returns the shown name of whom a payment pays.
func (s *Service) payeeName(ctx context.Context, p Payment) (name string, err error) {
	if p.Kind == ForTransfer {
		people, err := s.People.People(ctx, []id.UserID{id.UserID(p.Payee)})
		return people[id.UserID(p.Payee)].Name, err
	}
	err = s.DB.Read(ctx, func(tx store.Tx) error {
		name, err = findMerchantName(tx, p.Payee)
		return err
	})
	return name, err
}
