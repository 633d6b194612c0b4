package push

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
)

const (
	saltBytes   = 16
	secretBytes = 16
	recordBytes = 4096 // the most that push services take, and more than the one record of a body has
	// plainBytes is what every text is filled up to, with its delimiter: a body of always one length says nothing of what is in it.
	plainBytes = 2970
)

// encrypt seals a text to a browser: RFC 8291 on RFC 8188, one padded record under a key that is made for this message alone.
// Ephemeral is the private key, salt 16 random bytes. The text is filled up to fill bytes.
func encrypt(text []byte, browser *ecdh.PublicKey, secret []byte, ephemeral *ecdh.PrivateKey, salt []byte, fill int) ([]byte, error) {
	shared, err := ephemeral.ECDH(browser)
	if err != nil {
		return nil, fmt.Errorf("push: agree on a key: %w", err)
	}
	own := ephemeral.PublicKey().Bytes()
	info := "WebPush: info\x00" + string(browser.Bytes()) + string(own)
	input, err := hkdf.Key(sha256.New, shared, secret, info, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("push: derive: %w", err)
	}
	key, err := hkdf.Key(sha256.New, input, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, fmt.Errorf("push: derive: %w", err)
	}
	nonce, err := hkdf.Key(sha256.New, input, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, fmt.Errorf("push: derive: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("push: cipher: %w", err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("push: cipher: %w", err)
	}
	plain := append(append([]byte{}, text...), 2) // the last record's delimiter
	plain = append(plain, make([]byte, max(fill-len(plain), 0))...)
	body := append([]byte{}, salt...)
	body = binary.BigEndian.AppendUint32(body, recordBytes)
	body = append(append(body, byte(len(own))), own...)
	return seal.Seal(body, nonce, plain, nil), nil
}

// sealed makes the body of a message, every time as long as any other.
func sealed(text []byte, s subscription, random io.Reader) ([]byte, error) {
	if len(text) >= plainBytes {
		return nil, fmt.Errorf("push: %d bytes are too many", len(text))
	}
	browser, err := ecdh.P256().NewPublicKey(s.publicKey)
	if err != nil {
		return nil, fmt.Errorf("push: the browser's key: %w", err)
	}
	ephemeral, err := ecdh.P256().GenerateKey(random)
	if err != nil {
		return nil, fmt.Errorf("push: make a key: %w", err)
	}
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, fmt.Errorf("push: make a salt: %w", err)
	}
	return encrypt(text, browser, s.secret, ephemeral, salt, plainBytes)
}
