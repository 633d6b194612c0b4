package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/store"
)

// DoctorConfig says which instance is looked at, by the flags that it is served with.
type DoctorConfig struct {
	Data    string
	DB      string
	Addr    string
	URL     string
	TLS     bool   // the instance speaks https itself
	TLSAuto bool   // and gets its certificate by itself
	Cert    string // or has it in this file; "" means none
	Key     string // and its key in this one; "" means in the same
	Cluster bool   // it is one of several processes, which a proxy reaches over a network
	Metrics string // where it answers a monitor; "" means nowhere
	// Registration is who may make an account; "" means RegistrationOpen.
	Registration Registration
	JSON         bool
	Now          func() time.Time
	To           io.Writer
	Machine      Machine // what is asked of the machine; zero means the real one
}

// Machine is what the doctor asks of the computer. A nil function means the real one.
type Machine struct {
	Space     func(path string) (free, all uint64, err error)
	ClockKept func() (kept, known bool)
	Sync      func(dir string) (time.Duration, error) // how long one durable write takes
	Reach     func(ctx context.Context, url string) (Reached, error)
}

// Severity is how bad a finding is.
type Severity string

// The severities. The exit code of the command is 2 for errors, 1 for warnings, and 0 for the rest.
const (
	Fine    Severity = "ok"
	Note    Severity = "note"
	Warning Severity = "warning"
	Danger  Severity = "error"
)

// Diagnosis is one thing that was looked at.
type Diagnosis struct {
	Check    string   `json:"check"` // what was looked at; stable
	Severity Severity `json:"severity"`
	Text     string   `json:"text"`
	Do       string   `json:"do,omitempty"` // what to do; empty if there is nothing to do
}

// doctor looks at one thing after another.
type doctor struct {
	DoctorConfig

	found    []Diagnosis
	readable bool // the database can be read, and its tables are those of this binary
}

func (d *doctor) say(check string, severity Severity, text, do string) {
	d.found = append(d.found, Diagnosis{check, severity, text, do})
}

const (
	spaceDanger    = 500_000_000 // bytes free
	spaceWarning   = 5_000_000_000
	syncWarning    = 20 * time.Millisecond
	syncDanger     = 200 * time.Millisecond
	backupOld      = 48 * time.Hour
	certificateOld = 14 * 24 * time.Hour
	clockApart     = 5 * time.Second
)

// Doctor looks at an instance and the machine it lives on, prints what it finds, and returns the exit code. The instance may be
// running. It changes nothing but a file that it makes, measures by, and removes.
func Doctor(ctx context.Context, c DoctorConfig) (code int, err error) {
	if !isInstance(c.Data) {
		return 0, Refusal{Text: "there is no instance in " + c.Data, Hint: "name its folder with --data DIR; `superette serve` makes one"}
	}
	c.Machine = c.Machine.orReal()
	d := &doctor{DoctorConfig: c}
	d.address(ctx)
	d.registration()
	d.disk()
	d.files()
	d.keys()
	d.certificateFiles()
	if err := d.database(ctx); err != nil {
		return 0, err
	}
	if err := d.passkeys(ctx); err != nil {
		return 0, err
	}
	d.backups()
	d.demo()
	worst := 0
	for _, f := range d.found {
		worst = max(worst, map[Severity]int{Warning: 1, Danger: 2}[f.Severity])
	}
	return worst, d.print()
}

// isInstance reports whether a folder has anything of an instance: rows, a word on where they are, or keys.
func isInstance(data string) bool {
	return slices.ContainsFunc([]string{backupRows, "database", "keys"}, func(name string) bool {
		_, err := os.Stat(filepath.Join(data, name))
		return err == nil || errors.Is(err, fs.ErrPermission)
	})
}

func (m Machine) orReal() Machine {
	if m.Space == nil {
		m.Space = freeSpace
	}
	if m.ClockKept == nil {
		m.ClockKept = clockKept
	}
	if m.Sync == nil {
		m.Sync = syncTime
	}
	if m.Reach == nil {
		m.Reach = reach(nil)
	}
	return m
}

