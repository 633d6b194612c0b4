package gateway

import (
	"context"
	"fmt"

	"github.com/superette/superette/internal/id"
)

// Contacts tells who knows whom. Without it nobody knows anybody.
type Contacts interface {
	// Knows reports whether the two are contacts, and neither blocks the other.
	Knows(ctx context.Context, a, b id.UserID) (bool, error)
}

// UseContacts sets who tells of contacts. It is called before the gateway serves.
func (s *Service) UseContacts(c Contacts) { s.contacts = c }

// MaxNamed is how many people are chosen for a program at a time.
const MaxNamed = 100

// NameContacts returns what the program calls those of these people who are contacts of the user, and the user; others are left
// out, so that nobody learns whether an id is anybody's. It fails with ErrPeople above MaxNamed.
func (s *Service) NameContacts(ctx context.Context, by id.Caller, of []id.UserID) (map[id.UserID]string, error) {
	if len(of) > MaxNamed {
		return nil, ErrPeople
	}
	named := map[id.UserID]string{}
	for _, user := range of {
		known := user == by.User
		if !known && s.contacts != nil {
			var err error
			if known, err = s.contacts.Knows(ctx, by.User, user); err != nil {
				return nil, fmt.Errorf("gateway: contacts of %s: %w", by, err)
			}
		}
		if known {
			named[user] = s.people.OpenID(user, by.App)
		}
	}
	return named, nil
}
