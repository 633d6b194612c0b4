package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/superette/superette/bench/drive"
	"github.com/superette/superette/internal/api/superettev1"
)

// superette is an instance of ours, as `superette serve` runs it: its devices are what a browser opens, with the binary form of frames.
type superette struct {
	town *drive.Town
	name string
}

func openSuperette(ctx context.Context, c config, dir string, db *drive.Postgres) (_ subject, err error) {
	s := &superette{name: "Superette on SQLite"}
	address := ""
	if db != nil {
		s.name = "Superette on PostgreSQL"
		if address, err = db.Create(ctx, "superette"); err != nil {
			return nil, err
		}
	}
	s.town, err = drive.Open(ctx, drive.Config{
		Binary: c.binary, Data: filepath.Join(dir, "data"), DB: address, Now: c.now, People: c.people, Group: c.group, Talk: true,
	})
	if err != nil {
		return nil, err
	}
	return s, s.town.Stop()
}

func (s *superette) Name() string                    { return s.name }
func (s *superette) Start(ctx context.Context) error { return s.town.Serve(ctx) }
func (s *superette) Stop() error                     { return s.town.Stop() }
func (s *superette) PID() int                        { return s.town.PID() }
func (s *superette) Close() error                    { return s.town.Close() }

// superetteDevice is one socket.
type superetteDevice struct {
	*drive.Device

	conv    string
	closing atomic.Bool
	ended   chan struct{}
}

// ours is what ids that clients give to their messages begin with.
const ours = "chat-"

func (s *superette) Connect(ctx context.Context, person int, r role, p *post) (device, error) {
	who := s.town.People[person]
	socket, err := s.town.Dial(ctx, who)
	if err != nil {
		return nil, err
	}
	d := &superetteDevice{Device: socket, conv: who.Conv, ended: make(chan struct{})}
	if r == grouped {
		d.conv = s.town.Group
	}
	go d.read(person, p)
	return d, nil
}

func (d *superetteDevice) read(person int, p *post) {
	defer close(d.ended)
	for {
		f, err := d.Read(context.Background())
		if err != nil {
			if !d.closing.Load() {
				p.troubles.Fail(fmt.Errorf("a socket closed: %w", err))
			}
			return
		}
		switch frame := f.GetFrame().(type) {
		case *superettev1.ServerFrame_Push:
			p.heard(person, frame.Push.GetMessage().GetText().GetText())
		case *superettev1.ServerFrame_SendAck:
			if n, ok := clientID(frame.SendAck.GetClientId()); ok {
				p.acked(n)
			}
		case *superettev1.ServerFrame_Refusal:
			if n, ok := clientID(frame.Refusal.GetClientId()); ok {
				p.refused(n, fmt.Errorf("refused: %s", frame.Refusal.GetCode()))
			}
		case *superettev1.ServerFrame_Gap:
			p.troubles.Fail(errors.New("pushes were dropped"))
		}
	}
}

func clientID(text string) (n int, ok bool) {
	number, ok := strings.CutPrefix(text, ours)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(number)
	return n, err == nil
}

func (d *superetteDevice) Write(ctx context.Context, n int) error {
	return d.Send(ctx, d.conv, fmt.Sprintf("%s%08d", ours, n), textOf(n))
}

func (d *superetteDevice) Close() error {
	d.closing.Store(true)
	err := d.Device.Close()
	<-d.ended
	return err
}
