package app

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/superette/superette/internal/account"
	v1 "github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
)

// accessRule says what becomes of a request of each role.
type accessRule struct {
	name string
	want string // in the order of roles
}

// The rules. Who is nobody here learns no more than that; what is hidden from somebody is answered as if it were not there
// (404), what everybody knows of is refused (403).
//
//nolint:gochecknoglobals // a table
var (
	ruleAnyone     = accessRule{"anyone", "yes yes yes yes yes yes yes yes"}
	ruleSignedIn   = accessRule{"signed in; about oneself", "yes 401 yes yes yes 401 yes yes"}
	ruleContacts   = accessRule{"contacts", "yes 401 403 yes 403 401 403 403"}
	ruleTellsOnly  = accessRule{"contacts; others learn nothing", "– 401 – yes – 401 – –"}
	ruleKnown      = accessRule{"contacts, and oneself; others learn nothing", "yes 401 – yes – 401 – –"}
	ruleMembers    = accessRule{"members", "yes 401 404 404 yes 401 404 404"}
	ruleMemberPays = accessRule{"members; no money moves otherwise", "yes 401 403 403 yes 401 403 403"}
	ruleMembersSee = accessRule{"members; others learn nothing", "yes 401 – – yes 401 – –"}
	ruleAdmins     = accessRule{"owner and admins", "yes 401 404 404 403 401 404 404"}
	ruleGroupOwner = accessRule{"the group's owner; no admin", "yes 401 404 404 403 401 404 404"}
	ruleLeave      = accessRule{"members but the owner", "409 401 404 404 yes 401 404 404"}
	ruleAuthor     = accessRule{"who wrote it", "yes 401 404 404 403 401 404 404"}
	ruleRecipient  = accessRule{"the contact whom it is for", "403 401 404 yes 404 401 404 404"}
	ruleOwn        = accessRule{"whose it is", "yes 401 404 404 404 401 404 404"}
	rulePayer      = accessRule{"whom the order was made for", "yes 401 403 403 403 401 403 403"}
	ruleProof      = accessRule{"who holds the key; without it", "401 401 401 401 401 401 401 401"}
	ruleProofOwn   = accessRule{"signed in, and holds the key; without it", "401 401 401 401 401 401 401 401"}
	rulePublisher  = accessRule{"the program's publisher", "403 401 403 403 403 401 yes 403"}
	ruleSecret     = accessRule{"who has the program's secret", "401 401 401 401 401 401 yes 401"}
	ruleMerchants  = accessRule{"merchants, each for itself", "yes 401 401 401 401 yes 401 401"}
	ruleMerchant   = accessRule{"the order's merchant", "yes 401 401 401 401 404 401 401"}
	ruleOperator   = accessRule{"who runs the process, on its own address", "404 404 404 404 404 404 404 yes"}
	ruleMachine    = accessRule{"who is at the machine", "403 403 403 403 403 403 403 yes"}
)

// accessRow is one route with its rule and how it is called.
type accessRow struct {
	route string
	rule  accessRule
	call  func(c *accessCell) outcome
}

// of makes a row of a call of the API.
func of(route string, rule accessRule, request func(c *accessCell) proto.Message) accessRow {
	return accessRow{route, rule, func(c *accessCell) outcome { return c.outcomeOf(c.rpc(route, request(c))) }}
}

// showing is of where an answer may leave out what was asked for: then it lacks the text that word returns.
func showing(route string, rule accessRule, request func(c *accessCell) (proto.Message, string)) accessRow {
	return accessRow{route, rule, func(c *accessCell) outcome {
		r, word := request(c)
		a := c.rpc(route, r)
		if got := c.outcomeOf(a); got != passed || bytes.Contains(a.body, []byte(word)) {
			return got
		}
		return empty
	}}
}

// get makes a row of an address that is only read.
func get(route string, rule accessRule, uri func(c *accessCell) string) accessRow {
	return accessRow{route, rule, func(c *accessCell) outcome { return c.outcomeOf(c.http(http.MethodGet, uri(c), nil)) }}
}

func at(uri string) func(*accessCell) string { return func(*accessCell) string { return uri } }

// accessRows is every route of an instance, of its API first.
func accessRows() (rows []accessRow) {
	for _, part := range [][]accessRow{
		accountRows(), socialRows(), reportRows(), conversationRows(), messageRows(), groupRows(), moneyRows(), giftRows(), programRows(), securityRows(), pushRows(),
		liveRows(), gatewayRows(), fileRows(), merchantRows(), pageRows(), machineRows(),
	} {
		rows = append(rows, part...)
	}
	return rows
}

