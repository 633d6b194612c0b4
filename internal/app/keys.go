package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// firstKeys are the files of the folder of keys that every instance has since its first start.
func firstKeys() []string { return []string{"card.key", "openid.key", "package.key"} }

// keysNote is the file of the data folder that names each key that was made, a line each: most are made when they are needed first, and one that is lost
// would be made again as if it had never been.
const keysNote = "keys-made"

// notedKeys returns the names of the keys that the folder has had, and whether anything says that it was served or restored.
func notedKeys(data string) (names []string, served bool, err error) {
	note, err := os.ReadFile(filepath.Join(data, keysNote)) //nolint:gosec // the data folder is the operator's choice
	switch {
	case err == nil:
		return strings.Fields(string(note)), true, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, false, fmt.Errorf("app: look at the keys: %w", err)
	}
	// A version before the note.
	if _, err := os.Stat(filepath.Join(data, addressNote)); errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	return nil, true, nil
}

// noteKeys notes which keys there are, if there are any yet.
func noteKeys(data string) error {
	entries, err := os.ReadDir(filepath.Join(data, "keys"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("app: note the keys: %w", err)
	}
	var note strings.Builder
	for _, entry := range entries {
		if isKey(entry.Name()) {
			note.WriteString(entry.Name() + "\n")
		}
	}
	if err := os.WriteFile(filepath.Join(data, keysNote), []byte(note.String()), 0o600); err != nil {
		return fmt.Errorf("app: note the keys: %w", err)
	}
	return nil
}

// rememberKey adds one that was made. Twice is as good as once.
func rememberKey(data, name string) (err error) {
	f, err := os.OpenFile(filepath.Join(data, keysNote), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // the data folder is the operator's choice
	if err != nil {
		return err
	}
	_, err = f.WriteString(name + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

// isKey says whether a file of the folder is one, and not half of one that is being made.
func isKey(name string) bool {
	return strings.HasSuffix(name, ".key") || strings.HasSuffix(name, ".pem")
}

// lostKeys returns which keys of an instance that was served from this folder are missing or empty, for people. New ones would do the
// work as well, and be others: ids of people per program, the signatures of packages, merchants' certificates and subscriptions to
// pushes all hang on them. An empty folder that somebody made is their word that new ones are wanted.
func lostKeys(data string) (names []string, err error) {
	noted, served, err := notedKeys(data)
	if err != nil || !served {
		return nil, err
	}
	folder := filepath.Join(data, "keys")
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return []string{folder + ", missing"}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("app: look at the keys: %w", err)
	}
	there := map[string]bool{}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			return nil, fmt.Errorf("app: look at the keys: %w", err)
		}
		there[entry.Name()] = true
		if info.Mode().IsRegular() && info.Size() == 0 {
			names = append(names, filepath.Join(folder, entry.Name())+", empty")
		}
	}
	wanted := append(firstKeys(), noted...)
	slices.Sort(wanted)
	for _, name := range slices.Compact(wanted) {
		if len(entries) > 0 && !there[name] {
			names = append(names, filepath.Join(folder, name)+", missing")
		}
	}
	return names, nil
}

const keysBack = "take them out of a backup: tar -xzf FILE -C DIR keys; where there is none, an empty folder DIR/keys says that new ones are wanted: " +
	"people are others to every program then, merchants need new certificates, and nobody is told of what happens until they allow it again"

// openKeys refuses to begin with new keys in the place of lost ones.
func openKeys(data string) error {
	lost, err := lostKeys(data)
	if err != nil || len(lost) == 0 {
		return err
	}
	return Refusal{
		Text: "keys of this instance are lost: " + strings.Join(lost, "; "),
		Hint: strings.ReplaceAll(keysBack, "DIR", data),
		Stay: true,
	}
}
