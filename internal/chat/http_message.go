package chat

import (
	"context"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

const presenceMax = 100 // people asked for at once

func (h *handlers) ChangeMessage(ctx context.Context, r *superettev1.ChangeMessageRequest) (*superettev1.ChangeMessageResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	m, err := h.s.ChangeMessage(ctx, httpd.CallerOf(ctx), conv, r.GetSeq(), r.GetText())
	if err != nil {
		return nil, err
	}
	return &superettev1.ChangeMessageResponse{Message: MessageToAPI(m)}, nil
}

func (h *handlers) RecallMessage(ctx context.Context, r *superettev1.RecallMessageRequest) (*superettev1.RecallMessageResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	m, err := h.s.RecallMessage(ctx, httpd.CallerOf(ctx), conv, r.GetSeq())
	if err != nil {
		return nil, err
	}
	return &superettev1.RecallMessageResponse{Message: MessageToAPI(m)}, nil
}

func (h *handlers) HideMessage(ctx context.Context, r *superettev1.HideMessageRequest) (*superettev1.HideMessageResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	m, err := h.s.HideMessage(ctx, httpd.CallerOf(ctx), conv, r.GetSeq())
	if err != nil {
		return nil, err
	}
	return &superettev1.HideMessageResponse{Message: MessageToAPI(m)}, nil
}

func (h *handlers) ForwardMessage(ctx context.Context, r *superettev1.ForwardMessageRequest) (*superettev1.ForwardMessageResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	to, err := parseConv(r.GetToConv())
	if err != nil {
		return nil, err
	}
	m, err := h.s.ForwardMessage(ctx, httpd.CallerOf(ctx), conv, r.GetSeq(), to, r.GetClientId())
	if err != nil {
		return nil, err
	}
	return &superettev1.ForwardMessageResponse{Message: MessageToAPI(m)}, nil
}

func (h *handlers) React(ctx context.Context, r *superettev1.ReactRequest) (*superettev1.ReactResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	m, err := h.s.React(ctx, httpd.CallerOf(ctx), conv, r.GetSeq(), r.GetEmoji(), r.GetOn())
	if err != nil {
		return nil, err
	}
	return &superettev1.ReactResponse{Message: MessageToAPI(m)}, nil
}

func (h *handlers) ListChanges(ctx context.Context, r *superettev1.ListChangesRequest) (*superettev1.ListChangesResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	messages, now, reset, err := h.s.ListChanges(ctx, httpd.CallerOf(ctx), conv, r.GetAfterMod())
	if err != nil {
		return nil, err
	}
	out := &superettev1.ListChangesResponse{Mod: now, Reset_: reset}
	for _, m := range messages {
		out.Messages = append(out.Messages, MessageToAPI(m))
	}
	return out, nil
}

func (h *handlers) ChangeConversation(
	ctx context.Context, r *superettev1.ChangeConversationRequest,
) (*superettev1.ChangeConversationResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	c, err := h.s.ChangeConversation(ctx, httpd.CallerOf(ctx), conv, ViewChange{Mute: r.Mute, Pin: r.Pin, ClearSeq: r.ClearSeq})
	if err != nil {
		return nil, err
	}
	return &superettev1.ChangeConversationResponse{Conversation: conversationToAPI(c)}, nil
}

func (h *handlers) Search(ctx context.Context, r *superettev1.SearchRequest) (*superettev1.SearchResponse, error) {
	var conv id.ConvID
	if r.GetConv() != "" {
		var err error
		if conv, err = parseConv(r.GetConv()); err != nil {
			return nil, err
		}
	}
	messages, err := h.s.Search(ctx, httpd.CallerOf(ctx), r.GetQuery(), conv, int(r.GetLimit()))
	if err != nil {
		return nil, err
	}
	writers, err := h.s.Writers(ctx, messages)
	if err != nil {
		return nil, err
	}
	out := &superettev1.SearchResponse{}
	for _, m := range messages {
		out.Messages = append(out.Messages, MessageToAPI(m))
	}
	for _, p := range writers {
		out.People = append(out.People, account.ToAPI(p))
	}
	return out, nil
}

func (h *handlers) GetPrivacy(ctx context.Context, _ *superettev1.GetPrivacyRequest) (*superettev1.GetPrivacyResponse, error) {
	p, err := h.s.GetPrivacy(ctx, httpd.CallerOf(ctx))
	if err != nil {
		return nil, err
	}
	return &superettev1.GetPrivacyResponse{Privacy: &superettev1.Privacy{Presence: p.Presence, Receipts: p.Receipts}}, nil
}

func (h *handlers) ChangePrivacy(ctx context.Context, r *superettev1.ChangePrivacyRequest) (*superettev1.ChangePrivacyResponse, error) {
	p := Privacy{Presence: r.GetPrivacy().GetPresence(), Receipts: r.GetPrivacy().GetReceipts()}
	if err := h.s.ChangePrivacy(ctx, httpd.CallerOf(ctx), p); err != nil {
		return nil, err
	}
	return &superettev1.ChangePrivacyResponse{Privacy: &superettev1.Privacy{Presence: p.Presence, Receipts: p.Receipts}}, nil
}

func (h *handlers) GetPresence(ctx context.Context, r *superettev1.GetPresenceRequest) (*superettev1.GetPresenceResponse, error) {
	if len(r.GetUserIds()) > presenceMax {
		return nil, ErrRange.With("At most 100 people can be asked for at once.")
	}
	users, err := parseUsers(r.GetUserIds())
	if err != nil {
		return nil, err
	}
	here, err := h.s.GetPresence(ctx, httpd.CallerOf(ctx), users, h.live)
	if err != nil {
		return nil, err
	}
	out := &superettev1.GetPresenceResponse{}
	for _, user := range here {
		out.Here = append(out.Here, string(user))
	}
	return out, nil
}
