package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

// ErrTile says that a map has no such tile.
var ErrTile = fault.New(fault.NotFound, "gateway.tile", "The map has no such part.") //nolint:gochecknoglobals // a named failure

// Tiles are the ground of maps: a server of square pictures of the world, by scale and place. The instance asks it, so that it
// learns of nobody who looks at what.
type Tiles struct {
	URL    string // https://tiles.example.org/{z}/{x}/{y}.png; "" means that maps are drawn without
	Credit string // what its licence wants to stand on the map
	GCJ02  bool   // its places are shifted as those of programs are; false means WGS-84, as OpenStreetMap's
}

const (
	maxTileScale = 22
	tileBytes    = 1 << 20
	tileAge      = 24 * time.Hour
)

// Check refuses an address that names no tile, or not by https.
func (t Tiles) Check() error {
	if t.URL == "" {
		return nil
	}
	for _, part := range []string{"{z}", "{x}", "{y}"} {
		if !strings.Contains(t.URL, part) {
			return fmt.Errorf("gateway: tiles: %q does not say where %s stands", t.URL, part)
		}
	}
	if _, err := egress.ParseTarget(t.address(0, 0, 0)); err != nil {
		return fmt.Errorf("gateway: tiles: %w", err)
	}
	return nil
}

func (t Tiles) address(z, x, y int) string {
	return strings.NewReplacer("{z}", strconv.Itoa(z), "{x}", strconv.Itoa(x), "{y}", strconv.Itoa(y)).Replace(t.URL)
}

// UseTiles says where maps get their ground from; before Mount.
func (s *Service) UseTiles(t Tiles) { s.tiles = t }

// mountTiles adds, for signed-in people:
//
//	GET /api/tiles                 {"tiles", "attribution", "gcj02"}: whether there are any
//	GET /api/tiles/{z}/{x}/{y}     one of them
func (s *Service) mountTiles(server *httpd.Server) {
	server.Handle("GET /api/tiles", func(w http.ResponseWriter, r *http.Request) error {
		if _, err := httpd.Require(r.Context()); err != nil {
			return err
		}
		return httpd.Reply(w, http.StatusOK, struct {
			Tiles  bool   `json:"tiles"`
			Credit string `json:"attribution"`
			GCJ02  bool   `json:"gcj02"`
		}{s.tiles.URL != "", s.tiles.Credit, s.tiles.GCJ02})
	})
	server.Handle("GET /api/tiles/{z}/{x}/{y}", s.serveTile)
}

func (s *Service) serveTile(w http.ResponseWriter, r *http.Request) error {
	by, err := httpd.Require(r.Context())
	if err != nil {
		return err
	}
	var at [3]int
	for i, name := range []string{"z", "x", "y"} {
		if at[i], err = strconv.Atoi(r.PathValue(name)); err != nil || at[i] < 0 {
			return ErrTile
		}
	}
	if z, x, y := at[0], at[1], at[2]; s.tiles.URL == "" || z > maxTileScale || x >= 1<<z || y >= 1<<z {
		return ErrTile
	}
	done, err := s.turn(r.Context(), s.pictures, by)
	if err != nil {
		return err
	}
	defer done()
	p, err := s.tile(r.Context(), s.tiles.address(at[0], at[1], at[2]))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", p.Type)
	h.Set("Content-Length", strconv.Itoa(len(p.Bytes)))
	h.Set("Cache-Control", "private, max-age="+strconv.Itoa(int(tileAge.Seconds())))
	if _, err := w.Write(p.Bytes); err != nil {
		return fmt.Errorf("gateway: tile: %w", err)
	}
	return nil
}

// tile returns a tile from memory or from its server; who wants the same one at the same time gets the same answer.
func (s *Service) tile(ctx context.Context, address string) (Picture, error) {
	key := "tile " + address // no appid begins like this
	if p, ok := s.cache.find(key); ok {
		return p, nil
	}
	flight := s.flights.DoChan(key, func() (any, error) {
		p, err := s.fetchTile(context.WithoutCancel(ctx), address)
		if err == nil {
			s.cache.keep(key, p)
		}
		return p, err
	})
	select {
	case got := <-flight:
		p, ok := got.Val.(Picture)
		if got.Err != nil || !ok {
			return Picture{}, fmt.Errorf("gateway: tile: %w", got.Err)
		}
		return p, nil
	case <-ctx.Done():
		return Picture{}, fmt.Errorf("gateway: tile: %w", ctx.Err())
	}
}

func (s *Service) fetchTile(ctx context.Context, address string) (p Picture, err error) {
	target, err := url.Parse(address)
	if err != nil {
		return p, fmt.Errorf("gateway: tile: %w", err)
	}
	response, err := s.out.Do(ctx, id.AsSystem(), egress.Request{
		For: "tile", URL: target.String(), Header: http.Header{"Accept": {"image/webp,image/png,image/jpeg"}, "User-Agent": {"Superette"}},
		Limits: egress.Limits{ResponseBytes: tileBytes, Timeout: pictureTimeout},
	})
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	if response.Status != http.StatusOK {
		return p, fmt.Errorf("gateway: the tiles' server answers %d: %w", response.Status, ErrTile)
	}
	if p.Bytes, err = io.ReadAll(response.Body); err != nil {
		return p, err
	}
	if p.Type = pictureType(p.Bytes); !strings.HasPrefix(p.Type, "image/") {
		return p, ErrTile
	}
	return p, nil
}
