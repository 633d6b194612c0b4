package main

import (
	"context"
	"fmt"
	"html"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/superette/superette/bench/drive"
)

// machine says on what it was measured. It is asked at the beginning: what runs beside it makes figures smaller.
func machine(ctx context.Context, o options) (string, error) {
	facts := []string{fmt.Sprintf("%d × %s", runtime.NumCPU(), processor())}
	if o.postgres != "" {
		conn, err := pgx.Connect(ctx, o.postgres)
		if err != nil {
			return "", err
		}
		var version, fsync, commits string
		err = conn.QueryRow(ctx, `SELECT current_setting('server_version'), current_setting('fsync'), current_setting('synchronous_commit')`).Scan(&version, &fsync, &commits)
		if err == nil {
			err = conn.Close(ctx)
		}
		if err != nil {
			return "", err
		}
		facts = append(facts, fmt.Sprintf("PostgreSQL %s with fsync %s and synchronous_commit %s", version, fsync, commits))
	}
	load := loadAverage()
	facts = append(facts, time.Now().UTC().Format(time.DateOnly), fmt.Sprintf("load %.1f at the start", load))
	text := strings.Join(facts, ", ") + ". Again by `make bench-ledger POSTGRES=ADDRESS ARGS='--peer http://127.0.0.1:3068 --peer-version v2.4.12'`, " +
		"with a database that may be filled and a Formance ledger on the same server; `ARGS='--out FOLDER'` goes without the latter."
	if load > 0.5 {
		text += "\n\n**The machine was busy: other work ran beside this run, and the figures are smaller than they are on a quiet one.**"
	}
	return text, nil
}

func processor() string {
	content, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	_, after, found := strings.Cut(string(content), "model name")
	name, _, _ := strings.Cut(strings.TrimLeft(after, "\t: "), "\n")
	if !found {
		return runtime.GOARCH
	}
	return name
}

func loadAverage() (load float64) {
	content, err := os.ReadFile("/proc/loadavg")
	if err == nil {
		_, err = fmt.Sscan(string(content), &load)
	}
	if err != nil {
		return 0
	}
	return load
}

// write writes table and plot, and prints the table.
func write(o options, about string, rows []row) error {
	text := &strings.Builder{}
	fmt.Fprintf(text, "# Transfers per second\n\n%s\n\n", about)
	fmt.Fprintf(text, "Each client waits for its answer before it asks for the next transfer; every answer is durable, but of nothing more than the log of the first\n"+
		"row, which is the limit: it keeps no accounts. %d accounts; \"hot\" means that all of them pay into one. The median of %d rounds of %v,\n"+
		"all in one run.\n\n", accounts, o.rounds, o.length)
	text.WriteString("| | clients | uniform | hot | half within | 99 % within |\n| --- | --: | --: | --: | --: | --: |\n")
	for i := 0; i+1 < len(rows); i += 2 { // uniform, then hot
		u, h := rows[i], rows[i+1]
		fmt.Fprintf(text, "| %s | %s | %s | %s | %v | %v |\n", u.name, drive.Grouped(float64(u.clients)), drive.Grouped(u.rate), drive.Grouped(h.rate), u.half, u.most)
	}
	fmt.Fprintf(text, "\n| Goal | Reached |\n| --- | --- |\n")
	for _, g := range goals(o, rows) {
		fmt.Fprintf(text, "| %s | %s |\n", g[0], g[1])
	}
	text.WriteString("\n![Transfers per second](ledger.svg)\n")
	fmt.Print(text.String())
	if err := os.WriteFile(filepath.Join(o.out, "ledger.md"), []byte(text.String()), 0o644); err != nil { //nolint:gosec // for everybody to read
		return err
	}
	return os.WriteFile(filepath.Join(o.out, "ledger.svg"), []byte(plot(rows)), 0o644) //nolint:gosec // the same
}

// goals compares what was measured with what the ledger is to reach.
func goals(o options, rows []row) (list [][2]string) {
	rate := func(name string, clients int, hot bool) float64 {
		for _, r := range rows {
			if strings.HasPrefix(r.name, name) && r.clients == clients && r.hot == hot {
				return r.rate
			}
		}
		return math.NaN()
	}
	add := func(goal string, value, least float64, form string) {
		if math.IsNaN(value) {
			return
		}
		verdict := ""
		if value < least {
			verdict = " (missed)"
		}
		list = append(list, [2]string{goal, fmt.Sprintf(form, value) + verdict})
	}
	const floorSQLite, floorPostgres = 40_000, 30_000
	add("on PostgreSQL at 64 clients ≥ 50 × Formance ledger", rate(oursPostgres, 64, false)/rate("Formance", 64, false), 50, "%.0f ×")
	add("on SQLite ≥ 40,000/s at 1,024 clients", rate(oursSQLite, 1024, false), floorSQLite, "%.0f/s")
	add("on PostgreSQL ≥ 30,000/s at 1,024 clients", rate(oursPostgres, 1024, false), floorPostgres, "%.0f/s")
	for _, name := range []string{oursSQLite, oursPostgres} {
		for _, clients := range o.clients {
			add(fmt.Sprintf("%s, %s clients: hot ≥ 0.9 × uniform", name, drive.Grouped(float64(clients))), rate(name, clients, true)/rate(name, clients, false), 0.9, "%.2f ×")
			add(fmt.Sprintf("%s, %s clients: ≥ 0.5 × the plain log", name, drive.Grouped(float64(clients))), rate(name, clients, false)/rate(limitName, clients, false), 0.5, "%.2f ×")
			add(fmt.Sprintf("%s, %s clients, over a transaction per transfer", name, drive.Grouped(float64(clients))), rate(name, clients, false)/rate(usualName, clients, false), 0, "%.1f ×")
			add(fmt.Sprintf("%s, %s clients, the same for a hot account", name, drive.Grouped(float64(clients))), rate(name, clients, true)/rate(usualName, clients, true), 0, "%.1f ×")
		}
	}
	return list
}

// plot draws bars, logarithmic, since the subjects lie factors apart.
func plot(rows []row) string {
	const bar, left, width = 14, 420, 860
	largest := 1.0
	for _, r := range rows {
		largest = max(largest, r.rate)
	}
	height := 60 + len(rows)/2*(2*bar+12)
	b := &strings.Builder{}
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img"><title>Transfers per second</title><style>%s</style>`+"\n", width, height, width, height, drive.PlotStyle)
	b.WriteString(`<rect class="back" width="100%" height="100%"/><text class="title" x="12" y="20">Transfers per second (logarithmic)</text>` + "\n")
	b.WriteString(`<rect class="c0" x="12" y="30" width="10" height="10"/><text x="26" y="39">among all accounts</text><rect class="c1" x="212" y="30" width="10" height="10"/><text x="226" y="39">all into one account</text>` + "\n")
	for i, r := range rows {
		top := 52 + i/2*(2*bar+12) + i%2*bar
		if i%2 == 0 {
			fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="end">%s, %s clients</text>`+"\n", left-8, top+bar+3, html.EscapeString(r.name), drive.Grouped(float64(r.clients)))
		}
		long := math.Log10(1+r.rate) / math.Log10(1+largest) * (width - left - 70)
		fmt.Fprintf(b, `<rect class="c%d" x="%d" y="%d" width="%.1f" height="%d"/><text x="%.1f" y="%d">%s</text>`+"\n", i%2, left, top, long, bar-3, left+long+5, top+bar-5, drive.Grouped(r.rate))
	}
	b.WriteString("</svg>\n")
	return b.String()
}
