// Superette is a super-app for anyone to host: chat, and mini programs that open in it.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"golang.org/x/term"

	"github.com/superette/superette/internal/app"
)

// instanceFlags say where an instance lives.
type instanceFlags struct {
	Data         string   `help:"Folder for everything that is kept. ${data_default}" placeholder:"DIR"`
	DB           string   `help:"Keep everything but files in this PostgreSQL database. Default: SQLite in the folder." placeholder:"postgres://…" env:"SUPERETTE_DB"`
	Addr         string   `help:"Where to listen. Default: ${addr}." default:"${addr}" placeholder:"HOST:PORT"`
	URL          string   `help:"The one public address. Default: http://localhost and the port." placeholder:"URL"`
	TLS          string   `name:"tls" help:"Speak https: auto gets and renews a certificate by itself (ACME), or with this certificate (PEM, with its chain; a changed file is taken at once)." placeholder:"auto|FILE"`
	TLSKey       string   `name:"tls-key" help:"The certificate's key. Default: in the same file." placeholder:"FILE"`
	ACME         string   `name:"acme" help:"The authority that --tls auto asks. Default: Let's Encrypt." placeholder:"URL"`
	ACMERoot     string   `name:"acme-root" help:"The certificates (PEM) that a private authority is believed by." placeholder:"FILE"`
	ACMEEmail    string   `name:"acme-email" help:"Whom the authority may write to." placeholder:"ADDRESS"`
	ACMEHTTP     string   `name:"acme-http" help:"Where plain http is answered with --tls auto, which is port 80 from outside. Default: port 80." placeholder:"HOST:PORT"`
	TrustProxy   bool     `help:"A proxy with https stands before this and sets X-Forwarded-For."`
	AllowPrivate []string `help:"Lets a program, a merchant or push ask one address inside this network: 127.0.0.1:8421=WHO, or =WHO=https://api.example.org to stand for that origin." placeholder:"ADDRESS=WHO" sep:"none"`
	Cluster      []string `help:"The processes that serve one PostgreSQL database together, the same list for each: nats://USER:SECRET@HOST:PORT,…" placeholder:"nats://…" env:"SUPERETTE_CLUSTER"`
	ClusterAddr  string   `help:"Where this process listens for the others of the cluster." placeholder:"HOST:PORT"`
	Metrics      string   `help:"Answer GET /metrics for a monitor (Prometheus) at this address, which should be for it alone." placeholder:"HOST:PORT"`
	Tiles        string   `help:"Where maps get their ground from: a server of tiles that the instance asks. Default: a coarse world of its own." placeholder:"https://…/{z}/{x}/{y}.png"`
	TilesCredit  string   `help:"What stands on maps of these tiles, as their licence wants it." placeholder:"TEXT"`
	TilesGCJ02   bool     `name:"tiles-gcj02" help:"The tiles are in GCJ-02, as maps of mainland China are. Default: WGS-84, as OpenStreetMap's."`
	FileLimit    sizeFlag `help:"The most that a file in a conversation may have, 2GB at most; 0: no files. Default: 100MB." placeholder:"SIZE"`
	LogJSON      bool     `name:"log-json" help:"Write the log as JSON, one object a line."`
	Verbose      bool     `help:"Log every request." short:"v"`
}

func (f instanceFlags) config(c *console, folder string) (app.Config, error) {
	data := f.Data
	if data == "" && folder != "" {
		base, err := app.DefaultData()
		if err != nil {
			return app.Config{}, err
		}
		data = filepath.Join(filepath.Dir(base), folder)
	}
	level := slog.LevelWarn
	if f.Verbose {
		level = slog.LevelDebug
	}
	var handler slog.Handler = slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: level})
	if f.LogJSON {
		handler = slog.NewJSONHandler(c.err, &slog.HandlerOptions{Level: level})
	}
	return app.Config{
		Data: data, DB: f.DB, Addr: f.Addr, URL: f.URL,
		TLS: f.TLS, TLSKey: f.TLSKey, ACME: app.ACME{Directory: f.ACME, Roots: f.ACMERoot, Email: f.ACMEEmail, HTTPAddr: f.ACMEHTTP}, TrustProxy: f.TrustProxy, AllowPrivate: f.AllowPrivate,
		Cluster: f.Cluster, ClusterAddr: f.ClusterAddr, Metrics: f.Metrics,
		Tiles:     app.Tiles{URL: f.Tiles, Credit: f.TilesCredit, GCJ02: f.TilesGCJ02},
		FileLimit: int64(f.FileLimit),
		Now:       time.Now, Random: rand.Reader,
		Log: slog.New(handler), To: c.out,
	}, nil
}