func accountRows() []accessRow {
	return []accessRow{
		of("AccountService.Me", ruleSignedIn, func(*accessCell) proto.Message { return &v1.MeRequest{} }),
		of("AccountService.Register", ruleAnyone, func(c *accessCell) proto.Message {
			return &v1.RegisterRequest{Handle: strings.ReplaceAll(c.name(), "-", "_"), Name: "New", Password: accessPassword}
		}),
		of("AccountService.SignIn", ruleAnyone, func(*accessCell) proto.Message {
			return &v1.SignInRequest{Handle: owner.String(), Password: accessPassword}
		}),
		of("AccountService.SignOut", ruleSignedIn, func(*accessCell) proto.Message { return &v1.SignOutRequest{} }),
		of("AccountService.ChangeProfile", ruleSignedIn, func(*accessCell) proto.Message { return &v1.ChangeProfileRequest{Name: "Somebody"} }),
	}
}

func socialRows() []accessRow {
	zoe := func(c *accessCell) string { return string(c.zoe.ID) }
	return []accessRow{
		of("SocialService.ListContacts", ruleSignedIn, func(*accessCell) proto.Message { return &v1.ListContactsRequest{} }),
		of("SocialService.FindPerson", ruleSignedIn, func(*accessCell) proto.Message { return &v1.FindPersonRequest{Handle: owner.String()} }),
		of("SocialService.AddContact", ruleSignedIn, func(c *accessCell) proto.Message { return &v1.AddContactRequest{UserId: zoe(c)} }),
		of("SocialService.ListContactRequests", ruleSignedIn, func(*accessCell) proto.Message { return &v1.ListContactRequestsRequest{} }),
		of("SocialService.AnswerContactRequest", ruleSignedIn, func(c *accessCell) proto.Message {
			return &v1.AnswerContactRequestRequest{UserId: zoe(c)}
		}),
		of("SocialService.WithdrawContactRequest", ruleSignedIn, func(c *accessCell) proto.Message {
			return &v1.WithdrawContactRequestRequest{UserId: zoe(c)}
		}),
		of("SocialService.GetAdding", ruleSignedIn, func(*accessCell) proto.Message { return &v1.GetAddingRequest{} }),
		of("SocialService.ChangeAdding", ruleSignedIn, func(*accessCell) proto.Message { return &v1.ChangeAddingRequest{} }),
		of("SocialService.BlockPerson", ruleSignedIn, func(c *accessCell) proto.Message { return &v1.BlockPersonRequest{UserId: zoe(c)} }),
		of("SocialService.UnblockPerson", ruleSignedIn, func(c *accessCell) proto.Message { return &v1.UnblockPersonRequest{UserId: zoe(c)} }),
		of("SocialService.ListBlocked", ruleSignedIn, func(*accessCell) proto.Message { return &v1.ListBlockedRequest{} }),
		of("SocialService.ChangeRemark", ruleSignedIn, func(c *accessCell) proto.Message {
			return &v1.ChangeRemarkRequest{Remark: &v1.Remark{UserId: zoe(c), Name: "Zoe of " + c.as.String()}}
		}),
	}
}

func reportRows() []accessRow {
	return []accessRow{
		of("ReportService.Report", ruleMembers, func(c *accessCell) proto.Message {
			return &v1.ReportRequest{ClientId: c.name(), Reason: v1.ReportReason_REPORT_REASON_SPAM, Subject: &v1.ReportRequest_Message{
				Message: &v1.ReportedMessage{Conv: string(c.group), Seq: c.say(other(c), c.group).Seq},
			}}
		}),
	}
}

// other is a member of the group who is not the one that asks.
func other(c *accessCell) role {
	if c.as == owner {
		return member
	}
	return owner
}

// ownerOr is whom a request is about: the owner, or if the owner asks, the owner's contact.
func (c *accessCell) ownerOr() string {
	if c.as == owner {
		return string(c.people[contact].ID)
	}
	return string(c.people[owner].ID)
}