func (d *doctor) print() error {
	if d.JSON {
		e := json.NewEncoder(d.To)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(struct {
			Version  string      `json:"version"`
			Findings []Diagnosis `json:"findings"`
		}{Version(), d.found})
	}
	rank := func(f Diagnosis) int { return slices.Index([]Severity{Danger, Warning, Note, Fine}, f.Severity) }
	slices.SortStableFunc(d.found, func(a, b Diagnosis) int { return rank(a) - rank(b) })
	for _, f := range d.found {
		fmt.Fprintf(d.To, "%-8s %-12s %s\n", f.Severity, f.Check, f.Text)
		if f.Do != "" {
			fmt.Fprintf(d.To, "%-8s %-12s hint: %s\n", "", "", f.Do)
		}
	}
	return nil
}

// address looks at where people come in.
func (d *doctor) address(ctx context.Context) {
	local, err := isLocal(d.Addr)
	u, urlErr := url.Parse(d.URL)
	switch {
	case err != nil:
		d.say("bound", Danger, fmt.Sprintf("%q is no address to listen on", d.Addr), "give it as --addr 127.0.0.1:8420")
	case !local && !d.TLS && d.Cluster:
		d.say("bound", Note, "it listens on "+d.Addr+", and what is said there is in the open", "let nobody but the proxy through to the port, as by a firewall or a network of its own")
	case !local && !d.TLS:
		d.say("bound", Warning, "it listens on "+d.Addr+", and what is said there is in the open",
			"listen where only the proxy comes, --addr 127.0.0.1:8420, or close the port to the outside")
	default:
		d.say("bound", Fine, "listens on "+d.Addr, "")
	}
	if local, err := isLocal(d.Metrics); d.Metrics != "" && (err != nil || !local) {
		d.say("metrics", Warning, "whoever reaches "+d.Metrics+" reads its metrics", "answer the monitor at --metrics 127.0.0.1:9420, or let nobody else through to the port")
	}
	switch {
	case d.here():
		d.say("tls", Note, "localhost only, without https", "for others to come, serve with --url https://NAME and --tls, or behind a proxy with --trust-proxy")
	case urlErr != nil || u.Scheme != "https":
		d.say("tls", Danger, d.URL+" is not https: passwords and sessions would travel in the open", "serve with --url https://NAME and --tls, or behind a proxy with --trust-proxy")
	default:
		d.certificate(ctx)
	}
}

// registration says who may make an account, where others than this machine come in.
func (d *doctor) registration() {
	switch {
	case d.Registration == RegistrationInvited:
		d.say("registration", Fine, "by invitation only", "")
	case d.Registration == RegistrationClosed:
		d.say("registration", Fine, "closed", "")
	case d.here():
		d.say("registration", Fine, "open, on this machine alone", "")
	default:
		d.say("registration", Note, "open: whoever reaches "+d.URL+" can make an account",
			"if it is for some people alone, serve with --registration invited, and `superette invite` makes their links")
	}
}

// here reports whether the public address is one of this machine alone.
func (d *doctor) here() bool {
	u, err := url.Parse(d.URL)
	return d.URL == "" || err == nil && u.Scheme == "http" && u.Hostname() == "localhost"
}

// isLocal reports whether an address is one that this machine alone reaches.
func isLocal(addr string) (bool, error) {
	host, _, err := net.SplitHostPort(addr)
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback(), err
}

