package main

import (
	"fmt"
	"html"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/superette/superette/bench/drive"
)

// report is what a run found.
type report struct {
	config   config
	about    string
	postgres string // its version and how durable it is
	results  []*result
}

// largest is the place of the most pairs among the results.
func (r *report) largest() int {
	at := 0
	for n, pairs := range r.config.pairs {
		if pairs > r.config.pairs[at] {
			at = n
		}
	}
	return at
}

func microseconds(d time.Duration) string { return drive.Grouped(float64(d.Microseconds())) }

// saturated is the table of lines as fast as they go.
func (r *report) saturated() string {
	t := drive.Table{{"one to one, as fast as it goes", "pairs", "delivered/s", "median ms", "p99 ms", "CPU of one, µs", "of its database, µs", "generator, cores"}}
	for n, pairs := range r.config.pairs {
		for _, one := range r.results {
			s := one.saturated[n]
			t = append(t, append([]string{one.name, fmt.Sprint(pairs), drive.Grouped(s.rate())}, s.cells()...))
		}
	}
	return t.String()
}

// cells are the columns that all tables of stretches end with.
func (s *stretch) cells() []string {
	return []string{
		drive.Milliseconds(s.series.Quantile(.5)), drive.Milliseconds(s.series.Quantile(.99)), microseconds(s.each(s.server)),
		microseconds(s.each(s.database)), fmt.Sprintf("%.2f", s.generator.Seconds()/s.took.Seconds()),
	}
}

func (r *report) even() string {
	t := drive.Table{{
		fmt.Sprintf("one to one, %.0f a second", r.config.perSecond), "delivered/s", "median ms", "p99 ms", "CPU of one, µs", "of its database, µs",
		"generator, cores",
	}}
	for _, one := range r.results {
		t = append(t, append([]string{one.name, drive.Grouped(one.even.rate())}, one.even.cells()...))
	}
	return t.String()
}

func (r *report) group() string {
	t := drive.Table{{
		fmt.Sprintf("a group of %d", r.config.group), "deliveries/s", "median ms", "p99 ms", "CPU of one, µs", "of its database, µs", "generator, cores",
	}}
	for _, one := range r.results {
		t = append(t, append([]string{one.name, drive.Grouped(one.group.rate())}, one.group.cells()...))
	}
	return t.String()
}

func (r *report) rest() string {
	t := drive.Table{{
		"", fmt.Sprintf("KiB for one of %s idle connections", drive.Grouped(float64(r.config.people))), "they came within, s", "lines written", "lost", "twice",
		"not acknowledged",
	}}
	for _, one := range r.results {
		t = append(t, []string{
			one.name, fmt.Sprintf("%.1f", one.idle/1024), fmt.Sprintf("%.1f", one.connected.Seconds()), drive.Grouped(float64(one.written)),
			fmt.Sprint(one.lost), fmt.Sprint(one.doubled), fmt.Sprint(one.unacked),
		})
	}
	return t.String()
}