func conversationRows() []accessRow {
	return []accessRow{
		of("ChatService.ListConversations", ruleSignedIn, func(*accessCell) proto.Message { return &v1.ListConversationsRequest{} }),
		of("ChatService.OpenDirect", ruleContacts, func(c *accessCell) proto.Message { return &v1.OpenDirectRequest{UserId: c.ownerOr()} }),
		of("ChatService.GetConversation", ruleMembers, func(c *accessCell) proto.Message {
			return &v1.GetConversationRequest{Conv: string(c.group)}
		}),
		of("ChatService.ChangeConversation", ruleMembers, func(c *accessCell) proto.Message {
			return &v1.ChangeConversationRequest{Conv: string(c.group), Pin: proto.Bool(true)}
		}),
		of("ChatService.GetPrivacy", ruleSignedIn, func(*accessCell) proto.Message { return &v1.GetPrivacyRequest{} }),
		of("ChatService.ChangePrivacy", ruleSignedIn, func(*accessCell) proto.Message {
			return &v1.ChangePrivacyRequest{Privacy: &v1.Privacy{Presence: true, Receipts: true}}
		}),
		showing("ChatService.GetPresence", ruleTellsOnly, func(c *accessCell) (proto.Message, string) {
			here := &accessCell{accessWorld: c.accessWorld, as: owner, token: c.accessWorld.token(owner)}
			if _, refused := here.live(hello); refused != passed {
				c.Fatalf("the owner's socket: %s", refused)
			}
			olga := string(c.people[owner].ID)
			return &v1.GetPresenceRequest{UserIds: []string{olga}}, olga
		}),
		of("ChatService.GetCard", ruleMembers, func(c *accessCell) proto.Message {
			m, err := c.i.talk.chat.ShareCard(c.Context(), as(c.people[owner].ID), chat.Send{Conv: c.group, ClientID: c.name(), Body: chat.Body{Card: &chat.Card{
				Snapshot: chat.Snapshot{App: c.app, AppName: "Teahouse", AppColor: "#0f766e", Title: "Oolong", Path: "pages/tea/tea"},
			}}})
			c.do(err)
			return &v1.GetCardRequest{Id: string(m.Body.Card.ID)}
		}),
	}
}

// accessVoice is the least that is a recording: the head of a WebM with Opus.
func accessVoice() []byte {
	return []byte("\x1a\x45\xdf\xa3\x84webm\x18\x53\x80\x67\x86A_OPUS")
}

// upload is where a new file goes up.
func (c *accessCell) upload() string { return "/api/chat/upload/" + string(c.group) + "/" + c.name() }

