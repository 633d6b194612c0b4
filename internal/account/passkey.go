package account

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// The failures of passkeys.
//
//nolint:gochecknoglobals // named failures
var (
	ErrNoPasskeys     = fault.New(fault.Conflict, "account.no-passkeys", "Passkeys need an address with a name, or localhost. This instance's has none.")
	ErrPasskey        = fault.New(fault.Unauthenticated, "account.passkey", "This passkey could not be checked. Please try again.")
	ErrPasskeyUnknown = fault.New(fault.Unauthenticated, "account.passkey-unknown", "This passkey is not known here. It may have been removed.")
	ErrPasskeyCloned  = fault.New(fault.Unauthenticated, "account.passkey-cloned", "There may be a copy of this passkey, so it was not accepted. Please sign in another way and remove it.")
	ErrPasskeyHeld    = fault.New(fault.Conflict, "account.passkey-held", "This passkey is registered already.")
	ErrPasskeysFull   = fault.New(fault.Limited, "account.passkeys-full", "There are 20 passkeys already. Please remove one first.")
	ErrNoPasskey      = fault.New(fault.NotFound, "account.no-passkey", "There is no such passkey.")
	ErrLastWay        = fault.New(fault.Conflict, "account.last-way", "This is your last way to sign in. Set a password or add another passkey first.")
)

const (
	passkeysMax = 20
	// undoLimit is how long a removed passkey can be put back.
	undoLimit = 15 * time.Minute
	// An authenticator's key has at most some 300 bytes, RSA with 2,048 bits. A key is chosen by whoever registers, and checking a
	// signature takes the square of its length, while every other write waits: a longer one would hold the instance up.
	publicKeyMax   = 1 << 10
	attestationMax = 8 << 10 // bytes; browsers leave certificates out, for none are asked for
	assertionMax   = 8 << 10 // bytes of all its parts, which are read while other writes wait too
)

// Passkey is a key of a person on one device, or in a keychain that several of them share.
type Passkey struct {
	ID        id.PasskeyID
	Name      string
	CreatedAt time.Time
	UsedAt    time.Time // zero if it never was
	Synced    bool
	Elsewhere string // the host name that it signs in at; "" is this instance's own
}

// PasskeyAsk is what an authenticator is to sign.
type PasskeyAsk struct {
	Challenge []byte
	Party     string   // the RP ID
	Allowed   [][]byte // credential ids; none means any
}

// PasskeyMake is what an authenticator is to make.
type PasskeyMake struct {
	Challenge  []byte
	Party      string
	UserHandle []byte
	Handle     string
	Name       string
	Excluded   [][]byte // credential ids of the person
}

// Assertion is the answer to a PasskeyAsk, in the words of WebAuthn.
type Assertion struct {
	Credential, ClientData, AuthenticatorData, Signature, UserHandle []byte
}

// Attestation is the answer to a PasskeyMake, in the words of WebAuthn.
type Attestation struct {
	Credential, ClientData, Object []byte
	Transports                     []string
}

// party is this instance as WebAuthn's relying party.
type party struct {
	id  string
	lib *webauthn.WebAuthn
}

// PasskeyTTL is how long an authenticator may take.
const PasskeyTTL = challengeTTL

// Algorithms are the signatures that a passkey may make, as COSE numbers, best first.
func Algorithms() []int64 {
	return []int64{int64(webauthncose.AlgES256), int64(webauthncose.AlgEdDSA), int64(webauthncose.AlgRS256)}
}

func newParty(origin string) *party {
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" {
		return nil
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return nil // WebAuthn wants a domain
	}
	lib, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: u.Hostname(), RPOrigins: []string{origin}})
	if err != nil {
		return nil
	}
	return &party{u.Hostname(), lib}
}

// keyholder is a person as the library wants to see one.
type keyholder struct {
	person Person
	keys   []passkeyRow
}

func (k keyholder) WebAuthnID() []byte          { return []byte(k.person.ID) }
func (k keyholder) WebAuthnName() string        { return k.person.Handle }
func (k keyholder) WebAuthnDisplayName() string { return k.person.Name }

