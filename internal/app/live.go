package app

import (
	"errors"
	"log/slog"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/bus"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/social"
)

// talk is the chat with its live sockets.
type talk struct {
	chat     *chat.Service
	live     *chat.Live
	notified *notified
}

// openTalk builds the chat on the bus.
func openTalk(m machine, b *bus.Bus, k *cluster, people *account.Service, contacts *social.Service, pictures chat.Pictures, log *slog.Logger) (*talk, error) {
	key, err := openSecret(m.keys, "card", m.random)
	if err != nil {
		return nil, err
	}
	live, err := chat.OpenLive(chat.LiveConfig{Bus: b, Now: m.now, IDs: m.ids, Log: log, Cluster: k.chat()})
	if err != nil {
		return nil, err
	}
	told := &notified{live: live}
	service, err := chat.Open(chat.Config{
		DB: m.db, IDs: m.ids, Now: m.now, Key: key, People: people, Contacts: contacts, Pictures: pictures, Feed: told, Absent: told, Log: log, Blobs: m.db.Blobs(),
		Files: chat.Files{Uploads: m.db.Uploads(), LimitBytes: m.fileLimit}, Cluster: k.chat(),
	})
	if err != nil {
		return nil, errors.Join(err, live.Close())
	}
	return &talk{service, live, told}, nil
}

// Close ends the chat, then what tells of it. The store is closed after it and the bus last.
func (t *talk) Close() error {
	return errors.Join(t.chat.Close(), t.live.Close())
}

// mountPeople offers the calls of people, contacts and conversations, and the live socket.
func mountPeople(server *httpd.Server, people *account.Service, contacts *social.Service, t *talk, instance account.Instance) {
	account.Mount(server, people, instance)
	social.Mount(server, contacts)
	chat.Mount(server, t.chat, t.live)
}
