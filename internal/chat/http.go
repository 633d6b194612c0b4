package chat

import (
	"context"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/social"
)

// Mount offers ChatService, and the live socket if there is one.
func Mount(server *httpd.Server, s *Service, live *Live) {
	h := &handlers{s, live}
	server.Connect(superettev1connect.NewChatServiceHandler(h, server.ConnectOptions()...))
	h.mountPictures(server)
	h.mountFiles(server)
	h.mountVoices(server)
	server.Connect(superettev1connect.NewGroupServiceHandler(&groupHandlers{s}, server.ConnectOptions()...))
	if live != nil {
		live.mount(server, s)
	}
}

type handlers struct {
	s    *Service
	live *Live
}

var _ superettev1connect.ChatServiceHandler = (*handlers)(nil)

// parseConv reads the name of a conversation. What is no name at all is answered like one the caller does not have.
func parseConv(text string) (id.ConvID, error) {
	conv, err := id.Parse[id.ConvID](text)
	if err != nil {
		return "", ErrNoConversation
	}
	return conv, nil
}

func (h *handlers) ListConversations(ctx context.Context, r *superettev1.ListConversationsRequest) (*superettev1.ListConversationsResponse, error) {
	list, more, err := h.s.List(ctx, httpd.CallerOf(ctx), r.GetBeforeTs(), int(r.GetLimit()))
	if err != nil {
		return nil, err
	}
	out := &superettev1.ListConversationsResponse{More: more}
	for _, c := range list {
		out.Conversations = append(out.Conversations, conversationToAPI(c))
	}
	return out, nil
}

func (h *handlers) OpenDirect(ctx context.Context, r *superettev1.OpenDirectRequest) (*superettev1.OpenDirectResponse, error) {
	user, err := id.Parse[id.UserID](r.GetUserId())
	if err != nil {
		return nil, account.ErrNobody
	}
	c, err := h.s.OpenDirect(ctx, httpd.CallerOf(ctx), user)
	if err != nil {
		return nil, err
	}
	return &superettev1.OpenDirectResponse{Conversation: conversationToAPI(c)}, nil
}

func (h *handlers) GetConversation(ctx context.Context, r *superettev1.GetConversationRequest) (*superettev1.GetConversationResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	c, err := h.s.Find(ctx, httpd.CallerOf(ctx), conv)
	if err != nil {
		return nil, err
	}
	return &superettev1.GetConversationResponse{Conversation: conversationToAPI(c)}, nil
}

func (h *handlers) History(ctx context.Context, r *superettev1.HistoryRequest) (*superettev1.HistoryResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	page := Page{Before: r.GetBeforeSeq(), After: r.GetAfterSeq(), Limit: int(r.GetLimit())}
	messages, more, err := h.s.History(ctx, httpd.CallerOf(ctx), conv, page)
	if err != nil {
		return nil, err
	}
	writers, err := h.s.Writers(ctx, messages)
	if err != nil {
		return nil, err
	}
	out := &superettev1.HistoryResponse{More: more}
	for _, p := range writers {
		out.People = append(out.People, account.ToAPI(p))
	}
	for _, m := range messages {
		out.Messages = append(out.Messages, MessageToAPI(m))
	}
	return out, nil
}

func (h *handlers) Send(ctx context.Context, r *superettev1.SendRequest) (*superettev1.SendResponse, error) {
	send, err := sendOf(r, "")
	if err != nil {
		return nil, err
	}
	m, err := h.s.SendText(ctx, httpd.CallerOf(ctx), send)
	if err != nil {
		return nil, err
	}
	return &superettev1.SendResponse{Message: MessageToAPI(m)}, nil
}

func (h *handlers) Mark(ctx context.Context, r *superettev1.MarkRequest) (*superettev1.MarkResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	seq, err := h.s.Mark(ctx, httpd.CallerOf(ctx), conv, r.GetReadSeq(), "")
	if err != nil {
		return nil, err
	}
	return &superettev1.MarkResponse{ReadSeq: seq}, nil
}

func (h *handlers) GetCard(ctx context.Context, r *superettev1.GetCardRequest) (*superettev1.GetCardResponse, error) {
	card, err := id.Parse[id.CardID](r.GetId())
	if err != nil {
		return nil, ErrNoCard
	}
	c, err := h.s.FindCard(ctx, httpd.CallerOf(ctx), card)
	if err != nil {
		return nil, err
	}
	return &superettev1.GetCardResponse{Conv: string(c.Conv), Seq: c.Seq, Card: cardToAPI(c.Card)}, nil
}

// sendOf reads what a client sends: text, never anything else.
func sendOf(r *superettev1.SendRequest, except string) (Send, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return Send{}, err
	}
	return Send{
		Conv: conv, ClientID: r.GetClientId(), Body: Body{Text: r.GetText()}, ReplyTo: r.GetReplyTo(), Mentions: r.GetMentions(),
		Retry: r.GetRetry(), Except: except,
	}, nil
}