func (d *doctor) certificate(ctx context.Context) {
	renew := "see why it was not renewed: certbot renew, or the proxy's log"
	if d.TLSAuto {
		renew = "see the instance's log for why it was not renewed, and let port 80 or 443 through from everywhere"
		if f, failed := lastCertificateFailure(d.Data); failed {
			d.say("certificate", Danger, fmt.Sprintf("the last attempt to get one, %s UTC, failed: %s", f.At.Format("2006-01-02 15:04"), f.Text), f.Do)
		}
	}
	got, err := d.Machine.Reach(ctx, d.URL)
	if errors.Is(err, errToItself) {
		d.say("tls", Danger, d.URL+" leads to itself without end: the instance hears of another name than the one that was asked for",
			"let the proxy pass the Host on as it is: in nginx proxy_set_header Host $http_host; Caddy does so by itself. Or serve with the --url that people open")
		return
	}
	if err != nil {
		d.say("tls", Danger, fmt.Sprintf("%s cannot be reached from here: %v", d.URL, err),
			"is it running, does the name lead here, is the certificate for this name and from an authority that browsers know?")
		return
	}
	left := got.CertificateEnds.Sub(d.Now())
	if left < certificateOld {
		d.say("tls", Warning, fmt.Sprintf("the certificate ends on %s", got.CertificateEnds.UTC().Format(time.DateOnly)), renew)
	} else {
		d.say("tls", Fine, fmt.Sprintf("https, with a certificate until %s", got.CertificateEnds.UTC().Format(time.DateOnly)), "")
	}
	switch {
	case !got.Ours:
		d.say("answers", Danger, d.URL+"/healthz does not answer as a superette does", "look at the instance's log, and at where the proxy passes requests to")
		return
	case got.Unwell != "":
		d.say("answers", Danger, d.URL+" answers that nothing can be saved: "+got.Unwell, "the other findings and the instance's log say why")
	default:
		d.say("answers", Fine, d.URL+" answers", "")
	}
	d.sockets(got.Socket)
}

// sockets says whether the live WebSocket came through, on which all messages are sent and heard.
func (d *doctor) sockets(err error) {
	address := strings.TrimSuffix(d.URL, "/") + "/api/live"
	switch {
	case err == nil:
		d.say("sockets", Fine, "WebSockets come through "+address, "")
	case errors.Is(err, errOtherAddress):
		d.say("sockets", Danger, address+" refuses pages of "+d.URL+": the instance is served with another --url", "serve with the --url that people open, in lower case and without port 443")
	default:
		d.say("sockets", Danger, fmt.Sprintf("WebSockets do not come through %s: %v; people can sign in, and neither write nor hear", address, err),
			"nginx needs proxy_http_version 1.1, proxy_set_header Upgrade $http_upgrade and proxy_set_header Connection $http_connection where it passes on; "+
				"Caddy's reverse_proxy passes them by itself, unless a header_up changes Connection or Upgrade: look then at what stands before it, such as a CDN "+
				"or a firewall (docs/operations.md, Behind nginx or Caddy)")
	}
}

func (d *doctor) disk() {
	free, all, err := d.Machine.Space(d.Data)
	const do = "make room, or move the folder to a larger disk: stop, copy, start with the new --data"
	switch {
	case err != nil:
		d.say("space", Note, fmt.Sprintf("how much room is left cannot be told: %v", err), "")
	case free < spaceDanger:
		d.say("space", Danger, "only "+sayBytes(int64(free))+" are left; nothing can be saved when none is", do) //nolint:gosec // disks are smaller
	case free < spaceWarning || free < all/20:
		d.say("space", Warning, sayBytes(int64(free))+" are left", do) //nolint:gosec // disks are smaller
	default:
		d.say("space", Fine, sayBytes(int64(free))+" are left", "") //nolint:gosec // disks are smaller
	}
	took, err := d.Machine.Sync(d.Data)
	const slow = "every message and payment waits for it: put the folder on a local SSD, not on a network share or a memory card"
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		d.say("fsync", Danger, fmt.Sprintf("nothing can be written: %v", err), do)
	case err != nil:
		d.say("fsync", Danger, fmt.Sprintf("the folder cannot be written to: %v", err), "it must belong to the user that runs the instance: chown -R")
	case took >= syncDanger:
		d.say("fsync", Danger, fmt.Sprintf("one durable write takes %s", took.Round(time.Millisecond)), slow)
	case took >= syncWarning:
		d.say("fsync", Warning, fmt.Sprintf("one durable write takes %s", took.Round(time.Millisecond)), slow)
	default:
		d.say("fsync", Fine, fmt.Sprintf("one durable write takes %s", took.Round(time.Microsecond)), "")
	}
}

