package app

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/superette/superette/internal/compat/wechatpay"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/store"
)

// MerchantConfig says whose merchants a command looks after. The instance may be running: merchants are read from their
// rows whenever one asks or signs.
type MerchantConfig struct {
	Data   string
	DB     string // the address of the instance's PostgreSQL database, if it has one
	Now    func() time.Time
	Random io.Reader
	To     io.Writer
}

// NewMerchant is a merchant to be made.
type NewMerchant struct {
	Name   string
	Apps   []string // appids; there must be such programs
	Number string   // the mchid, "" for a new one
	Out    string   // the folder for its keys, which must not be there yet; "" for merchant-MCHID
	URL    string   // of the instance, as the merchant's server reaches it
}

// NewKeys says whose keys are renewed.
type NewKeys struct {
	Number string
	APIKey bool // the key that encrypts what the merchant is told, too
	Out    string
	URL    string
}

// AddMerchant makes a merchant and writes what its server has to know into a new folder, mode 0700, its files 0600: its
// private key, which is nowhere else, its certificate, the APIv3 key, the platform's certificate, the same keys as Alipay's backends
// take them, and merchant.env with all of it. It returns a Refusal for what the operator can set right.
func AddMerchant(ctx context.Context, c MerchantConfig, n NewMerchant) error {
	apps := make([]id.AppID, 0, len(n.Apps))
	for _, text := range n.Apps {
		app, err := id.ParseAppID(text)
		if err != nil {
			return Refusal{Text: fmt.Sprintf("%q is not an appid", text), Hint: "it is wx and 16 hex digits; `superette publish` prints it"}
		}
		apps = append(apps, app)
	}
	if len(apps) == 0 {
		return Refusal{Text: "a merchant takes money in a program", Hint: "name it with --app APPID"}
	}
	return c.visit(ctx, func(guest *store.Guest, desk pay.Desk) error {
		for _, app := range apps {
			var known bool
			err := guest.Read(ctx, func(tx store.Tx) (err error) {
				known, err = registry.Known(tx, app)
				return err
			})
			if err != nil {
				return err
			}
			if !known {
				return Refusal{Text: fmt.Sprintf("there is no program %s here", app), Hint: "publish it first: superette publish DIR"}
			}
		}
		if n.Number == "" {
			digits, err := c.digits()
			if err != nil {
				return err
			}
			n.Number = digits
		}
		apiKey, err := c.apiKey()
		if err != nil {
			return err
		}
		add := func(one identity) (pay.Merchant, error) {
			m := pay.Merchant{ID: n.Number, Name: n.Name, Apps: apps, APIKey: []byte(apiKey), Certificates: []*x509.Certificate{one.certificate}}
			return m, desk.Add(ctx, m)
		}
		return c.handOver(n.Number, n.Out, n.URL, add)
	})
}

// RotateMerchant gives a merchant a new key with its certificate, and writes them down as AddMerchant does.
func RotateMerchant(ctx context.Context, c MerchantConfig, n NewKeys) error {
	return c.visit(ctx, func(_ *store.Guest, desk pay.Desk) error {
		var apiKey []byte
		if n.APIKey {
			text, err := c.apiKey()
			if err != nil {
				return err
			}
			apiKey = []byte(text)
		}
		return c.handOver(n.Number, n.Out, n.URL, func(one identity) (pay.Merchant, error) {
			return desk.Rotate(ctx, n.Number, one.certificate, apiKey)
		})
	})
}

// ListMerchants prints the merchants with their programs and certificates.
func ListMerchants(ctx context.Context, c MerchantConfig) error {
	return c.visit(ctx, func(_ *store.Guest, desk pay.Desk) error {
		list, err := desk.List(ctx)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			fmt.Fprintln(c.To, "no merchants yet; `superette merchant add` makes one")
		}
		for _, m := range list {
			fmt.Fprintf(c.To, "%s  %s\n", m.ID, m.Name)
			for _, app := range m.Apps {
				fmt.Fprintf(c.To, "  program      %s\n", app)
			}
			for _, one := range m.Certificates {
				fmt.Fprintf(c.To, "  certificate  %s, until %s\n", pay.SerialOf(one), one.NotAfter.UTC().Format(time.DateOnly))
			}
			if len(m.Certificates) == 0 {
				fmt.Fprintln(c.To, "  revoked: it has no certificate")
			}
		}
		return nil
	})
}

