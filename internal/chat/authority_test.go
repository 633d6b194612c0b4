package chat_test

import (
	"encoding/base64"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
)

// A standing is what somebody is to the group that a call is about, and to its owner.
type standing string

const (
	nobody   standing = "nobody" // not signed in
	stranger standing = "a stranger"
	blocked  standing = "blocked" // by the owner, and no member
	contact  standing = "a contact"
	left     standing = "who left"
	member   standing = "a member"
	admin    standing = "an admin"
	owner    standing = "the owner"
)

var standings = []standing{nobody, stranger, blocked, contact, left, member, admin, owner}

// What a call may answer, as the fault's code; ok is an answer without one.
const (
	ok         = ""
	signIn     = "account.signed-out"
	none       = "chat.no-conversation"
	role       = "chat.role"
	notContact = "chat.not-contact"
)

// scene is one group with everybody around it.
type scene struct {
	h     *house
	conv  id.ConvID
	code  string
	who   map[standing]*person
	extra *person   // a plain member whom calls are about
	asks  *person   // waits to be let in
	card  id.CardID // of a card in the group
	seq   int64     // the seq of a message that all members see
}

// A rule says what a route answers to each standing. What is not named is answered with none.
type rule struct {
	request func(s *scene, by *person) map[string]any
	answers map[standing]string
}

func same(answer string, of ...standing) map[standing]string {
	out := map[standing]string{}
	for _, each := range of {
		out[each] = answer
	}
	return out
}

func with(all ...map[standing]string) map[standing]string {
	out := map[standing]string{nobody: signIn}
	for _, some := range all {
		maps.Copy(out, some)
	}
	return out
}

var (
	anybody  = with(same(ok, stranger, blocked, contact, left, member, admin, owner))
	members  = with(same(ok, member, admin, owner))
	leaders  = with(same(role, member), same(ok, admin, owner))
	onlyOne  = with(same(role, member, admin), same(ok, owner))
	inConv   = func(s *scene, _ *person) map[string]any { return map[string]any{"conv": s.conv} }
	nothing  = func(*scene, *person) map[string]any { return map[string]any{} }
	byCode   = func(s *scene, _ *person) map[string]any { return map[string]any{"code": s.code} }
	theExtra = func(s *scene, _ *person) map[string]any {
		return map[string]any{"conv": s.conv, "userId": s.extra.ID}
	}
	theOwner = func(s *scene, _ *person) map[string]any { return map[string]any{"userId": s.who[owner].ID} }
)

