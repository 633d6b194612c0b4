package chat

import (
	"context"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

type groupHandlers struct{ s *Service }

var _ superettev1connect.GroupServiceHandler = (*groupHandlers)(nil)

// parseUsers reads the names of people. What is no name at all is answered like nobody.
func parseUsers(texts []string) ([]id.UserID, error) {
	if len(texts) > namesMax {
		return nil, ErrMembers
	}
	users := make([]id.UserID, len(texts))
	for i, text := range texts {
		user, err := id.Parse[id.UserID](text)
		if err != nil {
			return nil, account.ErrNobody
		}
		users[i] = user
	}
	return users, nil
}

// parseMember reads a group and somebody in it. What is no name at all is answered like nobody in the group.
func parseMember(group, person string) (id.ConvID, id.UserID, error) {
	conv, err := parseConv(group)
	if err != nil {
		return "", "", err
	}
	user, err := id.Parse[id.UserID](person)
	if err != nil {
		return conv, "usr_", nil //nolint:nilerr // nobody has this id, which a stranger to the group must not learn first
	}
	return conv, user, nil
}

func (h *groupHandlers) CreateGroup(ctx context.Context, r *superettev1.CreateGroupRequest) (*superettev1.CreateGroupResponse, error) {
	users, err := parseUsers(r.GetUserIds())
	if err != nil {
		return nil, err
	}
	c, err := h.s.CreateGroup(ctx, httpd.CallerOf(ctx), r.GetTitle(), users)
	if err != nil {
		return nil, err
	}
	return &superettev1.CreateGroupResponse{Conversation: conversationToAPI(c)}, nil
}

func (h *groupHandlers) ChangeGroup(ctx context.Context, r *superettev1.ChangeGroupRequest) (*superettev1.ChangeGroupResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	change := GroupChange{Title: r.Title, Notice: r.Notice, MuteAll: r.MuteAll, Approve: r.Approve}
	if r.AvatarBlob != nil {
		var hash id.BlobHash
		if r.GetAvatarBlob() != "" {
			if hash, err = id.ParseBlobHash(r.GetAvatarBlob()); err != nil {
				return nil, ErrPicture
			}
		}
		change.Avatar = &hash
	}
	c, err := h.s.ChangeGroup(ctx, httpd.CallerOf(ctx), conv, change)
	if err != nil {
		return nil, err
	}
	return &superettev1.ChangeGroupResponse{Conversation: conversationToAPI(c)}, nil
}

func (h *groupHandlers) ListMembers(ctx context.Context, r *superettev1.ListMembersRequest) (*superettev1.ListMembersResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	page := MemberPage{Query: r.GetQuery(), Cursor: r.GetCursor(), Limit: int(r.GetLimit())}
	list, err := h.s.ListMembers(ctx, httpd.CallerOf(ctx), conv, page)
	if err != nil {
		return nil, err
	}
	out := &superettev1.ListMembersResponse{Next: list.Next}
	for _, m := range list.Members {
		out.Members = append(out.Members, &superettev1.Member{
			Person: account.ToAPI(m.Person), Role: superettev1.GroupRole(m.Role), JoinedTs: m.JoinedAt, //nolint:gosec // 1 to 3
		})
	}
	return out, nil
}

func (h *groupHandlers) AddMembers(ctx context.Context, r *superettev1.AddMembersRequest) (*superettev1.AddMembersResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	users, err := parseUsers(r.GetUserIds())
	if err != nil {
		return nil, err
	}
	c, err := h.s.AddMembers(ctx, httpd.CallerOf(ctx), conv, users)
	if err != nil {
		return nil, err
	}
	return &superettev1.AddMembersResponse{Conversation: conversationToAPI(c)}, nil
}

func (h *groupHandlers) RemoveMember(ctx context.Context, r *superettev1.RemoveMemberRequest) (*superettev1.RemoveMemberResponse, error) {
	conv, user, err := parseMember(r.GetConv(), r.GetUserId())
	if err != nil {
		return nil, err
	}
	return &superettev1.RemoveMemberResponse{}, h.s.RemoveMember(ctx, httpd.CallerOf(ctx), conv, user)
}

func (h *groupHandlers) LeaveGroup(ctx context.Context, r *superettev1.LeaveGroupRequest) (*superettev1.LeaveGroupResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	return &superettev1.LeaveGroupResponse{}, h.s.LeaveGroup(ctx, httpd.CallerOf(ctx), conv)
}

func (h *groupHandlers) ChangeRole(ctx context.Context, r *superettev1.ChangeRoleRequest) (*superettev1.ChangeRoleResponse, error) {
	conv, user, err := parseMember(r.GetConv(), r.GetUserId())
	if err != nil {
		return nil, err
	}
	return &superettev1.ChangeRoleResponse{}, h.s.ChangeRole(ctx, httpd.CallerOf(ctx), conv, user, Role(r.GetRole()))
}

func (h *groupHandlers) TransferGroup(ctx context.Context, r *superettev1.TransferGroupRequest) (*superettev1.TransferGroupResponse, error) {
	conv, user, err := parseMember(r.GetConv(), r.GetUserId())
	if err != nil {
		return nil, err
	}
	return &superettev1.TransferGroupResponse{}, h.s.TransferGroup(ctx, httpd.CallerOf(ctx), conv, user)
}

func (h *groupHandlers) GetInvite(ctx context.Context, r *superettev1.GetInviteRequest) (*superettev1.GetInviteResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	code, err := h.s.GetInvite(ctx, httpd.CallerOf(ctx), conv)
	if err != nil {
		return nil, err
	}
	return &superettev1.GetInviteResponse{Code: code}, nil
}

func (h *groupHandlers) ResetInvite(ctx context.Context, r *superettev1.ResetInviteRequest) (*superettev1.ResetInviteResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	code, err := h.s.ResetInvite(ctx, httpd.CallerOf(ctx), conv)
	if err != nil {
		return nil, err
	}
	return &superettev1.ResetInviteResponse{Code: code}, nil
}

func (h *groupHandlers) FindInvite(ctx context.Context, r *superettev1.FindInviteRequest) (*superettev1.FindInviteResponse, error) {
	i, err := h.s.FindInvite(ctx, httpd.CallerOf(ctx), r.GetCode())
	if err != nil {
		return nil, err
	}
	return &superettev1.FindInviteResponse{
		Title: i.Title, AvatarBlob: string(i.Avatar), MemberCount: int32(i.MemberCount), //nolint:gosec // at most groupMax
		Approve: i.Approve, Conv: string(i.Conv), Asked: i.Asked,
	}, nil
}

func (h *groupHandlers) JoinGroup(ctx context.Context, r *superettev1.JoinGroupRequest) (*superettev1.JoinGroupResponse, error) {
	c, err := h.s.JoinGroup(ctx, httpd.CallerOf(ctx), r.GetCode(), r.GetNote())
	if err != nil {
		return nil, err
	}
	out := &superettev1.JoinGroupResponse{}
	if c != nil {
		out.Conversation = conversationToAPI(*c)
	}
	return out, nil
}

func (h *groupHandlers) ListJoinRequests(
	ctx context.Context, r *superettev1.ListJoinRequestsRequest,
) (*superettev1.ListJoinRequestsResponse, error) {
	conv, err := parseConv(r.GetConv())
	if err != nil {
		return nil, err
	}
	requests, err := h.s.ListJoinRequests(ctx, httpd.CallerOf(ctx), conv)
	if err != nil {
		return nil, err
	}
	out := &superettev1.ListJoinRequestsResponse{}
	for _, one := range requests {
		out.Requests = append(out.Requests, &superettev1.JoinRequest{Person: account.ToAPI(one.Person), Note: one.Note, Ts: one.At})
	}
	return out, nil
}

func (h *groupHandlers) AnswerJoinRequest(
	ctx context.Context, r *superettev1.AnswerJoinRequestRequest,
) (*superettev1.AnswerJoinRequestResponse, error) {
	conv, user, err := parseMember(r.GetConv(), r.GetUserId())
	if err != nil {
		return nil, err
	}
	return &superettev1.AnswerJoinRequestResponse{}, h.s.AnswerJoinRequest(ctx, httpd.CallerOf(ctx), conv, user, r.GetAccept())
}
