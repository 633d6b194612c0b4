package main

import (
	"context"
	"time"

	"github.com/superette/superette/internal/app"
)

type doctorCommand struct {
	instanceFlags
	registrationFlag
	JSON bool `name:"json" help:"Write the findings as JSON."`
}

func (doctorCommand) Help() string {
	return example("superette doctor --data /srv/superette --url https://chat.example.org",
		"Give it the flags that you serve with. Says what is not as it should be and what to do. Exits with 2 for errors, 1 for warnings, else 0.")
}

func (d doctorCommand) Run(ctx context.Context, c *console) error {
	data, err := dataOr(d.Data)
	if err != nil {
		return err
	}
	cert := d.TLS
	if cert == app.TLSAuto {
		cert = ""
	}
	code, err := app.Doctor(ctx, app.DoctorConfig{
		Cert: cert, Key: d.TLSKey, Cluster: len(d.Cluster) > 0,
		Data: data, DB: d.DB, Addr: d.Addr, URL: d.URL, TLS: d.TLS != "", TLSAuto: d.TLS == app.TLSAuto, Metrics: d.Metrics, Registration: app.Registration(d.Registration), JSON: d.JSON, Now: time.Now, To: c.out,
	})
	if err == nil && code != 0 {
		return exitCode(code)
	}
	return err
}
