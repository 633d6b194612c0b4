package app

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// A backup is a gzipped tar: the rows as a SQLite database, whatever engine they came from, then the folders blobs, keys and
// demo, and last a manifest with the SHA-256 of each file, so that a backup that was cut short is told from a whole one.
const (
	backupRows     = "superette.db"
	backupManifest = "manifest.json"
	backupFormat   = 1
	backupScratch  = ".superette-backup-"
	restoreScratch = ".superette-restore-"
)

// backupFolders are those of the data folder that a backup holds.
func backupFolders() []string { return []string{"blobs", "keys", demoFolder} }

// BackupConfig says what to back up.
type BackupConfig struct {
	Data   string // the data folder, of an instance that runs or not
	DB     string // the address of its PostgreSQL database, if it has one
	Out    string // the file to make, which must not be there yet
	Now    func() time.Time
	Random io.Reader
	To     io.Writer
}

// Backup writes one state of an instance into a file, while it runs. The file appears when it is whole. It fails with a Refusal
// although there is one if contents that the rows name are missing, or not as they were: whoever watches backups is to hear of it.
func Backup(ctx context.Context, c BackupConfig) (err error) {
	if _, err := os.Lstat(c.Out); err == nil {
		return isThere(c.Out)
	}
	beside := filepath.Dir(c.Out)
	scratch, remove, err := scratchIn(beside, backupScratch, c.Now())
	if err != nil {
		return Refusal{Text: fmt.Sprintf("no file can be made in %s: %v", beside, err), Hint: "give another place with --out FILE"}
	}
	defer func() { err = errors.Join(err, remove()) }()
	b := &backup{config: c, scratch: scratch, lost: newLost(), manifest: manifest{Format: backupFormat, Version: Version(), Made: c.Now().UTC()}}
	if err := b.make(ctx); err != nil {
		return noRoom(err, beside, "a backup needs room for the rows beside it while it is made: make some, or give another place with --out FILE")
	}
	// The backup is there; that a later `superette doctor` knows of it is worth no failure.
	if err := noteBackup(c.Data, b.manifest.Made, b.lost.count); err != nil {
		fmt.Fprintf(c.To, "that there is one could not be noted for `superette doctor`: %v\n", err)
	}
	fmt.Fprintf(c.To, "%s: %d rows, %s, %s before packing\n", c.Out, b.manifest.Rows, count(b.listing.files, "file"), sayBytes(b.listing.sizes))
	if b.lost.count > 0 {
		return Refusal{
			Text: fmt.Sprintf("there is a backup, and it lacks %s of this instance, whose disk damaged or lost them: %s", count(b.lost.count, "file"), b.lost),
			Hint: "rows and money are whole: look after the disk; take these files out of an older backup (tar), or remove those that are damaged " +
				"and publish the programs again",
		}
	}
	return nil
}

// backupNote is the file of the data folder that says when the last backup was made, and how many files it lacks.
const backupNote = "last-backup"

// noteBackup writes it anew rather than into the one before, which may be somebody else's: root's backups of an instance that has a user
// of its own are to be seen by its doctor and its metrics, and the other way around.
func noteBackup(data string, at time.Time, lacks int) (err error) {
	f, err := os.CreateTemp(data, "."+backupNote+"-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = fmt.Fprintf(f, "%s\n%d\n", at.Format(time.RFC3339), lacks)
	if err := errors.Join(err, giveToOwner(f, data), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), filepath.Join(data, backupNote))
}

