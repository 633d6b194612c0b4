package chat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// A file is a message whose content is a blob, as a picture is. It goes up in parts before it is sent, under the client id of its message;
// see docs/decisions/0024.

// The failures of files in messages.
//
//nolint:gochecknoglobals // named failures
var (
	ErrNoFile     = fault.New(fault.NotFound, "chat.no-file", "There is no such file in this conversation.")
	ErrNoFiles    = fault.New(fault.Forbidden, "chat.no-files", "This server takes no files.")
	ErrFileSize   = fault.New(fault.Invalid, "chat.file-size", "This file is larger than this server takes.")
	ErrFileName   = fault.New(fault.Invalid, "chat.file-name", "A file needs a name of 1,024 bytes at most.")
	ErrManyFiles  = fault.New(fault.Limited, "chat.many-files", "You have sent too many files today.")
	ErrUnfinished = fault.New(fault.Conflict, "chat.file-unfinished", "Not all of this file is there.")
)

const (
	filePartMax       = 8 << 20 // bytes of one part; proxies let through what they are told to, which is no file
	filesPerDay       = 500
	fileLimitsPerDay  = 20 // what the files of a day may have together, in limits of one
	unfinishedPerSide = 5  // uploads that one person may leave unfinished
	uploadLife        = 24 * time.Hour
	sweepUploadsEvery = time.Hour
)

// Files says how files are taken.
type Files struct {
	Uploads    store.Uploads
	LimitBytes int64 // of one; 0: nobody can send any
}

// File is one that somebody sent.
type File struct {
	Hash      id.BlobHash `json:"hash"`
	Name      string      `json:"name"` // see cleanName
	Kind      FileKind    `json:"kind"`
	SizeBytes int64       `json:"size"`
}

// FileLimit returns what a file may have, in bytes; 0: there are none.
func (s *Service) FileLimit() int64 { return s.files.LimitBytes }

func uploadName(conv id.ConvID, clientID string) string { return string(conv) + " " + clientID }

// UploadOffset returns how many bytes of a file of so many are there, whose message will have the client id; all of them if it was sent
// already. It fails with ErrNoConversation, ErrClientID, ErrNoFiles, ErrFileSize, ErrManyFiles, and where the caller may not write.
func (s *Service) UploadOffset(ctx context.Context, by id.Caller, m Send, sizeBytes int64) (int64, error) {
	_, found, err := s.sentFile(ctx, by, m, sizeBytes)
	if err != nil || found {
		return sizeBytes, err
	}
	return s.files.Uploads.Size(string(by.User), uploadName(m.Conv, m.ClientID))
}

// Upload adds what content gives to the bytes of a file that are there, and returns how many there are then. What came before a content
// broke off stays. It fails as UploadOffset does, and with store.ErrUploadAt, with how many bytes there are, store.ErrUploadBusy, and
// store.ErrFull, after which nothing of it is there.
func (s *Service) Upload(ctx context.Context, by id.Caller, m Send, at, sizeBytes int64, content io.Reader) (int64, error) {
	_, found, err := s.sentFile(ctx, by, m, sizeBytes)
	if err != nil || found {
		return sizeBytes, err
	}
	if at < 0 || at > sizeBytes {
		return 0, store.ErrUploadAt
	}
	if at == 0 {
		if err := s.files.Uploads.Trim(string(by.User), unfinishedPerSide-1); err != nil {
			return 0, err
		}
	}
	size, err := s.files.Uploads.Append(ctx, string(by.User), uploadName(m.Conv, m.ClientID), at, content, sizeBytes)
	if errors.Is(err, store.ErrBlobTooLong) {
		err = fmt.Errorf("%v: %w", err, ErrFileSize) //nolint:errorlint // ErrFileSize names the failure
	}
	return size, err
}

// CancelUpload gives up what is there of a file of the caller's; without any it does nothing.
func (s *Service) CancelUpload(_ context.Context, by id.Caller, conv id.ConvID, clientID string) error {
	if !by.SignedIn() {
		return account.ErrSignedOut
	}
	if s.files.LimitBytes == 0 {
		return nil
	}
	return s.files.Uploads.Remove(string(by.User), uploadName(conv, clientID))
}

// SendFile sends a file all of which has gone up, and returns the message as it is kept once all of it is durable. One that was sent
// before under the same client id is not sent again: the first one comes back. It fails as UploadOffset does, and with ErrFileName,
// ErrUnfinished, and as writing does.
func (s *Service) SendFile(ctx context.Context, by id.Caller, m Send, name string, sizeBytes int64) (Message, error) {
	if err := checkMentions(m); err != nil {
		return Message{}, err
	}
	if name == "" || len(name) > fileNameTaken {
		return Message{}, ErrFileName
	}
	old, found, err := s.sentFile(ctx, by, m, sizeBytes)
	if err != nil || found {
		return old, err
	}
	f, err := s.keepFile(ctx, by, m, sizeBytes)
	if err != nil {
		return Message{}, fmt.Errorf("chat: file of %s: %w", by, err)
	}
	f.Name = cleanName(name)
	f.Kind = kindOf(f.Name)
	m.Body, m.Retry = Body{File: &f}, true // rare enough to look each one up
	sent, err := s.deliver(ctx, by, m)
	if err != nil {
		return Message{}, err
	}
	// It is sent, whatever becomes of this: what stays is swept.
	_ = s.files.Uploads.Remove(string(by.User), uploadName(m.Conv, m.ClientID))
	return sent, nil
}