func messageRows() []accessRow {
	said := func(c *accessCell) (string, int64) { return string(c.group), c.say(owner, c.group).Seq }
	return []accessRow{
		of("ChatService.History", ruleMembers, func(c *accessCell) proto.Message { return &v1.HistoryRequest{Conv: string(c.group)} }),
		of("ChatService.Send", ruleMembers, func(c *accessCell) proto.Message {
			return &v1.SendRequest{Conv: string(c.group), ClientId: c.name(), Text: "oolong"}
		}),
		{"POST /api/chat/picture", ruleMembers, func(c *accessCell) outcome {
			return c.outcomeOf(c.http(http.MethodPost, "/api/chat/picture?conv="+string(c.group)+"&client_id="+c.name(), c.png, "Content-Type", "image/png"))
		}},
		{"GET /api/chat/picture/{conv}/{seq}/{hash}", ruleMembers, func(c *accessCell) outcome {
			send := chat.Send{Conv: c.group, ClientID: c.name()}
			m := must[chat.Message](c.accessWorld)(c.i.talk.chat.SendPicture(c.Context(), as(c.people[owner].ID), send, bytes.NewReader(c.png)))
			return c.outcomeOf(c.http(http.MethodGet, fmt.Sprintf("/api/chat/picture/%s/%d/%s", m.Conv, m.Seq, m.Body.Picture.Hash), nil))
		}},
		{"HEAD /api/chat/upload/{conv}/{client_id}", ruleMembers, func(c *accessCell) outcome {
			return c.outcomeOf(c.http(http.MethodHead, c.upload(), nil, "Upload-Length", "4"))
		}},
		{"PATCH /api/chat/upload/{conv}/{client_id}", ruleMembers, func(c *accessCell) outcome {
			return c.outcomeOf(c.http(http.MethodPatch, c.upload(), []byte("text"), "Upload-Length", "4", "Upload-Offset", "0"))
		}},
		{"DELETE /api/chat/upload/{conv}/{client_id}", ruleSignedIn, func(c *accessCell) outcome {
			return c.outcomeOf(c.http(http.MethodDelete, c.upload(), nil))
		}},
		{"POST /api/chat/file", ruleMembers, func(c *accessCell) outcome {
			return c.outcomeOf(c.http(http.MethodPost, "/api/chat/file?conv="+string(c.group)+"&name=a.txt&size=0&client_id="+c.name(), nil))
		}},
		{"GET /api/chat/file/{conv}/{seq}/{hash}", ruleMembers, func(c *accessCell) outcome {
			send := chat.Send{Conv: c.group, ClientID: c.name()}
			m := must[chat.Message](c.accessWorld)(c.i.talk.chat.SendFile(c.Context(), as(c.people[owner].ID), send, "a.txt", 0))
			return c.outcomeOf(c.http(http.MethodGet, fmt.Sprintf("/api/chat/file/%s/%d/%s", m.Conv, m.Seq, m.Body.File.Hash), nil))
		}},
		{"POST /api/chat/voice", ruleMembers, func(c *accessCell) outcome {
			query := "&duration_ms=1000&levels=" + base64.RawURLEncoding.EncodeToString(make([]byte, 64)) + "&client_id=" + c.name()
			return c.outcomeOf(c.http(http.MethodPost, "/api/chat/voice?conv="+string(c.group)+query, accessVoice()))
		}},
		{"GET /api/chat/voice/{conv}/{seq}/{hash}", ruleMembers, func(c *accessCell) outcome {
			send := chat.Send{Conv: c.group, ClientID: c.name()}
			m := must[chat.Message](c.accessWorld)(c.i.talk.chat.SendVoice(c.Context(), as(c.people[owner].ID), send, 1000, make([]byte, 64), bytes.NewReader(accessVoice())))
			return c.outcomeOf(c.http(http.MethodGet, fmt.Sprintf("/api/chat/voice/%s/%d/%s", m.Conv, m.Seq, m.Body.Voice.Hash), nil))
		}},
		of("ChatService.Mark", ruleMembers, func(c *accessCell) proto.Message {
			conv, seq := said(c)
			return &v1.MarkRequest{Conv: conv, ReadSeq: seq}
		}),
		of("ChatService.ChangeMessage", ruleAuthor, func(c *accessCell) proto.Message {
			conv, seq := said(c)
			return &v1.ChangeMessageRequest{Conv: conv, Seq: seq, Text: "green"}
		}),
		of("ChatService.RecallMessage", ruleAuthor, func(c *accessCell) proto.Message {
			conv, seq := said(c)
			return &v1.RecallMessageRequest{Conv: conv, Seq: seq}
		}),
		of("ChatService.HideMessage", ruleMembers, func(c *accessCell) proto.Message {
			conv, seq := said(c)
			return &v1.HideMessageRequest{Conv: conv, Seq: seq}
		}),
		of("ChatService.ForwardMessage", ruleMembers, func(c *accessCell) proto.Message {
			conv, seq := said(c)
			to := c.own[c.as]
			if to == "" { // who has none
				to = c.own[owner]
			}
			return &v1.ForwardMessageRequest{Conv: conv, Seq: seq, ToConv: string(to), ClientId: c.name()}
		}),
		of("ChatService.React", ruleMembers, func(c *accessCell) proto.Message {
			conv, seq := said(c)
			return &v1.ReactRequest{Conv: conv, Seq: seq, Emoji: "👍", On: true}
		}),
		of("ChatService.ListChanges", ruleMembers, func(c *accessCell) proto.Message { return &v1.ListChangesRequest{Conv: string(c.group)} }),
		showing("ChatService.Search", ruleMembers, func(c *accessCell) (proto.Message, string) {
			said(c)
			return &v1.SearchRequest{Query: "oolong", Conv: string(c.group)}, string(c.group)
		}),
	}
}

// waiting lets Zoe wait to be let into the group.
func (c *accessCell) waiting() string {
	ctx, s, on := c.Context(), c.i.talk.chat, true
	olga := as(c.people[owner].ID)
	if _, err := s.ChangeGroup(ctx, olga, c.group, chat.GroupChange{Approve: &on}); err != nil {
		c.Fatal(err)
	}
	if _, err := s.JoinGroup(ctx, as(c.zoe.ID), c.code(), ""); err != nil {
		c.Fatal(err)
	}
	return string(c.zoe.ID)
}

