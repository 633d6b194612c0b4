package registry

import (
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

const versionColumns = `v.number, v.package, v.signature, v.version, v.note, v.publisher, v.released_at,
	v.name, v.color, v.logo, v.description, v.dialect, v.page_count, v.size_bytes`

func (v *Version) fields(releasedAt *int64) []any {
	return []any{
		&v.Number, &v.Package, &v.Signature, &v.Label, &v.Note, &v.Publisher, releasedAt,
		&v.Name, &v.Color, &v.Logo, &v.Description, &v.Dialect, &v.PageCount, &v.SizeBytes,
	}
}

func scanVersion(row store.Scanner) (v Version, err error) {
	var at int64
	err = row.Scan(v.fields(&at)...)
	v.ReleasedAt = time.UnixMilli(at)
	return v, err
}

func scanProgram(row store.Scanner) (p Program, err error) {
	var at int64
	err = row.Scan(append([]any{&p.App, &p.Owner}, p.fields(&at)...)...)
	p.ReleasedAt = time.UnixMilli(at)
	return p, err
}

const programQuery = `SELECT p.app, p.owner, ` + versionColumns + `
	FROM program p JOIN program_version v ON v.app = p.app AND v.number = p.number`

func findProgram(tx store.Tx, app id.AppID) (Program, bool, error) {
	return store.Find(tx, scanProgram, programQuery+` WHERE p.app = $1`, string(app))
}

func listPrograms(tx store.Tx) ([]Program, error) {
	return store.List(tx, scanProgram, programQuery+` ORDER BY p.created_at, p.app`)
}

func listVersions(tx store.Tx, app id.AppID) ([]Version, error) {
	return store.List(tx, scanVersion, `SELECT `+versionColumns+` FROM program_version v WHERE v.app = $1 ORDER BY v.number DESC`, string(app))
}

// findPackage returns a version that has the given package.
func findPackage(tx store.Tx, hash id.BlobHash) (Version, bool, error) {
	return store.Find(tx, scanVersion, `SELECT `+versionColumns+` FROM program_version v WHERE v.package = $1 ORDER BY v.app, v.number LIMIT 1`, string(hash))
}

func changeOwner(tx store.Tx, app id.AppID, owner id.UserID) error {
	_, err := tx.Exec(`UPDATE program SET owner = $1 WHERE app = $2`, string(owner), string(app))
	return err
}

func addProgram(tx store.Tx, app id.AppID, owner id.UserID, now time.Time) error {
	_, err := tx.Exec(`INSERT INTO program (app, owner, number, created_at) VALUES ($1, $2, 0, $3)`, string(app), string(owner), now.UnixMilli())
	return err
}

func countPrograms(tx store.Tx, owner id.UserID) (n int, err error) {
	err = tx.QueryRow(`SELECT COUNT(*) FROM program WHERE owner = $1`, string(owner)).Scan(&n)
	return n, err
}

func addVersion(tx store.Tx, app id.AppID, v Version) error {
	_, err := tx.Exec(`INSERT INTO program_version (app, number, package, signature, version, note, publisher, released_at,
			name, color, logo, description, dialect, page_count, size_bytes)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		string(app), v.Number, string(v.Package), v.Signature, v.Label, v.Note, string(v.Publisher), v.ReleasedAt.UnixMilli(),
		v.Name, v.Color, v.Logo, v.Description, v.Dialect, v.PageCount, v.SizeBytes)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE program SET number = $1 WHERE app = $2`, v.Number, string(app))
	return err
}

// upload is a file that a person may send.
type upload struct {
	hash id.BlobHash
	size int64
}

// clearUploads forgets what nobody may upload any more.
func clearUploads(tx store.Tx, now time.Time) error {
	_, err := tx.Exec(`DELETE FROM program_upload WHERE expires_at <= $1`, now.UnixMilli())
	return err
}

func uploadedBytes(tx store.Tx, owner id.UserID) (n int64, err error) {
	err = tx.QueryRow(`SELECT COALESCE(SUM(size_bytes), 0) FROM program_upload WHERE owner = $1`, string(owner)).Scan(&n)
	return n, err
}

func allowUpload(tx store.Tx, owner id.UserID, u upload, until time.Time) error {
	_, err := tx.Exec(`INSERT INTO program_upload (owner, hash, size_bytes, expires_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (owner, hash) DO UPDATE SET expires_at = excluded.expires_at, size_bytes = excluded.size_bytes`,
		string(owner), string(u.hash), u.size, until.UnixMilli())
	return err
}

func findUpload(tx store.Tx, owner id.UserID, hash id.BlobHash, now time.Time) (size int64, found bool, err error) {
	return store.Find(tx, func(row store.Scanner) (n int64, err error) { err = row.Scan(&n); return n, err },
		`SELECT size_bytes FROM program_upload WHERE owner = $1 AND hash = $2 AND expires_at > $3`, string(owner), string(hash), now.UnixMilli())
}

func removeUpload(tx store.Tx, owner id.UserID, hash id.BlobHash) error {
	_, err := tx.Exec(`DELETE FROM program_upload WHERE owner = $1 AND hash = $2`, string(owner), string(hash))
	return err
}

// named is a version as people know it.
type named struct {
	app     id.AppID
	name    string
	label   string
	content id.BlobHash
}

func listPackages(tx store.Tx) ([]named, error) {
	scan := func(row store.Scanner) (n named, err error) {
		err = row.Scan(&n.app, &n.name, &n.label, &n.content)
		return n, err
	}
	return store.List(tx, scan, `SELECT app, name, version, package FROM program_version ORDER BY app, number DESC`)
}
