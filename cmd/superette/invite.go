package main

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/superette/superette/internal/app"
)

type inviteCommand struct {
	Uses    int           `help:"How many may make an account by it. Default: ${default}." default:"1" placeholder:"N"`
	Expires time.Duration `help:"For how long it counts. Default: ${default}, a week." default:"7d" placeholder:"7d"`
	Note    string        `help:"Whom it is for, to find it again in the list; nobody else sees it." placeholder:"TEXT"`
	URL     string        `help:"The instance's public address, to which the link leads. Default: the one that it was served at last." placeholder:"URL"`
	List    bool          `help:"List the invitations that were made, and what is left of them." xor:"what"`
	Revoke  *string       `help:"Take one back, named by its link, its code, or its number in the list." xor:"what" placeholder:"CODE"`
	Data    string        `help:"The instance's folder. ${data_default}" placeholder:"DIR"`
	DB      string        `help:"The instance's PostgreSQL database, if it has one." placeholder:"postgres://…" env:"SUPERETTE_DB"`
}

func (inviteCommand) Help() string {
	return example("superette invite --uses 30 --note 'first term' --data /srv/superette",
		"Prints a link by which 30 people can make an account, of an instance that is served with --registration invited. It may be running.")
}

func (i inviteCommand) Run(ctx context.Context, c *console) error {
	data, err := dataOr(i.Data)
	if err != nil {
		return err
	}
	config := app.InviteConfig{Data: data, DB: i.DB, URL: i.URL, Uses: i.Uses, TTL: i.Expires, Note: i.Note, Now: time.Now, Random: rand.Reader, To: c.out}
	switch {
	case i.List:
		return app.ListInvitations(ctx, config)
	case i.Revoke != nil: // an empty one is no invitation, and makes none
		return app.RevokeInvitation(ctx, config, *i.Revoke)
	}
	return app.Invite(ctx, config)
}
