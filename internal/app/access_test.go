package app

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	v1 "github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/chat"
)

// apiServices returns the API's services by their full names, from its schema.
func apiServices() map[string]protoreflect.ServiceDescriptor {
	found := map[string]protoreflect.ServiceDescriptor{}
	protoregistry.GlobalFiles.RangeFilesByPackage("superette.v1", func(f protoreflect.FileDescriptor) bool {
		for n := range f.Services().Len() {
			s := f.Services().Get(n)
			found[string(s.FullName())] = s
		}
		return true
	})
	return found
}

// openRoutes returns all that somebody may call: the methods of the services that are mounted, the commands of the live socket,
// and the other patterns. It says which services of the schema nobody mounted.
func openRoutes(mounted []string, services map[string]protoreflect.ServiceDescriptor) (routes, faults []string) {
	here := map[string]bool{}
	for _, pattern := range mounted {
		name, isService := strings.CutPrefix(strings.TrimSuffix(pattern, "/"), "/api/")
		service := services[name]
		switch {
		case isService && service != nil:
			here[name] = true
			for n := range service.Methods().Len() {
				routes = append(routes, string(service.Name())+"."+string(service.Methods().Get(n).Name()))
			}
		case pattern == chat.LivePath:
			commands := (&v1.ClientFrame{}).ProtoReflect().Descriptor().Oneofs().ByName("frame").Fields()
			for n := range commands.Len() {
				routes = append(routes, "live: "+string(commands.Get(n).Name()))
			}
		case strings.HasPrefix(pattern, "GET /demo/"):
			routes = append(routes, "demo: GET /demo/{handle}")
		case strings.Contains(pattern, "/dev/"):
			routes = append(routes, "dev: "+pattern)
		default:
			routes = append(routes, pattern)
		}
	}
	for name := range services {
		if !here[name] {
			faults = append(faults, name+" is in the schema and is not mounted")
		}
	}
	return routes, faults
}

// compareRoutes returns what is wrong between the routes that there are and the rows.
func compareRoutes(routes []string, rows []accessRow) (faults []string) {
	known := map[string]bool{}
	for _, row := range rows {
		if known[row.route] {
			faults = append(faults, row.route+" has two rules")
		}
		known[row.route] = true
		if !slices.Contains(routes, row.route) {
			faults = append(faults, row.route+" has a rule and is not there")
		}
	}
	for _, route := range routes {
		if !known[route] {
			faults = append(faults, route+" has no rule")
		}
	}
	return faults
}

// TestAccess calls every route of a running instance as everybody, and compares what becomes of it with the rules.
func TestAccess(t *testing.T) {
	w := openAccessWorld(t)
	rows := accessRows()
	t.Run("every route has a rule", func(t *testing.T) {
		routes, faults := openRoutes(w.i.server.Routes(), apiServices())
		for pattern := range w.i.metrics.routes() {
			routes = append(routes, "metrics: "+pattern)
		}
		for _, fault := range append(faults, compareRoutes(routes, rows)...) {
			t.Error(fault)
		}
	})
	for _, row := range rows {
		t.Run(row.route+" is for "+row.rule.name, func(t *testing.T) {
			w.T = t
			for n, want := range strings.Fields(row.rule.want) {
				c := &accessCell{accessWorld: w, as: role(n)}
				c.heal()
				if c.me().ID != "" {
					c.token = w.token(c.as)
				}
				if got := row.call(c); got != outcome(want) {
					t.Errorf("%s: %s, want %s", c.as, got, want)
				}
			}
		})
	}
}

func TestRoutesWithoutRulesAreFound(t *testing.T) {
	services := apiServices()
	var mounted []string
	for name := range services {
		mounted = append(mounted, "/api/"+name+"/")
	}
	rows := accessRows()
	routes, _ := openRoutes(append(mounted, chat.LivePath), services)
	for _, c := range []struct {
		name   string
		faults []string
		want   string
	}{
		{"a route that is new", compareRoutes(append(slices.Clone(routes), "GET /api/new"), rows), "GET /api/new has no rule"},
		{"a method that is new", compareRoutes(append(slices.Clone(routes), "ChatService.New"), rows), "ChatService.New has no rule"},
		{"a rule of what is gone", compareRoutes(routes[1:], rows), routes[0] + " has a rule and is not there"},
		{"a second rule", compareRoutes(routes, append(slices.Clone(rows), rows[0])), rows[0].route + " has two rules"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !slices.Contains(c.faults, c.want) {
				t.Errorf("found %q, want %q among it", c.faults, c.want)
			}
		})
	}
	t.Run("a service that nobody mounted", func(t *testing.T) {
		if _, faults := openRoutes(mounted[1:], services); len(faults) != 1 {
			t.Errorf("found %q, want one service", faults)
		}
	})
}

// TestTheAccessTableIsPrinted keeps docs/access.md to the rules that TestAccess proves.
func TestTheAccessTableIsPrinted(t *testing.T) {
	const file = "../../docs/access.md"
	var b strings.Builder
	b.WriteString(accessHead)
	b.WriteString("| Route | For |")
	for r := range rolesCount {
		fmt.Fprintf(&b, " %s |", r)
	}
	b.WriteString("\n|---|---|" + strings.Repeat(":-:|", int(rolesCount)) + "\n")
	for _, row := range accessRows() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", row.route, row.rule.name, strings.Join(strings.Fields(row.rule.want), " | "))
	}
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil { //nolint:gosec // a document for everybody
			t.Fatal(err)
		}
		return
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(content) != b.String() {
		t.Errorf("%s is not what the rules say; run `make generate`", file)
	}
}

const accessHead = `# Who may do what

Every method of the API, every command of the live socket and every other address of an instance, and what becomes of a request of
each role: "yes", or the status of the refusal; 404 where even that it is there is hidden; 409 where it is not possible as things are;
"–" where the answer leaves out what was asked for. ` + "`TestAccess`" + ` in ` + "`internal/app`" + ` calls all of them on a running instance, and
fails for a route without a rule. Generated; do not edit.

| Role | is |
|---|---|
| owner | whose it is: the person, the group's owner, the author, the merchant of an order |
| nobody | without a session |
| stranger | signed in, and no more |
| contact | a contact of the owner |
| member | in the owner's group, and no contact |
| merchant | another merchant's server, by its signature |
| developer | signed in by the command line; the program is theirs |
| operator | who runs the process. Signed in, they are a stranger to everybody: what only they may do is done with the command line, on the folder |

Where a key, a password or a secret decides, the row is of a request without it; with the right one it is the holder's
(` + "`internal/account`, `internal/mini/registry`" + `).

`
