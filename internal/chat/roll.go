package chat

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// GroupMember is somebody in a group.
type GroupMember struct {
	Person   account.Person
	Role     Role
	JoinedAt int64 // Unix milliseconds; 0: before this was kept
}

// MemberPage says which members of a group are wanted.
type MemberPage struct {
	Query  string // words, each of them in a name, a handle or what the caller calls somebody; empty: all members
	Cursor string // Next of the page before; empty: the first page
	Limit  int    // 1 to 200; 0 means 100
}

// MemberList is one page of a group's members.
type MemberList struct {
	Members []GroupMember
	Next    string // the cursor of the page after; empty: there is none
}

const (
	membersDefault = 100
	membersMax     = 200
	cursorMax      = 1024 // characters
)

// seat is where a member stands in the list. By role it is the same in every group; among equals a large group, which is not read whole for
// each page, goes by when they joined, and all else by name.
type seat struct {
	Role     Role      `json:"r"`
	Name     string    `json:"n,omitempty"`
	JoinedAt int64     `json:"j,omitempty"`
	User     id.UserID `json:"u"`
}

func (a seat) byName(b seat) int {
	return cmp.Or(cmp.Compare(b.Role, a.Role), cmp.Compare(a.Name, b.Name), cmp.Compare(a.User, b.User))
}

func (m GroupMember) seat() seat {
	return seat{m.Role, strings.ToLower(m.Person.Name), m.JoinedAt, m.Person.ID}
}

// cursor writes a seat for the one who asks for what is behind it. It says nothing that they were not told.
func (a seat) cursor() string {
	text, err := json.Marshal(a)
	if err != nil {
		return "" // cannot be: texts and numbers
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// parseCursor is the inverse of cursor. An empty one is before everybody. It fails with ErrCursor.
func parseCursor(cursor string) (a seat, err error) {
	if cursor == "" {
		return seat{Role: Owner + 1}, nil
	}
	if len(cursor) > cursorMax {
		return seat{}, ErrCursor
	}
	text, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(text, &a)
	}
	if err == nil {
		a.User, err = id.Parse[id.UserID](string(a.User))
	}
	if err != nil || a.Role < Member || a.Role > Owner {
		return seat{}, ErrCursor
	}
	return a, nil
}

// ListMembers returns a page of a group's members: owner, admins, then the others by name, in a large group in the order in which they
// joined. Who is searched for stands by name in any group. It fails with ErrNoConversation, ErrQuery, ErrCursor, ErrRange, and
// httpd.ErrTooMany for who searches too much.
func (s *Service) ListMembers(ctx context.Context, by id.Caller, conv id.ConvID, page MemberPage) (MemberList, error) {
	if !by.SignedIn() {
		return MemberList{}, account.ErrSignedOut
	}
	if page.Limit == 0 {
		page.Limit = membersDefault
	}
	if page.Limit < 1 || page.Limit > membersMax {
		return MemberList{}, ErrRange
	}
	if !utf8.ValidString(page.Query) || utf8.RuneCountInString(page.Query) > queryMax {
		return MemberList{}, ErrQuery
	}
	after, err := parseCursor(page.Cursor)
	if err != nil {
		return MemberList{}, err
	}
	words := strings.Fields(plain(page.Query))
	var rows []memberRow
	var whole bool // rows are all members
	err = s.db.Read(ctx, func(tx store.Tx) error {
		v, found, err := findView(tx, by.User, conv)
		if err != nil {
			return err
		}
		if !found || v.Kind != Group {
			return ErrNoConversation
		}
		large := v.MemberCount > normalMax
		if large && len(words) > 0 {
			if err := s.limits.searches.Allow(string(by.User)); err != nil {
				return err
			}
		}
		if whole = !large || len(words) > 0; whole {
			rows, err = listMemberRows(tx, conv)
		} else {
			rows, err = listMemberRowsAfter(tx, conv, after, page.Limit+1)
		}
		return err
	})
	if err != nil {
		return MemberList{}, fmt.Errorf("chat: members of %s for %s: %w", conv, by, err)
	}
	more := !whole && len(rows) > page.Limit
	if more {
		rows = rows[:page.Limit]
	}
	out, err := s.membersOf(ctx, rows)
	if err != nil {
		return MemberList{}, err
	}
	if more { // by the row: its person may be gone
		last := rows[page.Limit-1]
		return MemberList{out, seat{last.role, "", last.joinedAt, last.user}.cursor()}, nil
	}
	if !whole {
		return MemberList{Members: out}, nil
	}
	if out, err = s.called(ctx, by, out, words); err != nil {
		return MemberList{}, err
	}
	slices.SortFunc(out, func(a, b GroupMember) int { return a.seat().byName(b.seat()) })
	from, at := slices.BinarySearchFunc(out, after, func(m GroupMember, a seat) int { return m.seat().byName(a) })
	if at {
		from++
	}
	out = out[from:]
	if len(out) <= page.Limit {
		return MemberList{Members: out}, nil
	}
	out = out[:page.Limit]
	return MemberList{out, out[page.Limit-1].seat().cursor()}, nil
}

// membersOf completes rows with their people, and leaves out whose person is gone.
func (s *Service) membersOf(ctx context.Context, rows []memberRow) ([]GroupMember, error) {
	users := make([]id.UserID, len(rows))
	for i, row := range rows {
		users[i] = row.user
	}
	people, err := s.people.People(ctx, users)
	if err != nil {
		return nil, err
	}
	members := make([]GroupMember, 0, len(rows))
	for _, row := range rows {
		if person, ok := people[row.user]; ok {
			members = append(members, GroupMember{Person: person, Role: row.role, JoinedAt: row.joinedAt})
		}
	}
	return members, nil
}

// called returns those of the members that have all words in their name, their handle or what the caller calls them, which no program
// may search in.
func (s *Service) called(ctx context.Context, by id.Caller, members []GroupMember, words []string) ([]GroupMember, error) {
	if len(words) == 0 {
		return members, nil
	}
	names := map[id.UserID]string{}
	if by.Kind == id.Person {
		remarks, err := s.contacts.ListRemarks(ctx, by)
		if err != nil {
			return nil, err
		}
		for _, r := range remarks {
			names[r.Of] = r.Name
		}
	}
	return slices.DeleteFunc(members, func(m GroupMember) bool {
		text := plain(names[m.Person.ID] + "\n" + m.Person.Name + "\n" + m.Person.Handle)
		return slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, strings.TrimPrefix(word, "@")) })
	}), nil
}

// plain returns a text as it is searched in: "José" is found by "jose". The host does the same with the people that it knows.
func plain(text string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r >= 0x300 && r <= 0x36f {
			return -1
		}
		return r
	}, norm.NFKD.String(text)))
}