type serveCommand struct {
	instanceFlags
	registrationFlag
}

// registrationFlag is of instances for others: a demo and a program under development stay open.
type registrationFlag struct {
	Registration string `help:"Who may make an account: anybody (open), who has a link of superette invite (invited), or nobody (closed)." default:"open" enum:"open,invited,closed" placeholder:"open|invited|closed"`
}

func (serveCommand) Help() string {
	return example("superette serve --data /srv/superette --url https://chat.example.org --trust-proxy",
		"Listens on 127.0.0.1:8420; the proxy passes https://chat.example.org on to it.")
}

func (s serveCommand) Run(ctx context.Context, c *console) error {
	config, err := s.config(c, "superette")
	if err != nil {
		return err
	}
	config.Registration = app.Registration(s.Registration)
	return app.Serve(ctx, config)
}

type demoCommand struct {
	instanceFlags
	Backend string `name:"run" help:"Start the shops' own servers with this command, and end it on exit." placeholder:"COMMAND"`
}

func (demoCommand) Help() string {
	return example("superette demo --run 'node examples/shops.js'", "Then open the two links that it prints, the second one in a private window.")
}

func (d demoCommand) Run(ctx context.Context, c *console) error {
	config, err := d.config(c, "superette-demo")
	if err != nil {
		return err
	}
	return app.Demo(ctx, app.DemoConfig{Config: config, Run: d.Backend})
}

type devCommand struct {
	Dir string `arg:"" help:"The mini program's folder, with app.json."`
	instanceFlags
}

func (devCommand) Help() string {
	return example("superette dev examples/teahouse", "Compiles, opens the program in the host, and does so again when a file changes.")
}

func (d devCommand) Run(ctx context.Context, c *console) error {
	config, err := d.config(c, "")
	if err != nil {
		return err
	}
	return app.Dev(ctx, app.DevConfig{Config: config, Dir: d.Dir})
}

type buildCommand struct {
	Dir string `arg:"" help:"The mini program's folder, with app.json."`
	Out string `help:"Folder for the compiled package. Default: only check." short:"o" placeholder:"OUT"`
}

func (buildCommand) Help() string {
	return example("superette build examples/teahouse -o /tmp/teahouse", "Prints what is wrong, with file, line and column, and exits with 1 if there are errors.")
}

func (b buildCommand) Run(ctx context.Context, c *console) error {
	return app.Build(ctx, app.BuildConfig{Dir: b.Dir, Out: b.Out, Now: time.Now, To: c.out})
}

type newCommand struct {
	Dir      string `arg:"" name:"name" help:"The folder to make; its last part is the program's name."`
	Template string `help:"What it begins as: blank, or a shop with goods, a cart, sharing and paying." default:"blank" enum:"blank,shop" placeholder:"blank|shop"`
}

func (newCommand) Help() string {
	return example("superette new tea-corner --template shop", "Makes the folder tea-corner, and never writes into one that has something in it.")
}

func (n newCommand) Run(ctx context.Context, c *console) error {
	return app.New(ctx, app.NewConfig{Dir: n.Dir, Template: n.Template, To: c.out})
}

type reportCommand struct {
	Dir    string `arg:"" help:"The mini program's folder, with app.json."`
	JSON   bool   `name:"json" help:"Write the report as JSON (docs/developers.md says what is in it)."`
	All    bool   `help:"Every place, and the notes."`
	FailOn string `name:"fail-on" help:"The least that makes the exit code other than 0: error, warning, info or never." default:"warning" enum:"error,warning,info,never" placeholder:"SEVERITY"`
	For    string `name:"for" help:"Instead: what would have to change to publish it for the other platform, alipay or wechat." default:"" enum:",alipay,wechat" placeholder:"alipay|wechat"`
}

