package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// firstKeys are the files of the folder of keys that every instance has since its first start.
func firstKeys() []string { return []string{"openid.key", "package.key"} }

// lostKeys returns which keys of an instance that was served from this folder are missing or empty, for people. New ones would do the
// work as well, and be others: ids of people per program, the signatures of packages, merchants' certificates and subscriptions to
// pushes all hang on them. An empty folder that somebody made is their word that new ones are wanted.
func lostKeys(data string) (names []string, err error) {
	if _, err := os.Stat(filepath.Join(data, addressNote)); errors.Is(err, fs.ErrNotExist) {
		return nil, nil // not served yet
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
	for _, name := range firstKeys() {
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
	}
}
