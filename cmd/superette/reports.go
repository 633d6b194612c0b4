package main

import (
	"context"
	"time"

	"github.com/superette/superette/internal/app"
)

type reportsCommand struct {
	List  reportsListCommand  `cmd:"" default:"withargs" help:"List the reports that are open."`
	Show  reportsShowCommand  `cmd:"" help:"Print all of a report, with the messages that it is about."`
	Close reportsCloseCommand `cmd:"" help:"Close a report, and write down what was done."`
}

func (reportsCommand) Help() string {
	return example("superette reports list --data /srv/superette",
		"The instance may be running. A report has the messages that it is about as they were, also when they were taken back since.")
}

// reportsFlags say whose reports are meant.
type reportsFlags struct {
	Data string `help:"The instance's folder. ${data_default}" placeholder:"DIR"`
	DB   string `help:"The instance's PostgreSQL database, if it has one." placeholder:"postgres://…" env:"SUPERETTE_DB"`
}

func (f reportsFlags) config(c *console) (app.ReportsConfig, error) {
	data, err := dataOr(f.Data)
	return app.ReportsConfig{Data: data, DB: f.DB, Now: time.Now, To: c.out}, err
}

type reportsListCommand struct {
	reportsFlags
	All bool `help:"Those that were closed too."`
}

func (reportsListCommand) Help() string {
	return example("superette reports list --data /srv/superette", "A line for each: when, whom or what it is about, why, by whom, and how many there are of the same.")
}

func (l reportsListCommand) Run(ctx context.Context, c *console) error {
	config, err := l.config(c)
	if err != nil {
		return err
	}
	return app.ListReports(ctx, config, l.All)
}

type reportsShowCommand struct {
	Report string `arg:"" help:"Its number, as the list has it."`
	reportsFlags
}

func (reportsShowCommand) Help() string {
	return example("superette reports show rep_… --data /srv/superette", "Pictures, files and voices are named by where they are in the folder.")
}

func (s reportsShowCommand) Run(ctx context.Context, c *console) error {
	config, err := s.config(c)
	if err != nil {
		return err
	}
	return app.ShowReport(ctx, config, s.Report)
}

type reportsCloseCommand struct {
	Report string `arg:"" help:"Its number, as the list has it."`
	Done   string `help:"What was done, in one line; nobody but operators reads it." required:"" placeholder:"TEXT"`
	Same   bool   `help:"Close all other open reports of the same person, message, group or program too."`
	reportsFlags
}

func (reportsCloseCommand) Help() string {
	return example("superette reports close rep_… --done 'warned them' --data /srv/superette", "Closing tells nobody, neither who reported nor who was reported.")
}

func (r reportsCloseCommand) Run(ctx context.Context, c *console) error {
	config, err := r.config(c)
	if err != nil {
		return err
	}
	return app.CloseReport(ctx, config, r.Report, r.Same, r.Done)
}