// rules has a rule for each route of chat, groups and contacts. A route that is new in the schema needs one here.
var rules = map[string]rule{
	"ChatService/ListConversations": {nothing, anybody},
	"ChatService/OpenDirect": {theOwner, with(
		same(notContact, stranger, blocked), same(ok, contact, left, member, admin), same(notContact, owner),
	)},
	"ChatService/GetConversation": {inConv, members},
	"ChatService/History":         {inConv, members},
	"ChatService/Send": {func(s *scene, by *person) map[string]any {
		return map[string]any{"conv": s.conv, "clientId": "matrix-" + string(by.ID), "text": "hello"}
	}, members},
	"ChatService/Mark": {func(s *scene, _ *person) map[string]any {
		return map[string]any{"conv": s.conv, "readSeq": 1}
	}, members},
	"ChatService/GetCard": {
		func(s *scene, _ *person) map[string]any { return map[string]any{"id": s.card} },
		with(same("chat.no-card", stranger, blocked, contact, left), same(ok, member, admin, owner)),
	},

	"ChatService/ChangeMessage": {aboutMessage("text", "other"), with(same("chat.not-yours", member, admin), same(ok, owner))},
	"ChatService/RecallMessage": {aboutMessage("", nil), with(same("chat.not-yours", member, admin), same(ok, owner))},
	"ChatService/HideMessage":   {aboutMessage("", nil), members},
	"ChatService/ForwardMessage": {func(s *scene, by *person) map[string]any {
		friend := s.h.person(s.h.t)
		s.h.join(s.h.t, by, friend)
		own, err := s.h.chat.OpenDirect(s.h.t.Context(), by.by, friend.ID)
		if err != nil {
			s.h.t.Fatal(err)
		}
		return map[string]any{"conv": s.conv, "seq": s.seq, "toConv": own.ID, "clientId": "forward-01"}
	}, members},
	"ChatService/React": {func(s *scene, _ *person) map[string]any {
		return map[string]any{"conv": s.conv, "seq": s.seq, "emoji": "👍", "on": true}
	}, members},
	"ChatService/ListChanges": {inConv, members},
	"ChatService/ChangeConversation": {func(s *scene, _ *person) map[string]any {
		return map[string]any{"conv": s.conv, "mute": true}
	}, members},
	"ChatService/Search": {func(s *scene, _ *person) map[string]any {
		return map[string]any{"conv": s.conv, "query": "secret"}
	}, members},
	"ChatService/GetPrivacy":    {nothing, anybody},
	"ChatService/ChangePrivacy": {nothing, anybody},
	"ChatService/GetPresence": {func(s *scene, _ *person) map[string]any {
		return map[string]any{"userIds": []id.UserID{s.who[owner].ID}}
	}, anybody},

	"GroupService/CreateGroup": {
		func(s *scene, _ *person) map[string]any {
			return map[string]any{"title": "New", "userIds": []id.UserID{s.who[owner].ID}}
		},
		with(same(notContact, stranger, blocked), same(ok, contact, left, member, admin), same("chat.members", owner)),
	},
	"GroupService/ChangeGroup": {func(s *scene, _ *person) map[string]any {
		return map[string]any{"conv": s.conv, "title": "Other"}
	}, leaders},
	"GroupService/ListMembers": {func(s *scene, _ *person) map[string]any {
		behind := base64.RawURLEncoding.EncodeToString([]byte(`{"r":3,"u":"` + string(s.who[owner].ID) + `"}`)) // the owner, whoever learned of it
		return map[string]any{"conv": s.conv, "query": "person", "cursor": behind, "limit": 1}
	}, members},
	"GroupService/AddMembers": {
		func(s *scene, by *person) map[string]any {
			friend := s.h.person(s.h.t)
			s.h.join(s.h.t, by, friend)
			return map[string]any{"conv": s.conv, "userIds": []id.UserID{friend.ID}}
		}, members,
	},
	"GroupService/RemoveMember": {theExtra, leaders},
	"GroupService/LeaveGroup":   {inConv, with(same(ok, member, admin), same("chat.owner-stays", owner))},
	"GroupService/ChangeRole": {func(s *scene, _ *person) map[string]any {
		return map[string]any{"conv": s.conv, "userId": s.extra.ID, "role": "GROUP_ROLE_ADMIN"}
	}, onlyOne},
	"GroupService/TransferGroup":    {theExtra, onlyOne},
	"GroupService/GetInvite":        {inConv, members},
	"GroupService/ResetInvite":      {inConv, leaders},
	"GroupService/FindInvite":       {byCode, anybody},
	"GroupService/JoinGroup":        {byCode, anybody},
	"GroupService/ListJoinRequests": {inConv, leaders},
	"GroupService/AnswerJoinRequest": {func(s *scene, _ *person) map[string]any {
		return map[string]any{"conv": s.conv, "userId": s.asks.ID, "accept": true}
	}, leaders},

	"SocialService/ListContacts": {nothing, anybody},
	"SocialService/FindPerson": {
		func(s *scene, _ *person) map[string]any { return map[string]any{"handle": s.who[owner].Handle} },
		with(same("account.nobody", blocked), same(ok, stranger, contact, left, member, admin, owner)),
	},
	"SocialService/AddContact": {theOwner, with(
		same("account.nobody", blocked), same(ok, stranger, contact, left, member, admin), same("social.self", owner),
	)},
	"SocialService/ListContactRequests": {nothing, anybody},
	"SocialService/AnswerContactRequest": {theOwner, with(
		same("social.no-request", stranger, owner), same(ok, blocked, contact, left, member, admin),
	)},
	"SocialService/WithdrawContactRequest": {theOwner, with(
		same("social.no-request", stranger, owner), same(ok, blocked, contact, left, member, admin),
	)},
	"SocialService/GetAdding":     {nothing, anybody},
	"SocialService/ChangeAdding":  {nothing, anybody},
	"SocialService/BlockPerson":   {theOwner, with(same(ok, stranger, blocked, contact, left, member, admin), same("social.self", owner))},
	"SocialService/UnblockPerson": {theOwner, with(same(ok, stranger, blocked, contact, left, member, admin), same("social.self", owner))},
	"SocialService/ListBlocked":   {nothing, anybody},
	"SocialService/ChangeRemark": {func(s *scene, _ *person) map[string]any {
		return map[string]any{"remark": map[string]any{"userId": s.who[owner].ID, "name": "The owner"}}
	}, with(same("social.not-contact", stranger, owner), same(ok, blocked, contact, left, member, admin))},
}

