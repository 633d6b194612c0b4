package account

import (
	"context"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

// securityHandlers is SecurityService; it signs browsers in and out as AccountService does.
type securityHandlers struct{ *handlers }

var _ superettev1connect.SecurityServiceHandler = securityHandlers{}

func askToAPI(a PasskeyAsk) *superettev1.PasskeyAsk {
	return &superettev1.PasskeyAsk{Challenge: a.Challenge, RpId: a.Party, TtlMs: PasskeyTTL.Milliseconds(), Allowed: a.Allowed}
}

func (h securityHandlers) makeToAPI(m PasskeyMake) *superettev1.PasskeyMake {
	return &superettev1.PasskeyMake{
		Challenge: m.Challenge, RpId: m.Party, RpName: h.instance.Name, UserId: m.UserHandle, UserName: m.Handle, UserDisplayName: m.Name,
		TtlMs: PasskeyTTL.Milliseconds(), Excluded: m.Excluded, Algorithms: Algorithms(),
	}
}

func assertionOf(a *superettev1.Assertion) Assertion {
	return Assertion{
		Credential: a.GetCredentialId(), ClientData: a.GetClientData(), AuthenticatorData: a.GetAuthenticatorData(),
		Signature: a.GetSignature(), UserHandle: a.GetUserHandle(),
	}
}

func attestationOf(a *superettev1.Attestation) Attestation {
	return Attestation{Credential: a.GetCredentialId(), ClientData: a.GetClientData(), Object: a.GetObject(), Transports: a.GetTransports()}
}

func passkeyToAPI(p Passkey) *superettev1.Passkey {
	out := &superettev1.Passkey{Id: string(p.ID), Name: p.Name, CreatedTs: p.CreatedAt.UnixMilli(), Synced: p.Synced, Elsewhere: p.Elsewhere}
	if !p.UsedAt.IsZero() {
		out.UsedTs = p.UsedAt.UnixMilli()
	}
	return out
}

func (h securityHandlers) GetDoor(ctx context.Context, r *superettev1.GetDoorRequest) (*superettev1.GetDoorResponse, error) {
	out := &superettev1.GetDoorResponse{MovedFrom: h.s.MovedFrom()}
	err := h.s.MayRegister(ctx, newcomerOf(ctx, r.GetInvitation()))
	if err == nil {
		return out, nil
	}
	why := fault.Of(err)
	if why.Kind != fault.Forbidden {
		return nil, err
	}
	out.Refused = why.Code
	return out, nil //nolint:nilerr // why one may not is the answer
}

func (h securityHandlers) BeginSignIn(context.Context, *superettev1.BeginSignInRequest) (*superettev1.BeginSignInResponse, error) {
	ask, err := h.s.BeginSignIn()
	if err != nil {
		return nil, err
	}
	return &superettev1.BeginSignInResponse{Ask: askToAPI(ask)}, nil
}

func (h securityHandlers) SignInWithPasskey(ctx context.Context, r *superettev1.SignInWithPasskeyRequest) (*superettev1.SignInWithPasskeyResponse, error) {
	session, err := h.s.SignInWithPasskey(ctx, originOf(ctx), assertionOf(r.GetAssertion()))
	if err != nil {
		return nil, err
	}
	if err := h.replace(ctx, session); err != nil {
		return nil, err
	}
	return &superettev1.SignInWithPasskeyResponse{Me: ToAPI(session.Person)}, nil
}

func (h securityHandlers) BeginRegistration(ctx context.Context, r *superettev1.BeginRegistrationRequest) (*superettev1.BeginRegistrationResponse, error) {
	m, err := h.s.BeginRegistration(ctx, newcomerOf(ctx, r.GetInvitation()), r.GetHandle(), r.GetName())
	if err != nil {
		return nil, err
	}
	return &superettev1.BeginRegistrationResponse{Make: h.makeToAPI(m)}, nil
}

func (h securityHandlers) RegisterWithPasskey(ctx context.Context, r *superettev1.RegisterWithPasskeyRequest) (*superettev1.RegisterWithPasskeyResponse, error) {
	session, err := h.s.RegisterWithPasskey(ctx, newcomerOf(ctx, r.GetInvitation()), Newcomer{
		Handle: r.GetHandle(), Name: r.GetName(), PasskeyName: r.GetPasskeyName(), UserHandle: r.GetUserId(),
	}, attestationOf(r.GetAttestation()))
	if err != nil {
		return nil, err
	}
	if err := h.replace(ctx, session); err != nil {
		return nil, err
	}
	return &superettev1.RegisterWithPasskeyResponse{Me: ToAPI(session.Person)}, nil
}

func (h securityHandlers) SignInWithCode(ctx context.Context, r *superettev1.SignInWithCodeRequest) (*superettev1.SignInWithCodeResponse, error) {
	session, left, err := h.s.SignInWithCode(ctx, originOf(ctx), r.GetHandle(), r.GetCode())
	if err != nil {
		return nil, err
	}
	if err := h.replace(ctx, session); err != nil {
		return nil, err
	}
	return &superettev1.SignInWithCodeResponse{Me: ToAPI(session.Person), CodesLeft: int32(left)}, nil //nolint:gosec // at most 10
}

func (h securityHandlers) GetSecurity(ctx context.Context, _ *superettev1.GetSecurityRequest) (*superettev1.GetSecurityResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	all, err := h.s.Security(ctx, by)
	if err != nil {
		return nil, err
	}
	out := &superettev1.GetSecurityResponse{
		Password: all.Password, CodesLeft: int32(all.CodesLeft), PasskeysPossible: h.s.PasskeysPossible(), //nolint:gosec // at most 10
	}
	for _, p := range all.Passkeys {
		out.Passkeys = append(out.Passkeys, passkeyToAPI(p))
	}
	for _, d := range all.Devices {
		out.Devices = append(out.Devices, &superettev1.Device{
			Id: string(d.Session), Agent: d.Agent, CreatedTs: d.CreatedAt.UnixMilli(), SeenTs: d.SeenAt.UnixMilli(), Current: d.Current,
		})
	}
	return out, nil
}

func (h securityHandlers) BeginProof(ctx context.Context, _ *superettev1.BeginProofRequest) (*superettev1.BeginProofResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	ask, err := h.s.BeginProof(ctx, by)
	if err != nil {
		return nil, err
	}
	return &superettev1.BeginProofResponse{Ask: askToAPI(ask)}, nil
}

func (h securityHandlers) Prove(ctx context.Context, r *superettev1.ProveRequest) (*superettev1.ProveResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	if r.GetAssertion() != nil {
		err = h.s.ProveByPasskey(ctx, by, assertionOf(r.GetAssertion()))
	} else {
		err = h.s.ProveByPassword(ctx, by, r.GetPassword())
	}
	return &superettev1.ProveResponse{}, err
}

func (h securityHandlers) BeginPasskey(ctx context.Context, _ *superettev1.BeginPasskeyRequest) (*superettev1.BeginPasskeyResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	m, err := h.s.BeginPasskey(ctx, by)
	if err != nil {
		return nil, err
	}
	return &superettev1.BeginPasskeyResponse{Make: h.makeToAPI(m)}, nil
}

func (h securityHandlers) AddPasskey(ctx context.Context, r *superettev1.AddPasskeyRequest) (*superettev1.AddPasskeyResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	p, err := h.s.AddPasskey(ctx, by, r.GetName(), attestationOf(r.GetAttestation()))
	if err != nil {
		return nil, err
	}
	return &superettev1.AddPasskeyResponse{Passkey: passkeyToAPI(p)}, nil
}

func (h securityHandlers) RenamePasskey(ctx context.Context, r *superettev1.RenamePasskeyRequest) (*superettev1.RenamePasskeyResponse, error) {
	err := withPasskey(ctx, r.GetId(), func(by id.Caller, key id.PasskeyID) error { return h.s.RenamePasskey(ctx, by, key, r.GetName()) })
	return &superettev1.RenamePasskeyResponse{}, err
}

func (h securityHandlers) RemovePasskey(ctx context.Context, r *superettev1.RemovePasskeyRequest) (*superettev1.RemovePasskeyResponse, error) {
	err := withPasskey(ctx, r.GetId(), func(by id.Caller, key id.PasskeyID) error { return h.s.RemovePasskey(ctx, by, key) })
	return &superettev1.RemovePasskeyResponse{}, err
}

func (h securityHandlers) RestorePasskey(ctx context.Context, r *superettev1.RestorePasskeyRequest) (*superettev1.RestorePasskeyResponse, error) {
	err := withPasskey(ctx, r.GetId(), func(by id.Caller, key id.PasskeyID) error { return h.s.RestorePasskey(ctx, by, key) })
	return &superettev1.RestorePasskeyResponse{}, err
}

func withPasskey(ctx context.Context, text string, do func(by id.Caller, key id.PasskeyID) error) error {
	by, err := httpd.Require(ctx)
	if err != nil {
		return err
	}
	key, err := id.Parse[id.PasskeyID](text)
	if err != nil {
		return err
	}
	return do(by, key)
}

func (h securityHandlers) ChangePassword(ctx context.Context, r *superettev1.ChangePasswordRequest) (*superettev1.ChangePasswordResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	return &superettev1.ChangePasswordResponse{}, h.s.ChangePassword(ctx, by, r.GetPassword())
}

func (h securityHandlers) MakeRecoveryCodes(ctx context.Context, _ *superettev1.MakeRecoveryCodesRequest) (*superettev1.MakeRecoveryCodesResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	codes, err := h.s.MakeRecoveryCodes(ctx, by)
	if err != nil {
		return nil, err
	}
	return &superettev1.MakeRecoveryCodesResponse{Codes: codes}, nil
}

func (h securityHandlers) RevokeDevice(ctx context.Context, r *superettev1.RevokeDeviceRequest) (*superettev1.RevokeDeviceResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	session, err := id.Parse[id.SessionID](r.GetId())
	if err != nil {
		return nil, err
	}
	return &superettev1.RevokeDeviceResponse{}, h.s.Revoke(ctx, by, session)
}

func (h securityHandlers) RevokeOtherDevices(ctx context.Context, _ *superettev1.RevokeOtherDevicesRequest) (*superettev1.RevokeOtherDevicesResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	count, err := h.s.RevokeOthers(ctx, by)
	if err != nil {
		return nil, err
	}
	return &superettev1.RevokeOtherDevicesResponse{Count: int32(count)}, nil //nolint:gosec // far fewer
}