func conversationToAPI(c Conversation) *superettev1.Conversation {
	out := &superettev1.Conversation{
		Id: string(c.ID), Kind: superettev1.ConversationKind(c.Kind), Title: c.Title, //nolint:gosec // 1 or 2
		LastSeq: c.LastSeq, LastTs: c.LastTS, ReadSeq: c.ReadSeq, PeerReadSeq: c.PeerReadSeq, Mute: c.Mute, Pin: c.Pin,
		Mod: c.Mod, MentionSeq: c.MentionSeq, ClearSeq: c.ClearSeq,
	}
	if c.Kind == Group {
		out.Group = groupToAPI(c)
	}
	for _, p := range c.Members {
		out.Members = append(out.Members, account.ToAPI(p))
	}
	if c.Last != nil {
		out.Last = MessageToAPI(*c.Last)
	}
	return out
}

func groupToAPI(c Conversation) *superettev1.Group {
	return &superettev1.Group{
		AvatarBlob: string(c.Avatar), Notice: c.Notice, MuteAll: c.MuteAll, Approve: c.Approve,
		MemberCount: int32(c.MemberCount), Role: superettev1.GroupRole(c.Role), Waiting: int32(c.Waiting), //nolint:gosec // all small
	}
}

// MessageToAPI returns what the API says of a message.
func MessageToAPI(m Message) *superettev1.Message {
	out := &superettev1.Message{
		Conv: string(m.Conv), Seq: m.Seq, Sender: string(m.Sender), ClientId: m.ClientID, Ts: m.TS,
		EditedTs: m.EditedAt, Mentions: m.Mentions, Mod: m.Mod,
	}
	if q := m.Quote; q != nil {
		out.Quote = &superettev1.Quote{Seq: q.Seq, Sender: string(q.Sender), Text: q.Text, Picture: q.Picture, File: q.File, Voice: q.Voice}
	}
	for _, r := range m.Reactions {
		one := &superettev1.Reaction{Emoji: r.Emoji, Count: int32(len(r.Users))} //nolint:gosec // at most groupMax
		for _, user := range r.Users[:min(len(r.Users), reactorsShown)] {
			one.UserIds = append(one.UserIds, string(user))
		}
		out.Reactions = append(out.Reactions, one)
	}
	switch {
	case m.Body.Hidden:
		out.Body = &superettev1.Message_Hidden{Hidden: &superettev1.Hidden{}}
	case m.Body.Recalled:
		out.Body = &superettev1.Message_Recalled{Recalled: &superettev1.Recalled{}}
	case m.Body.Card != nil:
		out.Body = &superettev1.Message_Card{Card: cardToAPI(*m.Body.Card)}
	case m.Body.Picture != nil:
		out.Body = &superettev1.Message_Picture{Picture: pictureToAPI(*m.Body.Picture)}
	case m.Body.File != nil:
		out.Body = &superettev1.Message_File{File: fileToAPI(*m.Body.File)}
	case m.Body.Voice != nil:
		out.Body = &superettev1.Message_Voice{Voice: voiceToAPI(*m.Body.Voice)}
	case m.Body.Notice != nil:
		out.Body = &superettev1.Message_Notice{Notice: &superettev1.Notice{Key: m.Body.Notice.Key, Args: m.Body.Notice.Args}}
	default:
		out.Body = &superettev1.Message_Text{Text: &superettev1.Text{Text: m.Body.Text}}
	}
	return out
}

func cardToAPI(c Card) *superettev1.Card {
	return &superettev1.Card{
		Id: string(c.ID), AppId: string(c.App), AppName: c.AppName, AppColor: c.AppColor, AppLogo: c.AppLogo,
		Title: c.Title, Path: c.Path, Image: c.Image, Price: c.Price, Currency: c.Currency,
		State: superettev1.CardState(c.State), StateBy: c.StateBy, StateOthers: int32(c.Others), //nolint:gosec // 0 to 4; at most groupMax
		Purpose: superettev1.CardPurpose(c.Purpose), //nolint:gosec // 0 to 2
	}
}

func eventToAPI(e Event) *superettev1.Event {
	out := &superettev1.Event{Useq: e.Useq}
	switch {
	case e.Conversation != nil:
		out.Event = &superettev1.Event_Conversation{Conversation: conversationToAPI(*e.Conversation)}
	case e.Contact != nil:
		out.Event = &superettev1.Event_Contact{Contact: account.ToAPI(*e.Contact)}
	case e.Group != nil:
		out.Event = &superettev1.Event_Group{Group: &superettev1.GroupChange{
			Conv: string(e.Group.ID), Title: e.Group.Title, Group: groupToAPI(*e.Group),
		}}
	case e.Touched != "":
		out.Event = &superettev1.Event_Touched{Touched: string(e.Touched)}
	case e.Requested != "":
		out.Event = &superettev1.Event_Requested{Requested: string(e.Requested)}
	case e.Remark != nil:
		out.Event = &superettev1.Event_Remark{Remark: social.RemarkToAPI(*e.Remark)}
	case e.Changed != nil:
		out.Event = &superettev1.Event_Changed{Changed: MessageToAPI(*e.Changed)}
	case e.Left != "":
		out.Event = &superettev1.Event_Left{Left: string(e.Left)}
	case e.Card != nil:
		out.Event = &superettev1.Event_Card{Card: &superettev1.CardChange{
			Conv: string(e.Card.Conv), Seq: e.Card.Seq, Card: cardToAPI(e.Card.Card),
		}}
	}
	return out
}