// aboutMessage is a request about the owner's message in the group, with one field more.
func aboutMessage(field string, value any) func(*scene, *person) map[string]any {
	return func(s *scene, _ *person) map[string]any {
		out := map[string]any{"conv": s.conv, "seq": s.seq}
		if field != "" {
			out[field] = value
		}
		return out
	}
}

func routes() []string {
	var all []string
	for _, file := range []protoreflect.FileDescriptor{
		superettev1.File_superette_v1_chat_proto, superettev1.File_superette_v1_group_proto, superettev1.File_superette_v1_account_proto,
	} {
		services := file.Services()
		for i := range services.Len() {
			service := services.Get(i)
			if service.Name() == "AccountService" {
				continue // about oneself only
			}
			for j := range service.Methods().Len() {
				all = append(all, string(service.Name())+"/"+string(service.Methods().Get(j).Name()))
			}
		}
	}
	return all
}

func TestAuthority(t *testing.T) {
	all := routes()
	t.Run("every route of the schema has a rule, and no rule is about a route that is gone", func(t *testing.T) {
		for _, route := range all {
			if _, found := rules[route]; !found {
				t.Errorf("%s has no rule: say who may call it", route)
			}
		}
		for route := range rules {
			if !slices.Contains(all, route) {
				t.Errorf("%s is in no service", route)
			}
		}
	})
	// Each scene is an hour later, so that nobody is slowed down for what others did before.
	var clock atomic.Int64
	clock.Store(time.Now().UnixMilli())
	h := open(t, options{now: func() time.Time { return time.UnixMilli(clock.Load()) }})
	for _, route := range all {
		rule := rules[route]
		if rule.request == nil {
			continue
		}
		for _, who := range standings {
			want, named := rule.answers[who]
			if !named {
				want = none
			}
			t.Run(route+" by "+string(who), func(t *testing.T) {
				clock.Add(time.Hour.Milliseconds())
				s := h.scene(t)
				by, token := s.who[who], ""
				if who == nobody {
					by = h.person(t)
				} else {
					token = by.token
				}
				status, answer := h.call(t, token, route, rule.request(s, by))
				code := codeOf(answer)
				if code != want || (want == ok) != (status == 200) {
					t.Errorf("%d %v, want %q", status, answer, want)
				}
			})
		}
	}
}

func (h *house) scene(t *testing.T) *scene {
	t.Helper()
	h.t = t
	s := &scene{h: h, who: map[standing]*person{}}
	for _, each := range standings[1:] {
		s.who[each] = h.person(t)
	}
	s.extra, s.asks = h.person(t), h.person(t)
	for _, each := range []*person{s.who[contact], s.who[left], s.who[member], s.who[admin], s.who[blocked], s.extra} {
		h.join(t, s.who[owner], each)
	}
	own := s.who[owner].by
	c, err := h.chat.CreateGroup(t.Context(), own, "Tea", []id.UserID{s.who[left].ID, s.who[member].ID, s.who[admin].ID, s.extra.ID})
	if err != nil {
		t.Fatal(err)
	}
	s.conv = c.ID
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(h.chat.ChangeRole(t.Context(), own, s.conv, s.who[admin].ID, chat.Admin))
	must(h.chat.LeaveGroup(t.Context(), s.who[left].by, s.conv))
	must(h.contacts.Block(t.Context(), own, s.who[blocked].ID))
	must(h.chat.Bar(t.Context(), s.who[owner].ID, s.who[blocked].ID, true))
	s.code, err = h.chat.GetInvite(t.Context(), own, s.conv)
	must(err)
	approves := true
	_, err = h.chat.ChangeGroup(t.Context(), own, s.conv, chat.GroupChange{Approve: &approves})
	must(err)
	_, err = h.chat.JoinGroup(t.Context(), s.asks.by, s.code, "")
	must(err)
	approves = false
	_, err = h.chat.ChangeGroup(t.Context(), own, s.conv, chat.GroupChange{Approve: &approves})
	must(err)
	shared, err := h.chat.ShareCard(t.Context(), own, chat.Send{Conv: s.conv, ClientID: "matrix-card", Body: card()})
	must(err)
	s.card = shared.Body.Card.ID
	s.seq = s.who[owner].send(t, s.conv, "matrix-text", "a secret").Seq
	return s
}
