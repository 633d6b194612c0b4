package app

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/mholt/acmez/v3"
)

// secure puts TLS before the listener, with the certificate of --tls, or one that is got by itself.
func (i *instance) secure() error {
	c := i.config
	if c.TLS == "" {
		return nil
	}
	if c.URL == "" {
		return Refusal{Text: "--tls needs the name that the certificate is for", Hint: "give it as --url https://chat.example.org", Stay: true}
	}
	if c.TLS == TLSAuto {
		auto, err := openAutomatic(c, i.listener)
		if err != nil {
			return err
		}
		i.onClose(auto.close)
		i.auto = auto
		config := tlsConfig(auto.magic.GetCertificate)
		config.NextProtos = append(config.NextProtos, acmez.ACMETLS1Protocol) // the authority looks by this one
		i.listener = tls.NewListener(i.listener, config)
		return nil
	}
	files, err := openCertificate(c.TLS, c.TLSKey, c.Log)
	if err != nil {
		return err
	}
	i.listener = tls.NewListener(i.listener, tlsConfig(files.get))
	return nil
}

func tlsConfig(get func(*tls.ClientHelloInfo) (*tls.Certificate, error)) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: get}
}

// certificateFiles is a certificate in two files, or both in one, that somebody else renews. What changes is taken at the next
// connection; what cannot be read then leaves the one before in its place.
type certificateFiles struct {
	cert, key string
	log       *slog.Logger

	mu    sync.Mutex
	pair  *tls.Certificate
	state [2]fileState
	bad   [2]fileState // what was complained of, once
}

// fileState changes when a file does.
type fileState struct {
	changed time.Time
	size    int64
}

// openCertificate reads a certificate and its key; key "" means that it is in the certificate's file.
func openCertificate(cert, key string, log *slog.Logger) (*certificateFiles, error) {
	if key == "" {
		key = cert
	}
	f := &certificateFiles{cert: cert, key: key, log: log}
	if err := f.load(); err != nil {
		return nil, refuseCertificate(err)
	}
	return f, nil
}

func (f *certificateFiles) now() (state [2]fileState, err error) {
	for n, name := range []string{f.cert, f.key} {
		var info fs.FileInfo
		if info, err = os.Stat(name); err != nil {
			return state, err
		}
		state[n] = fileState{info.ModTime(), info.Size()}
	}
	return state, nil
}

func (f *certificateFiles) load() error {
	state, err := f.now()
	if err != nil {
		return err
	}
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return err
	}
	f.pair, f.state = &pair, state
	return nil
}

// get returns the certificate as it is now. Asking the file system costs far less than a handshake.
func (f *certificateFiles) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	state, err := f.now()
	if err == nil && state == f.state {
		return f.pair, nil
	}
	if err == nil {
		err = f.load()
	}
	switch {
	case err == nil:
		f.log.Info("app: the certificate was renewed", "ends", f.pair.Leaf.NotAfter)
	case f.bad != state: // once for each change: it is asked at every connection
		f.bad = state
		f.log.Warn("app: the new certificate cannot be used; the one before stays", "error", err)
	}
	return f.pair, nil
}

// refuseCertificate says why the files of a certificate cannot be used, and what to do.
func refuseCertificate(err error) error {
	hint := "give the chain and the key, both in PEM, with --tls FILE --tls-key FILE"
	if errors.Is(err, fs.ErrPermission) {
		hint = "the user that runs this has to be able to read the files and to enter their folders: copy them to a folder of its own at each renewal"
	}
	return Refusal{Text: fmt.Sprintf("the certificate cannot be used: %v", err), Hint: hint, Stay: true}
}
