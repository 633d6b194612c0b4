package report

import (
	"context"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

// Mount offers ReportService.
func Mount(server *httpd.Server, s *Service) {
	server.Connect(superettev1connect.NewReportServiceHandler(&handlers{s}, server.ConnectOptions()...))
}

type handlers struct{ s *Service }

var _ superettev1connect.ReportServiceHandler = (*handlers)(nil)

func (h *handlers) Report(ctx context.Context, r *superettev1.ReportRequest) (*superettev1.ReportResponse, error) {
	report := Report{ClientID: r.GetClientId(), Evidence: r.GetMessage().GetOthers(), Reason: Reason(r.GetReason()), Note: r.GetNote()}
	var err error
	if report.Subject, err = subjectOf(r); err != nil {
		return nil, err
	}
	return &superettev1.ReportResponse{}, h.s.Report(ctx, httpd.CallerOf(ctx), report)
}

// subjectOf reads what is reported. What is no name at all is answered like what is not there.
func subjectOf(r *superettev1.ReportRequest) (s Subject, err error) {
	switch about := r.GetSubject().(type) {
	case *superettev1.ReportRequest_UserId:
		s.Kind = Person
		if s.User, err = id.Parse[id.UserID](about.UserId); err != nil {
			return s, account.ErrNobody
		}
	case *superettev1.ReportRequest_Message:
		s.Kind, s.Seq = Message, about.Message.GetSeq()
		s.Conv, err = id.Parse[id.ConvID](about.Message.GetConv())
	case *superettev1.ReportRequest_Group:
		s.Kind = Group
		s.Conv, err = id.Parse[id.ConvID](about.Group)
	case *superettev1.ReportRequest_AppId:
		s.Kind = Program
		s.App, err = id.ParseAppID(about.AppId)
	default:
		err = ErrSubject
	}
	return s, err
}
