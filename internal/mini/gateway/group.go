package gateway

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// Groups tells who is in which group. Without it nobody is in any.
type Groups interface {
	// InGroup reports whether somebody is a member of a group; of a conversation between two nobody is.
	InGroup(ctx context.Context, user id.UserID, conv id.ConvID) (bool, error)
}

// UseGroups sets who tells of groups. It is called before the gateway serves.
func (s *Service) UseGroups(g Groups) { s.groups = g }

// Sealed is what the program's server alone can read: by AES-128-CBC with the session key of wx.login, as WeChat seals.
type Sealed struct {
	EncryptedData string `json:"encryptedData"` // base64
	IV            string `json:"iv"`            // base64
}

// groupEntered is what is inside. The vendor's documents spell the id in both ways, and so do servers.
type groupEntered struct {
	OpenGID   string    `json:"openGId"`
	Opengid   string    `json:"opengid"`
	Watermark watermark `json:"watermark"`
}

type watermark struct {
	Timestamp int64    `json:"timestamp"` // Unix seconds
	AppID     id.AppID `json:"appid"`
}

// EnterGroup returns what the program calls the group in which it was opened: the same for all of its members, another in
// another program, and sealed. It fails with ErrGroup if the person is not in the group (any more), and with ErrNoSession if the
// program's server has no session key of theirs.
func (s *Service) EnterGroup(ctx context.Context, by id.Caller, conv id.ConvID) (Sealed, error) {
	if s.groups == nil {
		return Sealed{}, ErrGroup
	}
	in, err := s.groups.InGroup(ctx, by.User, conv)
	if err != nil {
		return Sealed{}, fmt.Errorf("gateway: group %s of %s: %w", conv, by, err)
	}
	if !in {
		return Sealed{}, ErrGroup
	}
	now := s.db.Now()
	var key string
	err = s.db.Read(ctx, func(tx store.Tx) error {
		k, madeAt, found, err := findKey(tx, by.App, by.User)
		if err == nil && (!found || now.Sub(madeAt) > SessionTTL) {
			return ErrNoSession
		}
		key = k
		return err
	})
	if err != nil {
		return Sealed{}, fmt.Errorf("gateway: session key of %s: %w", by, err)
	}
	gid := s.people.OpenGID(conv, by.App)
	plain, err := json.Marshal(groupEntered{gid, gid, watermark{now.Unix(), by.App}})
	if err != nil {
		return Sealed{}, fmt.Errorf("gateway: encode a group: %w", err)
	}
	return s.seal(key, plain)
}

// seal encrypts for the holder of a session key, with PKCS #7's padding.
func (s *Service) seal(key string, plain []byte) (Sealed, error) {
	iv, err := s.newKey()
	if err != nil {
		return Sealed{}, err
	}
	k, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		return Sealed{}, fmt.Errorf("gateway: decode a session key: %w", err)
	}
	v, err := base64.StdEncoding.DecodeString(iv)
	if err != nil {
		return Sealed{}, fmt.Errorf("gateway: decode what begins a seal: %w", err)
	}
	block, err := aes.NewCipher(k)
	if err != nil {
		return Sealed{}, fmt.Errorf("gateway: seal: %w", err)
	}
	pad := aes.BlockSize - len(plain)%aes.BlockSize
	sealed := append(bytes.Clone(plain), bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(block, v).CryptBlocks(sealed, sealed)
	return Sealed{EncryptedData: base64.StdEncoding.EncodeToString(sealed), IV: iv}, nil
}