// syncTime returns the median of some durable writes in a folder.
func syncTime(dir string) (median time.Duration, err error) {
	f, err := os.CreateTemp(dir, ".superette-doctor-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	page := make([]byte, 4096)
	times := make([]time.Duration, 15)
	for i := range times {
		begun := time.Now()
		if _, err := f.Write(page); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
		times[i] = time.Since(begun)
	}
	slices.Sort(times)
	return times[len(times)/2], nil
}

// files looks for what others on this machine may read.
func (d *doctor) files() {
	var open []string
	severity := Fine
	look := func(path string) {
		info, err := os.Stat(path)
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			open = append(open, path)
			severity = Danger
		}
	}
	look(d.Data) // what is in it needs no modes of its own while nobody else comes in
	keys := filepath.Join(d.Data, "keys")
	look(keys)
	look(certificateFolder(d.Data)) // its locks are for everybody who comes in
	if d.Cert != "" {
		look(cmp.Or(d.Key, d.Cert))
	}
	err := filepath.WalkDir(keys, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			look(path)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.say("files", Danger, fmt.Sprintf("the keys cannot be looked at: %v", err), "run this as the user that runs the instance")
		return
	}
	if len(open) == 0 {
		d.say("files", Fine, "folder and keys are for their owner alone", "")
		return
	}
	d.say("files", severity, "others on this machine may read "+strings.Join(open, ", "), "chmod -R go= "+strings.Join(open, " "))
}

func (d *doctor) keys() {
	lost, err := lostKeys(d.Data)
	switch {
	case err != nil:
		d.say("keys", Danger, err.Error(), "run this as the user that runs the instance")
	case len(lost) > 0:
		d.say("keys", Danger, "lost: "+strings.Join(lost, "; "), strings.ReplaceAll(keysBack, "DIR", d.Data))
	default:
		d.say("keys", Fine, "the keys are there", "")
	}
}

// certificateFiles looks at the files of --tls as the instance reads them at its start. What is served is looked at from outside.
func (d *doctor) certificateFiles() {
	if d.Cert == "" {
		return
	}
	_, err := openCertificate(d.Cert, d.Key, slog.New(slog.DiscardHandler))
	var refusal Refusal
	switch {
	case errors.As(err, &refusal):
		d.say("tls", Danger, refusal.Text, refusal.Hint)
	case err != nil:
		d.say("tls", Danger, plainly(err), "run this as the user that runs the instance")
	default:
		d.say("tls", Fine, "certificate and key can be read and belong together", "")
	}
}

func (d *doctor) database(ctx context.Context) error {
	place := store.Place{Dir: d.Data, DB: d.DB}
	found, err := store.Examine(ctx, place, schemas())
	if err != nil {
		refusal := storeRefusal(err, place)
		var known Refusal
		if !errors.As(refusal, &known) {
			return refusal
		}
		d.say("database", Danger, known.Text, known.Hint)
		d.clock(time.Time{})
		return nil
	}
	switch {
	case found.Corrupt != "":
		d.say("database", Danger, "the file is damaged: "+found.Corrupt, "stop the instance, keep the file, look after the disk, and restore the last backup")
	case found.Durable != nil:
		known := Refusal{Text: found.Durable.Error()}
		errors.As(storeRefusal(found.Durable, place), &known)
		d.say("database", Danger, known.Text, known.Hint)
	case found.Unset:
		d.say("database", Note, "the file is whole, and has no write-ahead log, as before a first start or after a recovery", "the next start of `superette serve` gives it one")
	default:
		d.say("database", Fine, "whole, and keeps what it acknowledges", "")
	}
	switch {
	case len(found.Ahead) > 0:
		d.say("version", Danger, "the tables of "+strings.Join(found.Ahead, ", ")+" are newer than this binary, "+Version(), "use the newer binary: going back needs the backup from before")
	case len(found.Behind) > 0:
		d.say("version", Note, "the tables of "+strings.Join(found.Behind, ", ")+" will be migrated when "+Version()+" starts", "make a backup before, with the version that served it last: this one cannot")
	default:
		d.say("version", Fine, "the tables are those of "+Version(), "")
	}
	d.readable = found.Corrupt == "" && len(found.Ahead)+len(found.Behind) == 0
	d.clock(found.Clock)
	return nil
}