func (k keyholder) WebAuthnCredentials() []webauthn.Credential {
	list := make([]webauthn.Credential, len(k.keys))
	for i, row := range k.keys {
		list[i] = webauthn.Credential{
			ID: row.credential, PublicKey: row.publicKey, Flags: webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(row.flags)),
			Authenticator: webauthn.Authenticator{SignCount: row.counter},
		}
	}
	return list
}

func (k keyholder) credentials() [][]byte {
	list := make([][]byte, len(k.keys))
	for i, row := range k.keys {
		list[i] = row.credential
	}
	return list
}

// PasskeysPossible reports whether this instance's address can have passkeys.
func (s *Service) PasskeysPossible() bool { return s.party != nil }

// BeginSignIn returns what any passkey of this instance may sign to sign in. It fails with ErrNoPasskeys.
func (s *Service) BeginSignIn() (PasskeyAsk, error) {
	if s.party == nil {
		return PasskeyAsk{}, ErrNoPasskeys
	}
	c, err := s.newChallenge(forSignIn)
	return PasskeyAsk{Challenge: c, Party: s.party.id}, err
}

// SignInWithPasskey checks what a passkey signed and makes a session. It fails with ErrPasskeyUnknown, ErrPasskeyCloned,
// ErrPasskey, ErrChallenge and ErrTooOften.
func (s *Service) SignInWithPasskey(ctx context.Context, from Origin, a Assertion) (session Session, err error) {
	if s.party == nil {
		return Session{}, ErrNoPasskeys
	}
	if err := s.allow(ctx, s.addresses, from.network()); err != nil {
		return Session{}, err
	}
	err = s.db.Write(ctx, func(tx store.Tx) error {
		p, found, err := findPasskeyOwner(tx, a.Credential)
		if err != nil {
			return err
		}
		if !found {
			return ErrPasskeyUnknown
		}
		if err := s.accept(tx, p, a, forSignIn); err != nil {
			return err
		}
		session, err = s.newSession(tx, p, from.Agent)
		return err
	})
	if err != nil {
		return Session{}, fmt.Errorf("account: sign in with a passkey: %w", err)
	}
	return session, nil
}

// accept checks what a passkey of the person signed, notes its use, and spends the challenge. For anything but signing in,
// whom names for whom the challenge was made.
func (s *Service) accept(tx store.Tx, p Person, a Assertion, why purpose, whom ...string) error {
	parsed, err := parseAssertion(a)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrPasskey, err)
	}
	challenge, err := base64.RawURLEncoding.DecodeString(parsed.Response.CollectedClientData.Challenge)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrPasskey, err)
	}
	ends, err := s.checkChallenge(challenge, why, whom...)
	if err != nil {
		return err
	}
	keys, err := listPasskeys(tx, p.ID)
	if err != nil {
		return err
	}
	holder := keyholder{p, keys}
	session := webauthn.SessionData{
		Challenge: base64.RawURLEncoding.EncodeToString(challenge), RelyingPartyID: s.party.id, UserID: holder.WebAuthnID(),
		UserVerification: protocol.VerificationRequired,
	}
	credential, err := s.party.lib.ValidateLogin(holder, session, parsed)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrPasskey, told(err))
	}
	if credential.Authenticator.CloneWarning {
		return ErrPasskeyCloned
	}
	if err := s.spend(tx, challenge, ends); err != nil {
		return err
	}
	return notePasskey(tx, a.Credential, credential.Authenticator.SignCount, byte(credential.Flags.ProtocolValue()), s.now())
}

func (s *Service) spend(tx store.Tx, challenge []byte, ends time.Time) error {
	if err := forgetChallenges(tx, s.now()); err != nil {
		return err
	}
	fresh, err := spendChallenge(tx, challenge, ends)
	if err == nil && !fresh {
		err = ErrChallenge
	}
	return err
}

// told adds what the library says for developers alone, for the log.
func told(err error) error {
	var of *protocol.Error
	if errors.As(err, &of) && of.DevInfo != "" {
		return fmt.Errorf("%w: %s", err, of.DevInfo)
	}
	return err
}

