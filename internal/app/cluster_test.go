package app

import (
	"errors"
	"strings"
	"testing"
)

func TestClusterFlags(t *testing.T) {
	const (
		db    = "postgres://superette@localhost/superette"
		one   = "nats://superette:secret@10.0.0.1:6222"
		other = "nats://superette:secret@10.0.0.2:6222"
		addr  = "10.0.0.1:6222"
	)
	tests := []struct {
		name   string
		config Config
		text   string // of the refusal, "" for none
		hint   string
	}{
		{"without any the process is alone", Config{}, "", ""},
		{"a list with one secret and an address of its own are all it takes", Config{DB: db, Cluster: []string{one, other}, ClusterAddr: addr}, "", ""},
		{"SQLite has one process", Config{Cluster: []string{one, other}, ClusterAddr: addr}, "several processes cannot serve one SQLite file", "--db ADDRESS"},
		{"it needs to know where to listen", Config{DB: db, Cluster: []string{one, other}}, "where this one listens", "--cluster-addr"},
		{"it needs to know the others", Config{DB: db, ClusterAddr: addr}, "the addresses of its processes", "--cluster nats://"},
		{"an address to listen on has a port", Config{DB: db, Cluster: []string{one, other}, ClusterAddr: "10.0.0.1"}, `"10.0.0.1" is not an address`, "--cluster-addr"},
		{"an address of the list is one of NATS", Config{DB: db, Cluster: []string{"http://a:b@c:1"}, ClusterAddr: addr}, "cannot be read", "nats://"},
		{"nobody joins without a secret", Config{DB: db, Cluster: []string{"nats://10.0.0.1:6222"}, ClusterAddr: addr}, "10.0.0.1:6222 of the cluster has no user and secret", "SECRET"},
		{
			"there is one secret",
			Config{DB: db, Cluster: []string{one, "nats://superette:guess@10.0.0.2:6222"}, ClusterAddr: addr},
			"different users or secrets", "share one",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			k, err := parseCluster(test.config)
			if test.text == "" {
				if err != nil || (k == nil) != (test.config.ClusterAddr == "") {
					t.Errorf("parseCluster = %v, %v", k, err)
				}
				return
			}
			var refusal Refusal
			if !errors.As(err, &refusal) || !strings.Contains(refusal.Text, test.text) || !strings.Contains(refusal.Hint, test.hint) {
				t.Errorf("error = %v, want a refusal with %q and the hint %q", err, test.text, test.hint)
			}
			if strings.Contains(refusal.Text, "guess") {
				t.Errorf("the refusal %q tells a secret", refusal.Text)
			}
		})
	}
	t.Run("a demo has one process", func(t *testing.T) {
		_, err := open(t.Context(), Config{DB: db, Cluster: []string{one}, ClusterAddr: addr}, mode{demo: true})
		var refusal Refusal
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Text, "run in one process") {
			t.Errorf("error = %v, want a refusal that says so", err)
		}
	})
}