// passkeys looks for those that a change of address made useless.
func (d *doctor) passkeys(ctx context.Context) (err error) {
	if !d.readable || d.URL == "" {
		return nil
	}
	place := store.Place{Dir: d.Data, DB: d.DB}
	db, err := store.OpenReader(ctx, place)
	if err != nil {
		return storeRefusal(err, place)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	m, err := account.ExamineMoved(ctx, db, d.URL)
	switch lines := explainMoved(m, d.URL); {
	case err != nil:
		return storeRefusal(err, place)
	case m.Stranded > 0:
		d.say("passkeys", Danger, lines[0], lines[1])
	case m.People > 0:
		d.say("passkeys", Warning, lines[0], "tell them, or go back to the address before")
	default:
		d.say("passkeys", Fine, "nobody's passkeys are of another address alone", "")
	}
	return nil
}

// clock compares what there is to compare. other is the clock of the database's machine, if it has one of its own.
func (d *doctor) clock(other time.Time) {
	if apart := other.Sub(d.Now()).Abs(); !other.IsZero() && apart > clockApart {
		d.say("clock", Danger, fmt.Sprintf("this machine and the database are %s apart", apart.Round(time.Second)), "keep both right with chrony or systemd-timesyncd")
		return
	}
	kept, known := d.Machine.ClockKept()
	switch {
	case !known:
		d.say("clock", Note, "whether something keeps the clock right cannot be told", "")
	case !kept:
		d.say("clock", Warning, "nothing keeps the clock of this machine right", "timedatectl set-ntp true, or install chrony")
	default:
		d.say("clock", Fine, "the clock is kept right", "")
	}
}

func (d *doctor) backups() {
	const do = "superette backup --data DIR --out FILE, every night, to another machine"
	last, lacks, err := lastBackup(d.Data)
	age := d.Now().Sub(last)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.say("backup", Warning, "there was never a backup", do)
	case err != nil:
		d.say("backup", Warning, fmt.Sprintf("when the last backup was cannot be read: %v", err), do)
	case age < -time.Hour:
		d.say("backup", Warning, "the last backup is of "+last.UTC().Format("2006-01-02 15:04")+" UTC, which is yet to come: a clock was ahead",
			"set the clock right and make a backup: "+do)
	case age > backupOld:
		d.say("backup", Warning, fmt.Sprintf("the last backup is %s old", count(int(age/(24*time.Hour)), "day")), do)
	case lacks > 0:
		d.say("backup", Danger, fmt.Sprintf("the last backup lacks %s that this disk damaged or lost", count(lacks, "file")),
			"`superette backup` names them: take them out of an older backup, and look after the disk")
	default:
		d.say("backup", Fine, "the last backup was at "+last.UTC().Format("2006-01-02 15:04")+" UTC", "")
	}
}

// demo looks for the demo's people, whose PIN everybody knows.
func (d *doctor) demo() {
	if _, err := os.Stat(filepath.Join(d.Data, demoFolder)); err != nil {
		d.say("demo", Fine, "no demo in this folder", "")
		return
	}
	const text = "the demo was run in this folder: everybody knows the PIN of its people"
	if d.URL == "" || strings.HasPrefix(d.URL, "http://localhost") {
		d.say("demo", Note, text, "for others, begin with a new folder")
		return
	}
	d.say("demo", Danger, text, "begin with a new folder: --data DIR")
}