func (reportCommand) Help() string {
	return example("superette check examples/teahouse",
		"Says what of a WeChat program does not work here, where, what happens then, and what to do. Exits with 2 for errors, 1 for warnings, else 0. "+
			"With --for it compares the program with the other dialect: 1 if something has no counterpart there.")
}

func (r reportCommand) Run(ctx context.Context, c *console) error {
	code, err := app.Report(ctx, app.ReportConfig{Dir: r.Dir, JSON: r.JSON, All: r.All, Color: c.color, FailOn: r.FailOn, For: r.For, To: c.out})
	if err == nil && code != 0 {
		return exitCode(code)
	}
	return err
}

// exitCode ends a command that has said all it has to say.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

type publishCommand struct {
	Dir     string `arg:"" help:"The mini program's folder, with app.json."`
	URL     string `help:"The instance. Default: the one you signed in to, or ${url}." placeholder:"URL"`
	App     string `help:"The appid to publish to. Default: the one this folder had there, or a new one." placeholder:"APPID"`
	Version string `help:"A name for this version, such as 1.2.0." placeholder:"NAME"`
	Note    string `help:"What is new." placeholder:"TEXT"`
}

func (publishCommand) Help() string {
	return example("superette publish examples/teahouse --version 1.2.0 --note 'Spring teas'",
		"Sends only the files that the instance lacks. Sign in before, or set "+app.TokenVariable+".")
}

func (p publishCommand) Run(ctx context.Context, c *console) error {
	folder, err := configFolder()
	if err != nil {
		return err
	}
	return app.Publish(ctx, app.PublishConfig{
		Dir: p.Dir, URL: p.URL, App: p.App, Version: p.Version, Note: p.Note,
		Token: os.Getenv(app.TokenVariable), ConfigDir: folder, Now: time.Now, To: c.out,
	})
}

type loginCommand struct {
	Handle string `arg:"" help:"The name you sign in with."`
	URL    string `help:"The instance. Default: ${url}." default:"${url}" placeholder:"URL"`
}

func (loginCommand) Help() string {
	return example("superette login ling --url https://chat.example.org", "Asks for the password, and keeps a token in your configuration folder for publish.")
}

func (l loginCommand) Run(ctx context.Context, c *console) error {
	folder, err := configFolder()
	if err != nil {
		return err
	}
	return app.Login(ctx, app.LoginConfig{
		URL: l.URL, Handle: l.Handle, ConfigDir: folder, Password: app.ReadPassword(os.Stdin, c.err), To: c.out,
	})
}

type merchantCommand struct {
	Add    merchantAddCommand    `cmd:"" help:"Make a merchant, and write down what its server has to know."`
	List   merchantListCommand   `cmd:"" help:"List the merchants with their programs and certificates."`
	Rotate merchantRotateCommand `cmd:"" help:"Give a merchant a new certificate beside the one it has."`
	Revoke merchantRevokeCommand `cmd:"" help:"End a merchant's certificates: what their keys sign counts no more."`
}

func (merchantCommand) Help() string {
	return example("superette merchant list", "Lists the merchants of the instance in the usual folder.")
}

// merchantFlags say which instance is meant.
type merchantFlags struct {
	Data string `help:"The instance's folder. ${data_default}" placeholder:"DIR"`
	DB   string `help:"The instance's PostgreSQL database, if it has one." placeholder:"postgres://…" env:"SUPERETTE_DB"`
}

func (f merchantFlags) config(c *console) (app.MerchantConfig, error) {
	data, err := dataOr(f.Data)
	if err != nil {
		return app.MerchantConfig{}, err
	}
	return app.MerchantConfig{Data: data, DB: f.DB, Now: time.Now, Random: rand.Reader, To: c.out}, nil
}

type merchantAddCommand struct {
	Name  string   `arg:"" help:"The merchant's name, as people see it when they pay."`
	App   []string `required:"" help:"The appid of a program that it takes money in; may be repeated." placeholder:"APPID"`
	Mchid string   `help:"The merchant's number, 8 to 10 digits. Default: a new one." placeholder:"DIGITS"`
	Out   string   `help:"The new folder for its keys. Default: merchant-MCHID." short:"o" placeholder:"DIR"`
	URL   string   `help:"Where its server reaches the instance. Default: ${url}." default:"${url}" placeholder:"URL"`
	merchantFlags
}

