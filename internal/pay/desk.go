package pay

import (
	"context"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"github.com/superette/superette/internal/store"
)

// Files is where a Desk works: a store.DB, or a store.Guest beside the process that serves the instance.
type Files interface {
	Read(ctx context.Context, fn func(store.Tx) error) error
	Write(ctx context.Context, fn func(store.Tx) error) error
}

// Desk is where an operator makes merchants and looks after their keys. It touches no balance: a merchant's account is
// opened by the first payment. What it does holds at once in a running instance, which reads merchants from their rows.
type Desk struct {
	Files Files
	Now   func() time.Time
}

// Add makes a merchant. It fails with ErrMerchant, and with ErrMerchantTaken if the number belongs to somebody.
func (d Desk) Add(ctx context.Context, m Merchant) error {
	if err := m.check(); err != nil {
		return err
	}
	err := d.Files.Write(ctx, func(tx store.Tx) error {
		_, found, err := findMerchant(tx, m.ID)
		if err == nil && found {
			err = ErrMerchantTaken
		}
		if err != nil {
			return err
		}
		return upsertMerchant(tx, m, d.Now())
	})
	if err != nil {
		return fmt.Errorf("pay: add merchant %s: %w", m.ID, err)
	}
	return nil
}

// List returns all merchants, sorted by number.
func (d Desk) List(ctx context.Context) (list []Merchant, err error) {
	err = d.Files.Read(ctx, func(tx store.Tx) error {
		list, err = listMerchants(tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("pay: list merchants: %w", err)
	}
	return list, nil
}

// Rotate gives a merchant one more certificate, and a new API key unless that is nil. Certificates that it has stay until
// they are revoked, so that its server can change over; an API key has no second. It returns the merchant as it is then.
// It fails with ErrNoMerchant or ErrMerchant.
func (d Desk) Rotate(ctx context.Context, mchid string, certificate *x509.Certificate, apiKey []byte) (m Merchant, err error) {
	err = d.change(ctx, mchid, func(tx store.Tx, found Merchant) error {
		m = found
		m.Certificates = append(m.Certificates, certificate)
		if apiKey != nil {
			m.APIKey = apiKey
		}
		if err := m.check(); err != nil {
			return err
		}
		return upsertMerchant(tx, m, d.Now())
	})
	return m, err
}

// Revoke ends a certificate of a merchant, or all of them for serial "": what its key signs counts no more, and orders that
// are not paid yet cannot be paid with it. It returns how many ended. It fails with ErrNoMerchant, and with
// ErrNoCertificate if the merchant has none of that serial number.
func (d Desk) Revoke(ctx context.Context, mchid, serial string) (ended int, err error) {
	err = d.change(ctx, mchid, func(tx store.Tx, m Merchant) error {
		for _, c := range m.Certificates {
			if serial != "" && SerialOf(c) != serial {
				continue
			}
			if err := removeCertificate(tx, mchid, SerialOf(c)); err != nil {
				return err
			}
			ended++
		}
		if serial != "" && !slices.ContainsFunc(m.Certificates, func(c *x509.Certificate) bool { return SerialOf(c) == serial }) {
			return ErrNoCertificate
		}
		return nil
	})
	return ended, err
}

func (d Desk) change(ctx context.Context, mchid string, do func(store.Tx, Merchant) error) error {
	err := d.Files.Write(ctx, func(tx store.Tx) error {
		m, found, err := findMerchant(tx, mchid)
		if err == nil && !found {
			err = ErrNoMerchant
		}
		if err != nil {
			return err
		}
		return do(tx, m)
	})
	if err != nil {
		return fmt.Errorf("pay: change merchant %s: %w", mchid, err)
	}
	return nil
}