func (c *accessCell) code() string {
	return must[string](c.accessWorld)(c.i.talk.chat.GetInvite(c.Context(), as(c.people[owner].ID), c.group))
}

// joined puts Zoe into the group.
func (c *accessCell) joined() string {
	if _, err := c.i.talk.chat.AddMembers(c.Context(), as(c.people[owner].ID), c.group, []id.UserID{c.zoe.ID}); err != nil {
		c.Fatal(err)
	}
	return string(c.zoe.ID)
}

// promote makes the member an admin: that does not suffice for everything.
func (c *accessCell) promote() {
	c.do(c.i.talk.chat.ChangeRole(c.Context(), as(c.people[owner].ID), c.group, c.people[member].ID, chat.Admin))
}

func groupRows() []accessRow {
	return []accessRow{
		of("GroupService.CreateGroup", ruleSignedIn, func(c *accessCell) proto.Message {
			c.ahead.Add(int64(2 * time.Minute))
			return &v1.CreateGroupRequest{Title: "Coffee", UserIds: []string{string(c.zoe.ID)}}
		}),
		of("GroupService.ChangeGroup", ruleAdmins, func(c *accessCell) proto.Message {
			return &v1.ChangeGroupRequest{Conv: string(c.group), Notice: proto.String("tea at four")}
		}),
		of("GroupService.ListMembers", ruleMembers, func(c *accessCell) proto.Message { return &v1.ListMembersRequest{Conv: string(c.group)} }),
		of("GroupService.AddMembers", ruleMembers, func(c *accessCell) proto.Message {
			return &v1.AddMembersRequest{Conv: string(c.group), UserIds: []string{string(c.zoe.ID)}}
		}),
		of("GroupService.RemoveMember", ruleAdmins, func(c *accessCell) proto.Message {
			return &v1.RemoveMemberRequest{Conv: string(c.group), UserId: c.joined()}
		}),
		of("GroupService.LeaveGroup", ruleLeave, func(c *accessCell) proto.Message { return &v1.LeaveGroupRequest{Conv: string(c.group)} }),
		of("GroupService.ChangeRole", ruleGroupOwner, func(c *accessCell) proto.Message {
			c.promote()
			return &v1.ChangeRoleRequest{Conv: string(c.group), UserId: c.joined(), Role: v1.GroupRole_GROUP_ROLE_ADMIN}
		}),
		of("GroupService.TransferGroup", ruleGroupOwner, func(c *accessCell) proto.Message {
			c.promote()
			return &v1.TransferGroupRequest{Conv: string(c.group), UserId: c.joined()}
		}),
		of("GroupService.GetInvite", ruleMembers, func(c *accessCell) proto.Message { return &v1.GetInviteRequest{Conv: string(c.group)} }),
		of("GroupService.ResetInvite", ruleAdmins, func(c *accessCell) proto.Message { return &v1.ResetInviteRequest{Conv: string(c.group)} }),
		of("GroupService.FindInvite", ruleSignedIn, func(c *accessCell) proto.Message { return &v1.FindInviteRequest{Code: c.code()} }),
		of("GroupService.JoinGroup", ruleSignedIn, func(c *accessCell) proto.Message { return &v1.JoinGroupRequest{Code: c.code()} }),
		of("GroupService.ListJoinRequests", ruleAdmins, func(c *accessCell) proto.Message {
			return &v1.ListJoinRequestsRequest{Conv: string(c.group)}
		}),
		of("GroupService.AnswerJoinRequest", ruleAdmins, func(c *accessCell) proto.Message {
			return &v1.AnswerJoinRequestRequest{Conv: string(c.group), UserId: c.waiting(), Accept: true}
		}),
	}
}

// signed is what the program hands over for a new order, in the API's words.
func (c *accessCell) signed() *v1.Signed {
	o, _ := c.order(100)
	g := c.signedBy(o)
	return &v1.Signed{AppId: string(g.App), TimeStamp: g.TimeStamp, NonceStr: g.Nonce, Package: g.Package, SignType: g.SignType, PaySign: g.Sign}
}

