package registry

import (
	"net/http"

	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

// Mount adds PUT /api/upload/<sha256> to a server, whose body is the file, and POST /api/secret/<appid>, which answers
// {"secret"} once. The other calls of the registry are Connect's.
func (s *Service) Mount(server *httpd.Server) {
	server.HandleUpTo("PUT /api/upload/{sha256}", s.limits.FileBytes+1, func(w http.ResponseWriter, r *http.Request) error {
		by, err := httpd.Require(r.Context())
		if err != nil {
			return err
		}
		hash, err := id.ParseBlobHash(r.PathValue("sha256"))
		if err != nil {
			return err
		}
		if err := s.Upload(r.Context(), by, hash, r.Body); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
	server.Handle("POST /api/secret/{app}", func(w http.ResponseWriter, r *http.Request) error {
		by, err := httpd.Require(r.Context())
		if err != nil {
			return err
		}
		app, err := id.ParseAppID(r.PathValue("app"))
		if err != nil {
			return err
		}
		secret, err := s.MakeSecret(r.Context(), by, app)
		if err != nil {
			return err
		}
		return httpd.Reply(w, http.StatusOK, struct {
			Secret string `json:"secret"`
		}{secret})
	})
}