func (merchantAddCommand) Help() string {
	return example("superette merchant add 'Corner shop' --app wx0123456789abcdef --data /srv/superette",
		"The instance may be running. The merchant's private key is in the new folder alone; see docs/backends.md for what to do with it.")
}

func (m merchantAddCommand) Run(ctx context.Context, c *console) error {
	config, err := m.config(c)
	if err != nil {
		return err
	}
	return app.AddMerchant(ctx, config, app.NewMerchant{Name: m.Name, Apps: m.App, Number: m.Mchid, Out: m.Out, URL: m.URL})
}

type merchantListCommand struct{ merchantFlags }

func (merchantListCommand) Help() string {
	return example("superette merchant list --data /srv/superette", "Prints each merchant's number, name, programs and certificates. The instance may be running.")
}

func (m merchantListCommand) Run(ctx context.Context, c *console) error {
	config, err := m.config(c)
	if err != nil {
		return err
	}
	return app.ListMerchants(ctx, config)
}

type merchantRotateCommand struct {
	Mchid  string `arg:"" help:"The merchant's number."`
	APIKey bool   `name:"api-key" help:"Make a new APIv3 key too. The one before ends at once."`
	Out    string `help:"The new folder for its keys. Default: merchant-MCHID." short:"o" placeholder:"DIR"`
	URL    string `help:"Where its server reaches the instance. Default: ${url}." default:"${url}" placeholder:"URL"`
	merchantFlags
}

func (merchantRotateCommand) Help() string {
	return example("superette merchant rotate 1600000001 --out new-keys --data /srv/superette",
		"Both certificates count until the old one is revoked: change the server over, then `superette merchant revoke 1600000001 --serial OLD`.")
}

func (m merchantRotateCommand) Run(ctx context.Context, c *console) error {
	config, err := m.config(c)
	if err != nil {
		return err
	}
	return app.RotateMerchant(ctx, config, app.NewKeys{Number: m.Mchid, APIKey: m.APIKey, Out: m.Out, URL: m.URL})
}

type merchantRevokeCommand struct {
	Mchid  string `arg:"" help:"The merchant's number."`
	Serial string `help:"Only the certificate of this serial number. Default: all." placeholder:"HEX"`
	merchantFlags
}

func (merchantRevokeCommand) Help() string {
	return example("superette merchant revoke 1600000001 --data /srv/superette",
		"Holds at once in a running instance: no new order is taken, and none that is open can be paid. What was paid stays.")
}

func (m merchantRevokeCommand) Run(ctx context.Context, c *console) error {
	config, err := m.config(c)
	if err != nil {
		return err
	}
	return app.RevokeMerchant(ctx, config, m.Mchid, m.Serial)
}

type moveCommand struct {
	Data string `help:"The instance's folder, whose files stay. ${data_default}" placeholder:"DIR"`
	From string `help:"The PostgreSQL database it leaves. Default: SQLite in the folder." placeholder:"postgres://…"`
	To   string `help:"The PostgreSQL database it goes to. Default: SQLite in the folder." placeholder:"postgres://…"`
}

func (moveCommand) Help() string {
	return example("superette move --data /srv/superette --to postgres://superette@localhost/superette",
		"Stop the instance first. Compares rows and ledgers; after a failure the instance is where it was.")
}

func (m moveCommand) Run(ctx context.Context, c *console) error {
	data, err := dataOr(m.Data)
	if err != nil {
		return err
	}
	return app.Move(ctx, app.MoveConfig{Data: data, From: m.From, To: m.To, Now: time.Now, Random: rand.Reader, Out: c.out})
}

type backupCommand struct {
	Data string `help:"The instance's folder. ${data_default}" placeholder:"DIR"`
	DB   string `help:"The instance's PostgreSQL database, if it has one." placeholder:"postgres://…" env:"SUPERETTE_DB"`
	Out  string `required:"" help:"The file to make." placeholder:"FILE"`
}

func (backupCommand) Help() string {
	return example("superette backup --data /srv/superette --out /backups/monday.tar.gz",
		"One state of rows, files and keys; the instance may be running. Keep it where keys are kept.")
}

func (b backupCommand) Run(ctx context.Context, c *console) error {
	data, err := dataOr(b.Data)
	if err != nil {
		return err
	}
	return app.Backup(ctx, app.BackupConfig{Data: data, DB: b.DB, Out: b.Out, Now: time.Now, Random: rand.Reader, To: c.out})
}

