package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// Registration says who may make an account for themselves.
type Registration = account.Registration

// Who may.
const (
	RegistrationOpen    = account.RegistrationOpen
	RegistrationInvited = account.RegistrationInvited
	RegistrationClosed  = account.RegistrationClosed
)

// InviteConfig says who of which instance is invited. The instance may be running: it reads invitations from their rows.
type InviteConfig struct {
	Data   string
	DB     string // the address of the instance's PostgreSQL database, if it has one
	URL    string // the instance's public address, to which the link leads; "" means the one that it was served at last
	Uses   int    // how many may register by it
	TTL    time.Duration
	Note   string // whom it is for, to be found again in the list
	Now    func() time.Time
	Random io.Reader
	To     io.Writer
}

// invitationMark is what an invitation's link has between address and code. What follows a # stays in the browser: it is in no log of a
// proxy, and in no Referer. web/host/signin/door.ts reads it.
const invitationMark = "#invitation="

// Invite makes an invitation and prints its link on a line of its own, then what it is good for. The code is in the link alone.
func Invite(ctx context.Context, c InviteConfig) error {
	if c.URL == "" {
		noted, err := os.ReadFile(filepath.Join(c.Data, addressNote)) //nolint:gosec // the data folder is the operator's choice
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("app: invite: %w", err)
		}
		if c.URL = strings.TrimSpace(string(noted)); c.URL == "" && isInstance(c.Data) {
			return Refusal{Text: "it is not known at which address this instance is served", Hint: "say so: --url https://chat.example.org"}
		}
		if c.URL == "" {
			c.URL = DefaultURL // there is nothing here, as is said next
		}
	}
	address, err := url.Parse(c.URL)
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" {
		return Refusal{Text: fmt.Sprintf("%q is not an address of an instance", c.URL), Hint: "give the one that it is served with: --url https://chat.example.org"}
	}
	return c.visit(ctx, func(desk account.Desk) error {
		i, code, err := desk.Invite(ctx, c.Uses, c.TTL, c.Note)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.To, "%s://%s/%s%s\n", address.Scheme, address.Host, invitationMark, code)
		fmt.Fprintf(c.To, "for %s, until %s; %s takes it back; the link is shown this once\n", people(i.Uses), minute(i.ExpiresAt), "`superette invite --revoke "+string(i.ID)+"`")
		return nil
	})
}

// ListInvitations prints what was ever made, the newest first, and how much of it is left.
func ListInvitations(ctx context.Context, c InviteConfig) error {
	return c.visit(ctx, func(desk account.Desk) error {
		list, err := desk.List(ctx)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			fmt.Fprintln(c.To, "no invitations yet; `superette invite` makes one")
		}
		for _, i := range list {
			fmt.Fprintln(c.To, strings.TrimRight(fmt.Sprintf("%s  %s  %s", i.ID, standing(i, c.Now()), i.Note), " "))
		}
		return nil
	})
}

// RevokeInvitation ends an invitation, named by its link, its code or its number in the list.
func RevokeInvitation(ctx context.Context, c InviteConfig, name string) error {
	if _, code, isLink := strings.Cut(name, invitationMark); isLink {
		name = code
	}
	return c.visit(ctx, func(desk account.Desk) error {
		i, err := desk.Revoke(ctx, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.To, "%s is taken back; %s registered by it, and stay\n", i.ID, people(i.Used))
		return nil
	})
}

// standing tells what is left of an invitation.
func standing(i account.Invitation, now time.Time) string {
	used := fmt.Sprintf("%d of %d used", i.Used, i.Uses)
	switch err := i.Usable(now); {
	case err == nil:
		return used + ", until " + minute(i.ExpiresAt)
	case !i.RevokedAt.IsZero():
		return used + ", taken back " + minute(i.RevokedAt)
	case errors.Is(err, account.ErrInvitationExpired):
		return used + ", expired " + minute(i.ExpiresAt)
	}
	return used + ", used up"
}

func minute(at time.Time) string { return at.UTC().Format("2006-01-02 15:04") + " UTC" }

// visit opens the instance's database beside whoever serves it, and turns failures that the operator can set right into a Refusal.
func (c InviteConfig) visit(ctx context.Context, do func(account.Desk) error) (err error) {
	place := store.Place{Dir: c.Data, DB: c.DB}
	guest, err := store.OpenGuest(ctx, place)
	if err != nil {
		return storeRefusal(err, place)
	}
	defer func() { err = errors.Join(err, guest.Close()) }()
	switch err := do(account.Desk{Files: guest, IDs: id.NewSource(c.Now, c.Random), Now: c.Now, Random: c.Random}); {
	case errors.Is(err, account.ErrInvitationUses):
		return Refusal{Text: "an invitation counts 1 to 10000 times", Hint: "give it as --uses N"}
	case errors.Is(err, account.ErrInvitationTTL):
		return Refusal{Text: "an invitation lasts from a minute to a year", Hint: "give it as --expires 7d"}
	case errors.Is(err, account.ErrInvitationNote):
		return Refusal{Text: "a note is one line of at most 100 characters", Hint: "give it as --note 'first term'"}
	case errors.Is(err, account.ErrNoInvitation):
		return Refusal{Text: "there is no such invitation here", Hint: "give its link, its code, or its number in `superette invite --list`"}
	case errors.Is(err, account.ErrOldTables):
		return Refusal{Text: "this instance was not served by this version yet, and knows no invitations", Hint: "start it with this version once"}
	default:
		return storeRefusal(err, place)
	}
}