func moneyRows() []accessRow {
	return []accessRow{
		of("WalletService.GetWallet", ruleSignedIn, func(*accessCell) proto.Message { return &v1.GetWalletRequest{} }),
		of("WalletService.ListEntries", ruleSignedIn, func(c *accessCell) proto.Message {
			return &v1.ListEntriesRequest{FromTs: c.now().Add(-time.Hour).UnixMilli(), ToTs: c.now().Add(time.Hour).UnixMilli()}
		}),
		of("WalletService.SetPin", ruleSignedIn, func(*accessCell) proto.Message { return &v1.SetPinRequest{Pin: demoPIN, OldPin: demoPIN} }),
		of("WalletService.ChangeTransfers", ruleSignedIn, func(*accessCell) proto.Message { return &v1.ChangeTransfersRequest{} }),
		of("WalletService.Transfer", ruleContacts, func(c *accessCell) proto.Message {
			return &v1.TransferRequest{RequestId: c.name(), UserId: c.ownerOr(), Amount: 1, Currency: "CNY", Pin: demoPIN}
		}),
		of("PayService.Present", rulePayer, func(c *accessCell) proto.Message { return &v1.PresentRequest{Signed: c.signed()} }),
		of("PayService.Pay", rulePayer, func(c *accessCell) proto.Message {
			return &v1.PayRequest{RequestId: c.name(), Signed: c.signed(), PayeeId: c.shops[0].mchid, Amount: 100, Currency: "CNY", Pin: demoPIN}
		}),
	}
}

// gift is money that the owner put into the group, for whoever comes first, or into the conversation with a contact.
func (c *accessCell) gift(to id.UserID) string {
	n := pay.NewGift{Request: c.name(), Conv: c.group, Kind: pay.GiftEqual, Count: 5, Amount: must[money.Amount](c.accessWorld)(money.New(5, pay.CNY)), PIN: demoPIN}
	if to == "" {
		c.joined() // between two, who gives takes nothing
	} else {
		n.Conv, n.Kind, n.Count, n.To = c.direct, pay.GiftTransfer, 1, to
	}
	g, err := c.i.pay.SendGift(c.Context(), as(c.people[owner].ID), n)
	c.do(err)
	return string(g.ID)
}

func giftRows() []accessRow {
	return []accessRow{
		of("GiftService.SendGift", ruleMemberPays, func(c *accessCell) proto.Message {
			return &v1.SendGiftRequest{
				RequestId: c.name(), Kind: v1.GiftKind_GIFT_KIND_EQUAL, Conv: string(c.group), Amount: 5, Currency: "CNY", Count: 5, Pin: demoPIN,
			}
		}),
		of("GiftService.TakeGift", ruleMembers, func(c *accessCell) proto.Message { return &v1.TakeGiftRequest{Id: c.gift("")} }),
		of("GiftService.RefuseGift", ruleRecipient, func(c *accessCell) proto.Message {
			return &v1.RefuseGiftRequest{Id: c.gift(c.people[contact].ID)}
		}),
		showing("GiftService.ListGifts", ruleMembersSee, func(c *accessCell) (proto.Message, string) {
			gift := c.gift("")
			return &v1.ListGiftsRequest{Ids: []string{gift}}, gift
		}),
	}
}

// manifest is the program's own.
func (c *accessCell) manifest() []byte {
	p, err := c.i.registry.FindPackage(c.Context(), c.pkg)
	c.do(err)
	return p.Raw
}

func programRows() []accessRow {
	return []accessRow{
		of("ProgramService.ListShelf", ruleSignedIn, func(*accessCell) proto.Message { return &v1.ListShelfRequest{} }),
		of("ProgramService.GetProgram", ruleSignedIn, func(c *accessCell) proto.Message { return &v1.GetProgramRequest{AppId: string(c.app)} }),
		of("ProgramService.Share", ruleMembers, func(c *accessCell) proto.Message {
			return &v1.ShareRequest{AppId: string(c.app), Conv: string(c.group), ClientId: c.name(), Title: "Oolong", Path: "pages/tea/tea?id=oolong"}
		}),
		of("ProgramService.Prepare", ruleSignedIn, func(c *accessCell) proto.Message { return &v1.PrepareRequest{Manifest: c.manifest()} }),
		of("ProgramService.Publish", rulePublisher, func(c *accessCell) proto.Message {
			return &v1.PublishRequest{Manifest: c.manifest(), AppId: string(c.app), Version: c.name()}
		}),
	}
}

