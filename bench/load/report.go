package main

import (
	"fmt"
	"time"

	"github.com/superette/superette/bench/drive"
)

// report is what a run found.
type report struct {
	config      config
	about       string
	empty, full drive.Usage // of the server, before and after the sockets
	connected   *drive.Series
	alone       []*drive.Step // nothing, then each kind for itself
	all         *drive.Step
	steps       []*drive.Step
	broke       string
	books       string
}

// together is the table of everything at once.
func (r *report) together() string {
	t := drive.Table{{"all at once", "asked for, a second", "done", "failed", "median ms", "p99 ms", "p99.9 ms"}}
	rates := []float64{r.config.rates.Taps, r.config.rates.Links, r.config.rates.Messages, r.config.rates.Messages, r.config.rates.Orders, 0}
	for n, s := range r.all.Series {
		failed, _ := s.Failed()
		if s.Name == "sockets" {
			t = append(t, []string{fmt.Sprintf("sockets, open all the time: %d", r.config.sockets), "", "", fmt.Sprint(failed), "", "", ""})
			continue
		}
		t = append(t, []string{
			s.Name, fmt.Sprintf("%.0f", rates[n]), fmt.Sprint(s.Done()), fmt.Sprint(failed),
			drive.Milliseconds(s.Quantile(.5)), drive.Milliseconds(s.Quantile(.99)), drive.Milliseconds(s.Quantile(.999)),
		})
	}
	server, generator := r.all.Cores()
	return fmt.Sprintf("%s\nThe server kept %.2f cores busy, the generator beside it %.2f.\n\n%s", t, server, generator, r.memory())
}

// memory is the server's over the run, in thirds, so that growth shows.
func (r *report) memory() string {
	t := drive.Table{{"the server's memory", "MB", "files"}}
	row := func(name string, u drive.Usage) {
		t = append(t, []string{name, fmt.Sprintf("%.0f", float64(u.RSS)/1e6), fmt.Sprint(u.Files)})
	}
	row("before anybody is connected", r.empty)
	row(fmt.Sprintf("%d sockets, connected at once", r.config.sockets), r.full)
	for n, most := range thirds(r.all.Memory) {
		row([]string{"most in the first third of the run", "most in the second", "most in the last"}[n], most)
	}
	perSocket := float64(r.full.RSS-r.empty.RSS) / float64(max(1, r.config.sockets)) / 1e3
	return fmt.Sprintf("%s\nOne socket: %.0f kB. Connecting took %s ms in the median, %s ms at most for 99 of 100, %d at a time.\n",
		t, perSocket, drive.Milliseconds(r.connected.Quantile(.5)), drive.Milliseconds(r.connected.Quantile(.99)), 64)
}

// costs is what one of each kind costs the server.
func (r *report) costs() string {
	t := drive.Table{{"each for itself", "a second", "server CPU of one, µs", "of a core", "p99 ms"}}
	idle := r.alone[0].Server.Seconds() / r.alone[0].Took.Seconds()
	t = append(t, []string{fmt.Sprintf("nothing, %d sockets", r.config.sockets), "", "", fmt.Sprintf("%.0f %%", idle*100), ""})
	for n, step := range r.alone[1:] {
		s := step.Series[[]int{0, 1, 3, 4}[n]]
		if s.Done() == 0 {
			continue
		}
		busy := step.Server.Seconds()/step.Took.Seconds() - idle
		each := time.Duration(busy * step.Took.Seconds() / float64(s.Done()) * float64(time.Second))
		t = append(t, []string{
			s.Name, fmt.Sprintf("%.0f", float64(s.Done())/step.Took.Seconds()), fmt.Sprint(each.Microseconds()),
			fmt.Sprintf("%.0f %%", busy*100), drive.Milliseconds(s.Quantile(.99)),
		})
	}
	return t.String()
}

// raised is the steps up to the one that broke.
func (r *report) raised() string {
	t := drive.Table{{"raised", "opens/s", "messages/s", "orders/s", "server, cores", "generator, cores", "p99 ms of opens", "messages", "orders"}}
	for _, s := range r.steps {
		server, generator := s.Cores()
		t = append(t, []string{
			fmt.Sprintf("× %.2f", s.Rates.Messages/r.config.rates.Messages), fmt.Sprintf("%.0f", s.Rates.Taps+s.Rates.Links),
			fmt.Sprintf("%.0f", s.Rates.Messages), fmt.Sprintf("%.0f", s.Rates.Orders), fmt.Sprintf("%.2f", server), fmt.Sprintf("%.2f", generator),
			drive.Milliseconds(max(s.Series[0].Quantile(.99), s.Series[1].Quantile(.99))), drive.Milliseconds(s.Series[3].Quantile(.99)),
			drive.Milliseconds(s.Series[4].Quantile(.99)),
		})
	}
	return fmt.Sprintf("%s\nIt broke at the last of these: %s.\n", t, r.broke)
}

func (r *report) write() error {
	if r.config.out == "" {
		return nil
	}
	verdict, _ := r.verdict()
	parts := []string{
		fmt.Sprintf("%d people, %d of them with a device connected, %d who pay; SQLite. Opens are what Chromium asks for with a warm cache: by a tap\n"+
			"in an open host the program's version; by a link, with which the host starts and which no service worker answers, the page and the list\n"+
			"of the build (304 each), the version twice, who is there, contacts, shelf, and a socket. A message is written at one device and counted when it is at the other. An order is placed by the shop's server (signed), paid\n"+
			"by the person, and told to the shop (signed and encrypted). Each duration counts from when it should have begun. The generator, which\n"+
			"signs and checks for all shops and phones, runs on the same cores.",
			r.config.People, r.config.sockets, r.config.Payers),
		r.about, fmt.Sprintf("## For %v\n", r.config.long) + "\n" + verdict + "\n\n" + r.together(),
		"After it: " + r.books + ".",
	}
	if len(r.alone) > 0 {
		parts = append(parts, "## What one costs\n\n"+r.costs())
	}
	if len(r.steps) > 0 {
		parts = append(parts, "## Until it breaks\n\n"+r.raised())
	}
	return drive.Write(r.config.out, "load", "An evening of ten thousand people", parts...)
}