// giveToOwner makes a new file the folder's owner's, if root wrote it.
func giveToOwner(f *os.File, folder string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(folder)
	if err != nil {
		return err
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok {
		return f.Chown(int(owner.Uid), int(owner.Gid))
	}
	return nil
}

// lastBackup returns when the last backup was made, and how many files it lacks.
func lastBackup(data string) (at time.Time, lacks int, err error) {
	text, err := os.ReadFile(filepath.Join(data, backupNote)) //nolint:gosec // the data folder is the operator's choice
	if err != nil {
		return time.Time{}, 0, err
	}
	first, second, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	if at, err = time.Parse(time.RFC3339, first); err != nil || second == "" {
		return at, 0, err
	}
	lacks, err = strconv.Atoi(second)
	return at, lacks, err
}

type backup struct {
	config   BackupConfig
	scratch  string // a folder beside the backup
	lost     *lost
	manifest manifest
	listing  *listing
	to       *tar.Writer
}

// make writes the backup beside its place, and gives it its name when all of it is on the disk.
func (b *backup) make(ctx context.Context) (err error) {
	if b.listing, err = newListing(b.scratch); err != nil {
		return fmt.Errorf("app: begin the backup: %w", err)
	}
	defer func() { err = errors.Join(err, b.listing.close()) }()
	part, err := os.OpenFile(filepath.Join(b.scratch, "part"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("app: begin the backup: %w", err)
	}
	err = b.write(ctx, part)
	if err == nil {
		err = part.Sync()
	}
	if err := errors.Join(err, part.Close()); err != nil {
		return err
	}
	// A name that somebody else took meanwhile stays theirs.
	if err := os.Link(part.Name(), b.config.Out); errors.Is(err, fs.ErrExist) {
		return isThere(b.config.Out)
	} else if err != nil { // a file system without links
		if err := os.Rename(part.Name(), b.config.Out); err != nil {
			return fmt.Errorf("app: finish the backup: %w", err)
		}
	}
	if err := syncFolder(filepath.Dir(b.config.Out)); err != nil {
		return fmt.Errorf("app: finish the backup: %w", err)
	}
	return nil
}

func isThere(file string) error {
	return Refusal{Text: file + " is there already", Hint: "give another name with --out FILE"}
}

func (b *backup) write(ctx context.Context, file io.Writer) error {
	zip := gzip.NewWriter(file)
	b.to = tar.NewWriter(zip)
	// The rows first: what they name is in the folders by then, and nothing there is ever changed.
	if err := b.rows(ctx); err != nil {
		return err
	}
	for _, folder := range backupFolders() {
		if err := b.folder(ctx, folder); err != nil {
			return err
		}
	}
	if err := b.lost.find(ctx, store.Place{Dir: b.rowsFolder()}, b.config.Data); err != nil {
		return err
	}
	keys, err := lostKeys(b.config.Data)
	if err != nil {
		return err
	}
	for _, name := range keys {
		b.lost.add(name)
	}
	size, err := b.manifest.size(b.listing)
	if err != nil {
		return fmt.Errorf("app: write the manifest: %w", err)
	}
	if err := b.to.WriteHeader(&tar.Header{Name: backupManifest, Mode: 0o600, Size: size, ModTime: b.manifest.Made}); err != nil {
		return fmt.Errorf("app: write the manifest: %w", err)
	}
	err = b.manifest.writeTo(b.to, b.listing)
	if err := errors.Join(err, b.to.Close(), zip.Close()); err != nil {
		return fmt.Errorf("app: write the backup: %w", err)
	}
	return nil
}

// rowsFolder is where the snapshot of the rows is while the backup is made.
func (b *backup) rowsFolder() string { return filepath.Join(b.scratch, "rows") }

// rows copies a snapshot of the rows into a database beside the backup, and that into the backup.
func (b *backup) rows(ctx context.Context) error {
	counts, err := copyRows(ctx, store.Copy{
		From: store.Place{Dir: b.config.Data, DB: b.config.DB}, To: store.Place{Dir: b.rowsFolder()}, Now: b.config.Now, Random: b.config.Random,
	}, b.config.To, "back it up with the version that served it last; or stop it and copy the folder as it is (and the database, with its own tools)")
	if err != nil {
		return err
	}
	b.manifest.Rows = store.Total(counts)
	return b.add(ctx, filepath.Join(b.rowsFolder(), backupRows), backupRows)
}

func (b *backup) folder(ctx context.Context, folder string) error {
	base := filepath.Join(b.config.Data, folder)
	err := filepath.WalkDir(base, func(name string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name == base {
			return nil // not every instance has each
		}
		if err != nil || !entry.Type().IsRegular() || strings.HasPrefix(entry.Name(), "incoming-") {
			return err
		}
		inside, err := filepath.Rel(b.config.Data, name)
		if err != nil {
			return err
		}
		return b.add(ctx, name, filepath.ToSlash(inside))
	})
	if err != nil {
		return fmt.Errorf("app: back up %s: %w", folder, err)
	}
	return nil
}

func (b *backup) add(ctx context.Context, from, name string) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	f, err := os.Open(from) //nolint:gosec // a file of the data folder
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	header := &tar.Header{Name: name, Mode: int64(info.Mode().Perm()), Size: info.Size(), ModTime: info.ModTime()}
	if err := b.to.WriteHeader(header); err != nil {
		return err
	}
	sum := sha256.New()
	into := io.MultiWriter(b.to, sum)
	size, err := io.Copy(into, f)
	blob := strings.HasPrefix(name, "blobs/")
	if ours := (*fs.PathError)(nil); blob && errors.As(err, &ours) && ours.Op == "read" {
		// A bad sector takes one file, not the backup of all others: what cannot be read is as good as zeros.
		var rest int64
		rest, err = io.CopyN(into, zeros{}, info.Size()-size)
		size += rest
	}
	if err != nil {
		return err
	}
	found := hex.EncodeToString(sum.Sum(nil))
	if blob && found != path.Base(name) {
		b.lost.damaged[id.BlobHash(path.Base(name))] = true
	}
	return b.listing.add(backupFile{name, size, found})
}

// zeros never end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// RestoreConfig says what to restore where.
type RestoreConfig struct {
	File   string
	Data   string // the folder to make; nothing may be in it
	DB     string // the address of an empty PostgreSQL database for the rows; "" for SQLite in the folder
	Now    func() time.Time
	Random io.Reader
	To     io.Writer
}

// Restore makes an instance from a backup. Everything is verified before the folder appears: each file against the manifest,
// each blob against its name, every balance of the ledger against its records, and what the rows name against the blobs. Blobs that were
// damaged before they were packed are left out, and what is missing is named: the rest is worth having.
func Restore(ctx context.Context, c RestoreConfig) (err error) {
	if some, err := os.ReadDir(c.Data); err == nil && slices.ContainsFunc(some, isSomebodys) {
		return Refusal{Text: c.Data + " is not empty", Hint: "give a new folder with --data DIR"}
	}
	file, err := os.Open(c.File)
	if err != nil {
		return Refusal{Text: fmt.Sprintf("the backup cannot be read: %v", err)}
	}
	defer file.Close() //nolint:errcheck // only read
	target, err := filepath.Abs(c.Data)
	if err != nil {
		return fmt.Errorf("app: find the folder: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return Refusal{Text: fmt.Sprintf("the folder cannot be made: %v", err), Hint: "give another one with --data DIR"}
	}
	beside := filepath.Dir(target)
	if isOwnDisk(target) {
		beside = target // which cannot be renamed, and what was made outside of it cannot be moved into it
	}
	defer func() {
		err = noRoom(err, beside, "make some, or give another place with --data DIR; nothing was restored")
	}()
	scratch, remove, err := scratchIn(beside, restoreScratch, c.Now())
	if err != nil {
		return Refusal{Text: fmt.Sprintf("the folder cannot be made: %v", err), Hint: "give another one with --data DIR"}
	}
	defer func() { err = errors.Join(err, remove()) }()
	lost := newLost()
	m, files, err := unpack(ctx, file, scratch, lost)
	if err != nil {
		return err
	}
	if err := sameLedgers(ctx, store.Place{Dir: scratch}, store.Place{Dir: scratch}, io.Discard); err != nil {
		return err
	}
	if err := lost.find(ctx, store.Place{Dir: scratch}, scratch); err != nil {
		return err
	}
	if err := errors.Join(noteBackup(scratch, m.Made, lost.count), noteKeys(scratch)); err != nil {
		return fmt.Errorf("app: restore: %w", err)
	}
	if err := c.place(ctx, scratch, target); err != nil {
		return err
	}
	fmt.Fprintf(c.To, "%s: %d rows and %s of %s, verified\n", target, m.Rows, count(files-1-len(lost.damaged), "file"), m.Made.Format(time.RFC3339))
	if lost.count > 0 {
		fmt.Fprintf(c.To, "but for %s that had been damaged or lost before: %s\nhint: take them out of an older backup (tar), or publish the programs again\n",
			count(lost.count, "file"), lost)
	}
	return nil
}

// place moves what was unpacked to where it belongs.
func (c RestoreConfig) place(ctx context.Context, scratch, target string) error {
	if c.DB != "" {
		from, to := store.Place{Dir: scratch}, store.Place{Dir: scratch, DB: c.DB}
		if _, err := copyRows(ctx, store.Copy{From: from, To: to, Alone: true, Now: c.Now, Random: c.Random}, c.To,
			"restore it without --db, start this version on that folder once and stop it, then carry it over: superette move --data DIR --to ADDRESS"); err != nil {
			return err
		}
		if err := sameLedgers(ctx, from, to, c.To); err != nil {
			return err
		}
		if err := os.Remove(filepath.Join(scratch, backupRows)); err != nil {
			return fmt.Errorf("app: restore: %w", err)
		}
		if err := to.Settle(ctx); err != nil {
			return err
		}
	}
	if filepath.Dir(scratch) == target {
		if err := moveUp(scratch, target); err != nil {
			return fmt.Errorf("app: restore: %w", err)
		}
		return nil
	}
	if err := os.Remove(target); err != nil && !errors.Is(err, fs.ErrNotExist) { // an empty folder
		return fmt.Errorf("app: restore: %w", err)
	}
	if err := errors.Join(syncFolder(scratch), os.Rename(scratch, target), syncFolder(filepath.Dir(target))); err != nil {
		return fmt.Errorf("app: restore: %w", err)
	}
	return nil
}

// isSomebodys reports whether an entry of a folder is one that a restored instance must not be mixed with: not what a file system has at its
// root, nor what a restoring that was killed left behind.
func isSomebodys(entry fs.DirEntry) bool {
	return entry.Name() != "lost+found" && !strings.HasPrefix(entry.Name(), restoreScratch)
}

// isOwnDisk reports whether something is mounted at a folder.
func isOwnDisk(folder string) bool {
	inside, err := os.Stat(folder)
	outside, besideErr := os.Stat(filepath.Dir(folder))
	if err != nil || besideErr != nil {
		return false
	}
	a, ok := inside.Sys().(*syscall.Stat_t)
	b, okToo := outside.Sys().(*syscall.Stat_t)
	return ok && okToo && a.Dev != b.Dev
}

// moveUp moves what is in a folder into the one around it, the rows last: without them there is no instance yet, and what is there is
// refused as not empty.
func moveUp(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	isRows := func(e fs.DirEntry) int {
		if e.Name() == backupRows {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(entries, func(a, b fs.DirEntry) int { return isRows(a) - isRows(b) })
	for _, e := range entries {
		if err := os.Rename(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return err
		}
	}
	return errors.Join(os.Chmod(to, 0o700), syncFolder(to)) //nolint:gosec // a folder
}

// backupName is what an entry of a backup may be called: it decides where a file is written.
var backupName = regexp.MustCompile(`^(superette\.db|manifest\.json|blobs/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}|(keys|demo)(/[\w][\w.-]*)+)$`) //nolint:gochecknoglobals // compiled once

func notABackup(why string) error {
	return Refusal{Text: "this is no whole backup: " + why, Hint: "take another one; nothing was restored"}
}

// unpack writes the files of a backup into a folder, verifies them, and returns how many they are. A blob that was packed as it is and is not
// what its name says is not kept.
func unpack(ctx context.Context, file io.Reader, folder string, lost *lost) (m manifest, files int, err error) {
	zip, err := gzip.NewReader(file)
	if err != nil {
		return m, 0, notABackup("it is not gzipped")
	}
	found, err := newListing(folder)
	if err != nil {
		return m, 0, fmt.Errorf("app: restore: %w", err)
	}
	defer func() { err = errors.Join(err, found.close()) }()
	from := tar.NewReader(zip)
	for {
		if err := ctx.Err(); err != nil {
			return m, 0, err
		}
		header, err := from.Next()
		if errors.Is(err, io.EOF) {
			return m, 0, notABackup("it ends before its manifest")
		}
		if err != nil {
			return m, 0, notABackup(err.Error())
		}
		if header.Typeflag != tar.TypeReg || !backupName.MatchString(header.Name) || path.Clean(header.Name) != header.Name {
			return m, 0, notABackup(fmt.Sprintf("%q does not belong into one", header.Name))
		}
		if header.Name == backupManifest {
			m, err = readManifest(from, found)
			return m, found.files, err
		}
		f, err := unpackFile(from, header, folder)
		if err != nil {
			return m, 0, err
		}
		if base := path.Base(f.Name); strings.HasPrefix(f.Name, "blobs/") && base != f.Sum {
			// Damaged on the disk that it was packed from, or since: then the manifest has another sum, and all of it is refused.
			if err := os.Remove(filepath.Join(folder, filepath.FromSlash(f.Name))); err != nil {
				return m, 0, fmt.Errorf("app: restore: %w", err)
			}
			lost.damaged[id.BlobHash(base)] = true
		}
		if err := found.add(f); err != nil {
			return m, 0, fmt.Errorf("app: restore: %w", err)
		}
	}
}

func unpackFile(from io.Reader, header *tar.Header, folder string) (f backupFile, err error) {
	name := filepath.Join(folder, filepath.FromSlash(header.Name))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return f, fmt.Errorf("app: restore: %w", err)
	}
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the name was checked
	if errors.Is(err, fs.ErrExist) {
		return f, notABackup(header.Name + " is in it twice")
	}
	if err != nil {
		return f, fmt.Errorf("app: restore: %w", err)
	}
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(out, sum), from)                          //nolint:gosec // as long as the archive says
	if ours := (*fs.PathError)(nil); errors.As(err, &ours) && ours.Path == name { // our disk, not the backup
		return f, errors.Join(fmt.Errorf("app: restore: %w", err), out.Close())
	}
	if err != nil {
		return f, errors.Join(notABackup(err.Error()), out.Close())
	}
	if err := errors.Join(out.Sync(), out.Close()); err != nil {
		return f, fmt.Errorf("app: restore: %w", err)
	}
	return backupFile{header.Name, size, hex.EncodeToString(sum.Sum(nil))}, nil
}