func parseAssertion(a Assertion) (*protocol.ParsedCredentialAssertionData, error) {
	if n := len(a.Credential) + len(a.ClientData) + len(a.AuthenticatorData) + len(a.Signature) + len(a.UserHandle); n > assertionMax {
		return nil, fmt.Errorf("an assertion of %d bytes", n)
	}
	parsed, err := protocol.CredentialAssertionResponse{
		PublicKeyCredential: credentialOf(a.Credential),
		AssertionResponse: protocol.AuthenticatorAssertionResponse{
			AuthenticatorResponse: protocol.AuthenticatorResponse{ClientDataJSON: a.ClientData},
			AuthenticatorData:     a.AuthenticatorData, Signature: a.Signature, UserHandle: a.UserHandle,
		},
	}.Parse()
	if err != nil {
		return nil, told(err)
	}
	return parsed, nil
}

func credentialOf(raw []byte) protocol.PublicKeyCredential {
	return protocol.PublicKeyCredential{
		Credential: protocol.Credential{ID: base64.RawURLEncoding.EncodeToString(raw), Type: string(protocol.PublicKeyCredentialType)}, RawID: raw,
	}
}

// BeginRegistration returns what the first passkey of a new person is to be made with. It fails with ErrHandle,
// ErrHandleTaken, ErrName, ErrNoPasskeys and ErrTooOften, and as MayRegister does.
func (s *Service) BeginRegistration(ctx context.Context, from Origin, handle, name string) (PasskeyMake, error) {
	if s.party == nil {
		return PasskeyMake{}, ErrNoPasskeys
	}
	handle, err := cleanHandle(handle)
	if err != nil {
		return PasskeyMake{}, err
	}
	if name, err = cleanName(name); err != nil {
		return PasskeyMake{}, err
	}
	if err := s.MayRegister(ctx, from); err != nil {
		return PasskeyMake{}, err
	}
	if err := s.allow(ctx, s.addresses, from.network()); err != nil {
		return PasskeyMake{}, err
	}
	_, err = s.FindHandle(ctx, handle)
	switch {
	case err == nil:
		return PasskeyMake{}, ErrHandleTaken
	case !errors.Is(err, ErrNobody):
		return PasskeyMake{}, err
	}
	user := id.New[id.UserID](s.ids)
	c, err := s.newChallenge(forRegister, string(user), handle)
	return PasskeyMake{Challenge: c, Party: s.party.id, UserHandle: []byte(user), Handle: handle, Name: name}, err
}

// Newcomer is who registers with a passkey. UserHandle is the one of the PasskeyMake.
type Newcomer struct {
	Handle, Name, PasskeyName string
	UserHandle                []byte
}

// RegisterWithPasskey makes a person who has a passkey and no password, and signs them in. It fails as Register does, and
// with ErrPasskey, ErrPasskeyHeld and ErrChallenge.
func (s *Service) RegisterWithPasskey(ctx context.Context, from Origin, n Newcomer, a Attestation) (session Session, err error) {
	if s.party == nil {
		return Session{}, ErrNoPasskeys
	}
	user, err := id.Parse[id.UserID](string(n.UserHandle))
	if err != nil {
		return Session{}, err
	}
	handle, err := cleanHandle(n.Handle)
	if err != nil {
		return Session{}, err
	}
	name, err := cleanName(n.Name)
	if err != nil {
		return Session{}, err
	}
	if err := s.MayRegister(ctx, from); err != nil {
		return Session{}, err
	}
	if err := s.allow(ctx, s.newcomers, from.network()); err != nil {
		return Session{}, err
	}
	p := Person{ID: user, Handle: handle, Name: name, Tint: tintOf(handle)}
	made, err := s.verifyNew(p, a, n.PasskeyName, forRegister, string(user), handle)
	if err != nil {
		return Session{}, fmt.Errorf("account: register %s: %w", handle, err)
	}
	err = s.db.Write(ctx, func(tx store.Tx) error {
		if err := s.spendInvitation(tx, from); err != nil {
			return err
		}
		if _, taken, err := findHandle(tx, handle); err != nil || taken {
			if taken {
				err = ErrHandleTaken
			}
			return err
		}
		if err := insertPerson(tx, p, "", s.now()); err != nil {
			return err
		}
		if err := s.keep(tx, made); err != nil {
			return err
		}
		if session, err = s.newSession(tx, p, from.Agent); err != nil {
			return err
		}
		return tx.Emit(Registered, string(p.ID), []byte(p.ID))
	})
	if err != nil {
		return Session{}, fmt.Errorf("account: register %s: %w", handle, err)
	}
	return session, nil
}

