package social

import (
	"context"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

// Mount offers SocialService.
func Mount(server *httpd.Server, s *Service) {
	server.Connect(superettev1connect.NewSocialServiceHandler(&handlers{s}, server.ConnectOptions()...))
}

type handlers struct{ s *Service }

var _ superettev1connect.SocialServiceHandler = (*handlers)(nil)

func (h *handlers) ListContacts(ctx context.Context, _ *superettev1.ListContactsRequest) (*superettev1.ListContactsResponse, error) {
	people, err := h.s.List(ctx, httpd.CallerOf(ctx))
	if err != nil {
		return nil, err
	}
	remarks, err := h.s.ListRemarks(ctx, httpd.CallerOf(ctx))
	if err != nil {
		return nil, err
	}
	out := &superettev1.ListContactsResponse{}
	for _, r := range remarks {
		out.Remarks = append(out.Remarks, RemarkToAPI(r))
	}
	for _, p := range people {
		out.Contacts = append(out.Contacts, account.ToAPI(p))
	}
	return out, nil
}

func (h *handlers) FindPerson(ctx context.Context, r *superettev1.FindPersonRequest) (*superettev1.FindPersonResponse, error) {
	p, standing, err := h.s.Find(ctx, httpd.CallerOf(ctx), r.GetHandle())
	if err != nil {
		return nil, err
	}
	return &superettev1.FindPersonResponse{
		Person: account.ToAPI(p), Contact: standing.Contact, Asks: standing.Asks, Asked: standing.Asked,
	}, nil
}

func (h *handlers) AddContact(ctx context.Context, r *superettev1.AddContactRequest) (*superettev1.AddContactResponse, error) {
	user, err := id.Parse[id.UserID](r.GetUserId())
	if err != nil {
		return nil, err
	}
	p, asked, err := h.s.Add(ctx, httpd.CallerOf(ctx), user, r.GetNote())
	if err != nil {
		return nil, err
	}
	return &superettev1.AddContactResponse{Person: account.ToAPI(p), Asked: asked}, nil
}

func (h *handlers) ListContactRequests(
	ctx context.Context, _ *superettev1.ListContactRequestsRequest,
) (*superettev1.ListContactRequestsResponse, error) {
	asking, asked, err := h.s.ListRequests(ctx, httpd.CallerOf(ctx))
	if err != nil {
		return nil, err
	}
	return &superettev1.ListContactRequestsResponse{Asking: requestsToAPI(asking), Asked: requestsToAPI(asked)}, nil
}

func requestsToAPI(list []Request) (out []*superettev1.ContactRequest) {
	for _, r := range list {
		out = append(out, &superettev1.ContactRequest{Person: account.ToAPI(r.Person), Note: r.Note, At: r.At.UnixMilli()})
	}
	return out
}

func (h *handlers) AnswerContactRequest(
	ctx context.Context, r *superettev1.AnswerContactRequestRequest,
) (*superettev1.AnswerContactRequestResponse, error) {
	user, err := id.Parse[id.UserID](r.GetUserId())
	if err != nil {
		return nil, ErrNoRequest
	}
	return &superettev1.AnswerContactRequestResponse{}, h.s.Answer(ctx, httpd.CallerOf(ctx), user, r.GetAccept())
}

func (h *handlers) WithdrawContactRequest(
	ctx context.Context, r *superettev1.WithdrawContactRequestRequest,
) (*superettev1.WithdrawContactRequestResponse, error) {
	user, err := id.Parse[id.UserID](r.GetUserId())
	if err != nil {
		return nil, ErrNoRequest
	}
	return &superettev1.WithdrawContactRequestResponse{}, h.s.Withdraw(ctx, httpd.CallerOf(ctx), user)
}

func (h *handlers) GetAdding(ctx context.Context, _ *superettev1.GetAddingRequest) (*superettev1.GetAddingResponse, error) {
	open, err := h.s.Open(ctx, httpd.CallerOf(ctx))
	if err != nil {
		return nil, err
	}
	return &superettev1.GetAddingResponse{Open: open}, nil
}

func (h *handlers) ChangeAdding(ctx context.Context, r *superettev1.ChangeAddingRequest) (*superettev1.ChangeAddingResponse, error) {
	return &superettev1.ChangeAddingResponse{}, h.s.SetOpen(ctx, httpd.CallerOf(ctx), r.GetOpen())
}

func (h *handlers) BlockPerson(ctx context.Context, r *superettev1.BlockPersonRequest) (*superettev1.BlockPersonResponse, error) {
	user, err := id.Parse[id.UserID](r.GetUserId())
	if err != nil {
		return nil, account.ErrNobody
	}
	return &superettev1.BlockPersonResponse{}, h.s.Block(ctx, httpd.CallerOf(ctx), user)
}

func (h *handlers) UnblockPerson(ctx context.Context, r *superettev1.UnblockPersonRequest) (*superettev1.UnblockPersonResponse, error) {
	user, err := id.Parse[id.UserID](r.GetUserId())
	if err != nil {
		return nil, account.ErrNobody
	}
	return &superettev1.UnblockPersonResponse{}, h.s.Unblock(ctx, httpd.CallerOf(ctx), user)
}

func (h *handlers) ListBlocked(ctx context.Context, _ *superettev1.ListBlockedRequest) (*superettev1.ListBlockedResponse, error) {
	people, err := h.s.ListBlocked(ctx, httpd.CallerOf(ctx))
	if err != nil {
		return nil, err
	}
	out := &superettev1.ListBlockedResponse{}
	for _, p := range people {
		out.People = append(out.People, account.ToAPI(p))
	}
	return out, nil
}

func (h *handlers) ChangeRemark(ctx context.Context, r *superettev1.ChangeRemarkRequest) (*superettev1.ChangeRemarkResponse, error) {
	user, err := id.Parse[id.UserID](r.GetRemark().GetUserId())
	if err != nil {
		return nil, ErrNotContact
	}
	kept, err := h.s.SetRemark(ctx, httpd.CallerOf(ctx), Remark{Of: user, Name: r.GetRemark().GetName(), Note: r.GetRemark().GetNote()})
	if err != nil {
		return nil, err
	}
	return &superettev1.ChangeRemarkResponse{Remark: RemarkToAPI(kept)}, nil
}

// RemarkToAPI returns a remark in the API's form.
func RemarkToAPI(r Remark) *superettev1.Remark {
	return &superettev1.Remark{UserId: string(r.Of), Name: r.Name, Note: r.Note}
}
