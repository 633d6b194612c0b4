package main

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/superette/superette/internal/app"
)

type ledgerCommand struct {
	Check     checkCommand     `cmd:"" help:"Derive every balance anew from what was posted, and name what differs."`
	Statement statementCommand `cmd:"" help:"Write an account's history with the proof that nothing is left out."`
	Verify    verifyCommand    `cmd:"" help:"Check a statement, on any machine, with the instance's public key."`
	Key       keyCommand       `cmd:"" help:"Print the public key that verifies statements and heads."`
	Head      headCommand      `cmd:"" help:"Print how far the ledger is, signed, for whoever wants to compare it later."`
	Freeze    freezeCommand    `cmd:"" help:"Let nothing leave an account but what is held."`
	Thaw      thawCommand      `cmd:"" help:"Undo freeze."`
	Close     closeCommand     `cmd:"" help:"Let nothing move on an empty account, for good."`
	Orders    ordersCommand    `cmd:"" help:"List payments, refunds, deposits and gifts that are open or in doubt."`
}

// accountFlags say which account of which instance is meant.
type accountFlags struct {
	Account string `arg:"" help:"The account, such as person:usr_…:CNY or merchant:1600000001:CNY."`
	Data    string `help:"The instance's folder. ${data_default}" placeholder:"DIR"`
	DB      string `help:"The instance's PostgreSQL database, if it has one." placeholder:"postgres://…" env:"SUPERETTE_DB"`
}

func (f accountFlags) change(ctx context.Context, c *console, change app.AccountChange) error {
	data, err := dataOr(f.Data)
	if err != nil {
		return err
	}
	return app.ChangeAccount(ctx, app.AccountConfig{
		Data: data, DB: f.DB, Account: f.Account, Change: change, Now: time.Now, Random: rand.Reader, To: c.out,
	})
}

type freezeCommand struct{ accountFlags }

func (freezeCommand) Help() string {
	return example("superette ledger freeze person:usr_…:CNY --data /srv/superette",
		"The instance may be running: then it is the one that does it. The account still receives; deposits that are held end as they were to.")
}

func (f freezeCommand) Run(ctx context.Context, c *console) error {
	return f.change(ctx, c, app.Freeze)
}

type thawCommand struct{ accountFlags }

func (thawCommand) Help() string {
	return example("superette ledger thaw person:usr_…:CNY --data /srv/superette",
		"The instance may be running. What was promised to others meanwhile goes on by itself.")
}

func (t thawCommand) Run(ctx context.Context, c *console) error { return t.change(ctx, c, app.Thaw) }

type closeCommand struct{ accountFlags }

func (closeCommand) Help() string {
	return example("superette ledger close merchant:1600000001:CNY --data /srv/superette",
		"The instance may be running. Refused while there is money in it, held, or on its way. It cannot be undone.")
}

func (k closeCommand) Run(ctx context.Context, c *console) error { return k.change(ctx, c, app.Close) }

type ordersCommand struct {
	Data string `help:"The instance's folder. ${data_default}" placeholder:"DIR"`
	DB   string `help:"The instance's PostgreSQL database, if it has one." placeholder:"postgres://…" env:"SUPERETTE_DB"`
}

func (ordersCommand) Help() string {
	return example("superette ledger orders --data /srv/superette",
		"Reads only; the instance may be running. Begins with what hangs: what was confirmed and is not settled, holds that no order knows, merchants that do not listen.")
}

func (o ordersCommand) Run(ctx context.Context, c *console) error {
	data, err := dataOr(o.Data)
	if err != nil {
		return err
	}
	return app.Orders(ctx, app.OrdersConfig{Data: data, DB: o.DB, Now: time.Now, To: c.out})
}

type statementCommand struct {
	Account string  `arg:"" help:"The account, such as person:usr_…:CNY."`
	From    string  `help:"The first day, in UTC. Default: from the beginning." placeholder:"DAY"`
	To      string  `help:"The last day, in UTC. Default: until now." placeholder:"DAY"`
	Out     string  `help:"The new file." short:"o" default:"statement.json" placeholder:"FILE"`
	Since   *string `help:"A signed head that somebody kept: the statement proves that the ledger begins with it." placeholder:"FILE"`
	Data    string  `help:"The instance's folder. ${data_default}" placeholder:"DIR"`
	DB      string  `help:"The instance's PostgreSQL database, if it has one." placeholder:"postgres://…" env:"SUPERETTE_DB"`
}