// sentFile returns the message that was sent under the client id before, and says whether the caller may send a file of so many bytes.
func (s *Service) sentFile(ctx context.Context, by id.Caller, m Send, sizeBytes int64) (old Message, found bool, err error) {
	if err := checkClientID(m.ClientID); err != nil {
		return Message{}, false, err
	}
	if !by.SignedIn() {
		return Message{}, false, account.ErrSignedOut
	}
	return s.sentBefore(ctx, by, m, func(tx store.Tx, since time.Time) error {
		switch {
		case s.blobs == nil || s.files.LimitBytes == 0:
			return ErrNoFiles
		case sizeBytes < 0 || sizeBytes > s.files.LimitBytes:
			return ErrFileSize
		}
		n, sum, err := countFiles(tx, "message_file", by.User, since)
		if err == nil && (n >= filesPerDay || sum+sizeBytes > fileLimitsPerDay*s.files.LimitBytes) {
			err = ErrManyFiles
		}
		return err
	})
}

// keepFile makes a blob of what has gone up.
func (s *Service) keepFile(ctx context.Context, by id.Caller, m Send, sizeBytes int64) (f File, err error) {
	content, err := s.files.Uploads.Open(string(by.User), uploadName(m.Conv, m.ClientID))
	switch {
	case errors.Is(err, store.ErrNoBlob) && sizeBytes == 0:
		content = io.NopCloser(bytes.NewReader(nil))
	case errors.Is(err, store.ErrNoBlob):
		return File{}, ErrUnfinished
	case err != nil:
		return File{}, err
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	at, err := s.files.Uploads.Size(string(by.User), uploadName(m.Conv, m.ClientID))
	if err != nil {
		return File{}, err
	}
	if at != sizeBytes {
		return File{}, ErrUnfinished
	}
	f.Hash, f.SizeBytes, err = s.blobs.Put(ctx, content, sizeBytes)
	if err == nil && f.SizeBytes != sizeBytes {
		err = ErrUnfinished // it was given up meanwhile
	}
	return f, err
}

// OpenFile returns the content of a file that the caller may see, as OpenPicture does of a picture, and what the message says of it.
// It fails with ErrNoConversation, ErrNoFile or store.ErrNoBlob.
func (s *Service) OpenFile(ctx context.Context, by id.Caller, conv id.ConvID, seq int64, hash id.BlobHash) (io.ReadSeekCloser, File, error) {
	if !by.SignedIn() {
		return nil, File{}, account.ErrSignedOut
	}
	if s.blobs == nil {
		return nil, File{}, ErrNoFile
	}
	m, err := s.message(ctx, by, conv, seq)
	if errors.Is(err, ErrNoMessage) {
		err = ErrNoFile
	}
	if err != nil {
		return nil, File{}, err
	}
	f := m.Body.File
	if f == nil || f.Hash != hash {
		return nil, File{}, fmt.Errorf("chat: file %s in message %d of %s: %w", hash, seq, conv, ErrNoFile)
	}
	if err := s.mayHaveContent(ctx, by, m, ErrNoFile); err != nil {
		return nil, File{}, err
	}
	content, err := s.blobs.Open(ctx, hash)
	if err != nil {
		return nil, File{}, fmt.Errorf("chat: file in message %d of %s: %w", seq, conv, err)
	}
	return content, *f, nil
}

// fileOf reads a stored file.
func fileOf(body []byte) (*File, error) {
	var f File
	if err := json.Unmarshal(body, &f); err != nil {
		return nil, fmt.Errorf("chat: a file cannot be read: %w", err)
	}
	return &f, nil
}

// fileWords is what a file is found by: its name, and what it is in the languages that the host speaks.
func fileWords(body []byte) string {
	f, err := fileOf(body)
	if err != nil {
		return ""
	}
	return f.Name + " file 文件"
}

// planFile notes the content of a file that is sent.
func (p *plan) planFile(s *sendOp, seq int64) {
	if f := s.body.File; f != nil {
		p.files = append(p.files, plannedFile{s.key.conv, seq, s.key.sender, f.Hash, f.SizeBytes})
	}
}

func (p *plan) writeFiles(tx store.Tx) error {
	for _, each := range p.files {
		if err := insertFile(tx, "message_file", each, p.now); err != nil {
			return err
		}
	}
	return nil
}

// SweepUploads removes what nobody has added to for a day.
func (s *Service) SweepUploads() error {
	return s.files.Uploads.Sweep(s.now().Add(-uploadLife))
}

func (s *Service) sweeping(log *slog.Logger) {
	ticker := time.NewTicker(sweepUploadsEvery)
	defer ticker.Stop()
	for {
		if err := s.SweepUploads(); err != nil {
			log.Warn("unfinished uploads could not be removed", "error", err)
		}
		select {
		case <-ticker.C:
		case <-s.quit:
			return
		}
	}
}