// newPasskey is a passkey that was verified and is not kept yet.
type newPasskey struct {
	row       passkeyRow
	challenge []byte
	ends      time.Time
}

func (s *Service) verifyNew(p Person, a Attestation, name string, why purpose, whom ...string) (newPasskey, error) {
	name, err := cleanName(name)
	if err != nil {
		return newPasskey{}, err
	}
	if len(a.Object) > attestationMax {
		return newPasskey{}, fmt.Errorf("%w: an attestation of %d bytes", ErrPasskey, len(a.Object))
	}
	parsed, err := protocol.CredentialCreationResponse{
		PublicKeyCredential: credentialOf(a.Credential),
		AttestationResponse: protocol.AuthenticatorAttestationResponse{
			AuthenticatorResponse: protocol.AuthenticatorResponse{ClientDataJSON: a.ClientData}, AttestationObject: a.Object, Transports: a.Transports,
		},
	}.Parse()
	if err != nil {
		return newPasskey{}, fmt.Errorf("%w: %w", ErrPasskey, told(err))
	}
	if n := len(parsed.Response.AttestationObject.AuthData.AttData.CredentialPublicKey); n > publicKeyMax {
		return newPasskey{}, fmt.Errorf("%w: a key of %d bytes", ErrPasskey, n)
	}
	challenge, err := base64.RawURLEncoding.DecodeString(parsed.Response.CollectedClientData.Challenge)
	if err != nil {
		return newPasskey{}, fmt.Errorf("%w: %w", ErrPasskey, err)
	}
	ends, err := s.checkChallenge(challenge, why, whom...)
	if err != nil {
		return newPasskey{}, err
	}
	session := webauthn.SessionData{
		Challenge: base64.RawURLEncoding.EncodeToString(challenge), RelyingPartyID: s.party.id, UserID: []byte(p.ID),
		UserVerification: protocol.VerificationRequired,
	}
	for _, algorithm := range Algorithms() {
		session.CredParams = append(session.CredParams, protocol.CredentialParameter{
			Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.COSEAlgorithmIdentifier(algorithm),
		})
	}
	credential, err := s.party.lib.CreateCredential(keyholder{person: p}, session, parsed)
	if err != nil {
		return newPasskey{}, fmt.Errorf("%w: %w", ErrPasskey, told(err))
	}
	row := passkeyRow{
		id: id.New[id.PasskeyID](s.ids), person: p.ID, credential: credential.ID, publicKey: credential.PublicKey,
		counter: credential.Authenticator.SignCount, flags: byte(credential.Flags.ProtocolValue()), name: name, party: s.party.id, createdAt: s.now(),
	}
	for _, transport := range credential.Transport {
		switch transport { // anything else is whatever the client liked to have kept
		case protocol.USB, protocol.NFC, protocol.BLE, protocol.SmartCard, protocol.Hybrid, protocol.Internal:
			row.transports = append(row.transports, string(transport))
		}
	}
	return newPasskey{row, challenge, ends}, nil
}

func (s *Service) keep(tx store.Tx, made newPasskey) error {
	if err := s.spend(tx, made.challenge, made.ends); err != nil {
		return err
	}
	// A removed one makes room for the same credential, which may be registered again at once.
	if err := purgePasskeys(tx, made.row.person, s.now().Add(-undoLimit), made.row.credential); err != nil {
		return err
	}
	if _, held, err := findPasskeyOwner(tx, made.row.credential); err != nil || held {
		if held {
			err = ErrPasskeyHeld
		}
		return err
	}
	return insertPasskey(tx, made.row)
}