func (statementCommand) Help() string {
	return example("superette ledger statement merchant:1600000001:CNY --from 2026-11-01 --to 2026-11-30 --data /srv/superette",
		"Reads only; the instance may be running. The file holds each entry with its proof, signed with the instance's key.")
}

func (s statementCommand) Run(ctx context.Context, c *console) error {
	data, err := dataOr(s.Data)
	if err != nil {
		return err
	}
	since, err := fileOf("--since", s.Since)
	if err != nil {
		return err
	}
	return app.Statement(ctx, app.StatementConfig{
		Data: data, DB: s.DB, Account: s.Account, From: s.From, To: s.To, Out: s.Out, Since: since, Now: time.Now, Random: rand.Reader, Print: c.out,
	})
}

type verifyCommand struct {
	File string  `arg:"" help:"The statement."`
	Key  string  `required:"" help:"The instance's public key, as superette ledger key prints it." placeholder:"KEY"`
	Head *string `help:"A signed head that was kept: the statement must prove that the ledger begins with it." placeholder:"FILE"`
}

func (verifyCommand) Help() string {
	return example("superette ledger verify statement.json --key superette-ledger+c2a1b3d4+AY…",
		"Needs nothing but the file and the key. Exits with 1 and says where, if an entry was left out, changed or reordered.")
}

func (v verifyCommand) Run(c *console) error {
	head, err := fileOf("--head", v.Head)
	if err != nil {
		return err
	}
	return app.VerifyStatement(v.File, v.Key, head, c.out)
}

type keyCommand struct {
	Data string `help:"The instance's folder. ${data_default}" placeholder:"DIR"`
}

func (keyCommand) Help() string {
	return example("superette ledger key --data /srv/superette", "Publish it where people find it without the instance, such as on your own page.")
}

func (k keyCommand) Run(c *console) error {
	data, err := dataOr(k.Data)
	if err != nil {
		return err
	}
	return app.LedgerKey(data, rand.Reader, c.out)
}

type headCommand struct {
	Data string `help:"The instance's folder. ${data_default}" placeholder:"DIR"`
	DB   string `help:"The instance's PostgreSQL database, if it has one." placeholder:"postgres://…" env:"SUPERETTE_DB"`
}

func (headCommand) Help() string {
	return example("superette ledger head --data /srv/superette > november.head",
		"Keep it elsewhere. superette ledger check --head november.head says whether the ledger still begins with it.")
}

func (h headCommand) Run(ctx context.Context, c *console) error {
	data, err := dataOr(h.Data)
	if err != nil {
		return err
	}
	return app.LedgerHead(ctx, app.StatementConfig{Data: data, DB: h.DB, Now: time.Now, Random: rand.Reader, Print: c.out})
}

type checkCommand struct {
	Data string  `help:"The instance's folder. ${data_default}" placeholder:"DIR"`
	DB   string  `help:"The instance's PostgreSQL database, if it has one." placeholder:"postgres://…" env:"SUPERETTE_DB"`
	Head *string `help:"Signed heads that somebody kept, with which the ledger must begin." placeholder:"FILE"`
	Key  string  `help:"The key that they are signed with, if it is not that in the folder." placeholder:"KEY"`
}

func (checkCommand) Help() string {
	return example("superette ledger check --data /srv/superette", "Reads only; the instance may be running. Exits with 1 if anything differs.")
}

func (k checkCommand) Run(ctx context.Context, c *console) error {
	data, err := dataOr(k.Data)
	if err != nil {
		return err
	}
	head, err := fileOf("--head", k.Head)
	if err != nil {
		return err
	}
	return app.Check(ctx, app.CheckConfig{Data: data, DB: k.DB, Head: head, Key: k.Key, To: c.out})
}

func (ledgerCommand) Help() string {
	return example("superette ledger check", "Looks through the books of the instance in the usual folder.")
}

// fileOf returns the file that a flag names, "" if it was not given. One that was given without a name, as by a variable that is empty,
// would compare nothing.
func fileOf(flag string, given *string) (string, error) {
	switch {
	case given == nil:
		return "", nil
	case *given == "":
		return "", app.Refusal{Text: flag + " names no file"}
	}
	return *given, nil
}
