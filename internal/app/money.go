package app

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/superette/superette/internal/bus"
	"github.com/superette/superette/internal/compat/alipay"
	"github.com/superette/superette/internal/compat/wechatpay"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
)

// What test money people get: a new person, and the demo's people.
const (
	newcomerFen = 100_00
	demoFen     = 500_00
)

// demoPIN is the PIN of the demo's people.
const demoPIN = "246810"

const (
	resumeEvery = 15 * time.Second
	signEvery   = time.Minute
	wishEvery   = time.Second
	resumeAfter = 30 * time.Second // payments younger than this have somebody who waits for them
)

// openMoney builds what people pay with, and the dialects in which merchants ask for it.
func (i *instance) openMoney(context.Context) error {
	c := i.config
	i.authority = newAuthority(filepath.Join(c.Data, "keys"), c.Now, c.Random)
	i.pay = pay.New(pay.Config{
		DB: i.db, IDs: i.ids, Now: c.Now, Random: c.Random, Ledger: i.ledger, Accounts: i.ledger, People: i.people, Contacts: i.contacts, Cards: i.commands, OpenIDs: i.gateway, Members: i.talk.chat, Log: c.Log,
		Elsewhere: i.cluster.elsewhere(subjectNotices),
	})
	if i.cluster != nil {
		if _, err := i.bus.Subscribe(subjectNotices, func(bus.Message) { i.pay.Wake() }); err != nil {
			return err
		}
	}
	var first func(context.Context, string, time.Duration) (bool, error)
	if i.cluster != nil {
		first = i.people.First
	}
	i.wechatpay = wechatpay.New(wechatpay.Config{
		First: first, Pay: i.pay, Platform: i.platform, Out: i.egress, IDs: i.ids, Now: c.Now, Random: c.Random, Log: c.Log,
	})
	i.alipay = alipay.New(alipay.Config{
		Pay: i.pay, Codes: i.gateway, People: i.people, Origin: i.origin, Out: i.egress, IDs: i.ids, Now: c.Now, Random: c.Random, Log: c.Log,
		Key: func(ctx context.Context) (*rsa.PrivateKey, error) {
			p, err := i.platform(ctx)
			return p.Key, err
		},
		Tokens: sync.OnceValues(i.alipayTokens),
	})
	i.pay.UseOrderTexts(i.alipay)
	return nil
}

// alipayTokens returns what tokens of people are sealed with.
func (i *instance) alipayTokens() (cipher.AEAD, error) {
	key, err := openSecret(i.keys(), "alipay-tokens", i.config.Random)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("app: the key of tokens: %w", err)
	}
	box, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("app: the key of tokens: %w", err)
	}
	return box, nil
}

// couriers bring each notice in the dialect of its order.
type couriers struct {
	wechatpay *wechatpay.Service
	alipay    *alipay.Service
}

// Deliver is pay.Courier.
func (c couriers) Deliver(ctx context.Context, n pay.Notice) error {
	if n.Order.Dialect == pay.Alipay {
		return c.alipay.Deliver(ctx, n)
	}
	return c.wechatpay.Deliver(ctx, n)
}

// platform returns the key that answers and notices to merchants are signed with.
func (i *instance) platform(context.Context) (wechatpay.Platform, error) {
	one, err := i.authority.issue("wechatpay-platform")
	return wechatpay.Platform{Key: one.key, Certificate: one.certificate}, err
}

func (i *instance) mountMoney() {
	pay.Mount(i.server, i.pay)
	i.wechatpay.Mount(i.server)
	i.alipay.Mount(i.server)
}

// tendMoney carries on with payments that a crash or a slow disk interrupted, and tells merchants what they have to be
// told, until ctx ends. Wait returns when nothing of it works any more.
func (i *instance) tendMoney(ctx context.Context) (wait func()) {
	var running sync.WaitGroup
	running.Go(func() {
		i.cluster.awaitErrands(ctx)
		i.pay.RunNotices(ctx, couriers{i.wechatpay, i.alipay})
	})
	running.Go(func() {
		i.cluster.awaitErrands(ctx)
		// Whatever was submitted before this process began has nobody who waits for it.
		before := i.config.Now()
		for {
			if _, err := i.pay.Resume(ctx, before); err != nil && ctx.Err() == nil {
				i.config.Log.Error("app: payments that were interrupted cannot be read", "error", err)
			}
			if _, err := i.pay.ExpireGifts(ctx); err != nil && ctx.Err() == nil {
				i.config.Log.Error("app: money that nobody took could not be given back", "error", err)
			}
			timer := time.NewTimer(resumeEvery)
			select {
			case <-ctx.Done():
				timer.Stop()
				return
			case <-timer.C:
			}
			before = i.config.Now().Add(-resumeAfter)
		}
	})
	running.Go(func() {
		i.cluster.awaitErrands(ctx)
		i.signHeads(ctx)
	})
	running.Go(func() {
		i.cluster.awaitErrands(ctx)
		i.grantWishes(ctx)
	})
	return running.Wait
}

// grantWishes does to accounts what an operator's command beside this process asks for, until ctx ends.
func (i *instance) grantWishes(ctx context.Context) {
	tick := time.NewTicker(wishEvery)
	defer tick.Stop()
	told := false
	for {
		_, err := i.pay.GrantWishes(ctx)
		if err != nil && ctx.Err() == nil && !told {
			i.config.Log.Error("app: what an operator asked of an account could not be done yet", "error", err)
		}
		told = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// signHeads signs how far the ledgers are, once a minute, until ctx ends.
func (i *instance) signHeads(ctx context.Context) {
	for {
		signer, _, err := openNotary(i.config.Data, i.config.Random)
		if err == nil {
			_, err = ledger.SignHeads(ctx, i.db, i.config.Now(), signer)
		}
		if err != nil && ctx.Err() == nil {
			i.config.Log.Error("app: the heads of the ledgers could not be signed", "error", err)
		}
		timer := time.NewTimer(signEvery)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

// grant gives a person test money, once.
func grant(ctx context.Context, p *pay.Service, user id.UserID, fen int64) error {
	amount, err := money.New(fen, pay.CNY)
	if err != nil {
		return err
	}
	return p.Grant(ctx, user, amount)
}

// gone reports whether something that an event speaks of is no longer there; then nothing follows from it.
func gone(err error) bool {
	return err != nil && !errors.Is(err, context.Canceled) && fault.Of(err).Kind == fault.NotFound
}