func securityRows() []accessRow {
	olgasKey := func(c *accessCell) string { return string(passkeyOf(c.people[owner])) }
	return []accessRow{
		of("SecurityService.GetDoor", ruleAnyone, func(*accessCell) proto.Message { return &v1.GetDoorRequest{} }),
		of("SecurityService.BeginSignIn", ruleAnyone, func(*accessCell) proto.Message { return &v1.BeginSignInRequest{} }),
		of("SecurityService.SignInWithPasskey", ruleProof, func(*accessCell) proto.Message {
			return &v1.SignInWithPasskeyRequest{Assertion: &v1.Assertion{}}
		}),
		of("SecurityService.BeginRegistration", ruleAnyone, func(c *accessCell) proto.Message {
			return &v1.BeginRegistrationRequest{Handle: strings.ReplaceAll(c.name(), "-", "_"), Name: "New"}
		}),
		of("SecurityService.RegisterWithPasskey", ruleProof, func(c *accessCell) proto.Message {
			handle := strings.ReplaceAll(c.name(), "-", "_")
			m, err := c.i.people.BeginRegistration(c.Context(), account.Origin{Address: "192.0.2.1"}, handle, "New")
			c.do(err)
			return &v1.RegisterWithPasskeyRequest{Handle: handle, Name: "New", PasskeyName: "phone", UserId: m.UserHandle, Attestation: &v1.Attestation{}}
		}),
		of("SecurityService.SignInWithCode", ruleAnyone, func(c *accessCell) proto.Message {
			codes, err := c.i.people.MakeRecoveryCodes(c.Context(), c.signIn(owner))
			c.do(err)
			return &v1.SignInWithCodeRequest{Handle: owner.String(), Code: codes[0]}
		}),
		of("SecurityService.GetSecurity", ruleSignedIn, func(*accessCell) proto.Message { return &v1.GetSecurityRequest{} }),
		of("SecurityService.BeginProof", ruleSignedIn, func(*accessCell) proto.Message { return &v1.BeginProofRequest{} }),
		of("SecurityService.Prove", ruleProofOwn, func(*accessCell) proto.Message { return &v1.ProveRequest{Password: "not the password"} }),
		of("SecurityService.BeginPasskey", ruleSignedIn, func(*accessCell) proto.Message { return &v1.BeginPasskeyRequest{} }),
		of("SecurityService.AddPasskey", ruleProofOwn, func(*accessCell) proto.Message {
			return &v1.AddPasskeyRequest{Name: "phone", Attestation: &v1.Attestation{}}
		}),
		of("SecurityService.RenamePasskey", ruleOwn, func(c *accessCell) proto.Message { return &v1.RenamePasskeyRequest{Id: olgasKey(c), Name: "laptop"} }),
		of("SecurityService.RemovePasskey", ruleOwn, func(c *accessCell) proto.Message { return &v1.RemovePasskeyRequest{Id: olgasKey(c)} }),
		of("SecurityService.RestorePasskey", ruleOwn, func(c *accessCell) proto.Message { return &v1.RestorePasskeyRequest{Id: olgasKey(c)} }),
		of("SecurityService.ChangePassword", ruleSignedIn, func(*accessCell) proto.Message { return &v1.ChangePasswordRequest{Password: accessPassword} }),
		of("SecurityService.MakeRecoveryCodes", ruleSignedIn, func(*accessCell) proto.Message { return &v1.MakeRecoveryCodesRequest{} }),
		of("SecurityService.RevokeDevice", ruleOwn, func(c *accessCell) proto.Message {
			return &v1.RevokeDeviceRequest{Id: string(c.signIn(owner).Session)}
		}),
		of("SecurityService.RevokeOtherDevices", ruleSignedIn, func(*accessCell) proto.Message { return &v1.RevokeOtherDevicesRequest{} }),
	}
}

// pushRows is about the device that asks, and no other.
func pushRows() []accessRow {
	return []accessRow{
		of("PushService.GetPush", ruleSignedIn, func(*accessCell) proto.Message { return &v1.GetPushRequest{} }),
		of("PushService.Subscribe", ruleSignedIn, func(c *accessCell) proto.Message {
			key, err := ecdh.P256().GenerateKey(rand.Reader)
			c.do(err)
			return &v1.SubscribeRequest{Endpoint: "https://push.example/" + c.name(), PublicKey: key.PublicKey().Bytes(), Secret: make([]byte, 16), Locale: "en"}
		}),
		of("PushService.Unsubscribe", ruleSignedIn, func(*accessCell) proto.Message { return &v1.UnsubscribeRequest{} }),
	}
}