// BeginPasskey returns what another passkey of the caller is to be made with. It fails with ErrProve.
func (s *Service) BeginPasskey(ctx context.Context, by id.Caller) (PasskeyMake, error) {
	if s.party == nil {
		return PasskeyMake{}, ErrNoPasskeys
	}
	var holder keyholder
	err := s.readOwn(ctx, by, func(tx store.Tx) (err error) {
		if err := s.proved(tx, by); err != nil {
			return err
		}
		holder, err = findKeyholder(tx, by.User)
		return err
	})
	if err != nil {
		return PasskeyMake{}, fmt.Errorf("account: begin a passkey of %s: %w", by, err)
	}
	holder.keys = of(holder.keys, s.party.id)
	if len(holder.keys) >= passkeysMax {
		return PasskeyMake{}, ErrPasskeysFull
	}
	c, err := s.newChallenge(forAdd, string(by.User), string(by.Session))
	return PasskeyMake{
		Challenge: c, Party: s.party.id, UserHandle: holder.WebAuthnID(), Handle: holder.person.Handle, Name: holder.person.Name,
		Excluded: holder.credentials(),
	}, err
}

// AddPasskey keeps another passkey of the caller. It fails with ErrProve, ErrPasskey, ErrPasskeyHeld, ErrPasskeysFull,
// ErrChallenge and ErrName.
func (s *Service) AddPasskey(ctx context.Context, by id.Caller, name string, a Attestation) (Passkey, error) {
	if s.party == nil {
		return Passkey{}, ErrNoPasskeys
	}
	p, err := s.Find(ctx, by.User)
	if err != nil {
		return Passkey{}, err
	}
	made, err := s.verifyNew(p, a, name, forAdd, string(by.User), string(by.Session))
	if err != nil {
		return Passkey{}, fmt.Errorf("account: add a passkey of %s: %w", by, err)
	}
	err = s.writeProved(ctx, by, func(tx store.Tx) error {
		keys, err := listPasskeys(tx, by.User)
		if err != nil {
			return err
		}
		if len(of(keys, s.party.id)) >= passkeysMax {
			return ErrPasskeysFull
		}
		return s.keep(tx, made)
	})
	if err != nil {
		return Passkey{}, fmt.Errorf("account: add a passkey of %s: %w", by, err)
	}
	return made.row.shown(s.here()), nil
}

// RenamePasskey changes what the caller calls one of their passkeys. It fails with ErrNoPasskey and ErrName.
func (s *Service) RenamePasskey(ctx context.Context, by id.Caller, key id.PasskeyID, name string) error {
	name, err := cleanName(name)
	if err != nil {
		return err
	}
	return s.writeOwn(ctx, by, func(tx store.Tx) error { return namePasskey(tx, by.User, key, name) })
}

// RemovePasskey takes a passkey away. It fails with ErrLastWay if nothing else signs the person in, and with ErrProve and
// ErrNoPasskey.
func (s *Service) RemovePasskey(ctx context.Context, by id.Caller, key id.PasskeyID) error {
	return s.writeProved(ctx, by, func(tx store.Tx) error {
		keys, err := listPasskeys(tx, by.User)
		if err != nil {
			return err
		}
		phc, err := findPassword(tx, by.User)
		if err != nil {
			return err
		}
		if err := purgePasskeys(tx, by.User, s.now().Add(-undoLimit), nil); err != nil {
			return err
		}
		if err := removePasskey(tx, by.User, key, s.now()); err != nil {
			return err
		}
		// A passkey of another address opens nothing here, so it is no way that is left.
		left := slices.DeleteFunc(of(keys, s.here()), func(row passkeyRow) bool { return row.id == key })
		if phc == "" && len(left) == 0 {
			return ErrLastWay
		}
		return nil
	})
}

// RestorePasskey puts back a passkey that was removed within undoLimit. It fails with ErrNoPasskey, ErrPasskeysFull and
// ErrProve.
func (s *Service) RestorePasskey(ctx context.Context, by id.Caller, key id.PasskeyID) error {
	return s.writeProved(ctx, by, func(tx store.Tx) error {
		keys, err := listPasskeys(tx, by.User)
		if err != nil {
			return err
		}
		if len(of(keys, s.here())) >= passkeysMax {
			return ErrPasskeysFull
		}
		return restorePasskey(tx, by.User, key, s.now().Add(-undoLimit))
	})
}