// RevokeMerchant ends one certificate of a merchant, or all of them for serial "".
func RevokeMerchant(ctx context.Context, c MerchantConfig, mchid, serial string) error {
	return c.visit(ctx, func(_ *store.Guest, desk pay.Desk) error {
		ended, err := desk.Revoke(ctx, mchid, strings.ToUpper(serial))
		if err != nil {
			return err
		}
		fmt.Fprintf(c.To, "%s: %s revoked\n", mchid, count(ended, "certificate"))
		return nil
	})
}

// visit opens the instance's database beside whoever serves it, and turns failures that the operator can set right into a
// Refusal.
func (c MerchantConfig) visit(ctx context.Context, do func(*store.Guest, pay.Desk) error) (err error) {
	place := store.Place{Dir: c.Data, DB: c.DB}
	guest, err := store.OpenGuest(ctx, place)
	if err != nil {
		return storeRefusal(err, place)
	}
	defer func() { err = errors.Join(err, guest.Close()) }()
	switch err := do(guest, pay.Desk{Files: guest, Now: c.Now}); {
	case errors.Is(err, pay.ErrNoMerchant):
		return Refusal{Text: "there is no such merchant here", Hint: "`superette merchant list` shows those that there are"}
	case errors.Is(err, pay.ErrNoCertificate):
		return Refusal{Text: "this merchant has no certificate of this serial number", Hint: "`superette merchant list` shows those that it has"}
	case errors.Is(err, pay.ErrMerchantTaken):
		return Refusal{Text: "this number belongs to another merchant", Hint: "leave --mchid out for a new one"}
	case errors.Is(err, pay.ErrMerchant):
		return Refusal{Text: "this cannot be a merchant: the number has 8 to 10 digits, the name is one line of 1 to 64 characters"}
	default:
		return storeRefusal(err, place)
	}
}

// digits returns a new merchant's number: ten digits that begin with 16, as WeChat Pay's do.
func (c MerchantConfig) digits() (string, error) {
	raw := make([]byte, 8)
	if _, err := io.ReadFull(c.Random, raw); err != nil {
		return "", fmt.Errorf("app: a merchant's number: %w", err)
	}
	return fmt.Sprintf("16%08d", new(big.Int).Mod(new(big.Int).SetBytes(raw), big.NewInt(100_000_000)).Int64()), nil
}

// apiKey returns a new APIv3 key: 32 characters, as merchants type it in.
func (c MerchantConfig) apiKey() (string, error) {
	raw := make([]byte, 16)
	if _, err := io.ReadFull(c.Random, raw); err != nil {
		return "", fmt.Errorf("app: an APIv3 key: %w", err)
	}
	return hex.EncodeToString(raw), nil
}