// goals compares ours with what the design asks for, and with the best of the others.
func (r *report) goals() string {
	if r.config.group != 500 || r.config.people < 10_000 {
		return "The goals are of a group of 500 and of 10,000 connections, which this run did not ask for.\n"
	}
	t := drive.Table{{"goal", "reached"}}
	at := r.largest()
	add := func(one *result, goal string, value float64, form string, kept bool) {
		said := fmt.Sprintf(form, value)
		if !kept {
			said += " (missed)"
		}
		t = append(t, []string{one.name + ": " + goal, said})
	}
	for _, one := range r.results {
		if !one.ours {
			continue
		}
		least := 8000.0
		if strings.Contains(one.name, "PostgreSQL") {
			least = 7000
		}
		s := one.saturated[at]
		add(one, fmt.Sprintf("≥ %s/s one to one, %d pairs", drive.Grouped(least), r.config.pairs[at]), s.rate(), "%.0f/s", s.rate() >= least)
		if best := r.best(func(o *result) float64 { return o.saturated[at].rate() }); best > 0 {
			add(one, "the same, over the best of the others", s.rate()/best, "%.1f ×", true)
		}
		cpu := float64(s.each(s.server).Microseconds())
		add(one, "server CPU of one ≤ 100 µs", cpu, "%.0f µs", cpu <= 100)
		half, most := ms(one.even.series.Quantile(.5)), ms(one.even.series.Quantile(.99))
		add(one, "median at an even pace ≤ 2 ms", half, "%.1f ms", half <= 2)
		add(one, "p99 at an even pace ≤ 25 ms", most, "%.1f ms", most <= 25)
		add(one, "group of 500: ≥ 45,000 deliveries/s", one.group.rate(), "%.0f/s", one.group.rate() >= 45_000)
		if best := r.best(func(o *result) float64 { return o.group.rate() }); best > 0 {
			add(one, "the same, over the best of the others", one.group.rate()/best, "%.1f ×", true)
		}
		kib := one.idle / 1024
		add(one, "idle connection ≤ 20 KiB", kib, "%.1f KiB", kib <= 20)
		gone := one.lost + one.doubled
		add(one, "lost or twice: 0", float64(gone), "%.0f", gone == 0)
	}
	return t.String()
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// best returns the most of a figure among those who are not ours.
func (r *report) best(figure func(*result) float64) (most float64) {
	for _, one := range r.results {
		if !one.ours {
			most = max(most, figure(one))
		}
	}
	return most
}

func (r *report) method() string {
	return fmt.Sprintf(`Of each pair both write, over connections of their own, each the next line when one of the %d before has arrived at the other's device, and
%d a second at most (Superette takes 50 of a device). At an even pace a line is due whatever became of those before, and counts from
when it was due. In the group %d members write, each the next line when all others have the one before. Medians of %d rounds of %v; at an
even pace %v. Every server keeps a line before it acknowledges it: SQLite with synchronous=FULL, PostgreSQL %s, anew for each,
on the same disk. One server runs at a time, the generator beside it on the same cores. Memory is what a server that has just started has more
once everybody has connected, signed in, and done nothing for %v. No TLS anywhere.

ejabberd: Debian's package, over TCP, its users and the archive (mod_mam) in PostgreSQL, 50 connections to it, XEP-0198's acknowledgements
for those who write; the room keeps its archive too. Tinode: over WebSockets, 50 connections to PostgreSQL.`,
		r.config.window, ofOneDevice, r.config.writers, r.config.rounds, r.config.length, r.config.even, r.postgres, r.config.settle)
}

const repeat = `Again by

    apt-get install -y --no-install-recommends postgresql ejabberd erlang-p1-pgsql
    git clone --branch v0.25.3 https://github.com/tinode/chat tinode-source
    (cd tinode-source && go build -tags postgres -o ../tinode/tinode ./server && go build -tags postgres -o ../tinode/init-db ./tinode-db)
    make bench-chat ARGS='-tinode ../tinode'

Without -tinode it is left out; -only sqlite,postgres measures ours alone.`

// write shows the tables, and keeps them with their plot if there is a folder for them.
func (r *report) write() error {
	parts := []string{r.method(), r.about, r.saturated(), r.even(), r.group(), r.rest(), r.goals()}
	fmt.Fprintf(r.config.to, "\n%s\n", strings.Join(parts[2:], "\n"))
	if r.config.out == "" {
		return nil
	}
	if err := drive.Write(r.config.out, "chat", "Chat, beside others", append(parts, "![Chat, beside others](chat.svg)", repeat)...); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(r.config.out, "chat.svg"), []byte(r.plot()), 0o644) //nolint:gosec // for everybody
}

// panel is one part of the plot: a figure of everybody.
type panel struct {
	title  string
	figure func(*result) float64
	form   string
}

func (r *report) panels() []panel {
	at := r.largest()
	return []panel{
		{fmt.Sprintf("one to one, %d pairs, delivered/s (more is better)", r.config.pairs[at]), func(o *result) float64 { return o.saturated[at].rate() }, "%.0f"},
		{"CPU of one, database and all, ms (less is better)", func(o *result) float64 {
			return ms(o.saturated[at].each(o.saturated[at].server + o.saturated[at].database))
		}, "%.2f"},
		{fmt.Sprintf("p99 at %.0f a second, ms (less is better)", r.config.perSecond), func(o *result) float64 { return ms(o.even.series.Quantile(.99)) }, "%.1f"},
		{fmt.Sprintf("group of %d, deliveries/s (more is better)", r.config.group), func(o *result) float64 { return o.group.rate() }, "%.0f"},
		{"idle connection, KiB (less is better)", func(o *result) float64 { return o.idle / 1024 }, "%.0f"},
	}
}

// plot draws bars, each panel to its own scale, ours in another colour.
func (r *report) plot() string {
	const bar, left, width, head = 14, 200, 760, 30
	panels := r.panels()
	each := 24 + len(r.results)*bar
	height := head + len(panels)*each + 8
	b := &strings.Builder{}
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img"><title>Chat, beside others</title><style>%s</style>`+"\n", width, height, width, height, drive.PlotStyle)
	b.WriteString(`<rect class="back" width="100%" height="100%"/><text class="title" x="12" y="20">Chat, beside others</text>` + "\n")
	for n, p := range panels {
		top := head + n*each
		fmt.Fprintf(b, `<text x="%d" y="%d">%s</text>`+"\n", left, top+14, html.EscapeString(p.title))
		most := math.SmallestNonzeroFloat64
		for _, one := range r.results {
			most = max(most, p.figure(one))
		}
		for k, one := range r.results {
			y := top + 20 + k*bar
			class := 0
			if one.ours {
				class = 1
			}
			long := max(0, p.figure(one)) / most * (width - left - 80)
			fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="end">%s</text><rect class="c%d" x="%d" y="%d" width="%.1f" height="%d"/><text x="%.1f" y="%d">%s</text>`+"\n",
				left-8, y+bar-5, html.EscapeString(one.name), class, left, y, long, bar-3, left+long+5, y+bar-5, fmt.Sprintf(p.form, p.figure(one)))
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}
