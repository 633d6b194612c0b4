package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"connectrpc.com/connect"
	"golang.org/x/term"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/httpd"
)

// TokenVariable is the environment variable that stands in for a saved login, for machines.
const TokenVariable = "SUPERETTE_TOKEN" //nolint:gosec // a name, not a secret

// LoginConfig says who signs in where.
type LoginConfig struct {
	URL       string // the instance, such as "https://chat.example.org"
	Handle    string
	ConfigDir string // the user's folder for superette, such as ~/.config/superette
	Password  func(prompt string) (string, error)
	To        io.Writer
}

// Login signs in with a password and keeps the session's token in the user's configuration folder, mode 0600.
// It returns a Refusal if the instance refuses or does not answer.
func Login(ctx context.Context, c LoginConfig) error {
	origin, err := cleanURL(c.URL)
	if err != nil {
		return err
	}
	password, err := c.Password("Password of " + c.Handle + " at " + origin + ": ")
	if err != nil {
		return Refusal{Text: "no password: " + err.Error(), Hint: "type it at the prompt, or give it on standard input"}
	}
	caller := newClient(origin, "")
	answer, err := superettev1connect.NewAccountServiceClient(caller.http, caller.api).
		SignIn(ctx, &superettev1.SignInRequest{Handle: c.Handle, Password: password, WantToken: true})
	if err != nil {
		return refused("sign in at "+origin, err)
	}
	if answer.GetToken() == "" {
		return Refusal{Text: origin + " gave no token", Hint: "it may run an older version"}
	}
	if err := changeSaved(c.ConfigDir, func(s *saved) { s.Logins[origin] = login{Handle: c.Handle, Token: answer.GetToken()} }); err != nil {
		return err
	}
	fmt.Fprintf(c.To, "signed in at %s as %s\n", origin, plain(answer.GetMe().GetName()))
	return nil
}

// ReadPassword asks for a password without echo if in is a terminal, and takes the first line of in otherwise.
func ReadPassword(in *os.File, to io.Writer) func(prompt string) (string, error) {
	return func(prompt string) (string, error) {
		if fd := int(in.Fd()); term.IsTerminal(fd) { //nolint:gosec // a file descriptor fits
			fmt.Fprint(to, prompt)
			raw, err := term.ReadPassword(fd)
			fmt.Fprintln(to)
			return string(raw), err
		}
		line, err := bufio.NewReader(in).ReadString('\n')
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			return line, nil
		}
		if err == nil || errors.Is(err, io.EOF) {
			err = errors.New("standard input is empty")
		}
		return "", err
	}
}

// client calls an instance as a command line: by token, and with the instance's own Origin, since a command line is no
// foreign page.
type client struct {
	http   *http.Client
	origin string
	api    string
}

func newClient(origin, token string) client {
	return client{
		http: &http.Client{
			Transport: carrier{origin: origin, token: token}, Timeout: 5 * time.Minute,
			// The token is for this instance and nobody it may point to.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		origin: origin, api: origin + httpd.APIPrefix,
	}
}

type carrier struct{ origin, token string }

func (c carrier) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Origin", c.origin)
	r.Header.Set("User-Agent", "superette")
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	return http.DefaultTransport.RoundTrip(r)
}

// refused says what an instance answered, or that it did not.
func refused(what string, err error) error {
	var answer *connect.Error
	if !errors.As(err, &answer) || answer.Meta().Get(httpd.CodeHeader) == "" {
		return Refusal{Text: "could not " + what + ": " + plain(err.Error()), Hint: "is this a superette instance, and does it run?"}
	}
	text := "could not " + what + ": " + inText(answer.Message())
	if answer.Code() == connect.CodeUnauthenticated && answer.Meta().Get(httpd.CodeHeader) != account.ErrWrong.Code {
		return Refusal{Text: text, Hint: "superette login --url URL HANDLE"}
	}
	return Refusal{Text: text}
}

// inText makes a sentence of an instance fit into a line of ours.
func inText(sentence string) string {
	return strings.TrimSuffix(plain(sentence), ".")
}

// cleanURL returns an instance's address as an origin, without a path.
func cleanURL(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || strings.Trim(u.Path, "/") != "" {
		return "", Refusal{Text: fmt.Sprintf("%q is not the address of an instance", text), Hint: "such as --url https://chat.example.org"}
	}
	host := u.Hostname()
	if u.Scheme == "http" && host != "localhost" && host != "127.0.0.1" && host != "::1" {
		return "", Refusal{Text: "plain http would show your password and your token to everybody on the way", Hint: "use https:// for " + host}
	}
	return u.Scheme + "://" + u.Host, nil
}

// saved is what the command line remembers, in one file.
type saved struct {
	Logins   map[string]login  `json:"logins"`   // by origin
	Programs map[string]string `json:"programs"` // appid by origin, a space and the folder's full path
}

type login struct {
	Handle string `json:"handle"`
	Token  string `json:"token"`
}

const savedFile = "superette.json"

func readSaved(dir string) (saved, error) {
	s := saved{Logins: map[string]login{}, Programs: map[string]string{}}
	raw, err := os.ReadFile(filepath.Join(dir, savedFile)) //nolint:gosec // the user's own folder
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("app: read what was saved: %w", err)
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return s, Refusal{Text: filepath.Join(dir, savedFile) + " is damaged", Hint: "remove it and sign in again"}
	}
	if s.Logins == nil {
		s.Logins = map[string]login{}
	}
	if s.Programs == nil {
		s.Programs = map[string]string{}
	}
	return s, nil
}

// changeSaved rewrites the file as a whole, so that a crash leaves the old or the new one.
func changeSaved(dir string, change func(*saved)) error {
	s, err := readSaved(dir)
	if err != nil {
		return err
	}
	change(&s)
	raw, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("app: save: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("app: save: %w", err)
	}
	f, err := os.CreateTemp(dir, savedFile+".*") // mode 0600
	if err != nil {
		return fmt.Errorf("app: save: %w", err)
	}
	_, err = f.Write(append(raw, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, savedFile))
	}
	if err != nil {
		return fmt.Errorf("app: save: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}