// handOver makes a key with its certificate, registers it, and writes all that the merchant's server has to know into a new
// folder. The folder is made first: a merchant whose key was lost on the way would be nobody's.
func (c MerchantConfig) handOver(mchid, out, url string, register func(identity) (pay.Merchant, error)) (err error) {
	if out == "" {
		out = "merchant-" + mchid
	}
	if err := os.Mkdir(out, 0o700); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return Refusal{Text: out + " is there already", Hint: "name a new folder with --out DIR"}
		}
		return Refusal{Text: fmt.Sprintf("cannot make the folder %s: %v", out, err), Hint: "name another one with --out DIR"}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(out))
		}
	}()
	keys := newAuthority(filepath.Join(c.Data, "keys"), c.Now, c.Random)
	platform, err := keys.issue("wechatpay-platform")
	if err != nil {
		return err
	}
	one, err := keys.certify("merchant-" + mchid)
	if err != nil {
		return err
	}
	m, err := register(one)
	if err != nil {
		return err
	}
	list := []variable{{"WECHATPAY_API", url}, {"WECHAT_API", url}}
	alipay, err := alipayVariables(m, one, platform, url)
	if err != nil {
		return err
	}
	if len(m.Apps) > 0 {
		list = append(list, variable{"WECHAT_APPID", string(m.Apps[0])})
	}
	payment, err := paymentVariables(m, one, platform)
	if err != nil {
		return err
	}
	public, err := platform.publicPEM()
	if err != nil {
		return err
	}
	list = append(list, payment...)
	list = append(list, alipay...)
	for name, content := range map[string][]byte{
		"merchant.env": envFile(list), "apiclient_key.pem": one.keyPEM(), "apiclient_cert.pem": one.certificatePEM(),
		"platform_cert.pem": platform.certificatePEM(), "platform_public_key.pem": public, "apiv3_key.txt": append(m.APIKey, '\n'),
		"app_private_key.txt": []byte(bare(one.keyPEM()) + "\n"), "alipay_public_key.txt": []byte(bare(public) + "\n"),
	} {
		if err := writeSecret(out, filepath.Join(out, name), content); err != nil {
			return fmt.Errorf("app: write %s: %w", filepath.Join(out, name), err)
		}
	}
	fmt.Fprintf(c.To, "%s is merchant %s; its certificate has the serial number %s\n", m.Name, m.ID, pay.SerialOf(one.certificate))
	fmt.Fprintf(c.To, "its keys are in %s, and nowhere else: keep them secret, and give them to its server alone\n", out)
	return nil
}

// alipayVariables are what a merchant's server needs to take money in Alipay's dialect: the same keys, without the lines around them, as
// Alipay hands them out. Client libraries differ in the form of the private one.
func alipayVariables(m pay.Merchant, one, platform identity, url string) ([]variable, error) {
	public, err := platform.publicPEM()
	if err != nil {
		return nil, err
	}
	list := []variable{{"ALIPAY_GATEWAY", url + "/gateway.do"}, {"ALIPAY_ENDPOINT", url}}
	if len(m.Apps) > 0 {
		list = append(list, variable{"ALIPAY_APP_ID", string(m.Apps[0])})
	}
	return append(list,
		variable{"ALIPAY_PRIVATE_KEY", bare(one.keyPEM())},
		variable{"ALIPAY_PRIVATE_KEY_PKCS1", base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(one.key))},
		variable{"ALIPAY_PUBLIC_KEY", bare(public)},
	), nil
}

// bare returns the content of a PEM block, on one line.
func bare(text []byte) string {
	block, _ := pem.Decode(text)
	return base64.StdEncoding.EncodeToString(block.Bytes)
}

// paymentVariables are what a merchant's server needs to take money.
func paymentVariables(m pay.Merchant, one, platform identity) ([]variable, error) {
	public, err := wechatpay.PublicKeyID(wechatpay.Platform{Key: platform.key, Certificate: platform.certificate})
	if err != nil {
		return nil, err
	}
	key, err := platform.publicPEM()
	if err != nil {
		return nil, err
	}
	return []variable{
		{"WECHATPAY_MCHID", m.ID},
		{"WECHATPAY_MERCHANT_SERIAL", pay.SerialOf(one.certificate)},
		{"WECHATPAY_MERCHANT_KEY", string(one.keyPEM())},
		{"WECHATPAY_MERCHANT_CERTIFICATE", string(one.certificatePEM())},
		{"WECHATPAY_APIV3_KEY", string(m.APIKey)},
		{"WECHATPAY_PLATFORM_SERIAL", pay.SerialOf(platform.certificate)},
		{"WECHATPAY_PLATFORM_CERTIFICATE", string(platform.certificatePEM())},
		{"WECHATPAY_PUBLIC_KEY_ID", public},
		{"WECHATPAY_PUBLIC_KEY", string(key)},
	}, nil
}