type restoreCommand struct {
	File string `arg:"" help:"A backup." placeholder:"FILE"`
	Data string `required:"" help:"The folder to make." placeholder:"DIR"`
	DB   string `help:"Restore the rows into this empty PostgreSQL database. Default: SQLite in the folder." placeholder:"postgres://…" env:"SUPERETTE_DB"`
}

func (restoreCommand) Help() string {
	return example("superette restore /backups/monday.tar.gz --data /srv/superette-again",
		"Verifies every file and derives every balance anew before the folder appears.")
}

func (r restoreCommand) Run(ctx context.Context, c *console) error {
	return app.Restore(ctx, app.RestoreConfig{File: r.File, Data: r.Data, DB: r.DB, Now: time.Now, Random: rand.Reader, To: c.out})
}

// dataOr returns the folder that was given, or the one that serve uses.
func dataOr(given string) (string, error) {
	if given != "" {
		return given, nil
	}
	return app.DefaultData()
}

type secretCommand struct {
	App string `arg:"" help:"The program's appid."`
	URL string `help:"The instance. Default: the one you signed in to, or ${url}." placeholder:"URL"`
}

func (secretCommand) Help() string {
	return example("superette secret wx0123456789abcdef", "Prints a new secret, which the program's own server gives to jscode2session; the one before ends.")
}

func (s secretCommand) Run(ctx context.Context, c *console) error {
	folder, err := configFolder()
	if err != nil {
		return err
	}
	return app.Secret(ctx, app.SecretConfig{App: s.App, URL: s.URL, Token: os.Getenv(app.TokenVariable), ConfigDir: folder, To: c.out})
}

type versionCommand struct{}

func (versionCommand) Help() string {
	return example("superette version", "Prints the version, or the commit that this was built from.")
}

func (versionCommand) Run(c *console) error {
	_, err := fmt.Fprintln(c.out, app.Version())
	return err
}

