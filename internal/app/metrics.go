package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics is what a monitor reads, on a listener of its own: numbers about everybody are for nobody outside. Labels are routes
// as they are mounted and status codes, so that there are few of them whatever people ask for; nothing names a person.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	listener net.Listener
}

// openMetrics takes the address of --metrics; without one there are none.
func (i *instance) openMetrics(context.Context) error {
	if i.config.Metrics == "" {
		return nil
	}
	l, err := listen("--metrics", i.config.Metrics)
	if err != nil {
		return err
	}
	i.onClose(func() error {
		if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return fmt.Errorf("app: stop listening: %w", err)
		}
		return nil
	})
	m := &metrics{
		registry: prometheus.NewRegistry(), listener: l,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "superette_requests_total", Help: "Requests that were answered.",
		}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "superette_request_seconds", Help: "How long answers took; sockets are not among them.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.gauge("superette_sockets", "WebSockets that are open.", func() float64 { return float64(i.server.OpenSockets()) })
	m.gauge("superette_database_up", "1 if the database answers and is set up to keep what it acknowledges, else 0.", func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if i.db.Durable(ctx) != nil {
			return 0
		}
		return 1
	})
	m.gauge("superette_can_save", "1 if something could be saved just now, in the database and in the data folder, else 0.", func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), savesLimit)
		defer cancel()
		if i.db.Saves(ctx) != nil {
			return 0
		}
		return 1
	})
	m.gauge("superette_disk_free_bytes", "Room that is left for the data folder.", func() float64 {
		free, _, err := freeSpace(i.config.Data)
		if err != nil {
			return -1
		}
		return float64(free)
	})
	m.gauge("superette_last_backup_seconds", "When the last backup was made, in Unix time; 0 if there was none.", func() float64 {
		at, _, err := lastBackup(i.config.Data)
		if err != nil {
			return 0
		}
		return float64(at.Unix())
	})
	info := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "superette_info", Help: "Always 1; the version is its label."}, []string{"version"})
	info.WithLabelValues(Version()).Set(1)
	m.registry.MustRegister(info)
	i.config.Log.Info("app: metrics", "addr", l.Addr().String())
	i.metrics = m
	return nil
}

func (m *metrics) gauge(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
}

// observe counts one answer.
func (m *metrics) observe(route string, status int, took time.Duration, socket bool) {
	if route == "" {
		route = "none"
	}
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	if !socket {
		m.seconds.WithLabelValues(route).Observe(took.Seconds())
	}
}

func (m *metrics) routes() map[string]http.Handler {
	return map[string]http.Handler{"GET /metrics": promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})}
}

// serve answers GET /metrics until the function it returns is called.
func (m *metrics) serve(log *slog.Logger) (stop func()) {
	mux := http.NewServeMux()
	for pattern, handler := range m.routes() {
		mux.Handle(pattern, handler)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(m.listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			log.Warn("app: the metrics ended", "error", err)
		}
	}()
	return func() {
		if err := server.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			log.Warn("app: end the metrics", "error", err)
		}
		<-ended
	}
}