type commandLine struct {
	Serve    serveCommand    `cmd:"" help:"Run an instance."`
	Demo     demoCommand     `cmd:"" help:"Run an instance with people, programs and a contact that answers."`
	Dev      devCommand      `cmd:"" help:"Run a mini program from a folder and follow its changes."`
	New      newCommand      `cmd:"" help:"Begin a mini program."`
	Build    buildCommand    `cmd:"" help:"Compile a mini program."`
	Check    reportCommand   `cmd:"" help:"Say what of a mini program does not work here."`
	Publish  publishCommand  `cmd:"" help:"Put a mini program on an instance's shelf."`
	Login    loginCommand    `cmd:"" help:"Sign in at an instance, to publish there."`
	Secret   secretCommand   `cmd:"" help:"Make a new secret for a mini program's own server."`
	Ledger   ledgerCommand   `cmd:"" help:"Look after the money."`
	Invite   inviteCommand   `cmd:"" help:"Invite people, where making an account takes an invitation."`
	Reports  reportsCommand  `cmd:"" help:"Read what people report, and close it."`
	Merchant merchantCommand `cmd:"" help:"Make merchants, and look after their keys."`
	Backup   backupCommand   `cmd:"" help:"Back an instance up, while it runs."`
	Restore  restoreCommand  `cmd:"" help:"Make an instance from a backup."`
	Move     moveCommand     `cmd:"" help:"Carry an instance from one database to another."`
	Doctor   doctorCommand   `cmd:"" help:"Say what of an instance and its machine is not as it should be, and what to do."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

func (commandLine) Help() string {
	return example("superette demo", "Fills an instance with people and programs, and prints where to open it.")
}

// console is where a command reads and writes.
type console struct {
	out, err io.Writer
	color    bool // out is a terminal whose user did not say NO_COLOR
}

func example(line, says string) string {
	return "Example:\n\n  " + line + "\n\n" + says
}

func configFolder() (string, error) {
	base, err := os.UserConfigDir()
	if err != nil {
		return "", app.Refusal{Text: "there is no folder for your configuration", Hint: "set HOME or XDG_CONFIG_HOME"}
	}
	return filepath.Join(base, "superette"), nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // who does not want to wait for an orderly end asks twice
	code := run(ctx, os.Args[1:], &console{
		out: os.Stdout, err: os.Stderr, color: term.IsTerminal(int(os.Stdout.Fd())) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
	})
	stop()
	os.Exit(code)
}

// run does what the arguments say, and returns the exit code: 0, or 1 after saying why, or 2 if it was not understood; a
// report's exit code says what was found.
func run(ctx context.Context, args []string, c *console) int {
	var line commandLine
	exit := -1
	dataDefault := "Default: ~/.local/share/superette; the demo has its own; dev keeps nothing."
	parser, err := kong.New(&line,
		kong.Name("superette"),
		kong.Description("A super-app for anyone to host: chat, and mini programs that open in it."),
		kong.Writers(c.out, c.err),
		kong.Exit(func(code int) { exit = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.Vars{"addr": app.DefaultAddr, "url": app.DefaultURL, "data_default": dataDefault},
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(c),
		kong.TypeMapper(reflect.TypeFor[time.Duration](), kong.MapperFunc(scanDuration)),
	)
	if err != nil {
		return fail(c, err, 2)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 { // help was asked for and printed
		return exit
	}
	if err != nil {
		return fail(c, app.Refusal{Text: plainCase(err.Error()), Hint: "superette --help lists the commands, superette COMMAND --help explains one"}, 2)
	}
	if name := emptyFlag(parsed); name != "" {
		return fail(c, app.Refusal{Text: "--" + name + " is empty", Hint: "is a variable of your shell not set? leave the flag out for its default"}, 2)
	}
	err = parsed.Run()
	var told exitCode
	if errors.As(err, &told) {
		return int(told)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		var refusal app.Refusal
		if parsed.Command() == "serve" && errors.As(err, &refusal) && refusal.Stay {
			return fail(c, err, staysDown)
		}
		return fail(c, err, 1)
	}
	return 0
}

// emptyFlag returns the name of a flag for a place that was given nothing: the default that would take its place is another instance.
func emptyFlag(parsed *kong.Context) string {
	for _, p := range parsed.Path {
		if p.Flag == nil || p.Flag.Name != "data" && p.Flag.Name != "db" {
			continue
		}
		if text, ok := parsed.FlagValue(p.Flag).(string); ok && text == "" {
			return p.Flag.Name
		}
	}
	return ""
}

// scanDuration reads a duration as Go writes it, or a number of days: 7d.
func scanDuration(c *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := c.Scan.PopValueInto("duration", &text); err != nil {
		return err
	}
	const day = 24 * time.Hour
	d, err := time.ParseDuration(text)
	if days, number := strings.CutSuffix(text, "d"); number {
		var n int64
		n, err = strconv.ParseInt(days, 10, 16) // some ninety years
		d = time.Duration(n) * day
	}
	if err != nil {
		return fmt.Errorf("%q is no duration: write 7d, 12h or 90m", text)
	}
	target.SetInt(int64(d))
	return nil
}

// sizeFlag is a number of bytes, -1 for none where 0 was said.
type sizeFlag int64

// UnmarshalText reads bytes in kB, MB or GB, as disks are sold, or in none of them.
func (f *sizeFlag) UnmarshalText(text []byte) error {
	const most = 2_000_000_000
	digits, unit := strings.ToUpper(strings.ReplaceAll(string(text), " ", "")), int64(1)
	for ending, times := range map[string]int64{"KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000} {
		if number, has := strings.CutSuffix(digits, ending); has {
			digits, unit = number, times
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 0 || n > most/unit {
		return fmt.Errorf("%q is no size up to 2GB: write 100MB, 1GB, or 0 for no files", text)
	}
	if *f = sizeFlag(n * unit); n == 0 {
		*f = -1
	}
	return nil
}

// staysDown is the exit code of what starting again would not help, EX_CONFIG of sysexits.h; the unit knows it.
const staysDown = 78

// plainCase takes the full stop and the capital off a text of the parser.
func plainCase(text string) string {
	text = strings.TrimSuffix(text, ".")
	if text == "" {
		return text
	}
	return strings.ToLower(text[:1]) + text[1:]
}

func fail(c *console, err error, code int) int {
	if _, writeErr := fmt.Fprintln(c.err, "superette:", err); writeErr != nil {
		return 3 // nobody hears us
	}
	return code
}
